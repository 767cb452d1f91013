"""The texts and calls of a step, and the row of everyone who is told by them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from fieldwork.domain.alarms.crowds import Crowd
from fieldwork.domain.alarms.ladder import OUT_THEMSELVES, Person, Telling
from fieldwork.domain.alarms.words import Values, spoken_words, text_words
from fieldwork.enums import AlarmKind
from fieldwork.models import Alarm, AlarmNotice, AlarmPolicy, AlarmStep
from messaging.domain.outbox import drop_queued, queue_all, write_same, write_sms
from messaging.domain.personal_links import ALARM_MARK, hash_of, page_token_of
from messaging.enums import Channel, Priority
from messaging.gateways.many_rows import insert_columns
from messaging.models import OutboundMessage
from volunteers.domain import calendar_words

GROUP, DUTY, PANIC, PANIC_GROUP = "alarm_group", "alarm_duty", "alarm_panic", "alarm_panic_group"
CALLED_ABOUT = frozenset({GROUP, DUTY, PANIC})  # what key 1 takes
USEFUL_FOR = timedelta(minutes=30)  # what has waited longer than that tells of a night that has gone on


class Notice(NamedTuple):
    """One text or call of a step, not written yet."""

    step: AlarmStep
    person: Person
    message: OutboundMessage
    is_first: bool = False


def notices_of(
    step: AlarmStep, tellings: Sequence[Telling], crowd: Crowd, policy: AlarmPolicy, *, now: datetime
) -> list[Notice]:
    """What is to be sent in a step whose alarm comes with shift, association and place."""
    alarm = step.alarm
    association = alarm.shift.association

    # The same is said to all of one kind, so it is written once.
    @cache
    def values(kind: str, language: str) -> Values:
        return values_of(kind, language, crowd, alarm, policy)

    @cache
    def body(kind: str, channel: Channel, language: str) -> str:
        if channel == Channel.VOICE:
            return spoken_words(kind, language, values(kind, language))
        return text_words(kind, language, values(kind, language), has_link=kind in {DUTY, PANIC})

    def message(person: Person, channel: Channel) -> OutboundMessage:
        kind = kind_for(alarm, person)
        return write_same(
            _blank(kind, channel, lane=association.municipality_id, payer=association.pk, now=now),
            body=body(kind, channel, person.language),
            to_number=person.number,
            dedupe_key=f"{kind}:{alarm.pk}:{step.number}:{channel}:{person.number}",
        )

    return [
        Notice(
            step,
            telling.person,
            message(telling.person, channel),
            is_first=channel == telling.channels[0] and telling.person.number not in crowd.told,
        )
        for telling in tellings
        for channel in telling.channels
    ]


def send(notices: Sequence[Notice], *, now: datetime) -> None:
    """Queue them all and write down who is told, in a handful of queries. The link of each opens for them alone."""
    if not notices:
        return
    queued = queue_all([notice.message for notice in notices], now=now)
    people = [notice.person for notice in notices]
    insert_columns(
        AlarmNotice,
        {
            "step_id": [notice.step.pk for notice in notices],
            "rung": [person.rung for person in people],
            "name": [person.name[:80] for person in people],
            "number": [person.number for person in people],
            "volunteer_id": [person.volunteer for person in people],
            "user_id": [person.user for person in people],
            "channel": [text.channel for text in queued],
            "text_id": [text.pk for text in queued],
            "token_hash": [_token_hash(text) for text in queued],
            "is_first": [notice.is_first for notice in notices],
        },
    )


def _token_hash(text: OutboundMessage) -> str:
    return hash_of(page_token_of(text.dedupe_key)) if ALARM_MARK in text.body else ""


def hold_back(alarm: Alarm, *, now: datetime) -> None:
    """What has been queued and not left yet is not needed any more."""
    keys = AlarmNotice.objects.filter(step__alarm=alarm, text__isnull=False).values_list("text__dedupe_key", flat=True)
    drop_queued(dedupe_keys=list(keys), now=now)


@lru_cache(maxsize=1024)
def _blank(kind: str, channel: Channel, *, lane: int, payer: int, now: datetime) -> OutboundMessage:
    """All but the words, the number and the key, which is the same for every alarm of an association in a sweep."""
    return write_sms(
        to_number="",
        body="",
        kind=kind,
        dedupe_key="",
        now=now,
        expires_at=now + USEFUL_FOR,
        priority=Priority.SAFETY,
        lane=lane,
        payer=payer,
        channel=channel,
    )


def kind_for(alarm: Alarm, person: Person) -> str:
    """Whoever is out is asked whether they are home; all others are asked to take the alarm."""
    is_out = person.rung in OUT_THEMSELVES
    if alarm.kind == AlarmKind.PANIC:
        return PANIC_GROUP if is_out else PANIC
    return GROUP if is_out else DUTY


def values_of(kind: str, language: str, crowd: Crowd, alarm: Alarm, policy: AlarmPolicy) -> Values:
    """What stands in the words of a step."""
    common: dict[str, object] = {"place": alarm.shift.place, "is_drill": alarm.is_drill}
    caller = alarm.opened_by
    if kind == PANIC_GROUP:
        return common | {"caller": caller.first_name if caller else ""}
    if kind == PANIC:
        said = {"caller": caller.first_name if caller else "", "number": caller.mobile if caller else ""}
        return common | said | {"at": clock_words(alarm, alarm.opened_at, language)}
    common["due"] = clock_words(alarm, alarm.due_home_at or alarm.opened_at, language)
    if kind == GROUP:
        return common | {"minutes": policy.extend_minutes}
    leader = crowd.leader
    said = {"leader": leader.first_name if leader else "", "leader_number": leader.mobile if leader else ""}
    return common | said | {"count": len(crowd.out)}


def clock_words(alarm: Alarm, moment: datetime, language: str) -> str:
    """As the clock of the municipality says it: 00.30."""
    zone = alarm.shift.association.municipality.zone
    return calendar_words.clock(moment, zone=zone, language=language)
