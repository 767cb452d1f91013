"""Attendance: one volunteer and one shift, from the question to the walk."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from messaging.models import InboundMessage, OutboundMessage
from scheduling.enums import ON_CREW, AttendanceState
from scheduling.models.constraints import NoOverlap
from scheduling.models.shift import Shift
from volunteers.models import Volunteer


class Attendance(models.Model):
    """One volunteer on one shift. Only domain/attendance.py writes `state`.

    `starts_at` and `ends_at` repeat the shift's, so that the database itself can refuse an overlap. `reply_code` is the
    number that tells two open questions to one phone apart ("JA 2"). `instead_of` is the place that a question was
    for, where somebody on the crew wants to hand theirs over: a yes then takes it, and the crew is no larger for it.
    `waiting_since` is the order of the queue; of one who is asked it says that a place from the queue is held for them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="attendances")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="attendances")
    state = models.CharField(max_length=12, choices=AttendanceState.choices, default=AttendanceState.ASKED)
    is_leader = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    instead_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="stand_ins")
    reply_code = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField(null=True, blank=True)
    confirm_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    asked_again_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    last_text = models.ForeignKey(OutboundMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    last_answer = models.ForeignKey(InboundMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["volunteer", "starts_at"], name="attendance_volunteer"),
            models.Index(fields=["confirm_by"], name="attendance_lapsing", condition=Q(state=AttendanceState.ASKED)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["shift", "volunteer"], name="attendance_once_per_shift"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="attendance_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=AttendanceState.values), name="attendance_state_known"),
            NoOverlap(
                name="attendance_no_overlap",
                owner="volunteer",
                states=tuple(sorted(ON_CREW)),
                violation_error_message=_("Personen går redan ett annat pass samtidigt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} on {self.shift_id}: {self.state}"
