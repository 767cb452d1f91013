"""Every answer is answered, and does what it says once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from messaging.models import InboundMessage, OptOut, OutboundMessage
from scheduling.domain.invitations import lapse_silent
from scheduling.domain.replies import answer_unhandled, apply_inbound
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import AttendanceState as State
from scheduling.models import ShiftEvent
from tests.factories import InboundFactory, ShiftFactory, VolunteerFactory
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to

pytestmark = pytest.mark.django_db


def test_yes_gives_a_place_and_an_answer() -> None:
    rota = make_rota(1)
    rota.ask()
    inbound = sms(rota.people[0], "Ja det funkar")
    assert rota.state(rota.people[0]) == State.CONFIRMED
    assert texts_to(rota.people[0]) == ["ask", "confirmed"]
    assert inbound.outcome == State.CONFIRMED
    rota.shift.refresh_from_db()
    assert (rota.shift.confirmed_count, rota.shift.asked_count) == (1, 0)


def test_no_frees_the_place_and_is_thanked() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "nej jobbar tyvärr")
    assert rota.state(rota.people[0]) == State.DECLINED
    assert texts_to(rota.people[0]) == ["ask", "declined"]


def test_no_after_yes_gives_the_place_to_the_first_in_the_queue() -> None:
    rota = make_rota(6, crew_max=4)
    rota.ask()
    for person in rota.people:
        sms(person, "ja")
    assert [rota.state(person) for person in rota.people] == [State.CONFIRMED] * 4 + [State.WAITING] * 2
    sms(rota.people[0], "nej")
    assert [rota.state(person) for person in rota.people[4:]] == [State.CONFIRMED, State.WAITING]
    assert texts_to(rota.people[4]) == ["ask", "waiting", "promoted"]


def test_place_that_comes_free_on_the_day_is_offered_to_the_first_in_the_queue() -> None:
    rota = make_rota(5, crew_max=4)
    rota.ask()
    for person in rota.people:
        sms(person, "ja")
    late = rota.shift.starts_at - timedelta(hours=3)
    sms(rota.people[0], "nej", now=late)
    assert rota.state(rota.people[4]) == State.ASKED
    assert texts_to(rota.people[4]) == ["ask", "waiting", "place_free"]
    sms(rota.people[4], "ja", now=late + timedelta(minutes=2))
    assert rota.state(rota.people[4]) == State.CONFIRMED


def test_unclear_answer_is_asked_back_and_changes_nothing() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "kanske, måste kolla med jobbet")
    assert rota.state(rota.people[0]) == State.ASKED
    assert texts_to(rota.people[0]) == ["ask", "unclear"]
    assert ShiftEvent.objects.filter(kind="unclear").count() == 1


def two_nights() -> tuple[Rota, Rota]:
    first = make_rota(1)
    shift = ShiftFactory(
        association=first.shift.association,
        route=first.shift.route,
        starts_at=first.shift.starts_at + timedelta(days=1),
    )
    return first, Rota(shift, first.people)


def test_bare_yes_to_two_questions_is_asked_back_with_numbers() -> None:
    friday, saturday = two_nights()
    friday.ask()
    saturday.ask()
    person = friday.people[0]
    sms(person, "JA")
    assert (friday.state(person), saturday.state(person)) == (State.ASKED, State.ASKED)
    last = OutboundMessage.objects.filter(to_number=person.mobile).latest("pk")
    assert last.body == "Vilken kväll menar du? 1: fre 16/10 Vårby, 2: lör 17/10 Vårby. Svara till exempel JA 1."


def test_yes_with_a_number_answers_that_night() -> None:
    friday, saturday = two_nights()
    friday.ask()
    saturday.ask()
    person = friday.people[0]
    sms(person, "Ja 2")
    assert (friday.state(person), saturday.state(person)) == (State.ASKED, State.CONFIRMED)


def test_no_that_could_mean_two_nights_is_asked_back() -> None:
    friday, saturday = two_nights()
    person = friday.people[0]
    saturday.ask()
    friday.ask()
    sms(person, "ja 2")
    sms(person, "nej", now=MONDAY + timedelta(hours=2))
    assert (friday.state(person), saturday.state(person)) == (State.CONFIRMED, State.ASKED)
    assert texts_to(person)[-1] == "which"


def test_yes_to_an_overlapping_night_is_refused_with_the_reason() -> None:
    friday = make_rota(1)
    person = friday.people[0]
    shift = ShiftFactory(
        association=friday.shift.association, route=friday.shift.route, starts_at=friday.shift.starts_at
    )
    same_night = Rota(shift, friday.people)
    friday.ask()
    same_night.ask()
    sms(person, "ja 1")
    sms(person, "ja 2")
    assert (friday.state(person), same_night.state(person)) == (State.CONFIRMED, State.ASKED)
    assert texts_to(person)[-1] == "overlaps"


def test_late_yes_after_lapse_gets_the_place_that_is_still_free() -> None:
    rota = make_rota(1)
    rota.ask()
    after = rota.attendance(rota.people[0]).confirm_by
    assert after is not None
    assert lapse_silent(after) == 1
    assert rota.state(rota.people[0]) == State.LAPSED
    sms(rota.people[0], "ja", now=after + timedelta(minutes=1))
    assert rota.state(rota.people[0]) == State.CONFIRMED
    assert texts_to(rota.people[0]) == ["ask", "lapsed", "confirmed"]


def test_answer_after_the_start_is_told_to_call() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "ja", now=rota.shift.starts_at + timedelta(minutes=5))
    assert texts_to(rota.people[0]) == ["ask", "too_late"]


def test_answer_to_a_cancelled_night_is_answered() -> None:
    rota = make_rota(1)
    rota.ask()
    cancel_shift(rota.shift, reason="Vädret", origin=BY_LEADER, now=MONDAY)
    sms(rota.people[0], "ja")
    assert texts_to(rota.people[0]) == ["ask", "cancelled", "nothing_open"]


def test_second_yes_is_answered_and_changes_nothing() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "ja")
    sms(rota.people[0], "ja", now=MONDAY + timedelta(hours=2))
    assert rota.state(rota.people[0]) == State.CONFIRMED
    assert texts_to(rota.people[0]) == ["ask", "confirmed", "confirmed"]


def test_unknown_number_is_answered() -> None:
    stranger = VolunteerFactory.build()
    sms(stranger, "ja")
    assert texts_to(stranger) == ["unknown_number"]


@pytest.mark.parametrize("word", ["STOPP", "Avsluta", "stop"])
def test_stop_is_recorded_and_confirmed_once(word: str) -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], word)
    sms(rota.people[0], word, now=MONDAY + timedelta(hours=2))
    assert OptOut.objects.filter(number=rota.people[0].mobile, ended_at=None).count() == 1
    sent = OutboundMessage.objects.filter(to_number=rota.people[0].mobile, kind="stopped", state="queued")
    assert sent.count() == 1


def test_stop_that_the_provider_answers_gets_no_second_answer() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "STOP", opt_out_type="STOP")
    assert texts_to(rota.people[0]) == ["ask"]


def test_start_after_stop_opens_the_number_again() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "stopp")
    sms(rota.people[0], "start", now=MONDAY + timedelta(hours=2))
    assert not OptOut.objects.filter(number=rota.people[0].mobile, ended_at=None).exists()


def test_same_text_applied_twice_acts_once() -> None:
    rota = make_rota(1)
    rota.ask()
    inbound = InboundFactory(from_number=rota.people[0].mobile, body="ja", received_at=MONDAY)
    read_twice = [InboundMessage.objects.get(pk=inbound.pk) for _ in range(2)]
    for one in read_twice:
        with transaction.atomic():
            apply_inbound(one, now=MONDAY + timedelta(hours=3))
    assert texts_to(rota.people[0]) == ["ask", "confirmed"]


def test_text_left_by_a_crash_is_applied_by_the_sweep() -> None:
    rota = make_rota(1)
    rota.ask()
    InboundFactory(from_number=rota.people[0].mobile, body="ja", received_at=MONDAY)
    assert answer_unhandled(MONDAY + timedelta(minutes=1)) == 1
    assert rota.state(rota.people[0]) == State.CONFIRMED
    assert not InboundMessage.objects.filter(handled_at=None).exists()


def test_yes_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    rota = make_rota(1)
    rota.ask()
    inbound = InboundFactory(from_number=rota.people[0].mobile, body="ja", received_at=MONDAY)
    with django_assert_max_num_queries(14):
        apply_inbound(inbound, now=MONDAY + timedelta(hours=1))
