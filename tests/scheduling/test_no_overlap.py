"""The database itself refuses two places at the same time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from scheduling.enums import AttendanceState
from scheduling.models import Attendance
from tests.factories import AttendanceFactory, ShiftFactory

pytestmark = pytest.mark.django_db


def second(first: Attendance, *, hours: float, state: str = AttendanceState.CONFIRMED) -> Attendance:
    shift = ShiftFactory(
        association=first.shift.association, route=first.shift.route, starts_at=first.starts_at + timedelta(hours=hours)
    )
    attendance: Attendance = AttendanceFactory(shift=shift, volunteer=first.volunteer, state=state)
    return attendance


def test_insert_is_refused_when_two_confirmed_overlap() -> None:
    first = AttendanceFactory(state=AttendanceState.CONFIRMED)
    with pytest.raises(IntegrityError, match="attendance_no_overlap"), transaction.atomic():
        second(first, hours=3.5)


def test_update_is_refused_when_it_makes_two_overlap() -> None:
    first = AttendanceFactory(state=AttendanceState.CONFIRMED)
    later = second(first, hours=1, state=AttendanceState.ASKED)
    later.state = AttendanceState.CONFIRMED
    with pytest.raises(IntegrityError, match="attendance_no_overlap"), transaction.atomic():
        later.save()


def test_adjacent_shifts_are_allowed() -> None:
    first = AttendanceFactory(state=AttendanceState.CONFIRMED)
    assert second(first, hours=4).pk


def test_two_questions_at_the_same_time_are_allowed() -> None:
    first = AttendanceFactory(state=AttendanceState.CONFIRMED)
    assert second(first, hours=0, state=AttendanceState.ASKED).pk
