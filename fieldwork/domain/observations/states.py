"""The state of an observation, from new to mended. Only this module writes it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.observations.history import record
from fieldwork.enums import OBSERVATION_MOVES, ObservationEventKind, ObservationState
from fieldwork.exceptions import ObservationMoveRefused
from fieldwork.models import Observation
from scheduling.domain.origins import Origin
from scheduling.models import Shift
from volunteers.models import Volunteer

State = ObservationState
KEPT = ("state", "state_at", "fixed_at", "confirmed_at", "updated_at")


@transaction.atomic
def move_observation(
    observation: Observation,
    to: ObservationState,
    *,
    origin: Origin,
    now: datetime,
    detail: str = "",
    by: Volunteer | None = None,
    shift: Shift | None = None,
) -> Observation:
    """One allowed move, with its line in the history. Raises ObservationMoveRefused.

    What is opened again keeps the day it was to be mended: for those who walk there, it has been dark all along.
    """
    found = lock_observation(observation.pk)
    if found.joined_to_id or to not in OBSERVATION_MOVES[found.state]:
        raise ObservationMoveRefused(
            _("%(reference)s har läget ”%(before)s” och kan inte få läget ”%(after)s”.")
            % {"reference": found.reference, "before": State(found.state).label, "after": to.label}
        )
    before, found.state = found.state, to
    found.state_at = found.updated_at = now
    found.fixed_at = now if to == State.FIXED else None
    found.confirmed_at = None
    found.save(update_fields=KEPT)
    record(
        found,
        ObservationEventKind.MOVED,
        origin=origin,
        now=now,
        by=by,
        shift=shift,
        from_state=before,
        detail=detail,
    )
    return found


def lock_observation(pk: int) -> Observation:
    """The observation, its row held until the transaction ends."""
    rows = Observation.objects.select_for_update(of=("self",)).select_related("municipality", "category")
    return rows.get(pk=pk)
