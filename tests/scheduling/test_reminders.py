"""What the clock says to those who said yes, by the plan in force."""

from datetime import UTC, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from messaging.enums import OutboundState, Priority
from messaging.models import OutboundMessage
from scheduling.domain import reminders
from scheduling.domain.crews import CrewSize
from scheduling.domain.reminders import remind_crews, thank_crews
from scheduling.domain.shifts import progress_shifts, revise_shift
from scheduling.enums import AttendanceState as State
from scheduling.models import Attendance, TextPlan
from tests.factories import member_of
from tests.scheduling.rota import BY_LEADER, Rota, make_rota, sms, texts_to

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 10, 16, 15, 30, tzinfo=UTC)  # 17.30 in Stockholm, three hours before
SATURDAY = datetime(2026, 10, 17, 7, 0, tzinfo=UTC)  # 09.00, when there are no quiet hours


def plan(**fields: object) -> None:
    TextPlan.objects.update(**fields)


def walking(people: int = 2, **fields: object) -> Rota:
    rota = make_rota(people, **fields)
    rota.ask()
    for person in rota.people:
        sms(person, "ja")
    return rota


def body_of(kind: str) -> str:
    return OutboundMessage.objects.filter(kind=kind).latest("pk").body


def test_reminder_goes_once_three_hours_before_to_the_confirmed() -> None:
    rota = make_rota(3)
    rota.ask()
    for person in rota.people[:2]:
        sms(person, "ja")
    assert remind_crews(FRIDAY - timedelta(minutes=1)) == 0
    assert remind_crews(FRIDAY) == 2
    assert remind_crews(FRIDAY + timedelta(minutes=1)) == 0
    assert texts_to(rota.people[0]) == ["ask", "confirmed", "reminder"]
    assert texts_to(rota.people[2]) == ["ask"]
    assert body_of("reminder") == (
        "I kväll går du i Vårby! 20.30 vid biblioteket. Ni är två. Varma skor! Förhinder? Svara NEJ."
    )
    assert OutboundMessage.objects.filter(kind="reminder", priority=Priority.SAFETY).count() == 2


def test_reminder_names_the_leader_and_what_to_bring() -> None:
    rota = make_rota(1)
    leader = member_of(rota.shift.association, name="Karin Öberg", mobile="+46701740612")
    rota.ask(leader, as_leader=True)
    rota.ask()
    for person in (leader, *rota.people):
        sms(person, "ja")
    plan(bring="reflexväst")
    remind_crews(FRIDAY)
    assert OutboundMessage.objects.get(kind="reminder", to_number=rota.people[0].mobile).body == (
        "I kväll går du i Vårby! 20.30 vid biblioteket. Ta med reflexväst. "
        "Ledare Karin 070-174 06 12. Sjuk eller sen? Ring."
    )


def test_no_reminder_to_someone_confirmed_after_its_hour() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "ja", now=FRIDAY + timedelta(minutes=5))
    assert remind_crews(FRIDAY + timedelta(minutes=10)) == 0


def test_reminder_for_an_early_morning_goes_the_evening_before() -> None:
    walking(1, starts_at=datetime(2026, 10, 16, 4, 30, tzinfo=UTC))  # 06.30
    plan(quiet_from=time(21), quiet_to=time(8))
    evening = datetime(2026, 10, 15, 18, 0, tzinfo=UTC)  # 20.00
    assert remind_crews(evening - timedelta(minutes=1)) == 0
    assert remind_crews(evening) == 1
    assert body_of("reminder").startswith("I morgon går du i Vårby! 06.30 vid biblioteket.")


def move_by_days(rota: Rota, days: int, *, now: datetime) -> None:
    """The change reaches the phones, and everyone says yes to it."""
    shift = rota.shift
    shift.refresh_from_db()
    revise_shift(
        shift,
        route=shift.route,
        kind=shift.kind,
        starts_at=shift.starts_at + timedelta(days=days),
        ends_at=shift.ends_at + timedelta(days=days),
        note="",
        origin=BY_LEADER,
        now=now,
        crew=CrewSize(),
    )
    OutboundMessage.objects.filter(kind="changed").update(state=OutboundState.SENT, sent_at=now)
    for person in rota.people:
        sms(person, "ja", now=now + timedelta(minutes=5))


