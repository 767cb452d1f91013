"""One text to one person, whatever was changed: about one night in its usual words, about several all in one."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from messaging.domain.outbox import write_sms
from messaging.enums import Channel, OutboundState, Priority, Reason
from messaging.exceptions import TextTooLong
from messaging.models import OutboundMessage
from scheduling.domain.changes.effects import Effect
from scheduling.domain.changes.many_nights import QUESTIONS, Saying, cut_note, words_of
from scheduling.domain.sms_texts import language_of, legible
from scheduling.domain.telling import CHANGES, code_words, compose
from scheduling.domain.text_kinds import is_tonight
from scheduling.models import TextPlan
from volunteers.models import Volunteer

NOTE_LENGTHS = (200, 90, 60, 40, 20, 0)  # how much of a note goes into a text, tried in turn


@dataclass(frozen=True)
class Letter:
    """What one person is told of it all. `text` is None for somebody who cannot be told.

    `parts` are the texts about each night where `text` says several; they are kept as merged into it.
    """

    person: Volunteer
    effects: tuple[Effect, ...]
    text: OutboundMessage | None
    parts: tuple[OutboundMessage, ...] = ()


def letters_for(effects: Iterable[Effect], *, plan: TextPlan, now: datetime) -> list[Letter]:
    """In the order of the people's names. Whoever is called gets a call for each night, since a key answers one."""
    people: dict[int, list[Effect]] = {}
    for effect in effects:
        if effect.told:
            people.setdefault(effect.attendance.volunteer_id, []).append(effect)
    letters = (letter for mine in people.values() for letter in _letters_to(mine, plan=plan, now=now))
    return sorted(letters, key=lambda letter: (letter.person.name, letter.person.pk))


def _letters_to(effects: Sequence[Effect], *, plan: TextPlan, now: datetime) -> Iterator[Letter]:
    person = effects[0].attendance.volunteer
    now_due = sorted((one for one in effects if one.due_at is None), key=lambda one: one.attendance.starts_at)
    texts_of_each = [(one, _compose(one, plan=plan, now=now)) for one in now_due]
    together = [(one, text) for one, text in texts_of_each if text is not None and text.channel == Channel.SMS]
    if len(together) > 1:
        chosen = tuple(one for one, _text in together)
        yield Letter(person, chosen, carrier_of(chosen, now=now), tuple(text for _one, text in together))
        texts_of_each = [(one, text) for one, text in texts_of_each if one not in chosen]
    later = [(one, _compose(one, plan=plan, now=now)) for one in effects if one.due_at is not None]
    for one, text in (*texts_of_each, *later):
        yield Letter(person, (one,), text)


def _compose(effect: Effect, *, plan: TextPlan, now: datetime) -> OutboundMessage | None:
    """What is said of this night alone, with as much of a note as there is room for."""
    words: dict[str, Any] = {**effect.words}
    if effect.told in QUESTIONS:
        words["code"] = code_words(effect.attendance)
    for note in notes_of(effect):
        if effect.told == "news":
            words["note"] = note
        with suppress(TextTooLong):
            return compose(effect.attendance, effect.told, now=now, due_at=effect.due_at, plan=plan, **words)
    raise TextTooLong(effect.told)


def notes_of(effect: Effect) -> list[str]:
    """A note as a sentence, whole and then shorter and shorter."""
    language = language_of("news", effect.attendance.volunteer.text_language)
    note = legible(str(effect.words.get("note", "")), language)
    return [cut_note(note, longest) for longest in NOTE_LENGTHS]


def carrier_of(effects: Sequence[Effect], *, now: datetime) -> OutboundMessage:
    """The text that says them all, not queued yet. It expects to say so many when it leaves."""
    nights = [effect.attendance for effect in effects]
    person, association = nights[0].volunteer, nights[0].shift.association
    first = min(night.starts_at for night in nights)
    return write_sms(
        to_number=person.mobile,
        body=words_of([Saying(one.attendance, one.told, one.words) for one in effects]),
        kind=CHANGES,
        dedupe_key=f"{CHANGES}:{person.uuid}:{int(now.timestamp() * 1000)}",
        now=now,
        expires_at=max(night.ends_at for night in nights),
        priority=Priority.SAFETY if is_tonight(first, now=now) else Priority.USUAL,
        lane=association.municipality_id,
        payer=association.pk,
        expects=str(len(effects)),
    )


def as_merged(part: OutboundMessage, carrier: OutboundMessage) -> OutboundMessage:
    """A part as it is kept beside the text that says it."""
    part.state, part.reason, part.merged_into = OutboundState.DROPPED, Reason.MERGED, carrier
    return part
