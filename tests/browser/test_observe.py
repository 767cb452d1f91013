"""On a phone somebody notes a dark lamp: with a photo and where they stand, without either, and without network."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from fieldwork.models import Observation, ObservationPhoto, Sighting
from scheduling.domain.personal_links import make_personal_link
from scheduling.models import Attendance
from tests.browser.conftest import THEMES, WIDTHS, OpenPage, look_over, until
from tests.browser.phone import wait_until_kept
from tests.factories import AssociationFactory, AttendanceFactory, ShiftFactory, member_of
from tests.factories.fieldwork import ObservationFactory
from tests.fieldwork.photos import GPS, street, with_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NIGHT = datetime(2026, 10, 16, 20, 30, tzinfo=UTC)
PHONE = 360
TUNNEL = {"latitude": 59.266, "longitude": 17.886, "accuracy": 8}


@pytest.fixture(autouse=True)
def _tonight() -> Iterator[None]:
    with time_machine.travel(NIGHT, tick=True):
        yield


@pytest.fixture
def place() -> Attendance:
    """Anna's, in the middle of the night."""
    association = AssociationFactory()
    anna = member_of(association, name="Anna Lindqvist")
    place: Attendance = AttendanceFactory(
        shift=ShiftFactory(association=association, state="under_way"), volunteer=anna, state="confirmed"
    )
    return place


def enter(open_page: OpenPage, place: Attendance, **how: object) -> Page:
    address = f"/jag/{make_personal_link(place.volunteer, now=NIGHT)}"
    page = open_page(address, **{"width": PHONE, **how})
    page.get_by_role("button", name="Ja, det är jag").press("Enter")
    page.get_by_role("heading", name="Hej Anna").wait_for()
    page.goto(f"{address}/kvall/{place.pk}/iakttagelse")
    expect(page.get_by_role("heading", name="Något som bör fixas?")).to_be_visible()
    return page


def choose(page: Page, kind: str) -> None:
    page.get_by_role("radio", name=kind).check()


def send(page: Page) -> None:
    page.get_by_role("button", name="Notera").click()


def photo() -> FilePayload:
    return {"name": "IMG_0412.JPG", "mimeType": "image/jpeg", "buffer": with_place(street(3000, 2000))}


def test_a_lamp_with_a_photo_and_where_one_stands(open_page: OpenPage, place: Attendance) -> None:
    page = enter(open_page, place)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(TUNNEL)  # type: ignore[arg-type]  # a dict of the same shape
    choose(page, "En lampa är trasig")
    page.get_by_role("button", name="Här jag står").click()
    expect(page.get_by_text("Platsen är satt, på ungefär 8 meter när.")).to_be_visible()
    page.locator("#id_photo").set_input_files(photo())
    look_over(page)
    send(page)

    expect(page.get_by_text("Tack, det är noterat.")).to_be_visible()
    observation, kept = Observation.objects.get(), ObservationPhoto.objects.get()
    assert (observation.latitude, observation.longitude) == (TUNNEL["latitude"], TUNNEL["longitude"])
    assert (kept.width, kept.height) == (1600, 1067)
    assert Image.open(BytesIO(bytes(kept.jpeg))).getexif().get_ifd(GPS) == {}
    expect(page.locator("#noterat")).to_contain_text(observation.reference)


def test_where_the_phone_keeps_its_place_to_itself_words_do(open_page: OpenPage, place: Attendance) -> None:
    page = enter(open_page, place)
    page.context.clear_permissions()
    page.get_by_role("button", name="Här jag står").click()
    expect(page.get_by_text("Telefonen lämnar inte ut platsen. Tryck på kartan eller skriv var.")).to_be_visible()
    choose(page, "Klotter")
    page.get_by_role("textbox", name="Var?").fill("Gaveln mot parkeringen")
    send(page)
    expect(page.get_by_text("Tack, det är noterat.")).to_be_visible()
    assert (Observation.objects.get().place, Observation.objects.get().latitude) == ("Gaveln mot parkeringen", None)


def test_a_press_on_the_map_is_a_place(open_page: OpenPage, place: Attendance) -> None:
    page = enter(open_page, place)
    choose(page, "Buskage")
    page.locator(".pick").click(position={"x": 150, "y": 120})
    expect(page.get_by_text("Punkten är satt på kartan.")).to_be_visible()
    send(page)
    expect(page.get_by_text("Tack, det är noterat.")).to_be_visible()
    found = Observation.objects.get()
    assert abs((found.latitude or 0) - 59.265) < 0.01
    assert abs((found.longitude or 0) - 17.883) < 0.01


