"""A town with an association that opens its nights, and people who know it more or less well."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scheduling.domain.open_nights.signing import sign_up
from scheduling.domain.open_nights.terms import Wanted, choose_terms
from scheduling.domain.origins import Origin
from scheduling.enums import Door, QuotaSpan
from scheduling.exceptions import SchedulingError
from scheduling.models import Shift
from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    MunicipalityFactory,
    RouteFactory,
    ShiftFactory,
    member_of,
)
from volunteers.models import Association, District, Municipality, Volunteer

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)  # noon in Sweden
FRIDAY = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
TERMS = Wanted(
    members_days=60,
    others_days=28,
    new_days=21,
    quota=4,
    quota_span=QuotaSpan.AHEAD,
    asks_leader=False,
    closes_hours=3,
)
BY_SELF = Origin(Door.OPEN)


class Town:
    """Nights are open unless told otherwise."""

    def __init__(self, name: str = "Lyktköping") -> None:
        self.municipality: Municipality = MunicipalityFactory(name=name)
        self.club: Association = AssociationFactory(municipality=self.municipality, name="Vårby vuxna")
        self.other: Association = AssociationFactory(municipality=self.municipality, name="Skogås goda")
        self.district: District = DistrictFactory(municipality=self.municipality, name="Vårby")

    def night(self, starts_at: datetime = FRIDAY, *, place: District | None = None, **fields: Any) -> Shift:
        route = RouteFactory(municipality=self.municipality, district=place or self.district)
        given = {"association": self.club, "is_open": True, **fields}
        shift: Shift = ShiftFactory(route=route, starts_at=starts_at, **given)
        return shift

    def part(self, name: str, parent: District | None = None) -> District:
        district: District = DistrictFactory(municipality=self.municipality, name=name, parent=parent)
        return district


def terms(association: Association, **chosen: Any) -> None:
    """Lykta's own terms but for these."""
    given = {name: chosen.get(name, getattr(TERMS, name)) for name in TERMS.__dataclass_fields__}
    choose_terms(association, Wanted(**given), by=None, now=MONDAY - timedelta(days=30))


def go(shift: Shift, person: Volunteer, *, now: datetime = MONDAY) -> str:
    """The state that it gives; "waits" before a leader."""
    signed = sign_up(shift, person, origin=BY_SELF, now=now)
    return signed.attendance.state if signed.attendance else "waits"


def refused(error: type[SchedulingError], shift: Shift, person: Volunteer, *, now: datetime = MONDAY) -> str:
    with pytest.raises(error) as caught:
        go(shift, person, now=now)
    return str(caught.value)


def full(shift: Shift) -> Shift:
    for n in range(shift.crew_max):
        go(shift, member_of(shift.association, name=f"Full{n} Test"))
    return shift
