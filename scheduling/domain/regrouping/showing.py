"""Who is told what of a change of groups, as a page shows it before it is done."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from messaging import queries as numbers
from messaging.enums import Channel, Priority
from scheduling.domain.changes.carrying_out import Outcome
from scheduling.domain.changes.letters import Letter
from scheduling.domain.changes.showing import PersonLine, missed_words
from scheduling.domain.number_words import capital
from scheduling.domain.prices import price_of
from scheduling.domain.quiet_hours import quiet_period
from scheduling.domain.regrouping.people import LetGo
from scheduling.domain.text_plans import plan_of
from scheduling.enums import AttendanceState
from volunteers.models import Association, Volunteer


@dataclass(frozen=True)
class Told:
    """`silent` come along and hear nothing, since nothing changes for them. `leaves_at` is after quiet hours."""

    people: Sequence[PersonLine]
    silent: Sequence[str]
    texts: int
    price: Decimal
    leaves_at: datetime | None


def show_told(
    outcome: Outcome,
    let_go: Sequence[LetGo],
    association: Association,
    *,
    stays: Iterable[Volunteer] = (),
    now: datetime,
) -> Told:
    """`stays` are those who do not move; who of them is told nothing is named too. Two queries."""
    silenced = numbers.opted_out_among([letter.person.mobile for letter in outcome.letters])
    reasons = {one.person.pk: one.reason for one in let_go}
    people = [_person(letter, silenced, reasons.get(letter.person.pk, "")) for letter in outcome.letters]
    sent = [person for person in people if not person.missed and not person.is_called]
    quiet = quiet_period(plan_of(association), association.municipality.zone, now)
    may_wait = all(letter.text is None or letter.text.priority != Priority.SAFETY for letter in outcome.letters)
    told = {letter.person.pk for letter in outcome.letters}
    held = {AttendanceState.ASKED, AttendanceState.CONFIRMED, AttendanceState.WAITING}
    silent = {
        one.attendance.volunteer.name
        for one in outcome.effects
        if one.attendance.volunteer_id not in told and (one.to or one.attendance.state) in held
    }
    silent |= {person.name for person in stays if person.pk not in told}
    return Told(
        people=people,
        silent=sorted(silent),
        texts=len(sent),
        price=price_of(sum(person.segments for person in sent)),
        leaves_at=quiet[1] if quiet and may_wait else None,
    )


def _person(letter: Letter, silenced: Collection[str], reason: str) -> PersonLine:
    text = letter.text
    return PersonLine(
        name=letter.person.name,
        means=_means(letter, reason),
        body=text.body if text else "",
        segments=text.segments if text else 0,
        is_called=text is not None and text.channel == Channel.VOICE,
        missed=missed_words(letter, silenced),
    )


def _means(letter: Letter, reason: str) -> str:
    words = {
        "regrouped": _("är med som förut, i den nya gruppen"),
        "moved": _("frågas om den nya tiden eller platsen"),
        "ask": _("får frågan"),
        "promoted": _("får plats"),
        "news": _("får veta vad som är nytt"),
        "cancelled": _("följer inte med: %(reason)s") % {"reason": reason},
    }
    return capital(words.get(letter.effects[0].told, ""))
