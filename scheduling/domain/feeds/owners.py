"""Over whom someone of a standing may make a calendar link."""

from django.db.models import QuerySet

from scheduling.enums import ShiftKind
from scheduling.models import Route, Season, Shift
from volunteers.models import Association, District, Municipality, Volunteer
from volunteers.queries import (
    Standing,
    associations_for,
    districts_for,
    municipalities_for,
    volunteers_wholly_for,
)


def volunteers_to_link(standing: Standing) -> QuerySet[Volunteer]:
    """A link shows every night of the person, so nobody makes one who may not see them all."""
    return volunteers_wholly_for(standing).active()


def hosts_to_link(standing: Standing) -> QuerySet[Volunteer]:
    """Safety hosts: those who belong to an organisation that has had shifts of that kind planned.

    Nothing marks a person as a host. Hosts are employed, by a municipality or a housing company that stands in Lykta as
    an association of its own, and what makes someone one of them is to be on its roster.
    """
    employers = Shift.objects.filter(kind=ShiftKind.SAFETY_HOSTING).order_by().values("association")
    return volunteers_to_link(standing).filter(memberships__association__in=employers).distinct()


def associations_to_link(standing: Standing) -> QuerySet[Association]:
    return associations_for(standing).filter(is_active=True)


def seasons_to_link(standing: Standing) -> QuerySet[Season]:
    return (
        Season.objects.within(**standing.reach)
        .select_related("association__municipality")
        .order_by("association__name", "-first_night", "pk")
    )


def routes_to_link(standing: Standing) -> QuerySet[Route]:
    """A route is walked by several associations, so only a coordinator sees all of its nights."""
    return Route.objects.filter(municipality__in=standing.municipalities, is_active=True).select_related("district")


def places_to_link(standing: Standing) -> list[District]:
    """As a tree read from the top."""
    return [one for one in districts_for(standing) if one.municipality_id in standing.municipalities]


def towns_to_link(standing: Standing) -> QuerySet[Municipality]:
    return municipalities_for(standing)
