"""Open nights: on what terms people may sign themselves up, and who has."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from scheduling.enums import OpenNightTerm, QuotaSpan, SignUpState
from scheduling.models.shift import Shift
from volunteers.models import Association, User, Volunteer

LONGEST_AHEAD = 180  # days; nobody plans their Fridays farther
MOST_NIGHTS = 31
LATEST_CLOSING = 72  # hours before


def _within(field: str) -> Q:
    """Days before the night, from one to half a year; or never."""
    return Q(**{f"{field}__range": (1, LONGEST_AHEAD)}) | Q(**{field: None})


class OpenNightTerms(models.Model):
    """An association's own terms. Without a row the defaults of the fields hold.

    A night opens in waves, each a number of local days before the day it starts: to the association's members, to the
    municipality's other volunteers, to new people. None means never. It closes some hours before it starts.
    """

    association = models.OneToOneField(Association, on_delete=models.CASCADE, related_name="open_night_terms")
    members_days = models.PositiveSmallIntegerField(default=60)
    others_days = models.PositiveSmallIntegerField(default=28, null=True, blank=True)
    new_days = models.PositiveSmallIntegerField(default=21, null=True, blank=True)
    quota = models.PositiveSmallIntegerField(default=4)
    quota_span = models.CharField(max_length=8, choices=QuotaSpan.choices, default=QuotaSpan.AHEAD)
    asks_leader = models.BooleanField(default=False)
    closes_hours = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(members_days__range=(1, LONGEST_AHEAD)), name="open_night_members_days"),
            models.CheckConstraint(condition=_within("others_days"), name="open_night_others_days"),
            models.CheckConstraint(condition=_within("new_days"), name="open_night_new_days"),
            models.CheckConstraint(
                condition=Q(others_days=None) | Q(others_days__lte=F("members_days")), name="open_night_members_first"
            ),
            models.CheckConstraint(
                condition=Q(new_days=None)
                | (Q(new_days__lte=F("members_days")) & (Q(others_days=None) | Q(new_days__lte=F("others_days")))),
                name="open_night_new_people_last",
            ),
            models.CheckConstraint(condition=Q(quota__range=(1, MOST_NIGHTS)), name="open_night_quota"),
            models.CheckConstraint(condition=Q(quota_span__in=QuotaSpan.values), name="open_night_quota_span_known"),
            models.CheckConstraint(condition=Q(closes_hours__lte=LATEST_CLOSING), name="open_night_closes"),
        ]

    def __str__(self) -> str:
        return f"open nights of {self.association_id}"


class OpenNightTermsEvent(models.Model):
    """One line of the history of the terms. Numbers as they were and became; a yes is 1, never is null."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="open_night_terms_events")
    term = models.CharField(max_length=8, choices=OpenNightTerm.choices)
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    after = models.PositiveSmallIntegerField(null=True, blank=True)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["association", "-at"], name="open_night_terms_history")]
        constraints = [models.CheckConstraint(condition=Q(term__in=OpenNightTerm.values), name="open_night_term_known")]

    def __str__(self) -> str:
        return f"{self.term} of {self.association_id}: {self.before} to {self.after}"


class RememberedNight(models.Model):
    """A night that somebody whom nobody knew yet wanted to walk, by the number they had shown to be theirs.

    It goes once an association has taken them in and they are signed up, or the night begins.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="remembered")
    number = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["number", "shift"], name="night_remembered_once"),
            models.CheckConstraint(condition=Q(number__startswith="+"), name="remembered_number_e164"),
        ]

    def __str__(self) -> str:
        return f"remembered {self.shift_id}"


class SignUp(models.Model):
    """Somebody signed up for an open night by themselves. One a person and night; the place itself is an attendance."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="sign_ups")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="sign_ups")
    state = models.CharField(max_length=12, choices=SignUpState.choices)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["shift", "at"], name="sign_up_waits", condition=Q(state=SignUpState.WAITS))]
        constraints = [
            models.UniqueConstraint(fields=["shift", "volunteer"], name="sign_up_once"),
            models.CheckConstraint(condition=Q(state__in=SignUpState.values), name="sign_up_state_known"),
            models.CheckConstraint(
                condition=~Q(state=SignUpState.WAITS, decided_at__isnull=False), name="sign_up_waits_undecided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} for {self.shift_id}: {self.state}"
