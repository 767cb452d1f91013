"""A list of nights on its way in: kept as written, shown as a preview, carried out only when somebody chooses so."""

import uuid

from django.db import models
from django.utils import timezone

from volunteers.models import Association, User


class NightsImport(models.Model):
    """One uploaded list of planned nights. `rows` holds the cells as written, until it is accepted or for a day.

    `problem` says why a file could not be read, `ignored_headings` which columns were not. `left_count` counts rows
    that could have been read in and were not chosen; `first_night` is the first of those that were.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="nights_imports")
    uploaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    filename = models.CharField(max_length=120)
    problem = models.CharField(max_length=300, blank=True)
    rows = models.JSONField(default=list)
    ignored_headings = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    first_night = models.DateField(null=True, blank=True)
    created_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    left_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"import of nights {self.uuid}"
