"""A volunteer's own page on a phone: through the gate, with the keyboard alone, without a script, in both themes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, Route, expect

from scheduling.domain.personal_links import make_personal_link
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance
from tests.browser.conftest import THEMES, WIDTHS, OpenPage, look_over
from tests.factories import AttendanceFactory, ShiftFactory, member_of
from volunteers.domain.availability import add_away, wish_for_company
from volunteers.models import Availability, Volunteer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
PHONE = 390


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def anna() -> Volunteer:
    """Asked to a Friday that Karin leads, with a walk behind her, a queue ahead, and days away."""
    shift = ShiftFactory(confirmed_count=1, leader_count=1, asked_count=1)
    anna: Volunteer = member_of(shift.association, name="Anna Lindqvist")
    karin, johan = (member_of(shift.association, name=name) for name in ("Karin Öberg", "Johan Sandberg"))
    AttendanceFactory(shift=shift, volunteer=karin, state=AttendanceState.CONFIRMED, is_leader=True)
    AttendanceFactory(shift=shift, volunteer=anna, asked_at=MONDAY, confirm_by=MONDAY + timedelta(days=2))
    walked = ShiftFactory(
        association=shift.association, route=shift.route, state=ShiftState.DONE, starts_at=MONDAY - timedelta(days=9)
    )
    for person in (anna, karin, johan):
        AttendanceFactory(shift=walked, volunteer=person, state=AttendanceState.CONFIRMED)
    later = ShiftFactory(
        association=shift.association, route=shift.route, starts_at=shift.starts_at + timedelta(days=7)
    )
    AttendanceFactory(shift=later, volunteer=anna, state=AttendanceState.WAITING, waiting_since=MONDAY)
    add_away(anna, first_on=later.night + timedelta(days=7), last_on=later.night + timedelta(days=9), today=later.night)
    wish_for_company(anna, karin)
    return anna


@pytest.fixture
def address(anna: Volunteer) -> str:
    return f"/jag/{make_personal_link(anna, now=MONDAY)}"


def enter(page: Page) -> None:
    page.get_by_role("button", name="Ja, det är jag").press("Enter")
    page.get_by_role("heading", name="Hej Anna").wait_for()
    page.wait_for_load_state()


def test_what_waits_for_its_script_stays_hidden_when_only_some_of_the_styles_have_come(
    open_page: OpenPage, address: str
) -> None:
    page = open_page(address, width=PHONE)
    enter(page)
    page.route("**/app*.css", lambda route: route.abort())
    page.goto(address)
    expect(page.get_by_text("Loggen som väntade i telefonen är skickad.")).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_gate_and_page_are_accessible_and_fit(open_page: OpenPage, address: str, width: int, theme: str) -> None:
    page = open_page(address, width=width, theme=theme)
    look_over(page)
    enter(page)
    look_over(page)
    page.get_by_text("Jag vill inte ha fler sms").click()
    look_over(page)


def test_question_is_the_first_thing_and_the_thumb_reaches_the_answer(open_page: OpenPage, address: str) -> None:
    page = open_page(address, width=PHONE)
    enter(page)
    box = page.get_by_role("button", name="Ja, jag kommer").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900  # within the first screen
    assert box["height"] >= 72


def test_everything_is_done_by_keyboard_alone(open_page: OpenPage, anna: Volunteer, address: str) -> None:
    page = open_page(address, width=PHONE)
    enter(page)
    page.get_by_role("button", name="Ja, jag kommer").press("Enter")
    page.get_by_text("Du är med", exact=True).wait_for()
    assert Attendance.objects.get(volunteer=anna, shift__night="2026-10-16").state == AttendanceState.CONFIRMED
    page.get_by_role("checkbox", name="Fredagar").press("Space")
    page.get_by_role("button", name="Spara").press("Enter")
    page.get_by_role("status").filter(has_text="Sparat.").wait_for()
    assert Availability.objects.get(volunteer=anna).weekdays == [4]
    page.get_by_label("Någon du har gått med").select_option(label="Johan S")
    page.get_by_role("button", name="Lägg till någon att gå med").press("Enter")
    page.get_by_role("status").filter(has_text="Bara ledaren ser det.").wait_for()
    page.get_by_role("link", name="Lägg in dina kvällar").press("Enter")
    make = page.get_by_role("button", name="Gör min länk")
    expect(make).to_be_visible()
    look_over(page)
    make.press("Enter")
    page.get_by_role("heading", name="Din länk är klar").wait_for()
    look_over(page)


def test_a_page_that_is_still_coming_loses_nothing_that_is_done_on_it(
    open_page: OpenPage, anna: Volunteer, address: str
) -> None:
    """A page that opens at a place in it takes the focus there when its styles have come."""
    page = open_page(address, width=PHONE)
    enter(page)

    def late(route: Route) -> None:
        page.wait_for_timeout(1000)  # which lets the test go on meanwhile
        route.continue_()

    page.route("**/app*.css", late)
    page.get_by_role("button", name="Ja, jag kommer").press("Enter", no_wait_after=True)
    page.get_by_text("Du är med", exact=True).wait_for()
    box = page.get_by_role("checkbox", name="Fredagar")
    box.focus()
    page.wait_for_timeout(1200)
    expect(box).to_be_focused()


def test_whole_page_works_without_a_script(open_page: OpenPage, anna: Volunteer, address: str) -> None:
    page = open_page(address, width=PHONE, script=False)
    page.get_by_role("button", name="Ja, det är jag").click()
    page.get_by_role("button", name="Nej, jag kan inte").click()
    expect(page.locator("#kvall")).to_contain_text("Du kan inte den här kvällen.")
    page.get_by_role("link", name="fredag 23 oktober").click()
    expect(page.locator("#kvall")).to_contain_text("du står på reservlistan")
    page.get_by_label("Från", exact=True).fill("2026-11-20")
    page.get_by_label("Till och med").fill("2026-11-10")
    page.get_by_role("button", name="Lägg till dagar borta").click()
    expect(page.locator("#borta")).to_contain_text("Sista dagen kommer före den första.")
    look_over_quietly(page)
    page.get_by_text("Jag vill inte ha fler sms").click()
    page.get_by_role("button", name="Skicka inga fler sms").click()
    expect(page.locator("#avsluta")).to_contain_text("Just nu skickas inga sms")


def look_over_quietly(page: Page) -> None:
    """Without a script in the page axe cannot run; what can be seen is that nothing is wider than the screen."""
    assert page.locator("html").bounding_box()["width"] <= PHONE  # type: ignore[index]  # the page has a box
