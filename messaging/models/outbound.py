"""Texts on their way out, each attempt to send them, and what the provider said of them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from messaging.enums import Channel, OutboundState, Priority


class OutboundMessage(models.Model):
    """One text to one number. A row is written in the transaction of what caused it; a worker sends it later.

    `lane` is whose turn it takes (texts of one lane never delay another's), `payer` whose month it is counted in,
    `about` and `expects` what must still be so when it leaves: opaque here, known to whoever queued it. `price` is what
    the provider says it cost, in `price_unit` (ISO 4217), null until it says so. `calendar` is an iTIP message that
    goes with an e-mail (RFC 5546).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.SMS)
    to_number = models.CharField(max_length=20)
    to_email = models.EmailField(blank=True)
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    calendar = models.TextField(blank=True)
    kind = models.CharField(max_length=32)
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=16, choices=OutboundState.choices, default=OutboundState.QUEUED)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.USUAL)
    lane = models.BigIntegerField(default=0)
    payer = models.BigIntegerField(null=True, blank=True)
    about = models.UUIDField(null=True, blank=True)
    expects = models.CharField(max_length=80, blank=True)
    sender = models.CharField(max_length=32, blank=True)
    segments = models.PositiveSmallIntegerField(default=1)
    price = models.DecimalField(max_digits=10, decimal_places=5, null=True, blank=True)
    price_unit = models.CharField(max_length=3, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")
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
                fields=["priority", "lane", "due_at", "id"],
                name="outbound_turn",
                condition=Q(state=OutboundState.QUEUED),
            ),
            models.Index(fields=["due_at"], name="outbound_due", condition=Q(state=OutboundState.QUEUED)),
            models.Index(
                fields=["sent_at"],
                name="outbound_unpriced",
                condition=Q(price__isnull=True, provider_sid__isnull=False),
            ),
            models.Index(
                fields=["leased_until"],
                name="outbound_leased",
                condition=Q(state__in=[OutboundState.SENDING, OutboundState.UNKNOWN]),
            ),
            models.Index(fields=["to_number", "created_at"], name="outbound_number"),
            models.Index(fields=["payer", "created_at"], name="outbound_payer", condition=Q(payer__isnull=False)),
            models.Index(fields=["lane", "created_at"], name="outbound_unpaid", condition=Q(payer=None)),
            models.Index(fields=["about"], name="outbound_about", condition=Q(about__isnull=False)),
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
