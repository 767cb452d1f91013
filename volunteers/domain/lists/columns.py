"""Which column of a list holds what, by the best row of headings among its first. Pure."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

LOOK_AHEAD = 10  # a list may have a title above its headings
Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Columns:
    """Where things stand: field name → column number, the row of the headings, and what is not read."""

    heading_row: int
    places: Mapping[str, int]
    ignored: tuple[str, ...] = ()
    never_read: tuple[str, ...] = ()
    has_first_and_last: bool = field(default=False)


def words_of(table: Mapping[str, str]) -> dict[str, list[str]]:
    """Headings by field, written as one text each."""
    return {name: words.split() for name, words in table.items()}


def places_in(row: Sequence[str], words: Words) -> dict[str, int]:
    """Field name → column number. Of a field's headings the first that is there is read."""
    plain = [plain_heading(cell) for cell in row]
    return {
        name: place
        for name, known in words.items()
        if (place := next((plain.index(word) for word in known if word in plain), None)) is not None
    }


def columns_at(
    number: int, row: Sequence[str], places: Mapping[str, int], *, never_read: Collection[str], is_double: bool = False
) -> Columns:
    """What this row would mean if it were the headings. `is_double`: a name stands in two columns."""
    read = set(places.values())
    left = [(cell, plain_heading(cell)) for place, cell in enumerate(row) if cell and place not in read]
    return Columns(
        heading_row=number,
        places=places,
        ignored=tuple(cell for cell, word in left if word not in never_read),
        never_read=tuple(cell for cell, word in left if word in never_read),
        has_first_and_last=is_double,
    )


def plain_heading(cell: str) -> str:
    """E-post (frivilligt)* is epost."""
    without_aside = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", cell))
    return re.sub(r"[\W_]", "", without_aside.casefold())
