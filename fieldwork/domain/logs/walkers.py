"""Who walked, as the log says it: where nobody checked out in Lykta it is all that is known of it."""

from collections.abc import Collection
from datetime import datetime

from fieldwork.domain.walks.no_shows import mark_no_show, mark_walked
from fieldwork.enums import WalkState
from fieldwork.models import Walk
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer

State = AttendanceState
HAD_PLACE = (State.CONFIRMED, State.ATTENDED, State.NO_SHOW)


def people_to_tick(shift: Shift) -> list[Attendance]:
    """Everybody who had a place when the night began, leaders first. None while the group is out: then it is its
    check-outs that say who walks.
    """
    if Walk.objects.filter(shift=shift, state=WalkState.OUT).exists():
        return []
    had_place = Attendance.objects.filter(shift=shift, state__in=HAD_PLACE).select_related("volunteer")
    return list(had_place.order_by("-is_leader", "volunteer__name", "pk"))


def note_who_walked(
    shift: Shift, walked: Collection[int], *, origin: Origin, by: Volunteer | None, now: datetime
) -> int:
    """Those of the crew whose attendances are named walked, the others did not come. Returns how many changed.

    Raises CannotCorrect, OverlapsAnotherShift.
    """
    changed = 0
    for one in people_to_tick(shift):
        is_along = one.pk in walked
        if one.state == (State.ATTENDED if is_along else State.NO_SHOW):
            continue
        (mark_walked if is_along else mark_no_show)(one, origin=origin, by=by, now=now)
        changed += 1
    return changed
