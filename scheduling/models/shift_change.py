"""What a shift is to become, until its leader publishes it and people are told."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from scheduling.enums import ShiftKind
from scheduling.models.constraints import crew_constraints
from scheduling.models.route import Route
from scheduling.models.shift import Shift
from volunteers.models import User, Volunteer


class ShiftChange(models.Model):
    """One shift as it is to be; the shift itself stands unchanged until then, and nobody knows.

    All fields hold what the shift gets, changed or not. `leader` is who is to lead instead, null when nobody new.
    """

    shift = models.OneToOneField(Shift, on_delete=models.CASCADE, related_name="change")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=ShiftKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    crew_safe = models.PositiveSmallIntegerField()
    crew_min = models.PositiveSmallIntegerField()
    crew_target = models.PositiveSmallIntegerField()
    crew_max = models.PositiveSmallIntegerField()
    leaders_needed = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=False)
    note = models.TextField(blank=True, max_length=500)
    leader = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_cancelled = models.BooleanField(default=False)
    cancel_reason = models.CharField(max_length=200, blank=True)
    follows_season = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="change_ends_after_start"),
            *crew_constraints("change"),
        ]

    def __str__(self) -> str:
        return f"change of {self.shift_id}"
