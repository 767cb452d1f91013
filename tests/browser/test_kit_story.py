"""Three vests go out and two come home: the leader counts on a phone, and the next leader sees that one is missing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from fieldwork.domain.kit.items import add_item
from fieldwork.models import KitGap
from scheduling.domain.personal_links import make_personal_link
from scheduling.enums import AttendanceState
from scheduling.models import Attendance, Shift
from tests.browser.conftest import THEMES, OpenPage, look_over
from tests.factories import AttendanceFactory, ShiftFactory, leader_of, member_of
from tests.factories.fieldwork import BriefingFactory, HostDutyFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVENING = datetime(2026, 10, 16, 18, 0, tzinfo=UTC)
HOME = datetime(2026, 10, 16, 22, 40, tzinfo=UTC)
WEEK = timedelta(weeks=1)
PHONE = 360


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(EVENING, tick=True) as traveller:
        yield traveller


@pytest.fixture
def tonight() -> Shift:
    """Karin leads tonight and Samira in a week; there are three vests and a phone."""
    shift: Shift = ShiftFactory(confirmed_count=3, leader_count=1)
    group = shift.association
    later = ShiftFactory(association=group, route=shift.route, starts_at=shift.starts_at + WEEK, leader_count=1)
    for night, name in ((shift, "Karin Öberg"), (shift, "Anna Lindqvist"), (shift, "Bo Alm"), (later, "Samira Nouri")):
        is_leader = name in {"Karin Öberg", "Samira Nouri"}
        person = member_of(group, name=name)
        AttendanceFactory(shift=night, volunteer=person, state=AttendanceState.CONFIRMED, is_leader=is_leader)
    add_item(group, kind="vest", label="Gula västar", quantity=3, kept_at="Skåpet i lokalen")
    add_item(group, kind="phone", label="Telefon", quantity=1, kept_at="")
    BriefingFactory(municipality=group.municipality, last_night=(EVENING + WEEK).date())
    HostDutyFactory(municipality=group.municipality, name="Värdarna i centrum")
    return shift


def open_night(open_page: OpenPage, name: str, **how: object) -> Page:
    place = Attendance.objects.get(volunteer__name=name)
    token = make_personal_link(place.volunteer, now=EVENING)
    page = open_page(f"/jag/{token}", **how)
    page.get_by_role("button", name="Ja, det är jag").click()
    page.get_by_role("heading", name=f"Hej {place.volunteer.first_name}").wait_for()
    page.goto(f"/jag/{token}/kvall/{place.pk}/ute")
    return page


def test_three_vests_go_out_two_come_home_and_the_next_leader_sees_one_missing(
    open_page: OpenPage, tonight: Shift, clock: time_machine.Traveller
) -> None:
    page = open_night(open_page, "Karin Öberg", width=PHONE)
    expect(page.get_by_role("link", name="Ring Värdarna i centrum")).to_be_visible()
    page.get_by_role("button", name="Alla i gruppen har läst").click()
    expect(page.locator("#genomgang")).to_contain_text("Alla har läst")
    kit = page.locator("#utrustning")
    expect(kit.get_by_label("Gula västar")).to_have_value("3")
    look_over(page)
    kit.get_by_role("button", name="Räkna ut").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Utrustningen är uträknad.")
    expect(kit).to_contain_text("Ute")
    clock.move_to(HOME)
    page.reload()
    kit.get_by_label("Gula västar").first.select_option("2")
    kit.get_by_label("Saknas något? Skriv varför").fill("En glömdes i bilen")
    kit.get_by_role("button", name="Räkna in").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Tack. En sak saknas. Nästa grupp får veta det.")
    look_over(page)
    clock.move_to(EVENING + WEEK)
    later = open_night(open_page, "Samira Nouri", width=PHONE, script=False)
    missing = later.locator("#utrustning")
    expect(missing).to_contain_text("Gula västar (1 st)")
    expect(missing).to_contain_text("Karin hade det senast.")
    expect(missing.locator("q")).to_have_text("En glömdes i bilen")
    office = open_page(f"/foreningar/{tonight.association_id}/utrustning", user=leader_of(tonight.association))
    expect(office.get_by_text("En sak saknas.")).to_be_visible()
    office.get_by_role("button", name="Hittad").click()
    expect(office.get_by_text("Inget saknas.")).to_be_visible()
    assert KitGap.objects.get().end == "found"


@pytest.mark.parametrize("theme", THEMES)
def test_sections_are_accessible_before_during_and_after(open_page: OpenPage, tonight: Shift, theme: str) -> None:
    page = open_night(open_page, "Anna Lindqvist", width=PHONE, theme=theme)
    expect(page.locator("#utrustning")).to_contain_text("Ledaren räknar.")
    look_over(page)
    KitGap.objects.create(item=tonight.association.kit.get(kind="vest"), number=1, since=EVENING - WEEK, note="I bilen")
    page.reload()
    expect(page.locator("#utrustning")).to_contain_text("Saknas sedan fre 9 okt.")
    look_over(page)
