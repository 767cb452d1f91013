"""Attendance: the sole writer of its state and of the counts that stand on a shift.

Every verb locks the shift first, so that two answers at once meet one after the other; on SQLite the transaction
itself (IMMEDIATE) is that lock.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from messaging.models import OutboundMessage
from scheduling.domain.admission import HAS_RULES, require_allowed, require_free, require_members, require_open
from scheduling.domain.history import record_all, record_event, write_event
from scheduling.domain.origins import Origin
from scheduling.domain.telling import code_words, leader_of, tell, was_asked_in_vain
from scheduling.domain.text_plans import answer_by, plan_of
from scheduling.domain.walk_rules.keeping import except_from
from scheduling.domain.walk_rules.reading import Gate
from scheduling.enums import ATTENDANCE_MOVES, ON_CREW, AttendanceState, Door, EventKind, ShiftState
from scheduling.exceptions import MoveNotAllowed, NotAllowed, OverlapsAnotherShift, ShiftFull
from scheduling.models import Attendance, CrewRule, Shift, ShiftEvent
from scheduling.queries import update_each
from volunteers.models import Volunteer

State = AttendanceState
HELD = (State.ASKED, State.CONFIRMED, State.WAITING)  # those who count on hearing what happens
ASK_AGAIN_WITHIN = timedelta(hours=24)  # a place that comes free later than this is offered, not given
MOMENT = {  # which moment a move sets
    State.ASKED: "asked_at",
    State.CONFIRMED: "confirmed_at",
    State.WAITING: "waiting_since",
}

COUNTS = {  # what stands on a shift
    "confirmed_count": Count("pk", filter=Q(state__in=ON_CREW)),
    "leader_count": Count("pk", filter=Q(state__in=ON_CREW, is_leader=True)),
    "asked_count": Count("pk", filter=Q(state=State.ASKED)),
    "asked_leader_count": Count("pk", filter=Q(state=State.ASKED, is_leader=True)),
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
        .annotate(**{HAS_RULES: Exists(CrewRule.objects.filter(municipality=OuterRef("association__municipality")))})
    )


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
) -> Attendance:
    """Take one allowed step, count the crew anew and record it. The shift must be locked. Raises MoveNotAllowed."""
    event = take_step(attendance, to, kind=kind, origin=origin, now=now, text=text, detail=detail)
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
) -> ShiftEvent:
    """The attendance as it will be, not saved yet; returns the event, not saved either. Raises MoveNotAllowed."""
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
    counts = shift.attendances.aggregate(**COUNTS)
    Shift.objects.filter(pk=shift.pk).update(**counts, revision=F("revision") + 1, updated_at=now)
    for name, value in counts.items():
        setattr(shift, name, value)
    shift.revision += 1
    shift.updated_at = now


def count_crews(shifts: Sequence[Shift], *, now: datetime) -> None:
    """As `count_crew`, for several locked shifts."""
    rows = Attendance.objects.filter(shift__in=shifts).order_by().values("shift").annotate(**COUNTS)
    counted = {row["shift"]: row for row in rows}
    for shift in shifts:
        for name in COUNTS:
            setattr(shift, name, counted.get(shift.pk, {}).get(name, 0))
        shift.revision += 1
        shift.updated_at = now
    update_each(shifts, [*COUNTS, "revision", "updated_at"])


@transaction.atomic
def confirm_attendance(attendance: Attendance, *, origin: Origin, now: datetime, exception: str = "") -> Attendance:
    """Give the person a place, or a place in the queue when the crew is full, and tell them.

    `exception`: why a leader lets the person walk in spite of a rule. Raises TooLate, OverlapsAnotherShift, NotAllowed.
    Someone already confirmed or waiting is told again and nothing else changes.
    """
    return take_yes(attendance, origin=origin, now=now, exception=exception)


def take_yes(
    attendance: Attendance, *, origin: Origin, now: datetime, tells: bool = False, exception: str = ""
) -> Attendance:
    """`confirm_attendance` inside the caller's transaction. What it raises, it raises before it writes.

    `tells`: there was more in the answer than a yes, and the person hears that the leader sees it.
    """
    attendance = locked(attendance)
    shift = attendance.shift
    require_open(shift, now=now, door=origin.door)
    if attendance.state in {State.CONFIRMED, State.WAITING}:
        attendance.last_text = tell_place(attendance, now=now, tells=tells)
        attendance.save(update_fields=["last_text"])
        return attendance
    require_free(attendance)
    stops = require_allowed(attendance, door=origin.door, exception=exception)
    except_from(attendance, stops, reason=exception, origin=origin, now=now)
    place = place_on(shift, leader=leader_of, tells=tells)
    text = tell(attendance, place.text, now=now, **place.words)
    return move(attendance, place.state, kind=place.kind, origin=origin, now=now, text=text)


@dataclass(frozen=True, slots=True)
class Place:
    """What a yes gives: a state, its event, and the text that says so with the words that it needs."""

    state: AttendanceState
    kind: EventKind
    text: str
    words: dict[str, Any]


def place_on(shift: Shift, *, leader: Callable[[Shift], Volunteer | None], tells: bool = False) -> Place:
    """A place on the locked shift, or the next one in its queue when the crew is full."""
    if shift.confirmed_count >= shift.crew_max:
        return Place(State.WAITING, EventKind.WAITING, "waiting", {"position": shift.waiting_count + 1})
    text = "confirmed_told" if tells else "confirmed"
    return Place(State.CONFIRMED, EventKind.CONFIRMED, text, {"leader": leader(shift)})


def tell_place(attendance: Attendance, *, now: datetime, tells: bool = False) -> OutboundMessage | None:
    """Answer a second JA: you are in, or you still wait as number n."""
    if attendance.state == State.CONFIRMED:
        return tell(attendance, "confirmed_told" if tells else "confirmed", now=now, leader=leader_of(attendance.shift))
    ahead = attendance.shift.attendances.filter(state=State.WAITING, waiting_since__lt=attendance.waiting_since).count()
    return tell(attendance, "waiting", now=now, position=ahead + 1)


@transaction.atomic
def decline_attendance(attendance: Attendance, *, origin: Origin, now: datetime) -> Attendance:
    """Take a no, also from someone who had said yes; the first in the queue gets the place. Raises TooLate."""
    return take_no(attendance, origin=origin, now=now)


def take_no(attendance: Attendance, *, origin: Origin, now: datetime, tells: bool = False) -> Attendance:
    """`decline_attendance` inside the caller's transaction. What it raises, it raises before it writes."""
    attendance = locked(attendance)
    require_open(attendance.shift, now=now, door=origin.door)
    text = tell(attendance, "declined_told" if tells else "declined", now=now, code=code_words(attendance))
    if attendance.state == State.DECLINED:
        return attendance
    move(attendance, State.DECLINED, kind=EventKind.DECLINED, origin=origin, now=now, text=text)
    promote_waiting(attendance.shift, now=now)
    return attendance


