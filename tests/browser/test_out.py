"""A night on a small phone: the group goes out, somebody goes home early, somebody was not there, all come home."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from fieldwork.enums import WalkState
from fieldwork.models import Walk
from scheduling.domain.personal_links import make_personal_link
from tests.browser.conftest import THEMES, WIDTHS, OpenPage, look_over, until
from tests.factories import AssociationFactory
from tests.fieldwork.groups import START, Group, group_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = 360


@pytest.fixture(autouse=True)
def _at_the_start() -> Iterator[None]:
    with time_machine.travel(START, tick=True):
        yield


@pytest.fixture
def group() -> Group:
    return group_of(4)


def enter(open_page: OpenPage, group: Group, n: int = 0, **how: object) -> Page:
    page = open_page(f"/jag/{make_personal_link(group.people[n], now=START - timedelta(hours=1))}", **how)
    page.get_by_role("button", name="Ja, det är jag").press("Enter")
    page.get_by_role("link", name="Gå ut och kom hem").press("Enter")
    page.get_by_role("heading", name="I kväll").wait_for()
    return page


@pytest.mark.parametrize("script", [True, False])
def test_night_from_check_out_to_home(open_page: OpenPage, group: Group, *, script: bool) -> None:
    page = enter(open_page, group, width=SMALL, script=script)
    main = page.get_by_role("main")
    expect(main).to_contain_text("Ni är fyra. Gå ut när ni är samlade.")
    page.get_by_label("Cia", exact=True).uncheck()
    page.get_by_role("button", name="Vi är ute").press("Enter")
    expect(main).to_contain_text("Tre är ute")
    page.get_by_role("button", name="Hemma Bo").press("Enter")
    expect(main).to_contain_text("Två är ute")
    page.get_by_role("button", name="Är med nu Cia").press("Enter")
    expect(main).to_contain_text("Tre är ute")
    page.get_by_role("button", name="Kom inte Cia").press("Enter")
    page.get_by_role("button", name="30 minuter till").press("Enter")
    expect(main).to_contain_text("Hemma senast 01.00.")
    page.get_by_role("button", name="Alla är hemma").press("Enter")
    expect(page.get_by_role("heading", name="Alla är hemma")).to_be_visible()
    assert Walk.objects.get().state == WalkState.HOME
    assert group.states() == ["attended", "attended", "attended", "no_show"]
    page.get_by_role("button", name="Inte hemma än Anna").press("Enter")
    expect(main).to_contain_text("En är ute")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [*WIDTHS, SMALL])
def test_every_stage_is_fit_to_see(open_page: OpenPage, width: int, theme: str) -> None:
    group = group_of(2, crew_safe=3)
    many = group_of(4, association=AssociationFactory(municipality=group.shift.association.municipality))
    page = enter(open_page, group, width=width, theme=theme)
    expect(page.get_by_role("main")).to_contain_text("Ni är två, och det behövs tre för att gå ut.")
    look_over(page)
    page = enter(open_page, many, width=width, theme=theme)
    look_over(page)
    page.get_by_role("button", name="Vi är ute").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Fyra är ute")
    look_over(page)
    page.get_by_role("button", name="Alla är hemma").press("Enter")
    expect(page.get_by_role("heading", name="Alla är hemma")).to_be_visible()
    look_over(page)
    own = enter(open_page, many, 1, width=width, theme=theme)
    look_over(own)


def test_what_is_pressed_without_network_says_how_else_and_is_sent_again(open_page: OpenPage, group: Group) -> None:
    page = enter(open_page, group, width=SMALL)
    until(page, "navigator.serviceWorker.ready.then((one) => one.active.state === 'activated')")
    page.context.set_offline(True)
    page.get_by_role("button", name="Vi är ute").press("Enter")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Ingen täckning, så det gick inte fram. Sms:a UTE eller HEMMA till 070-174 06 99")
    expect(page.get_by_role("link", name="Skriv sms")).to_have_attribute("href", "sms:+46701740699")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Försök igen").press("Enter")
    expect(main).to_contain_text("Ingen täckning")
    assert not Walk.objects.exists()
    page.context.set_offline(False)
    page.get_by_role("button", name="Försök igen").press("Enter")
    expect(main).to_contain_text("Fyra är ute")
    assert Walk.objects.get().state == WalkState.OUT
