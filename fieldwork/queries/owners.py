"""Who mends things in a municipality, and by which rules."""

from typing import TypeVar

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from fieldwork.enums import STILL_OPEN
from fieldwork.models import ObservationCategory, OwnerRule, OwnerService, PlaceOwner
from volunteers.models import Municipality
from volunteers.queries import Standing

Kept = TypeVar("Kept", PlaceOwner, OwnerRule)


def owners_of(town: Municipality) -> QuerySet[PlaceOwner]:
    """Those in use first; each with `open_count`, of what is not mended yet."""
    still_open = Count("observations", filter=Q(observations__state__in=STILL_OPEN))
    return PlaceOwner.objects.filter(municipality=town).annotate(open_count=still_open).order_by("-is_active", "name")


def rules_of(town: Municipality) -> QuerySet[OwnerRule]:
    """In the coordinator's own order."""
    named = ("owner", "category__parent", "district__parent")
    return OwnerRule.objects.filter(municipality=town).select_related(*named).order_by("position", "pk")


def rules_in_force(town: Municipality) -> QuerySet[OwnerRule]:
    return rules_of(town).filter(owner__is_active=True)


def category_tree(town: Municipality) -> list[ObservationCategory]:
    """Those in use, each main kind before what lies below it."""
    rows = ObservationCategory.objects.filter(municipality=town, is_active=True).select_related("parent")
    return sorted(
        rows,
        key=lambda one: (
            (one.parent or one).position,
            (one.parent or one).pk,
            one.parent is not None,
            one.position,
            one.pk,
        ),
    )


def services_chosen(owner: PlaceOwner) -> dict[int, str]:
    """By category: what the owner's Open311 system calls it."""
    return dict(OwnerService.objects.filter(owner=owner).values_list("category", "code"))


def access_owner(standing: Standing, pk: int) -> PlaceOwner:
    """Raises Http404 for an owner in a municipality the user does not coordinate."""
    return _found(PlaceOwner.objects.select_related("municipality"), standing, pk)


def access_rule(standing: Standing, pk: int) -> OwnerRule:
    """Raises Http404 for a rule of a municipality the user does not coordinate."""
    return _found(OwnerRule.objects.select_related("municipality"), standing, pk)


def _found(rows: QuerySet[Kept], standing: Standing, pk: int) -> Kept:
    row = rows.filter(pk=pk, municipality__in=standing.municipalities).first()
    if row is None:
        raise Http404
    return row
