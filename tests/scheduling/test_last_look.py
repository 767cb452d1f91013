"""What becomes of a text in the moment it would leave."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from messaging.domain.outbox import send_due
from messaging.domain.outbox.review import Verdict
from messaging.enums import OutboundState, Priority, Reason
from messaging.gateways.memory import MemoryGateway
from messaging.models import OutboundMessage
from scheduling.domain.last_look import review
from scheduling.domain.reminders import remind_crews
from scheduling.domain.shifts import cancel_shift
from scheduling.models import Attendance, Shift, TextPlan
from tests.factories import ShiftFactory
from tests.scheduling.ledger_rows import text_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 10, 12, 20, 0, tzinfo=UTC)  # Monday 22.00
MORNING = datetime(2026, 10, 13, 6, 0, tzinfo=UTC)  # Tuesday 08.00


def asked(people: int = 1, *, now: datetime = MONDAY, **plan: object) -> Rota:
    rota = make_rota(people)
    TextPlan.objects.update(**plan)
    rota.ask(now=now, arrives=False)
    return rota


def waiting() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(state=OutboundState.QUEUED).order_by("pk"))


def verdict(now: datetime) -> Verdict | None:
    (text,) = waiting()
    return review([text], now).get(text.pk)


def test_question_that_is_still_open_leaves_as_it_is() -> None:
    asked()
    assert verdict(MONDAY) is None


@pytest.mark.parametrize("answer", ["ja", "nej"])
def test_question_that_was_answered_meanwhile_does_not_leave(answer: str) -> None:
    rota = asked()
    sms(rota.people[0], answer)
    question = OutboundMessage.objects.get(kind="ask")
    assert review([question], MONDAY) == {question.pk: Verdict(drop=Reason.NOT_NEEDED)}


def test_question_about_another_time_than_the_night_has_does_not_leave() -> None:
    asked()
    Attendance.objects.update(starts_at=MONDAY + timedelta(days=4))
    assert verdict(MONDAY) == Verdict(drop=Reason.CHANGED)


def test_question_about_a_cancelled_night_does_not_leave() -> None:
    asked()
    Shift.objects.update(state="cancelled")
    assert verdict(MONDAY) == Verdict(drop=Reason.CHANGED)


def test_question_that_can_no_longer_be_answered_does_not_leave() -> None:
    asked()
    assert verdict(datetime(2026, 10, 15, 18, 30, tzinfo=UTC)) == Verdict(drop=Reason.EXPIRED)


def test_text_about_nothing_that_is_left_does_not_leave() -> None:
    asked()
    (text,) = waiting()
    Attendance.objects.update(last_text=None)
    Shift.objects.get().attendances.all().delete()
    assert review([text], MONDAY) == {text.pk: Verdict(drop=Reason.NOT_NEEDED)}


def test_question_waits_for_the_end_of_quiet_hours() -> None:
    asked(quiet_from=time(21), quiet_to=time(8))
    assert verdict(NIGHT) == Verdict(later=MORNING)
    assert verdict(MORNING) is None


def test_answer_to_a_text_leaves_at_any_hour() -> None:
    rota = asked(quiet_from=time(21), quiet_to=time(8), day_cap=1)
    OutboundMessage.objects.update(state=OutboundState.DELIVERED, sent_at=NIGHT)
    sms(rota.people[0], "ja", now=NIGHT)
    assert verdict(NIGHT) is None


def test_cancelled_tonight_is_said_at_any_hour_and_over_any_cap() -> None:
    rota = make_rota(1, starts_at=NIGHT + timedelta(hours=2), ends_at=NIGHT + timedelta(hours=4))
    rota.ask(now=MONDAY)
    sms(rota.people[0], "ja", now=MONDAY)
    OutboundMessage.objects.update(state=OutboundState.DELIVERED, sent_at=NIGHT)
    TextPlan.objects.update(quiet_from=time(21), quiet_to=time(8), day_cap=1, month_ceiling=0)
    cancel_shift(rota.shift, origin=BY_LEADER, now=NIGHT)
    (text,) = waiting()
    assert (text.kind, text.priority, verdict(NIGHT)) == ("cancelled", Priority.SAFETY, None)


def test_reminder_is_for_safety() -> None:
    rota = asked(month_ceiling=0)
    sms(rota.people[0], "ja")
    OutboundMessage.objects.update(state=OutboundState.DELIVERED)
    due = rota.shift.starts_at - timedelta(hours=3)
    remind_crews(due)
    assert verdict(due) is None
    Attendance.objects.update(state="declined")
    assert verdict(due) == Verdict(drop=Reason.NOT_NEEDED)


def test_month_that_is_used_up_stops_what_is_not_for_safety() -> None:
    rota = asked(month_ceiling=1)
    text_of(rota.shift.association, price=Decimal(2), price_unit="SEK", created_at=MONDAY)
    assert verdict(MONDAY) == Verdict(drop=Reason.CEILING)


def more_nights(rota: Rota, count: int, *, now: datetime = MONDAY) -> list[Rota]:
    """Further Fridays of the same association, the same people asked."""
    rotas = []
    for week in range(1, count + 1):
        shift: Shift = ShiftFactory(
            association=rota.shift.association,
            route=rota.shift.route,
            starts_at=rota.shift.starts_at + timedelta(weeks=week),
        )
        rotas.append(Rota(shift, rota.people))
        rotas[-1].ask(now=now, arrives=False)
    return rotas


def test_text_over_the_days_cap_waits_for_the_next_morning() -> None:
    rota = asked(day_cap=2, quiet_from=time(21), quiet_to=time(8))
    more_nights(rota, 3)
    texts = waiting()
    assert review(texts, MONDAY) == {text.pk: Verdict(later=MORNING) for text in texts[2:]}
    OutboundMessage.objects.filter(pk__in=[text.pk for text in texts[:2]]).update(
        state=OutboundState.DELIVERED, sent_at=MONDAY
    )
    assert review(texts[2:], NIGHT - timedelta(hours=2)) == {text.pk: Verdict(later=MORNING) for text in texts[2:]}
    assert review(texts[2:], MORNING) == {}


def test_text_over_the_days_cap_that_is_of_no_use_tomorrow_is_dropped() -> None:
    rota = asked(day_cap=1)
    OutboundMessage.objects.update(state=OutboundState.DELIVERED, sent_at=MONDAY)
    shift: Shift = ShiftFactory(
        association=rota.shift.association, route=rota.shift.route, starts_at=MONDAY + timedelta(hours=13)
    )
    Rota(shift, rota.people).ask(arrives=False)
    assert verdict(MONDAY) == Verdict(drop=Reason.DAY_CAP)


def test_three_questions_within_minutes_are_one_text() -> None:
    rota = asked(gather_minutes=2)
    others = more_nights(rota, 2, now=MONDAY + timedelta(minutes=1))
    first, second, third = waiting()
    assert first.due_at == MONDAY + timedelta(minutes=2)
    body = (
        "Hej Person0! Kan du gå? 1: fre 16/10 kl 20.30-00.30 Vårby, 2: fre 23/10 kl 20.30-00.30 Vårby, "
        "3: fre 30/10 kl 19.30-23.30 Vårby. Svara t.ex. JA 1 eller NEJ 3."
    )
    assert review([first], first.due_at) == {first.pk: Verdict(body=body, absorbs=(second.pk, third.pk))}
    carriers = {one.attendance(rota.people[0]).last_text_id for one in (rota, *others)}
    assert carriers == {first.pk}


def test_questions_far_apart_or_to_two_people_with_one_number_are_two_texts() -> None:
    rota = asked(2, gather_minutes=2)
    Volunteer.objects.filter(pk=rota.people[1].pk).update(mobile="+46701740688")
    more_nights(rota, 1, now=MONDAY + timedelta(minutes=10))
    OutboundMessage.objects.update(to_number="+46701740688")
    first = waiting()[0]
    assert review([first], first.due_at) == {}


def test_question_answered_meanwhile_is_not_gathered() -> None:
    rota = asked(gather_minutes=2)
    more_nights(rota, 1)
    Attendance.objects.filter(shift=rota.shift).update(state="declined")
    first, second = waiting()
    assert review([second], second.due_at) == {}
    assert review([first], first.due_at) == {first.pk: Verdict(drop=Reason.NOT_NEEDED)}


def test_plan_that_does_not_gather_sends_each_by_itself() -> None:
    rota = asked(gather_minutes=0)
    more_nights(rota, 1)
    assert review(waiting(), MONDAY) == {}


def test_two_nights_cancelled_are_one_text() -> None:
    rota = asked(gather_minutes=2)
    (other,) = more_nights(rota, 1)
    OutboundMessage.objects.update(state=OutboundState.DELIVERED)
    for one in (rota, other):
        cancel_shift(one.shift, origin=BY_LEADER, now=MONDAY)
    first, second = waiting()
    assert review([first, second], first.due_at) == {
        first.pk: Verdict(
            body="Inställt: fre 16/10 kl 20.30 i Vårby, fre 23/10 kl 20.30 i Vårby blir inte av. "
            "Du behöver inte göra något. Tack Person0 för att du ställer upp.",
            absorbs=(second.pk,),
        )
    }


def test_text_that_carried_others_and_is_tried_again_leaves_while_one_of_them_is_wanted() -> None:
    rota = asked(gather_minutes=2)
    more_nights(rota, 1)
    first, second = waiting()
    OutboundMessage.objects.filter(pk=second.pk).update(state="dropped", reason="merged", merged_into=first)
    OutboundMessage.objects.filter(pk=first.pk).update(attempts=1)
    Attendance.objects.filter(shift=rota.shift).update(state="declined")
    (first,) = waiting()
    assert review([first], first.due_at) == {}


@pytest.mark.parametrize("people", [1, 3])
def test_batch_of_any_size_takes_the_same_few_queries(
    people: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rota = asked(people, gather_minutes=2, month_ceiling=1000)
    more_nights(rota, 2)
    texts = waiting()[:people]
    with django_assert_max_num_queries(9):
        review(texts, MONDAY + timedelta(minutes=2))


@pytest.mark.django_db(transaction=True)
def test_what_waits_or_is_gathered_leaves_the_queue_as_the_look_says(sms_provider: MemoryGateway) -> None:
    rota = asked(gather_minutes=2, quiet_from=time(21), quiet_to=time(8))
    more_nights(rota, 1)
    send_due(NIGHT, review=review)
    assert (sms_provider.texts, {text.due_at for text in waiting()}) == ([], {MORNING})
    send_due(MORNING, review=review)
    assert [text.body.split("? ")[0] for text in sms_provider.texts] == ["Hej Person0! Kan du gå"]
    states = OutboundMessage.objects.order_by("pk").values_list("state", "reason")
    assert list(states) == [(OutboundState.SENT, ""), (OutboundState.DROPPED, Reason.MERGED)]
