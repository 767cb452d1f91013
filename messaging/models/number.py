"""Numbers that texts do not reach."""

from django.db import models


class NumberTrouble(models.Model):
    """A number that a text did not reach. `is_flagged` after two times, or at once when it can never take a text."""

    number = models.CharField(max_length=20, unique=True)
    times = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=16, blank=True)
    is_flagged = models.BooleanField(default=False)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"trouble {self.error_code}, {self.times} times"
