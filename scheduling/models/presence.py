"""Requests for presence: somebody wishes that a group comes by, somewhere, some evening."""

from datetime import datetime
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling.enums import Door, PresenceCategory, PresenceEventKind, PresencePlace, PresenceState, Urgency
from scheduling.models.route import Route
from scheduling.models.shift import Shift
from volunteers.models import District, Municipality, User

State = PresenceState
WAITING = (State.OPEN, State.ALTERNATIVE)
WITH_SHIFT = (State.ALTERNATIVE, State.ACCEPTED)
LABEL_ROOM, PLACE_ROOM, TEXT_ROOM, ANSWER_ROOM = 80, 80, 200, 300


class PresenceRequestQuerySet(models.QuerySet["PresenceRequest"]):
    def within(self, municipalities: frozenset[int]) -> "PresenceRequestQuerySet":
        """Those of the municipalities one coordinates. Nobody else reads requests that are not answered with a yes."""
        return self.filter(municipality__in=municipalities)

    def waiting(self) -> "PresenceRequestQuerySet":
        """For an answer from the coordinator, or from whoever got a proposal."""
        return self.filter(state__in=WAITING)

    def carried_by(self, shift: int) -> "PresenceRequestQuerySet":
        """Those that this shift is the yes to."""
        return self.filter(shift=shift, state=State.ACCEPTED)

    def whole(self) -> "PresenceRequestQuerySet":
        """With all that pages and payloads show."""
        return self.select_related(
            "municipality", "district", "route__district", "shift__association", "shift__route__district", "answered_by"
        )


class PresenceRequest(models.Model):
    """One wish of one organisation. Only domain/presence/history.py writes `state`.

    Requests with the same `matter` are about the same thing and get one answer; each organisation sees its own alone.
    `label` names the organisation, never a person. `shift` is the one that comes, or the one proposed.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    matter = models.UUIDField(default=uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="presence_requests")
    label = models.CharField(_("vem som önskar"), max_length=LABEL_ROOM)
    door = models.CharField(max_length=8, choices=Door.choices)
    where = models.CharField(max_length=8, choices=PresencePlace.choices)
    district = models.ForeignKey(
        District, on_delete=models.SET_NULL, null=True, blank=True, related_name="presence_requests"
    )
    route = models.ForeignKey(Route, on_delete=models.PROTECT, null=True, blank=True, related_name="presence_requests")
    latitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    place = models.CharField(_("platsen med ord"), max_length=PLACE_ROOM, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    category = models.CharField(_("anledning"), max_length=12, choices=PresenceCategory.choices)
    text = models.CharField(_("med egna ord"), max_length=TEXT_ROOM, blank=True)
    urgency = models.CharField(_("brådska"), max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, null=True, blank=True, related_name="presence_requests")
    answer = models.CharField(max_length=ANSWER_ROOM, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PresenceRequestQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["municipality", "state", "starts_at"], name="presence_waiting"),
            models.Index(fields=["matter"], name="presence_matter"),
            models.Index(fields=["ends_at"], name="presence_closing", condition=Q(state__in=WAITING)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="presence_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="presence_state_known"),
            models.CheckConstraint(
                condition=~Q(where=PresencePlace.POINT) | Q(latitude__isnull=False, longitude__isnull=False),
                name="presence_point_has_position",
            ),
            models.CheckConstraint(
                condition=~Q(where=PresencePlace.ROUTE) | Q(route__isnull=False), name="presence_route_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WITH_SHIFT) | Q(shift__isnull=False),
                name="presence_yes_has_a_shift",
            ),
            models.CheckConstraint(condition=~Q(state=State.DECLINED) | ~Q(answer=""), name="presence_no_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.uuid}: {self.state}"

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether some of the time asked for is between these moments."""
        return self.starts_at < ends_at and starts_at < self.ends_at


class PresenceEvent(models.Model):
    """One line of a request's history, written in the transaction of the change. `processed_at` is for webhooks out."""

    request = models.ForeignKey(PresenceRequest, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=PresenceEventKind.choices)
    door = models.CharField(max_length=8, choices=Door.choices)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    detail = models.CharField(max_length=ANSWER_ROOM, blank=True)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["request", "-at"], name="presence_event_request"),
            models.Index(fields=["id"], name="presence_event_unprocessed", condition=Q(processed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"


class PresenceRules(models.Model):
    """When a municipality takes two requests for one. Without a row the defaults of the fields hold."""

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="presence_rules")
    is_joining = models.BooleanField(_("lägg ihop önskemål om samma sak"), default=True)
    join_metres = models.PositiveSmallIntegerField(
        _("så nära varandra, meter"), default=300, validators=[MaxValueValidator(5000)]
    )
    join_minutes = models.PositiveSmallIntegerField(
        _("så långt mellan tiderna, minuter"), default=0, validators=[MaxValueValidator(720)]
    )

    def __str__(self) -> str:
        return f"presence rules {self.municipality_id}"
