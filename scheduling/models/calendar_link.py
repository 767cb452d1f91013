"""Links that let a calendar subscribe. The token itself is never stored, only its hash."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


def over_one_thing() -> Q:
    """A link names the owner that its kind asks for, and no other."""
    fields = dict.fromkeys(OWNER_FIELDS.values())
    condition = Q()
    for owner in fields:
        kinds = [kind for kind, field in OWNER_FIELDS.items() if field == owner]
        condition |= Q(kind__in=kinds, **{f"{field}__isnull": field != owner for field in fields})
    return condition


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
    season = models.ForeignKey(Season, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_links")
    route = models.ForeignKey(Route, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_links")
    district = models.ForeignKey(
        District, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_links"
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
