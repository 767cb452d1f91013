"""A night held for a change, and the hours within which a group can go out."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from fieldwork.exceptions import NotTonight
from fieldwork.models import CheckIn
from fieldwork.queries.nights import Night, read_night
from scheduling.domain.attendance import lock_shift, lockable_shifts
from scheduling.enums import ShiftState
from scheduling.models import Attendance, Shift

GATHER_BEFORE = timedelta(hours=2)  # how long before the start a group can go out
LATE_OUT = timedelta(minutes=15)  # after the start a group should have gone out


def lock_night(shift_pk: int) -> Night:
    """The night read anew under the lock of its shift."""
    return read_night(lock_shift(shift_pk))


def lock_with_others(shift_pk: int) -> Night:
    """As `lock_night`; the groups that some of the crew are still registered as out with are held too, in one order."""
    crew = Attendance.objects.filter(shift=shift_pk).values("volunteer")
    out = CheckIn.objects.filter(volunteer__in=crew, home_at=None).exclude(walk__shift=shift_pk)
    others = set(out.values_list("walk__shift", flat=True))
    if others:
        list(lockable_shifts().filter(pk__in=others | {shift_pk}).order_by("pk"))
    return lock_night(shift_pk)


def may_go_out_from(shift: Shift) -> datetime:
    return shift.starts_at - GATHER_BEFORE


def is_near(shift: Shift, *, now: datetime) -> bool:
    """Whether the group may gather: from two hours before the start until the end."""
    return may_go_out_from(shift) <= now < shift.ends_at


def require_tonight(night: Night, *, now: datetime) -> None:
    """Raises NotTonight, with when it is time. A group that got more time can still be joined in it."""
    shift = night.shift
    until = night.walk.due_home_at if night.walk is not None and night.is_out else shift.ends_at
    if shift.state in {ShiftState.DRAFT, ShiftState.CANCELLED}:
        raise NotTonight(_("Kvällen är inställd eller inte publicerad."))
    if now < may_go_out_from(shift):
        raise NotTonight(_("Det är för tidigt. Gruppen kan gå ut från två timmar före starten."))
    if now >= max(until, shift.ends_at):
        raise NotTonight(_("Kvällen är slut."))
