"""The second question, to the silent only, and what becomes of those who stay silent; questions that wait."""

from datetime import UTC, datetime, timedelta

import pytest

from messaging.domain.opt_outs import record_opt_out
from messaging.enums import OutboundState, Reason
from messaging.models import OutboundMessage
from scheduling.domain.crews import CrewSize
from scheduling.domain.invitations import ask_silent_again, call_silent, invite_volunteers, lapse_silent
from scheduling.domain.shifts import cancel_shift, revise_shift
from scheduling.enums import AttendanceState as State
from scheduling.enums import CallReason
from scheduling.exceptions import TooLate
from scheduling.models import Attendance, CallTask, TextPlan
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to

pytestmark = pytest.mark.django_db
AGAIN = datetime(2026, 10, 14, 18, 30, tzinfo=UTC)  # 48 hours before
LAPSES = AGAIN + timedelta(hours=24)


def test_only_the_silent_are_asked_again_and_once() -> None:
    rota = make_rota(3)
    rota.ask()
    sms(rota.people[0], "ja")
    sms(rota.people[1], "nej")
    assert ask_silent_again(AGAIN - timedelta(minutes=1)) == 0
    assert ask_silent_again(AGAIN) == 1
    assert ask_silent_again(AGAIN + timedelta(minutes=5)) == 0
    assert texts_to(rota.people[2]) == ["ask", "ask_again"]
    assert OutboundMessage.objects.get(kind="ask_again").body == (
        "Hej igen Person2! Nattvandring fre 16/10 kl 20.30-00.30 i Vårby, samling vid biblioteket. Kan du? "
        "Svara JA eller NEJ, båda hjälper."
    )
    attendance = rota.attendance(rota.people[2])
    assert (attendance.asked_again_at, attendance.state) == (AGAIN, State.ASKED)
    assert attendance.last_text is not None
    assert attendance.last_text.kind == "ask_again"
    assert attendance.events.filter(kind="asked_again").count() == 1


def test_nobody_is_asked_again_within_hours_or_before_the_question_left() -> None:
    rota = make_rota(2)
    rota.ask(rota.people[0], now=AGAIN - timedelta(hours=2))
    rota.ask(rota.people[1], arrives=False)
    assert ask_silent_again(AGAIN + timedelta(hours=1)) == 0


def test_who_has_said_stop_is_not_asked_again() -> None:
    rota = make_rota(1)
    record_opt_out(rota.people[0].mobile, source="sms", now=MONDAY)
    rota.ask(arrives=False)
    assert ask_silent_again(AGAIN) == 0


def test_plan_without_a_second_question_asks_once() -> None:
    rota = make_rota(1)
    rota.ask()
    TextPlan.objects.update(ask_again_hours=0, answer_hours=0)
    assert ask_silent_again(AGAIN + timedelta(hours=40)) == 0


def test_still_silent_are_phoned_twelve_hours_after_the_second_question() -> None:
    rota = make_rota(1)
    rota.ask()
    ask_silent_again(AGAIN)
    assert call_silent(AGAIN + timedelta(hours=11)) == 0
    assert call_silent(AGAIN + timedelta(hours=12)) == 1
    assert call_silent(AGAIN + timedelta(hours=13)) == 0
    assert list(CallTask.objects.values_list("reason", flat=True)) == [CallReason.SILENT]


def test_question_lapses_as_the_plan_says() -> None:
    rota = make_rota(1)
    TextPlan.objects.update(answer_hours=30)
    rota.ask()
    assert lapse_silent(LAPSES - timedelta(hours=6, minutes=1)) == 0
    assert lapse_silent(LAPSES - timedelta(hours=6)) == 1


def test_question_asked_at_night_can_be_answered_two_hours_after_it_left() -> None:
    rota = make_rota(1)
    TextPlan.objects.update(quiet_from="21:00", quiet_to="08:00")
    night = datetime(2026, 10, 15, 21, 30, tzinfo=UTC)  # 23.30 on the day before
    rota.ask(now=night)
    assert rota.attendance(rota.people[0]).confirm_by == datetime(2026, 10, 16, 8, 0, tzinfo=UTC)


def ask_later(rota: Rota, at: datetime) -> list[Attendance]:
    return invite_volunteers(rota.shift, rota.people, origin=BY_LEADER, now=MONDAY, at=at)


def test_question_far_ahead_waits_for_its_day_and_the_history_says_so() -> None:
    rota = make_rota(1)
    at = MONDAY + timedelta(days=1)
    (attendance,) = ask_later(rota, at)
    text = OutboundMessage.objects.get()
    assert (text.due_at, text.state, attendance.asked_at) == (at, OutboundState.QUEUED, at)
    assert attendance.events.get().detail == "frågan går tis 13 okt 12.00"
    rota.shift.refresh_from_db()
    assert rota.shift.asked_count == 1


def test_question_cannot_wait_until_the_night_has_begun() -> None:
    rota = make_rota(1)
    with pytest.raises(TooLate):
        ask_later(rota, rota.shift.starts_at)
    assert not Attendance.objects.exists()


def test_whoever_was_still_to_be_asked_hears_nothing_of_a_cancelled_night() -> None:
    rota = make_rota(1)
    ask_later(rota, MONDAY + timedelta(days=1))
    assert cancel_shift(rota.shift, origin=BY_LEADER, now=MONDAY + timedelta(hours=1)) == 0
    assert texts_to(rota.people[0]) == ["ask"]
    assert OutboundMessage.objects.get().reason == Reason.NOT_NEEDED


def move_an_hour(rota: Rota, *, now: datetime) -> None:
    shift = rota.shift
    shift.refresh_from_db()
    hour = timedelta(hours=1)
    revise_shift(
        shift,
        route=shift.route,
        kind=shift.kind,
        starts_at=shift.starts_at + hour,
        ends_at=shift.ends_at + hour,
        crew=CrewSize(),
        note="",
        origin=BY_LEADER,
        now=now,
    )


def test_whoever_was_still_to_be_asked_is_asked_about_the_night_as_it_is() -> None:
    rota = make_rota(1)
    at = MONDAY + timedelta(days=1)
    ask_later(rota, at)
    move_an_hour(rota, now=MONDAY + timedelta(hours=1))
    waiting = OutboundMessage.objects.get(state=OutboundState.QUEUED)
    assert (waiting.kind, waiting.due_at) == ("ask", at)
    assert "21.30-01.30" in waiting.body


def test_cancelling_a_night_just_changed_is_one_text_with_the_outcome() -> None:
    rota = make_rota(1)
    rota.ask()
    TextPlan.objects.update(gather_minutes=5)
    move_an_hour(rota, now=MONDAY + timedelta(hours=1))
    cancel_shift(rota.shift, origin=BY_LEADER, now=MONDAY + timedelta(hours=1, minutes=2))
    waiting = OutboundMessage.objects.filter(state=OutboundState.QUEUED)
    assert list(waiting.values_list("kind", flat=True)) == ["cancelled"]
