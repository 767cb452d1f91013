"""Tables of any cells at all: their parts are their total, and what leaves the municipality tells of nobody."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldwork.domain.follow_up.cells import Cell, Gathered, Walker
from fieldwork.domain.follow_up.figures import FollowUp, Line
from fieldwork.domain.follow_up.gathering import assemble
from fieldwork.domain.follow_up.keeping import as_json, from_json
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.publishing import public_tables
from fieldwork.domain.follow_up.tables import Table, Withheld, tables_of
from fieldwork.domain.follow_up.tallies import NAMES, Tally
from fieldwork.queries.follow_up import Scope
from volunteers.models import District, Municipality

TOWN = Municipality(pk=1, name="Huddinge kommun")
TREE = [
    District(pk=1, name="Vårby", municipality=TOWN),
    District(pk=2, name="Masmo", municipality=TOWN, parent_id=1),
    District(pk=3, name="Vårby gård", municipality=TOWN, parent_id=1),
    District(pk=4, name="Skogås", municipality=TOWN),
]
SPRING = Period(date(2026, 1, 1), date(2026, 3, 31))
ADDED = {
    "person_nights",
    "not_home",
    "new",
    "no_shows",
    "crew",
    "crew_by_sms",
    "met_high",
    "occurrences",
    "contacts",
    "panic",
}
PEOPLE = {*ADDED, "people", "returning", "times"}
ALWAYS = {
    *("planned", "held", "full", "short", "unsafe", "unregistered", "empty", "cancelled", "merged", "ahead"),
    *("logs", "logs_missing", "calm", "lively", "uneasy", "debriefs", "overdue"),
    *("observations", "observations_fixed"),
}

COUNTS = st.integers(min_value=0, max_value=12)
MONTHS = st.sampled_from([date(2026, month, 1) for month in (1, 2, 3)])
CLUBS, PLACES, KINDS = ([1, 2], [1, 2, 3, 4], ["night_walk", "activity"])
# Only an observation can be without a group or a place.
OF_GROUPS = st.builds(Cell, st.sampled_from(CLUBS), st.sampled_from(PLACES), st.sampled_from(KINDS), MONTHS)
CELLS = OF_GROUPS | st.builds(Cell, st.none(), st.sampled_from([1, None]), st.just(""), MONTHS)
OWN = {"time_out", "new_people", "occurrences", "contacts", "not_home", "crew", "crew_by_sms"}


@st.composite
def tallies(draw: Any) -> Tally:
    """Any counts, but of people who are counted among others."""
    counted = {name: draw(COUNTS) for name in NAMES if name not in OWN}
    out, crew = counted["person_nights"], counted["person_nights"] + counted["no_shows"] + draw(COUNTS)
    return Tally(
        **counted,
        time_out=draw(st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=20))),
        not_home=draw(st.integers(0, out)),
        crew=crew,
        crew_by_sms=draw(st.integers(0, crew)),
    )


@st.composite
def figures(draw: Any) -> FollowUp:
    gathered = Gathered()
    for cell, tally in draw(st.lists(st.tuples(CELLS, tallies()), min_size=1, max_size=6)):
        gathered.add(cell, tally)
    seen: set[int] = set()
    for cell, person in draw(st.lists(st.tuples(OF_GROUPS, st.integers(1, 9)), max_size=20)):
        gathered.walkers.append(Walker(cell, person, is_new=person not in seen and person % 2 == 0))
        gathered.add(cell, Tally(new_people=int(gathered.walkers[-1].is_new)))
        seen.add(person)
    for cell, kind, times in draw(st.lists(st.tuples(CELLS, st.sampled_from(["fight", "party"]), COUNTS), max_size=5)):
        gathered.add(cell, Tally(occurrences=times))
        told = gathered.occurrences[kind]
        gathered.occurrences[kind] = (told[0] + times, told[1] + 1)
    return assemble(Scope(TOWN), SPRING, gathered, tree=TREE, names={1: "Vårby IF", 2: "Skogås BK"}, categories=[])


@settings(max_examples=40)
@given(figures())
def test_every_table_adds_up_to_the_total(made: FollowUp) -> None:
    for _name, lines in made.tables:
        assert sum((line.tally for line in lines if not line.parent), Tally()) == made.total.tally
        assert sum(line.people.new for line in lines if not line.parent) == made.total.people.new
    assert sum(told.times for told in made.occurrences) == made.total.tally.occurrences
    assert made.total.tally.new_people == made.total.people.new


@settings(max_examples=40)
@given(figures())
def test_a_district_is_its_parts_and_what_it_has_of_its_own(made: FollowUp) -> None:
    parts: defaultdict[str, list[Line]] = defaultdict(list)
    for line in made.districts:
        parts[line.parent].append(line)
    for line in made.districts:
        assert line.own is not None
        assert line.tally == sum((part.tally for part in parts[line.key] if line.key), line.own)


@settings(max_examples=40)
@given(figures())
def test_people_are_never_more_than_their_parts_together(made: FollowUp) -> None:
    for _name, lines in made.tables:
        tops = [line.people.total for line in lines if not line.parent]
        assert max(tops, default=0) <= made.total.people.total <= sum(tops)


@settings(max_examples=40)
@given(figures())
def test_what_is_kept_can_be_read_again(made: FollowUp) -> None:
    assert from_json(as_json(made)) == made


def by_place(tables: tuple[Table, ...]) -> dict[tuple[str, str, str], Any]:
    return {
        (table.key, row.key, column): value
        for table in tables
        for row in table.rows
        for column, value in row.values.items()
    }


@settings(max_examples=40)
@given(figures(), st.integers(min_value=2, max_value=8))
def test_no_small_number_of_people_leaves_the_municipality(made: FollowUp, smallest: int) -> None:
    inside, outside = by_place(tables_of(made)), by_place(public_tables(made, smallest=smallest))
    for place, value in inside.items():
        if place[2] in PEOPLE and 0 < value < smallest:
            assert outside[place] is Withheld.SMALL, place
        assert outside[place] in {value, Withheld.SMALL}


@settings(max_examples=40)
@given(figures())
def test_nothing_small_stands_alone_beside_its_total(made: FollowUp) -> None:
    """One gap in a column is no gap: the total fills it."""
    inside, outside = by_place(tables_of(made)), by_place(public_tables(made, smallest=5))
    for column in ADDED:
        if outside["total", "", column] is Withheld.SMALL:
            continue
        for name, lines in made.tables:
            tops = [(name, line.key, column) for line in lines if not line.parent]
            gaps = [inside[place] for place in tops if outside[place] is Withheld.SMALL]
            assert len(gaps) != 1 or gaps[0] >= 5, (name, column)


@settings(max_examples=40)
@given(figures())
def test_nights_logs_and_faults_are_always_told(made: FollowUp) -> None:
    """Also of what the logs say the nights were: they add up to the logs, and those to the groups that were out."""
    inside, outside = by_place(tables_of(made)), by_place(public_tables(made, smallest=5))
    told = {
        place: value for place, value in inside.items() if place[2] in ALWAYS or place[0] in {"moods", "observations"}
    }
    assert {place: outside[place] for place in told} == told


@settings(max_examples=40)
@given(figures())
def test_nought_is_told_where_it_follows_from_nothing_else(made: FollowUp) -> None:
    inside, outside = by_place(tables_of(made)), by_place(public_tables(made, smallest=5))
    nothing = {place for place, value in inside.items() if value == 0 and place[2] in PEOPLE - {"returning"}}
    assert {outside[place] for place in nothing} <= {0}


def test_who_did_not_come_is_not_the_crew_without_those_who_walked() -> None:
    gathered = Gathered()
    gathered.add(Cell(1, 1, "night_walk", date(2026, 1, 1)), Tally(full=5, crew=20, person_nights=18, no_shows=2))
    gathered.add(Cell(2, 4, "night_walk", date(2026, 2, 1)), Tally(full=5, crew=30, person_nights=24, no_shows=6))
    made = assemble(Scope(TOWN), SPRING, gathered, tree=TREE, names={1: "Vårby IF", 2: "Skogås BK"}, categories=[])
    outside = by_place(public_tables(made, smallest=5))
    told = {column: outside["associations", "1", column] for column in ("crew", "person_nights", "no_shows")}
    assert told == {"crew": Withheld.SMALL, "person_nights": 18, "no_shows": Withheld.SMALL}
    assert (outside["total", "", "no_shows"], outside["total", "", "crew"]) == (8, 50)


def test_people_guard_nobody_where_one_night_tells_how_many_walked() -> None:
    """On a single night as many walked as there are person-nights: neither is told where the other is not."""
    gathered = Gathered()
    walked = {(1, 1): 3, (2, 4): 7, (1, 2): 30}
    for number, ((club, place), people) in enumerate(walked.items()):
        cell = Cell(club, place, "night_walk", date(2026, 1, 1))
        gathered.add(cell, Tally(full=1, person_nights=people))
        gathered.walkers += [Walker(cell, 100 * number + person, is_new=False) for person in range(people)]
    made = assemble(Scope(TOWN), SPRING, gathered, tree=TREE, names={1: "Vårby IF", 2: "Skogås BK"}, categories=[])
    outside = by_place(public_tables(made, smallest=5))
    for (table, key, column), value in outside.items():
        if column == "people" and value:
            assert (value is Withheld.SMALL) == (outside[table, key, "person_nights"] is Withheld.SMALL), (table, key)


def test_a_share_is_held_back_with_what_it_is_a_share_of() -> None:
    gathered = Gathered()
    gathered.add(Cell(1, 1, "night_walk", date(2026, 1, 1)), Tally(full=1, crew=20, crew_by_sms=2, person_nights=20))
    made = assemble(Scope(TOWN), SPRING, gathered, tree=TREE, names={1: "Vårby IF"}, categories=[])
    outside = by_place(public_tables(made, smallest=5))
    told = {column: outside["total", "", column] for column in ("crew", "crew_by_sms", "sms_percent", "held")}
    assert told == {"crew": 20, "crew_by_sms": Withheld.SMALL, "sms_percent": Withheld.SMALL, "held": 1}


def test_figures_kept_before_a_count_was_thought_of_are_read_with_none() -> None:
    gathered = Gathered()
    gathered.add(Cell(1, 1, "night_walk", date(2026, 1, 1)), Tally(full=2, panic=1))
    made = assemble(Scope(TOWN), SPRING, gathered, tree=TREE, names={1: "Vårby IF"}, categories=[])
    kept = as_json(made)
    del kept["total"]["tally"]["panic"]
    assert from_json(kept).total.tally == replace(made.total.tally, panic=0)
