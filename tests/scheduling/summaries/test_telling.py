"""The day before: who is told how tomorrow stands, when, how, and only once."""

from datetime import UTC, date, datetime, time, timedelta
from smtplib import SMTPException
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from messaging.domain import texts
from messaging.models import OptOut, OutboundMessage
from scheduling.domain.rounds import start_round
from scheduling.domain.shifts import cancel_shift
from scheduling.domain.summaries.telling import WITHIN, summary_at, tell_summaries
from scheduling.domain.walk_rules.keeping import save_rule
from scheduling.enums import AttendanceState, RuleForce, RuleKind, SummaryWay
from scheduling.models import Attendance, DaySummary, TextPlan
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    RouteFactory,
    ShiftFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms
from volunteers.models import User, Volunteer

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SIX = datetime(2026, 10, 15, 16, 0, tzinfo=UTC)  # Thursday 18.00 in Stockholm, before a Friday 20.30
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def rota(db: None) -> Rota:
    made = make_rota(5)
    TextPlan.objects.update(ask_days=7, answer_hours=24, remind_hours=3, decide_hours=0, ask_again_hours=24)
    return made


@pytest.fixture
def karin(rota: Rota) -> User:
    user: User = leader_of(rota.shift.association)
    return user


def by_text(**fields: Any) -> None:
    TextPlan.objects.update(summary_way=SummaryWay.SMS, **fields)


def phone_of(rota: Rota, user: User, **fields: Any) -> str:
    person: Volunteer = member_of(rota.shift.association, name="Karin Öberg", user=user, **fields)
    return person.mobile


def test_leaders_are_mailed_at_six_the_day_before_and_once(rota: Rota, karin: User) -> None:
    other = leader_of(rota.shift.association)
    coordinator_of(rota.shift.association.municipality)
    leader_of(AssociationFactory(municipality=rota.shift.association.municipality))
    told = [tell_summaries(SIX + wait) for wait in (-MINUTE, timedelta(0), MINUTE, HOUR)]
    assert told == [0, 2, 0, 0]
    assert sorted(one.to[0] for one in mail.outbox) == sorted([karin.email, other.email])
    assert DaySummary.objects.filter(told_at=SIX, night=date(2026, 10, 16)).count() == 2


def test_mail_says_how_each_night_stands_and_what_happens_by_itself(rota: Rota, karin: User) -> None:
    shift, people = rota.shift, rota.people
    rota.ask(people[0], as_leader=True)
    rota.ask(people[1], people[2])
    sms(people[0], "ja")
    AttendanceFactory(
        shift=shift, volunteer=people[3], state=AttendanceState.WAITING, waiting_since=MONDAY, asked_at=MONDAY
    )
    tell_summaries(SIX)
    assert mail.outbox[0].subject == "I morgon fredag 16 oktober: 1 grupp, 1 är inte säker"
    body = mail.outbox[0].body
    assert (
        "Vårby 20.30–00.30: INTE säker. 1 av 4 klara, ledare klar, 2 tillfrågade, 1 saknas, minst 3.\n"
        "Har inte svarat: Person1 och Person2.\n"
        "Reservlistan, i tur: Person3.\n"
        "20.30 går frågan vidare från den som inte har svarat.\n"
        "Fre 17.30 påminns de som går.\n"
    ) in body
    assert f"/pass/{shift.pk}" in body


def test_mail_says_when_a_youth_is_left_without_adults(rota: Rota, karin: User) -> None:
    youth = member_of(rota.shift.association, name="Ella Ung", born_on=date(2010, 5, 1))
    save_rule(rota.shift.association, RuleKind.WITH_ADULTS, force=RuleForce.HARD, number=2)
    rota.ask(*rota.people[:2])
    sms(rota.people[0], "ja")
    sms(rota.people[1], "ja")
    rota.ask(youth)
    sms(youth, "ja")
    sms(rota.people[1], "nej")
    tell_summaries(SIX)
    assert "går alltid med vuxna. Klara vuxna: 1 av minst 2.\n" in mail.outbox[0].body


def test_round_that_is_going_tells_when_the_next_is_asked(rota: Rota, karin: User) -> None:
    for n in range(10):
        member_of(rota.shift.association, name=f"Nästa{n} Test")
    start_round(rota.shift, origin=BY_LEADER, now=SIX - 2 * HOUR)
    tell_summaries(SIX)
    assert Attendance.objects.filter(state=AttendanceState.ASKED).count() == 6
    assert "19.00 frågar Lykta nästa i tur, om ingen har svarat." in mail.outbox[0].body


def test_round_with_nobody_left_to_ask_promises_nothing(rota: Rota, karin: User) -> None:
    start_round(rota.shift, origin=BY_LEADER, now=SIX - 2 * HOUR)
    tell_summaries(SIX)
    assert "nästa i tur" not in mail.outbox[0].body


def test_safe_nights_are_one_line(rota: Rota, karin: User) -> None:
    rota.ask(rota.people[0], as_leader=True)
    rota.ask(*rota.people[1:4])
    for person in rota.people[:4]:
        sms(person, "ja")
    route = RouteFactory(municipality=rota.shift.association.municipality)
    ShiftFactory(association=rota.shift.association, route=route, confirmed_count=4, leader_count=1)
    tell_summaries(SIX)
    assert mail.outbox[0].subject == "I morgon fredag 16 oktober: 2 grupper, alla säkra"


