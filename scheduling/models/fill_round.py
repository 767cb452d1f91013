"""Rounds: a night's places offered to people in turn, until it is full."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from scheduling.enums import RoundFinding, RoundState
from scheduling.models.shift import Shift
from volunteers.models import User


class FillRound(models.Model):
    """One per shift, for as long as the night is ahead: a place that comes free later is offered by the same round.

    `wait_minutes` is how long an answer is waited for before the next is asked; null lets the hours left decide.
    `next_at` is when it is looked at again. `is_untold`: what was found last has not been told the leader.
    """

    shift = models.OneToOneField(Shift, on_delete=models.CASCADE, related_name="fill_round")
    state = models.CharField(max_length=8, choices=RoundState.choices, default=RoundState.RUNNING)
    finding = models.CharField(max_length=10, choices=RoundFinding.choices, default=RoundFinding.SHORT)
    wait_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    is_fast = models.BooleanField(default=False)
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(null=True, blank=True)
    is_untold = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="fill_round_due", condition=Q(state=RoundState.RUNNING)),
            models.Index(fields=["id"], name="fill_round_untold", condition=Q(is_untold=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="fill_round_state_known"),
            models.CheckConstraint(condition=Q(finding__in=RoundFinding.values), name="fill_round_finding_known"),
        ]

    def __str__(self) -> str:
        return f"round of {self.shift_id}: {self.state}, {self.finding}"
