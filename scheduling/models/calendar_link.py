"""Links that let a calendar subscribe. The token itself is never stored, only its hash."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from scheduling.enums import FeedKind
from volunteers.models import Association, Volunteer


class CalendarLink(models.Model):
    """One subscription: the nights of one volunteer, or of one association."""

    token_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=FeedKind.choices)
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_links"
    )
    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_links"
    )
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    last_client = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=FeedKind.VOLUNTEER, volunteer__isnull=False, association__isnull=True)
                | Q(kind=FeedKind.ASSOCIATION, volunteer__isnull=True, association__isnull=False),
                name="calendar_link_over_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} calendar since {self.created_at:%Y-%m-%d}"
