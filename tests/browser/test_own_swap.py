"""On a phone somebody asks another to change nights, by mouse and by keyboard alone, without a script too."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from scheduling.domain.personal_links import make_personal_link
from scheduling.enums import AttendanceState, HandOverState, ShiftState
from scheduling.models import Attendance, HandOver, Shift
from tests.browser.conftest import THEMES, WIDTHS, OpenPage, look_over
from tests.browser.hands import Hand, Keyboard, Mouse, both_hands
from tests.factories import AttendanceFactory, ShiftFactory, member_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
PHONE = 390
SIZES = {"crew_min": 2, "crew_target": 2, "crew_max": 3, "leaders_needed": 0, "confirmed_count": 1}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.fixture
def place() -> Attendance:
    """Anna's on Friday. Bo and Mehmet walk the weeks after; with Elena she has walked."""
    friday: Shift = ShiftFactory(**SIZES)
    group = friday.association
    anna, elena = member_of(group, name="Anna Lindqvist"), member_of(group, name="Elena Popescu")
    for week, name in ((1, "Bo Alm"), (2, "Mehmet Demir"), (2, "Johan Sandberg")):
        night = Shift.objects.filter(night=friday.night + timedelta(weeks=week)).first() or ShiftFactory(
            association=group, route=friday.route, starts_at=friday.starts_at + timedelta(weeks=week), **SIZES
        )
        AttendanceFactory(shift=night, volunteer=member_of(group, name=name), state=AttendanceState.CONFIRMED)
    walked = ShiftFactory(
        association=group, route=friday.route, state=ShiftState.DONE, starts_at=MONDAY - timedelta(days=9)
    )
    for person in (anna, elena):
        AttendanceFactory(shift=walked, volunteer=person, state=AttendanceState.CONFIRMED)
    held: Attendance = AttendanceFactory(shift=friday, volunteer=anna, state=AttendanceState.CONFIRMED)
    return held


def enter(open_page: OpenPage, place: Attendance, **how: object) -> Page:
    page = open_page(f"/jag/{make_personal_link(place.volunteer, now=MONDAY)}", **how)
    page.get_by_role("button", name="Ja, det är jag").press("Enter")
    page.get_by_role("heading", name="Hej Anna").wait_for()
    return page


@both_hands
def test_one_is_asked_and_the_question_taken_back(
    open_page: OpenPage, place: Attendance, hand_kind: type[Mouse] | type[Keyboard]
) -> None:
    page = enter(open_page, place, width=PHONE)
    hand: Hand = hand_kind(page)
    hand.press(page.get_by_role("link", name="Byt med någon"))
    expect(page.get_by_role("heading", name="Byt med någon")).to_be_visible()
    hand.press(page.get_by_role("button", name="Fråga Bo om fredag 23 oktober"))
    expect(page.get_by_role("status").filter(has_text="Frågan är på väg till Bo.")).to_be_visible()
    night = page.locator("#kvall")
    expect(night).to_contain_text("Bo har fått frågan om att byta mot fre 23 okt. Du står kvar tills Bo säger ja.")
    look_over(page)
    hand.press(page.get_by_role("button", name="Ta tillbaka frågan"))
    expect(night).not_to_contain_text("har fått frågan")
    assert HandOver.objects.get().state == HandOverState.WITHDRAWN


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_page_is_accessible_and_fits(open_page: OpenPage, place: Attendance, width: int, theme: str) -> None:
    page = enter(open_page, place, width=width, theme=theme)
    look_over(page)
    page.get_by_role("link", name="Byt med någon").click()
    expect(page.get_by_role("button", name="Fråga Elena P")).to_be_visible()
    look_over(page)
    Attendance.objects.exclude(pk=place.pk).delete()
    page.reload()
    page.get_by_text("Just nu finns det ingen att byta med.").wait_for()
    look_over(page)


def test_without_a_script(open_page: OpenPage, place: Attendance) -> None:
    page = enter(open_page, place, width=PHONE, script=False)
    page.get_by_role("link", name="Byt med någon").click()
    page.get_by_role("button", name="Fråga Elena P").click()
    expect(page.locator("#kvall")).to_contain_text("Elena har fått frågan om att ta över. Du står kvar tills dess.")
