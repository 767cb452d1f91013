"""Where an association's things are: here, out with a group, at somebody's home, or missing."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from fieldwork.models import KitCount, KitGap, KitItem, KitLoan
from scheduling.models import Shift
from volunteers.models import Association, Membership
from volunteers.queries import Standing, associations_for

SHOWN_NIGHTS = 8


def kit_of(association: Association) -> QuerySet[KitItem]:
    """What is in use, each counted. One query."""
    return counted(KitItem.objects.filter(association=association, is_active=True))


def counted(items: QuerySet[KitItem]) -> QuerySet[KitItem]:
    """With `out`, `lent` and `missing`: how many are not in their place."""
    away = {
        "out": _sum(KitCount.objects.filter(in_at=None), "taken"),
        "lent": _sum(KitLoan.objects.filter(returned_at=None), "number"),
        "missing": _sum(KitGap.objects.filter(ended_at=None), "number"),
    }
    return items.annotate(**away)


def _sum(rows: QuerySet[Any], field: str) -> Coalesce:
    total = rows.filter(item=OuterRef("pk")).order_by().values("item").annotate(total=Sum(field)).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def access_kit_item(standing: Standing, association_pk: int, pk: int) -> KitItem:
    """Counted. Raises Http404 for a thing of an association out of reach, or of another than the address says."""
    within = associations_for(standing).filter(pk=association_pk).values("pk")
    items = counted(KitItem.objects.filter(association__in=within, is_active=True))
    item = items.filter(pk=pk).select_related("association__municipality").first()
    if item is None:
        raise Http404
    return item


def gaps_open(association: Association) -> QuerySet[KitGap]:
    """What is missing now, the latest first, with who had it last and on which night."""
    gaps = KitGap.objects.filter(item__association=association, ended_at=None)
    return gaps.select_related("item", "had_by", "shift__route__district")


def gaps_ended(association: Association) -> QuerySet[KitGap]:
    """What was missing once, the last found or given up first."""
    gaps = KitGap.objects.filter(item__association=association).exclude(ended_at=None).order_by("-ended_at", "-pk")
    return gaps.select_related("item", "had_by", "ended_by", "shift__route__district")


def access_gap(standing: Standing, association_pk: int, pk: int) -> KitGap:
    """Raises Http404 for what no one misses any more, or another association does."""
    within = associations_for(standing).filter(pk=association_pk).values("pk")
    gap = KitGap.objects.filter(item__association__in=within, pk=pk, ended_at=None).select_related("item").first()
    if gap is None:
        raise Http404
    return gap


def loans_open(association: Association) -> QuerySet[KitLoan]:
    """What members have at home, by when it is due back, those first who have left the association."""
    member = Membership.objects.filter(volunteer=OuterRef("volunteer"), association=association)
    loans = KitLoan.objects.filter(item__association=association, returned_at=None).annotate(is_member=Exists(member))
    return loans.select_related("item", "volunteer").order_by(
        "is_member", F("due_on").asc(nulls_last=True), "lent_at", "pk"
    )


def access_loan(standing: Standing, association_pk: int, pk: int) -> KitLoan:
    """Raises Http404 for a loan that has been returned, or is another association's."""
    within = associations_for(standing).filter(pk=association_pk).values("pk")
    loans = KitLoan.objects.filter(item__association__in=within, returned_at=None)
    loan = loans.filter(pk=pk).select_related("item", "volunteer").first()
    if loan is None:
        raise Http404
    return loan


def counts_of(shift: Shift) -> list[KitCount]:
    """What the group took along, with who counted."""
    return list(shift.kit_counts.select_related("item", "out_by", "in_by").order_by("item__kind", "item__label", "pk"))


def not_counted_in(association: Association, *, now: datetime) -> list[KitCount]:
    """What groups took along on nights that are over, and nobody has counted since."""
    counts = KitCount.objects.filter(item__association=association, in_at=None, shift__ends_at__lte=now)
    return list(counts.select_related("item", "out_by", "shift__route__district").order_by("shift__ends_at", "pk"))


def nights_with_kit(association: Association) -> list[Shift]:
    """The last nights that something was taken along, each with what and who counted."""
    nights = Shift.objects.filter(association=association, kit_counts__isnull=False).distinct()
    counted = nights.select_related("route__district").prefetch_related(
        "kit_counts__item", "kit_counts__out_by", "kit_counts__in_by"
    )
    return list(counted.order_by("-starts_at", "-pk")[:SHOWN_NIGHTS])
