"""What everybody sees: the next open nights of a town, and those of one association."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scheduling.domain.calendar_choices import choose_calendar
from scheduling.enums import ShiftState
from scheduling.models import Shift
from tests.factories import AttendanceFactory, SpecialDayFactory, leader_of, member_of
from tests.scheduling.open_nights.town import FRIDAY, MONDAY, Town, terms

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return Town()


def text(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def shown(client: Client, address: str = "/") -> list[Shift]:
    return [card.shift for card in client.get(address).context["cards"]]


def test_next_open_nights_are_shown_in_order_without_names(client: Client, town: Town) -> None:
    later, sooner = town.night(FRIDAY + WEEK), town.night()
    anna = member_of(town.club, name="Anna Hemlig")
    AttendanceFactory(shift=sooner, volunteer=anna, state="confirmed")
    page = text(client)
    assert shown(client) == [sooner, later]
    assert ("Nattvandring i Lyktköping" in page, "Vårby vuxna" in page, "Här behövs du" in page) == (True,) * 3
    assert ("Anna" in page, "Hemlig" in page, anna.mobile in page) == (False,) * 3


def test_card_says_when_where_and_how_many(client: Client, town: Town) -> None:
    town.night(confirmed_count=2, leader_count=1, asked_count=1)
    card = client.get("/").context["cards"][0]
    assert (card.weekday, card.day, card.month, card.hours) == ("fre", "16", "okt", "20.30–00.30")
    assert (card.wanted, card.opening) == ("En till behövs", "")
    assert card.pips == ["lead", "yes", "ask", "tick", "gap"]
    assert card.sentence == "2 av 4 klara, ledare klar, 1 tillfrågad, 1 saknas, minst 3."
    assert 'aria-label="Jag kan gå fre 16 okt i Vårby"' in text(client)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "Fyra till behövs"),
        ({"confirmed_count": 2, "leader_count": 0, "asked_count": 1}, "Ledare behövs"),
        ({"confirmed_count": 3, "leader_count": 1}, "Plats för två till"),
        ({"confirmed_count": 4, "leader_count": 1}, "Plats för en till"),
        ({"confirmed_count": 3, "leader_count": 1, "asked_count": 2}, "Plats för en till"),
    ],
)
def test_chip_says_who_is_wanted(client: Client, town: Town, counts: dict[str, Any], words: str) -> None:
    town.night(**counts)
    assert client.get("/").context["cards"][0].wanted == words


def test_only_nights_that_somebody_can_still_join_are_shown(client: Client, town: Town) -> None:
    town.night(is_open=False)
    town.night(confirmed_count=5, leader_count=1)
    for state in (ShiftState.DRAFT, ShiftState.CANCELLED, ShiftState.DONE, ShiftState.UNDER_WAY):
        town.night(state=state)
    town.night(MONDAY + timedelta(hours=3))  # closes three hours before
    town.night(FRIDAY + 10 * WEEK)  # opens 60 days before
    near = town.night(MONDAY + timedelta(hours=3, minutes=1))
    assert shown(client) == [near]


def test_association_that_opens_every_night_shows_them_all(client: Client, town: Town) -> None:
    night = town.night(is_open=False)
    choose_calendar(town.club, shows_first_names=False, opens_every_night=True, by=None, now=MONDAY)
    assert shown(client) == [night]


def test_association_that_rests_shows_nothing(client: Client, town: Town) -> None:
    town.night()
    town.club.is_active = False
    town.club.save()
    assert shown(client) == []
    assert client.get(f"/oppet/{town.club.uuid}").status_code == 404


def test_each_association_has_its_own_first_wave_and_last_hours(client: Client, town: Town) -> None:
    terms(town.other, members_days=7, others_days=7, new_days=7, closes_hours=72)
    ours, theirs = town.night(FRIDAY + WEEK), town.night(association=town.other)
    town.night(FRIDAY + WEEK, association=town.other)
    town.night(MONDAY + timedelta(hours=71), association=town.other)
    assert shown(client) == [theirs, ours]


def test_card_says_for_whom_a_night_is_open_so_far(client: Client, town: Town) -> None:
    terms(town.club, members_days=42, others_days=14, new_days=7)
    for weeks in (0, 1, 4):
        town.night(FRIDAY + weeks * WEEK)
    assert [card.opening for card in client.get("/").context["cards"]] == [
        "",
        "För dig som redan går i Lyktköping. För nya från fre 16 okt.",
        "Bara för föreningens egna än så länge. För alla som går i Lyktköping från fre 30 okt. För nya från fre 6 nov.",
    ]


def test_what_is_special_about_the_evening_is_named(client: Client, town: Town) -> None:
    SpecialDayFactory(municipality=town.municipality, name="Höstlov")
    SpecialDayFactory(
        municipality=town.municipality,
        kind="home_match",
        name="Derby",
        first_on=FRIDAY.date(),
        last_on=FRIDAY.date(),
    )
    town.night()
    town.night(FRIDAY + 2 * WEEK + timedelta(days=1))
    assert [card.special for card in client.get("/").context["cards"]] == ["Derby", "Alla helgons dag"]


def test_part_of_town_with_all_that_lies_in_it_can_be_chosen(client: Client, town: Town) -> None:
    masmo, skogas = town.part("Masmo", town.district), town.part("Skogås")
    here, within = town.night(), town.night(FRIDAY + WEEK, place=masmo)
    town.night(place=skogas)
    assert shown(client, f"/?var={town.district.pk}") == [here, within]
    assert f'<option value="{town.district.pk}" selected>Vårby</option>' in text(client, f"/?var={town.district.pk}")
    assert len(shown(client, "/?var=finns-inte")) == 3


def test_part_of_town_where_nobody_is_needed_leads_to_the_whole(client: Client, town: Town) -> None:
    skogas = town.part("Skogås")
    town.night()
    page = text(client, f"/?var={skogas.pk}")
    assert "Ingen öppen kväll i Skogås behöver fler just nu." in page
    assert '<a class="btn" href="/#kvallar">Visa hela Lyktköping</a>' in page


def test_town_without_open_nights_says_so(client: Client, town: Town) -> None:
    assert "Just nu är alla öppna kvällar fyllda. Det kommer fler." in text(client)


def test_more_nights_are_a_step_away_and_never_endless(client: Client, town: Town) -> None:
    for n in range(70):
        town.night(FRIDAY + timedelta(hours=8 * n))
    assert (len(shown(client)), len(shown(client, "/?visa=fler"))) == (9, 60)
    assert 'href="?visa=fler#kvallar"' in text(client)
    assert "Välj en kommundel för att se dem." in text(client, "/?visa=fler")
    kept = text(client, f"/?var={town.district.pk}")
    assert f'href="?var={town.district.pk}&amp;visa=fler#kvallar"' in kept


def test_several_towns_are_chosen_between(client: Client, town: Town) -> None:
    elsewhere = Town("Åmål")
    night = elsewhere.night()
    town.night()
    page = text(client)
    assert "Var vill du gå?" in page
    assert 'href="?kommun=%C3%85m%C3%A5l"' in page
    assert "cards" not in client.get("/").context
    assert shown(client, "/?kommun=Åmål") == [night]
    assert '<input type="hidden" name="kommun" value="Åmål">' in text(client, "/?kommun=Åmål")
    assert client.get("/?kommun=Atlantis").status_code == 404


def test_installation_without_a_town_says_so(client: Client) -> None:
    assert "Ingen kommun är igång här än." in text(client)


def test_town_in_numbers_once_there_is_something_to_tell(client: Client, town: Town) -> None:
    assert "kvällar det senaste året" not in text(client)
    for n in range(5):
        member_of(town.club, name=f"Person{n}")
    town.night(MONDAY - WEEK, state=ShiftState.DONE)
    town.night(MONDAY - 60 * WEEK, state=ShiftState.DONE)
    counts = client.get("/").context["counts"]
    assert (counts.nights, counts.people, counts.associations) == (1, 5, 1)
    assert "kvällar det senaste året" in text(client)


def test_start_page_may_be_found_and_the_pages_below_may_not(client: Client, town: Town) -> None:
    night = town.night()
    assert '<meta name="robots" content="index">' in text(client)
    for address in (f"/oppet/{town.club.uuid}", f"/oppet/kvall/{night.uuid}"):
        assert '<meta name="robots" content="noindex">' in text(client, address)


@pytest.mark.parametrize("count", [1, 40])
def test_queries_are_few_for_any_number_of_nights(
    client: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for n in range(count):
        town.night(FRIDAY + timedelta(hours=6 * n), association=(town.club, town.other)[n % 2])
    with django_assert_max_num_queries(9):
        client.get("/?visa=fler")


def test_association_has_a_page_of_its_own_nights(client: Client, town: Town) -> None:
    ours = town.night()
    town.night(association=town.other)
    address = f"/oppet/{town.club.uuid}"
    assert shown(client, address) == [ours]
    assert "<h1>Gå med Vårby vuxna</h1>" in text(client, address)


def test_association_without_open_nights_leads_to_the_town(client: Client, town: Town) -> None:
    page = text(client, f"/oppet/{town.club.uuid}")
    assert "Just nu är alla öppna kvällar fyllda." in page
    assert "Visa hela Lyktköping" in page


def test_page_of_a_night_tells_where_to_meet(client: Client, town: Town) -> None:
    page = text(client, f"/oppet/kvall/{town.night().uuid}")
    assert "Fredag 16 oktober i Vårby" in page
    assert "<b>20.30–00.30.</b> Samling vid biblioteket." in page
    assert "4 timmar" in page


@pytest.mark.parametrize("closed", [{"is_open": False}, {"state": ShiftState.DRAFT}])
def test_night_that_is_not_open_has_no_page(client: Client, town: Town, closed: dict[str, Any]) -> None:
    assert client.get(f"/oppet/kvall/{town.night(**closed).uuid}").status_code == 404


def test_night_that_is_off_or_near_says_so(client: Client, town: Town) -> None:
    off, near = town.night(state=ShiftState.CANCELLED), town.night(MONDAY + timedelta(hours=3))
    assert "Den är inställd." in text(client, f"/oppet/kvall/{off.uuid}")
    assert "Den har börjat eller börjar snart." in text(client, f"/oppet/kvall/{near.uuid}")


def test_start_leads_someone_signed_in_to_the_board_and_no_farther(client: Client, town: Town) -> None:
    client.force_login(leader_of(town.club))
    assert client.get("/").headers["Location"] == "/pass"
    assert client.get(f"/oppet/{town.club.uuid}").status_code == 200
