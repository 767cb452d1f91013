"""A season's question on the person's own phone, by thumb and by keyboard, and what the leader then sees."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from playwright.sync_api import expect

from scheduling.domain.personal_links import make_personal_link
from scheduling.domain.season_questions.asking import ask_season
from scheduling.models import Season
from tests.browser.conftest import OpenPage
from tests.browser.test_every_page import faults
from tests.factories import AssociationFactory, leader_of, member_of
from tests.scheduling.seasons.terms import SEPTEMBER, published_october
from volunteers.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with time_machine.travel(SEPTEMBER):
        yield


@pytest.fixture
def season() -> Season:
    association = AssociationFactory(name="Vårby vuxna på stan")
    return Season.objects.select_related("association").get(pk=published_october(association=association).pk)


def link_of_anna(season: Season, leader: User) -> str:
    """She and Mehmet are asked."""
    anna = member_of(season.association, name="Anna Lindqvist")
    member_of(season.association, name="Mehmet Yilmaz")
    ask_season(season, last_day=date(2026, 9, 14), author=leader, now=SEPTEMBER)
    return f"/jag/{make_personal_link(anna, now=SEPTEMBER)}"


def test_nights_are_pressed_one_by_one_and_the_leader_sees_them(open_page: OpenPage, season: Season) -> None:
    karin = leader_of(season.association)
    page = open_page(link_of_anna(season, karin), width=390)
    page.get_by_role("button", name="Ja, det är jag").press("Enter")
    page.get_by_role("link", name="Svara nu").press("Enter")
    expect(page.get_by_role("heading", name="Vilka kvällar kan du?")).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    friday = page.get_by_role("group", name="Fredag 2 oktober", exact=True)
    friday.get_by_role("button", name="Kan", exact=True).press("Enter")
    expect(friday.get_by_role("button", name="Kan", exact=True)).to_have_attribute("aria-pressed", "true")
    saturday = page.get_by_role("group", name="Lördag 3 oktober", exact=True)
    saturday.get_by_role("button", name="Kan inte").press("Space")
    expect(saturday.get_by_role("button", name="Kan inte")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status").filter(has_text="Tack, du kan 1 kväll.")).to_be_visible()
    assert faults(page) == []
    answers = open_page(f"/sasonger/{season.pk}/fraga", user=karin, width=390)
    expect(answers.get_by_text("1 av 2 har svarat.")).to_be_visible()
    expect(answers.locator("#svaren li").first).to_contain_text("Anna L")
    expect(answers.locator("#personerna li").first).to_contain_text("Mehmet Yilmaz")
    expect(answers.locator("#personerna li").first).to_contain_text("Har inte svarat")


def test_none_without_a_script(open_page: OpenPage, season: Season) -> None:
    page = open_page(link_of_anna(season, leader_of(season.association)), width=390, script=False)
    page.get_by_role("button", name="Ja, det är jag").click()
    page.get_by_role("link", name="Svara nu").click()
    page.get_by_role("button", name="Jag kan inte någon av dem").click()
    expect(page.get_by_text("Vi frågar dig inte om de här kvällarna.")).to_be_visible()
    expect(page.get_by_role("button", name="Kan inte").first).to_have_attribute("aria-pressed", "true")
