"""What partners are told: one numbered row for each that may know. Ids only."""

import uuid

from django.db import models
from django.utils import timezone

from api.models.partner import Partner
from volunteers.models import District


class PartnerEvent(models.Model):
    """One thing that happened, as one partner may know it.

    `sequence` rises by one for each partner, without gaps and in the order of commits, so that whoever has read up to
    a number has missed nothing before it. `subject` is the uuid of what it is about. `district` is where that is; null
    when it has no place, or one that is gone. `uuid` is the same in the list and in webhooks.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="events")
    sequence = models.PositiveBigIntegerField()
    type = models.CharField(max_length=40)  # an enums.EventType
    subject = models.UUIDField()
    district = models.ForeignKey(District, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["partner", "sequence"]
        indexes = [models.Index(fields=["recorded_at"], name="partner_event_recorded")]
        constraints = [models.UniqueConstraint(fields=["partner", "sequence"], name="partner_event_numbered_once")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.sequence} {self.type}"
