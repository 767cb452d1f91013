"""The log of a night: intervals, counts and categories, and one short note about places. No field for a person."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from fieldwork.enums import ContactKind, Met, Mood, OccurrenceKind
from messaging.models import OutboundMessage
from scheduling.enums import Door
from scheduling.models import Route, Shift
from volunteers.models import User, Volunteer


class WalkLog(models.Model):
    """What a group tells of its night. `client_key` was made on the device, so that a log sent twice is kept once.

    `note` is to the next group. After a set time it is emptied, and the places of what happened with it: then
    `note_disposed_at` is set, and the counts stay. Corrections keep what stood before as a LogRevision.
    """

    shift = models.OneToOneField(Shift, on_delete=models.CASCADE, related_name="log")
    client_key = models.UUIDField(unique=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    route = models.ForeignKey(Route, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    mood = models.CharField(max_length=8, choices=Mood.choices, blank=True)
    met = models.CharField(max_length=8, choices=Met.choices, blank=True)
    debrief_held = models.BooleanField(default=False)
    note = models.TextField(blank=True, max_length=500)
    note_disposed_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    filed_by_user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    door = models.CharField(max_length=8, choices=Door.choices)
    revision = models.PositiveSmallIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-filed_at", "-id"]
        indexes = [models.Index(fields=["filed_at"], name="log_with_words", condition=Q(note_disposed_at=None))]
        constraints = [models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="log_ends_after_start")]

    def __str__(self) -> str:
        return f"log of {self.shift_id}"


class LogOccurrence(models.Model):
    """Something that happened so many times, with place and time but no person."""

    log = models.ForeignKey(WalkLog, on_delete=models.CASCADE, related_name="occurrences")
    kind = models.CharField(max_length=12, choices=OccurrenceKind.choices)
    count = models.PositiveSmallIntegerField(default=1)
    place = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(count__gt=0), name="occurrence_counts")]

    def __str__(self) -> str:
        return f"{self.count} {self.kind}"


class LogContact(models.Model):
    """How many times the group was in contact with police, guards, hosts or social services."""

    log = models.ForeignKey(WalkLog, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=16, choices=ContactKind.choices)
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["log", "kind"], name="contact_kind_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="contact_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.kind}"


class LogRevision(models.Model):
    """What a log said before it was corrected. Its note is emptied with the log's."""

    log = models.ForeignKey(WalkLog, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    said = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["log", "number"], name="each_revision_once")]

    def __str__(self) -> str:
        return f"{self.log_id} as of {self.number}"


class LogSending(models.Model):
    """One more time that a device sent the log of a night: what it sends twice is read once."""

    log = models.ForeignKey(WalkLog, on_delete=models.CASCADE, related_name="sendings")
    client_key = models.UUIDField(unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.log_id} at {self.at}"


class LogAsk(models.Model):
    """One time that a group was asked by text for the log it has not written: the first morning, and once more."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="log_asks")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    volunteer = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.ForeignKey(OutboundMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["shift", "number"], name="each_log_ask_once")]

    def __str__(self) -> str:
        return f"{self.shift_id}#{self.number}"
