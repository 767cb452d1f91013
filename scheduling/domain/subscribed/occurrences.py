"""What a calendar of someone else's holds, as plain values: each time something happens, on the evenings it touches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

MOST_OCCURRENCES = 2_000
BROKEN, TOO_OFTEN, TOO_LONG = "broken", "too_often", "too_long"  # why an entry is left out


@dataclass(frozen=True)
class Occurrence:
    """One time that one entry happens. Moments are in UTC, and none where it is whole days.

    `first_on` to `last_on` are the evenings it touches, both counted: what ends at two in the night touches the evening
    before and not the day after.
    """

    uid: str
    title: str
    first_on: date
    last_on: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Contents:
    """All that was read. `left_out` counts entries that were not taken, by why; `is_cut` tells that there were more."""

    name: str
    occurrences: tuple[Occurrence, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    is_cut: bool = False


def as_json(contents: Contents) -> dict[str, Any]:
    return {
        "name": contents.name,
        "occurrences": [
            [
                one.uid,
                one.title,
                one.first_on.isoformat(),
                one.last_on.isoformat(),
                *(moment.isoformat() if moment else None for moment in (one.starts_at, one.ends_at)),
            ]
            for one in contents.occurrences
        ],
        "left_out": dict(contents.left_out),
        "is_cut": contents.is_cut,
    }


def from_json(kept: Mapping[str, Any]) -> Contents:
    return Contents(
        name=kept["name"],
        occurrences=tuple(
            Occurrence(
                uid,
                title,
                date.fromisoformat(first_on),
                date.fromisoformat(last_on),
                *(datetime.fromisoformat(moment) if moment else None for moment in moments),
            )
            for uid, title, first_on, last_on, *moments in kept["occurrences"]
        ),
        left_out=kept["left_out"],
        is_cut=kept["is_cut"],
    )
