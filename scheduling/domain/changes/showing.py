"""What waits to be published, as a page shows it: each night as it is and is to be, each person with their text."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from messaging import queries as numbers
from messaging.enums import Channel, Priority
from scheduling.domain.changes.letters import Letter
from scheduling.domain.changes.publishing import Planned, Preview
from scheduling.domain.changes.values import Difference, differences
from scheduling.domain.clashes import Clash, Walk, clashes_among
from scheduling.domain.number_words import capital, listed
from scheduling.domain.prices import price_of
from scheduling.domain.quiet_hours import quiet_period
from scheduling.domain.text_plans import plan_of
from scheduling.domain.walks import Names, clash_words, names_for, walks_between
from volunteers.models import Association

QUESTIONS = ("ask", "changed", "place_free")


@dataclass(frozen=True)
class ChangeLine:
    """One night. `leader` is who is to lead instead; `hindrance` why it cannot be published as it stands."""

    shift: int
    title: str
    is_cancelled: bool
    reason: str
    differences: Sequence[Difference]
    leader: str
    made_by: str
    hindrance: str
    clashes: Sequence[str]


@dataclass(frozen=True)
class PersonLine:
    """One person. `means` is what it comes to for them; `missed` why no text reaches them."""

    name: str
    means: str
    body: str
    segments: int
    is_called: bool
    missed: str


@dataclass(frozen=True)
class Shown:
    """The whole page. `leaves_at` is when quiet hours let the texts go, None for at once."""

    changes: Sequence[ChangeLine]
    people: Sequence[PersonLine]
    texts: int
    price: Decimal
    leaves_at: datetime | None


def show(preview: Preview, association: Association, *, language: str, now: datetime) -> Shown:
    """Five queries, however many the changes."""
    clashes = _clashes(preview.planned, association)
    names = names_for(association, [clash for met in clashes.values() for clash in met], language=language)
    silenced = numbers.opted_out_among([letter.person.mobile for letter in preview.letters])
    people = [_person(letter, silenced, names) for letter in preview.letters]
    sent = [person for person in people if not person.missed and not person.is_called]
    quiet = quiet_period(plan_of(association), names.zone, now)
    may_wait = all(letter.text is None or letter.text.priority != Priority.SAFETY for letter in preview.letters)
    return Shown(
        changes=[_change(one, clashes.get(one.shift.pk, ()), names) for one in preview.planned],
        people=people,
        texts=len(sent),
        price=price_of(sum(person.segments for person in sent)),
        leaves_at=quiet[1] if quiet and may_wait else None,
    )


def _clashes(planned: Sequence[Planned], association: Association) -> Mapping[object, list[Clash]]:
    """What the nights run into as they are to be."""
    walks = [
        Walk(
            one.shift.pk,
            one.shift.night,
            one.shift.association_id,
            one.after.route,
            one.after.starts_at,
            one.after.ends_at,
            one.shift.season_id,
        )
        for one in planned
        if one.after is not None
    ]
    if not walks:
        return {}
    first, last = min(walk.night for walk in walks), max(walk.night for walk in walks)
    others = walks_between(association, first, last, but=[one.shift.pk for one in planned])
    return clashes_among(walks, others)


def _change(one: Planned, clashes: Iterable[Clash], names: Names) -> ChangeLine:
    change, before, after = one.change, one.before, one.after
    changed = differences(before, after, routes=names.routes, zone=names.zone, language=names.language) if after else []
    place = names.routes.get(before.route, "")
    return ChangeLine(
        shift=change.shift_id,
        title=f"{capital(names.night(before.starts_at))} {names.hours(before.starts_at, before.ends_at)}, {place}",
        is_cancelled=change.is_cancelled,
        reason=change.cancel_reason,
        differences=changed,
        leader=change.leader.name if change.leader else "",
        made_by=str(change.made_by) if change.made_by else "",
        hindrance=one.hindrance,
        clashes=[clash_words(clash, names) for clash in clashes],
    )


def _person(letter: Letter, silenced: Collection[str], names: Names) -> PersonLine:
    text = letter.text
    return PersonLine(
        name=letter.person.name,
        means=_means(letter, names),
        body=text.body if text else "",
        segments=text.segments if text else 0,
        is_called=text is not None and text.channel == Channel.VOICE,
        missed=missed_words(letter, silenced),
    )


def missed_words(letter: Letter, silenced: Collection[str]) -> str:
    """Why no text reaches the person, if so."""
    if letter.text is None:
        return _("Blir uppringd, och för det här ringer vi inte.")
    if letter.text.channel != Channel.VOICE and letter.person.mobile in silenced:
        return _("Har sagt stopp till sms: ring i stället.")
    return ""


def _means(letter: Letter, names: Names) -> str:
    """What it comes to: frågas igen om fre 16 okt och fre 23 okt, slipper fre 30 okt"""
    kinds = {
        _("frågas igen om"): QUESTIONS,
        _("slipper"): ("cancelled",),
        _("får plats"): ("promoted",),
        _("får veta nytt om"): ("news",),
    }
    said = []
    for words, told in kinds.items():
        nights = [names.night(one.attendance.starts_at) for one in letter.effects if one.told in told]
        if nights:
            said.append(f"{words} {listed(nights)}")
    return capital(", ".join(said))
