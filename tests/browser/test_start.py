"""The start page as a visitor meets it: by keyboard, without a script, on a phone and on a wide screen."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import expect

from messaging.domain.one_time_codes import code_of
from scheduling.models import Attendance
from tests.browser.conftest import OpenPage, look_over
from tests.factories import member_of
from tests.scheduling.open_nights.town import FRIDAY, MONDAY, Town, terms
from volunteers.models import NumberProof

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    """A night in Vårby on the Friday, and one in Skogås a week later."""
    town = Town()
    town.night(confirmed_count=2, leader_count=1, asked_count=1)
    town.night(FRIDAY.replace(day=23), place=town.part("Skogås"), association=town.other)
    return town


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_start_page_is_accessible_and_fits(open_page: OpenPage, town: Town, width: int, theme: str) -> None:
    page = open_page("/", width=width, theme=theme)
    look_over(page)
    expect(page.get_by_role("heading", name="Här behövs du")).to_be_visible()
    cards = page.locator("#oppna-kvallar > li")
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text("En till behövs")


def test_part_of_town_is_chosen_by_keyboard_alone_and_without_a_script(open_page: OpenPage, town: Town) -> None:
    page = open_page("/", script=False)
    page.get_by_label("Kommundel").focus()
    page.keyboard.type("Skog")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?var=*#kvallar")
    expect(page.get_by_role("heading", level=3, name="Skogås")).to_be_visible()
    expect(page.get_by_role("heading", level=3, name="Vårby")).to_have_count(0)
    expect(page.get_by_label("Kommundel")).to_have_value(page.url.partition("var=")[2].partition("#")[0])


def test_way_from_the_hero_to_a_night(open_page: OpenPage, town: Town) -> None:
    page = open_page("/", width=390)
    page.get_by_role("link", name="Se kvällar som behöver folk").press("Enter")
    page.get_by_role("link", name="Jag kan gå fre 16 okt i Vårby").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Fredag 16 oktober i Vårby")).to_be_visible()
    look_over(page)


def test_sign_up_by_keyboard_alone_and_without_a_script(open_page: OpenPage, town: Town) -> None:
    anna = member_of(town.club, name="Anna Lindqvist", mobile="+46701740614")
    page = open_page("/", width=390, script=False)
    page.get_by_role("link", name="Jag kan gå fre 16 okt i Vårby").press("Enter")
    page.get_by_label("Ditt mobilnummer").focus()
    page.keyboard.type("070-174 06 14")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Skriv koden i sms:et").wait_for()
    page.get_by_label("Koden i sms:et").focus()
    page.keyboard.type(code_of(NumberProof.objects.get().uuid))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tack Anna, du är med.")).to_be_visible()
    assert Attendance.objects.get().volunteer == anna
    page.get_by_role("button", name="Jag har fått förhinder").press("Enter")
    expect(page.get_by_text("Kan du gå, Anna?")).to_be_visible()
    page.get_by_role("button", name="Ett annat nummer").press("Enter")
    expect(page.get_by_label("Ditt mobilnummer")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_state_of_a_sign_up_is_accessible_and_fits(open_page: OpenPage, town: Town, theme: str) -> None:
    member_of(town.club, name="Anna Lindqvist", mobile="+46701740614")
    terms(town.club, asks_leader=True)
    page = open_page("/", width=390, theme=theme)
    for number, said in (
        ("070-174 06 14", "Tack Anna. Ledaren svarar dig med sms."),
        ("070-174 06 87", "Du är ny här."),
    ):
        page.goto("/")
        page.get_by_role("link", name="Jag kan gå fre 16 okt i Vårby").click()
        page.get_by_role("heading", level=1, name="Fredag 16 oktober i Vårby").wait_for()
        page.wait_for_load_state()
        if page.get_by_role("button", name="Ett annat nummer").count():
            look_over(page)
            page.get_by_role("button", name="Ett annat nummer").click()
        page.get_by_label("Ditt mobilnummer").fill(number)
        page.get_by_role("button", name="Skicka koden").click()
        page.get_by_label("Koden i sms:et").wait_for()
        look_over(page)
        page.get_by_label("Koden i sms:et").fill(code_of(NumberProof.objects.latest("pk").uuid))
        page.get_by_role("button", name="Jag kan gå").click()
        expect(page.get_by_text(said)).to_be_visible()
        look_over(page)
