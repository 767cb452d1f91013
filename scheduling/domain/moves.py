"""The steps that an attendance takes, and the counts that stand on a shift for them. What decides on a step stands in
`attendance.py`, which offers these to the rest of the house.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from messaging.models import OutboundMessage
from scheduling.domain.admission import HAS_RULES
from scheduling.domain.history import record_all, write_event
from scheduling.domain.origins import Origin
from scheduling.enums import ATTENDANCE_MOVES, ON_CREW, AttendanceState, EventKind, HandOverState, ShiftState
from scheduling.exceptions import MoveNotAllowed
from scheduling.models import Attendance, CrewRule, HandOver, Shift, ShiftEvent
from scheduling.queries import update_each
from scheduling.queries.hand_overs import HANDS_OVER, handing_over

State = AttendanceState
MOMENT = {  # which moment a move sets
    State.ASKED: "asked_at",
    State.CONFIRMED: "confirmed_at",
    State.WAITING: "waiting_since",
}

# Whoever is asked to take somebody's place fills no gap with a yes.
ASKED_FOR_A_GAP = Q(state=State.ASKED, instead_of=None)
COUNTS = {  # what stands on a shift
    "confirmed_count": Count("pk", filter=Q(state__in=ON_CREW)),
    "leader_count": Count("pk", filter=Q(state__in=ON_CREW, is_leader=True)),
    "asked_count": Count("pk", filter=ASKED_FOR_A_GAP),
    "asked_leader_count": Count("pk", filter=ASKED_FOR_A_GAP & Q(is_leader=True)),
    "waiting_count": Count("pk", filter=Q(state=State.WAITING)),
}


def lock_shift(pk: int) -> Shift:
    """The shift, its row held until the transaction ends, with all that a text needs to know."""
    return lockable_shifts().get(pk=pk)


def lockable_shifts() -> QuerySet[Shift]:
    """Held once they are read, with all that a text needs to know."""
    return readable_shifts().select_for_update(of=("self",))


def readable_shifts() -> QuerySet[Shift]:
    """As `lockable_shifts`, and nothing is held. Of the route only what a text says: its line is long."""
    return (
        Shift.objects.select_related("association__municipality", "route__district")
        .defer("route__line", "route__instructions")
        .annotate(
            **{
                HAS_RULES: Exists(CrewRule.objects.filter(municipality=OuterRef("association__municipality"))),
                HANDS_OVER: handing_over(),
            }
        )
    )


def open_hand_overs(*shifts: Shift) -> QuerySet[HandOver]:
    """Of a place on one of these shifts, or for one on them."""
    here = Q(attendance__shift__in=shifts) | Q(in_return__shift__in=shifts)
    return HandOver.objects.filter(here, state=HandOverState.OPEN)


def locked(attendance: Attendance) -> Attendance:
    """The attendance read anew under its shift's lock."""
    shift = lock_shift(attendance.shift_id)
    fresh = Attendance.objects.select_related("volunteer", "last_text").get(pk=attendance.pk)
    fresh.shift = shift
    return fresh


def move(
    attendance: Attendance,
    to: AttendanceState,
    *,
    kind: EventKind,
    origin: Origin,
    now: datetime,
    text: OutboundMessage | None = None,
    detail: str = "",
    holds_place: bool = False,
) -> Attendance:
    """Take one allowed step, count the crew anew and record it. The shift must be locked. Raises MoveNotAllowed."""
    event = take_step(
        attendance, to, kind=kind, origin=origin, now=now, text=text, detail=detail, holds_place=holds_place
    )
    attendance.save()
    count_crew(attendance.shift, now=now)
    record_all([event])
    return attendance


def take_step(
    attendance: Attendance,
    to: AttendanceState,
    *,
    kind: EventKind,
    origin: Origin,
    now: datetime,
    text: OutboundMessage | None = None,
    detail: str = "",
    holds_place: bool = False,
) -> ShiftEvent:
    """The attendance as it will be, not saved yet; returns the event, not saved either. Raises MoveNotAllowed.

    `holds_place`: whoever is asked was first in the queue, and no one else is offered the same place meanwhile.
    """
    before = attendance.state
    if to not in ATTENDANCE_MOVES[before]:
        raise MoveNotAllowed(
            _("Det går inte att ändra från %(before)s till %(after)s.")
            % {"before": State(before).label, "after": to.label}
        )
    attendance.state = to
    attendance.updated_at = now
    if to in MOMENT:
        setattr(attendance, MOMENT[to], now)
    if to == State.ASKED and not holds_place:
        attendance.waiting_since = None
    if origin.answer is not None:
        attendance.last_answer, attendance.answered_at = origin.answer, now
    if text is not None:
        attendance.last_text = text
    return write_event(
        attendance.shift,
        kind,
        origin=origin,
        now=now,
        attendance=attendance,
        from_state=before,
        to_state=to,
        detail=detail,
        text=text,
    )


def count_crew(shift: Shift, *, now: datetime) -> None:
    """Write the crew's counts on the locked shift. The database refuses a crew above the maximum."""
    close_vacated([shift], now=now)
    counts = shift.attendances.aggregate(**COUNTS)
    Shift.objects.filter(pk=shift.pk).update(**counts, revision=F("revision") + 1, updated_at=now)
    for name, value in counts.items():
        setattr(shift, name, value)
    shift.revision += 1
    shift.updated_at = now


def count_crews(shifts: Sequence[Shift], *, now: datetime) -> None:
    """As `count_crew`, for several locked shifts."""
    close_vacated(shifts, now=now)
    rows = Attendance.objects.filter(shift__in=shifts).order_by().values("shift").annotate(**COUNTS)
    counted = {row["shift"]: row for row in rows}
    for shift in shifts:
        for name in COUNTS:
            setattr(shift, name, counted.get(shift.pk, {}).get(name, 0))
        shift.revision += 1
        shift.updated_at = now
    update_each(shifts, [*COUNTS, "revision", "updated_at"])


def close_vacated(shifts: Sequence[Shift], *, now: datetime) -> None:
    """Nobody hands over a place that they are off: the wish is over, and who was asked for the place fills a gap."""
    if not any(getattr(shift, HANDS_OVER, True) for shift in shifts):
        return
    is_off = ~Q(attendance__state=State.CONFIRMED) | Q(in_return__isnull=False) & ~Q(in_return__state=State.CONFIRMED)
    over = list(open_hand_overs(*shifts).filter(is_off).select_related("attendance__shift"))
    if not over:
        return
    for offer in over:
        is_cancelled = offer.attendance.shift.state == ShiftState.CANCELLED
        offer.state = HandOverState.CANCELLED if is_cancelled else HandOverState.WITHDRAWN
        offer.closed_at = now
    update_each(over, ("state", "closed_at"))
    asked = Attendance.objects.filter(instead_of__in=[offer.attendance_id for offer in over], state=State.ASKED)
    asked.filter(offers=None).update(instead_of=None)


def new_attendance(shift: Shift, *, as_leader: bool, now: datetime) -> dict[str, object]:
    """The fields of a first question, before it is asked."""
    return {
        "state": State.ASKED,
        "is_leader": as_leader,
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "asked_at": now,
        "created_at": now,
        "updated_at": now,
    }
