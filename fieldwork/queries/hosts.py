"""Which safety hosts are at work, where and when."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from fieldwork.models import HostDuty
from fieldwork.queries.districts import around
from scheduling.models import Shift
from volunteers.models import Municipality
from volunteers.queries import Standing


def hosts_on_duty(
    town: Municipality, districts: Collection[int], starts_at: datetime, ends_at: datetime
) -> list[HostDuty]:
    """Those at work at some time between the two moments, with their districts. Two queries, or three.

    With `districts`, primary keys, only teams in those, in a part of them, or in what they are part of; a team of the
    whole municipality is always there. Without, all.
    """
    at_work = HostDuty.objects.filter(municipality=town, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if districts:
        near = at_work.filter(Q(districts=None) | Q(districts__in=around(town, districts)))
        at_work = HostDuty.objects.filter(pk__in=near.order_by().values("pk"))
    return list(at_work.select_related("municipality").prefetch_related("districts"))


def hosts_for(shift: Shift) -> list[HostDuty]:
    """Those whom the shift's leader can ring. The shift comes with its route and its association's municipality."""
    return hosts_on_duty(shift.association.municipality, [shift.route.district_id], shift.starts_at, shift.ends_at)


def hosts_ahead(town: Municipality, *, now: datetime) -> QuerySet[HostDuty]:
    """Those at work now and later, earliest first."""
    return HostDuty.objects.filter(municipality=town, ends_at__gt=now).prefetch_related("districts")


def access_host_duty(standing: Standing, pk: int) -> HostDuty:
    """Raises Http404 for a team of a municipality the user does not coordinate."""
    duties = HostDuty.objects.filter(municipality__in=standing.municipalities).select_related("municipality")
    duty = duties.prefetch_related("districts").filter(pk=pk).first()
    if duty is None:
        raise Http404
    return duty


def later_in_series(duty: HostDuty) -> QuerySet[HostDuty]:
    """What was entered together with it and begins after it."""
    return HostDuty.objects.filter(series=duty.series, starts_at__gt=duty.starts_at).order_by("starts_at", "pk")
