"""Texts that came in, recorded before anyone tries to understand them."""

from django.db import models
from django.db.models import Q


class InboundMessage(models.Model):
    """One text from one number, once per provider id. `handled_at` is null until what it meant has been done.

    `is_automatic` tells an answering machine's text from a person's; it is never answered.
    """

    provider_sid = models.CharField(max_length=64, unique=True)
    from_number = models.CharField(max_length=20)
    to_number = models.CharField(max_length=20, blank=True)
    body = models.TextField(blank=True)
    opt_out_type = models.CharField(max_length=16, blank=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=32, blank=True)
    is_automatic = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["received_at"], name="inbound_unhandled", condition=Q(handled_at=None)),
            models.Index(fields=["from_number", "received_at"], name="inbound_number"),
            models.Index(fields=["received_at"], name="inbound_received"),
        ]

    def __str__(self) -> str:
        return f"inbound {self.provider_sid}"
