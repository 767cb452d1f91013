"""Nights that are too few at their deadline: when somebody is asked to decide, and who is told, once."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from messaging.models import OutboundMessage
from scheduling.domain.crew_conditions import SAFE
from scheduling.domain.crews import is_safe
from scheduling.domain.decisions.asking import ask_for_decisions
from scheduling.domain.decisions.mails import mail_decisions
from scheduling.domain.quiet_hours import quiet_period
from scheduling.domain.shifts import cancel_shift, progress_shifts
from scheduling.domain.text_plans import decide_at
from scheduling.enums import DecisionState as State
from scheduling.enums import EventKind
from scheduling.models import NightDecision, Shift, ShiftEvent, TextPlan
from tests.factories import ShiftFactory, coordinator_of, leader_of, member_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to
from volunteers.models import Volunteer

HOUR = timedelta(hours=1)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
STARTS_AT = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
DEADLINE = STARTS_AT - 24 * HOUR


def clock(now: datetime) -> int:
    """The job, as the clock runs it."""
    asked = ask_for_decisions(now)
    mail_decisions(now)
    return asked


def small_rota(**fields: object) -> Rota:
    return make_rota(3, **{"leaders_needed": 0, **fields})


def decision(shift: Shift) -> NightDecision:
    return NightDecision.objects.get(shift=shift)


def says_yes(rota: Rota, *people: Volunteer, now: datetime = MONDAY) -> None:
    rota.ask(*people, now=now)
    for person in people:
        sms(person, "ja", now=now + timedelta(minutes=5))


@pytest.mark.django_db
def test_night_that_is_too_few_is_asked_about_at_its_deadline_and_once() -> None:
    rota = small_rota()
    assert clock(DEADLINE - timedelta(minutes=1)) == 0
    assert [clock(DEADLINE), clock(DEADLINE), clock(DEADLINE + HOUR)] == [1, 0, 0]
    assert decision(rota.shift).state == State.OPEN
    assert ShiftEvent.objects.get(kind=EventKind.UNDECIDED).detail == "0 av minst 2 klara"


@pytest.mark.django_db
def test_safe_night_cancelled_night_and_draft_are_asked_about_by_nobody() -> None:
    rota = small_rota()
    says_yes(rota, *rota.people[:2])
    ShiftFactory(association=rota.shift.association, state="draft")
    cancel_shift(ShiftFactory(association=rota.shift.association), origin=BY_LEADER, now=MONDAY)
    assert clock(DEADLINE) == 0


@pytest.mark.django_db
def test_group_without_the_leader_it_needs_is_not_safe() -> None:
    rota = small_rota(leaders_needed=1)
    says_yes(rota, *rota.people)
    assert clock(DEADLINE) == 1
    assert ShiftEvent.objects.get(kind=EventKind.UNDECIDED).detail == "3 av minst 2 klara, ledare saknas"


@pytest.mark.django_db
@pytest.mark.parametrize(("confirmed", "leaders"), [(n, leads) for n in range(4) for leads in range(3) if leads <= n])
def test_database_and_the_page_mean_the_same_by_safe(confirmed: int, leaders: int) -> None:
    shift = ShiftFactory(confirmed_count=confirmed, leader_count=leaders)
    assert Shift.objects.filter(Q(pk=shift.pk), SAFE).exists() is is_safe(shift)


@pytest.mark.django_db
def test_leaders_and_coordinators_are_told_once_and_once_more_when_nobody_decides() -> None:
    rota = small_rota()
    leader, coordinator = leader_of(rota.shift.association), coordinator_of(rota.shift.association.municipality)
    leader_of(ShiftFactory(leaders_needed=0).association)
    phone = member_of(rota.shift.association, name="Karin Öberg", email=leader.email.upper())
    Shift.objects.exclude(pk=rota.shift.pk).update(confirmed_count=2)
    for hours in range(8):
        clock(DEADLINE + hours * HOUR)
    assert texts_to(phone) == ["decide", "decide"]
    first, second = OutboundMessage.objects.filter(to_number=phone.mobile).order_by("pk")
    assert first.body.startswith("Måste avgöras: Vårby fre 16/10 kl 20.30 har 0 av minst 2. Fyll på, slå ihop")
    assert first.body.endswith(f"/pass/{rota.shift.pk}")
    assert second.body.startswith("Ingen har bestämt: Vårby")
    assert [letter.subject for letter in mail.outbox] == [
        "Måste avgöras: Vårby, fredag 16 oktober",
        "Ingen har bestämt: Vårby, fredag 16 oktober",
    ]
    assert {tuple(letter.to) for letter in mail.outbox} == {tuple(sorted([leader.email, coordinator.email]))}
    assert "Ingenting ställs in av sig självt." in mail.outbox[0].body
    assert "Har ingen gjort det fre 16 okt 00.30" in mail.outbox[0].body
    assert decision(rota.shift).state == State.OPEN


@pytest.mark.django_db
def test_night_that_becomes_safe_is_settled_and_one_that_becomes_unsafe_again_asked_about_anew() -> None:
    rota = small_rota()
    says_yes(rota, rota.people[0])
    clock(DEADLINE)
    says_yes(rota, rota.people[1], now=DEADLINE + HOUR)
    clock(DEADLINE + 2 * HOUR)
    assert decision(rota.shift).state == State.FILLED
    sms(rota.people[0], "nej", now=DEADLINE + 3 * HOUR)
    assert clock(DEADLINE + 4 * HOUR) == 1
    assert list(NightDecision.objects.order_by("pk").values_list("state", flat=True)) == [State.FILLED, State.OPEN]


@pytest.mark.django_db
def test_cancelling_decides_and_nobody_is_told_afterwards() -> None:
    rota = small_rota()
    leader = leader_of(rota.shift.association)
    phone = member_of(rota.shift.association, name="Karin Öberg", email=leader.email)
    ask_for_decisions(DEADLINE)
    cancel_shift(rota.shift, reason="Vi blir för få", origin=BY_LEADER, now=DEADLINE + HOUR)
    clock(DEADLINE + 8 * HOUR)
    assert decision(rota.shift).state == State.CANCELLED
    assert mail.outbox == []
    assert OutboundMessage.objects.get(to_number=phone.mobile).state == "dropped"


@pytest.mark.django_db
def test_night_that_begins_undecided_says_so() -> None:
    rota = small_rota()
    clock(DEADLINE)
    progress_shifts(STARTS_AT)
    clock(STARTS_AT)
    assert decision(rota.shift).state == State.BEGUN


@pytest.mark.django_db
def test_plan_says_when_and_whether() -> None:
    rota = small_rota()
    TextPlan.objects.update(decide_hours=0)
    assert clock(STARTS_AT - HOUR) == 0
    TextPlan.objects.create(
        municipality=rota.shift.association.municipality,
        association=rota.shift.association,
        decide_hours=48,
        quiet_from=time(0),
        quiet_to=time(0),
    )
    assert [clock(STARTS_AT - 49 * HOUR), clock(STARTS_AT - 48 * HOUR)] == [0, 1]


@pytest.mark.django_db
def test_no_that_comes_at_night_is_not_told_before_morning() -> None:
    rota = small_rota()
    TextPlan.objects.update(quiet_from=time(21), quiet_to=time(8), decide_hours=48)
    night = datetime(2026, 10, 14, 23, 0, tzinfo=UTC)  # past the deadline, at one o'clock
    assert [clock(night), clock(datetime(2026, 10, 15, 6, 0, tzinfo=UTC))] == [0, 1]
    assert decision(rota.shift).opened_at == datetime(2026, 10, 15, 6, 0, tzinfo=UTC)


NIGHTS = st.integers(0, 2 * 365 * 24 * 4).map(lambda n: datetime(2026, 1, 2, tzinfo=UTC) + n * timedelta(minutes=15))


@given(starts_at=NIGHTS, hours=st.integers(1, 168), quiet=st.tuples(st.times(), st.times()))
def test_deadline_is_before_the_start_and_outside_quiet_hours_unless_there_is_no_such_moment(
    starts_at: datetime, hours: int, quiet: tuple[time, time]
) -> None:
    plan = TextPlan(decide_hours=hours, quiet_from=quiet[0], quiet_to=quiet[1])
    at = decide_at(plan, starts_at, STOCKHOLM)
    assert at is not None
    assert starts_at - hours * HOUR <= at < starts_at
    period = quiet_period(plan, STOCKHOLM, at)
    assert period is None or period[1] >= starts_at


@pytest.mark.parametrize(
    ("starts_at", "due"),
    [  # 24 hours are 24 hours, whatever the clock on the wall has done since
        (datetime(2026, 10, 25, 19, 30, tzinfo=UTC), datetime(2026, 10, 24, 19, 30, tzinfo=UTC)),  # 20.30 ◂ 21.30
        (datetime(2027, 3, 28, 18, 30, tzinfo=UTC), datetime(2027, 3, 27, 18, 30, tzinfo=UTC)),  # 20.30 ◂ 19.30
    ],
)
def test_deadline_over_both_clock_changes(starts_at: datetime, due: datetime) -> None:
    assert decide_at(TextPlan(quiet_from=time(22), quiet_to=time(8)), starts_at, STOCKHOLM) == due


def test_deadline_in_quiet_hours_waits_for_the_morning_of_the_clock_change() -> None:
    plan = TextPlan(quiet_from=time(21), quiet_to=time(8), decide_hours=14)
    autumn = decide_at(plan, datetime(2026, 10, 25, 19, 0, tzinfo=UTC), STOCKHOLM)
    spring = decide_at(plan, datetime(2027, 3, 28, 18, 0, tzinfo=UTC), STOCKHOLM)
    assert [autumn, spring] == [
        datetime(2026, 10, 25, 7, 0, tzinfo=UTC),
        datetime(2027, 3, 28, 6, 0, tzinfo=UTC),
    ]
