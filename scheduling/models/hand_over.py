"""Hand-overs: someone on the crew cannot come, and stays responsible until another takes the place."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from scheduling.enums import HandOverState
from scheduling.models.attendance import Attendance
from volunteers.models import User


class HandOver(models.Model):
    """The wish to hand over one place; at most one of a place is open.

    Without `to` others are asked in turn, and the first yes takes the place. `to` is the question to one person alone,
    and `in_return` the place that this person gives for it, on another night: then a yes swaps the two.
    `next_at` is when more are asked. `is_untold`: that nobody took it has not been told the leader.
    """

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="hand_overs")
    to = models.ForeignKey(Attendance, on_delete=models.CASCADE, null=True, blank=True, related_name="offers")
    in_return = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, null=True, blank=True, related_name="asked_in_return"
    )
    state = models.CharField(max_length=10, choices=HandOverState.choices, default=HandOverState.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(Attendance, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    is_untold = models.BooleanField(default=False)

    class Meta:
        ordering = ["opened_at", "id"]
        indexes = [
            models.Index(fields=["expires_at"], name="hand_over_open", condition=Q(state=HandOverState.OPEN)),
            models.Index(fields=["id"], name="hand_over_untold", condition=Q(is_untold=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["attendance"], condition=Q(state=HandOverState.OPEN), name="hand_over_once_open"
            ),
            models.UniqueConstraint(
                fields=["in_return"], condition=Q(state=HandOverState.OPEN), name="hand_over_once_in_return"
            ),
            models.CheckConstraint(condition=Q(state__in=HandOverState.values), name="hand_over_state_known"),
            models.CheckConstraint(
                condition=Q(in_return=None) | Q(to__isnull=False), name="hand_over_returns_only_to_one"
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over of {self.attendance_id}: {self.state}"
