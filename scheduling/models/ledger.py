"""What has been said of an association's spending."""

from django.db import models
from django.utils import timezone

from volunteers.models import Association


class LedgerWarning(models.Model):
    """An association has used `level` percent of a month's ceiling. `mailed_at` is null until its leaders are told."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="ledger_warnings")
    month = models.DateField()
    level = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "month", "level"], name="warned_once_a_month_and_level"),
        ]

    def __str__(self) -> str:
        return f"{self.association_id} {self.month:%Y-%m}: {self.level} %"
