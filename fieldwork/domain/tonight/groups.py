"""The groups of a night as plain values, put together from what was read. Pure but for `read_groups`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from fieldwork.domain.alarms.policies import rules_of
from fieldwork.domain.tonight.states import Facts, state_of
from fieldwork.enums.tonight import TROUBLE, GroupState
from fieldwork.models import Alarm, AlarmPolicy, Walk, WalkLog
from fieldwork.queries.tonight import (
    Heard,
    Place,
    Registered,
    alarms_of,
    heard_from,
    last_texts,
    places_on,
    registered_on,
)
from scheduling.enums import AttendanceState
from scheduling.models import Shift
from volunteers.models import Association

Row = TypeVar("Row", Place, Registered)
LISTENED = timedelta(hours=16)  # how long ago a text can have been about tonight


@dataclass(frozen=True)
class Walker:
    """Somebody of the group: out, home again, expected, or did not come."""

    name: str
    mobile: str
    is_leader: bool
    out_at: datetime | None = None
    home_at: datetime | None = None
    has_missed: bool = False

    @property
    def is_out(self) -> bool:
        return self.out_at is not None and self.home_at is None


@dataclass(frozen=True)
class Group:
    """One group of the night. `people` are its crew, those who lead first."""

    shift: Shift
    state: GroupState
    people: Sequence[Walker]
    due_home_at: datetime
    home_at: datetime | None
    heard: Heard | None
    alarms: Sequence[Alarm]
    policy: AlarmPolicy

    @property
    def zone(self) -> ZoneInfo:
        return self.shift.association.municipality.zone

    @property
    def log(self) -> WalkLog | None:
        return getattr(self.shift, "log", None)

    @property
    def association(self) -> Association:
        return self.shift.association

    @property
    def out(self) -> list[Walker]:
        return [one for one in self.people if one.is_out]

    @property
    def came(self) -> list[Walker]:
        """All who were registered, out or home."""
        return [one for one in self.people if one.out_at is not None]

    @property
    def leader(self) -> Walker | None:
        """Whom one rings about the group: a leader who is out, else one who leads, else anybody who is out."""
        leaders = [one for one in self.people if one.is_leader and not one.has_missed]
        chosen = [*(one for one in leaders if one.is_out), *leaders, *self.out]
        return chosen[0] if chosen else None

    @property
    def is_unsafe(self) -> bool:
        """Fewer than may go out: those out now, or before that those who have said yes."""
        count = len(self.out) if self.out else self.shift.confirmed_count
        is_before = self.state in {GroupState.NOT_OUT, GroupState.GATHERING, GroupState.LATER}
        return (bool(self.out) or is_before) and count < self.shift.crew_safe


@dataclass(frozen=True)
class Told:
    """What was read of a night's groups, by the key of the shift; texts by the number they came from."""

    places: Mapping[int, list[Place]]
    registered: Mapping[int, list[Registered]]
    alarms: Mapping[int, list[Alarm]]
    events: Mapping[int, Heard]
    texts: Mapping[str, tuple[datetime, str]]


def read_groups(shifts: Sequence[Shift], *, now: datetime) -> list[Group]:
    """In order of trouble. Five queries, and two more while an alarm stands."""
    keys = [shift.pk for shift in shifts]
    if not keys:
        return []
    registered = registered_on(keys)
    alarms: dict[int, list[Alarm]] = defaultdict(list)
    by_key = {shift.pk: shift for shift in shifts}
    for alarm in alarms_of(keys):
        alarm.shift = by_key[alarm.shift_id]
        alarms[alarm.shift_id].append(alarm)
    events = heard_from([shift.heard for shift in shifts if shift.heard])  # type: ignore[attr-defined]  # annotated
    numbers = {one.mobile for one in registered if one.home_at is None}
    told = Told(
        places=_by_shift(places_on(keys)),
        registered=_by_shift(registered),
        alarms=alarms,
        events={one.shift: one for one in events},
        texts=last_texts(numbers, since=now - LISTENED) if numbers else {},
    )
    return sorted((group_of(shift, told, now=now) for shift in shifts), key=trouble_of)


def trouble_of(group: Group) -> tuple[object, ...]:
    """Within a state what is unsafe comes first, then what ends first."""
    return TROUBLE[group.state], not group.is_unsafe, group.due_home_at, group.shift.place, group.shift.pk


def group_of(shift: Shift, told: Told, *, now: datetime) -> Group:
    walk: Walk | None = getattr(shift, "walk", None)
    policy: AlarmPolicy = getattr(shift.association.municipality, "alarm_policy", None) or AlarmPolicy()
    registered, alarms = told.registered[shift.pk], told.alarms[shift.pk]
    due_home_at = walk.due_home_at if walk else shift.ends_at
    facts = Facts(
        shift=shift.state,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        walk=walk.state if walk else None,
        due_home_at=due_home_at,
        alarms={alarm.kind for alarm in alarms if not alarm.is_drill},
        grace=rules_of(policy).grace,
    )
    return Group(
        shift=shift,
        state=state_of(facts, now=now),
        people=people_of(told.places[shift.pk], registered),
        due_home_at=due_home_at,
        home_at=walk.home_at if walk else None,
        heard=last_heard(registered, told.events.get(shift.pk), told.texts, since=walk.started_at if walk else now),
        alarms=alarms,
        policy=policy,
    )


def people_of(places: Iterable[Place], registered: Sequence[Registered]) -> list[Walker]:
    """Whoever is registered as they are, then the rest of the crew."""
    there = {one.volunteer for one in registered}
    rest = [one for one in places if one.volunteer not in there]
    return [
        *(Walker(one.name, one.mobile, one.is_leader, one.out_at, one.home_at) for one in registered),
        *(Walker(one.name, one.mobile, one.is_leader, has_missed=one.state == AttendanceState.NO_SHOW) for one in rest),
    ]


def last_heard(
    registered: Iterable[Registered],
    event: Heard | None,
    texts: Mapping[str, tuple[datetime, str]],
    *,
    since: datetime,
) -> Heard | None:
    """The crew's last event, or the last text of somebody who is out, whichever is later."""
    written = [(one.shift, *texts[one.mobile]) for one in registered if one.home_at is None and one.mobile in texts]
    heard = [Heard(shift, at, "", words) for shift, at, words in written if at >= since]
    return max([*heard, *([event] if event else [])], key=lambda one: one.at, default=None)


def _by_shift(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.shift].append(row)
    return found


def towns_of(groups: Iterable[Group]) -> frozenset[int]:
    return frozenset(group.association.municipality_id for group in groups)
