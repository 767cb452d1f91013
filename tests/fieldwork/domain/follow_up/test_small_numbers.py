"""What is held back, against every way of filling in the gaps: of what is small it cannot even be said that it is."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldwork.domain.follow_up.small_numbers import Column, Sum, withheld

SMALLEST = 3
NUMBERS = st.integers(min_value=0, max_value=5)


def fillings(numbers: dict[str, int], sums: list[Sum[str]], hidden: frozenset[str], unprinted: set[str]) -> list[int]:
    """All whole numbers that could stand where something is held back, by trying them; as many as are of interest."""
    gaps = sorted((hidden & {row for row, value in numbers.items() if value}) | unprinted)
    most = 2 * max(numbers.values(), default=0) + SMALLEST
    found: list[dict[str, int]] = []
    for values in product(range(most + 1), repeat=len(gaps)):
        filled = numbers | dict(zip(gaps, values, strict=True))
        is_shown_nought = any(filled[row] == 0 for row in gaps if row not in unprinted)
        if not is_shown_nought and all(filled[one.whole] == sum(filled[part] for part in one.parts) for one in sums):
            found.append(filled)
    return [len({filled[row] for filled in found}) for row in sorted(small(numbers))]


def small(numbers: dict[str, int]) -> set[str]:
    return {row for row, value in numbers.items() if 0 < value < SMALLEST}


def require_no_small_number_told(numbers: dict[str, int], sums: list[Sum[str]], unprinted: set[str]) -> None:
    hidden = withheld([Column(numbers, sums, unprinted)], smallest=SMALLEST)
    assert small(numbers) - unprinted <= hidden
    assert all(many >= SMALLEST for many in fillings(numbers, sums, hidden, unprinted)), hidden


@settings(max_examples=100, deadline=None)
@given(st.lists(NUMBERS, min_size=2, max_size=3))
def test_one_row_with_its_sum(parts: list[int]) -> None:
    names = [f"part {n}" for n in range(len(parts))]
    numbers = dict(zip(names, parts, strict=True)) | {"whole": sum(parts)}
    require_no_small_number_told(numbers, [Sum("whole", tuple(names))], set())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=3), min_size=3, max_size=3))
def test_two_tables_of_the_same_whole(parts: list[int]) -> None:
    """The whole by district and by month: what one of them holds back may not be had from the other."""
    one, two, three = parts
    numbers = {"a": one, "b": two + three, "x": one + two, "y": three, "whole": sum(parts)}
    require_no_small_number_told(numbers, [Sum("whole", ("a", "b")), Sum("whole", ("x", "y"))], set())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=3), min_size=3, max_size=3))
def test_what_is_left_of_a_district_without_its_parts(parts: list[int]) -> None:
    """Nobody prints what a district has of its own, but it is the rest when its parts are taken away."""
    own, part, other = parts
    numbers = {"own": own, "part": part, "district": own + part, "other": other, "whole": sum(parts)}
    sums = [Sum("district", ("own", "part")), Sum("whole", ("district", "other"))]
    require_no_small_number_told(numbers, sums, {"own"})


def held(numbers: dict[str, int], **known: dict[str, int]) -> frozenset[str]:
    parts = tuple(name for name in numbers if name != "whole")
    return withheld([Column(numbers, [Sum("whole", parts)], **known)], smallest=5)


def test_nothing_is_held_back_when_nothing_is_small() -> None:
    assert held({"a": 5, "b": 0, "whole": 5}) == frozenset()


def test_the_smallest_of_the_others_guards_a_small_one() -> None:
    assert held({"a": 2, "b": 40, "c": 7, "whole": 49}) == {"a", "c"}


def test_two_small_ones_guard_each_other_where_they_are_enough() -> None:
    assert held({"a": 4, "b": 40, "c": 4, "whole": 48}) == {"a", "c"}
    assert held({"a": 2, "b": 40, "c": 3, "whole": 45}) == {"a", "b", "c"}


def test_the_whole_guards_what_it_would_give_away() -> None:
    assert held({"a": 4, "b": 0, "whole": 4}) == {"a", "whole"}
    assert held({"a": 2, "b": 3, "whole": 5}) == {"a", "b", "whole"}


def test_what_can_only_be_so_much_guards_only_so_much() -> None:
    numbers = {"a": 2, "b": 40, "c": 7, "whole": 49}
    assert held(numbers, at_most={"a": 6, "c": 7}) == {"a", "c"}
    assert held(numbers, at_most={"a": 5, "c": 7}) == {"a", "b"}


def test_columns_that_give_each_other_away_are_held_back_in_the_same_rows() -> None:
    nights = {"a": 12, "b": 40, "c": 9, "whole": 61}
    people = {"a": 3, "b": 8, "c": 8, "whole": 19}
    sums = [Sum("whole", ("a", "b", "c"))]
    assert withheld([Column(nights, sums), Column(people, sums)], smallest=5) == {"a", "c"}
