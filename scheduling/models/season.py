"""Seasons: an association's nights of a term as a rule, before they are nights."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling.enums import Rotation, ShiftKind
from scheduling.models.constraints import crew_constraints
from scheduling.models.route import Route
from volunteers.models import Association


class SeasonQuerySet(models.QuerySet["Season"]):
    def within(self, *, municipalities: frozenset[int], associations: frozenset[int]) -> "SeasonQuerySet":
        return self.filter(Q(association__municipality__in=municipalities) | Q(association__in=associations))


class Season(models.Model):
    """The rule that an association's nights of a period follow. The nights themselves are shifts.

    `rule` is an RFC 5545 recurrence rule with neither start nor end, as FREQ=WEEKLY;BYDAY=FR,SA. It is expanded over
    local dates from `first_night` to `last_night`, both counted. Times are the municipality's clock; an end that is not
    after the start is on the next day. `day_times` holds other times for single weekdays, Monday being "0": {"5":
    ["21:00", "01:00"]}. `later_times` holds the times that all other days have from a night on: {"2026-11-06":
    ["19:30", "23:30"]}. `before_edit` is the season as it was when its nights were last settled, so that edits can be
    undone; null when nothing has been edited since.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="seasons", verbose_name=_("förening")
    )
    name = models.CharField(_("namn"), max_length=60)
    kind = models.CharField(_("slag"), max_length=16, choices=ShiftKind.choices, default=ShiftKind.NIGHT_WALK)
    first_night = models.DateField(_("första kvällen"))
    last_night = models.DateField(_("sista kvällen"))
    rule = models.CharField(max_length=200)
    start_time = models.TimeField(_("börjar"))
    end_time = models.TimeField(_("slutar"))
    day_times = models.JSONField(default=dict, blank=True)
    later_times = models.JSONField(default=dict, blank=True)
    group_count = models.PositiveSmallIntegerField(_("grupper per kväll"), default=1)
    rotation = models.CharField(_("rutterna"), max_length=8, choices=Rotation.choices, default=Rotation.FIXED)
    skips_holidays = models.BooleanField(_("hoppa över helgdagar och aftnar"), default=False)
    skips_breaks = models.BooleanField(_("hoppa över skollov"), default=False)
    crew_safe = models.PositiveSmallIntegerField(_("minst för säkerheten"), default=2)
    crew_min = models.PositiveSmallIntegerField(_("minst"), default=3)
    crew_target = models.PositiveSmallIntegerField(_("mål"), default=4)
    crew_max = models.PositiveSmallIntegerField(_("högst"), default=5)
    leaders_needed = models.PositiveSmallIntegerField(_("ledare"), default=1)
    note = models.TextField(_("till gruppen"), blank=True, max_length=500)
    before_edit = models.JSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SeasonQuerySet.as_manager()

    class Meta:
        ordering = ["-first_night", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "name"],
                name="season_name_once",
                violation_error_message=_("Föreningen har redan en säsong med det namnet."),
            ),
            models.CheckConstraint(condition=Q(last_night__gte=F("first_night")), name="season_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(group_count__gte=1), name="season_has_a_group"),
            *crew_constraints("season"),
        ]

    def __str__(self) -> str:
        return self.name


class SeasonRoute(models.Model):
    """One of the season's routes, in the order that groups take them."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="stops")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["season", "position"], name="season_route_position_once")]

    def __str__(self) -> str:
        return f"{self.position}: {self.route_id}"


class SeasonException(models.Model):
    """One night on which the season does not do as its rule says: it is left out, or walked though no rule has it."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="exceptions")
    night = models.DateField()
    is_walked = models.BooleanField()

    class Meta:
        ordering = ["night"]
        constraints = [models.UniqueConstraint(fields=["season", "night"], name="season_exception_once_a_night")]

    def __str__(self) -> str:
        return f"{'+' if self.is_walked else '-'}{self.night}"
