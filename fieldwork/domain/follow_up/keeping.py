"""A follow-up as JSON and back, so that a frozen report can be drawn by the same hand as the page. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date, timedelta
from typing import Any, TypeVar

from fieldwork.domain.follow_up.figures import FollowUp, Found, Line, People, Told
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.tallies import Tally

Made = TypeVar("Made", Found, Told)
LINES = ("districts", "associations", "months", "kinds")


def as_json(figures: FollowUp) -> dict[str, Any]:
    """Plain values only. Time is in seconds, dates as 2026-03-06."""
    kept = asdict(figures)
    kept["period"] = {"first": figures.period.first.isoformat(), "last": figures.period.last.isoformat()}
    for line in (kept["total"], *(line for name in LINES for line in kept[name])):
        for tally in (line["tally"], line["own"]):
            if tally is not None:
                tally["time_out"] = tally["time_out"].total_seconds()
    return kept


def from_json(kept: Mapping[str, Any]) -> FollowUp:
    """What a later version of Lykta has added is nought in what an earlier one kept."""
    return FollowUp(
        period=Period(date.fromisoformat(kept["period"]["first"]), date.fromisoformat(kept["period"]["last"])),
        municipality=kept["municipality"],
        municipality_name=kept["municipality_name"],
        district=kept["district"],
        association=kept["association"],
        kind=kept["kind"],
        total=line_from(kept["total"]),
        districts=lines_from(kept["districts"]),
        associations=lines_from(kept["associations"]),
        months=lines_from(kept["months"]),
        kinds=lines_from(kept["kinds"]),
        occurrences=tuple(made(Told, one) for one in kept["occurrences"]),
        contacts=tuple(made(Told, one) for one in kept["contacts"]),
        observations=tuple(made(Found, one) for one in kept["observations"]),
        observations_total=made(Found, kept["observations_total"]),
    )


def lines_from(kept: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    return tuple(line_from(line) for line in kept)


def line_from(kept: Mapping[str, Any]) -> Line:
    plain = {name: kept[name] for name in ("key", "name", "parent", "depth")}
    own = tally_from(kept["own"]) if kept["own"] is not None else None
    return Line(**plain, tally=tally_from(kept["tally"]), people=People(**kept["people"]), own=own)


def tally_from(kept: Mapping[str, Any]) -> Tally:
    known = {field.name for field in fields(Tally)}
    counts = {name: value for name, value in kept.items() if name in known and name != "time_out"}
    return Tally(**counts, time_out=timedelta(seconds=kept["time_out"]))


def made(kind: type[Made], kept: Mapping[str, Any]) -> Made:
    return kind(**kept)
