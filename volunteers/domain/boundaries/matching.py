"""Which surface of a file is which district: by name, as an earlier file called it, or as a person says. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from volunteers.domain.boundaries.reading import folded
from volunteers.models import District


@dataclass(frozen=True)
class Pair:
    """A surface and the district that it seems to be, if any."""

    called: str
    district: District | None


def pairs_of(called: Iterable[str], districts: Sequence[District], earlier: Mapping[str, int]) -> list[Pair]:
    """In the order of the file. `earlier` is what files called districts before, as primary keys.

    A name that two districts have is nobody's: a person has to say which.
    """
    by_pk = {district.pk: district for district in districts}
    named: dict[str, list[District]] = {}
    for district in districts:
        named.setdefault(folded(district.name), []).append(district)
    remembered = {folded(name): by_pk[pk] for name, pk in earlier.items() if pk in by_pk}
    return [Pair(name, remembered.get(folded(name)) or only(named.get(folded(name), ()))) for name in called]


def only(districts: Sequence[District]) -> District | None:
    return districts[0] if len(districts) == 1 else None
