"""How far a partner sees: what its keys open, taken together."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from api.domain.catalogue import Happening
from api.enums import SCOPE_OF, EventType
from api.models import ApiKey, PartnerEvent
from api.queries import Tree


@dataclass
class Reach:
    """Scopes, each with the districts it is opened in, as primary keys; None is the whole municipality."""

    municipality: int
    opened: dict[str, set[int] | None] = field(default_factory=dict)

    def sees(self, happening: Happening) -> bool:
        if happening.municipality != self.municipality:
            return False
        within = self.opened.get(SCOPE_OF[happening.type], set())
        return within is None or happening.district in within

    def opens(self, event: PartnerEvent) -> bool:
        kind = EventType(event.type)
        return self.sees(Happening(kind, event.subject, self.municipality, event.district_id, event.at))

    def widen(self, scopes: Collection[str], districts: set[int] | None) -> None:
        for scope in scopes:
            known = self.opened.get(scope, set())
            self.opened[scope] = None if districts is None or known is None else known | districts


def reaches_of(keys: Iterable[ApiKey]) -> dict[int, Reach]:
    """By partner. Of keys that come with their partner; one query for each municipality with a key of districts."""
    trees: dict[int, Tree] = {}
    reaches: dict[int, Reach] = {}
    for key in keys:
        if key.partner is None:  # a person's own, which is told of nothing
            continue
        town = key.partner.municipality_id
        if key.districts and town not in trees:
            trees[town] = Tree([town])
        below = trees[town].below({UUID(uuid) for uuid in key.districts}) if key.districts else None
        reaches.setdefault(key.partner.pk, Reach(town)).widen(key.scopes, below)
    return reaches


def open_reaches(partners: Collection[int], *, now: datetime) -> dict[int, Reach]:
    """Of those that have a key which is valid now."""
    is_open = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
    return reaches_of(ApiKey.objects.filter(is_open, partner__in=partners).select_related("partner"))
