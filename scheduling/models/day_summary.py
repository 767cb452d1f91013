"""What leaders were told of tomorrow's nights."""

from django.db import models
from django.utils import timezone

from scheduling.enums import SummaryWay
from volunteers.models import Association, User


class DaySummary(models.Model):
    """One leader's summary of an association's nights on one date. `told_at` is null until it has left."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="+")
    night = models.DateField()
    way = models.CharField(max_length=8, choices=SummaryWay.choices)
    told_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "night", "user"], name="one_summary_a_leader_and_night"),
            models.CheckConstraint(condition=models.Q(way__in=SummaryWay.values), name="summary_way_known"),
        ]

    def __str__(self) -> str:
        return f"summary of {self.night} to {self.user_id}"
