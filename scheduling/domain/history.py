"""The history of a shift. Only this module writes events, and what is written wakes whoever tells partners."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from messaging.gateways.wake import wake
from messaging.models import OutboundMessage
from scheduling.domain.origins import Origin
from scheduling.enums import EventKind
from scheduling.models import Attendance, Shift, ShiftEvent


def record_event(
    shift: Shift,
    kind: EventKind,
    *,
    origin: Origin,
    now: datetime,
    attendance: Attendance | None = None,
    from_state: str = "",
    to_state: str = "",
    detail: str = "",
    text: OutboundMessage | None = None,
) -> ShiftEvent:
    """Write one line, in the transaction of the change it tells of."""
    event = write_event(
        shift,
        kind,
        origin=origin,
        now=now,
        attendance=attendance,
        from_state=from_state,
        to_state=to_state,
        detail=detail,
        text=text,
    )
    record_all([event])
    return event


def record_all(events: Iterable[ShiftEvent]) -> None:
    """Lines made by `write_event`, all written at once.

    Where each comes with a text that leaves now, the job that sends it wakes whoever tells partners: an answer that is
    waited for should not pay for a second wake-up.
    """
    written = ShiftEvent.objects.bulk_create(events)
    if any(event.text is None or event.text.due_at > event.at for event in written):
        wake(settings.TELL_PARTNERS_JOB)


def write_event(
    shift: Shift,
    kind: EventKind,
    *,
    origin: Origin,
    now: datetime,
    attendance: Attendance | None = None,
    from_state: str = "",
    to_state: str = "",
    detail: str = "",
    text: OutboundMessage | None = None,
    left_district: int | None = None,
) -> ShiftEvent:
    """What `record_event` records, not recorded yet: for `record_all`."""
    return ShiftEvent(
        shift=shift,
        attendance=attendance,
        kind=kind,
        door=origin.door,
        actor=origin.actor,
        answer=origin.answer,
        at=now,
        from_state=from_state,
        to_state=to_state,
        detail=detail[:300],
        text=text,
        left_district_id=left_district,
    )


def record_telling(
    told: Iterable[tuple[Attendance, OutboundMessage | None]], kind: EventKind, *, origin: Origin, now: datetime
) -> None:
    """One line for each who was told the same, with the text that did; all of them written at once."""
    record_all(
        ShiftEvent(
            shift=attendance.shift,
            attendance=attendance,
            kind=kind,
            door=origin.door,
            actor=origin.actor,
            at=now,
            text=text,
        )
        for attendance, text in told
    )
