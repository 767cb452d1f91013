"""Fifty people at once on PostgreSQL: places are given up while others wait for them, and none is given twice."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import transaction

from messaging.models import OutboundMessage
from scheduling.domain.attendance import decline_attendance, promote_waiting
from scheduling.domain.moves import lock_shift
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState as State
from scheduling.enums import Door, EventKind
from scheduling.models import Attendance, Shift, ShiftEvent, TextPlan
from scheduling.queries.queues import queue_of
from tests.factories import AttendanceFactory, ShiftFactory, member_of
from tests.scheduling.rota import MONDAY
from tests.support.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
BY_TEXT = Origin(Door.SMS)
PLACES, LEAVING, WAITING = 30, 25, 40
TWO_DAYS = timedelta(days=2)


def crowded(*, offer_hours: int) -> Shift:
    """Thirty have a place and forty wait, in the order of their numbers."""
    shift: Shift = ShiftFactory(
        crew_max=PLACES, crew_target=PLACES, confirmed_count=PLACES, waiting_count=WAITING, leaders_needed=0
    )
    TextPlan.objects.filter(municipality=shift.association.municipality_id).update(offer_hours=offer_hours)
    for n in range(PLACES + WAITING):
        is_waiting = n >= PLACES
        AttendanceFactory(
            shift=shift,
            volunteer=member_of(shift.association),
            state=State.WAITING if is_waiting else State.CONFIRMED,
            asked_at=MONDAY,
            confirmed_at=None if is_waiting else MONDAY,
            waiting_since=MONDAY + timedelta(seconds=n) if is_waiting else None,
        )
    return shift


def promote(shift: Shift, *, now: datetime) -> None:
    with transaction.atomic():
        promote_waiting(lock_shift(shift.pk), now=now)


@pytest.mark.parametrize("offer_hours", [0, 336])
def test_fifty_withdraw_and_promote_at_once(offer_hours: int) -> None:
    shift = crowded(offer_hours=offer_hours)
    crew = list(Attendance.objects.filter(shift=shift, state=State.CONFIRMED).order_by("pk")[:LEAVING])
    line = [one.pk for one in queue_of(shift)]
    now = shift.starts_at - TWO_DAYS
    leaving = [partial(decline_attendance, one, origin=BY_TEXT, now=now) for one in crew]
    results = at_once(*leaving, *[partial(promote, shift, now=now)] * (50 - LEAVING))
    assert [one for one in results if isinstance(one, Exception)] == []

    placed = State.CONFIRMED if offer_hours == 0 else State.ASKED
    shift.refresh_from_db()
    states = dict(Attendance.objects.filter(shift=shift).values_list("pk", "state"))
    assert [states[pk] for pk in line] == [placed] * LEAVING + [State.WAITING] * (WAITING - LEAVING)
    assert [one.pk for one in queue_of(shift)] == line[LEAVING:]
    on_crew = sum(state == State.CONFIRMED for state in states.values())
    assert shift.confirmed_count == on_crew == (PLACES if offer_hours == 0 else PLACES - LEAVING)
    kind, told = (EventKind.PROMOTED, "promoted") if offer_hours == 0 else (EventKind.ASKED, "place_free")
    given = ShiftEvent.objects.filter(shift=shift, kind=kind, from_state=State.WAITING)
    assert list(given.order_by("pk").values_list("attendance", flat=True)) == line[:LEAVING]
    assert OutboundMessage.objects.filter(kind=told).count() == LEAVING
