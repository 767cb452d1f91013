"""Calls that were made under an Idempotency-Key, so that one made twice is carried out once."""

import uuid

from django.db import models

from api.models.partner import Partner


class KeptCall(models.Model):
    """A POST of a partner, and how it was answered; `status` is null until then.

    `claim` is another for everyone who sets about carrying it out: whoever finds another there has been given up, and
    must not. `fingerprint` is a hash of what was asked, so that one key does not stand for two questions.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="kept_calls")
    idempotency_key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    claim = models.UUIDField(default=uuid.uuid4)
    claimed_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.JSONField(null=True, blank=True)
    location = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["claimed_at"], name="kept_call_age")]
        constraints = [models.UniqueConstraint(fields=["partner", "idempotency_key"], name="kept_call_once")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.idempotency_key}"
