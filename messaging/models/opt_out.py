"""Numbers that asked for silence."""

from django.db import models
from django.db.models import Q


class OptOut(models.Model):
    """A number that said STOPP. While `ended_at` is null nothing is sent to it."""

    number = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    source = models.CharField(max_length=32)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(ended_at=None), name="one_open_opt_out_per_number"),
        ]

    def __str__(self) -> str:
        return f"opt-out since {self.started_at:%Y-%m-%d}"
