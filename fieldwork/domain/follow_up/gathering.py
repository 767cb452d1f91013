"""From the database to the follow-up: cells are read once, and every table is made of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median

from fieldwork.domain.follow_up.cells import Cell, Gathered, Seen, gather, gather_seen
from fieldwork.domain.follow_up.figures import FollowUp, Found, Line, People, Told
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.tallies import Tally
from fieldwork.enums import ContactKind, OccurrenceKind
from fieldwork.models import ObservationCategory
from fieldwork.queries import follow_up as queries
from fieldwork.queries.follow_up import Scope
from scheduling.enums import ShiftKind
from volunteers.models import District

Key = Callable[[Cell], str]
NOWHERE = ""


def follow_up_of(scope: Scope, period: Period) -> FollowUp:
    """All figures of a period. A fixed number of queries, however many nights, districts and associations."""
    gathered = gather(scope, period)
    clubs = {cell.association for cell in gathered.tallies if cell.association is not None}
    return assemble(
        scope,
        period,
        gathered,
        tree=queries.districts_of(scope),
        names=queries.association_names(clubs),
        categories=queries.categories_of(scope.municipality),
    )


def observations_within(scope: Scope, period: Period) -> tuple[Found, ...]:
    """Those alone, by category and together. Two queries."""
    found, total = observations_of(gather_seen(scope, period), queries.categories_of(scope.municipality))
    return (*found, total)


def assemble(
    scope: Scope,
    period: Period,
    gathered: Gathered,
    *,
    tree: Sequence[District],
    names: Mapping[int, str],
    categories: Sequence[ObservationCategory],
) -> FollowUp:
    """Every table from the same cells. Pure."""
    found, found_total = observations_of(gathered.seen, categories)
    return FollowUp(
        period=period,
        municipality=scope.municipality.pk,
        municipality_name=scope.municipality.name,
        district=scope.district,
        association=scope.association,
        kind=scope.kind,
        total=total_of(gathered, name=scope.municipality.name),
        districts=districts_of(gathered, tree, top=scope.district),
        associations=associations_of(gathered, names),
        months=lines_of(gathered, key=month_key, names={f"{month:%Y-%m}": "" for month in period.months}),
        kinds=kinds_of(gathered),
        occurrences=told_of(gathered.occurrences, OccurrenceKind.values),
        contacts=told_of(gathered.contacts, ContactKind.values),
        observations=found,
        observations_total=found_total,
    )


def total_of(gathered: Gathered, *, name: str) -> Line:
    return Line("", name, sum(gathered.tallies.values(), Tally()), people_in(gathered, lambda _cell: NOWHERE)[NOWHERE])


def association_key(cell: Cell) -> str:
    return str(cell.association or NOWHERE)


def district_key(cell: Cell) -> str:
    return str(cell.district or NOWHERE)


def kind_key(cell: Cell) -> str:
    return cell.kind


def month_key(cell: Cell) -> str:
    return f"{cell.month:%Y-%m}"


def lines_of(gathered: Gathered, *, key: Key, names: Mapping[str, str]) -> tuple[Line, ...]:
    """A line for each name, in their order, and at last one for what has none, if there is anything."""
    tallies, people = tallies_in(gathered, key), people_in(gathered, key)
    keys = [*names, *([NOWHERE] if NOWHERE in tallies and NOWHERE not in names else [])]
    return tuple(Line(one, names.get(one, ""), tallies[one], people[one]) for one in keys)


def tallies_in(gathered: Gathered, key: Key) -> defaultdict[str, Tally]:
    sums: defaultdict[str, Tally] = defaultdict(Tally)
    for cell, tally in gathered.tallies.items():
        sums[key(cell)] = sums[key(cell)] + tally
    return sums


def people_in(gathered: Gathered, key: Key) -> defaultdict[str, People]:
    everyone: defaultdict[str, set[int]] = defaultdict(set)
    new: defaultdict[str, set[int]] = defaultdict(set)
    for walker in gathered.walkers:
        everyone[key(walker.cell)].add(walker.person)
        if walker.is_new:
            new[key(walker.cell)].add(walker.person)
    counted = {one: People(len(people), len(new[one])) for one, people in everyone.items()}
    return defaultdict(People, counted)


def associations_of(gathered: Gathered, names: Mapping[int, str]) -> tuple[Line, ...]:
    ordered = sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    return lines_of(gathered, key=association_key, names={str(pk): name for pk, name in ordered})


def kinds_of(gathered: Gathered) -> tuple[Line, ...]:
    there = {cell.kind for cell in gathered.tallies}
    return lines_of(gathered, key=kind_key, names={kind: "" for kind in ShiftKind.values if kind in there})


def districts_of(gathered: Gathered, tree: Sequence[District], *, top: int | None) -> tuple[Line, ...]:
    """The tree from the top, or from one district; each line with all that lies in it."""
    above = {district.pk: ancestors_of(district, tree) for district in tree}
    shown = [one for one in tree if top is None or top in above[one.pk]]
    level = {one.pk: len(above[one.pk]) - 1 for one in shown}
    least = min(level.values(), default=0)
    own = tallies_in(gathered, district_key)
    within: defaultdict[str, Tally] = defaultdict(Tally)
    for district in tree:
        for pk in above[district.pk]:
            within[str(pk)] = within[str(pk)] + own[str(district.pk)]
    people = people_of_tree(gathered, above)
    lines = [
        Line(
            key=str(one.pk),
            name=one.name,
            tally=within[str(one.pk)],
            people=people[str(one.pk)],
            parent=str(one.parent_id or "") if one.pk != top else "",
            depth=level[one.pk] - least,
            own=own[str(one.pk)],
        )
        for one in shown
    ]
    if NOWHERE in own:
        lines.append(Line(NOWHERE, "", own[NOWHERE], People(), own=own[NOWHERE]))
    return tuple(lines)


def ancestors_of(district: District, tree: Sequence[District]) -> tuple[int, ...]:
    """The district itself and all that it lies in, upwards."""
    parents = {one.pk: one.parent_id for one in tree}
    chain: list[int] = []
    at: int | None = district.pk
    while at is not None:
        chain.append(at)
        at = parents.get(at)
    return tuple(chain)


def people_of_tree(gathered: Gathered, above: Mapping[int, tuple[int, ...]]) -> defaultdict[str, People]:
    everyone: defaultdict[int, set[int]] = defaultdict(set)
    new: defaultdict[int, set[int]] = defaultdict(set)
    for walker in gathered.walkers:
        for pk in above.get(walker.cell.district or 0, ()):
            everyone[pk].add(walker.person)
            if walker.is_new:
                new[pk].add(walker.person)
    return defaultdict(People, {str(pk): People(len(people), len(new[pk])) for pk, people in everyone.items()})


def told_of(counts: Mapping[str, tuple[int, int]], kinds: Iterable[str]) -> tuple[Told, ...]:
    """A line for each kind, also of what never happened."""
    return tuple(Told(kind, *counts.get(kind, (0, 0))) for kind in kinds)


def observations_of(seen: Sequence[Seen], categories: Sequence[ObservationCategory]) -> tuple[tuple[Found, ...], Found]:
    """A line for each category of which something was found, each followed by its parts; and the sum of all."""
    by_category: defaultdict[int, list[Seen]] = defaultdict(list)
    for one in seen:
        by_category[one.category].append(one)
    lines: list[Found] = []
    for top in (category for category in categories if category.parent_id is None):
        parts = [category for category in categories if category.parent_id == top.pk]
        together = [one for category in (top, *parts) for one in by_category[category.pk]]
        if together:
            lines.append(found_in(top, together))
            lines += [
                found_in(part, by_category[part.pk], parent=str(top.pk), depth=1)
                for part in parts
                if by_category[part.pk]
            ]
    return tuple(lines), Found("", "", "", *fates_of(seen))


def found_in(category: ObservationCategory, seen: Sequence[Seen], *, parent: str = "", depth: int = 0) -> Found:
    return Found(str(category.pk), category.name, category.icon, *fates_of(seen), parent=parent, depth=depth)


def fates_of(seen: Sequence[Seen]) -> tuple[int, int, float | None]:
    """(how many, how many fixed, the median of days until then)"""
    return len(seen), sum(one.days is not None for one in seen), median_days(seen)


def median_days(seen: Sequence[Seen]) -> float | None:
    """From found to fixed; None where none is."""
    days = [one.days for one in seen if one.days is not None]
    return float(median(days)) if days else None
