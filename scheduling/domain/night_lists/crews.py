"""How many a group is to be, where a list says some of the numbers and leaves the others. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from scheduling.domain.crews import CrewSize, check_crew


def crew_of(counts: Mapping[str, int], before: CrewSize) -> CrewSize:
    """What is said counts; what is not said is as before, moved as little as the order of the numbers asks for.

    Raises UnsoundCrew when what is said contradicts itself.
    """
    size = replace(before, **counts)
    low = size.safe
    for name in ("minimum", "target", "maximum"):
        if name not in counts:
            size = replace(size, **{name: max(getattr(size, name), low)})
        low = getattr(size, name)
    high = size.maximum
    for name in ("target", "minimum", "safe"):
        if name not in counts:
            size = replace(size, **{name: min(getattr(size, name), high)})
        high = getattr(size, name)
    if "leaders" not in counts:
        size = replace(size, leaders=min(size.leaders, size.minimum))
    check_crew(size)
    return size
