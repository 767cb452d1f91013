"""Links that let a calendar subscribe. The token itself is never stored, only its hash."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from messaging.gateways import clock
from scheduling.enums import FeedKind
from scheduling.models.route import Route
from scheduling.models.season import Season
from volunteers.models import Association, District, Municipality, User, Volunteer

# Which field says whose nights a link of each kind shows. Of a partner the row above it, in api, says which one.
OWNER_FIELDS: Mapping[str, str] = {
    FeedKind.VOLUNTEER: "volunteer",
    FeedKind.ROSTER: "volunteer",
    FeedKind.ASSOCIATION: "association",
    FeedKind.PUBLIC: "association",
    FeedKind.SEASON: "season",
    FeedKind.ROUTE: "route",
    FeedKind.DISTRICT: "district",
    FeedKind.MUNICIPALITY: "municipality",
    FeedKind.PARTNER: "municipality",
}
# Owners that are removed for good while programs still ask for their nights.
REMOVED_FOR_GOOD = frozenset({"season", "district"})


def over_one_thing() -> Q:
    """A link names the owner that its kind asks for, and no other. A closed one may have outlived it."""
    fields = dict.fromkeys(OWNER_FIELDS.values())
    condition = Q()
    for owner in fields:
        kinds = [kind for kind, field in OWNER_FIELDS.items() if field == owner]
        condition |= Q(kind__in=kinds, **{f"{field}__isnull": field != owner for field in fields})
        if owner in REMOVED_FOR_GOOD:
            nobody = {f"{field}__isnull": True for field in fields}
            condition |= Q(kind__in=kinds, revoked_at__isnull=False, **nobody)
    return condition


def close_with_owner(collector: Any, field: Any, links: Any, _using: str) -> None:
    """What becomes of links when their owner is removed: they stay, closed, to tell programs so.

    Most programs keep the old nights of an address that is merely not found.
    """
    revoked_at = CalendarLink._meta.get_field("revoked_at")
    collector.add_field_update(revoked_at, clock.now(), list(links.filter(revoked_at=None)))
    collector.add_field_update(field, None, list(links))


class CalendarLink(models.Model):
    """One subscription. `grant` is what of its owner's nights it opens, fixed when it is made: see domain/feeds/grants.

    `stamp` and `changed_at` are the ETag it was last seen with and since when, for Last-Modified. `ends_at` is when it
    closes by itself, as when it was made for a key that expires.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=FeedKind.choices)
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_links"
    )
    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_links"
    )
    season = models.ForeignKey(Season, on_delete=close_with_owner, null=True, blank=True, related_name="calendar_links")
    route = models.ForeignKey(Route, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_links")
    district = models.ForeignKey(
        District, on_delete=close_with_owner, null=True, blank=True, related_name="calendar_links"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_links"
    )
    grant = models.JSONField(default=dict, blank=True)
    label = models.CharField(_("vad den ska användas till"), max_length=60, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    stamp = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    last_client = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=over_one_thing(), name="calendar_link_over_one_thing")]

    def __str__(self) -> str:
        return f"{self.kind} calendar since {self.created_at:%Y-%m-%d}"
