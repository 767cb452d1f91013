"""A number that wants no more texts, or wants them again. STOPP by text and a button of one's own page do it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from messaging.domain.opt_outs import end_opt_out, is_opted_out, record_opt_out
from messaging.domain.outbox import queue_sms
from messaging.enums import FAREWELL
from scheduling.domain import sms_texts
from scheduling.domain.calls import put_on_call_list
from scheduling.domain.text_kinds import text_kind
from scheduling.enums import CallReason
from scheduling.models import Attendance
from volunteers.models import Volunteer


def stop_texts(number: str, nights: Sequence[Attendance], *, source: str, now: datetime) -> None:
    """Nothing is sent to the number any more. Open questions among its `nights` are phoned about. Safe to repeat."""
    record_opt_out(number, source=source, now=now)
    for attendance in nights:
        put_on_call_list(attendance, reason=CallReason.OPTED_OUT, now=now)


@transaction.atomic
def fall_silent(volunteer: Volunteer, nights: Sequence[Attendance], *, now: datetime) -> None:
    """As STOPP, said on a page. The phone is told, so that its owner knows of it also when somebody else did it."""
    if not is_opted_out(volunteer.mobile):
        _tell(volunteer, FAREWELL, now=now)
    stop_texts(volunteer.mobile, nights, source="page", now=now)


@transaction.atomic
def break_silence(volunteer: Volunteer, *, now: datetime) -> None:
    """As START, said on a page."""
    if is_opted_out(volunteer.mobile):
        end_opt_out(volunteer.mobile, now=now)
        _tell(volunteer, "started", now=now)


def _tell(volunteer: Volunteer, kind: str, *, now: datetime) -> None:
    queue_sms(
        to_number=volunteer.mobile,
        body=sms_texts.write(kind, language=volunteer.text_language, clipped={}),
        kind=kind,
        dedupe_key=f"{kind}:page:{volunteer.uuid}:{int(now.timestamp() * 1000)}",
        now=now,
        priority=text_kind(kind).priority,
        lane=volunteer.municipality_id,
    )
