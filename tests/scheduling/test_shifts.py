"""Planning, publishing, changing and cancelling."""

from datetime import UTC, datetime, timedelta

import pytest

from messaging.models import OutboundMessage
from scheduling.domain.crews import CrewSize
from scheduling.domain.shifts import cancel_shift, plan_shift, progress_shifts, publish_shifts, revise_shift
from scheduling.enums import AttendanceState as State
from scheduling.enums import ShiftState
from scheduling.exceptions import MoveNotAllowed, SchedulingError, TooLate, UnsoundCrew
from scheduling.models import Attendance, Shift, ShiftEvent
from tests.factories import AssociationFactory, RouteFactory, ShiftFactory
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)


def plan(crew: CrewSize | None = None, **fields: object) -> Shift:
    association = AssociationFactory()
    route = RouteFactory(municipality=association.municipality)
    given = {"association": association, "route": route, "starts_at": FRIDAY, "ends_at": FRIDAY + timedelta(hours=4)}
    return plan_shift(**{**given, **fields}, crew=crew or CrewSize(), origin=BY_LEADER, now=MONDAY)


def revise(shift: Shift, **changes: object) -> Shift:
    size = CrewSize(shift.crew_safe, shift.crew_min, shift.crew_target, shift.crew_max, shift.leaders_needed)
    same = {name: getattr(shift, name) for name in ("route", "kind", "starts_at", "ends_at", "note")}
    given = {**same, "crew": size, **changes}
    return revise_shift(shift, **given, origin=BY_LEADER, now=MONDAY + timedelta(hours=3))


def test_plan_makes_a_draft_that_belongs_to_the_night_it_starts() -> None:
    after_midnight = datetime(2026, 10, 16, 22, 30, tzinfo=UTC)
    shift = plan(starts_at=after_midnight, ends_at=after_midnight + timedelta(hours=2))
    assert (shift.state, shift.night.isoformat()) == (ShiftState.DRAFT, "2026-10-17")
    assert list(shift.events.values_list("kind", flat=True)) == ["planned"]


@pytest.mark.parametrize(
    "crew", [CrewSize(safe=1), CrewSize(minimum=5, target=4), CrewSize(target=6, maximum=5), CrewSize(leaders=4)]
)
def test_plan_refuses_a_crew_that_is_unsound(crew: CrewSize) -> None:
    with pytest.raises(UnsoundCrew):
        plan(crew)
    assert not Shift.objects.exists()


def test_plan_refuses_a_route_of_another_town() -> None:
    with pytest.raises(SchedulingError, match="annan kommun"):
        plan(route=RouteFactory())


def test_plan_refuses_a_night_that_is_over() -> None:
    with pytest.raises(TooLate, match="redan varit"):
        plan(starts_at=MONDAY - timedelta(hours=5), ends_at=MONDAY - timedelta(hours=1))


def test_plan_refuses_a_shift_of_a_whole_day() -> None:
    with pytest.raises(SchedulingError, match="längre än 16 timmar"):
        plan(ends_at=FRIDAY + timedelta(hours=17))


def test_publish_texts_nobody() -> None:
    shift = plan()
    assert publish_shifts([shift], origin=BY_LEADER, now=MONDAY) == 1
    shift.refresh_from_db()
    assert shift.state == ShiftState.PUBLISHED
    assert not OutboundMessage.objects.exists()
    assert publish_shifts([shift], origin=BY_LEADER, now=MONDAY) == 0


def test_changed_time_voids_every_yes_and_asks_again() -> None:
    rota = make_rota(3)
    rota.ask()
    sms(rota.people[0], "ja")
    sms(rota.people[1], "nej")
    later = rota.shift.starts_at + timedelta(hours=1)
    shift = revise(Shift.objects.get(pk=rota.shift.pk), starts_at=later, ends_at=later + timedelta(hours=4))
    assert [rota.state(person) for person in rota.people] == [State.ASKED, State.DECLINED, State.ASKED]
    assert [texts_to(person)[-1] for person in rota.people] == ["changed", "declined", "changed"]
    assert (shift.confirmed_count, shift.asked_count) == (0, 2)
    assert set(Attendance.objects.values_list("starts_at", flat=True)) == {later}


