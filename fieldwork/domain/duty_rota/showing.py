"""The rota of duty as its page shows it: week by week, each night that somebody walks or has the duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.domain.duty_rota.cover import Need, Stretch, gaps, needs_of
from fieldwork.domain.duty_rota.rotas import DutyRota, night_at
from fieldwork.models import DutyTurn
from fieldwork.queries.duty import turns_within, walks_between
from volunteers.domain import calendar_words

WEEKS = 12


@dataclass(frozen=True)
class DutyNight:
    """`gap` says for which hours nobody has the duty; empty where the night is covered, or nobody walks."""

    night: date
    need: Need | None
    turns: Sequence[DutyTurn]
    gap: str

    @property
    def is_empty(self) -> bool:
        return not self.turns


@dataclass(frozen=True)
class DutyWeek:
    number: int
    days: str
    nights: Sequence[DutyNight]


def weeks_ahead(rota: DutyRota, *, now: datetime, language: str) -> Sequence[DutyWeek]:
    last = now + timedelta(weeks=WEEKS)
    association = [rota.association.pk] if rota.association else None
    walks = walks_between(now, last, associations=association, municipality=rota.municipality.pk)
    needs = needs_of(walks.values_list("night", "starts_at", "ends_at"))
    turns = list(turns_within(DutyTurn.objects.filter(**rota.over), now, last))
    nights = nights_of(rota, needs, turns, language=language)
    weeks = groupby(nights, key=lambda one: one.night - timedelta(days=one.night.weekday()))
    return [
        DutyWeek(
            monday.isocalendar().week,
            calendar_words.days_span(monday, monday + timedelta(days=6), language=language),
            list(found),
        )
        for monday, found in weeks
    ]


def nights_of(
    rota: DutyRota, needs: Sequence[Need], turns: Sequence[DutyTurn], *, language: str
) -> Sequence[DutyNight]:
    """Pure. A turn of several nights stands under each of them that it helps to cover."""
    by_night = {need.night: need for need in needs}
    for_turns = {night_at(turn.starts_at, rota.zone) for turn in turns if not any(_touches(turn, n) for n in needs)}
    nights = []
    for night in sorted(by_night.keys() | for_turns):
        need = by_night.get(night)
        on_it = [t for t in turns if (_touches(t, need) if need else night_at(t.starts_at, rota.zone) == night)]
        found = gaps(need, [(turn.starts_at, turn.ends_at) for turn in on_it]) if need else []
        gap = ", ".join(_words(stretch, rota, language) for stretch in found) if on_it else ""
        nights.append(DutyNight(night, need, on_it, gap or (_("hela natten") if found else "")))
    return nights


def _touches(turn: DutyTurn, need: Need) -> bool:
    return turn.starts_at < need.ends_at and turn.ends_at > need.starts_at


def _words(stretch: Stretch, rota: DutyRota, language: str) -> str:
    return calendar_words.span(*stretch, zone=rota.zone, language=language)


def sentence_of(weeks: Sequence[DutyWeek]) -> str:
    """What the page says first."""
    nights = [night for week in weeks for night in week.nights if night.need]
    missing = sum(bool(night.gap) for night in nights)
    if not nights:
        return _("Ingen går de närmaste tolv veckorna, så vitt planen säger.")
    if not missing:
        return _("Varje natt som någon går har jour.")
    return ngettext("%(count)s natt saknar jour.", "%(count)s nätter saknar jour.", missing) % {"count": missing}
