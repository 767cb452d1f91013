"""The map by district: what is drawn, how it is shaded, and that it tells no more than its table."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldwork.domain.follow_up.district_maps import MAPPED, DistrictMap, map_of, steps_of
from fieldwork.domain.follow_up.figures import FollowUp
from fieldwork.domain.follow_up.publishing import public_tables
from fieldwork.domain.follow_up.tables import Row, Table, Value, Withheld, tables_of
from tests.fieldwork.domain.follow_up.test_tables import TREE, figures
from tests.volunteers.boundaries.files import lying

VARBY, MASMO, GARD, SKOGAS = TREE


def rows(**values: Value) -> Table:
    """Vårby with Masmo and Vårby gård in it, and Skogås; those that are given."""
    parents = {"2": "1", "3": "1"}
    names = {"varby": VARBY, "masmo": MASMO, "gard": GARD, "skogas": SKOGAS}
    found = [(str(names[name].pk), names[name].name, value) for name, value in values.items()]
    there = {key for key, _name, _value in found}
    made = (
        Row(key, name, {"held": value}, parents.get(key, "") if parents.get(key) in there else "")
        for key, name, value in found
    )
    return Table("districts", ("held",), tuple(made))


def drawn(table: Table, *boundaries: object) -> DistrictMap:
    made = map_of([table], boundaries, figure="held")  # type: ignore[arg-type]  # boundaries, in any order
    assert made is not None
    return made


def looks(made: DistrictMap) -> list[tuple[str, Value, str]]:
    return [(area.name, area.value, area.look) for area in made.areas]


def test_districts_at_the_top_are_shaded_by_how_many_they_have() -> None:
    made = drawn(rows(varby=20, masmo=5, gard=15, skogas=3), lying(VARBY), lying(SKOGAS, 1), lying(MASMO))

    assert looks(made) == [("Vårby", 20, "4"), ("Skogås", 3, "1")]
    assert [(step.look, step.least, step.most) for step in made.steps] == [
        ("1", 1, 5),
        ("2", 6, 10),
        ("3", 11, 15),
        ("4", 16, 20),
    ]
    assert [area.number for area in made.areas] == [1, 2]
    assert (made.ground, made.left_out) == ("", ())


def test_the_parts_stand_in_for_a_district_without_a_boundary() -> None:
    made = drawn(rows(varby=20, masmo=5, gard=15, skogas=3), lying(MASMO), lying(GARD, 1), lying(SKOGAS, 2))
    assert [area.name for area in made.areas] == ["Masmo", "Vårby gård", "Skogås"]
    assert made.left_out == ()


def test_one_district_alone_is_drawn_as_its_parts_on_its_own_ground() -> None:
    made = drawn(rows(varby=20, masmo=5, gard=15), lying(VARBY), lying(MASMO))
    assert [area.name for area in made.areas] == ["Masmo"]
    assert made.ground.startswith("M")
    assert made.left_out == ("Vårby gård",)


def test_one_district_without_parts_that_can_be_drawn_is_drawn_itself() -> None:
    made = drawn(rows(varby=20, masmo=5), lying(VARBY))
    assert (looks(made), made.ground, made.left_out) == ([("Vårby", 20, "4")], "", ())


def test_what_has_no_boundary_is_told_when_it_has_something_to_tell() -> None:
    assert drawn(rows(varby=20, skogas=3), lying(VARBY)).left_out == ("Skogås",)
    assert drawn(rows(varby=20, skogas=0), lying(VARBY)).left_out == ()


def test_without_boundaries_there_is_no_map() -> None:
    assert map_of([rows(varby=20)], [], figure="held") is None
    assert map_of([rows(varby=20)], [lying(SKOGAS)], figure="held") is None


def test_nothing_and_what_is_withheld_have_no_shade() -> None:
    made = drawn(rows(varby=0, skogas=Withheld.SMALL), lying(VARBY), lying(SKOGAS, 1))
    assert looks(made) == [("Vårby", 0, "none"), ("Skogås", Withheld.SMALL, "small")]
    assert (made.steps, made.has_empty, made.has_gaps) == ((), True, True)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([], []),
        ([0, None, Withheld.SMALL], []),
        ([1], [("4", 1, 1)]),
        ([2, 1], [("3", 1, 1), ("4", 2, 2)]),
        ([5], [("2", 1, 2), ("3", 3, 4), ("4", 5, 6)]),
        ([100.5], [("1", 1, 26), ("2", 27, 52), ("3", 53, 78), ("4", 79, 104)]),
    ],
)
def test_steps_are_equally_wide_and_the_most_is_always_the_darkest(
    values: Sequence[Value], told: list[tuple[str, int, int]]
) -> None:
    assert [(step.look, step.least, step.most) for step in steps_of(values)] == told


@given(st.lists(st.integers(0, 5000), max_size=20))
def test_every_number_has_one_step_and_more_is_never_lighter(numbers: list[int]) -> None:
    steps = steps_of(numbers)
    held = [[step.look for step in steps if step.least <= number <= step.most] for number in sorted(numbers) if number]
    assert all(len(one) == 1 for one in held)
    assert held == sorted(held)


BOUNDARIES = [lying(VARBY), lying(MASMO), lying(GARD, 1), lying(SKOGAS, 2)]


@settings(max_examples=40, deadline=None)
@given(
    figures(), st.integers(min_value=2, max_value=8), st.sampled_from(MAPPED), st.sets(st.integers(0, 3), min_size=1)
)
def test_the_map_tells_what_its_table_tells_and_no_more(
    made: FollowUp, smallest: int, figure: str, there: set[int]
) -> None:
    tables = public_tables(made, smallest=smallest)
    table = next(table for table in tables if table.key == "districts")
    values = {row.key: row.values[figure] for row in table.rows}
    seen = map_of(tables, [BOUNDARIES[one] for one in there], figure=figure)
    if seen is None:
        return
    assert {area.key: area.value for area in seen.areas}.items() <= values.items()
    assert all((area.look == "small") == isinstance(area.value, Withheld) for area in seen.areas)
    told = [area.value for area in seen.areas if isinstance(area.value, int | float)]
    assert seen.steps == steps_of(told)


@settings(max_examples=20, deadline=None)
@given(figures())
def test_inside_the_municipality_nothing_is_withheld(made: FollowUp) -> None:
    seen = map_of(tables_of(made), BOUNDARIES, figure="people")
    assert seen is not None
    assert not seen.has_gaps
