"""What is handed over to whoever mends it, how it got there and what was answered."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.enums import AWAITED, STANDING, HandOverWay, ReferralEventKind, ReferralState
from fieldwork.models.observation import Observation, PlaceOwner
from scheduling.enums import Door
from volunteers.models import Municipality, User

MESSAGE_ROOM, REFERENCE_ROOM, ANSWER_ROOM = 1000, 80, 300


class ReferralQuerySet(models.QuerySet["Referral"]):
    def within(self, municipalities: frozenset[int]) -> "ReferralQuerySet":
        """Those of the municipalities one coordinates. Nobody else hands anything over."""
        return self.filter(observation__municipality__in=municipalities)

    def standing(self) -> "ReferralQuerySet":
        return self.filter(state__in=STANDING)

    def awaited(self) -> "ReferralQuerySet":
        return self.filter(state__in=AWAITED)

    def late(self, today: date) -> "ReferralQuerySet":
        """The owner has it, and the day it was to be mended has passed; unless a later day is promised."""
        promised = Q(state=ReferralState.PLANNED, planned_on__gte=today)
        return self.awaited().filter(observation__target_on__lt=today).exclude(promised)

    def whole(self) -> "ReferralQuerySet":
        """With all that pages and letters show."""
        return self.select_related(
            "owner", "observation__municipality", "observation__category__parent", "observation__district"
        )


class Referral(models.Model):
    """One handing over of one observation to one owner. Only domain/referrals/states.py writes `state`.

    Before it is reviewed it may be nobody's: no rule fitted, or all who were asked said no. `message` is what leaves,
    as whoever reviewed it wrote it. `reference` is the owner's own number, `token` what an Open311 system gives before
    it has one. `planned_on` is the local day the owner means to mend it. `next_try_at` is when the clock looks at it
    again; a worker that sends it holds it until `leased_until`. `looks` are how often its system was asked whether it
    arrived. Of the answer's link only a hash is kept.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="referrals")
    owner = models.ForeignKey(
        PlaceOwner, on_delete=models.RESTRICT, null=True, blank=True, related_name="referrals", verbose_name=_("ägare")
    )
    way = models.CharField(max_length=8, choices=HandOverWay.choices, default=HandOverWay.BY_HAND)
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.REVIEW)
    message = models.TextField(max_length=MESSAGE_ROOM, blank=True)
    shows_photo = models.BooleanField(default=False)
    reference = models.CharField(max_length=REFERENCE_ROOM, blank=True)
    token = models.CharField(max_length=120, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=ANSWER_ROOM, blank=True)
    trouble = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    looks = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    link_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    link_ends_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    reviewed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(
                fields=["state", "made_at"], name="referral_standing", condition=Q(state__in=sorted(STANDING))
            ),
            models.Index(fields=["next_try_at"], name="referral_due", condition=Q(next_try_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["observation"], condition=Q(state__in=sorted(STANDING)), name="handed_to_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=ReferralState.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[ReferralState.REVIEW, ReferralState.WITHDRAWN]) | Q(owner__isnull=False),
                name="referral_has_an_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.uuid}: {self.state}"


class ReferralEvent(models.Model):
    """One line of a referral's history, written in the transaction of the change it tells of."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=ReferralEventKind.choices)
    at = models.DateTimeField()
    door = models.CharField(max_length=8, choices=Door.choices)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12)
    detail = models.CharField(max_length=ANSWER_ROOM, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.referral_id}"


class LateReminder(models.Model):
    """That a municipality's coordinators have been told, in one week, of what is late. `week` is its Monday."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="late_reminders")
    week = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "week"], name="reminded_once_a_week")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.week}"
