"""The one step after another of a shift's state, as the table of moves allows."""

from datetime import datetime

from django.utils.translation import gettext as _

from scheduling.domain.decisions.closing import close_decision
from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.enums import SHIFT_MOVES, DecisionState, EventKind, ShiftState
from scheduling.exceptions import MoveNotAllowed
from scheduling.models import Shift, ShiftChange


def require_step(shift: Shift, to: ShiftState) -> None:
    """Raises MoveNotAllowed."""
    if to not in SHIFT_MOVES[shift.state]:
        raise MoveNotAllowed(
            _("Passet är %(before)s och kan inte bli %(after)s.")
            % {"before": ShiftState(shift.state).label.lower(), "after": to.label.lower()}
        )


def take_shift_step(
    shift: Shift, to: ShiftState, *, kind: EventKind, origin: Origin, now: datetime, detail: str = ""
) -> None:
    """One allowed move of a locked shift. What was to become of it, unpublished, is void from then on.

    Raises MoveNotAllowed.
    """
    require_step(shift, to)
    before, shift.state = shift.state, to
    shift.revision += 1
    shift.updated_at = now
    shift.save(update_fields=["state", "revision", "updated_at", "cancel_reason", "follows_season"])
    if to != ShiftState.PUBLISHED:
        ShiftChange.objects.filter(shift=shift).delete()
    if to == ShiftState.CANCELLED:
        close_decision(shift, DecisionState.CANCELLED, origin=origin, now=now)
    record_event(shift, kind, origin=origin, now=now, from_state=before, to_state=to, detail=detail)
