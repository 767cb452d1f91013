"""Texts in an association's own words."""

from django.db import models
from django.utils import timezone

from volunteers.enums import Language
from volunteers.models import Association, User


class Wording(models.Model):
    """One kind of text in one language as an association writes it, with {name}, {day} and the other variables."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="wordings")
    kind = models.CharField(max_length=32)
    language = models.CharField(max_length=2, choices=Language.choices)
    body = models.CharField(max_length=320)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "kind", "language"], name="one_wording_a_kind_and_language"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language}) of {self.association_id}"
