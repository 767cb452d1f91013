"""Two groups of one Friday, and their people."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from scheduling.domain.attendance import add_confirmed
from scheduling.domain.regrouping.merging import Merging, foresee_merge, merge_shifts
from scheduling.models import Attendance, Route, Shift
from tests.factories import RouteFactory, ShiftFactory, member_of
from tests.scheduling.rota import BY_LEADER, MONDAY
from volunteers.models import Volunteer

LATER = MONDAY + timedelta(hours=2)


@dataclass
class TwoGroups:
    """`small` is too few; `large` walks the same evening from the same meeting place, unless told otherwise."""

    small: Shift
    large: Shift

    def merge(self, **given: Any) -> Merging:
        """As somebody does who has just seen the page."""
        raises = given.pop("raises_maximum", False)
        now = given.pop("now", LATER)
        stamp = foresee_merge(self.small, self.large, raises_maximum=raises, now=now).stamp
        options = {"raises_maximum": raises, "stamp": stamp, "origin": BY_LEADER, "now": now}
        merging = merge_shifts(self.small, self.large, **options | given)
        self.small.refresh_from_db()
        self.large.refresh_from_db()
        return merging


def two_groups(**fields: Any) -> TwoGroups:
    small: Shift = ShiftFactory()
    name_place(small.route, "Vårby")
    given = {"association": small.association, "route": twin_of(small.route, "Vårby södra")} | fields
    return TwoGroups(small, ShiftFactory(**given))


def twin_of(route: Route, name: str, **fields: Any) -> Route:
    """Another route from the same meeting place in the same district."""
    given = {"municipality": route.municipality, "district": route.district, "name": name} | fields
    twin: Route = RouteFactory(**given)
    return twin


def elsewhere(route: Route) -> Route:
    return twin_of(route, "Skogås", meeting_point="torget")


def name_place(route: Route, name: str) -> None:
    route.district.name = name
    route.district.save()


def comes(shift: Shift, name: str, *, leads: bool = False, **fields: Any) -> Volunteer:
    """Somebody who has said yes, and has heard so."""
    person: Volunteer = member_of(shift.association, name=name, **fields)
    add_confirmed(shift, person, as_leader=leads, origin=BY_LEADER, now=MONDAY)
    shift.refresh_from_db()
    return person


def place_of(person: Volunteer, shift: Shift) -> Attendance:
    return Attendance.objects.get(shift=shift, volunteer=person)


def state_of(person: Volunteer, shift: Shift) -> str:
    return place_of(person, shift).state
