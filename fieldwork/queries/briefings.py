"""Briefings of a town, and those that are for one night."""

from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from fieldwork.models import Briefing, BriefingRead
from fieldwork.queries.districts import above
from scheduling.models import Shift
from volunteers.models import Municipality
from volunteers.queries import Standing


def briefings_for(shift: Shift) -> list[Briefing]:
    """What is told to the people of a night, at any hour: of its district and of all that lies around it.

    Each with `is_read`: whether somebody of the group has said that all have read it as it stands. Two queries.
    """
    town = shift.association.municipality
    here = Q(district=None) | Q(district__in=above(town, shift.route.district_id))
    read = BriefingRead.objects.filter(briefing=OuterRef("pk"), shift=shift, revision=OuterRef("revision"))
    told = Briefing.objects.filter(here, municipality=town).touching(shift.night)
    return list(told.select_related("district").annotate(is_read=Exists(read)).order_by("district__name", "pk"))


def briefings_ahead(town: Municipality, *, today: date) -> QuerySet[Briefing]:
    """Those of tonight and later, each with `groups`: how many have read it as it stands."""
    ahead = Briefing.objects.filter(municipality=town, last_night__gte=today)
    as_it_stands = Q(reads__revision=F("revision"))
    return ahead.select_related("district", "author").annotate(groups=Count("reads", filter=as_it_stands))


def access_briefing(standing: Standing, pk: int) -> Briefing:
    """Raises Http404 for a briefing of a municipality the user does not coordinate."""
    told = Briefing.objects.filter(municipality__in=standing.municipalities).select_related("municipality", "district")
    briefing = told.filter(pk=pk).first()
    if briefing is None:
        raise Http404
    return briefing
