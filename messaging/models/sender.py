"""The numbers and services that texts leave from, each with its own pace."""

from django.db import models
from django.db.models import Q


class Sender(models.Model):
    """One number or messaging service at the provider. `per_second` is how many texts it may carry (0: no limit).

    `lane` is whose texts leave from it, as on a text; several that serve one lane share its phones. One without a lane
    carries what names it.

    `next_free_at` is when the next text may leave from it; workers move it forward as they claim. Without any row the
    LYKTA_TWILIO_ settings are the one sender.
    """

    name = models.SlugField(max_length=32, unique=True)
    number = models.CharField(max_length=20, blank=True)
    messaging_service_sid = models.CharField(max_length=64, blank=True)
    lane = models.PositiveBigIntegerField(null=True, blank=True)
    per_second = models.DecimalField(max_digits=7, decimal_places=2, default=1)
    next_free_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(number="") | ~Q(messaging_service_sid=""), name="sender_has_an_address"
            ),
            models.CheckConstraint(condition=Q(per_second__gte=0), name="sender_pace_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name
