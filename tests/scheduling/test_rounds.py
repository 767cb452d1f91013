"""Nights that fill themselves: asked in turn, never twice, never too often, until the group is full."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from messaging.models import OutboundMessage
from scheduling.domain.attendance import remove_attendance
from scheduling.domain.round_news import mail_findings
from scheduling.domain.rounds import carry_on_rounds, end_round, hasten_round, pause_round, start_round
from scheduling.enums import AttendanceState as State
from scheduling.enums import RoundFinding, RoundState, ShiftState
from scheduling.exceptions import SchedulingError, TooLate
from scheduling.models import Attendance, FillRound, Shift, TextPlan
from tests.factories import ShiftFactory, leader_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def small_rota(people: int = 6, **fields: Any) -> Rota:
    """Two are wanted on Friday, none of them a leader."""
    sizes = {"crew_min": 2, "crew_target": 2, "crew_max": 3, "leaders_needed": 0}
    return make_rota(people, **sizes | fields)


def asked(rota: Rota) -> list[str]:
    rows = Attendance.objects.filter(shift=rota.shift).order_by("asked_at", "pk")
    return [row.volunteer.first_name for row in rows.select_related("volunteer")]


def going(rota: Rota) -> FillRound:
    return FillRound.objects.get(shift=rota.shift)


def tick(start: datetime, end: datetime) -> None:
    """The clock's job, every half hour."""
    while start <= end:
        carry_on_rounds(start)
        start += timedelta(minutes=30)


def test_next_are_asked_when_the_first_are_silent_and_nobody_twice() -> None:
    rota = small_rota()
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    assert asked(rota) == ["Person0", "Person1", "Person2"]  # three questions for two places, four days ahead
    carry_on_rounds(MONDAY + 7 * HOUR)
    assert len(asked(rota)) == 3
    carry_on_rounds(MONDAY + 9 * HOUR)
    assert asked(rota) == [f"Person{n}" for n in range(6)]
    assert all(texts_to(person) == ["ask"] for person in rota.people)


def test_no_is_followed_by_the_next_at_once() -> None:
    rota = small_rota()
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    sms(rota.people[0], "nej", now=MONDAY + HOUR)
    carry_on_rounds(MONDAY + HOUR)
    assert asked(rota)[-1] == "Person3"


def test_full_night_asks_no_more_and_tells_the_leader_once(settings: Settings) -> None:
    rota = small_rota()
    leader = leader_of(rota.shift.association)
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    for person in rota.people[:2]:
        sms(person, "ja", now=MONDAY + HOUR)
    tick(MONDAY + HOUR, MONDAY + 12 * HOUR)
    assert len(asked(rota)) == 3
    assert (going(rota).finding, going(rota).state) == (RoundFinding.FULL, RoundState.RUNNING)
    mail_findings(MONDAY + 2 * HOUR)
    mail_findings(MONDAY + 3 * HOUR)
    (letter,) = mail.outbox
    assert letter.to == [leader.email]
    assert letter.subject == "Vårby, fredag 16 oktober: gruppen är full"
    assert "Alla platser är fyllda (2 av 2 klara)" in letter.body
    assert letter.body.rstrip().endswith(f"{settings.PUBLIC_URL}{reverse('scheduling:shift', args=[rota.shift.pk])}")


def test_place_that_comes_free_is_offered_to_the_next() -> None:
    rota = small_rota()
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    for person, answer in zip(rota.people, ("ja", "ja", "nej"), strict=False):
        sms(person, answer, now=MONDAY + HOUR)
    carry_on_rounds(MONDAY + 2 * HOUR)
    sms(rota.people[0], "kan inte komma", now=MONDAY + 3 * HOUR)
    carry_on_rounds(MONDAY + 3 * HOUR)
    assert going(rota).finding == RoundFinding.SHORT
    assert asked(rota)[3:] == ["Person3", "Person4"]


def test_when_nobody_is_left_the_leader_hears_and_can_act() -> None:
    rota = small_rota(2, crew_target=3)
    leader_of(rota.shift.association)
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    for person in rota.people:
        sms(person, "nej", now=MONDAY + HOUR)
    carry_on_rounds(MONDAY + HOUR)
    assert going(rota).finding == RoundFinding.EXHAUSTED
    mail_findings(MONDAY + HOUR)
    assert mail.outbox[0].subject == "Vårby, fredag 16 oktober: ingen är kvar att fråga"


def test_leader_that_is_missing_is_asked_to_lead() -> None:
    rota = small_rota(4, leaders_needed=1)
    Volunteer.objects.filter(pk=rota.people[3].pk).update(leader_training_until=date(2026, 12, 31))
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    assert asked(rota)[0] == "Person3"
    assert rota.attendance(rota.people[3]).is_leader
    assert not rota.attendance(rota.people[0]).is_leader


def two_who_lead(rota: Rota) -> None:
    leading = [person.pk for person in rota.people[-2:]]
    Volunteer.objects.filter(pk__in=leading).update(leader_training_until=date(2026, 12, 31))


def test_leader_who_stays_silent_is_followed_by_another() -> None:
    rota = small_rota(6, leaders_needed=1)
    two_who_lead(rota)
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    assert [rota.attendance(rota.people[n]).is_leader for n in (0, 1, 4)] == [False, False, True]
    for person in rota.people[:2]:
        sms(person, "nej", now=MONDAY + HOUR)
    carry_on_rounds(MONDAY + 9 * HOUR)
    assert rota.attendance(rota.people[5]).is_leader


