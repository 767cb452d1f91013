"""The last look at texts about the rota before they leave: still wanted, not at night, not too many, not too dear.

Answers to a person's own text pass. Safety passes quiet hours, caps and ceilings, but is dropped when nobody needs it
any more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from messaging.domain.outbox.review import Verdict
from messaging.enums import Channel, OutboundState, Priority, Reason
from messaging.models import OutboundMessage
from scheduling.domain.ceilings import is_over_ceiling
from scheduling.domain.changes.words_left import words_left
from scheduling.domain.gathering import companions_of, gathered
from scheduling.domain.quiet_hours import next_morning, waits_until
from scheduling.domain.telling import CHANGES, time_words
from scheduling.domain.text_kinds import TEXT_KINDS, text_kind
from scheduling.domain.text_plans import Plans
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, TextPlan
from volunteers.models import Municipality

CAPPED = frozenset(kind for kind, known in TEXT_KINDS.items() if known.priority > Priority.ANSWER)
LEFT = frozenset(OutboundState) - {OutboundState.QUEUED, OutboundState.DROPPED, OutboundState.FAILED}
LONGEST_WAIT = timedelta(days=61)  # from being written to leaving
Abouts = Mapping[int, Sequence[Attendance | None]]


def review(texts: Sequence[OutboundMessage], now: datetime) -> dict[int, Verdict]:
    """What becomes of each text that is about to leave; those without a verdict leave as they are.

    A handful of queries, however many the texts.
    """
    judged = [text for text in texts if _is_judged(text)]
    if not judged:
        return {}
    companions = companions_of(judged, now=now)
    abouts = _read_abouts([*judged, *companions])
    words = words_left([text for text in judged if text.kind == CHANGES], abouts, why_unwanted=_why_unwanted, now=now)
    verdicts = {
        text.pk: verdict
        for text in judged
        if text.pk not in words and (verdict := _drop_unwanted(text, abouts[text.pk], now=now))
    }
    verdicts |= {pk: Verdict(drop=Reason.NOT_NEEDED) for pk, body in words.items() if not body}
    standing = [text for text in judged if text.pk not in verdicts]
    places = _places_of(standing, abouts)
    verdicts |= _hold_to_plan([text for text in standing if text.priority > Priority.ANSWER], abouts, places, now=now)
    leaving = [text for text in standing if text.pk not in verdicts]
    wanted = [text for text in companions if not _drop_unwanted(text, abouts[text.pk], now=now)]
    said_anew = {text.pk: Verdict(body=words[text.pk]) for text in leaving if text.pk in words}
    return (
        verdicts
        | said_anew
        | gathered(
            leaving,
            wanted,
            abouts={pk: found[0] for pk, found in abouts.items() if found and found[0]},
            minutes={text.pk: places[text.pk].plan.gather_minutes for text in leaving},
            now=now,
        )
    )


def _is_judged(text: OutboundMessage) -> bool:
    return text.priority != Priority.ANSWER and text_kind(text.kind).priority != Priority.ANSWER


def _read_abouts(texts: Sequence[OutboundMessage]) -> Abouts:
    """The attendances that each text tells of, its own first; nothing for a text about no night."""
    carrying = [text.pk for text in texts if text.attempts or text.kind == CHANGES]
    carried: dict[int, list[UUID]] = {}
    if carrying:
        merged = OutboundMessage.objects.filter(merged_into__in=carrying, about__isnull=False)
        for carrier, about in merged.values_list("merged_into", "about"):
            if carrier is not None and about is not None:
                carried.setdefault(carrier, []).append(about)
    keys = {text.pk: [*([text.about] if text.about else []), *carried.get(text.pk, [])] for text in texts}
    found = Attendance.objects.filter(uuid__in={key for several in keys.values() for key in several})
    by_uuid = {
        attendance.uuid: attendance
        for attendance in found.select_related(
            "volunteer", "shift__association__municipality", "shift__route__district"
        )
    }
    return {pk: [by_uuid.get(key) for key in several] for pk, several in keys.items()}


def _drop_unwanted(text: OutboundMessage, abouts: Sequence[Attendance | None], *, now: datetime) -> Verdict | None:
    """A text that tells of several nights leaves while one of them is still to be told of."""
    reasons = [_why_unwanted(text, attendance, now) for attendance in abouts]
    return Verdict(drop=reasons[0]) if reasons and all(reasons) else None


def _why_unwanted(text: OutboundMessage, attendance: Attendance | None, now: datetime) -> str:
    """The reason why nobody needs the text any more, or nothing."""
    if attendance is None or attendance.volunteer.is_forgotten:
        return Reason.NOT_NEEDED
    kind, shift = text_kind(text.kind), attendance.shift
    if shift.state == ShiftState.CANCELLED and (kind.is_about_time or kind.standing - {AttendanceState.WITHDRAWN}):
        return Reason.CHANGED
    if kind.standing and attendance.state not in kind.standing:
        return Reason.NOT_NEEDED
    if not kind.is_about_time:
        return ""
    if text.expects and text.about == attendance.uuid and text.expects != time_words(attendance.starts_at):
        return Reason.CHANGED
    is_question = kind.standing == {AttendanceState.ASKED}
    is_late = attendance.starts_at <= now or (is_question and attendance.confirm_by and attendance.confirm_by <= now)
    return Reason.EXPIRED if is_late else ""


@dataclass(frozen=True)
class _Place:
    """Whose rules a text follows."""

    plan: TextPlan
    zone: ZoneInfo


def _places_of(texts: Sequence[OutboundMessage], abouts: Abouts) -> dict[int, _Place]:
    """The plan and the zone of each text: those of its night, else of the lane it leaves in."""
    towns = {
        attendance.shift.association.municipality_id: attendance.shift.association.municipality
        for text in texts
        for attendance in abouts[text.pk]
        if attendance
    }
    unknown = {text.lane for text in texts if text.lane} - towns.keys()
    towns |= Municipality.objects.in_bulk(unknown) if unknown else {}
    plans = Plans(towns.keys())
    nowhere = _Place(TextPlan(quiet_from=time(0), quiet_to=time(0), gather_minutes=0), Municipality().zone)
    return {
        text.pk: _Place(plans.of(text.lane, text.payer), towns[text.lane].zone) if text.lane in towns else nowhere
        for text in texts
    }


def _hold_to_plan(
    texts: Sequence[OutboundMessage], abouts: Abouts, places: Mapping[int, _Place], *, now: datetime
) -> dict[int, Verdict]:
    """Quiet hours, the month's ceiling and the day's cap, in that order."""
    verdicts: dict[int, Verdict] = {}
    counted = _left_today(texts, places, now=now)
    too_dear = is_over_ceiling({text.payer for text in texts if text.payer}, now) if texts else set()
    for text in texts:
        place, starts_at = places[text.pk], _first_start(abouts[text.pk])
        is_heard = text.channel != Channel.EMAIL
        quiet_until = waits_until(place.plan, place.zone, now, starts_at=starts_at) if is_heard else None
        if quiet_until is not None:
            verdicts[text.pk] = Verdict(later=quiet_until)
        elif is_heard and text.payer in too_dear:
            verdicts[text.pk] = Verdict(drop=Reason.CEILING)
        elif is_heard and counted[text.to_number] >= place.plan.day_cap:
            verdicts[text.pk] = _after_cap(text, abouts[text.pk], place, now=now)
        else:
            counted[text.to_number] += is_heard
    return verdicts


def _first_start(abouts: Iterable[Attendance | None]) -> datetime | None:
    return min((one.starts_at for one in abouts if one), default=None)


def _after_cap(text: OutboundMessage, abouts: Sequence[Attendance | None], place: _Place, *, now: datetime) -> Verdict:
    """The next morning, while it is of use then."""
    morning = next_morning(place.plan, place.zone, now)
    attendance = abouts[0] if abouts else None
    ends = [text.expires_at, attendance.starts_at if attendance and text.kind != "thanks" else None]
    if attendance and text_kind(text.kind).standing == {AttendanceState.ASKED}:
        ends.append(attendance.confirm_by)
    is_useless = any(end is not None and end <= morning for end in ends)
    return Verdict(drop=Reason.DAY_CAP) if is_useless else Verdict(later=morning)


def _left_today(texts: Sequence[OutboundMessage], places: Mapping[int, _Place], *, now: datetime) -> Counter[str]:
    """How many texts that a cap is for each number has got since its local midnight."""
    midnights = {text.to_number: _midnight(now, places[text.pk].zone) for text in texts}
    counted: Counter[str] = Counter()
    if not midnights:
        return counted
    rows = OutboundMessage.objects.filter(
        to_number__in=midnights,
        created_at__gte=now - LONGEST_WAIT,
        updated_at__gte=min(midnights.values()),
        state__in=LEFT,
        kind__in=CAPPED,
        priority__gt=Priority.ANSWER,
    ).exclude(channel=Channel.EMAIL)
    for number, sent_at, updated_at in rows.values_list("to_number", "sent_at", "updated_at"):
        counted[number] += (sent_at or updated_at) >= midnights[number]
    return counted


def _midnight(now: datetime, zone: ZoneInfo) -> datetime:
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
