"""What a group tells of its night, as plain values: compared, joined and kept. Pure but for reading a log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from fieldwork.enums import MET_SPANS, Met
from fieldwork.models import WalkLog

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened so many times; of an OccurrenceKind."""

    kind: str
    count: int = 1
    place: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogWords:
    """One telling. What is left empty is not said. `route` is a key, `mood` a Mood, `met` a Met; `contacts` are counts
    by ContactKind.
    """

    started_at: datetime
    ended_at: datetime
    route: int | None = None
    mood: str = ""
    met: str = ""
    debrief_held: bool = False
    note: str = ""
    occurrences: tuple[Happened, ...] = ()
    contacts: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said but when and where."""
        return not (self.mood or self.met or self.debrief_held or self.note or self.occurrences or self.contacts)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What somebody wrote in their own words, each with its field."""
        places = [("occurrences", one.place) for one in self.occurrences if one.place]
        return [*([("note", self.note)] if self.note else []), *places]

    def without_texts(self) -> "LogWords":
        """The counts alone."""
        return replace(self, note="", occurrences=tuple(replace(one, place="") for one in self.occurrences))


def said_of(log: WalkLog) -> LogWords:
    """What the log says as it stands."""
    return LogWords(
        started_at=log.started_at,
        ended_at=log.ended_at,
        route=log.route_id,
        mood=log.mood,
        met=log.met,
        debrief_held=log.debrief_held,
        note=log.note,
        occurrences=tuple(Happened(one.kind, one.count, one.place, one.at) for one in log.occurrences.all()),
        contacts={one.kind: one.count for one in log.contacts.all()},
    )


def joined(before: LogWords, later: LogWords) -> LogWords:
    """Two phones of one crew told of the same night, the later without having seen what the other wrote.

    The later word stands, and what it does not say is as it was. Both notes are kept while there is room for them.
    """
    return replace(
        later,
        mood=later.mood or before.mood,
        met=later.met or before.met,
        debrief_held=later.debrief_held or before.debrief_held,
        note=_joined_notes(before.note, later.note),
        occurrences=_joined_occurrences(before.occurrences, later.occurrences),
        contacts={**before.contacts, **later.contacts},
    )


def _joined_notes(before: str, later: str) -> str:
    if not later or later in before:
        return before
    if not before or before in later:
        return later
    both = f"{before}\n{later}"
    return both if len(both) <= LONGEST_NOTE else later


def _joined_occurrences(before: Iterable[Happened], later: tuple[Happened, ...]) -> tuple[Happened, ...]:
    told_again = {one.kind for one in later}
    return (*(one for one in before if one.kind not in told_again), *later)


def met_by(count: int) -> Met:
    """The interval that a number of people met is in."""
    return next((Met(met) for met, (_least, most) in MET_SPANS.items() if count <= most), Met.MORE)


def as_kept(words: LogWords) -> dict[str, Any]:
    """As a revision keeps it."""
    return {
        "started_at": words.started_at.isoformat(),
        "ended_at": words.ended_at.isoformat(),
        "route": words.route,
        "mood": words.mood,
        "met": words.met,
        "debrief_held": words.debrief_held,
        "note": words.note,
        "occurrences": [
            {"kind": one.kind, "count": one.count, "place": one.place, "at": one.at.isoformat() if one.at else None}
            for one in words.occurrences
        ],
        "contacts": dict(words.contacts),
    }


def from_kept(said: Mapping[str, Any]) -> LogWords:
    """What `as_kept` kept."""
    return LogWords(
        started_at=datetime.fromisoformat(said["started_at"]),
        ended_at=datetime.fromisoformat(said["ended_at"]),
        route=said["route"],
        mood=said["mood"],
        met=said["met"],
        debrief_held=said["debrief_held"],
        note=said["note"],
        occurrences=tuple(
            Happened(one["kind"], one["count"], one["place"], datetime.fromisoformat(one["at"]) if one["at"] else None)
            for one in said["occurrences"]
        ),
        contacts=dict(said["contacts"]),
    )


def without_texts(said: Mapping[str, Any]) -> dict[str, Any]:
    """A revision whose texts are disposed of: the counts stay."""
    return {**said, "note": "", "occurrences": [{**one, "place": ""} for one in said["occurrences"]]}
