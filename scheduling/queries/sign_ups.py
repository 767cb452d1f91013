"""Those who want to walk an open night and wait for a leader's answer."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from scheduling.enums import AttendanceState, ShiftState, SignUpState
from scheduling.models import Attendance, Shift, SignUp
from volunteers.enums import VolunteerState
from volunteers.queries import Standing

ANSWERED = (AttendanceState.CONFIRMED, AttendanceState.WAITING)


def sign_ups_within(standing: Standing) -> QuerySet[SignUp]:
    within = Shift.objects.within(**standing.reach).order_by().values("pk")
    return SignUp.objects.filter(shift__in=within)


def sign_ups_waiting(standing: Standing, *, now: datetime) -> QuerySet[SignUp]:
    """Within reach, to nights that have not begun, the nearest first; but for those who got a place in another way."""
    place = Attendance.objects.filter(shift=OuterRef("shift"), volunteer=OuterRef("volunteer"), state__in=ANSWERED)
    waiting = sign_ups_within(standing).filter(
        ~Exists(place.order_by()),
        state=SignUpState.WAITS,
        shift__state=ShiftState.PUBLISHED,
        shift__starts_at__gt=now,
        volunteer__state=VolunteerState.ACTIVE,
    )
    related = waiting.select_related("volunteer", "shift__association__municipality", "shift__route__district").defer(
        "shift__route__line", "shift__route__instructions"
    )
    return related.order_by("shift__starts_at", "at", "pk")


def access_sign_up(standing: Standing, pk: int) -> SignUp:
    """Raises Http404 for one to a night out of reach."""
    found = sign_ups_within(standing).select_related("volunteer", "shift").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
