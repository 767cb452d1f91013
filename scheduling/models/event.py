"""What happened to a shift: who, when, by which door."""

from django.db import models
from django.db.models import Q

from messaging.models import InboundMessage, OutboundMessage
from scheduling.enums import Door, EventKind
from scheduling.models.attendance import Attendance
from scheduling.models.shift import Shift
from volunteers.models import District, User


class ShiftEvent(models.Model):
    """One line of a shift's history, written in the transaction of the change. `processed_at` is for webhooks out.

    `left_district` is where it was until then, when the change moved it to a route in another district.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="events")
    attendance = models.ForeignKey(Attendance, on_delete=models.SET_NULL, null=True, blank=True, related_name="events")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    door = models.CharField(max_length=8, choices=Door.choices)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    text = models.ForeignKey(OutboundMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.ForeignKey(InboundMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    left_district = models.ForeignKey(District, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["shift", "-at"], name="event_shift"),
            models.Index(fields=["id"], name="event_unprocessed", condition=Q(processed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.shift_id}"
