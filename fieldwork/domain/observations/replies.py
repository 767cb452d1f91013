"""LAGAT and KVAR by text, from somebody of a group that is asked whether something on its way is mended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fieldwork.domain.observations.asking import answer_fixed, questions_for
from fieldwork.domain.observations.cards import spoken_place
from fieldwork.domain.observations.fixed_words import FixedText, read_fixed
from fieldwork.exceptions import FieldworkError
from fieldwork.models import Observation
from fieldwork.queries.logs import EARLY
from fieldwork.queries.nights import tonights_places
from fieldwork.queries.observations import answered_by_group, by_number, number_of
from scheduling.domain.incoming import Incoming
from scheduling.domain.origins import Origin
from scheduling.domain.telling import tell
from scheduling.enums import Door
from scheduling.models import Attendance

ANSWER_OF_USE = timedelta(hours=2)
ASKED, TOLD = "place_ask", "place_told"


@dataclass
class Told:
    """The numbers of a text by what came of them. `elsewhere` are not on this group's way, `missing` are no numbers."""

    fixed: list[int] = field(default_factory=list)
    still: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    elsewhere: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)

    def words(self) -> dict[str, str]:
        return {name: ", ".join(map(str, numbers)) for name, numbers in vars(self).items()}


def take_fixed(incoming: Incoming) -> str:
    """What came of it, in a word; nothing for other words, and for a number that walks with nobody tonight.

    The word alone is answered with what it can be about; where nothing is asked, a person reads it.
    """
    said = read_fixed(incoming.inbound.body)
    place = _walking(incoming) if said is not None else None
    if said is None or place is None:
        return ""
    asked = questions_for(place.shift, now=incoming.now)
    if not said.numbers and not asked:
        return ""
    told = _apply(said, asked, place, incoming)
    left = [one for one in asked if number_of(one) not in {*told.fixed, *told.still, *told.known}]
    _answer(place, TOLD, incoming, **told.words(), **question_words(left))
    return TOLD


def _walking(incoming: Incoming) -> Attendance | None:
    """The night that is meant: the one somebody is out on, else the one they were out on, else the nearest."""
    now = incoming.now
    places = [one for one in tonights_places(incoming.number, now=now) if now >= one.shift.starts_at - EARLY]
    return min(places, key=lambda one: (_how_far(one), abs((one.shift.starts_at - now).total_seconds())), default=None)


def _how_far(place: Attendance) -> int:
    check_in = getattr(place, "checkin", None)
    if check_in is None:
        return 2
    return 0 if check_in.home_at is None else 1


def _apply(said: FixedText, asked: Sequence[Observation], place: Attendance, incoming: Incoming) -> Told:
    told, on_the_way = Told(), {one.pk for one in asked}
    for number in said.numbers:
        found = by_number(place.shift.association.municipality_id, number)
        if found is None:
            told.missing.append(number)
        elif answered_by_group(found, place.shift):
            told.known.append(number)
        elif found.pk not in on_the_way:
            told.elsewhere.append(number)
        else:
            _tell_of(found, number, told, is_fixed=number in said.fixed, place=place, incoming=incoming)
    return told


def _tell_of(
    found: Observation, number: int, told: Told, *, is_fixed: bool, place: Attendance, incoming: Incoming
) -> None:
    origin = Origin(Door.SMS, answer=incoming.inbound)
    try:
        answer_fixed(found, is_fixed=is_fixed, shift=place.shift, origin=origin, now=incoming.now, by=place.volunteer)
    except FieldworkError:  # somebody has closed it just now
        told.known.append(number)
    else:
        (told.fixed if is_fixed else told.still).append(number)


def ask_by_text(incoming: Incoming) -> None:
    """Once a night, of a leader who has checked the group out by text: they may have no page to see it on."""
    place = _walking(incoming)
    asked = questions_for(place.shift, now=incoming.now) if place is not None and place.is_leader else []
    if place is not None and asked:
        tell(place, ASKED, now=incoming.now, key="once", **question_words(asked))


def question_words(asked: Iterable[Observation]) -> dict[str, Any]:
    """The first of them: `other` is what it is and `group` where, in words; both are clipped as names are."""
    first = next(iter(asked), None)
    if first is None:
        return {"number": ""}
    return {"number": number_of(first), "other": first.category.name, "group": spoken_place(first)}


def _answer(place: Attendance, kind: str, incoming: Incoming, **words: Any) -> None:
    """Queued once for each text, however often it is read."""
    tell(place, kind, now=incoming.now, key=incoming.key, useful_until=incoming.now + ANSWER_OF_USE, **words)
