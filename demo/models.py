"""How far the demo's clock has been moved."""

from datetime import timedelta

from django.db import models
from django.db.models import Q


class MovedClock(models.Model):
    """One row, seen by the web server and the worker alike."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    offset = models.DurationField(default=timedelta(0))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_clock")]

    def __str__(self) -> str:
        return f"clock moved by {self.offset}"
