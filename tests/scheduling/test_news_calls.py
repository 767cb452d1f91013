"""Nobody walks to a night that is off, or stays at home from their own, because a text did not arrive."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from messaging.domain.opt_outs import record_opt_out
from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.attendance import remove_attendance
from scheduling.domain.calls import close_settled, record_call
from scheduling.domain.news_calls import call_about_news
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import AttendanceState as State
from scheduling.enums import CallOutcome, CallReason
from scheduling.exceptions import SchedulingError
from scheduling.models import CallTask
from tests.factories import leader_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)


def confirmed(people: int = 1, **fields: object) -> Rota:
    rota = make_rota(people, **fields)
    rota.ask()
    for person in rota.people:
        sms(person, "ja")
    return rota


def lose_texts(state: OutboundState = OutboundState.UNDELIVERED) -> None:
    OutboundMessage.objects.filter(state=OutboundState.QUEUED).update(state=state)


def cancel(rota: Rota, now: datetime = LATER) -> None:
    OutboundMessage.objects.update(state=OutboundState.DELIVERED)
    cancel_shift(rota.shift, origin=BY_LEADER, now=now)


def reasons() -> list[str]:
    return list(CallTask.objects.filter(closed_at=None).values_list("reason", flat=True))


@pytest.mark.parametrize("state", [OutboundState.UNDELIVERED, OutboundState.FAILED])
def test_who_walks_a_cancelled_night_and_was_not_reached_is_phoned_once(state: OutboundState) -> None:
    rota = confirmed(2)
    cancel(rota)
    lose_texts(state)
    assert (call_about_news(LATER), call_about_news(LATER)) == (2, 0)
    assert reasons() == [CallReason.CANCELLED] * 2


def test_who_was_told_needs_no_call() -> None:
    rota = confirmed()
    cancel(rota)
    lose_texts(OutboundState.DELIVERED)
    assert call_about_news(LATER) == 0


def test_who_had_only_been_asked_needs_no_call() -> None:
    rota = make_rota(1)
    rota.ask()
    cancel(rota)
    lose_texts()
    assert call_about_news(LATER) == 0


def test_who_has_said_stop_is_phoned_about_a_cancelled_night() -> None:
    rota = confirmed()
    record_opt_out(rota.people[0].mobile, source="sms", now=LATER)
    cancel(rota)
    assert (call_about_news(LATER), reasons()) == (1, [CallReason.CANCELLED])


def test_second_try_is_waited_for() -> None:
    rota = confirmed()
    cancel(rota)
    lose_texts()
    first = OutboundMessage.objects.get(kind="cancelled")
    OutboundMessage.objects.create(
        to_number=first.to_number, body=first.body, kind="cancelled", dedupe_key=f"{first.dedupe_key}#2", due_at=LATER
    )
    assert call_about_news(LATER) == 0
    lose_texts(OutboundState.FAILED)
    assert call_about_news(LATER) == 1


def test_who_lost_the_place_or_got_one_is_phoned_too() -> None:
    rota = confirmed(2, crew_max=4)
    OutboundMessage.objects.update(state=OutboundState.DELIVERED)
    remove_attendance(rota.attendance(rota.people[0]), origin=BY_LEADER, now=LATER)
    lose_texts()
    assert (call_about_news(LATER), reasons()) == (1, [CallReason.REMOVED])
    full = confirmed(5, crew_max=4)
    OutboundMessage.objects.update(state=OutboundState.DELIVERED)
    sms(full.people[0], "nej", now=LATER)
    OutboundMessage.objects.filter(kind="promoted").update(state=OutboundState.FAILED)
    assert (call_about_news(LATER), reasons()) == (1, [CallReason.REMOVED, CallReason.PROMOTED])


def test_call_ends_when_the_person_has_been_told() -> None:
    rota = confirmed()
    cancel(rota)
    lose_texts()
    call_about_news(LATER)
    user = leader_of(rota.shift.association)
    task = record_call(CallTask.objects.get(), CallOutcome.NO_ANSWER, user=user, now=LATER)
    assert task.closed_at is None
    with pytest.raises(SchedulingError):
        record_call(task, CallOutcome.YES, user=user, now=LATER)
    assert record_call(task, CallOutcome.TOLD, user=user, now=LATER).closed_at == LATER
    assert rota.state(rota.people[0]) == State.WITHDRAWN


def test_call_about_a_place_ends_when_its_owner_writes() -> None:
    full = confirmed(5, crew_max=4)
    OutboundMessage.objects.update(state=OutboundState.DELIVERED)
    sms(full.people[0], "nej", now=LATER)
    OutboundMessage.objects.filter(kind="promoted").update(state=OutboundState.FAILED)
    call_about_news(LATER)
    assert close_settled(now=LATER) == 0
    sms(full.people[4], "nej", now=LATER + timedelta(hours=1))
    assert close_settled(now=LATER + timedelta(hours=2)) == 1


def test_call_is_of_no_use_once_the_night_would_have_begun() -> None:
    rota = confirmed()
    cancel(rota)
    lose_texts()
    call_about_news(LATER)
    assert (close_settled(now=LATER), close_settled(now=rota.shift.starts_at)) == (0, 1)


@time_machine.travel(LATER, tick=False)
def test_leader_sees_what_is_to_be_told_and_says_that_it_is(client: Client) -> None:
    rota = confirmed()
    cancel(rota)
    lose_texts()
    call_about_news(LATER)
    client.force_login(leader_of(rota.shift.association))
    page = client.get(reverse("scheduling:calls")).content.decode()
    assert "Vet inte att kvällen är inställd" in page
    assert ("Har fått veta" in page, "Sa ja" in page) == (True, False)
    answer = client.post(
        reverse("scheduling:call_outcome", args=[CallTask.objects.get().pk]), {"svar": "told"}, follow=True
    )
    assert "Bra. Person0 har fått veta." in answer.content.decode()
