"""What partners were told, by number."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from api.enums import SCOPE_OF
from api.models import Partner, PartnerEvent
from api.queries import Opening


def events_of(partner: Partner, opening: Opening, *, scopes: Collection[str]) -> QuerySet[PartnerEvent]:
    """What the partner was told and a key of theirs may read."""
    types = [event_type for event_type, scope in SCOPE_OF.items() if scope in scopes]
    rows = PartnerEvent.objects.filter(partner=partner, type__in=types).select_related("district")
    return rows if opening.districts is None else rows.filter(district__in=opening.districts)


def latest_sequence(partner: Partner) -> int:
    """The number of the partner's newest event, read anew; 0 before the first."""
    return Partner.objects.values_list("last_sequence", flat=True).get(pk=partner.pk)


def first_kept_sequence(partner: Partner, *, latest: int) -> int:
    """The number of the oldest event that is still kept; when none is, the one that comes next."""
    oldest = PartnerEvent.objects.filter(partner=partner).order_by("sequence").values_list("sequence", flat=True)
    return oldest.first() or latest + 1


def changed_since(partner: Partner, sequence: int) -> QuerySet[PartnerEvent, UUID]:
    """The ids of what the partner was told of after that number."""
    return PartnerEvent.objects.filter(partner=partner, sequence__gt=sequence).values_list("subject", flat=True)
