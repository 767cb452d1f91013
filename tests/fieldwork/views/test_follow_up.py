"""The follow-up page: what it says, what it opens, and who may see what."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Route
from tests.factories import AssociationFactory, MunicipalityFactory, coordinator_of, leader_of, member_of
from tests.factories.fieldwork import ObservationCategoryFactory
from tests.fieldwork.follow_up_nights import logged, night, place, seen, stood, went_out
from volunteers.models import Association, Municipality

pytestmark = pytest.mark.django_db

PAGE, NIGHTS = reverse("fieldwork:follow_up"), reverse("fieldwork:follow_up_nights")
FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 15, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Huddinge kommun")
    return made


@pytest.fixture
def club(town: Municipality) -> Association:
    made: Association = AssociationFactory(municipality=town, name="Vårby IF")
    return made


@pytest.fixture
def route(town: Municipality) -> Route:
    return place(town, "Vårby")


@pytest.fixture
def coordinator(client: Client, town: Municipality) -> Client:
    client.force_login(coordinator_of(town))
    return client


def text_of(response: Any) -> str:
    """What a reader sees of a page, without its shell."""
    body = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def number_behind(client: Client, response: Any, figure: str, **more: str) -> tuple[str, int]:
    """The number of the first link to a figure, and how many rows the page that it opens says that it has."""
    html = response.content.decode()
    found = re.search(rf'<a href="({NIGHTS}\?figur={figure}&amp;[^"]*)">([^<]*)</a>', html)
    assert found, figure
    opened = client.get(found.group(1).replace("&amp;", "&"))
    return found.group(2), int(opened.context["page"].paginator.count)


def test_the_page_says_the_state_first(
    coordinator: Client, town: Municipality, club: Association, route: Route
) -> None:
    logged(went_out(night(club, route, FRIDAY)).shift)
    went_out(night(club, route, SATURDAY))
    night(club, route, SATURDAY, ShiftState.CANCELLED)

    response = coordinator.get(PAGE)

    assert "Uppföljning våren 2026 2 av 3 pass blev av. 1 logg saknas." in text_of(response)


def test_every_number_opens_the_nights_behind_it(
    coordinator: Client, town: Municipality, club: Association, route: Route
) -> None:
    lamp = ObservationCategoryFactory(municipality=town, name="Belysning")
    first, second = night(club, route, FRIDAY), night(club, route, SATURDAY)
    logged(went_out(first).shift, occurrences={"party": 4}, contacts={"police": 2})
    went_out(second, people=2)
    stood(second, member_of(club), AttendanceState.NO_SHOW)
    night(club, route, SATURDAY, ShiftState.CANCELLED)
    night(club, route, SATURDAY, confirmed_count=3)
    seen(town, first.starts_at, on=first, category=lamp)

    response = coordinator.get(PAGE)

    nights_of = {
        figure: number_behind(coordinator, response, figure)
        for figure in (
            *("planned", "held", "short", "cancelled", "unregistered", "logs_missing", "observations"),
            *("occurrences", "contacts", "moods"),
        )
    }
    assert nights_of == {
        "planned": ("4", 4),
        "held": ("2", 2),
        "short": ("1", 1),
        "cancelled": ("1", 1),
        "unregistered": ("1", 1),
        "logs_missing": ("1", 1),
        "observations": ("1", 1),
        "occurrences": ("4", 1),
        "contacts": ("2", 1),
        "moods": ("1", 1),
    }
    assert number_behind(coordinator, response, "person_nights") == ("5", 2)
    assert number_behind(coordinator, response, "hours") == ("20", 2)
    assert number_behind(coordinator, response, "group_size") == ("2,5", 2)
    assert number_behind(coordinator, response, "new") == ("5", 2)
    assert number_behind(coordinator, response, "no_shows") == ("1", 1)


OF_NIGHTS = {"planned", "held", "short", "cancelled", "due", "logs", "logs_missing", "debriefs", "moods"}


def test_no_number_stands_alone_and_each_that_counts_nights_opens_as_many(
    coordinator: Client, town: Municipality, club: Association, route: Route
) -> None:
    """Also of a district that has nights of its own and in its parts, and of the periods beside."""
    part = place(town, "Masmo", parent=route.district)
    for one, way in enumerate((route, part, place(town, "Skogås"))):
        way.longitude, way.latitude = 17.9 + one / 100, 59.2
        way.save()
        logged(went_out(night(club, way, FRIDAY)).shift, mood="lively", met="1_10", occurrences={"party": 4})
    went_out(night(club, route, SATURDAY), people=2)
    night(club, route, SATURDAY, ShiftState.CANCELLED)
    went_out(night(club, part, date(2025, 10, 3)))
    stood(night(club, route, FRIDAY), member_of(club), AttendanceState.CONFIRMED, door="sms")
    lamp = ObservationCategoryFactory(municipality=town, name="Belysning")
    mended: dict[str, Any] = {"state": "fixed", "fixed_at": datetime(2026, 3, 20, tzinfo=UTC)}
    seen(town, datetime(2026, 3, 6, 22, tzinfo=UTC), category=lamp, **mended)

    html = coordinator.get(PAGE).content.decode()

    cells = re.findall(r"<(?:td class=\"n\"|dd)[^>]*>(.*?)</(?:td|dd)>", html)
    bare = [re.sub(r"<[^>]+>", "", words).split()[0] for words in cells if "<a " not in words]
    assert [words for words in bare if words[0].isdecimal() and words != "0"] == []
    opened = {}
    for path, said in re.findall(rf'<a href="({NIGHTS}\?[^"]*)">([^<]*)</a>', html):
        page = coordinator.get(path.replace("&amp;", "&")).context["page"]
        opened[path, said] = path.split("figur=")[1].split("&")[0], page.paginator.count
    wrong = [one for one, (figure, count) in opened.items() if figure in OF_NIGHTS and count != int(one[1])]
    assert wrong == []
    linked = {figure for figure, _count in opened.values()}
    assert linked >= {*OF_NIGHTS, "hours", "group_size", "sms_percent", "met", "occurrences", "observations_fixed"}
    assert coordinator.get(NIGHTS, {"figur": "due"}).context["title"] == "Vars tid har kommit"


def test_the_nights_behind_a_month_are_that_months(coordinator: Client, club: Association, route: Route) -> None:
    went_out(night(club, route, FRIDAY))
    went_out(night(club, route, date(2026, 4, 30)))
    html = coordinator.get(PAGE).content.decode()

    april = next(
        link for link in re.findall(rf'href="({NIGHTS}[^"]*)"', html) if "figur=held" in link and "2026-04-30" in link
    )
    opened = coordinator.get(april.replace("&amp;", "&"))

    assert "fran=2026-04-01&amp;till=2026-04-30" in april
    assert [shift.night for shift in opened.context["page"]] == [date(2026, 4, 30)]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({}, ("våren 2026", 1)),
        ({"period": "forra-halvaret"}, ("hösten 2025", 1)),
        ({"period": "ar"}, ("2026", 1)),
        ({"period": "forra-aret"}, ("2025", 2)),
        ({"period": "egna", "fran": "2025-05-01", "till": "2026-03-06"}, ("1 maj 2025–6 mars 2026", 3)),
        ({"period": "trams"}, ("våren 2026", 1)),
    ],
)
def test_a_period_is_chosen_by_the_address(
    coordinator: Client, club: Association, route: Route, query: dict[str, str], told: tuple[str, int]
) -> None:
    for on in (date(2025, 5, 2), date(2025, 9, 5), FRIDAY):
        night(club, route, on)

    shown = coordinator.get(PAGE, query).context["shown"]

    assert (shown.period, shown.figures.total.tally.planned) == told


def test_dates_the_wrong_way_round_are_told_beside_the_field(coordinator: Client, club: Association) -> None:
    response = coordinator.get(PAGE, {"period": "egna", "fran": "2026-03-06", "till": "2026-03-01"})

    assert "Den sista dagen kommer före den första. Byt plats på dem." in text_of(response)
    assert response.context["shown"].period == "våren 2026"


def test_figures_are_narrowed_to_a_district_an_association_and_a_kind(
    coordinator: Client, town: Municipality, club: Association, route: Route
) -> None:
    other = AssociationFactory(municipality=town, name="Skogås BK")
    skogas = place(town, "Skogås")
    for association, way, kind in (
        (club, route, "night_walk"),
        (club, skogas, "night_walk"),
        (other, skogas, "night_walk"),
        (other, skogas, "activity"),
    ):
        night(association, way, FRIDAY, kind=kind)

    def planned(**query: Any) -> int:
        return int(coordinator.get(PAGE, query).context["shown"].figures.total.tally.planned)

    assert planned() == 4
    assert planned(omrade=skogas.district_id) == 3
    assert planned(forening=other.pk) == 2
    assert planned(omrade=skogas.district_id, forening=other.pk, slag="activity") == 1


def test_a_leader_sees_their_own_association_and_no_other(
    client: Client, town: Municipality, club: Association, route: Route
) -> None:
    other = AssociationFactory(municipality=town, name="Skogås BK")
    went_out(night(club, route, FRIDAY))
    went_out(night(other, route, FRIDAY))
    client.force_login(leader_of(club))

    response = client.get(PAGE)

    assert response.context["shown"].figures.total.tally.planned == 1
    assert [line.name for line in response.context["shown"].associations] == ["Vårby IF"]
    page = response.content.decode()
    assert "Skogås BK" not in page
    offered = [name for name in ("workbook", "pdf", "public") if reverse(f"fieldwork:follow_up_{name}") in page]
    assert offered == ["workbook", "pdf"]
    for path in (PAGE, NIGHTS):
        assert client.get(path, {"forening": other.pk, "figur": "held"}).status_code == 404
    behind = client.get(NIGHTS, {"figur": "held"})
    assert [shift.association for shift in behind.context["page"]] == [club]


def test_another_towns_figures_do_not_exist(coordinator: Client, club: Association) -> None:
    elsewhere: Association = AssociationFactory()
    district = place(elsewhere.municipality, "Haninge").district
    out_of_reach = {"kommun": elsewhere.municipality_id, "forening": elsewhere.pk, "omrade": district.pk}
    for name, pk in out_of_reach.items():
        for path in (PAGE, NIGHTS):
            assert coordinator.get(path, {name: pk}).status_code == 404


def test_only_for_those_signed_in(client: Client) -> None:
    for path in (PAGE, NIGHTS):
        assert client.get(path).status_code == 302


def test_somebody_without_a_role_has_nothing_to_follow_up(client: Client, club: Association) -> None:
    user = leader_of(club)
    user.roles.all().delete()
    client.force_login(user)
    assert client.get(PAGE).status_code == 404


def test_what_is_no_figure_opens_nothing(coordinator: Client, club: Association) -> None:
    for figure in ("", "trams", "median_days"):
        assert coordinator.get(NIGHTS, {"figur": figure}).status_code == 404


def test_the_period_stands_beside_the_one_before_and_the_year_before(
    coordinator: Client, club: Association, route: Route
) -> None:
    logged(went_out(night(club, route, FRIDAY)).shift, met="11_30")
    for day in (2, 3, 9):
        logged(went_out(night(club, route, date(2025, 10, day))).shift, met="31_60")
    first, second = (datetime(year, month, 3, 21, tzinfo=UTC) for year, month in ((2026, 3), (2025, 10)))
    for found_at, days in ((first, 4), (second, 10), (second, 12)):
        seen(club.municipality, found_at, state="fixed", fixed_at=found_at + timedelta(days=days))

    response = coordinator.get(PAGE)

    held = next(line for line in response.context["compared"].lines if line.key == "held")
    assert (held.now, held.beside) == (1, ((3, -2), (0, 1)))
    said = text_of(response)
    for row in (
        "Genomförda pass 1 3 −2 0 +1",
        "För få kom 0 0 ±0 0 ±0",
        "Återkommande 0 0 ±0 0 ±0",
        "Möten, minst 11 93 −82 0 +11",
        "Möten, högst 30 180 −150 0 +30",
        "Median till åtgärd, dagar 4 11 −7 –",
    ):
        assert row in said


def test_an_empty_period_says_so_and_shows_the_way_on(coordinator: Client, club: Association) -> None:
    response = coordinator.get(PAGE)
    assert "Här finns inget att räkna i den här perioden." in text_of(response)


def test_every_figure_is_defined_on_the_page(coordinator: Client, club: Association) -> None:
    said = text_of(coordinator.get(PAGE))
    assert "Minst så många som tryggheten kräver checkade ut och kom hem." in said
    assert "En natt hör till dagen den börjar" in said


def test_as_many_queries_for_many_nights_as_for_few(
    coordinator: Client, town: Municipality, club: Association, route: Route, django_assert_max_num_queries: Any
) -> None:
    def ask() -> int:
        with django_assert_max_num_queries(60) as asked:
            coordinator.get(PAGE)
        return len(asked.captured_queries)

    logged(went_out(night(club, route, FRIDAY)).shift)
    few = ask()
    for day in range(1, 6):
        way = place(town, f"Plats {day}")
        logged(went_out(night(AssociationFactory(municipality=town), way, date(2026, 3, day))).shift)
    assert ask() == few


def test_the_nights_page_asks_as_much_for_many_as_for_few(
    coordinator: Client, club: Association, route: Route, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    went_out(night(club, route, FRIDAY))
    with django_assert_num_queries(8):
        coordinator.get(NIGHTS, {"figur": "held"})
    for day in range(1, 6):
        logged(went_out(night(club, route, date(2026, 3, day))).shift)
    with django_assert_num_queries(8):
        assert len(coordinator.get(NIGHTS, {"figur": "held"}).context["page"]) == 6
