"""Planning and changing a shift: local times in, moments out, and what the clock makes unclear."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from scheduling.enums import AttendanceState, ShiftState
from scheduling.forms.shifts import next_friday
from scheduling.models import Route, Shift
from tests.factories import AttendanceFactory, RouteFactory, ShiftFactory, leader_of

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
PLAN = "/pass/nytt"


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def route() -> Route:
    route: Route = ShiftFactory(state=ShiftState.CANCELLED).route
    return route


@pytest.fixture
def leader(client: Client, route: Route) -> Client:
    client.force_login(leader_of(route.shifts.get().association))
    return client


def filled(walked: Route, **changes: str | int) -> dict[str, Any]:
    return {
        "association": walked.shifts.first().association_id,  # type: ignore[union-attr]  # it is there
        "route": walked.pk,
        "kind": "night_walk",
        "night": "2026-10-16",
        "start": "20.30",
        "end": "00:30",
        "crew_safe": 2,
        "crew_min": 3,
        "crew_target": 4,
        "crew_max": 5,
        "leaders": 1,
        "note": "",
        **changes,
    }


def planned(route: Route) -> Shift:
    return route.shifts.exclude(state=ShiftState.CANCELLED).get()


def problems(client: Client, data: dict[str, Any]) -> tuple[int, dict[str, list[str]]]:
    answer = client.post(PLAN, data)
    return answer.status_code, {name: list(errors) for name, errors in answer.context["form"].errors.items()}


def test_draft_is_kept_when_the_end_is_past_midnight(leader: Client, route: Route) -> None:
    answer = leader.post(PLAN, filled(route))
    shift = planned(route)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/pass/{shift.pk}")
    assert (shift.state, shift.night, shift.starts_at, shift.ends_at) == (
        ShiftState.DRAFT,
        date(2026, 10, 16),
        datetime(2026, 10, 16, 18, 30, tzinfo=UTC),
        datetime(2026, 10, 16, 22, 30, tzinfo=UTC),
    )


def test_shift_is_published_when_the_other_button_is_pressed(leader: Client, route: Route) -> None:
    leader.post(reverse("scheduling:plan_published"), filled(route))
    assert planned(route).state == ShiftState.PUBLISHED


def test_spring_gap_is_refused_with_the_reason(leader: Client, route: Route) -> None:
    status, errors = problems(leader, filled(route, night="2027-03-27", start="22.00", end="02.30"))
    assert status == 422
    assert errors == {
        "end": ["Klockan 02.30 finns inte den natten: klockan ställs fram från 02.00 till 03.00."],
    }


def test_autumn_overlap_asks_which_and_shows_both(leader: Client, route: Route) -> None:
    data = filled(route, night="2027-10-30", start="22.00", end="02.30")
    answer = leader.post(PLAN, data)
    text = answer.content.decode()
    assert (answer.status_code, answer.context["form"].errors) == (
        422,
        {"end_fold": ["Välj den första eller den andra."]},
    )
    assert "Klockan 02.30 kommer två gånger den natten. Vilken menar du?" in text
    assert ("Den första 02.30, sommartid" in text, "Den andra 02.30, vintertid" in text) == (True, True)


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_autumn_overlap_is_kept_as_chosen(leader: Client, route: Route, fold: int, hour: int) -> None:
    leader.post(PLAN, filled(route, night="2027-10-30", start="22.00", end="02.30", end_fold=fold))
    assert planned(route).ends_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)


def test_both_times_are_asked_for_when_both_come_twice(leader: Client, route: Route) -> None:
    status, errors = problems(leader, filled(route, night="2027-10-31", start="02.10", end="02.40"))
    assert (status, sorted(errors)) == (422, ["end_fold", "start_fold"])


@pytest.mark.parametrize(
    ("night", "words"),
    [
        ("2027-03-27", "6 timmar: klockan ställs fram en timme den natten."),
        ("2027-10-30", "8 timmar: klockan ställs tillbaka en timme den natten."),
        ("2027-10-29", "7 timmar"),
    ],
)
def test_length_is_told_while_the_form_is_filled_in(leader: Client, route: Route, night: str, words: str) -> None:
    answer = leader.get("/pass/natten", filled(route, night=night, start="21.00", end="04.00"))
    assert (answer.status_code, f"<b>{words}</b>" in answer.content.decode()) == (200, True)


def test_crew_is_refused_when_its_sizes_contradict_each_other(leader: Client, route: Route) -> None:
    status, errors = problems(leader, filled(route, crew_min=4, crew_target=3))
    assert (status, errors) == (422, {"crew_min": ["Antalen behöver stiga: säkert, minst, mål, högst."]})


def test_times_are_refused_when_they_are_the_same(leader: Client, route: Route) -> None:
    status, errors = problems(leader, filled(route, end="20.30"))
    assert (status, errors) == (422, {"end": ["Passet börjar och slutar samma tid. Ändra en av tiderna."]})


def test_route_and_association_of_others_are_not_choices(leader: Client, route: Route) -> None:
    another = ShiftFactory()
    status, errors = problems(leader, filled(route, route=another.route_id, association=another.association_id))
    assert (status, sorted(errors)) == (422, ["association", "route"])


def test_empty_form_says_what_is_needed(leader: Client, route: Route) -> None:
    status, errors = problems(leader, {})
    assert (status, errors["route"], errors["night"]) == (422, ["Välj en rutt."], ["Det här behövs."])


def test_form_proposes_the_night_of_the_link(leader: Client, route: Route) -> None:
    assert 'value="2026-11-06"' in leader.get(PLAN, {"datum": "2026-11-06"}).content.decode()
    assert 'value="2026-10-16"' in leader.get(PLAN, {"datum": "när som helst"}).content.decode()


@pytest.mark.parametrize(("today", "friday"), [(12, 16), (16, 16), (17, 23)])
def test_next_friday_is_today_when_it_is_friday(today: int, friday: int) -> None:
    assert next_friday(date(2026, 10, today)) == date(2026, 10, friday)


def test_change_shows_the_local_times_and_keeps_new_ones(leader: Client, route: Route) -> None:
    leader.post(PLAN, filled(route))
    shift = planned(route)
    change = reverse("scheduling:change", args=[shift.pk])
    text = leader.get(change).content.decode()
    assert ('value="20:30"' in text, 'value="00:30"' in text) == (True, True)
    assert leader.post(change, filled(route, start="21.00", note="Ta med reflex")).status_code == 303
    shift.refresh_from_db()
    assert (shift.starts_at.hour, shift.note) == (19, "Ta med reflex")


def test_change_warns_when_people_count_on_the_night(leader: Client, route: Route) -> None:
    association = route.shifts.get().association
    shift = ShiftFactory(association=association, route=RouteFactory(municipality=association.municipality))
    AttendanceFactory(shift=shift, state=AttendanceState.CONFIRMED)
    Shift.objects.filter(pk=shift.pk).update(confirmed_count=1)
    text = leader.get(reverse("scheduling:change", args=[shift.pk])).content.decode()
    assert "<b>1 person räknar med passet.</b>" in text


def test_change_is_refused_when_the_night_is_over(leader: Client, route: Route) -> None:
    shift = route.shifts.get()
    answer = leader.post(reverse("scheduling:change", args=[shift.pk]), filled(route))
    assert (answer.status_code, "kan inte ändras" in answer.content.decode()) == (422, True)
