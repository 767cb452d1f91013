"""What the calendars of people with e-mail were last told of a night of theirs."""

from django.db import models

from messaging.models import OutboundMessage
from scheduling.enums import AttendanceState
from scheduling.models.attendance import Attendance


class MailedNight(models.Model):
    """One place on one night as it was last mailed, to be compared with how it stands.

    `standing` is confirmed, asked, or empty when the night was taken out of the calendar again. `sequence` rises with
    each change (RFC 5546, 2.1.4). The address is kept with the mail alone.
    """

    attendance = models.OneToOneField(Attendance, on_delete=models.CASCADE, related_name="mailed")
    standing = models.CharField(max_length=12, blank=True)
    sequence = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    meeting_point = models.CharField(max_length=120, blank=True)
    meeting_address = models.CharField(max_length=120, blank=True)
    is_leader = models.BooleanField(default=False)
    mail = models.ForeignKey(OutboundMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(standing__in=["", AttendanceState.CONFIRMED, AttendanceState.ASKED]),
                name="mailed_night_standing_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id}: {self.standing} ({self.sequence})"
