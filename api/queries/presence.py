"""What a partner has asked for. Nobody else's requests exist."""

from django.db.models import QuerySet

from api.models import Partner
from api.queries import Opening
from scheduling.models import PresenceRequest


def presence_of(partner: Partner, opening: Opening) -> QuerySet[PresenceRequest]:
    """Each with its history. A key of some districts reads only what was asked for there."""
    rows = PresenceRequest.objects.filter(ask__partner=partner)
    if opening.districts is not None:
        rows = rows.filter(district__in=opening.districts)
    return rows.whole().prefetch_related("events")
