"""Links to a volunteer's own page. Only the token's hash is stored."""

from django.db import models
from django.utils import timezone

from volunteers.models import Volunteer


class PersonalLink(models.Model):
    """Opens one person's page until it expires or is revoked. `number_hash` tells, under the secret key, which number
    the person had when it was made: it does not open for whoever has that number next.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="personal_links")
    token_hash = models.CharField(max_length=64, unique=True)
    number_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["volunteer", "created_at"], name="personal_link_of_volunteer")]

    def __str__(self) -> str:
        return f"personal link since {self.created_at:%Y-%m-%d}"
