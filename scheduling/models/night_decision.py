"""Nights that are too few to go out safely, and what a person decided about each."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from scheduling.enums import STANDING, DecisionNews, DecisionState
from scheduling.models.shift import Shift
from volunteers.models import User


class NightDecision(models.Model):
    """One question to leaders and coordinator: fill, merge or cancel. A night that becomes unsafe again gets another.

    `remind_at` is when it is said once more that nobody has decided, `keep_until` until when somebody chose to go on
    filling; then it is open again. `news` is what is still to be e-mailed of it.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=12, choices=DecisionState.choices, default=DecisionState.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    remind_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateTimeField(null=True, blank=True)
    news = models.CharField(max_length=12, choices=DecisionNews.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey(Shift, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["remind_at"], name="decision_reminding", condition=Q(state=DecisionState.OPEN)),
            models.Index(fields=["id"], name="decision_untold", condition=~Q(news="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["shift"], condition=Q(state__in=sorted(STANDING)), name="one_standing_decision_a_night"
            ),
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decision_state_known"),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.KEPT) | Q(keep_until__isnull=False), name="decision_kept_until_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"decision about {self.shift_id}: {self.state}"
