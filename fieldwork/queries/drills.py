"""Reading drills. Each `access_…` fetches and authorises: what is out of reach does not exist."""

from django.db.models import QuerySet
from django.http import Http404

from fieldwork.models import Drill
from scheduling.models import Attendance
from volunteers.models import Municipality, Volunteer
from volunteers.queries import Standing

SHOWN = 12  # a year of them


def access_drill(standing: Standing, pk: int) -> Drill:
    """Raises Http404 but for coordinators of its municipality."""
    found = Drill.objects.filter(pk=pk, municipality__in=standing.municipalities)
    drill = found.select_related("municipality", "leader", "alarm", "planned_by").first()
    if drill is None:
        raise Http404
    return drill


def drills_of(town: Municipality) -> list[Drill]:
    """The latest first, the one that is planned or on before them."""
    return list(
        Drill.objects.filter(municipality=town).select_related("leader", "alarm").order_by("-starts_at")[:SHOWN]
    )


def leaders_who_could(town: Municipality) -> QuerySet[Volunteer]:
    """Active people who have led a night, or are to: one of them may offer to be rung in a drill."""
    leading = Attendance.objects.filter(is_leader=True).values("volunteer")
    return Volunteer.objects.active().filter(municipality=town, pk__in=leading).order_by("name", "pk")
