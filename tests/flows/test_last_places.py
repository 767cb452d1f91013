"""Forty people answer JA at once for the last three places: three get them, the others queue, all are answered once."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from messaging.models import OutboundMessage
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState as State
from scheduling.enums import Door
from scheduling.models import Attendance, Shift
from tests.factories import ShiftFactory, VolunteerFactory
from tests.support.at_once import at_once
from tests.support.provider import post_inbound
from volunteers.models import Membership, Volunteer

PEOPLE, PLACES = 40, 3
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def full_but_for_three() -> tuple[Shift, list[Volunteer]]:
    shift: Shift = ShiftFactory(
        starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(days=10), crew_max=PLACES, crew_target=PLACES
    )
    people = [
        VolunteerFactory(municipality=shift.association.municipality, mobile=f"+467017406{10 + n}")
        for n in range(PEOPLE)
    ]
    Membership.objects.bulk_create(Membership(volunteer=person, association=shift.association) for person in people)
    invite_volunteers(shift, people, origin=Origin(Door.PAGE), now=datetime.now(UTC))
    return shift, people


def answer(person: Volunteer) -> int:
    return post_inbound(from_number=person.mobile, body="JA").status_code


def test_forty_answer_yes_for_three_places() -> None:
    assert connection.vendor == "postgresql"
    shift, people = full_but_for_three()
    assert at_once(*(partial(answer, person) for person in people)) == [200] * PEOPLE

    attendances = list(Attendance.objects.filter(shift=shift))
    confirmed = [one for one in attendances if one.state == State.CONFIRMED]
    waiting = sorted((one for one in attendances if one.state == State.WAITING), key=lambda one: one.waiting_since)  # type: ignore[arg-type,return-value]  # all who wait have it
    assert (len(confirmed), len(waiting)) == (PLACES, PEOPLE - PLACES)
    shift.refresh_from_db()
    assert (shift.confirmed_count, shift.waiting_count) == (PLACES, PEOPLE - PLACES)

    answers = OutboundMessage.objects.exclude(kind="ask")
    assert answers.count() == PEOPLE
    assert answers.values("to_number").distinct().count() == PEOPLE
    told = {text.to_number: text.body for text in answers.filter(kind="waiting")}
    places = [told[one.volunteer.mobile].split("Du är nummer ")[1].split()[0] for one in waiting]
    assert sorted(places, key=int) == [str(n) for n in range(1, PEOPLE - PLACES + 1)]
