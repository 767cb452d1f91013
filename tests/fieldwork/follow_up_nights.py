"""A small town whose nights are told in a line each, so that a test can say by hand what they add up to."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fieldwork.domain.follow_up.figures import FollowUp
from fieldwork.domain.follow_up.gathering import follow_up_of
from fieldwork.domain.follow_up.periods import Period
from fieldwork.enums import WalkState
from fieldwork.models import CheckIn, LogContact, LogOccurrence, Observation, Sighting, Walk, WalkLog
from fieldwork.queries.follow_up import Scope
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Route, Shift, ShiftEvent
from tests.factories import AttendanceFactory, DistrictFactory, RouteFactory, ShiftFactory, member_of
from tests.factories.fieldwork import ObservationFactory, WalkFactory, WalkLogFactory
from volunteers.models import Association, District, Municipality, Volunteer

SPRING = Period(date(2026, 1, 1), date(2026, 6, 30))
FOUR_HOURS = timedelta(hours=4)


def figures(town: Municipality, period: Period = SPRING, **scope: Any) -> FollowUp:
    return follow_up_of(Scope(town, **scope), period)


def place(town: Municipality, name: str, *, parent: District | None = None) -> Route:
    """A district with a route in it."""
    district = DistrictFactory(municipality=town, name=name, parent=parent)
    route: Route = RouteFactory(municipality=town, district=district, name=f"{name} runt")
    return route


def evening(night: date, hour: int = 20) -> datetime:
    """On the clock of Swedish winter time; where the hour itself matters the tests say moments in UTC."""
    return datetime.combine(night, time(hour - 1), tzinfo=UTC)


def night(
    association: Association, route: Route, on: date, state: ShiftState = ShiftState.DONE, **fields: Any
) -> Shift:
    given: dict[str, Any] = {"starts_at": evening(on), "night": on, **fields}
    shift: Shift = ShiftFactory(association=association, route=route, state=state, **given)
    return shift


def went_out(
    shift: Shift, people: int = 3, *, walkers: list[Volunteer] | None = None, lasting: timedelta = FOUR_HOURS
) -> Walk:
    """A group that went out when the shift began and came home together, with their places on the rota."""
    out_at, home_at = shift.starts_at, shift.starts_at + lasting
    walk: Walk = WalkFactory(shift=shift, state=WalkState.HOME, started_at=out_at, home_at=home_at)
    for person in walkers or [member_of(shift.association) for _ in range(people)]:
        check_in(walk, person, out_at=out_at, home_at=home_at)
    return walk


def check_in(walk: Walk, person: Volunteer, *, out_at: datetime, home_at: datetime | None) -> CheckIn:
    place_held = stood(walk.shift, person, AttendanceState.ATTENDED)
    return CheckIn.objects.create(
        walk=walk,
        volunteer=person,
        attendance=place_held,
        out_at=out_at,
        out_door="personal",
        home_at=home_at,
        home_door="personal" if home_at else "",
    )


def stood(shift: Shift, person: Volunteer, state: AttendanceState, *, door: str = "") -> Attendance:
    """A place on a crew, with a yes by that door if one is named."""
    attendance: Attendance = AttendanceFactory(shift=shift, volunteer=person, state=state)
    if door:
        said_yes(attendance, door=door, at=shift.starts_at - timedelta(days=3))
    return attendance


def said_yes(attendance: Attendance, *, door: str, at: datetime) -> None:
    ShiftEvent.objects.create(
        shift=attendance.shift, attendance=attendance, kind="confirmed", to_state="confirmed", door=door, at=at
    )


def logged(
    shift: Shift, *, occurrences: dict[str, int] | None = None, contacts: dict[str, int] | None = None, **fields: Any
) -> WalkLog:
    log: WalkLog = WalkLogFactory(shift=shift, **fields)
    for kind, count in (occurrences or {}).items():
        LogOccurrence.objects.create(log=log, kind=kind, count=count)
    for kind, count in (contacts or {}).items():
        LogContact.objects.create(log=log, kind=kind, count=count)
    return log


def seen(town: Municipality, seen_at: datetime, *, on: Shift | None = None, **fields: Any) -> Observation:
    observation: Observation = ObservationFactory(municipality=town, first_seen_at=seen_at, **fields)
    if on is not None:
        sighting = {"client_key": observation.uuid, "seen_at": seen_at}
        Sighting.objects.create(observation=observation, shift=on, **sighting)
    return observation
