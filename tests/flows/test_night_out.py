"""A night by text alone, through the provider's webhook: out, late, home; also in the night that has an hour twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from fieldwork.domain.walks.no_shows import tell_no_shows
from fieldwork.domain.walks.prompting import prompt_leaders
from fieldwork.enums import WalkState
from messaging.models import OutboundMessage
from scheduling.domain.shifts import progress_shifts
from tests.fieldwork.groups import HOUR, MINUTE, Group, group_of
from tests.support.provider import post_inbound
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
# 22.00–02.00 by the clock on the wall: four hours, five where an hour comes twice, three where one is missing.
NIGHTS = {
    "an ordinary night": (datetime(2026, 10, 16, 20, 0, tzinfo=UTC), datetime(2026, 10, 17, 0, 0, tzinfo=UTC)),
    "an hour comes twice": (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    "an hour is missing": (datetime(2027, 3, 27, 21, 0, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
}
DUE = {"an ordinary night": "02.00", "an hour comes twice": "02.30", "an hour is missing": "03.30"}
LATER = {"an ordinary night": "02.30", "an hour comes twice": "03.00", "an hour is missing": "04.00"}


@pytest.fixture(params=NIGHTS)
def night(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clock(night: str) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NIGHTS[night][0] - 15 * MINUTE, tick=False) as traveller:
        yield traveller


def writes(person: Volunteer, body: str) -> str:
    """The last text to the person once they have written this."""
    assert post_inbound(from_number=person.mobile, body=body).status_code == 200
    return last_to(person)


def last_to(person: Volunteer) -> str:
    told = OutboundMessage.objects.filter(to_number=person.mobile).order_by("-pk")
    return str(told.values_list("body", flat=True)[0])


def test_night_by_text_alone(night: str, clock: time_machine.Traveller) -> None:
    start, end = NIGHTS[night]
    group: Group = group_of(4, starts_at=start, ends_at=end)
    karin, anna, bo, cia = group.people
    assert prompt_leaders(start - 15 * MINUTE) == 1
    assert "Svara UTE när ni går" in last_to(karin)
    clock.move_to(start + 5 * MINUTE)
    progress_shifts(start + 5 * MINUTE)
    assert f"3 är ute i {group.shift.place}. Hemma senast {DUE[night]}." in writes(karin, "Ute utom Cia")
    clock.move_to(start + 40 * MINUTE)
    assert f"du är ute i {group.shift.place}" in writes(cia, "nu är jag ute")
    clock.move_to(start + 2 * HOUR)
    assert "du är hemma" in writes(bo, "hemma nu")
    clock.move_to(end - 5 * MINUTE)
    assert LATER[night] in writes(anna, "MER")
    clock.move_to(end + 10 * MINUTE)
    progress_shifts(end + 10 * MINUTE)
    assert group.walk.state == WalkState.OUT
    assert "alla är hemma" in writes(karin, "alla hemma 3 st")
    walk = group.walk
    assert (walk.state, walk.home_at) == (WalkState.HOME, end + 10 * MINUTE)
    assert walk.due_home_at - walk.started_at == (end - start) + 25 * MINUTE
    assert group.states() == ["attended"] * 4


def test_who_did_not_come_hears_of_it_the_morning_after(night: str, clock: time_machine.Traveller) -> None:
    start, end = NIGHTS[night]
    group = group_of(3, starts_at=start, ends_at=end)
    clock.move_to(start)
    writes(group.people[0], "ute utom Bo")
    clock.move_to(end)
    writes(group.people[0], "hemma")
    told = [moment for hours in range(24) if tell_no_shows(moment := end + timedelta(hours=hours, minutes=59))]
    assert len(told) == 1
    zone = group.shift.association.municipality.zone
    assert told[0].astimezone(zone).hour == 10
    assert "Vi saknade dig" in last_to(group.people[2])
