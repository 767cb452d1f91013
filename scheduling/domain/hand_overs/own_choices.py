"""With whom somebody can change nights by asking on their own page, or who of those they have walked with can take it.

Whoever could not say yes is left out without a word: what stops them is between them and the leader.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from messaging.queries import opted_out_among
from scheduling.domain.choosing import suggestions_for
from scheduling.domain.crew_list import is_trained
from scheduling.domain.hand_overs.choices import Choice, giving_choices, swap_choices
from scheduling.domain.pace import TOO_LATE_TO_ASK
from scheduling.domain.suggesting import Suggestion, in_turn
from scheduling.domain.taking_over import must_be_led_by
from scheduling.domain.text_plans import plan_of
from scheduling.domain.walk_rules.reading import Gate
from scheduling.models import Attendance, HandOver
from scheduling.queries import askable_volunteers, times_taken
from scheduling.queries.hand_overs import places_to_swap_alone
from scheduling.queries.personal import fellow_walkers
from scheduling.queries.records import in_view_of
from volunteers.domain import calendar_words
from volunteers.models import Volunteer

NIGHTS_SHOWN = 8  # the nearest; on a phone nobody reads on

Times = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True)
class SwapCard:
    """One night that somebody could give in return, as the page shows it."""

    key: str
    name: str
    first_name: str
    place: str
    night: str
    day: tuple[str, ...]
    hours: str


def own_choices(owner: Attendance, *, now: datetime) -> list[Choice]:
    """Swaps by night, then those who could take the place by name. Whom the owner has asked before is not among them.

    `owner` as `own_nights` reads it.
    """
    people = _askable(owner)
    gate, language = Gate(owner.shift, people), get_language() or "sv"
    found = suggestions_for(owner.shift, people, gate, language=language, now=now)
    cap = plan_of(owner.shift.association).week_cap
    fellows = set(fellow_walkers(owner.volunteer).values_list("pk", flat=True))
    able = in_turn((one for one in found if one.pk in fellows), (), week_cap=cap)
    givers = giving_choices(sorted(able, key=_by_name), may_lead=must_be_led_by(owner), to_leader=False)
    askable = {person.pk: person for person in people if _would_be_asked(person, found, week_cap=cap)}
    return [*_swaps(owner, askable, language=language, now=now), *givers]


def _by_name(one: Suggestion) -> tuple[str, int]:
    return one.name, one.pk


def _askable(owner: Attendance) -> list[Volunteer]:
    """Members who have not been asked for the night and whom a text reaches."""
    asked_before = HandOver.objects.filter(attendance=owner, to__isnull=False).values("to__volunteer")
    found = list(in_view_of(askable_volunteers(owner.shift).exclude(pk__in=asked_before), owner.shift))
    silent = opted_out_among([person.mobile for person in found])
    return [person for person in found if person.mobile not in silent]


def _would_be_asked(person: Volunteer, found: Iterable[Suggestion], *, week_cap: int) -> bool:
    """Not away, has not said that the night is impossible, and has not had the week's questions."""
    one = next(one for one in found if one.pk == person.pk)
    is_away = bool(getattr(person, "away_until", None)) or getattr(person, "said_can", None) is False
    return not is_away and one.asked_lately < week_cap


def _swaps(owner: Attendance, people: Mapping[int, Volunteer], *, language: str, now: datetime) -> list[Choice]:
    """By night, for the nearest nights on which both could take the other's place."""
    shift = owner.shift
    times = times_taken([owner.volunteer_id, *people], after=now)
    places = [
        place
        for place in places_to_swap_alone(shift, people, after=now + TOO_LATE_TO_ASK)
        if _is_free(times[place.volunteer_id], owner, leaving=place) and _can_lead(owner, place)
    ]
    mine = [taken for taken in times[owner.volunteer_id] if taken != (owner.starts_at, owner.ends_at)]
    zone = shift.association.municipality.zone
    choices = swap_choices(places, owners_nights=mine, zone=zone, language=language, to_leader=False)
    found: list[Choice] = []
    for night, (_key, group) in enumerate(groupby(choices, key=_night_of)):
        if night >= NIGHTS_SHOWN:
            break
        found += _allowed(owner, list(group), people)
    return found


def _night_of(choice: Choice) -> int:
    assert choice.in_return is not None  # noqa: S101 - tells the type
    return choice.in_return.shift_id


def _is_free(taken: Times, owner: Attendance, *, leaving: Attendance) -> bool:
    others = [times for times in taken if times != (leaving.starts_at, leaving.ends_at)]
    return not any(start < owner.ends_at and end > owner.starts_at for start, end in others)


def _can_lead(owner: Attendance, place: Attendance) -> bool:
    """Neither night loses the leader it cannot do without."""
    pairs = ((owner, place.volunteer), (place, owner.volunteer))
    return all(not must_be_led_by(one) or is_trained(person, one.shift.night) for one, person in pairs)


def _allowed(owner: Attendance, choices: Sequence[Choice], people: Mapping[int, Volunteer]) -> list[Choice]:
    """Those of one night where no rule stops either of the two, once each has left their own."""
    there = next(choice.in_return.shift for choice in choices if choice.in_return is not None)
    takers = [people[choice.volunteer] for choice in choices]
    here_gate = Gate(owner.shift, takers, leaving=there)
    there_gate = Gate(there, [owner.volunteer], leaving=owner.shift)

    def is_allowed(choice: Choice) -> bool:
        assert choice.in_return is not None  # noqa: S101 - tells the type
        taker = people[choice.volunteer]
        findings = (
            *here_gate.findings(taker, as_leader=must_be_led_by(owner)),
            *there_gate.findings(owner.volunteer, as_leader=must_be_led_by(choice.in_return)),
        )
        return not any(finding.stops for finding in findings)

    return [choice for choice in choices if is_allowed(choice)]


def swap_cards(choices: Collection[Choice], *, zone: ZoneInfo) -> list[SwapCard]:
    """Of those who give a night."""
    language = get_language() or "sv"
    return [
        SwapCard(
            key=choice.key,
            name=place.volunteer.short_name,
            first_name=place.volunteer.first_name,
            place=place.shift.place,
            night=calendar_words.night_long(place.starts_at, zone=zone, language=language),
            day=tuple(calendar_words.night_short(place.starts_at, zone=zone, language=language).split(" ")),
            hours=calendar_words.span(place.starts_at, place.ends_at, zone=zone, language=language),
        )
        for choice in choices
        if (place := choice.in_return) is not None
    ]
