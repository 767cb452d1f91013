"""A group that should have been home, or that calls for help, and who was told of it when."""

from django.db import models
from django.db.models import Q

from fieldwork.enums import UNRESOLVED, AlarmKind, AlarmState, Ending, Rung
from messaging.enums import Channel
from messaging.models import OutboundMessage
from scheduling.models import Shift
from volunteers.models import Municipality, User, Volunteer


class AlarmPolicy(models.Model):
    """A municipality's ladder. A group is overdue `grace_minutes` after it was due home; then a step is taken every
    `step_minutes` until somebody takes the alarm. `rungs` are the steps in order, each a list of Rung; the last is
    repeated. Who is told by text is also rung up, from the first step that comes `call_after_minutes` later. The ladder
    rests `rest_minutes` for whoever takes the alarm.

    A group may give itself `extend_minutes` more, `most_extensions` times a night. Empty `rungs` or `panic_words` are
    Lykta's own.
    """

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="alarm_policy")
    grace_minutes = models.PositiveSmallIntegerField(default=15)
    step_minutes = models.PositiveSmallIntegerField(default=5)
    call_after_minutes = models.PositiveSmallIntegerField(default=5)
    rest_minutes = models.PositiveSmallIntegerField(default=15)
    extend_minutes = models.PositiveSmallIntegerField(default=30)
    most_extensions = models.PositiveSmallIntegerField(default=3)
    rungs = models.JSONField(default=list, blank=True)
    panic_words = models.JSONField(default=list, blank=True)
    drills = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"alarms in {self.municipality_id}"


class Alarm(models.Model):
    """One alarm about one group, until it is resolved. `next_step_at` is when the ladder goes on; none once somebody
    has taken it. Then it rests until `rests_until`, and goes on unless the alarm is resolved; at once when it is handed
    back. A drill is a real ladder whose texts say ÖVNING.

    `steps_taken` and `rungs_reached` are how far it has come: a rung that would add nobody costs no step of its own.
    `opened_by` is whoever called for help, `acknowledged_number` the phone of whoever took it. `names_gone_at` is when
    who took it, who resolved it and whom they had spoken with were emptied; `ending` and all times stay.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=8, choices=AlarmKind.choices)
    is_drill = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=AlarmState.choices, default=AlarmState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_home_at = models.DateTimeField(null=True, blank=True)
    steps_taken = models.PositiveSmallIntegerField(default=0)
    rungs_reached = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=80, blank=True)
    acknowledged_number = models.CharField(max_length=20, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=80, blank=True)
    ending = models.CharField(max_length=8, choices=Ending.choices, blank=True)
    resolution = models.CharField(max_length=200, blank=True)
    names_gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["next_step_at"], name="alarm_next_step", condition=Q(next_step_at__isnull=False)),
            models.Index(fields=["rests_until"], name="alarm_rests", condition=Q(rests_until__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "kind", "is_drill"],
                condition=Q(state__in=sorted(UNRESOLVED)),
                name="one_alarm_at_a_time",
            ),
            models.CheckConstraint(condition=Q(state__in=AlarmState.values), name="alarm_state_known"),
            models.CheckConstraint(
                condition=Q(state=AlarmState.OPEN, next_step_at__isnull=False, rests_until=None)
                | Q(state=AlarmState.ACKNOWLEDGED, next_step_at=None, rests_until__isnull=False)
                | Q(state=AlarmState.RESOLVED, next_step_at=None, rests_until=None, resolved_at__isnull=False),
                name="alarm_goes_on_unless_resolved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.shift_id}: {self.state}"


class AlarmStep(models.Model):
    """One step that the ladder took, once: the database refuses a second with the same number."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["alarm", "number"], name="each_step_once")]

    def __str__(self) -> str:
        return f"{self.alarm_id}#{self.number}"


class AlarmNotice(models.Model):
    """One person told in a step, once by each channel. `token_hash` opens the page where they can say "jag tar det"; it
    is theirs alone, and opens nothing once the alarm is resolved. `is_first`: the number had been told nothing of this
    alarm before. Who it was is emptied when it is old.
    """

    step = models.ForeignKey(AlarmStep, on_delete=models.CASCADE, related_name="notices")
    rung = models.CharField(max_length=20, choices=Rung.choices)
    name = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=20, blank=True)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.SMS)
    text = models.ForeignKey(OutboundMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, blank=True)
    is_first = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["step"], name="alarm_notice_first", condition=Q(is_first=True)),
            models.Index(fields=["token_hash"], name="alarm_notice_token", condition=~Q(token_hash="")),
            models.Index(fields=["number"], name="alarm_notice_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "number", "channel"], condition=~Q(number=""), name="told_once_a_step_by_each_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rung} of {self.step_id}"
