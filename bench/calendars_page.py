"""docs/calendars-figures.md, from what was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.calendars_limits import (
    GROWTH,
    LARGE,
    LARGE_MS,
    LINEAR,
    OWN,
    OWN_MS,
    TIMES,
    UNCHANGED_MS,
    UNCHANGED_QUERIES,
)
from bench.report import table

PARTS = ("stamp", "nights", "words", "write")
# Of each door: its words, the most milliseconds at p95, and the most queries.
DOORS: Mapping[str, tuple[str, int | None, int | None]] = {
    "volunteer, whole": (f"A volunteer's {OWN} nights", OWN_MS, None),
    "volunteer, whole, gzip": ("The same, packed", OWN_MS, None),
    "volunteer, unchanged": ("The same, unchanged (304)", UNCHANGED_MS, UNCHANGED_QUERIES),
    "district, whole": (f"A district's {LARGE:,} nights", LARGE_MS, None),
    "district, whole, gzip": ("The same, packed", LARGE_MS, None),
    "district, unchanged": ("The same, unchanged (304)", None, UNCHANGED_QUERIES),
}
HEAD = f"""# What calendars cost

Written by `python -m bench.calendars`, on the data set M with a volunteer of {OWN} nights and districts of up to
{max(GROWTH):,} beside its 20,000. Change nothing here by hand.

- **Doors** are whole requests through Django's own client, all middleware and no socket, {TIMES} times each. Nothing
  is cached between them: every whole answer is read, put in words and written anew. Queries are without what begins
  and ends transactions; the first fetch of an hour asks one more, which writes down that the program came by. Packed is
  what calendar programs ask for: gzip.
- **304s a second** go over sockets to gunicorn with two processes of four threads: eight clients, each of which asks
  again as soon as it has its answer, over a new connection as a proxy makes them. They share the cores with the server
  and the database.
- **Growth** takes a calendar apart: *stamp* finds the link and has the database count what the ETag is made of, which
  is all that a 304 does; *nights* reads them; *words* makes plain values of them; *write* makes lines. *icalendar* is
  the library's way of writing the same values, and stays the reference: the two are compared here byte for byte, and in
  the tests whatever the texts.
"""


@dataclass(frozen=True)
class Measured:
    """What one database came to: `figures` of doors, `growth` by length, `rates` of unchanged calendars.

    `busy` is the load average before.
    """

    database: str
    busy: float
    figures: Sequence[Mapping[str, Any]]
    growth: Sequence[Mapping[str, Any]]
    rates: Sequence[Mapping[str, Any]]

    @property
    def is_met(self) -> bool:
        return (
            all(map(is_within, self.figures))
            and self.is_linear
            and all(row["is_equal"] for row in self.growth)
            and not any(row["wrong"] for row in self.rates)
        )

    @property
    def ratio(self) -> float:
        """What an event of the largest calendar costs of one of the smallest."""
        return each(self.growth[-1]) / each(self.growth[0])

    @property
    def is_linear(self) -> bool:
        return self.ratio <= LINEAR


def is_within(figure: Mapping[str, Any]) -> bool:
    _words, most, queries = DOORS[figure["door"]]
    return (most is None or figure["p95"] < most) and (queries is None or figure["queries"] <= queries)


def whole(row: Mapping[str, Any]) -> float:
    """Milliseconds of all parts."""
    return float(sum(row[part] for part in PARTS))


def each(row: Mapping[str, Any]) -> float:
    return whole(row) / float(row["events"])


def page(found: Sequence[Measured], *, machine: str) -> str:
    return "\n".join([HEAD, f"{machine}\n", *(part for one in found for part in parts_of(one))])


def parts_of(one: Measured) -> list[str]:
    return [
        f"## {one.database}\n",
        f"The load average was {one.busy:.1f} before; the nearer the number of cores, the more others had of them.\n",
        door_table(one),
        rate_table(one),
        growth_table(one),
        f"{growth_words(one)}\n",
    ]


def door_table(one: Measured) -> str:
    rows = [
        [
            DOORS[figure["door"]][0],
            f"{figure['median']:.1f} ms",
            f"{figure['p95']:.1f} ms",
            f"{figure['queries']}",
            bar_words(figure),
        ]
        for figure in one.figures
    ]
    return table(["", "Median", "p95", "Queries", "Bar"], rows)


def bar_words(figure: Mapping[str, Any]) -> str:
    _words, most, queries = DOORS[figure["door"]]
    bars = [f"p95 < {most} ms"] if most else []
    bars += [f"≤ {queries} queries"] if queries else []
    return f"{', '.join(bars)}: {'met' if is_within(figure) else '**missed**'}"


def rate_table(one: Measured) -> str:
    rows = [
        [
            DOORS[f"{rate['kind']}, whole"][0],
            f"{rate['right'] / rate['seconds']:,.0f}",
            f"{rate['median']:.1f} ms",
            f"{rate['p95']:.1f} ms",
            f"{rate['wrong']}",
        ]
        for rate in one.rates
    ]
    return table(["Unchanged, over sockets", "304s a second", "Median", "p95", "Other answers"], rows)


def growth_table(one: Measured) -> str:
    heads = ["Events", "Whole", *(part.capitalize() for part in PARTS), "An event", "icalendar", "to Write", "Bytes"]
    return table(heads, [growth_row(row) for row in one.growth])


def growth_row(row: Mapping[str, Any]) -> list[str]:
    return [
        f"{row['events']:,}",
        f"{whole(row):,.1f} ms",
        *(f"{row[part]:,.1f} ms ({row[part] / whole(row):.0%})" for part in PARTS),
        f"{each(row) * 1000:.0f} µs",
        f"{row['icalendar']:,.0f} ms",
        f"{row['icalendar'] / row['write']:.1f} ×",
        "equal" if row["is_equal"] else "**not equal**",
    ]


def growth_words(one: Measured) -> str:
    linear = "linear" if one.is_linear else "**not linear**"
    first, last = one.growth[0], one.growth[-1]
    slow = (whole(last) - last["write"] + last["icalendar"]) / whole(last)
    return (
        f"An event of {last['events']:,} costs {one.ratio:.2f} times what one of {first['events']:,} does: {linear} "
        f"(bar: no more than {LINEAR:g}). Written by icalendar, the largest would take {slow:.1f} times as long."
    )