def test_place_is_kept_for_the_leader_who_is_missing() -> None:
    rota = small_rota(6, crew_target=3, leaders_needed=1)
    two_who_lead(rota)
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    for person in rota.people[:2]:
        sms(person, "ja", now=MONDAY + HOUR)
    tick(MONDAY + HOUR, MONDAY + 20 * HOUR)
    assert asked(rota) == ["Person4", "Person5", "Person0", "Person1", "Person2"]
    sms(rota.people[5], "ja", now=MONDAY + 21 * HOUR)
    tick(MONDAY + 21 * HOUR, MONDAY + 22 * HOUR)
    assert (going(rota).finding, rota.state(rota.people[5])) == (RoundFinding.FULL, State.CONFIRMED)


def test_quiet_hours_are_waited_out() -> None:
    rota = small_rota()
    TextPlan.objects.update(quiet_from=time(21), quiet_to=time(8))
    night = datetime(2026, 10, 12, 20, tzinfo=UTC)  # 22.00
    start_round(rota.shift, origin=BY_LEADER, now=night)
    assert asked(rota) == []
    assert going(rota).next_at == datetime(2026, 10, 13, 6, tzinfo=UTC)
    carry_on_rounds(datetime(2026, 10, 13, 6, tzinfo=UTC))
    assert len(asked(rota)) == 3


def test_nobody_gets_more_than_the_weeks_questions_over_many_nights() -> None:
    first = small_rota(5)
    TextPlan.objects.update(week_cap=2, fill_days=14)
    nights = [first.shift] + [
        ShiftFactory(
            association=first.shift.association,
            route=first.shift.route,
            starts_at=first.shift.starts_at + timedelta(days=days),
            crew_min=2,
            crew_target=2,
            crew_max=3,
            leaders_needed=0,
        )
        for days in (1, 2, 3, 4)
    ]
    for hours in range(0, 72, 4):
        carry_on_rounds(MONDAY + hours * HOUR)
    for person in first.people:
        assert Attendance.objects.filter(volunteer=person).count() == 2
    assert FillRound.objects.count() == len(nights)


def test_plan_begins_rounds_of_itself_when_the_night_is_near_enough() -> None:
    rota = small_rota()
    carry_on_rounds(MONDAY)
    assert not FillRound.objects.exists()
    TextPlan.objects.update(fill_days=4)
    starts_at = rota.shift.starts_at
    carry_on_rounds(starts_at - timedelta(days=4, minutes=1))
    assert not FillRound.objects.exists()
    assert carry_on_rounds(starts_at - timedelta(days=4)) == 3
    assert carry_on_rounds(starts_at - timedelta(days=4)) == 0


def test_round_the_leader_has_ended_is_not_begun_by_the_plan() -> None:
    rota = small_rota()
    TextPlan.objects.update(fill_days=10)
    carry_on_rounds(MONDAY)
    end_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    tick(MONDAY, MONDAY + timedelta(days=1))
    assert len(asked(rota)) == 3
    with pytest.raises(SchedulingError, match="Ingen blir frågad i tur och ordning"):
        pause_round(rota.shift, origin=BY_LEADER, now=MONDAY)


def test_pause_and_haste() -> None:
    rota = small_rota()
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    pause_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    tick(MONDAY, MONDAY + timedelta(days=1))
    assert len(asked(rota)) == 3
    hasten_round(rota.shift, origin=BY_LEADER, now=MONDAY + timedelta(days=1))
    assert len(asked(rota)) == 6


def test_cancelled_night_and_one_about_to_begin_ask_nobody() -> None:
    rota = small_rota()
    with pytest.raises(TooLate):
        start_round(rota.shift, origin=BY_LEADER, now=rota.shift.starts_at - timedelta(minutes=20))
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    Shift.objects.update(state=ShiftState.CANCELLED)
    tick(MONDAY, MONDAY + timedelta(days=1))
    assert (len(asked(rota)), going(rota).state) == (3, RoundState.OVER)


def test_removed_and_lapsed_are_not_asked_again() -> None:
    rota = small_rota(3)
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    remove_attendance(rota.attendance(rota.people[0]), origin=BY_LEADER, now=MONDAY)
    Attendance.objects.filter(volunteer=rota.people[1]).update(state=State.LAPSED)
    tick(MONDAY, MONDAY + timedelta(days=3))
    assert len(OutboundMessage.objects.filter(kind="ask")) == 3


def test_leader_begins_pauses_and_takes_over_on_the_page(client: Client, monday: None) -> None:
    rota = small_rota()
    client.force_login(leader_of(rota.shift.association))
    address = reverse("scheduling:shift", args=[rota.shift.pk])
    page = client.get(address).content.decode()
    assert "I tur står Person0 och fem till." in page
    assert "Börja med Person0" in page

    def press(name: str, **fields: str) -> str:
        answer = client.post(reverse(f"scheduling:{name}", args=[rota.shift.pk]), fields, follow=True)
        assert answer.status_code == 200
        return str(answer.content.decode())

    page = press("start_round", wait="240")
    assert going(rota).wait_minutes == 240
    assert "Lykta frågar i tur och ordning." in page
    assert "Väntar på tre svar, senast frågat mån 12 okt 12.00. I tur står Person3 och två till." in page
    assert "Frågor i tur och ordning: började. " in page
    assert "Turordningen är pausad." in press("pause_round")
    assert "Lykta frågar i tur och ordning." in press("start_round")
    assert len(asked(rota)) == 3
    assert "Fråga i tur och ordning." in press("end_round")
    assert client.post(reverse("scheduling:start_round", args=[rota.shift.pk]), {"wait": "x"}).status_code == 422


def test_leader_of_another_association_sees_no_round(client: Client) -> None:
    rota = small_rota()
    client.force_login(leader_of(ShiftFactory().association))
    assert client.post(reverse("scheduling:start_round", args=[rota.shift.pk])).status_code == 404
    assert not FillRound.objects.exists()
