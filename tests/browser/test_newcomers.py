"""Becoming a walker in a real browser: by keyboard alone, on a narrow screen, and without a script."""

from datetime import UTC, datetime

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, look_over
from tests.factories import AssociationFactory, DistrictFactory, leader_of
from tests.scheduling.newcomers import right_code
from volunteers.models import Association, Interest, Volunteer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory(name="Vårby vuxna på stan")
    varby = DistrictFactory(municipality=made.municipality, name="Vårby")
    DistrictFactory(municipality=made.municipality, name="Masmo", parent=varby)
    return made


def tab_to(page: Page, name: str, role: str = "textbox") -> None:
    """Press Tab until this has the focus."""
    target = page.get_by_role(role, name=name)  # type: ignore[arg-type]  # a role given as text
    for _ in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{name} cannot be reached")


@time_machine.travel(MONDAY)
def test_somebody_new_by_keyboard_alone_on_a_narrow_screen(open_page: OpenPage, association: Association) -> None:
    page = open_page("/bli-nattvandrare", width=390)
    look_over(page)
    tab_to(page, "Namn")
    page.keyboard.type("Yasmin Karlsson")
    tab_to(page, "Mobilnummer")
    page.keyboard.type("070-174 06 8")
    tab_to(page, "Ja, jag samtycker till det som står här.", "checkbox")
    page.keyboard.press("Space")
    tab_to(page, "Jag vill vara med", "button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Det saknas siffror i numret")).to_be_visible()
    look_over(page)
    expect(page.get_by_label("Namn")).to_have_value("Yasmin Karlsson")
    tab_to(page, "Mobilnummer")
    page.keyboard.press("End")
    page.keyboard.type("9")
    tab_to(page, "Jag vill vara med", "button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kod")
    look_over(page)
    code = page.get_by_label("Koden i sms:et")
    assert [code.get_attribute(name) for name in ("autocomplete", "inputmode")] == ["one-time-code", "numeric"]
    tab_to(page, "Koden i sms:et")
    page.keyboard.type(right_code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/tack")
    expect(page.get_by_role("heading", name="Tack, Yasmin")).to_be_visible()
    look_over(page)
    assert Interest.objects.get().name == "Yasmin Karlsson"


@time_machine.travel(MONDAY)
def test_leader_takes_somebody_in_and_tells_another_no_by_keyboard(
    open_page: OpenPage, association: Association
) -> None:
    visitor = open_page("/bli-nattvandrare", script=False)
    visitor.get_by_label("Namn").fill("Yasmin Karlsson")
    visitor.get_by_label("Mobilnummer").fill("070-174 06 89")
    visitor.get_by_label("Ja, jag samtycker").check()
    visitor.get_by_role("button", name="Jag vill vara med").click()
    visitor.get_by_label("Koden i sms:et").fill(right_code())
    visitor.get_by_role("button", name="Det är mitt nummer").click()
    visitor.get_by_role("heading", name="Tack, Yasmin").wait_for()
    page = open_page("/folk", user=leader_of(association), width=390)
    page.get_by_role("link", name="1 person vill gå med").press("Enter")
    accept = page.get_by_role("button", name="Ta emot i Vårby vuxna på stan")
    expect(accept).to_be_visible()
    look_over(page)
    accept.press("Enter")
    page.get_by_text("Yasmin Karlsson är med i Vårby vuxna på stan").wait_for()
    look_over(page)
    assert Volunteer.objects.get().consent_version == "1"
