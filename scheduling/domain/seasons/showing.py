"""A season as a page shows it: months of nights, each with its groups, what becomes of them and what is in the way."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from scheduling.domain.board import DESIGN_STATES
from scheduling.domain.changes.values import Difference, NightValues, differences, values_of
from scheduling.domain.clashes import Clash
from scheduling.domain.crews import chip_label, coverage
from scheduling.domain.night_choices import length_words
from scheduling.domain.number_words import capital
from scheduling.domain.seasons.comparing import Row, Step, change_of
from scheduling.domain.seasons.days import DayNote
from scheduling.domain.seasons.looking import SeasonLook
from scheduling.domain.seasons.planning import PlannedNight, Why
from scheduling.domain.walks import Names, clash_words
from scheduling.enums import ShiftState
from volunteers.domain import calendar_words

STEPS = {Step.NEW: "draft", Step.CHANGED: "waiting", Step.GONE: "declined", Step.PENDING: "waiting"}


@dataclass(frozen=True)
class GroupLine:
    """One group of one night. `step` is what carrying out the season means for it; `remark` what the clocks do."""

    step: Step
    route: str
    hours: str
    remark: str
    state: str
    label: str
    shift: int | None = None
    moved_to: str = ""
    differences: Sequence[Difference] = ()
    clashes: Sequence[str] = ()


@dataclass(frozen=True)
class NightLine:
    """One evening. `may_choose`: whether it is still to be decided; `words` say why it is not walked, or cannot be."""

    night: date
    title: str
    is_walked: bool
    may_choose: bool
    notes: Sequence[DayNote] = ()
    words: str = ""
    is_proposed: bool = False
    groups: Sequence[GroupLine] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    title: str
    nights: Sequence[NightLine]


def months_of(look: SeasonLook, names: Names, *, today: date) -> list[Month]:
    """Every night of the season in order, also those that are skipped or only proposed."""
    planned = {night.night: night for night in look.nights}
    rows: dict[date, list[Row]] = defaultdict(list)
    for row in look.rows:
        rows[row.night].append(row)
    lines = [
        _night(night, planned.get(night), rows[night], look, names, today=today)
        for night in sorted(planned.keys() | rows.keys())
    ]
    return [
        Month(f"{capital(calendar_words.words_in(names.language).months[month - 1])} {year}", list(nights))
        for (year, month), nights in groupby(lines, key=lambda line: (line.night.year, line.night.month))
    ]


def _night(
    night: date, planned: PlannedNight | None, rows: Sequence[Row], look: SeasonLook, names: Names, *, today: date
) -> NightLine:
    return NightLine(
        night=night,
        title=capital(calendar_words.night_long(night, zone=names.zone, language=names.language)),
        is_walked=planned is not None and planned.is_walked,
        may_choose=planned is not None and night >= today,
        notes=planned.notes if planned else (),
        words=_why(planned) or ("" if rows else _("Den kvällen har redan varit.")),
        is_proposed=planned is not None and planned.why == Why.PROPOSED,
        groups=[_group(row, look.clashes.get((row.night, row.group), ()), names) for row in rows],
    )


def _why(planned: PlannedNight | None) -> str:
    if planned is None:
        return _("Säsongen har inte kvar den kvällen.")
    if planned.problem:
        return planned.problem
    return {
        Why.RULE: "",
        Why.CHOSEN: "",
        Why.LEFT_OUT: _("Ni har valt bort den."),
        Why.HOLIDAY: _("Hoppas över: helg."),
        Why.BREAK: _("Hoppas över: lov."),
        Why.PROPOSED: _("Förslag: då är fler unga ute. Kryssa i om ni går."),
    }[planned.why]


def _group(row: Row, clashes: Iterable[Clash], names: Names) -> GroupLine:
    shown = _shown(row)
    state, label = _state(row)
    is_elsewhen = row.shift is not None and row.shift.night != row.night
    return GroupLine(
        step=row.step,
        route=names.routes.get(shown.route, ""),
        hours=names.hours(shown.starts_at, shown.ends_at),
        remark=_remark(row, shown, names),
        state=state,
        label=label,
        shift=row.shift.pk if row.shift else None,
        moved_to=names.night(shown.starts_at) if is_elsewhen else "",
        differences=_differences(row, names),
        clashes=[clash_words(clash, names) for clash in clashes],
    )


def _shown(row: Row) -> NightValues:
    """What there is, or what there would be where there is nothing."""
    if row.shift is not None:
        return values_of(row.shift)
    assert row.wanted is not None  # noqa: S101 - a row has a shift, or what the season wants
    return row.wanted


def _state(row: Row) -> tuple[str, str]:
    words = {
        Step.NEW: _("Nytt"),
        Step.CHANGED: _("Ändras"),
        Step.GONE: _("Tas bort"),
        Step.PENDING: _("Väntar på att publiceras"),
    }
    if row.step in words:
        return STEPS[row.step], words[row.step]
    assert row.shift is not None  # noqa: S101 - all other steps are about one
    if row.step == Step.TOUCHED and change_of(row.shift) is not None:
        return STEPS[Step.PENDING], words[Step.PENDING]
    return DESIGN_STATES[coverage(row.shift)], chip_label(row.shift)


def _remark(row: Row, shown: NightValues, names: Names) -> str:
    """How long the night really is when the clocks change, and what becomes of a time that is skipped or doubled."""
    change = calendar_words.clock_change(shown.starts_at, shown.ends_at, zone=names.zone)
    length = length_words(shown.starts_at, shown.ends_at, names.zone, names.language) if change else ""
    slot = row.slot.remark if row.slot else ""
    return " ".join(part for part in (length and capital(length), slot) if part)


def _differences(row: Row, names: Names) -> list[Difference]:
    """What changes for a shift, and what a touched one has otherwise than its season."""
    if row.shift is None:
        return []
    before, change = values_of(row.shift), change_of(row.shift)
    after = row.wanted if row.step in {Step.CHANGED, Step.TOUCHED} else None
    if row.step == Step.PENDING and change is not None and not change.is_cancelled:
        after = values_of(change)
    if after is None or row.shift.state == ShiftState.CANCELLED:
        return []
    if row.step == Step.TOUCHED:
        before, after = after, before if change is None or change.is_cancelled else values_of(change)
    return differences(before, after, routes=names.routes, zone=names.zone, language=names.language)
