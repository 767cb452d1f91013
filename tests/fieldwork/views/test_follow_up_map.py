"""The map of the follow-up: on the page, in what leaves the municipality, on paper and in a frozen report."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from scheduling.models import Route
from tests.factories import AssociationFactory, MunicipalityFactory, coordinator_of, leader_of
from tests.fieldwork.follow_up_nights import logged, night, place, went_out
from tests.fieldwork.views.test_follow_up_files import elements
from tests.volunteers.boundaries.files import lay
from volunteers.models import Association, DistrictBoundary, Municipality

pytestmark = pytest.mark.django_db

PAGE, PUBLIC, PDF, PRINT = (reverse(f"fieldwork:follow_up{one}") for one in ("", "_public", "_pdf", "_print"))
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
def routes(town: Municipality, club: Association) -> list[Route]:
    """Flemingsberg, where eight walked on two nights, and Skogås, where three did on one."""
    varby, skogas = place(town, "Flemingsberg"), place(town, "Skogås")
    logged(went_out(night(club, varby, FRIDAY), people=4).shift, occurrences={"party": 7})
    went_out(night(club, varby, SATURDAY), people=4)
    logged(went_out(night(club, skogas, FRIDAY), people=3).shift, occurrences={"party": 2})
    return [varby, skogas]


@pytest.fixture
def coordinator(client: Client, town: Municipality, routes: list[Route]) -> Client:
    client.force_login(coordinator_of(town))
    return client


def lay_both(routes: list[Route]) -> None:
    for east, route in enumerate(routes):
        lay(route.district, east)


def section(response: Any) -> str:
    html: str = response.content.decode()
    return html.split('id="karta"', 1)[1].split("</section>", 1)[0]


def listed(response: Any) -> list[str]:
    rows = re.findall(r"<li value=\"\d+\">(.*?)</li>", section(response), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", row).split()) for row in rows]


def shades(response: Any) -> list[str]:
    drawn = section(response).split("</svg>", 1)[0]
    return re.findall(r'<path class="m-shade (s-\w+)"', drawn)


def test_districts_are_drawn_and_their_numbers_listed_beside(coordinator: Client, routes: list[Route]) -> None:
    lay_both(routes)
    response = coordinator.get(PAGE)
    assert listed(response) == ["Flemingsberg 2", "Skogås 1"]
    assert shades(response) == ["s-4", "s-3"]
    assert "Skiss över kommundelarna" not in response.content.decode()


def test_another_figure_is_chosen_and_opens_the_nights_behind_it(coordinator: Client, routes: list[Route]) -> None:
    lay_both(routes)
    response = coordinator.get(PAGE, {"karta": "person_nights"})

    assert listed(response) == ["Flemingsberg 8", "Skogås 3"]
    paths = re.findall(r'href="([^"]*figur=person_nights[^"]*)"', section(response))
    assert len(paths) == 4  # each district on the map, and in the list
    opened = coordinator.get(paths[0].replace("&amp;", "&"))
    assert [shift.night for shift in opened.context["page"]] == [FRIDAY, SATURDAY]
    assert "karta=person_nights" in opened.context["back"]


def test_an_unknown_figure_is_that_of_nights(coordinator: Client, routes: list[Route]) -> None:
    lay_both(routes)
    assert listed(coordinator.get(PAGE, {"karta": "group_size"})) == ["Flemingsberg 2", "Skogås 1"]


def test_what_lies_in_a_district_is_drawn_when_it_is_chosen(
    coordinator: Client, town: Municipality, club: Association, routes: list[Route]
) -> None:
    lay_both(routes)
    part = place(town, "Grantorp", parent=routes[0].district)
    night(club, part, FRIDAY)
    lay(part.district)
    response = coordinator.get(PAGE, {"omrade": str(routes[0].district_id)})
    assert listed(response) == ["Grantorp 0"]


def test_one_without_a_boundary_is_told_of(coordinator: Client, routes: list[Route]) -> None:
    lay(routes[0].district)
    assert "Har ingen gräns, och syns inte på kartan: Skogås." in section(coordinator.get(PAGE))


def test_without_boundaries_those_who_may_are_led_to_load_them(
    client: Client, town: Municipality, club: Association, routes: list[Route]
) -> None:
    link = f'<a href="{reverse("volunteers:boundaries", args=[town.pk])}">Läs in gränser</a>'
    client.force_login(coordinator_of(town))
    assert link in client.get(PAGE).content.decode()
    client.force_login(leader_of(club))
    assert link not in client.get(PAGE).content.decode()
    lay_both(routes)
    client.force_login(coordinator_of(town))
    assert link not in client.get(PAGE).content.decode()


def test_what_leaves_the_municipality_has_no_shade_where_its_table_holds_back(
    coordinator: Client, routes: list[Route]
) -> None:
    lay_both(routes)
    inside, outside = (coordinator.get(path, {"karta": "occurrences"}) for path in (PAGE, PUBLIC))

    assert (listed(inside), shades(inside)) == (["Flemingsberg 7", "Skogås 2"], ["s-4", "s-1"])
    assert (listed(outside), shades(outside)) == (["Flemingsberg dolt", "Skogås dolt"], ["s-none", "s-none"])
    assert "figur=" not in section(outside)
    assert section(outside).count('fill="url(#dold)"') == 3  # two districts, and the key


def test_the_paper_has_the_map_with_a_table_of_it(coordinator: Client, routes: list[Route]) -> None:
    lay_both(routes)
    html = coordinator.get(PRINT, {"karta": "occurrences"}).content.decode()
    outward = coordinator.get(PRINT, {"karta": "occurrences", "utat": "1"}).content.decode()

    assert "Karta över kommundelarna, norr uppåt. Tabellen säger samma sak." in html
    assert re.search(r'<th scope="row">Flemingsberg</th><td>1</td><td>7</td>', html)
    assert re.search(r'<th scope="row">Flemingsberg</th><td>1</td><td>dolt</td>', outward)
    fills = re.findall(r'stroke="#444444" fill="([^"]*)"', outward)
    assert fills == ["url(#dolt)", "url(#dolt)"]


@pytest.mark.pdf
def test_the_pdf_says_in_words_what_the_map_is(coordinator: Client, routes: list[Route]) -> None:
    lay_both(routes)
    reader = PdfReader(BytesIO(coordinator.get(PDF).content))
    catalogue: Any = reader.trailer["/Root"]
    found = [one.get("/Alt") for one in elements(catalogue["/StructTreeRoot"]) if one.get("/S") == "/Figure"]
    assert "Genomförda pass. Karta över kommundelarna, norr uppåt. Tabellen säger samma sak." in found


def test_a_frozen_report_is_drawn_with_its_own_numbers_and_boundaries(
    coordinator: Client, club: Association, routes: list[Route]
) -> None:
    lay_both(routes)
    frozen = coordinator.post(reverse("fieldwork:freeze_report"), {"name": "Våren"}, follow=True)
    night(club, routes[1], SATURDAY)
    DistrictBoundary.objects.all().delete()
    path = frozen.request["PATH_INFO"]
    assert listed(coordinator.get(path, {"karta": "person_nights"})) == ["Flemingsberg 8", "Skogås 3"]
    printed = coordinator.get(f"{path}/utskrift", {"karta": "person_nights"}).content.decode()
    assert '<th scope="row">Flemingsberg</th><td>1</td><td>8</td>' in printed
