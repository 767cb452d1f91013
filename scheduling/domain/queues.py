"""The queue of a full night: its order, who stands next for a place, and whoever a leader moves to the front."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.admission import HAS_RULES, require_allowed, require_free, require_open
from scheduling.domain.history import record_event
from scheduling.domain.moves import locked
from scheduling.domain.origins import Origin
from scheduling.domain.walk_rules.reading import Gate
from scheduling.enums import AttendanceState, Door, EventKind, ShiftState
from scheduling.exceptions import MoveNotAllowed, NotAllowed, OverlapsAnotherShift, SchedulingError
from scheduling.models import Attendance, Shift
from scheduling.queries.queues import offered_on, queue_of

JUST_BEFORE = timedelta(microseconds=1)


def next_in_queue(shift: Shift, *, now: datetime, more: int = 0) -> Iterator[Attendance]:
    """Those for whom there is a place, in order; `more` places are to come free. A place is offered to one at a time.

    Those who have meanwhile said yes to another shift at the same time, or whom a rule stops, keep their place in the
    queue but are passed by.
    """
    free = shift.crew_max - shift.confirmed_count + more
    if free <= 0 or shift.waiting_count == 0 or shift.state != ShiftState.PUBLISHED or now >= shift.starts_at:
        return
    free -= offered_on(shift)
    queue = list(queue_of(shift).select_related("volunteer"))
    gate = Gate(shift, [one.volunteer for one in queue]) if getattr(shift, HAS_RULES, True) else None
    for attendance in queue:
        if free <= 0:
            return
        attendance.shift = shift
        try:
            require_free(attendance)
            require_allowed(attendance, door=Door.CLOCK, gate=gate)
        except (OverlapsAnotherShift, NotAllowed):
            continue
        free -= 1
        yield attendance


@transaction.atomic
def move_first(attendance: Attendance, *, reason: str, origin: Origin, now: datetime) -> Attendance:
    """Let somebody stand first in the queue, for a reason that the history keeps. Nobody is told.

    Raises SchedulingError without a reason, MoveNotAllowed for someone who does not wait, TooLate.
    """
    attendance = locked(attendance)
    require_open(attendance.shift, now=now, door=origin.door)
    if not reason.strip():
        raise SchedulingError(_("Skriv varför, så att de andra kan få veta det."))
    if attendance.state != AttendanceState.WAITING:
        raise MoveNotAllowed(
            _("%(name)s står inte på reservlistan längre.") % {"name": attendance.volunteer.first_name}
        )
    first = queue_of(attendance.shift)[0]
    if first.pk == attendance.pk or first.waiting_since is None:
        return attendance
    attendance.waiting_since = first.waiting_since - JUST_BEFORE
    attendance.updated_at = now
    attendance.save(update_fields=["waiting_since", "updated_at"])
    detail = _("flyttades först på reservlistan: %(reason)s") % {"reason": reason.strip()}
    record_event(attendance.shift, EventKind.CHANGED, origin=origin, now=now, attendance=attendance, detail=detail)
    return attendance