def test_nothing_without_a_night_tomorrow_or_for_one_that_is_cancelled_or_a_draft(rota: Rota, karin: User) -> None:
    ShiftFactory(association=rota.shift.association, state="draft")
    cancel_shift(rota.shift, origin=BY_LEADER, now=MONDAY)
    assert tell_summaries(SIX) == 0
    assert DaySummary.objects.count() == 0


@pytest.mark.parametrize(("after", "told"), [(WITHIN - MINUTE, 1), (WITHIN, 0)])
def test_summary_that_is_hours_late_is_none(rota: Rota, karin: User, after: timedelta, told: int) -> None:
    assert tell_summaries(SIX + after) == told


def test_association_chooses_its_hour_or_none(rota: Rota, karin: User) -> None:
    TextPlan.objects.update(summary_at=time(9, 30))
    assert [tell_summaries(SIX), tell_summaries(SIX - 8.5 * HOUR)] == [0, 1]
    DaySummary.objects.all().delete()
    TextPlan.objects.update(summary_way=SummaryWay.OFF)
    assert tell_summaries(SIX - 8.5 * HOUR) == 0


def test_text_goes_to_the_leader_who_has_a_number_and_mail_to_the_other(rota: Rota, karin: User) -> None:
    by_text()
    number = phone_of(rota, karin)
    other = leader_of(rota.shift.association)
    assert [tell_summaries(SIX), tell_summaries(SIX + MINUTE)] == [2, 0]
    text = OutboundMessage.objects.get(kind="summary")
    assert (text.to_number, [one.to for one in mail.outbox]) == (number, [[other.email]])
    assert text.body == (
        "I morgon fre 16/10, Vårby: INTE säker. Saknas 4, obesvarade 0, reserver 0. "
        f"http://127.0.0.1:8000/pass/{rota.shift.pk}"
    )
    assert (text.segments, text.expires_at) == (1, SIX + WITHIN)


def test_text_names_nobody_and_the_night_that_is_worst(rota: Rota, karin: User) -> None:
    by_text()
    phone_of(rota, karin)
    safe = RouteFactory(municipality=rota.shift.association.municipality, district__name="Skogås")
    ShiftFactory(association=rota.shift.association, route=safe, confirmed_count=4, leader_count=1)
    rota.ask(rota.people[0])
    tell_summaries(SIX)
    body = OutboundMessage.objects.get(kind="summary").body
    assert body.startswith(
        "I morgon fre 16/10: 2 grupper, 1 INTE säkra (Vårby). Saknas 4, obesvarade 1, reserver 0. "
        "20.30 går frågan vidare."
    )
    assert "Person0" not in body


def test_number_that_asked_for_silence_gets_mail(rota: Rota, karin: User) -> None:
    by_text()
    OptOut.objects.create(number=phone_of(rota, karin), started_at=MONDAY)
    assert [tell_summaries(SIX), tell_summaries(SIX + MINUTE)] == [1, 0]
    assert [one.to for one in mail.outbox] == [[karin.email]]


def test_mail_that_was_not_taken_is_tried_again(rota: Rota, karin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise SMTPException

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        assert tell_summaries(SIX) == 0
    assert [tell_summaries(SIX + MINUTE), len(mail.outbox)] == [1, 1]


@pytest.mark.parametrize(
    ("night", "at"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 27, 17, 0, tzinfo=UTC)),  # the clock goes forward in the night
        (date(2027, 3, 29), datetime(2027, 3, 28, 16, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 16, 0, tzinfo=UTC)),  # and back
        (date(2026, 10, 26), datetime(2026, 10, 25, 17, 0, tzinfo=UTC)),
    ],
)
def test_hour_is_that_of_the_clock_in_town_when_the_clocks_change(night: date, at: datetime) -> None:
    assert summary_at(TextPlan(), night, STOCKHOLM) == at


@given(night=st.dates(date(2024, 1, 1), date(2035, 12, 31)), clock=st.times())
def test_hour_is_always_on_the_day_before_and_before_the_evening(night: date, clock: time) -> None:
    clock = clock.replace(second=0, microsecond=0)
    at = summary_at(TextPlan(summary_at=clock), night, STOCKHOLM).astimezone(STOCKHOLM)
    assert at.date() == night - timedelta(days=1)
    is_skipped = clock != at.time()
    assert not is_skipped or (at.month, at.hour, clock.hour) == (3, 3, 2)


def test_many_nights_take_as_many_queries_as_one(rota: Rota, karin: User) -> None:
    counts = []
    for more in (0, 5):
        for _n in range(more):
            ShiftFactory(
                association=rota.shift.association, route=RouteFactory(municipality=rota.shift.association.municipality)
            )
        DaySummary.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            tell_summaries(SIX)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_longest_text_is_still_one_segment(rota: Rota, karin: User) -> None:
    by_text()
    phone_of(rota, karin, text_language="fi")
    rota.shift.route.district.name = "Skärholmens och Sätra centrum med omnejd"
    rota.shift.route.district.save()
    rota.ask(*rota.people)
    tell_summaries(SIX)
    assert texts.segments(OutboundMessage.objects.get(kind="summary").body) == 1
