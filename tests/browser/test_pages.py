"""The pages of the rota in a browser: accessible, fresh without flicker, and whole without a script."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import APIResponse, Page, Response, expect
from playwright.sync_api import Route as Routed

from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Route, Shift
from tests.browser.conftest import THEMES, WIDTHS, OpenPage, look_over
from tests.factories import AttendanceFactory, ShiftFactory, leader_of, member_of
from tests.support.processes import wait_until
from volunteers.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
TELL_WHAT_IS_HEARD = """document.addEventListener("htmx:beforeRequest", ({ detail }) =>
  detail.xhr.addEventListener("loadend", () => { window.heard = detail.requestConfig.verb; }))"""


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def shift() -> Shift:
    """A Friday with a leader, someone asked, a gap, and two who can be asked."""
    shift: Shift = ShiftFactory(confirmed_count=1, leader_count=1, asked_count=1)
    people = (("Karin Öberg", AttendanceState.CONFIRMED, True), ("Anna Lindqvist", AttendanceState.ASKED, False))
    for name, state, leads in people:
        volunteer = member_of(shift.association, name=name)
        AttendanceFactory(
            shift=shift,
            volunteer=volunteer,
            state=state,
            is_leader=leads,
            asked_at=MONDAY,
            confirm_by=MONDAY + timedelta(days=2),
            confirmed_at=MONDAY if state == AttendanceState.CONFIRMED else None,
        )
    for name in ("Birgitta Holm", "Daniel Tesfaye"):
        member_of(shift.association, name=name)
    ShiftFactory(
        association=shift.association,
        route=shift.route,
        state=ShiftState.DRAFT,
        starts_at=shift.starts_at + timedelta(days=8),
    )
    return shift


@pytest.fixture
def leader(shift: Shift) -> User:
    leader: User = leader_of(shift.association)
    return leader


def addresses(shift: Shift) -> list[str]:
    return [
        "/pass",
        "/pass?fran=2030-01-01",
        f"/pass/{shift.pk}",
        f"/pass/{shift.pk}#stall-in",
        f"/pass/{shift.pk}/andra",
        "/pass/nytt",
        "/rutter",
        "/rutter/ny",
        f"/rutter/{shift.route_id}",
        f"/rutter/{shift.route_id}/andra",
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_pages_are_accessible_and_fit(open_page: OpenPage, shift: Shift, leader: User, width: int, theme: str) -> None:
    page = open_page("/pass", user=leader, width=width, theme=theme)
    for address in addresses(shift):
        page.goto("about:blank")
        page.goto(address)
        look_over(page)


def is_for_htmx(answer: Response) -> bool:
    return answer.request.headers.get("hx-request") == "true"


def refresh(page: Page, section: str) -> None:
    """Ask for the section as its clock does, which may do so at any moment too."""
    with page.expect_response(is_for_htmx):
        page.evaluate("section => htmx.trigger(section, 'refresh')", section)


def test_board_is_left_alone_when_nothing_is_new_and_turns_when_someone_answers(
    open_page: OpenPage, shift: Shift, leader: User
) -> None:
    page = open_page("/pass", user=leader)
    statuses: list[int] = []
    page.on("response", lambda answer: statuses.append(answer.status) if is_for_htmx(answer) else None)
    row = page.locator(f"#pass-{shift.pk}")
    expect(row.locator(".chip")).to_have_text("Saknar 2")
    page.evaluate("document.querySelector('#veckor').dataset.mark = 'same'")
    refresh(page, "#veckor")
    assert set(statuses) == {304}
    assert page.locator("#veckor").get_attribute("data-mark") == "same"
    Shift.objects.filter(pk=shift.pk).update(confirmed_count=4, asked_count=0, updated_at=MONDAY + timedelta(hours=1))
    row.locator("a").focus()
    refresh(page, "#veckor")
    expect(row.locator(".chip")).to_have_text("Klart")
    expect(page.locator("#laget")).to_contain_text("Inget pass saknar folk.")
    expect(row.locator("a")).to_be_focused()
    refresh(page, "#veckor")
    assert statuses[-1] == 304


def test_question_goes_out_from_the_page_without_a_new_one(open_page: OpenPage, shift: Shift, leader: User) -> None:
    page = open_page(f"/pass/{shift.pk}", user=leader)
    page.get_by_role("checkbox", name="Birgitta Holm").check()
    page.get_by_role("checkbox", name="Daniel Tesfaye").check()
    page.get_by_role("button", name="Fråga 2 personer").click()
    expect(page.locator("#besked")).to_contain_text("Frågan är på väg till 2 personer.")
    expect(page.locator("#gruppen")).to_contain_text("Birgitta Holm")
    expect(page.locator("#handelser")).to_contain_text("Frågan gick ut till Birgitta och Daniel.")
    expect(page.locator("#fyll")).to_contain_text("Alla i föreningen som kan är redan tillfrågade.")
    assert shift.attendances.filter(state=AttendanceState.ASKED).count() == 3
    look_over(page)


def test_answer_from_before_an_act_is_not_drawn_over_what_the_act_brought(
    open_page: OpenPage, shift: Shift, leader: User
) -> None:
    page = open_page(f"/pass/{shift.pk}", user=leader)
    late: list[tuple[Routed, APIResponse]] = []
    page.route(f"**/pass/{shift.pk}", lambda route: late.append((route, route.fetch())))
    page.get_by_role("checkbox", name="Birgitta Holm").check()
    page.evaluate(TELL_WHAT_IS_HEARD)
    page.evaluate("htmx.trigger('#gruppen', 'refresh')")
    assert wait_until(lambda: page.evaluate("true") and late != [])
    page.get_by_role("button", name="Fråga 1 person").click()
    expect(page.locator("#handelser")).to_contain_text("Frågan gick ut till Birgitta.")
    for route, answer in late:
        route.fulfill(response=answer)
    page.wait_for_function("window.heard === 'get'")
    expect(page.locator("#handelser")).to_contain_text("Frågan gick ut till Birgitta.")
    expect(page.get_by_role("checkbox", name="Birgitta Holm")).to_have_count(0)


def test_refusal_is_shown_in_its_card(open_page: OpenPage, shift: Shift, leader: User) -> None:
    page = open_page(f"/pass/{shift.pk}", user=leader)
    page.get_by_role("button", name="Fråga dem du valt").click()
    expect(page.locator("#fyll [role=alert]")).to_have_text("Välj minst en person att fråga.")
    look_over(page)


def test_ticks_stay_when_the_page_refreshes_itself(open_page: OpenPage, shift: Shift, leader: User) -> None:
    page = open_page(f"/pass/{shift.pk}", user=leader)
    page.get_by_role("checkbox", name="Birgitta Holm").check()
    anna = shift.attendances.get(volunteer__name="Anna Lindqvist")
    Attendance.objects.filter(pk=anna.pk).update(state=AttendanceState.DECLINED)
    Shift.objects.filter(pk=shift.pk).update(revision=9)
    refresh(page, "#gruppen")
    expect(page.locator(f"#person-{anna.pk} .chip")).to_have_text("Kan inte")
    expect(page.get_by_role("checkbox", name="Birgitta Holm")).to_be_checked()


def test_dialog_closes_on_escape_and_the_night_is_cancelled_by_its_button(
    open_page: OpenPage, shift: Shift, leader: User
) -> None:
    page = open_page(f"/pass/{shift.pk}", user=leader)
    page.get_by_role("link", name="Ställ in").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("link", name="Ställ in").click()
    page.get_by_role("button", name="Ställ in och meddela 2").click()
    expect(page.locator("#laget")).to_contain_text("Passet är inställt.")


def test_form_asks_which_time_when_the_clocks_go_back(open_page: OpenPage, shift: Shift, leader: User) -> None:
    page = open_page("/pass/nytt", user=leader)
    expect(page.locator("#natten")).to_contain_text("4 timmar")
    page.get_by_label("Kväll", exact=True).fill("2027-10-30")
    page.get_by_label("Slutar").fill("02:30")
    page.get_by_label("Slutar").blur()
    page.get_by_label("Den andra 02.30, vintertid").check()
    expect(page.locator("#natten")).to_contain_text("7 timmar: klockan ställs tillbaka en timme den natten.")
    look_over(page)


def test_line_is_drawn_on_the_map_and_kept(open_page: OpenPage, shift: Shift, leader: User) -> None:
    page = open_page(f"/rutter/{shift.route_id}/andra", user=leader)
    page.get_by_role("button", name="Börja om").click()
    board = page.locator(".leaflet-map")
    for x, y in ((100, 100), (200, 120), (250, 220)):
        board.click(position={"x": x, "y": y})
        page.wait_for_timeout(300)  # two quick presses are a zoom
    expect(page.locator("[data-length]")).to_contain_text("Linjen är ")
    drawn = json.loads(page.get_by_label("Linjen som GeoJSON").input_value())
    page.get_by_role("button", name="Spara rutten").click()
    expect(page.locator("#besked")).to_contain_text("är sparad.")
    assert Route.objects.get(pk=shift.route_id).line == drawn["coordinates"]


def test_everything_can_be_done_when_there_is_no_script(open_page: OpenPage, shift: Shift, leader: User) -> None:
    page = open_page(f"/pass/{shift.pk}", user=leader, script=False)
    expect(page.locator("#karta svg path.m-route")).to_be_visible()
    page.get_by_role("checkbox", name="Birgitta Holm").check()
    page.get_by_role("button", name="Fråga dem du valt").click()
    expect(page.locator("#besked")).to_contain_text("Frågan är på väg till Birgitta.")
    page.get_by_text("Ändra Birgitta Holm").click()
    page.get_by_role("listitem").filter(has_text="Birgitta Holm").get_by_role("button", name="Sa ja på telefon").click()
    expect(page.locator("#besked")).to_contain_text("Birgitta är med")
    page.get_by_role("link", name="Ställ in").click()
    expect(page.get_by_role("dialog")).to_be_visible()
