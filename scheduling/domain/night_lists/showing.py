"""A list of nights as its preview shows it: each row in words, with what it would change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from scheduling.domain.changes.values import Difference, crew_words, differences, values_of
from scheduling.domain.clashes import Clash
from scheduling.domain.night_lists.comparing import Line, Outcome, RowKey
from scheduling.domain.number_words import capital
from scheduling.domain.walks import Names, clash_words


@dataclass(frozen=True)
class ShownLine:
    """One row of the list. `is_ticked`: whether it is proposed to be read in."""

    number: int
    outcome: Outcome
    night: str = ""
    hours: str = ""
    route: str = ""
    crew: str = ""
    note: str = ""
    shift: int | None = None
    reasons: Sequence[str] = field(default_factory=list)
    remarks: Sequence[str] = field(default_factory=list)
    clashes: Sequence[str] = field(default_factory=list)
    differences: Sequence[Difference] = field(default_factory=list)

    @property
    def is_ticked(self) -> bool:
        """A night that runs into another one is for a person to choose."""
        return self.outcome in {Outcome.CREATED, Outcome.CHANGED} and not self.clashes


def shown_lines(lines: Iterable[Line], names: Names) -> list[ShownLine]:
    return [_shown(line, names) for line in lines]


def _shown(line: Line, names: Names) -> ShownLine:
    values = line.values or (values_of(line.shift) if line.shift else None)
    is_changed = line.outcome == Outcome.CHANGED and line.shift is not None and line.values is not None
    return ShownLine(
        number=line.number,
        outcome=line.outcome,
        night=f"{capital(names.night(line.night))} {line.night.year}" if line.night else "",
        hours=names.hours(values.starts_at, values.ends_at) if values else "",
        route=line.route.name if line.route else "",
        crew=crew_words(values.crew) if values and line.outcome == Outcome.CREATED else "",
        note=values.note if values and line.outcome == Outcome.CREATED else "",
        shift=line.shift.pk if line.shift else None,
        reasons=line.reasons,
        remarks=line.remarks,
        clashes=[_clash_words(clash, names) for clash in line.clashes],
        differences=_differences(line, names) if is_changed else [],
    )


def _differences(line: Line, names: Names) -> list[Difference]:
    assert line.shift is not None  # noqa: S101 - only a night that there is can change
    assert line.values is not None  # noqa: S101 - as above
    return differences(
        values_of(line.shift), line.values, routes=names.routes, zone=names.zone, language=names.language
    )


def _clash_words(clash: Clash, names: Names) -> str:
    if isinstance(clash.other.key, RowKey):
        return _("Rad %(line)s går samma rutt samtidigt.") % {"line": clash.other.key.line}
    return clash_words(clash, names)
