"""What is said to those who have been told of an alarm when it is taken, and when it is over."""

from datetime import datetime, timedelta

from fieldwork.domain.alarms.ladder import OUT_THEMSELVES
from fieldwork.domain.alarms.notices import clock_words
from fieldwork.domain.alarms.words import Values, text_words
from fieldwork.models import Alarm, AlarmNotice
from messaging.domain.outbox import queue_all, write_sms
from messaging.enums import Priority
from messaging.models import OutboundMessage

TAKEN, OVER = "alarm_taken", "alarm_over"
NEWS_FOR = timedelta(hours=2)


def told_people(alarm: Alarm) -> list[AlarmNotice]:
    """The first notice of each number, with the person behind it."""
    found = AlarmNotice.objects.filter(step__alarm=alarm).exclude(number="").select_related("volunteer")
    by_number: dict[str, AlarmNotice] = {}
    for notice in found.order_by("pk"):
        by_number.setdefault(notice.number, notice)
    return list(by_number.values())


def tell_everyone(
    alarm: Alarm, kind: str, values: Values, *, but: str, now: datetime, until: datetime | None = None
) -> None:
    """Text all who have been told, once for each time it is taken or over; nobody is rung up for good news.

    `but` is the number that knows already, `until` a moment that is told by the clock.
    """
    texts = [
        _text(alarm, notice, kind, values, until=until, now=now)
        for notice in told_people(alarm)
        if notice.number != but
    ]
    if texts:
        queue_all(texts, now=now)


def _text(
    alarm: Alarm, notice: AlarmNotice, kind: str, values: Values, *, until: datetime | None, now: datetime
) -> OutboundMessage:
    association = alarm.shift.association
    language = notice.volunteer.text_language if notice.volunteer else "sv"
    said = {"place": alarm.shift.place, "is_drill": alarm.is_drill, "is_out": notice.rung in OUT_THEMSELVES, **values}
    if until is not None:
        said["until"] = clock_words(alarm, until, language)
    return write_sms(
        to_number=notice.number,
        body=text_words(kind, language, said),
        kind=kind,
        dedupe_key=f"{kind}:{alarm.pk}:{alarm.steps_taken}:{notice.number}",
        now=now,
        expires_at=now + NEWS_FOR,
        priority=Priority.SAFETY,
        lane=association.municipality_id,
        payer=association.pk,
    )
