"""What a reader found against what it should have."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tests.readers.entries import Entry


@dataclass(frozen=True)
class Tally:
    """Events read with the same moments and the same texts, of all that there should be, by night; and all that is too
    much: ghosts, or events read with something else than what was written.
    """

    equal: Mapping[date, int]
    meant: Mapping[date, int]
    odd: tuple[Entry, ...]

    @property
    def is_whole(self) -> bool:
        return self.equal == self.meant and not self.odd


def tally(found: Sequence[Entry], meant: Mapping[date, Sequence[Entry]], *, without_uids: bool = False) -> Tally:
    def bare(entry: Entry) -> Entry:
        return replace(entry, uid="") if without_uids else entry

    left = Counter(bare(entry) for entry in found)
    equal = {}
    for night, entries in meant.items():
        taken = Counter(map(bare, entries)) & left
        left -= taken
        equal[night] = taken.total()
    return Tally(equal, {night: len(entries) for night, entries in meant.items()}, tuple(left.elements()))


def as_cells(tallies: Mapping[str, Tally]) -> str:
    """For a report: by kind of feed and night, how many of how many."""
    return json.dumps(
        {
            kind: {night.isoformat(): [one.equal[night], one.meant[night]] for night in sorted(one.meant)}
            for kind, one in tallies.items()
        }
    )
