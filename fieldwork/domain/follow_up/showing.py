"""A follow-up as it is shown: charts and words beside the figures, on the page and in a frozen report. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from fieldwork.domain.follow_up.charts import COLUMN, FoundBar, NightBar, found_bars, night_bars
from fieldwork.domain.follow_up.definitions import FIGURES, NOTES
from fieldwork.domain.follow_up.district_maps import MAPPED, DistrictMap, map_of
from fieldwork.domain.follow_up.figures import FollowUp, Line, Told
from fieldwork.domain.follow_up.maps import Point, Spot, spots_of
from fieldwork.domain.follow_up.sentences import headline, month_words, period_words, rest
from fieldwork.domain.follow_up.tables import tables_of
from fieldwork.domain.follow_up.tallies import Tally
from fieldwork.enums import ContactKind, Mood, OccurrenceKind
from scheduling.enums import ShiftKind
from volunteers.models import DistrictBoundary


@dataclass(frozen=True)
class Counted:
    """Something logs tell of, in words."""

    figure: str
    kind: str
    label: str
    times: int
    nights: int


@dataclass(frozen=True)
class Shown:
    """Everything that the sections of a follow-up draw."""

    figures: FollowUp
    period: str
    headline: str
    rest: tuple[str, ...]
    districts: tuple[NightBar, ...]
    months: tuple[NightBar, ...]
    associations: tuple[Line, ...]
    kinds: tuple[Line, ...]
    observations: tuple[FoundBar, ...]
    occurrences: tuple[Counted, ...]
    contacts: tuple[Counted, ...]
    moods: tuple[Counted, ...]
    spots: tuple[Spot, ...]
    map: DistrictMap | None
    definitions: tuple[tuple[str, str], ...]


def shown(
    figures: FollowUp,
    *,
    points: Iterable[tuple[int, Point]],
    language: str,
    boundaries: Iterable[DistrictBoundary] = (),
    mapped: str = MAPPED[0],
) -> Shown:
    """The map is of the districts that have boundaries; where none has, a sketch of spots is made of the `points`."""
    drawn = map_of(tables_of(figures), boundaries, figure=mapped)
    tally = figures.total.tally
    districts = [line for line in figures.districts if has_anything(line)]
    return Shown(
        figures=figures,
        period=period_words(figures.period, language),
        headline=headline(tally),
        rest=tuple(rest(tally)),
        districts=night_bars(named(districts, _("Utan område"))),
        months=night_bars(
            [replace(line, name=month_words(line.key, language)) for line in figures.months], longest=COLUMN
        ),
        associations=named(figures.associations, _("Utan förening")),
        kinds=kinds_named(figures.kinds),
        observations=found_bars(figures.observations),
        occurrences=in_words("occurrences", figures.occurrences, dict(OccurrenceKind.choices)),
        contacts=in_words("contacts", figures.contacts, dict(ContactKind.choices)),
        moods=moods_of(tally),
        spots=() if drawn else spots_of(figures.districts, points),
        map=drawn,
        definitions=definitions_of(),
    )


def has_anything(line: Line) -> bool:
    return line.tally != Tally()


def named(lines: Sequence[Line], nameless: str) -> tuple[Line, ...]:
    return tuple(line if line.name else replace(line, name=nameless) for line in lines)


def kinds_named(lines: Sequence[Line]) -> tuple[Line, ...]:
    labels = {"": _("Inte från ett pass"), **{kind.value: str(kind.label) for kind in ShiftKind}}
    return tuple(replace(line, name=labels[line.key]) for line in lines)


def in_words(figure: str, told: Sequence[Told], labels: dict[str, object]) -> tuple[Counted, ...]:
    """The commonest first; what never happened is left out."""
    ordered = sorted((one for one in told if one.times), key=lambda one: -one.times)
    return tuple(
        Counted(figure, one.kind, str(labels.get(one.kind, one.kind)), one.times, one.nights) for one in ordered
    )


def moods_of(tally: Tally) -> tuple[Counted, ...]:
    counts = {Mood.CALM: tally.calm, Mood.LIVELY: tally.lively, Mood.UNEASY: tally.uneasy}
    return tuple(Counted("moods", mood.value, str(mood.label), nights, nights) for mood, nights in counts.items())


def definitions_of() -> tuple[tuple[str, str], ...]:
    figures = [(str(figure.name), str(figure.words)) for figure in FIGURES.values()]
    return (*figures, *((str(name), str(words)) for name, words in NOTES))
