"""What waits for a person: texts that no rule could take care of, and people who have to be phoned."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from messaging.models import InboundMessage
from scheduling.enums import NEWS_CALLS, CallOutcome, CallReason, Concern
from scheduling.models.attendance import Attendance
from volunteers.models import Association, Municipality, User, Volunteer


class InboxItem(models.Model):
    """One text that a leader has to see. `suggested` is the meaning it may have; `resolution` what was done.

    From an unknown number `volunteer` and `association` are null; `municipality` is null too where several share the
    number it was sent to, and then every coordinator sees it.
    """

    inbound = models.OneToOneField(InboundMessage, on_delete=models.CASCADE, related_name="inbox_item")
    concern = models.CharField(max_length=16, choices=Concern.choices)
    suggested = models.CharField(max_length=16, blank=True)
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.CASCADE, null=True, blank=True, related_name="inbox_items"
    )
    attendance = models.ForeignKey(
        Attendance, on_delete=models.SET_NULL, null=True, blank=True, related_name="inbox_items"
    )
    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, null=True, blank=True, related_name="inbox_items"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="inbox_items"
    )
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    resolution = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["association", "created_at"], name="inbox_open", condition=Q(resolved_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.concern} {self.inbound_id}"


class CallTask(models.Model):
    """A person to phone about one night, since no text reaches them or none was answered. One open at a time."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="call_tasks")
    reason = models.CharField(max_length=16, choices=CallReason.choices)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=CallOutcome.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["attendance"], condition=Q(closed_at=None), name="one_open_call_per_attendance"
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.attendance_id}: {self.reason}"

    @property
    def is_news(self) -> bool:
        """Whether there is something to tell, and nothing to ask."""
        return self.reason in NEWS_CALLS
