"""Tonight's board in a real browser: an alarm is seen and heard, and old news says that it is old."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlparse

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from fieldwork.domain.alarms.policies import Policies
from fieldwork.domain.alarms.stepping import open_overdue
from fieldwork.models import Walk
from scheduling.models import Shift
from tests.browser.conftest import THEMES, WIDTHS, OpenPage, look_over
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    MunicipalityFactory,
    ShiftFactory,
    coordinator_of,
    member_of,
)
from tests.factories.fieldwork import DutyTurnFactory, HostDutyFactory, WalkFactory, WalkLogFactory, out_with
from volunteers.models import Municipality, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STARTS = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=4)
LATE = ENDS + timedelta(minutes=22)
PAGE = "/ikvall"


@pytest.fixture(autouse=True)
def _late() -> Iterator[None]:
    with time_machine.travel(LATE, tick=False):
        yield


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Lyktköping")
    return made


@pytest.fixture
def maria(town: Municipality) -> User:
    user: User = coordinator_of(town)
    user.name = "Maria Ekström"
    user.save()
    return user


def group(town: Municipality, place: str, **walk: object) -> Shift:
    association = AssociationFactory(municipality=town, name=f"{place} vuxna på stan")
    shift: Shift = ShiftFactory(association=association, route__district__name=place, confirmed_count=3)
    made: Walk = WalkFactory(shift=shift, **walk)
    for name in ("Karin Öberg", "Johan Sandberg", "Anna Lindqvist"):
        attendance = AttendanceFactory(
            shift=shift, volunteer=member_of(association, name=name), is_leader=name[0] == "K", state="confirmed"
        )
        check_in = out_with(made, attendance)
        check_in.home_at = made.home_at
        check_in.save()
    return shift


def overdue(shift: Shift, *, at: datetime = LATE) -> None:
    open_overdue([shift.pk], policies=Policies(), now=at)


@pytest.fixture
def night(town: Municipality) -> Shift:
    """Four cards as on a real night: one group late, one that got more time, hosts at work, and one at home."""
    DutyTurnFactory(municipality=town, name="Maria Ekström", number="+46701740612")
    HostDutyFactory(municipality=town, name="Lag centrum", starts_at=STARTS, ends_at=ENDS + timedelta(hours=1))
    group(town, "Flemingsberg", due_home_at=LATE + timedelta(minutes=30), extended_minutes=30)
    home = group(town, "Skogås", state="home", home_at=ENDS - timedelta(minutes=6))
    WalkLogFactory(shift=home)
    ShiftFactory(association=home.association, route=home.route, starts_at=STARTS + timedelta(hours=1))
    late = group(town, "Vårby")
    overdue(late, at=ENDS + timedelta(minutes=15))
    return late


def refreshed(page: Page) -> None:
    with page.expect_response(re.compile(PAGE)):
        page.evaluate("htmx.trigger('#laget', 'refresh')")


def test_board_with_an_alarm_is_accessible_and_fits(open_page: OpenPage, night: Shift, maria: User) -> None:
    page = open_page(PAGE, user=maria)
    for theme in THEMES:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            look_over(page)


@pytest.mark.parametrize("width", [320, 768, 1024])
def test_board_is_no_wider_than_a_small_phone_or_a_tablet(
    open_page: OpenPage, night: Shift, maria: User, width: int
) -> None:
    page = open_page(PAGE, user=maria, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="I kväll")).to_be_visible()
    page.locator(".switcher summary").click()
    expect(page.get_by_role("navigation", name="Mer i menyn").get_by_role("link", name="Uppföljning")).to_be_visible()


def test_new_alarm_changes_the_title_and_is_heard(
    open_page: OpenPage, night: Shift, town: Municipality, maria: User
) -> None:
    second = group(town, "Huddinge centrum")
    page = open_page(PAGE, user=maria)
    expect(page).to_have_title("▲ Vårby är 22 min sen · I kväll · Lykta")
    page.evaluate("document.addEventListener('lykta:alarm', (event) => { window.heard = event.detail.keys.length; })")
    sound = page.get_by_role("button", name="Slå på ljud")
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.click()
    expect(page.get_by_role("button", name="Ljudet är på")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("localStorage.getItem('lykta-ljud')") == "ja"
    overdue(second)
    refreshed(page)
    page.get_by_role("heading", name="Huddinge centrum är 22 min sen").wait_for()
    page.wait_for_function("window.heard === 2")  # told once the swap has settled
    expect(page.get_by_role("alert")).to_contain_text("är 22 min sen")


def test_alarm_is_taken_and_the_title_rests(open_page: OpenPage, night: Shift, maria: User) -> None:
    page = open_page(PAGE, user=maria, width=390)
    page.locator("section.alarm").get_by_role("button", name="Jag tar det").click()
    page.get_by_text("Maria Ekström tog larmet 00.52.").wait_for()
    expect(page).to_have_title("Vårby är 22 min sen · I kväll · Lykta")
    page.get_by_role("button", name="Lämna tillbaka").click()
    page.get_by_text("Ingen har tagit larmet.").wait_for()
    expect(page).to_have_title("▲ Vårby är 22 min sen · I kväll · Lykta")


def test_board_works_without_a_script(open_page: OpenPage, night: Shift, maria: User) -> None:
    page = open_page(PAGE, user=maria, script=False)
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 1
    expect(page).to_have_title("Vårby är 22 min sen · I kväll · Lykta")
    expect(page.locator("#ljud")).to_be_hidden()
    expect(page.locator("#gammalt")).to_be_hidden()
    page.get_by_role("link", name="Se larmtrappan Vårby").click()
    page.locator("#trappa").get_by_role("button", name="Jag tar det").click()
    expect(page.get_by_text("Du har larmet.")).to_be_visible()


@pytest.fixture
def quiet_page(chromium: Browser, live_server: LiveServer, maria: User) -> Iterator[Page]:
    """One whose console may tell of a network that is not there, and whose clock the test moves."""
    context = chromium.new_context(base_url=live_server.url, locale="sv-SE")
    client = Client()
    client.force_login(maria)
    host = urlparse(live_server.url).hostname or ""
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "domain": host, "path": "/"}])
    page = context.new_page()
    page.clock.install()
    yield page
    context.close()


def test_board_says_when_what_it_shows_is_old(quiet_page: Page, night: Shift) -> None:
    quiet_page.goto(PAGE)
    expect(quiet_page.locator("#klockan")).to_have_text("00.52")
    quiet_page.route(re.compile(PAGE), lambda route: route.abort())
    quiet_page.clock.run_for("00:40")
    expect(quiet_page.locator("#gammalt")).to_be_hidden()
    quiet_page.clock.run_for("02:30")
    expect(quiet_page.locator("#gammalt")).to_have_text("Uppgifterna är 3 min gamla. Ladda om sidan, eller ring runt.")
    expect(quiet_page.locator("#klockan")).to_have_text("00.55")
    quiet_page.unroute(re.compile(PAGE))
    refreshed(quiet_page)
    expect(quiet_page.locator("#gammalt")).to_be_hidden()


def test_clock_of_a_board_left_open_is_set_back_when_all_clocks_are(quiet_page: Page, maria: User) -> None:
    with time_machine.travel(datetime(2026, 10, 25, 0, 50, tzinfo=UTC)):
        quiet_page.goto(PAGE)
        expect(quiet_page.locator("#klockan")).to_have_text("02.50")
        quiet_page.route(re.compile(PAGE), lambda route: route.abort())
        quiet_page.clock.run_for("15:00")
        expect(quiet_page.locator("#klockan")).to_have_text("02.05")


def test_board_says_at_once_that_there_is_no_network(quiet_page: Page, night: Shift) -> None:
    quiet_page.goto(PAGE)
    quiet_page.context.set_offline(True)
    expect(quiet_page.locator("#gammalt")).to_have_text("Inget nät. Uppgifterna är från 00.52.")
    quiet_page.context.set_offline(False)
    expect(quiet_page.locator("#gammalt")).to_be_hidden()


def test_part_where_somebody_writes_waits_and_the_alarms_do_not(
    open_page: OpenPage, night: Shift, town: Municipality, maria: User
) -> None:
    second = group(town, "Huddinge centrum")
    page = open_page(PAGE, user=maria)
    page.get_by_label("Vem har du pratat med?").fill("Karin")
    overdue(second)
    refreshed(page)
    page.get_by_role("heading", name="Huddinge centrum är 22 min sen").wait_for()
    expect(page.get_by_label("Vem har du pratat med?")).to_have_value("Karin")
    page.get_by_role("button", name="Alla är trygga").click()
    page.get_by_text("Larmet är löst, och alla som fick det får veta.").wait_for()
