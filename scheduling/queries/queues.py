"""Reading the queue of a full night, in the one order that it has."""

from django.db.models import OuterRef, Q, QuerySet

from scheduling.enums import AttendanceState
from scheduling.models import Attendance, Shift

IN_QUEUE = Q(state=AttendanceState.WAITING)
ORDER = ("waiting_since", "pk")


def queue_of(shift: Shift) -> QuerySet[Attendance]:
    """Those who wait, the first first."""
    return Attendance.objects.filter(IN_QUEUE, shift=shift).order_by(*ORDER)


def offered_on(shift: Shift) -> int:
    """How many free places are held for people who stood first and have yet to answer."""
    asked = Attendance.objects.filter(shift=shift, state=AttendanceState.ASKED, instead_of=None)
    return asked.exclude(waiting_since=None).count()


def people_ahead(attendance: Attendance) -> int:
    """How many stand before somebody who waits."""
    before = Q(waiting_since__lt=attendance.waiting_since)
    level = Q(waiting_since=attendance.waiting_since, pk__lt=attendance.pk)
    return Attendance.objects.filter(IN_QUEUE, before | level, shift=attendance.shift_id).count()


def ahead_of_outer() -> QuerySet[Attendance]:
    """For a subquery: those who stand before an outer attendance."""
    before = Q(waiting_since__lt=OuterRef("waiting_since"))
    level = Q(waiting_since=OuterRef("waiting_since"), pk__lt=OuterRef("pk"))
    return Attendance.objects.filter(IN_QUEUE, before | level, shift=OuterRef("shift")).order_by()
