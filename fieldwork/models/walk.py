"""The night itself: a group that is out, and each person of it, from check-out to home."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from fieldwork.enums import FieldEventKind, WalkState
from messaging.models import InboundMessage
from scheduling.enums import Door
from scheduling.models import Attendance, Shift
from volunteers.models import User, Volunteer


class Walk(models.Model):
    """One shift whose group has gone out. The row is made when the first person is checked out, and never before.

    `due_home_at` is the end of the shift with what the group was given on top (`extended_minutes`); the municipality's
    grace comes after it. `home_at` is when the last one came home; then the walk is over, unless somebody is found to
    be out still. Only domain/walks writes here.
    """

    shift = models.OneToOneField(Shift, on_delete=models.CASCADE, related_name="walk")
    state = models.CharField(max_length=8, choices=WalkState.choices, default=WalkState.OUT)
    started_at = models.DateTimeField()
    due_home_at = models.DateTimeField()
    extended_minutes = models.PositiveSmallIntegerField(default=0)
    home_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["started_at", "id"]
        indexes = [models.Index(fields=["due_home_at"], name="walk_due", condition=Q(state=WalkState.OUT))]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WalkState.values), name="walk_state_known"),
            models.CheckConstraint(
                condition=Q(state=WalkState.OUT, home_at=None) | Q(state=WalkState.HOME, home_at__isnull=False),
                name="walk_home_has_a_time",
            ),
            models.CheckConstraint(condition=Q(home_at=None) | Q(home_at__gte=F("started_at")), name="walk_home_after"),
        ]

    def __str__(self) -> str:
        return f"walk of {self.shift_id}: {self.state}"


class Arrival(models.Model):
    """Somebody who says that they stand at the meeting place, while too few do to go out. The walk begins when enough
    have said so, or when the leader says that all are out; from then on the row has no say.
    """

    attendance = models.OneToOneField(Attendance, on_delete=models.CASCADE, related_name="arrival")
    at = models.DateTimeField()
    door = models.CharField(max_length=8, choices=Door.choices)

    def __str__(self) -> str:
        return f"{self.attendance_id} at {self.at}"


class CheckIn(models.Model):
    """One person who is registered as out, which the insurance asks for before they leave, and when they came home.

    `attendance` is their place on the rota; whoever joined in the street gets one too. Who registered it is in the
    history (FieldEvent). `is_presumed`: nobody said that they came home; they went out again with another group, so
    they are taken to have been home when their group was due.
    """

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="check_ins")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="check_ins")
    attendance = models.OneToOneField(Attendance, on_delete=models.SET_NULL, null=True, blank=True)
    is_leader = models.BooleanField(default=False)
    out_at = models.DateTimeField()
    out_door = models.CharField(max_length=8, choices=Door.choices)
    home_at = models.DateTimeField(null=True, blank=True)
    home_door = models.CharField(max_length=8, choices=Door.choices, blank=True)
    is_presumed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_leader", "out_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["walk", "volunteer"], name="checked_out_once_a_walk"),
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(home_at=None), name="out_with_one_group_at_a_time"
            ),
            models.CheckConstraint(condition=Q(home_at=None) | Q(home_at__gte=F("out_at")), name="home_after_out"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} on {self.walk_id}"


class FieldEvent(models.Model):
    """One line of what happened on a night: who, when, by which door. Written only by domain/history.

    `volunteer` is whom it is about, `actor` a signed-in user who did it and `by` a volunteer who did; none of both is
    the clock. `detail` is a sentence; no person met in the street is ever in it.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="field_events")
    kind = models.CharField(max_length=16, choices=FieldEventKind.choices)
    at = models.DateTimeField()
    door = models.CharField(max_length=8, choices=Door.choices)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.ForeignKey(InboundMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_drill = models.BooleanField(default=False)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["shift", "-at"], name="field_event_shift")]

    def __str__(self) -> str:
        return f"{self.kind} {self.shift_id}"
