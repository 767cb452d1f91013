"""Telling people about a shift by text, and holding back what has lost its point."""

from datetime import UTC, datetime, timedelta

from messaging.domain.outbox import again_key, drop_queued, queue_all, take_out_part, write_sms
from messaging.enums import Channel, OutboundState, Priority
from messaging.models import OutboundMessage
from scheduling.domain import sms_texts, spoken_words
from scheduling.domain.text_kinds import priority_of, text_kind
from scheduling.domain.text_plans import plan_of
from scheduling.enums import ON_CREW, AttendanceState
from scheduling.models import Attendance, Shift, TextPlan
from volunteers.models import Volunteer

CHANGES = "changes"  # the kind of a text that tells one person of several nights; its parts are merged into it
# An answer to a key is said in the call that is going on; only one that has ended before that is made again.
SAID_WITHIN = timedelta(minutes=2)
NO_TIME_TO_GATHER = timedelta(hours=24)  # before the start; then every text leaves at once


def leader_of(shift: Shift) -> Volunteer | None:
    """The confirmed leader whose name and number the crew is told."""
    if shift.leader_count == 0:
        return None
    leader = shift.attendances.filter(state__in=ON_CREW, is_leader=True).select_related("volunteer").first()
    return leader.volunteer if leader and not leader.volunteer.is_forgotten else None


def tell(
    attendance: Attendance,
    kind: str,
    *,
    now: datetime,
    key: str = "",
    due_at: datetime | None = None,
    useful_until: datetime | None = None,
    plan: TextPlan | None = None,
    **more: object,
) -> OutboundMessage | None:
    """Queue one text about the shift, or a call to those who are called; useless after the shift has ended.

    What can wait does so for some minutes, by the `plan` in force, so that it can be gathered with more to the person.

    The row says which attendance it is about and which start it was written for, for the last look before it leaves.
    None to someone forgotten, and where nobody is called for such a thing.
    """
    text = compose(attendance, kind, now=now, key=key, due_at=due_at, useful_until=useful_until, plan=plan, **more)
    return text and queue_all([text], now=now)[0]


def compose(
    attendance: Attendance,
    kind: str,
    *,
    now: datetime,
    key: str = "",
    due_at: datetime | None = None,
    useful_until: datetime | None = None,
    plan: TextPlan | None = None,
    **more: object,
) -> OutboundMessage | None:
    """What `tell` queues, not queued yet: for many at once."""
    is_answer = text_kind(kind).priority == Priority.ANSWER
    is_spoken = spoken_words.is_spoken(kind)
    is_called = spoken_words.channel_of(attendance.volunteer) == Channel.VOICE
    if attendance.volunteer.is_forgotten or (is_called and not is_spoken and not is_answer):
        return None
    is_called = is_called and is_spoken  # what is not spoken answers a text of theirs
    write = spoken_words.speak if is_called else sms_texts.about_shift
    body = write(kind, attendance, **more)  # type: ignore[arg-type]  # each kind has its own words
    priority = priority_of(kind, starts_at=attendance.starts_at, now=now)
    if due_at is None and not is_called:
        due_at = _gathered_at(attendance, kind, plan, now=now)
    if is_called and due_at is None and is_answer:
        due_at = now + SAID_WITHIN
    association = attendance.shift.association
    return write_sms(
        to_number=attendance.volunteer.mobile,
        body=body,
        kind=kind,
        dedupe_key=f"{kind}:{attendance.uuid}:{key or int(now.timestamp() * 1000)}",
        now=now,
        due_at=due_at,
        expires_at=useful_until or attendance.ends_at,
        priority=priority,
        lane=association.municipality_id,
        payer=association.pk,
        about=attendance.uuid,
        expects=time_words(attendance.starts_at),
        channel=Channel.VOICE if is_called else Channel.SMS,
    )


def _gathered_at(attendance: Attendance, kind: str, plan: TextPlan | None, *, now: datetime) -> datetime | None:
    """When a text that others can join leaves; None for at once."""
    if not text_kind(kind).can_wait or attendance.starts_at - now < NO_TIME_TO_GATHER:
        return None
    minutes = (plan or plan_of(attendance.shift.association)).gather_minutes
    return now + timedelta(minutes=minutes) if minutes else None


def time_words(starts_at: datetime) -> str:
    """A start as it is kept beside a text: 2026-10-16T18:30+00:00."""
    return starts_at.astimezone(UTC).isoformat(timespec="minutes")


def hold_back(attendance: Attendance, *, now: datetime) -> str:
    """Stop the last text about the shift, or leave the shift out of one about several. The kind of what was stopped.

    Nothing when it had left already.
    """
    last = attendance.last_text
    if last is None:
        return ""
    if last.kind == CHANGES:
        return take_out_part(last, about=attendance.uuid, now=now)
    return last.kind if drop_queued(dedupe_keys=[last.dedupe_key], now=now) else ""


def was_asked_in_vain(attendance: Attendance, *, now: datetime) -> bool:
    """Stop the last text. True for someone whose first question had not left: they know nothing of the night."""
    return hold_back(attendance, now=now) == "ask" and attendance.state == AttendanceState.ASKED


def is_asked_in_vain(attendance: Attendance) -> bool:
    """As `was_asked_in_vain`, and nothing is stopped."""
    last = attendance.last_text
    if last is None or attendance.state != AttendanceState.ASKED:
        return False
    if last.kind == CHANGES:
        parts = OutboundMessage.objects.filter(merged_into=last.pk, about=attendance.uuid, kind="ask")
        return last.state == OutboundState.QUEUED and parts.exists()
    keys = [last.dedupe_key, again_key(last.dedupe_key) or last.dedupe_key]
    return (
        last.kind == "ask" and OutboundMessage.objects.filter(dedupe_key__in=keys, state=OutboundState.QUEUED).exists()
    )


def code_words(attendance: Attendance) -> str:
    """What follows JA and NEJ when one phone has several questions open: " 2"."""
    return f" {attendance.reply_code}" if attendance.reply_code > 1 else ""
