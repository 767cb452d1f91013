"""Who is on a crew, and who has been told their names."""

from django.db.models import Prefetch, QuerySet

from api.models import ContactRead, Partner
from scheduling.enums import ON_CREW
from scheduling.models import Attendance, Shift
from volunteers.enums import VolunteerState


def known_crews() -> QuerySet[Attendance]:
    """Of those who are forgotten only the count is left."""
    return Attendance.objects.filter(state__in=ON_CREW).exclude(volunteer__state=VolunteerState.FORGOTTEN)


def crew_count(shifts: QuerySet[Shift]) -> int:
    """How many are known on the crews of these shifts: that somebody was forgotten is told by no shift."""
    return known_crews().filter(shift__in=shifts.order_by().values("pk")).count()


def with_crew(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    """With `crew`: the attendances of those on it."""
    crew = known_crews().select_related("volunteer").only("shift", "state", "is_leader", "volunteer__uuid")
    return shifts.prefetch_related(Prefetch("attendances", queryset=crew.order_by("pk"), to_attr="crew"))


def crew_by_name(shift: Shift) -> QuerySet[Attendance]:
    """Leaders first, then by name."""
    known = known_crews().filter(shift=shift)
    return known.select_related("volunteer").order_by("-is_leader", "volunteer__name", "pk")


def contact_reads(partner: Partner) -> QuerySet[ContactRead]:
    """Each time that one of the partner's keys was told names and numbers, the newest first."""
    return ContactRead.objects.filter(key__partner=partner).select_related("key", "shift__route__district")
