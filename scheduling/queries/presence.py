"""Reading requests for presence. Who coordinates no municipality reads only those that a shift of theirs carries."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import Http404

from scheduling.models import PresenceEvent, PresenceRequest, Shift
from scheduling.models.presence import PresenceRequestQuerySet
from scheduling.models.shift import ShiftQuerySet
from volunteers.queries import Standing


def requests_for(standing: Standing) -> PresenceRequestQuerySet:
    return PresenceRequest.objects.within(standing.municipalities).whole()


def access_presence(standing: Standing, pk: int) -> PresenceRequest:
    """Raises Http404 for a request of a municipality the user does not coordinate."""
    request = requests_for(standing).filter(pk=pk).first()
    if request is None:
        raise Http404
    return request


def matter_of(request: PresenceRequest) -> list[PresenceRequest]:
    """All about the same thing, itself among them, in order of coming in."""
    return list(PresenceRequest.objects.filter(matter=request.matter).whole().order_by("pk"))


def history_of_matter(request: PresenceRequest) -> QuerySet[PresenceEvent]:
    """What happened to all about the same thing, newest first."""
    events = PresenceEvent.objects.filter(request__matter=request.matter)
    return events.select_related("request", "actor")


def requests_carried(shift: Shift) -> PresenceRequestQuerySet:
    """Those that the shift is the yes to."""
    return PresenceRequest.objects.carried_by(shift.pk).whole()


def shifts_around(request: PresenceRequest, *, reach: timedelta, now: datetime) -> ShiftQuerySet:
    """Live shifts of the town, not over yet, so near in time to what is asked for."""
    return (
        Shift.objects.live()
        .filter(
            association__municipality=request.municipality_id,
            starts_at__lt=request.ends_at + reach,
            ends_at__gt=max(now, request.starts_at - reach),
        )
        .select_related("association__municipality", "route__district")
    )
