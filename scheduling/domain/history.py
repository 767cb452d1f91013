"""The history of a shift. Only this module writes events."""

from datetime import datetime

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
    return ShiftEvent.objects.create(
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
    )