def test_changed_note_leaves_every_yes() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "ja")
    revise(Shift.objects.get(pk=rota.shift.pk), note="Ta med reflexer.")
    assert rota.state(rota.people[0]) == State.CONFIRMED
    assert texts_to(rota.people[0]) == ["ask", "confirmed"]


def test_raised_maximum_lets_the_queue_in() -> None:
    rota = make_rota(5, crew_max=4)
    rota.ask()
    for person in rota.people:
        sms(person, "ja")
    revise(Shift.objects.get(pk=rota.shift.pk), crew=CrewSize(maximum=5))
    assert rota.state(rota.people[4]) == State.CONFIRMED


def test_lowered_maximum_is_refused_when_more_are_confirmed() -> None:
    rota = make_rota(5)
    rota.ask()
    for person in rota.people:
        sms(person, "ja")
    with pytest.raises(UnsoundCrew, match="redan klara"):
        revise(Shift.objects.get(pk=rota.shift.pk), crew=CrewSize(maximum=4))


def test_cancel_tells_everyone_asked_confirmed_or_waiting() -> None:
    rota = make_rota(6, crew_max=4)
    rota.ask()
    for person in rota.people[:5]:
        sms(person, "ja")
    sms(rota.people[0], "nej")
    assert cancel_shift(rota.shift, reason="Vädret", origin=BY_LEADER, now=MONDAY + timedelta(hours=2)) == 5
    assert [texts_to(person)[-1] for person in rota.people] == ["declined"] + ["cancelled"] * 5
    assert set(Attendance.objects.exclude(volunteer=rota.people[0]).values_list("state", flat=True)) == {
        State.WITHDRAWN
    }
    with pytest.raises(MoveNotAllowed, match="inställt"):
        cancel_shift(rota.shift, origin=BY_LEADER, now=MONDAY)


def test_question_that_has_not_left_is_held_back_when_the_night_is_cancelled() -> None:
    rota = make_rota(1)
    rota.ask(arrives=False)
    assert cancel_shift(rota.shift, origin=BY_LEADER, now=MONDAY) == 0
    assert list(OutboundMessage.objects.values_list("kind", "state")) == [("ask", "dropped")]
    assert rota.state(rota.people[0]) == State.WITHDRAWN


def test_cancelled_night_frees_its_crew_for_another() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "ja")
    cancel_shift(rota.shift, origin=BY_LEADER, now=MONDAY + timedelta(hours=2))
    other = ShiftFactory(association=rota.shift.association, route=rota.shift.route, starts_at=rota.shift.starts_at)
    again = Rota(other, rota.people)
    again.ask(now=MONDAY + timedelta(hours=3))
    sms(rota.people[0], "ja", now=MONDAY + timedelta(hours=4))
    assert again.state(rota.people[0]) == State.CONFIRMED


def test_shift_follows_the_clock_from_published_to_done() -> None:
    rota = make_rota(2)
    rota.ask()
    sms(rota.people[0], "ja")
    assert progress_shifts(rota.shift.starts_at) == 1
    assert [rota.state(person) for person in rota.people] == [State.CONFIRMED, State.LAPSED]
    assert progress_shifts(rota.shift.ends_at) == 1
    assert progress_shifts(rota.shift.ends_at) == 0
    kinds = ShiftEvent.objects.filter(shift=rota.shift, kind__in=["started", "finished"]).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["started", "finished"]


def test_shift_that_was_never_watched_catches_up() -> None:
    rota = make_rota(0)
    assert progress_shifts(rota.shift.ends_at + timedelta(days=1)) == 2
    rota.shift.refresh_from_db()
    assert rota.shift.state == ShiftState.DONE


def test_change_of_a_night_under_way_is_refused() -> None:
    rota = make_rota(0)
    progress_shifts(rota.shift.starts_at)
    with pytest.raises(TooLate):
        revise(rota.shift, note="Sent.")