@transaction.atomic
def remove_attendance(attendance: Attendance, *, origin: Origin, now: datetime) -> Attendance:
    """Take someone off the shift and tell them, if they counted on it. Raises MoveNotAllowed, TooLate."""
    attendance = locked(attendance)
    require_open(attendance.shift, now=now, door=origin.door)
    text = None
    knows = not was_asked_in_vain(attendance, now=now)
    if attendance.state in HELD and knows:
        text = tell(attendance, "removed", now=now, leader=leader_of(attendance.shift))
    move(attendance, State.WITHDRAWN, kind=EventKind.WITHDRAWN, origin=origin, now=now, text=text)
    promote_waiting(attendance.shift, now=now)
    return attendance


def promote_waiting(shift: Shift, *, now: datetime) -> None:
    """Fill free places from the queue, in order; late in the day the first is asked again instead of counted on."""
    late = shift.starts_at - now < ASK_AGAIN_WITHIN
    for attendance in next_in_queue(shift, now=now):
        if late:
            offer_place(attendance, now=now)
        else:
            text = tell(attendance, "promoted", now=now)
            move(attendance, State.CONFIRMED, kind=EventKind.PROMOTED, origin=Origin(Door.CLOCK), now=now, text=text)


def next_in_queue(shift: Shift, *, now: datetime) -> Iterator[Attendance]:
    """Those for whom there is a place, in order.

    Those who have meanwhile said yes to another shift at the same time, or whom a rule stops, keep their place in the
    queue but are passed by.
    """
    free = shift.crew_max - shift.confirmed_count
    if free <= 0 or shift.waiting_count == 0 or shift.state != ShiftState.PUBLISHED or now >= shift.starts_at:
        return
    waiting = shift.attendances.filter(state=State.WAITING).select_related("volunteer").order_by("waiting_since", "id")
    queue = list(waiting)
    gate = Gate(shift, [one.volunteer for one in queue]) if getattr(shift, HAS_RULES, True) else None
    for attendance in queue:
        if free == 0:
            return
        attendance.shift = shift
        try:
            require_free(attendance)
            require_allowed(attendance, door=Door.CLOCK, gate=gate)
        except (OverlapsAnotherShift, NotAllowed):
            continue
        free -= 1
        yield attendance


