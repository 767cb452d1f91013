"""The history of a night out. Only this module writes it, in the transaction of the change it tells of."""

from collections.abc import Sequence
from datetime import datetime

from fieldwork.enums import FieldEventKind
from fieldwork.models import FieldEvent
from messaging.gateways.many_rows import insert_rows
from scheduling.domain.origins import Origin
from scheduling.models import Shift
from volunteers.models import Volunteer


def record(
    shift: Shift,
    kind: FieldEventKind,
    *,
    origin: Origin,
    now: datetime,
    by: Volunteer | None = None,
    volunteer: Volunteer | None = None,
    detail: str = "",
    is_drill: bool = False,
) -> FieldEvent:
    """Write one line. `by` is the volunteer who did it, `volunteer` the one it is about."""
    event = line(shift, kind, origin=origin, now=now, by=by, volunteer=volunteer, detail=detail, is_drill=is_drill)
    event.save(force_insert=True)
    return event


def record_all(lines: Sequence[FieldEvent]) -> None:
    """Lines that `line` made, written at once. They get no keys."""
    insert_rows(lines)


def line(
    shift: Shift,
    kind: FieldEventKind,
    *,
    origin: Origin,
    now: datetime,
    by: Volunteer | None = None,
    volunteer: Volunteer | None = None,
    detail: str = "",
    is_drill: bool = False,
) -> FieldEvent:
    """One that is not written yet, for `record_all`."""
    return FieldEvent(
        shift=shift,
        kind=kind,
        at=now,
        door=origin.door,
        actor=origin.actor,
        answer=origin.answer,
        by=by,
        volunteer=volunteer,
        detail=detail[:300],
        is_drill=is_drill,
    )