def test_changed_night_is_reminded_of_anew() -> None:
    rota = walking(1)
    assert remind_crews(FRIDAY) == 1
    move_by_days(rota, 1, now=FRIDAY + timedelta(minutes=5))
    assert remind_crews(FRIDAY + timedelta(days=1)) == 1
    assert texts_to(rota.people[0]).count("reminder") == 2


def test_night_that_is_moved_away_and_back_is_reminded_of_when_it_comes() -> None:
    rota = walking(1)
    assert remind_crews(FRIDAY) == 1
    move_by_days(rota, 7, now=FRIDAY + timedelta(minutes=5))
    move_by_days(rota, -6, now=FRIDAY + timedelta(minutes=15))
    move_by_days(rota, 6, now=FRIDAY + timedelta(minutes=25))
    assert remind_crews(FRIDAY + timedelta(days=1)) == 0
    assert remind_crews(FRIDAY + timedelta(days=7)) == 1
    assert texts_to(rota.people[0]).count("reminder") == 2


def test_everyone_is_reminded_when_more_nights_are_due_than_one_run_has_time_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rotas = [walking(2) for _ in range(3)]
    monkeypatch.setattr(reminders, "HANDFUL", 1)
    monkeypatch.setattr(reminders, "PAGE", 2)
    monkeypatch.setattr(reminders, "TIME_BUDGET", 0)
    woken: list[str] = []
    monkeypatch.setattr(reminders, "wake", woken.append)
    assert [remind_crews(FRIDAY) for _ in range(4)] == [2, 2, 2, 0]
    assert woken == ["scheduling.tasks.remind_crews_of_walks"] * 3
    for rota in rotas:
        assert [texts_to(person).count("reminder") for person in rota.people] == [1, 1]
        assert {rota.attendance(person).last_text.kind for person in rota.people} == {"reminder"}  # type: ignore[union-attr]  # it is there
        assert rota.shift.events.filter(kind="reminded", text__kind="reminder").count() == 2


def test_a_full_page_of_nights_takes_no_more_questions_than_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(6):
        walking(2)
    with django_assert_max_num_queries(16):
        assert remind_crews(FRIDAY) == 12


def test_thanks_go_once_the_next_morning_to_those_who_walked() -> None:
    rota = walking(3)
    progress_shifts(rota.shift.starts_at)
    progress_shifts(rota.shift.ends_at)
    Attendance.objects.filter(volunteer=rota.people[1]).update(state=State.NO_SHOW)
    assert thank_crews(SATURDAY - timedelta(minutes=1)) == 0
    assert thank_crews(SATURDAY) == 2
    assert thank_crews(SATURDAY + timedelta(minutes=15)) == 0
    assert texts_to(rota.people[0])[-1] == "thanks"
    assert texts_to(rota.people[1])[-1] == "confirmed"
    assert body_of("thanks") == (
        "Tack Person2 för att du gick i Vårby fre 16/10! Hur gick det? Svara gärna med några ord, så läser vi det."
    )
    text = OutboundMessage.objects.filter(kind="thanks").latest("pk")
    assert text.expires_at is not None
    assert text.expires_at > SATURDAY
    event = rota.shift.events.filter(kind="thanked").first()
    assert event is not None


@pytest.mark.parametrize("days", [0, 5])
def test_nobody_is_thanked_where_the_plan_does_not_or_days_later(days: int) -> None:
    rota = walking(1)
    progress_shifts(rota.shift.starts_at)
    progress_shifts(rota.shift.ends_at)
    plan(is_thanking=days > 0)
    assert thank_crews(SATURDAY + timedelta(days=days)) == 0


def test_night_that_was_cancelled_is_neither_reminded_of_nor_thanked_for() -> None:
    rota = walking(1)
    rota.shift.state = "cancelled"
    rota.shift.save()
    assert (remind_crews(FRIDAY), thank_crews(SATURDAY)) == (0, 0)
