"""Who has to be phoned, and what comes of it."""

from datetime import timedelta

import pytest

from messaging.domain.opt_outs import record_opt_out
from messaging.enums import OutboundState
from messaging.models import NumberTrouble, OutboundMessage
from scheduling.domain.calls import claim_call, fill_call_list, put_on_call_list, record_call
from scheduling.enums import AttendanceState as State
from scheduling.enums import CallOutcome, CallReason
from scheduling.exceptions import AlreadySeenTo
from scheduling.models import CallTask, ShiftEvent
from tests.factories import leader_of
from tests.scheduling.rota import MONDAY, Rota, make_rota, sms

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)


def asked() -> Rota:
    rota = make_rota(1)
    rota.ask()
    return rota


def on_list(rota: Rota, reason: CallReason = CallReason.SILENT) -> CallTask:
    task = put_on_call_list(rota.attendance(rota.people[0]), reason=reason, now=LATER)
    assert task is not None
    return task


def reasons() -> list[str]:
    return list(CallTask.objects.filter(closed_at=None).values_list("reason", flat=True))


def test_question_that_arrived_needs_no_call() -> None:
    asked()
    assert (fill_call_list(LATER), reasons()) == (0, [])


@pytest.mark.parametrize("state", [OutboundState.UNDELIVERED, OutboundState.FAILED])
def test_question_that_did_not_arrive_is_put_on_the_list_once(state: OutboundState) -> None:
    asked()
    OutboundMessage.objects.update(state=state)
    assert (fill_call_list(LATER), fill_call_list(LATER), reasons()) == (1, 0, [CallReason.NOT_DELIVERED])


@pytest.mark.parametrize("reason", ["ceiling", "day_cap", "bad_number"])
def test_question_that_was_held_back_is_put_on_the_list(reason: str) -> None:
    asked()
    OutboundMessage.objects.update(state=OutboundState.DROPPED, reason=reason)
    assert (fill_call_list(LATER), reasons()) == (1, [CallReason.NOT_DELIVERED])


def test_question_that_is_tried_once_more_waits_for_that() -> None:
    asked()
    first = OutboundMessage.objects.get()
    OutboundMessage.objects.update(state=OutboundState.UNDELIVERED)
    again = OutboundMessage.objects.create(
        to_number=first.to_number, body=first.body, kind="ask", dedupe_key=f"{first.dedupe_key}#2", due_at=LATER
    )
    assert fill_call_list(LATER) == 0
    OutboundMessage.objects.filter(pk=again.pk).update(state=OutboundState.FAILED)
    assert fill_call_list(LATER) == 1


def test_question_that_went_along_with_another_is_judged_by_that() -> None:
    asked()
    first = OutboundMessage.objects.get()
    other = OutboundMessage.objects.create(
        to_number=first.to_number, body="x", kind="ask", dedupe_key="other", due_at=LATER, state="delivered"
    )
    OutboundMessage.objects.filter(pk=first.pk).update(state="dropped", reason="merged", merged_into=other)
    assert fill_call_list(LATER) == 0
    OutboundMessage.objects.filter(pk=other.pk).update(state="undelivered")
    assert fill_call_list(LATER) == 1


def test_open_question_of_someone_who_said_stop_is_put_on_the_list() -> None:
    rota = asked()
    record_opt_out(rota.people[0].mobile, source="sms", now=LATER)
    assert (fill_call_list(LATER), reasons()) == (1, [CallReason.OPTED_OUT])


def test_flagged_number_is_put_on_the_list() -> None:
    rota = asked()
    NumberTrouble.objects.create(number=rota.people[0].mobile, times=2, is_flagged=True, last_at=LATER)
    assert (fill_call_list(LATER), reasons()) == (1, [CallReason.BAD_NUMBER])


@pytest.mark.parametrize(("outcome", "state"), [(CallOutcome.YES, State.CONFIRMED), (CallOutcome.NO, State.DECLINED)])
def test_yes_or_no_on_the_phone_moves_the_rota_and_closes_the_call(outcome: CallOutcome, state: State) -> None:
    rota = asked()
    task = record_call(on_list(rota), outcome, user=leader_of(rota.shift.association), now=LATER)
    assert (rota.state(rota.people[0]), task.closed_at) == (state, LATER)
    assert set(ShiftEvent.objects.filter(door="phone").values_list("kind", flat=True)) == {"called", state}


def test_call_that_nobody_answered_stays_on_the_list_for_anyone() -> None:
    rota = asked()
    leader = leader_of(rota.shift.association)
    task = claim_call(on_list(rota), user=leader, now=LATER)
    task = record_call(task, CallOutcome.NO_ANSWER, user=leader, now=LATER)
    assert (task.closed_at, task.claimed_by, task.outcome) == (None, None, CallOutcome.NO_ANSWER)


def test_wrong_number_is_not_put_on_the_list_again() -> None:
    rota = asked()
    record_call(on_list(rota), CallOutcome.WRONG_NUMBER, user=leader_of(rota.shift.association), now=LATER)
    OutboundMessage.objects.update(state=OutboundState.UNDELIVERED)
    assert (fill_call_list(LATER), reasons()) == (0, [])


def test_claimed_call_is_not_claimed_by_another() -> None:
    rota = asked()
    task = on_list(rota)
    claim_call(task, user=leader_of(rota.shift.association), now=LATER)
    with pytest.raises(AlreadySeenTo):
        claim_call(task, user=leader_of(rota.shift.association), now=LATER)


def test_answer_by_text_closes_the_call() -> None:
    rota = asked()
    task = on_list(rota)
    sms(rota.people[0], "ja", now=LATER)
    with pytest.raises(AlreadySeenTo):
        record_call(task, CallOutcome.NO, user=leader_of(rota.shift.association), now=LATER)
    fill_call_list(LATER)
    assert reasons() == []


def test_nobody_is_phoned_about_a_night_that_has_begun() -> None:
    rota = asked()
    on_list(rota)
    fill_call_list(rota.shift.starts_at)
    assert reasons() == []


def test_who_is_no_longer_asked_is_not_put_on_the_list() -> None:
    rota = asked()
    sms(rota.people[0], "nej")
    assert put_on_call_list(rota.attendance(rota.people[0]), reason=CallReason.SILENT, now=LATER) is None
