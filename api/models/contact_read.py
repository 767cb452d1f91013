"""Who has been given the names and numbers of a crew."""

from django.db import models

from api.models.partner import ApiKey
from scheduling.models import Shift


class ContactRead(models.Model):
    """Each time that a key was answered with the names and numbers of a shift's crew. Written before the answer."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="contact_reads")
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    people = models.PositiveSmallIntegerField()
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["key", "-at"], name="contact_read_key")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.shift_id} {self.at}"
