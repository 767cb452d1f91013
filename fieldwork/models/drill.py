"""Drills: the real ladder run on an announced time, marked as a drill throughout, and what came of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from fieldwork.enums import DrillNews
from fieldwork.models.alarm import Alarm
from volunteers.models import Municipality, User, Volunteer


class Drill(models.Model):
    """One drill of a municipality's ladder. `leader` has offered to be rung as if their group were out.

    `alarm` is its ladder, from the moment it began. `news` is what the coordinators have not been mailed yet.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="drills")
    starts_at = models.DateTimeField()
    leader = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    planned_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    alarm = models.OneToOneField(Alarm, on_delete=models.SET_NULL, null=True, blank=True, related_name="drill")
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    news = models.CharField(max_length=12, choices=DrillNews.choices, blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["starts_at"], name="drill_coming", condition=Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["municipality"], condition=Q(ended_at=None), name="one_drill_at_a_time")
        ]

    def __str__(self) -> str:
        return f"drill in {self.municipality_id} {self.starts_at}"
