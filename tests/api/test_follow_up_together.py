"""All that the API says of a town, put side by side: no small number of people can be worked out of it.

Towns are small and random. Their reader holds every answer there is, about each half-year, district and kind, knows
how the figures hang together, and can solve equations.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from math import inf
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain.follow_up import About, rows_about, tables_payload
from fieldwork.domain.follow_up.cells import Cell, Gathered, Walker
from fieldwork.domain.follow_up.figures import FollowUp, Line
from fieldwork.domain.follow_up.gathering import assemble
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.publishing import public_tables
from fieldwork.domain.follow_up.tables import Table, tables_of
from fieldwork.domain.follow_up.tallies import Tally
from fieldwork.queries.follow_up import Scope
from tests.support.ranges import Equation, Ranges, apart
from volunteers.models import District, Municipality

Place = tuple[str, str, str]  # table, row, column
TOWN = Municipality(pk=1, name="Huddinge kommun")
TREE = [
    District(pk=1, name="Vårby", municipality=TOWN),
    District(pk=2, name="Masmo", municipality=TOWN, parent_id=1),
    District(pk=3, name="Vårby gård", municipality=TOWN, parent_id=1),
    District(pk=4, name="Skogås", municipality=TOWN),
]
KINDS = ["night_walk", "activity"]
CLUBS = {1: "Vårby IF", 2: "Skogås BK"}
HALVES = (Period(date(2026, 1, 1), date(2026, 6, 30)), Period(date(2026, 7, 1), date(2026, 12, 31)))
ADDED = ("person_nights", "not_home", "new", "no_shows", "crew", "crew_by_sms", "occurrences", "contacts", "panic")
SIZES = {("people", "new"), ("crew", "crew_by_sms"), ("person_nights", "not_home")}
AMONG = {"new", "returning", "not_home", "crew_by_sms"}  # no more than another number, which may be told
FEW = st.integers(min_value=0, max_value=4)


@st.composite
def halves(draw: Any) -> list[FollowUp]:
    """The figures of a year's two halves, added up night by night."""
    gathered = [Gathered(), Gathered()]
    seen: set[int] = set()
    for _night in range(draw(st.integers(1, 9))):
        half, month = draw(st.integers(0, 1)), draw(st.integers(1, 3))
        cell = Cell(
            draw(st.sampled_from(list(CLUBS))),
            draw(st.sampled_from([one.pk for one in TREE])),
            draw(st.sampled_from(KINDS)),
            date(2026, month + 6 * half, 1),
        )
        walk(draw, gathered[half], cell, seen)
    return [
        assemble(Scope(TOWN), period, found, tree=TREE, names=CLUBS, categories=[])
        for period, found in zip(HALVES, gathered, strict=True)
    ]


def walk(draw: Any, gathered: Gathered, cell: Cell, seen: set[int]) -> None:
    """One night: some went out, some did not come, or nobody was registered."""
    walkers = draw(st.sets(st.integers(1, 14), max_size=9))
    absent = draw(FEW) if walkers else 0
    crew = len(walkers) + absent if walkers else draw(FEW)
    new = walkers - seen
    new_among = {person for person in new if person % 3}  # the others had walked before there was a follow-up
    happened = {kind: draw(FEW) for kind in ("fight", "party")} if walkers else {}
    gathered.walkers += [Walker(cell, person, is_new=person in new_among) for person in sorted(walkers)]
    for kind, times in happened.items():
        told = gathered.occurrences[kind]
        gathered.occurrences[kind] = (told[0] + times, told[1] + bool(times))
    seen |= walkers
    gathered.add(
        cell,
        Tally(
            full=int(bool(walkers)),
            unregistered=int(not walkers),
            person_nights=len(walkers),
            not_home=draw(st.integers(0, len(walkers))) if draw(st.booleans()) else 0,
            new_people=len(new_among),
            crew=crew,
            crew_by_sms=draw(st.integers(0, crew)),
            no_shows=absent,
            logs=int(bool(walkers)),
            calm=int(bool(walkers)),
            occurrences=sum(happened.values()),
        ),
    )


