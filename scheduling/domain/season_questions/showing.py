"""What a season's people have said, night by night and person by person. Pure.

Three things are kept apart: can, cannot, and nothing said. Silence is neither of the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.domain.number_words import capital, listed
from scheduling.domain.season_questions.nights import AskedNight
from scheduling.models import SeasonReply
from volunteers.domain import calendar_words


@dataclass(frozen=True)
class NightChoice:
    """One night to one person, as the page shows it. `said`: can, cannot or nothing."""

    night: date
    title: str
    day: tuple[str, ...]
    hours: str
    places: str
    said: bool | None


@dataclass(frozen=True)
class NightTally:
    """One night to the leader. `can` by name, the others counted."""

    night: date
    title: str
    day: tuple[str, ...]
    hours: str
    places: str
    can: tuple[str, ...]
    cannot: int
    unsaid: int


@dataclass(frozen=True)
class PersonLine:
    """One person to the leader, in a sentence."""

    pk: int
    name: str
    words: str
    is_silent: bool
    is_texted: bool


def choices_of(
    nights: Iterable[AskedNight], said: Mapping[date, bool], *, zone: ZoneInfo, language: str
) -> list[NightChoice]:
    return [NightChoice(*_shown(one, zone, language), said=said.get(one.night)) for one in nights]


def tallies_of(
    nights: Iterable[AskedNight], replies: Sequence[SeasonReply], *, zone: ZoneInfo, language: str
) -> list[NightTally]:
    """`replies` with their people and `said_of`, as `replies_to` reads them."""
    found = []
    for one in nights:
        words = [(reply, said_of(reply).get(one.night)) for reply in replies]
        can = tuple(reply.volunteer.short_name for reply, can in words if can)
        cannot = sum(can is False for _reply, can in words)
        unsaid = len(words) - len(can) - cannot
        found.append(NightTally(*_shown(one, zone, language), can=can, cannot=cannot, unsaid=unsaid))
    return found


def said_of(reply: SeasonReply) -> dict[date, bool]:
    return {one.night: one.can for one in reply.nights.all()}


def people_of(replies: Iterable[SeasonReply], nights: Sequence[AskedNight]) -> list[PersonLine]:
    """The silent first: they are what there is to do."""
    asked = {one.night for one in nights}
    lines = [
        PersonLine(
            pk=reply.pk,
            name=reply.volunteer.name,
            words=_person_words(reply, asked),
            is_silent=reply.answered_at is None,
            is_texted=reply.is_texted,
        )
        for reply in replies
    ]
    return sorted(lines, key=lambda line: (not line.is_silent, line.name))


def _person_words(reply: SeasonReply, asked: set[date]) -> str:
    if reply.answered_at is None:
        return _("Har inte svarat") if reply.is_texted else _("Nås inte med sms. Ring och skriv in svaret.")
    if reply.is_none:
        return _("Kan inte någon av kvällarna")
    can = sum(can for night, can in said_of(reply).items() if night in asked)
    words = ngettext("Kan %(can)s kväll av %(all)s", "Kan %(can)s kvällar av %(all)s", can)
    return words % {"can": can, "all": len(asked)}


def _shown(one: AskedNight, zone: ZoneInfo, language: str) -> tuple[date, str, tuple[str, ...], str, str]:
    return (
        one.night,
        capital(calendar_words.night_long(one.starts_at, zone=zone, language=language)),
        tuple(calendar_words.night_short(one.starts_at, zone=zone, language=language).split(" ")),
        calendar_words.span(one.starts_at, one.ends_at, zone=zone, language=language),
        listed(one.places),
    )
