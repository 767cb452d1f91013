"""docs/api-figures.md, from what was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.api_limits import AS_FIRST, DEEP, EXPORT_BYTES, EXPORT_SECONDS, PAGE, PROCESSES
from bench.report import table

MB = 1_000_000
HEAD = f"""# What the API costs

Written by `python -m bench.api`, on PostgreSQL: the data set M (10 municipalities, 20,000 shifts) and 100,000 shifts
more of one municipality, that are over. Change nothing here by hand.

- The times are of whole requests through Django's own client: key, scopes, quotas, ETag and all, without a socket.
  Queries are those of the first request, without what begins and ends transactions.
- **Plain REST framework** is a `ModelViewSet` over the same table, without keys, scopes, coverage or ETags, by pages
  with numbers of {PAGE}; once the columns alone, once with the rows that they point to (`depth = 1`).
- The mixed requests go over sockets to gunicorn with {PROCESSES} processes of one thread each, since threads of one
  process wait for each other. They come at a fixed rate whether or not it keeps up; a request's time begins when it was
  due and ends with the first of its answer. Of twenty, six ask for an unchanged list, five for events, four for one
  shift, three for the nights to come, one for coverage and one for districts.
"""


@dataclass(frozen=True)
class Measured:
    doors: Sequence[Mapping[str, Any]]
    export: Mapping[str, Any]
    mixed: Mapping[str, Any]

    @property
    def is_met(self) -> bool:
        return (
            all(is_within(door) for door in self.doors)
            and abs(self.deep_ratio - 1) <= AS_FIRST
            and is_exported(self.export)
            and not self.mixed["refused"]
        )

    @property
    def deep_ratio(self) -> float:
        first, deep, *_others = self.doors
        return float(deep["median"] / first["median"])

    def beside(self, word: str) -> float:
        """How many times as long as ours the plain view of that name takes, at the median."""
        plain = next(door for door in self.doors if word in door["name"])
        return float(plain["median"] / self.doors[0]["median"])


def is_within(door: Mapping[str, Any]) -> bool:
    bars = door["bars"]
    return bool(door["p95"] <= bars.get("ms", door["p95"]) and door["queries"] <= bars.get("queries", door["queries"]))


def is_exported(export: Mapping[str, Any]) -> bool:
    whole = export["rows"] >= export["wanted"]
    return bool(whole and export["seconds"] < EXPORT_SECONDS and export["most"] < EXPORT_BYTES)


def page(found: Measured, *, machine: str) -> str:
    parts = [
        HEAD,
        f"{machine}\n",
        door_table(found.doors),
        ratio_words(found),
        "## Export\n",
        export_words(found.export),
    ]
    return "\n".join([*parts, "## Mixed requests\n", mixed_words(found.mixed)])


def door_table(doors: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        [
            door["name"],
            f"{door['median']:.1f} ms",
            f"{door['p95']:.1f} ms",
            f"{door['queries']}",
            bar_words(door),
        ]
        for door in doors
    ]
    return table(["", "Median", "p95", "Queries", "Bar"], rows)


def bar_words(door: Mapping[str, Any]) -> str:
    if not door["bars"]:
        return "–"
    words = f"p95 {door['bars']['ms']} ms, {door['bars']['queries']} queries"
    return f"{words}: met" if is_within(door) else f"{words}: **missed**"


def ratio_words(found: Measured) -> str:
    deep = "within" if abs(found.deep_ratio - 1) <= AS_FIRST else "**not within**"
    return f"""
Page {DEEP} takes {found.deep_ratio:.2f} times the first one ({deep} ±{AS_FIRST:.0%}). Plain REST framework takes
{found.beside("columns alone"):.2f} times as long as our first page for the columns alone, and
{found.beside("point to"):.2f} times with what they point to, which is what ours tells.
"""


def export_words(export: Mapping[str, Any]) -> str:
    met = "met" if is_exported(export) else "**missed**"
    return f"""{export["rows"]:,} shifts, {export["bytes"] / MB:.0f} MB, in {export["seconds"]:.1f} s
({export["rows"] / export["seconds"]:,.0f} a second). The web server's process had {export["before"] / MB:.0f} MB before
and never more than {export["most"] / MB:.0f} MB. Bar, {export["wanted"]:,} in {EXPORT_SECONDS} s under
{EXPORT_BYTES / MB:.0f} MB: {met}.
"""


def mixed_words(mixed: Mapping[str, Any]) -> str:
    met = "all answered" if not mixed["refused"] else f"**{mixed['refused']:,} not answered**"
    return (
        f"{mixed['requests']:,} requests at {mixed['rate']:g} a second: {met}; median {mixed['median']:.0f} ms, p95 "
        f"{mixed['p95']:.0f} ms, the longest {mixed['longest']:.0f} ms. None left more than {mixed['late_by']:.0f} ms "
        "after it was due.\n"
    )