def test_without_network_it_waits_in_the_phone_and_comes_once(open_page: OpenPage, place: Attendance) -> None:
    page = enter(open_page, place)
    page.context.set_offline(True)
    choose(page, "Glas och skräp")
    page.get_by_role("textbox", name="Var?").fill("Lekplatsen")
    page.locator("#id_photo").set_input_files(photo())
    send(page)
    expect(page.get_by_text("Sparat i telefonen. Skickas när du har nät igen.")).to_be_visible()
    choose(page, "En lampa är trasig")
    page.get_by_role("textbox", name="Var?").fill("Tunneln")
    send(page)
    expect(page.get_by_role("textbox", name="Var?")).to_have_value("")
    assert Observation.objects.count() == 0

    page.context.set_offline(False)

    expect(page.get_by_text("Allt som låg i telefonen är skickat.")).to_be_visible()
    page.reload()
    expect(page.locator("#noterat li")).to_have_count(2)
    assert (Sighting.objects.count(), ObservationPhoto.objects.count()) == (2, 1)
    page.reload()
    assert Sighting.objects.count() == 2


def test_a_page_never_opened_before_is_in_the_phone_when_the_network_goes(
    open_page: OpenPage, place: Attendance
) -> None:
    page = enter(open_page, place)
    observe = page.url
    page.goto(f"{observe.removesuffix('iakttagelse')}ute")
    wait_until_kept(page, observe)
    page.context.set_offline(True)
    page.get_by_role("link", name="Notera").click()
    choose(page, "Klotter")
    page.get_by_role("textbox", name="Var?").fill("Gaveln")
    send(page)
    expect(page.get_by_text("Sparat i telefonen. Skickas när du har nät igen.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Sparat i telefonen. Skickas när du har nät igen.")).to_be_visible()
    page.context.set_offline(False)
    page.goto(f"{observe.removesuffix('iakttagelse')}ute")  # whatever page is opened first sends it
    until(page, "window.lyktaKept.waiting().then(found => found.length === 0)")
    assert [one.place for one in Observation.objects.all()] == ["Gaveln"]


def test_what_is_refused_comes_back_into_the_form(open_page: OpenPage, place: Attendance) -> None:
    page = enter(open_page, place)
    choose(page, "Något är sönder")
    page.get_by_role("textbox", name="Var?").fill("Busskuren")
    page.get_by_role("textbox", name="Något mer?").fill("Bilen ABC 123 körde in i den")
    send(page)
    expect(page.locator("#i-telefonen")).to_contain_text("Det ser ut som ett registreringsnummer.")
    expect(page.get_by_role("textbox", name="Något mer?")).to_have_value("Bilen ABC 123 körde in i den")
    page.get_by_role("textbox", name="Något mer?").fill("Rutan är krossad")
    send(page)
    expect(page.get_by_text("Tack, det är noterat.")).to_be_visible()
    assert [one.note for one in Observation.objects.all()] == ["Rutan är krossad"]


def test_without_a_script_it_is_a_form(open_page: OpenPage, place: Attendance, tmp_path: Path) -> None:
    page = enter(open_page, place, script=False)
    expect(page.get_by_role("button", name="Här jag står")).to_be_hidden()
    send(page)
    expect(page.get_by_text("Välj vad det är.")).to_be_visible()
    choose(page, "Kamera eller dörr")
    page.get_by_role("textbox", name="Var?").fill("Porten på 12")
    page.locator("#id_photo").set_input_files(photo())
    send(page)
    expect(page.get_by_text("Tack, det är noterat.")).to_be_visible()
    assert ObservationPhoto.objects.get().width == 1600


def test_the_group_is_asked_whether_it_is_mended(open_page: OpenPage, place: Attendance) -> None:
    town = place.shift.association.municipality
    observation = ObservationFactory(
        municipality=town, state="fixed", fixed_at=NIGHT - timedelta(days=2), reference="VA-7K3F"
    )
    page = enter(open_page, place)
    page.get_by_role("button", name="Lagat VA-7K3F").click()
    expect(page.get_by_text("Tack för att ni tittade.")).to_be_visible()
    observation.refresh_from_db()
    assert observation.confirmed_at is not None


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_page_is_accessible_and_fits(open_page: OpenPage, place: Attendance, width: int, theme: str) -> None:
    town = place.shift.association.municipality
    ObservationFactory(municipality=town, state="fixed", fixed_at=NIGHT - timedelta(days=2))
    look_over(enter(open_page, place, width=width, theme=theme))
