"""What follows when people come home: each is registered, and the last one ends the walk."""

from collections.abc import Sequence
from datetime import datetime

from fieldwork.domain.alarms.closing import alarms_end
from fieldwork.domain.history import record
from fieldwork.enums import Ending, FieldEventKind, WalkState
from fieldwork.models import CheckIn, Walk
from fieldwork.queries.nights import Night
from scheduling.domain.attendance import count_crew, take_step
from scheduling.domain.history import record_all
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState, EventKind
from scheduling.models import Attendance, ShiftEvent
from volunteers.models import Volunteer

State = AttendanceState


def bring_home(
    night: Night,
    people: Sequence[CheckIn],
    *,
    at: datetime,
    origin: Origin,
    by: Volunteer | None,
    now: datetime,
    is_presumed: bool = False,
) -> None:
    """Register these of the held night as home since `at`. `is_presumed`: nobody said so; see CheckIn."""
    kind = FieldEventKind.PRESUMED_HOME if is_presumed else FieldEventKind.HOME
    for one in people:
        one.home_at, one.home_door, one.is_presumed = max(at, one.out_at), origin.door, is_presumed
        one.save(update_fields=["home_at", "home_door", "is_presumed"])
        record(night.shift, kind, origin=origin, now=now, by=by, volunteer=one.volunteer)
    if people and night.is_out and not night.out:
        _end_walk(night, origin=origin, by=by, now=now)


def _end_walk(night: Night, *, origin: Origin, by: Volunteer | None, now: datetime) -> None:
    """All are home: who was out has walked, and who was counted on and never went out did not come. But whoever was
    said to be along before the group checked out was along.
    """
    walk = night.walk
    if walk is None:
        return
    walk.state, walk.updated_at = WalkState.HOME, now
    walk.home_at = max([walk.started_at, *(one.home_at for one in night.check_ins if one.home_at is not None)])
    walk.save(update_fields=["state", "home_at", "updated_at"])
    record(night.shift, FieldEventKind.ALL_HOME, origin=origin, now=now, by=by)
    alarms_end(night.shift, Ending.HOME, origin=origin, by=by, now=now)
    registered = {one.volunteer_id for one in night.check_ins}
    walked = [one for one in night.crew if one.volunteer_id in registered and one.state != State.ATTENDED]
    absent = night.awaited
    for one in night.crew:
        if one.state == State.ATTENDED and one.volunteer_id not in registered:
            register_for_all(walk, one, origin=origin)
    step_all(night, walked, State.ATTENDED, kind=EventKind.ATTENDED, origin=origin, now=now)
    step_all(night, absent, State.NO_SHOW, kind=EventKind.NO_SHOW, origin=origin, now=now)
    for one in absent:
        record(night.shift, FieldEventKind.NO_SHOW, origin=origin, now=now, by=by, volunteer=one.volunteer)


def register_for_all(walk: Walk, attendance: Attendance, *, origin: Origin) -> None:
    """Somebody was along for all of a walk that is over."""
    CheckIn.objects.create(
        walk=walk,
        volunteer=attendance.volunteer,
        attendance=attendance,
        is_leader=attendance.is_leader,
        out_at=walk.started_at,
        out_door=origin.door,
        home_at=walk.home_at,
        home_door=origin.door,
    )


def step_all(
    night: Night, people: Sequence[Attendance], to: AttendanceState, *, kind: EventKind, origin: Origin, now: datetime
) -> None:
    """One step on the rota for each of these of the held night. The crew is counted once."""
    events: list[ShiftEvent] = []
    for one in people:
        one.shift = night.shift
        events.append(take_step(one, to, kind=kind, origin=origin, now=now))
        one.save()
    if events:
        count_crew(night.shift, now=now)
        record_all(events)
