"""A whole night on a phone of 360 points: out, late, home and told of, though the network goes in the middle."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Page, expect

from fieldwork.enums import WalkState
from fieldwork.models import WalkLog
from scheduling.domain.personal_links import make_personal_link
from tests.browser.conftest import OpenPage, until
from tests.browser.phone import wait_until_kept
from tests.browser.test_night_log import WAITING
from tests.fieldwork.groups import END, HOUR, MINUTE, START, group_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=True) as traveller:
        yield traveller


def fits(page: Page) -> bool:
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_night_from_check_out_to_log_though_the_network_goes(
    open_page: OpenPage, clock: time_machine.Traveller
) -> None:
    group = group_of(4)
    karin = group.place(0)
    page = open_page(f"/jag/{make_personal_link(group.people[0], now=START - HOUR)}", width=PHONE)
    main = page.get_by_role("main")
    page.get_by_role("button", name="Ja, det är jag").click()
    page.get_by_role("link", name="Gå ut och kom hem").click()
    page.get_by_label("Cia", exact=True).uncheck()
    page.get_by_role("button", name="Vi är ute").click()
    expect(main).to_contain_text("Tre är ute")
    assert fits(page)

    clock.move_to(END + 10 * MINUTE)
    page.reload()
    expect(page.get_by_role("heading", name="Ni är försenade")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Alla är hemma").click()
    expect(page.get_by_role("heading", name="Alla är hemma")).to_be_visible()
    page.get_by_role("link", name="Till loggen").click()
    page.get_by_role("heading", name="Tack för i natt, Karin!").wait_for()
    wait_until_kept(page, page.url)
    page.get_by_text("Livlig").click()

    page.context.set_offline(True)
    page.get_by_text("11–30").click()
    page.get_by_label("Alkohol").first.check()
    page.get_by_label("Bra att veta till nästa gång").fill("Glas vid lekplatsen")
    until(page, WAITING, becomes=[[str(karin.pk), "draft"]])
    page.reload()
    expect(page.get_by_text("Det du skrev förut finns kvar här.")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Skicka loggen").click()
    expect(page.get_by_text("Sparat i telefonen. Skickas när du har nät igen.")).to_be_visible()
    assert WalkLog.objects.count() == 0

    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Loggen är skickad")).to_be_visible()
    kept = WalkLog.objects.get()
    assert (kept.shift, kept.mood, kept.met, kept.note, kept.revision) == (
        group.shift,
        "lively",
        "11_30",
        "Glas vid lekplatsen",
        1,
    )
    assert [(one.kind, one.count) for one in kept.occurrences.all()] == [("alcohol", 1)]
    assert group.walk.state == WalkState.HOME
    assert group.states() == ["attended", "attended", "attended", "no_show"]
    until(page, WAITING, becomes=[])
