"""Several things to say to one person within minutes are one text."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Case, Value, When
from django.template.loader import render_to_string
from django.utils import translation

from messaging.domain import texts
from messaging.domain.outbox import again_key
from messaging.domain.outbox.review import Verdict
from messaging.domain.written import neat
from messaging.enums import Channel, OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.sms_texts import CLIPS, clip, language_of, legible, shift_words
from scheduling.models import Attendance

# What can be said together, and in which words. A change is said alone: it has a meeting point to tell of.
TOGETHER = {
    **dict.fromkeys(["ask", "ask_again", "place_free"], "ask_several"),
    "cancelled": "cancelled_several",
}
LONGEST_GATHERING = timedelta(minutes=30)
MOST_TOGETHER = 6
MOST_SEGMENTS = 2


def is_gatherable(text: OutboundMessage) -> bool:
    """Whether other texts can join this one: never one that has been tried, nor the second try of another."""
    is_first_try = text.attempts == 0 and again_key(text.dedupe_key) is not None
    return text.kind in TOGETHER and text.channel == Channel.SMS and is_first_try


def companions_of(leaving: Sequence[OutboundMessage], *, now: datetime) -> list[OutboundMessage]:
    """Other texts that wait for the same numbers and could be said in one of these. One query, or none."""
    numbers = {text.to_number for text in leaving if is_gatherable(text)}
    if not numbers:
        return []
    waiting = OutboundMessage.objects.filter(
        to_number__in=numbers,
        state=OutboundState.QUEUED,
        kind__in=TOGETHER,
        due_at__lte=now + LONGEST_GATHERING,
    ).exclude(pk__in=[text.pk for text in leaving])
    return [text for text in waiting.order_by("due_at", "pk") if is_gatherable(text)]


def gathered(
    leaving: Sequence[OutboundMessage],
    companions: Sequence[OutboundMessage],
    *,
    abouts: Mapping[int, Attendance],
    minutes: Mapping[int, int],
    now: datetime,
) -> dict[int, Verdict]:
    """Those of the leaving texts that say others too, of `leaving` or of the still wanted `companions`.

    `minutes` are how long each plan gathers. The nights that went along have the text that carried them as their last.
    """
    verdicts: dict[int, Verdict] = {}
    carriers: dict[int, int] = {}
    for text in leaving:
        if text.pk in carriers or not is_gatherable(text) or not minutes[text.pk] or text.pk not in abouts:
            continue
        until = now + timedelta(minutes=minutes[text.pk])
        others = [
            other
            for other in (*leaving, *companions)
            if other.pk not in carriers
            and other.pk not in verdicts
            and other.due_at <= until
            and _goes_with(text, other, abouts)
        ][: MOST_TOGETHER - 1]
        body = words_of([text, *others], abouts) if others else ""
        if body:
            absorbed = tuple(other.pk for other in others)
            verdicts[text.pk] = Verdict(body=body, absorbs=absorbed)
            carriers |= dict.fromkeys(absorbed, text.pk)
    if carriers:
        cases = [When(last_text=absorbed, then=Value(carrier)) for absorbed, carrier in carriers.items()]
        Attendance.objects.filter(last_text__in=carriers).update(last_text=Case(*cases), updated_at=now)
    return verdicts


def _goes_with(text: OutboundMessage, other: OutboundMessage, abouts: Mapping[int, Attendance]) -> bool:
    """To the same person, since several can share a number, about another night, and in the same words."""
    if other.pk == text.pk or not is_gatherable(other) or other.pk not in abouts:
        return False
    mine, its = abouts[text.pk], abouts[other.pk]
    return TOGETHER[text.kind] == TOGETHER[other.kind] and mine.volunteer_id == its.volunteer_id and mine.pk != its.pk


def words_of(together: Iterable[OutboundMessage], abouts: Mapping[int, Attendance]) -> str:
    """One text for all of them, at most two segments; nothing where that has no room for them."""
    kinds = {TOGETHER[text.kind] for text in together}
    attendances = sorted({abouts[text.pk].pk: abouts[text.pk] for text in together}.values(), key=_in_order)
    return several(kinds.pop(), attendances)


def _in_order(attendance: Attendance) -> tuple[datetime, int]:
    return attendance.starts_at, attendance.pk


def several(kind: str, attendances: Sequence[Attendance]) -> str:
    """Names and places are clipped as far as it takes to save a segment."""
    person = attendances[0].volunteer
    language = language_of(kind, person.text_language)
    bodies = [_render(kind, attendances, language, longest) for longest in CLIPS]
    for most in range(1, MOST_SEGMENTS + 1):
        for body in bodies:
            if texts.segments(body) <= most:
                return body
    return ""


def _render(kind: str, attendances: Sequence[Attendance], language: str, longest: int) -> str:
    nights = [
        {
            **shift_words(one.shift, language),
            "code": one.reply_code,
            "place": clip(legible(one.shift.place, language), longest),
            "is_leader": one.is_leader,
        }
        for one in attendances
    ]
    name = clip(legible(attendances[0].volunteer.first_name, language), longest)
    with translation.override(language):
        return texts.tidy(neat(render_to_string(f"sms/{language}/{kind}.txt", {"name": name, "nights": nights})))
