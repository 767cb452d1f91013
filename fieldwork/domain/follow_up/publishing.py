"""The tables as they may leave the municipality, with small numbers of people and their doings held back. Pure.

Nights, logs and faults in places are about nobody, and are always told: how many nights were planned and held, how
many logs there are and what they say of the night as a whole, how many groups were late home. All else that is fewer
than the municipality's limit is held back, with as many more as it takes so that it cannot be worked out.

Columns that give each other away are held back in the same rows, so that each can be looked at by itself afterwards:
a row in which person-nights are held back says nothing of its people, and what is the sum or the difference of other
columns is told where all of those are.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from fieldwork.domain.follow_up.figures import FollowUp, Line
from fieldwork.domain.follow_up.small_numbers import Column, Sum, exposed_in, is_small, withheld
from fieldwork.domain.follow_up.tables import Row, Table, Value, Withheld, tables_of
from fieldwork.domain.follow_up.tallies import Tally

Place = tuple[str, str]  # table, row
Number = Callable[[Tally], int]
Hidden = Mapping[str, frozenset[Place]]  # by column
TOTAL: Place = ("total", "")
TOLD = ("occurrences", "contacts")
# What follows from others, or says the same of the nights, is held back with any of them.
WITH: Mapping[str, tuple[str, ...]] = {
    "hours": ("person_nights",),
    "group_size": ("person_nights",),
    "returning": ("people", "new"),
    "sms_percent": ("crew", "crew_by_sms"),
    "met_low": ("met_high",),
    "met_endless": ("met_high",),
    "nights": ("times",),
}


def public_tables(figures: FollowUp, *, smallest: int) -> tuple[Table, ...]:
    """Every table, with what is held back marked so. `smallest` is the least number that may be told."""
    hidden = hidden_places(figures, smallest=smallest)
    return tuple(held_back(table, hidden) for table in tables_of(figures))


def hidden_places(figures: FollowUp, *, smallest: int) -> Hidden:
    """The places (table, row) in which a column is held back, also those where it is nought and told after all."""

    def known(number: Number) -> Mapping[Place, int]:
        return column_of(figures, number).numbers

    def guarded(number: Number, *, also: frozenset[Place] = frozenset(), **bounds: Any) -> frozenset[Place]:
        return withheld([replace(column_of(figures, number), **bounds)], smallest=smallest, also=also)

    walked, new = who_walked(figures, smallest=smallest)
    no_shows = guarded(of("no_shows"), at_least=known(surely_absent))
    # The crew is who walked, who did not come, and those of nights that nobody registered.
    few = frozenset(place for place, value in known(of("crew")).items() if is_small(value, smallest))
    crew = walked | no_shows | guarded(unaccounted, at_least=known(surely_unaccounted)) | few
    return {
        "person_nights": walked,
        "people": walked,
        "new": new,
        "not_home": guarded(of("not_home"), also=walked, at_most=without(known(of("person_nights")), walked)),
        "no_shows": no_shows,
        "crew": crew,
        "crew_by_sms": guarded(of("crew_by_sms"), also=crew, at_most=without(known(of("crew")), crew)),
        "met_high": guarded(of("met_high")),
        "panic": guarded(of("panic")),
        **{name: withheld([told_of(figures, name)], smallest=smallest) for name in TOLD},
    }


def who_walked(figures: FollowUp, *, smallest: int) -> tuple[frozenset[Place], frozenset[Place]]:
    """(where those who walked are held back, where the new among them are)"""
    people, out = people_of(figures), column_of(figures, of("person_nights"))
    out = replace(out, at_least=column_of(figures, surely_out).numbers)
    new, few_old = column_of(figures, of("new_people")), few_return(figures, smallest)
    barely: dict[Place, int] = {}
    while True:
        walked = withheld([out, replace(people, delicate=barely)], smallest=smallest)
        new = replace(new, at_most=without(people.numbers, walked), delicate=without(few_old, walked))
        hidden = withheld([new], smallest=smallest, also=walked)
        # Where all that can be done about the new is not enough, it is since too few people are told beside them.
        exposed, beside = exposed_in([new], {*hidden}, smallest), hidden - walked
        if not exposed or not beside:
            return walked, hidden
        barely |= {place: people.numbers[place] for place in exposed & beside or beside}


def of(name: str) -> Number:
    def read(tally: Tally) -> int:
        found: int = getattr(tally, name)
        return found

    return read


def unaccounted(tally: Tally) -> int:
    return tally.crew - tally.person_nights - tally.no_shows


def surely_out(tally: Tally) -> int:
    """What person-nights cannot be fewer than, for whoever has worked out how many of them are counted elsewhere."""
    return max(tally.not_home, tally.crew_by_sms - (tally.crew - tally.person_nights))


def surely_absent(tally: Tally) -> int:
    return tally.crew_by_sms - (tally.crew - tally.no_shows)


def surely_unaccounted(tally: Tally) -> int:
    return tally.crew_by_sms - (tally.crew - unaccounted(tally))


def few_return(figures: FollowUp, smallest: int) -> dict[Place, int]:
    """Where the new would tell of a few who are not, as all people are the new and they: how few the new may have to
    be, so that those who are not could be as many as may be told.
    """
    return {
        place: line.people.total - smallest
        for place, line in lines_of(figures)
        if line.people.new and is_small(line.people.returning, smallest)
    }


def without(numbers: Mapping[Place, int], hidden: Collection[Place]) -> dict[Place, int]:
    """What is shown of them."""
    return {place: value for place, value in numbers.items() if place not in hidden}


def lines_of(figures: FollowUp) -> Iterator[tuple[Place, Line]]:
    yield TOTAL, figures.total
    for table, lines in figures.tables:
        for line in lines:
            yield (table, line.key), line


def column_of(figures: FollowUp, number: Number) -> Column[Place]:
    """Each table adds up to the total, and each district to its parts and what it has of its own.

    That stands nowhere, but is to be had by taking the parts away; without nights it is known to be nothing.
    """
    numbers = {place: number(line.tally) for place, line in lines_of(figures)}
    sums: list[Sum[Place]] = []
    unprinted: set[Place] = set()
    for table, lines in figures.tables:
        sums.append(Sum(TOTAL, tuple((table, line.key) for line in lines if not line.parent)))
        for line, parts in divided(lines):
            own = ("own", line.key)
            numbers[own] = number(line.own or Tally())
            if numbers[own] or (line.own and line.own.planned):
                unprinted.add(own)
            sums.append(Sum((table, line.key), (own, *((table, part.key) for part in parts))))
    return Column(numbers, those_that_hold(sums, numbers), unprinted)


def divided(lines: tuple[Line, ...]) -> Iterator[tuple[Line, list[Line]]]:
    """The lines that have parts."""
    for line in lines:
        parts = [part for part in lines if part.parent and part.parent == line.key]
        if parts:
            yield line, parts


def people_of(figures: FollowUp) -> Column[Place]:
    """People cannot be added, but where nobody is in two rows they can, and whoever knows the town may know it."""
    numbers = {place: line.people.total for place, line in lines_of(figures)}
    sums: list[Sum[Place]] = []
    for table, lines in figures.tables:
        sums.append(Sum(TOTAL, tuple((table, line.key) for line in lines if not line.parent)))
        sums += [Sum((table, line.key), tuple((table, part.key) for part in parts)) for line, parts in divided(lines)]
    return Column(numbers, those_that_hold(sums, numbers))


def those_that_hold(sums: Iterable[Sum[Place]], numbers: Mapping[Place, int]) -> list[Sum[Place]]:
    return [one for one in sums if numbers[one.whole] == sum(numbers[part] for part in one.parts)]


def told_of(figures: FollowUp, name: str) -> Column[Place]:
    """What logs tell of, also by kind."""
    column = column_of(figures, of(name))
    told = {"occurrences": figures.occurrences, "contacts": figures.contacts}[name]
    kinds = {(name, one.kind): one.times for one in told}
    numbers = {**column.numbers, **kinds}
    return Column(numbers, those_that_hold([*column.sums, Sum(TOTAL, tuple(kinds))], numbers), column.unprinted)


def held_back(table: Table, hidden: Hidden) -> Table:
    return replace(table, rows=tuple(replace(row, values=values_of(table.key, row, hidden)) for row in table.rows))


def values_of(table: str, row: Row, hidden: Hidden) -> Mapping[str, Value]:
    """Nought is told, but where it follows from what is not."""
    place = (table, row.key)
    held = {
        column
        for column, value in row.values.items()
        if value and place in hidden.get(table if column == "times" else column, ())
    }
    return {
        column: Withheld.SMALL if held.intersection(WITH.get(column, (column,))) else value
        for column, value in row.values.items()
    }
