"""What the last group wanted the next one to know."""

from dataclasses import dataclass
from datetime import datetime

from fieldwork.queries.logs import last_note_before
from scheduling.models import Shift


@dataclass(frozen=True, slots=True)
class Note:
    """A note as the next group reads it; `is_same_route` says that it is of the way they are to walk themselves."""

    words: str
    starts_at: datetime
    place: str
    route: str
    is_same_route: bool


def note_for(shift: Shift) -> Note | None:
    """The newest note that is left for those who walk this shift: of its route, else of its district."""
    log = last_note_before(shift)
    if log is None:
        return None
    return Note(
        words=log.note,
        starts_at=log.shift.starts_at,
        place=log.shift.place,
        route=log.shift.route.name,
        is_same_route=log.shift.route_id == shift.route_id,
    )
