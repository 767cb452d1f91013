"""Shifts (pass): one group, one route, one night."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling.enums import ShiftKind, ShiftState
from scheduling.models.constraints import crew_constraints
from scheduling.models.route import Route
from scheduling.models.season import Season
from volunteers.models import Association


class ShiftQuerySet(models.QuerySet["Shift"]):
    def within(self, *, municipalities: frozenset[int], associations: frozenset[int]) -> "ShiftQuerySet":
        return self.filter(Q(association__municipality__in=municipalities) | Q(association__in=associations))

    def live(self) -> "ShiftQuerySet":
        """Planned for real: published or under way."""
        return self.filter(state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY])


class Shift(models.Model):
    """One group on one night. `night` is the local date it starts; the counts are kept by the writer of attendance.

    A shift that a season made remembers as which of its nights and groups: `season_night` stays when the shift is moved
    to another day. It follows the season until somebody changes it by hand.

    `is_open`: its time and meeting place stand in the association's public calendar.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("slag"), max_length=16, choices=ShiftKind.choices, default=ShiftKind.NIGHT_WALK)
    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("förening")
    )
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("rutt"))
    season = models.ForeignKey(Season, on_delete=models.SET_NULL, null=True, blank=True, related_name="shifts")
    season_night = models.DateField(null=True, blank=True, editable=False)
    season_group = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    follows_season = models.BooleanField(default=True, editable=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    night = models.DateField()
    state = models.CharField(max_length=12, choices=ShiftState.choices, default=ShiftState.DRAFT)
    crew_safe = models.PositiveSmallIntegerField(_("minst för säkerheten"), default=2)
    crew_min = models.PositiveSmallIntegerField(_("minst"), default=3)
    crew_target = models.PositiveSmallIntegerField(_("mål"), default=4)
    crew_max = models.PositiveSmallIntegerField(_("högst"), default=5)
    leaders_needed = models.PositiveSmallIntegerField(_("ledare"), default=1)
    confirmed_count = models.PositiveSmallIntegerField(default=0, editable=False)
    leader_count = models.PositiveSmallIntegerField(default=0, editable=False)
    asked_leader_count = models.PositiveSmallIntegerField(default=0, editable=False)
    asked_count = models.PositiveSmallIntegerField(default=0, editable=False)
    waiting_count = models.PositiveSmallIntegerField(default=0, editable=False)
    is_open = models.BooleanField(_("öppen kväll"), default=False)
    note = models.TextField(_("till gruppen"), blank=True, max_length=500)
    cancel_reason = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["association", "night"], name="shift_association_night"),
            models.Index(fields=["night", "starts_at"], name="shift_night"),
            models.Index(fields=["state", "starts_at"], name="shift_state_start"),
            models.Index(fields=["updated_at", "id"], name="shift_updated"),
            models.Index(fields=["starts_at", "id"], name="shift_start"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"),
            *crew_constraints("shift"),
            models.CheckConstraint(condition=Q(confirmed_count__lte=F("crew_max")), name="shift_crew_within_maximum"),
            models.CheckConstraint(condition=Q(state__in=ShiftState.values), name="shift_state_known"),
            models.UniqueConstraint(
                fields=["season", "season_night", "season_group"],
                condition=~Q(state=ShiftState.CANCELLED),
                name="shift_once_a_night_and_group_of_a_season",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route_id} {self.night}"

    @property
    def place(self) -> str:
        """Where the walk is, as people say it: the district of the route."""
        return self.route.district.name
