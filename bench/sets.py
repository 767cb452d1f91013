"""How large the data sets are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """What a set holds, exactly. Seasons reach WEEKS_AHEAD weeks ahead and as far back as the shifts last."""

    name: str
    municipalities: int
    associations: int
    volunteers: int
    shifts: int


SIZES = {
    size.name: size
    for size in (
        Size("S", municipalities=1, associations=6, volunteers=150, shifts=300),
        Size("M", municipalities=10, associations=120, volunteers=5_000, shifts=20_000),
    )
}
WEEKS_AHEAD = 16  # this one counted
NIGHTS_A_WEEK = 2  # of each association
SEED = 1842


def shares(total: int, parts: int) -> list[int]:
    """A total shared out as evenly as whole numbers allow."""
    return [total // parts + (n < total % parts) for n in range(parts)]
