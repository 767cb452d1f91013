"""Calendars of others that a municipality subscribes Lykta to, and the last good copy of each."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling.enums import CalendarFault, SpecialDayKind
from volunteers.models import Municipality

LONGEST_ETAG, LONGEST_DATE = 200, 60


class SubscribedCalendarQuerySet(models.QuerySet["SubscribedCalendar"]):
    def accepted(self) -> "SubscribedCalendarQuerySet":
        """Those that someone has looked into and kept."""
        return self.exclude(accepted_at=None)


class SubscribedCalendar(models.Model):
    """One calendar at one address. Until it is accepted only its preview is shown.

    The address may hold a key of whoever gave it, so it is shown to the town's coordinators alone and never logged.
    With a `kind` its evenings become special days of the town; without one they are only shown. `due_at` is when its
    server is next to be asked and `asked_at` when it last was; `fetched_at` is when it last had an answer, `read_at`
    when its contents were last read through. What was read then stays while `failing_since` tells that nothing has come
    since. `changed_at` is when what is shown of it last changed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="subscribed_calendars")
    name = models.CharField(_("namn"), max_length=60)
    address = models.CharField(_("adress"), max_length=500)
    kind = models.CharField(_("slag"), max_length=16, choices=SpecialDayKind.choices, blank=True)
    words = models.CharField(_("bara det som nämner"), max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    etag = models.CharField(max_length=LONGEST_ETAG, blank=True)
    last_modified = models.CharField(max_length=LONGEST_DATE, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    own_name = models.CharField(max_length=80, blank=True)
    left_out = models.JSONField(default=dict, blank=True)
    is_cut = models.BooleanField(default=False)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=16, choices=CalendarFault.choices, blank=True)
    fault_status = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = SubscribedCalendarQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(paused_at=None), name="subscribed_calendar_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "address"], name="subscribed_calendar_once"),
            models.CheckConstraint(
                condition=Q(failing_since=None, fault="") | Q(failing_since__isnull=False) & ~Q(fault=""),
                name="subscribed_calendar_fault_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SubscribedEvent(models.Model):
    """One time that something happens, as last read. `is_chosen` tells that it is among what the town wants to see."""

    calendar = models.ForeignKey(SubscribedCalendar, on_delete=models.CASCADE, related_name="events")
    uid = models.CharField(max_length=200)
    title = models.CharField(max_length=80, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    is_chosen = models.BooleanField(default=True)

    class Meta:
        ordering = ["first_on", "starts_at", "id"]
        indexes = [models.Index(fields=["calendar", "first_on"], name="subscribed_event_days")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="subscribed_event_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.first_on}"
