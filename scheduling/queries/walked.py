"""Who goes on a night, and who has walked."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from scheduling.enums import ON_CREW, AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.enums import VolunteerState
from volunteers.models import Association

# Where nobody checked the group out, who had a place when the night was over has walked, unless a leader said no.
HAS_WALKED = Q(state=AttendanceState.ATTENDED) | Q(state=AttendanceState.CONFIRMED, shift__state=ShiftState.DONE)


def going_on(shift: Shift) -> list[Attendance]:
    """Those with a place on the shift. Of the others nothing is read, and somebody forgotten goes nowhere."""
    held = shift.attendances.filter(state__in=ON_CREW).exclude(volunteer__state=VolunteerState.FORGOTTEN)
    return list(held.select_related("volunteer").order_by("pk"))


def walked_with(association: Association, first: date, last: date) -> QuerySet[Any, tuple[Any, ...]]:
    """One row for each person and shift, person by person, each by time: the fields of a Walked, in its order."""
    rows = Attendance.objects.filter(HAS_WALKED, shift__association=association, shift__night__range=(first, last))
    return rows.order_by("volunteer__name", "volunteer", "starts_at", "pk").values_list(
        "volunteer",
        "volunteer__name",
        "is_leader",
        "shift__night",
        "starts_at",
        "ends_at",
        "shift__route__name",
        "shift__route__district__name",
    )
