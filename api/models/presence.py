"""Which partner asked for presence."""

from django.db import models

from api.models.partner import ApiKey, Partner
from scheduling.models import PresenceRequest


class PresenceAsk(models.Model):
    """Ties a request to the partner that made it. The rota knows the request alone, and partners only their own."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="presence_asks")
    request = models.OneToOneField(PresenceRequest, on_delete=models.CASCADE, related_name="ask")
    key = models.ForeignKey(ApiKey, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.partner_id} asks {self.request_id}"