def answers(tables: tuple[Table, ...]) -> Iterator[dict[str, Any]]:
    """Whatever anybody can be told of a half-year: of the town, of each district, and of each kind."""
    abouts = [About(), *(About(district) for district in TREE), *(About(kind=kind) for kind in KINDS)]
    for about in abouts:
        found = tables_payload(rows_about(tables, about, language="en"), keys={}, language="en")
        if about.district:
            total = found.pop("total")
            assert total["values"] == found["districts"][0]["values"]
        elif about.kind:
            total = found.pop("total")
            assert total["values"] == found["kinds"][0]["values"]
        yield found


def told_together(tables: tuple[Table, ...]) -> dict[Place, float | None]:
    """Every number that stands in any answer; None where it is withheld. All answers say the same."""
    found: dict[Place, float | None] = {}
    for answer in answers(tables):
        for table, rows in answer.items():
            for row in [rows] if table == "total" else rows:
                for column, value in row["values"].items():
                    place = (table, row["key"] or "", column)
                    assert found.setdefault(place, value) == value, place
    return found


def equations_of(figures: FollowUp) -> Iterator[tuple[Place, tuple[Place, ...]]]:
    """(a number, what it is the sum of), as the definitions have it. "own" and "rest" stand in no answer."""
    lines: list[tuple[str, Line]] = [("total", figures.total)]
    for table, rows in figures.tables:
        lines += [(table, line) for line in rows]
        tops = [line for line in rows if not line.parent]
        for column in ADDED:
            yield ("total", "", column), tuple((table, line.key, column) for line in tops)
        if figures.total.people.total == sum(line.people.total for line in tops):
            yield ("total", "", "people"), tuple((table, line.key, "people") for line in tops)
    for line in figures.districts:
        parts = [part for part in figures.districts if part.parent == line.key]
        for column in ADDED:
            own = ("own", line.key, column)
            yield (
                ("districts", line.key, column),
                (own, *(("districts", part.key, column) for part in parts)) if parts else (own,),
            )
    yield ("total", "", "occurrences"), tuple(("occurrences", one.kind, "times") for one in figures.occurrences)
    for table, line in lines:
        yield (table, line.key, "people"), ((table, line.key, "new"), (table, line.key, "returning"))
        crew = ("person_nights", "no_shows", "rest")
        yield (table, line.key, "crew"), tuple((table, line.key, column) for column in crew)
        yield (table, line.key, "crew"), ((table, line.key, "crew_by_sms"), (table, line.key, "crew otherwise"))
        yield (table, line.key, "person_nights"), ((table, line.key, "not_home"), (table, line.key, "came home"))


def unsolved(figures: FollowUp, told: dict[Place, float | None]) -> list[Equation[Place]]:
    """The equations with what is told put in. What is withheld is at least one: nought is always told of these."""
    found: list[Equation[Place]] = []
    for whole, parts in equations_of(figures):
        if (whole[2], parts[0][2] if parts else "") in SIZES and told[whole] is told[parts[0]] is None:
            continue  # docs/small-numbers.md: of two numbers withheld, which of them is the larger is not reckoned with
        terms: defaultdict[Place, int] = defaultdict(int)
        total = 0
        for place, times in ((whole, 1), *((part, -1) for part in parts)):
            value = told.get(place)
            if value is None:
                terms[place] += times
                total -= times if place in told and place[2] != "returning" else 0
            else:
                total -= times * int(value)
        if any(terms.values()):
            found.append((terms, total))
    return found


@settings(max_examples=60, deadline=None)
@given(halves(), st.sampled_from([2, 3, 5]))
def test_no_small_number_follows_from_all_answers_together(year: list[FollowUp], smallest: int) -> None:
    for figures in year:
        told = told_together(public_tables(figures, smallest=smallest))
        small = {
            (table.key, row.key, column)
            for table in tables_of(figures)
            for row in table.rows
            for column, value in row.values.items()
            if column in {*ADDED, "people", "returning", "times"} and isinstance(value, int) and 0 < value < smallest
        }
        assert {told[place] for place in small} <= {None}
        for together in apart(unsolved(figures, told)):
            ranges = Ranges(together)
            for place in small.intersection(ranges.names):
                least, most = (round(value) if value < inf else value for value in ranges.of(place))
                shown = 1 if place[2] != "returning" else 0
                assert least < most, place
                assert most + shown >= smallest, (place, "it could be said to be small")
                assert most - least + 1 >= smallest or place[2] in AMONG, (place, least, most)
