"""Telling people about a shift by text, and holding back what has lost its point."""

from datetime import datetime

from messaging.domain.outbox import drop_queued, queue_sms
from messaging.models import OutboundMessage
from scheduling.domain import sms_texts
from scheduling.enums import ON_CREW
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer


def leader_of(shift: Shift) -> Volunteer | None:
    """The confirmed leader whose name and number the crew is told."""
    if shift.leader_count == 0:
        return None
    leader = shift.attendances.filter(state__in=ON_CREW, is_leader=True).select_related("volunteer").first()
    return leader.volunteer if leader and not leader.volunteer.is_forgotten else None


def tell(attendance: Attendance, kind: str, *, now: datetime, key: str = "", **more: object) -> OutboundMessage | None:
    """Queue one text to the person about the shift; useless after the shift has ended. None to someone forgotten."""
    if attendance.volunteer.is_forgotten:
        return None
    body = sms_texts.about_shift(kind, attendance, **more)  # type: ignore[arg-type]  # each kind has its own words
    return queue_sms(
        to_number=attendance.volunteer.mobile,
        body=body,
        kind=kind,
        dedupe_key=f"{kind}:{attendance.uuid}:{key or int(now.timestamp() * 1000)}",
        now=now,
        expires_at=attendance.ends_at,
    )


def hold_back(attendance: Attendance, *, now: datetime) -> bool:
    """Stop the last text about the shift. True when it had not left yet, so that the person knows of nothing."""
    last = attendance.last_text
    return last is not None and bool(drop_queued(dedupe_keys=[last.dedupe_key], now=now))


def code_words(attendance: Attendance) -> str:
    """What follows JA and NEJ when one phone has several questions open: " 2"."""
    return f" {attendance.reply_code}" if attendance.reply_code > 1 else ""
