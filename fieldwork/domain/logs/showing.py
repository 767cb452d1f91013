"""A night and its log in words: what a form begins with, and what stands of it for those who read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fieldwork.domain.logs.words import Happened, LogWords, from_kept, said_of
from fieldwork.enums import ContactKind, Met, Mood, OccurrenceKind
from fieldwork.models import LogRevision, Walk, WalkLog
from scheduling.models import Route, Shift
from volunteers.domain import calendar_words


def begun_with(shift: Shift) -> LogWords:
    """What is known of the night before anybody has told: its times as they were walked, else as planned."""
    walk = Walk.objects.filter(shift=shift).first()
    started = walk.started_at if walk else shift.starts_at
    ended = walk.home_at if walk and walk.home_at else max(shift.ends_at, started)
    return LogWords(started_at=started, ended_at=ended, route=shift.route_id)


def routes_to_choose(shift: Shift) -> Sequence[Route]:
    """The routes of the town that are in use, and the one of the night; that of the night first."""
    routes = list(Route.objects.filter(municipality=shift.association.municipality_id, is_active=True).defer("line"))
    return [shift.route, *(one for one in routes if one.pk != shift.route_id)]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a log says, by its name."""

    name: str
    words: str


def log_lines(told: LogWords, *, zone: ZoneInfo, language: str, route: str = "") -> list[Line]:
    """All that is said, in the order of the form."""
    lines = [Line(_("Ute"), calendar_words.span(told.started_at, told.ended_at, zone=zone, language=language))]
    if route:
        lines.append(Line(_("Rutt"), route))
    if told.mood:
        lines.append(Line(_("Kvällen"), str(Mood(told.mood).label)))
    if told.met:
        lines.append(Line(_("Unga vi pratade med"), str(Met(told.met).label)))
    lines += [
        Line(str(OccurrenceKind(one.kind).label), _happened_words(one, zone=zone, language=language))
        for one in told.occurrences
    ]
    lines += [Line(str(ContactKind(kind).label), str(count)) for kind, count in told.contacts.items()]
    lines.append(Line(_("Pratat igenom kvällen"), _("Ja") if told.debrief_held else _("Nej")))
    if told.note:
        lines.append(Line(_("Till nästa grupp"), told.note))
    return lines


def _happened_words(one: Happened, *, zone: ZoneInfo, language: str) -> str:
    at = calendar_words.clock(one.at, zone=zone, language=language) if one.at else ""
    return ", ".join(part for part in (str(one.count), one.place, at) if part)


@dataclass(frozen=True, slots=True)
class Past:
    """What the log said until it was corrected, by whom and why."""

    at: datetime
    who: str
    reason: str
    lines: list[Line]


def history_of(log: WalkLog, *, zone: ZoneInfo, language: str) -> list[Past]:
    """Newest first. Of what a later word left as it was nothing is repeated."""
    after, past = said_of(log), []
    for revision in log.revisions.all():
        before = from_kept(revision.said)
        kept = {(line.name, line.words) for line in log_lines(after, zone=zone, language=language)}
        lines = [
            line for line in log_lines(before, zone=zone, language=language) if (line.name, line.words) not in kept
        ]
        past.append(Past(revision.at, who_corrected(revision), revision.reason, lines))
        after = before
    return past


def who_corrected(revision: LogRevision) -> str:
    return str(revision.by_user or revision.by or _("Någon i gruppen"))


def who_filed(log: WalkLog) -> str:
    return str(log.filed_by_user or log.filed_by or _("Någon i gruppen"))