def offer_place(attendance: Attendance, *, now: datetime) -> None:
    """Ask the first in the queue whether they still can, since the walk is near."""
    plan = plan_of(attendance.shift.association)
    attendance.confirm_by = answer_by(plan, attendance.shift, now=now)
    text = tell(attendance, "place_free", now=now, plan=plan, code=code_words(attendance))
    move(attendance, State.ASKED, kind=EventKind.ASKED, origin=Origin(Door.CLOCK), now=now, text=text)


@transaction.atomic
def add_confirmed(
    shift: Shift,
    volunteer: Volunteer,
    *,
    as_leader: bool = False,
    origin: Origin,
    now: datetime,
    exception: str = "",
) -> Attendance:
    """Put down someone who said yes in another way, asked before or not.

    Raises NotAMember, ShiftFull, OverlapsAnotherShift, NotAllowed, TooLate.
    """
    shift = lock_shift(shift.pk)
    require_open(shift, now=now, door=origin.door)
    require_members(shift, [volunteer])
    if shift.confirmed_count >= shift.crew_max:
        raise ShiftFull(_("Gruppen är full. Höj antalet eller ta bort någon först."))
    attendance, created = Attendance.objects.get_or_create(
        shift=shift, volunteer=volunteer, defaults=new_attendance(shift, as_leader=as_leader, now=now)
    )
    attendance.shift, attendance.volunteer = shift, volunteer
    if not created and as_leader:
        attendance.is_leader = True
        attendance.save(update_fields=["is_leader"])
    return confirm_attendance(attendance, origin=origin, now=now, exception=exception)


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


@transaction.atomic
def make_leader(attendance: Attendance, *, is_leader: bool, origin: Origin, now: datetime) -> Attendance:
    """Let someone lead the night, or only walk. Says so in the history; the leader tells them.

    Raises TooLate, and NotAllowed for someone whom a rule lets walk but not lead.
    """
    attendance = locked(attendance)
    require_open(attendance.shift, now=now, door=origin.door)
    attendance.is_leader = is_leader
    if is_leader:
        require_allowed(attendance, door=origin.door)
    attendance.updated_at = now
    attendance.save(update_fields=["is_leader", "updated_at"])
    count_crew(attendance.shift, now=now)
    detail = _("är ledare") if is_leader else _("är inte längre ledare")
    record_event(attendance.shift, EventKind.CHANGED, origin=origin, now=now, attendance=attendance, detail=detail)
    return attendance
