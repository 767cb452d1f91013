"""Partners that ask for presence. Each sees its own requests alone, also where several are about the same thing."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from api.models import ApiKey, Partner, PresenceAsk
from scheduling.domain.origins import Origin
from scheduling.domain.presence.requests import Wish, file_request
from scheduling.enums import Door
from scheduling.models import PresenceRequest

BY_PARTNER = Origin(Door.API)


@transaction.atomic
def ask_for_presence(
    partner: Partner,
    wish: Wish,
    *,
    now: datetime,
    key: ApiKey | None = None,
    within: Collection[int] | None = None,
) -> PresenceRequest:
    """A request of the partner's, joined and perhaps answered already. Raises what `file_request` does."""
    request = file_request(partner.municipality, wish, origin=BY_PARTNER, now=now, within=within)
    PresenceAsk.objects.create(partner=partner, request=request, key=key)
    return request
