"""Reading seasons, what waits to be published, and a town's special days. What is out of reach does not exist."""

from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import Http404

from scheduling.enums import ShiftState
from scheduling.models import NightsImport, Season, SpecialDay
from scheduling.models.season import SeasonQuerySet
from volunteers.models import Association, Municipality
from volunteers.queries import Standing


def seasons_for(standing: Standing) -> SeasonQuerySet:
    return Season.objects.within(**standing.reach).select_related("association__municipality")


def access_season(standing: Standing, pk: int) -> Season:
    """Raises Http404 for a season of another association or municipality."""
    season = seasons_for(standing).filter(pk=pk).first()
    if season is None:
        raise Http404
    return season


def with_counts(seasons: SeasonQuerySet) -> QuerySet[Season]:
    """With `shift_count`, `draft_count` of them, and the first and last night that there really is."""
    drafts = Q(shifts__state=ShiftState.DRAFT)
    standing = ~Q(shifts__state=ShiftState.CANCELLED)
    return seasons.annotate(
        shift_count=Count("shifts", filter=standing),
        draft_count=Count("shifts", filter=drafts),
        starts_on=Min("shifts__night", filter=standing),
        ends_on=Max("shifts__night", filter=standing),
    )


def with_changes(associations: QuerySet[Association]) -> QuerySet[Association]:
    """With how many of their shifts have a change that waits to be published, as `changes_waiting`."""
    return associations.annotate(changes_waiting=Count("shifts__change"))


def access_special_day(town: Municipality, pk: int) -> SpecialDay:
    """Raises Http404 for a day of another town."""
    day = SpecialDay.objects.filter(municipality=town, pk=pk).first()
    if day is None:
        raise Http404
    return day


def nights_imports_for(standing: Standing) -> QuerySet[NightsImport]:
    """Lists of nights that have come in, newest first."""
    within = Association.objects.within(**standing.reach).values("pk")
    found = NightsImport.objects.filter(association__in=within).select_related(
        "association__municipality", "uploaded_by"
    )
    return found.defer("rows").order_by("-created_at", "-pk")


def access_nights_import(standing: Standing, uuid: str) -> NightsImport:
    """Raises Http404 for a list of an association out of reach."""
    within = Association.objects.within(**standing.reach).values("pk")
    found = NightsImport.objects.filter(uuid=uuid, association__in=within)
    nights_import = found.select_related("association__municipality").first()
    if nights_import is None:
        raise Http404
    return nights_import
