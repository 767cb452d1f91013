from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from demo.domain import moments
from demo.models import MovedClock
from messaging.gateways import clock
from messaging.gateways.memory import MemoryGateway
from messaging.models import OutboundMessage
from scheduling.domain.attendance import add_confirmed
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.models import Shift
from tests.factories import ShiftFactory, member_of

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)


def test_steps_are_whole_half_hours_and_the_end() -> None:
    start, end = MONDAY.replace(minute=10), MONDAY.replace(hour=11, minute=40)
    assert moments.steps_between(start, end) == [
        MONDAY.replace(minute=30),
        MONDAY.replace(hour=11),
        MONDAY.replace(hour=11, minute=30),
        end,
    ]


def test_there_are_no_steps_backwards() -> None:
    assert moments.steps_between(MONDAY, MONDAY - timedelta(hours=1)) == []


@pytest.mark.django_db
@time_machine.travel(MONDAY, tick=False)
def test_the_clock_is_true_until_it_is_moved() -> None:
    assert clock.now() == MONDAY
    moments.set_offset(timedelta(hours=5))
    assert clock.now() == MONDAY + timedelta(hours=5)


@pytest.mark.django_db
def test_another_process_sees_a_moved_clock_once_its_second_is_over() -> None:
    assert moments.current_offset() == timedelta(0)
    MovedClock.objects.update_or_create(pk=1, defaults={"offset": timedelta(hours=2)})
    moments.forget()
    assert moments.current_offset() == timedelta(hours=2)


@pytest.mark.django_db
def test_reading_the_clock_costs_one_query_a_second(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's own callable
        for _reading in range(50):
            clock.now()


@pytest.mark.django_db(transaction=True)
def test_moving_time_brings_the_reminder_and_the_walk_in_their_order(sms_provider: MemoryGateway) -> None:
    shift: Shift = ShiftFactory(starts_at=datetime(2026, 10, 16, 18, 30, tzinfo=UTC))
    with time_machine.travel(MONDAY, tick=False):
        add_confirmed(shift, member_of(shift.association), origin=Origin(Door.PHONE), now=timezone.now())
        moments.move_time(datetime(2026, 10, 16, 18, 15, tzinfo=UTC))
        reminder = OutboundMessage.objects.get(kind="reminder")
        assert reminder.created_at == datetime(2026, 10, 16, 15, 30, tzinfo=UTC)  # three hours before
        to_walker = [text for text in sms_provider.texts if text.to == reminder.to_number]
        assert len(to_walker) == 2  # that they are on, and the reminder
        moments.move_time(datetime(2026, 10, 16, 19, 0, tzinfo=UTC))
    shift.refresh_from_db()
    assert shift.state == "under_way"
