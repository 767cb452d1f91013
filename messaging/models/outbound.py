"""Texts on their way out, each attempt to send them, and what the provider said of them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from messaging.enums import OutboundState


class OutboundMessage(models.Model):
    """One text to one number. A row is written in the transaction of what caused it; a worker sends it later."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to_number = models.CharField(max_length=20)
    body = models.TextField()
    kind = models.CharField(max_length=32)
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=16, choices=OutboundState.choices, default=OutboundState.QUEUED)
    segments = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_sid = models.CharField(max_length=64, null=True, blank=True, unique=True)
    error_code = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="outbound_due",
                condition=Q(state=OutboundState.QUEUED),
            ),
            models.Index(
                fields=["leased_until"],
                name="outbound_leased",
                condition=Q(state__in=[OutboundState.SENDING, OutboundState.UNKNOWN]),
            ),
            models.Index(fields=["to_number", "created_at"], name="outbound_number"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(to_number__startswith="+"), name="outbound_e164"),
            models.CheckConstraint(condition=Q(state__in=OutboundState.values), name="outbound_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class SendAttempt(models.Model):
    """One try to hand a text to the provider; written before the socket is opened, completed after."""

    message = models.ForeignKey(OutboundMessage, on_delete=models.CASCADE, related_name="send_attempts")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=32, blank=True)
    error_code = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="one_attempt_per_number")]

    def __str__(self) -> str:
        return f"{self.message_id}#{self.number} {self.outcome}"


class StatusCallback(models.Model):
    """What the provider told of a text, as it came, also when it came late or twice."""

    message = models.ForeignKey(OutboundMessage, on_delete=models.CASCADE, related_name="callbacks")
    provider_sid = models.CharField(max_length=64)
    status = models.CharField(max_length=32)
    error_code = models.CharField(max_length=16, blank=True)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.message_id} {self.status}"
