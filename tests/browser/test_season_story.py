"""A leader's term: half a year planned on one form, seen whole, published, changed in silence, told once.

Told by mouse, and by keyboard alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import time_machine
from playwright.sync_api import Locator, Page, expect

from messaging.models import OutboundMessage
from scheduling.domain.origins import Origin
from scheduling.domain.seasons.carrying import carry_out_season
from scheduling.domain.shifts import publish_shifts
from scheduling.enums import Door
from scheduling.models import Route, Season, Shift
from tests.browser.conftest import OpenPage, look_over
from tests.browser.hands import Hand, Keyboard, Mouse, both_hands
from tests.factories import AssociationFactory, RouteFactory, SeasonFactory, SpecialDayFactory, leader_of, member_of
from tests.support.provider import post_inbound
from volunteers.models import Association, User, Volunteer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
FIRST, LAST = "2026-10-16", "2027-04-10"  # 26 weeks, over both changes of the clocks
EARLY, EDITED, LATE = date(2026, 11, 6), date(2026, 11, 13), date(2026, 12, 11)


@dataclass
class Term:
    """Where the story takes place, and whom it is about."""

    association: Association
    leader: User
    anna: Volunteer

    def shift_on(self, night: date) -> Shift:
        return Shift.objects.get(association=self.association, season_night=night, season_group=0)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def term() -> Term:
    association: Association = AssociationFactory(name="Vårby vuxna på stan")
    for name in ("Vårby runt", "Masmo och stranden", "Vårberg"):
        RouteFactory(municipality=association.municipality, name=name)
    SpecialDayFactory(municipality=association.municipality)
    return Term(association, leader_of(association), member_of(association, name="Anna Lindqvist"))


def button(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("button", name=name)


def plan(hand: Hand) -> None:
    """From the list of seasons to the page of all nights."""
    page = hand.page
    hand.press(page.get_by_role("link", name="Planera en säsong"))
    hand.write(page.get_by_label("Namn"), "Vintern 2026")
    hand.write(page.get_by_label("Första kvällen"), FIRST)
    hand.write(page.get_by_label("Sista kvällen"), LAST)
    hand.write(page.get_by_label("Börjar", exact=True), "20:30")
    hand.write(page.get_by_label("Slutar", exact=True), "00:30")
    hand.press(page.get_by_text("Andra tider vissa dagar"))
    hand.tick(page.get_by_role("group", name="Andra tider på").get_by_label("Lördag"))
    hand.write(page.get_by_label("Börjar då"), "23:00")
    hand.write(page.get_by_label("Slutar då"), "03:30")
    hand.tick(page.get_by_label("Hoppa över helgdagar och aftnar"))
    hand.tick(page.get_by_label("Hoppa över skollov"))
    hand.choose(page.get_by_label("Rutt 1"), "Vårby runt")
    hand.choose(page.get_by_label("Rutt 2"), "Masmo och stranden")
    hand.tick(page.get_by_label("Nästa rutt varje vecka"))
    look_over(page)
    hand.press(button(page, "Visa alla kvällar"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Vintern 2026")


def night(page: Page, day: date) -> Locator:
    return page.locator(f"#kvall-{day}")


def see_every_night(page: Page) -> None:
    expect(page.locator("#laget")).to_contain_text("Inget pass finns än. 46 kvällar blir 46 pass som utkast.")
    expect(page.locator("#regeln")).to_contain_text("Fredag och lördag varje vecka")
    expect(night(page, date(2026, 10, 16))).to_contain_text("Vårby runt 20.30–00.30")
    expect(night(page, date(2026, 10, 23))).to_contain_text("Masmo och stranden 20.30–00.30")
    expect(night(page, date(2026, 10, 24))).to_contain_text("5 timmar 30 min: klockan ställs tillbaka")
    expect(night(page, date(2026, 10, 30))).to_contain_text("Hoppas över: helg.")
    expect(night(page, date(2026, 12, 26))).to_contain_text("Annandag jul")
    expect(night(page, date(2026, 12, 26))).to_contain_text("Hoppas över: helg.")
    assert Shift.objects.count() == 0


def leave_out_and_take_in(hand: Hand) -> None:
    """A night that nobody can, and Easter's, on which the clocks change; then drafts of them all."""
    page = hand.page
    hand.tick(page.get_by_label("Lördag 12 december"))
    hand.tick(page.get_by_label("Lördag 31 oktober"))
    hand.tick(page.get_by_label("Lördag 27 mars"))
    hand.press(button(page, "Spara kryssen"))
    expect(night(page, date(2026, 12, 12))).to_contain_text("Ni har valt bort den.")
    expect(night(page, date(2027, 3, 27))).to_contain_text("3 timmar 30 min: klockan ställs fram")


def make_and_publish(hand: Hand) -> None:
    page = hand.page
    hand.press(button(page, re.compile(r"^Skapa \d+ utkast$")))
    expect(page.locator("#besked")).to_contain_text("utkast")
    hand.press(button(page, re.compile(r"^Publicera \d+ pass$")))
    expect(page.locator("#laget")).to_contain_text("Allt är publicerat.")
    assert OutboundMessage.objects.count() == 0


@both_hands
def test_a_term_is_planned_seen_and_published(
    open_page: OpenPage, term: Term, hand_kind: type[Mouse] | type[Keyboard]
) -> None:
    page = open_page("/sasonger", user=term.leader)
    hand = hand_kind(page)
    plan(hand)
    see_every_night(page)
    look_over(page)
    leave_out_and_take_in(hand)
    make_and_publish(hand)
    look_over(page)
    assert set(Shift.objects.values_list("state", flat=True)) == {"published"}


@pytest.fixture
def season(term: Term) -> Season:
    """Its Fridays as they are once the first story has been told."""
    route = Route.objects.get(name="Vårby runt")
    season: Season = SeasonFactory(
        association=term.association,
        name="Vintern 2026",
        first_night=FIRST,
        last_night=LAST,
        rule="FREQ=WEEKLY;BYDAY=FR",
        stop__route=route,
    )
    season.refresh_from_db()
    carry_out_season(season, origin=Origin(Door.PAGE), now=MONDAY)
    publish_shifts(season.shifts.all(), origin=Origin(Door.PAGE), now=MONDAY)
    return season


def hours_of(shift: Shift) -> str:
    zone = shift.association.municipality.zone
    return f"{shift.starts_at.astimezone(zone):%H.%M}–{shift.ends_at.astimezone(zone):%H.%M}"


def start_at(hand: Hand, shift: Shift, start: str) -> None:
    """From the season's page: another start for one night, as a change that waits."""
    page = hand.page
    page.goto(f"/sasonger/{shift.season_id}")
    hand.press(night(page, shift.night).get_by_role("link", name="Vårby runt"))
    page.wait_for_url(f"**/pass/{shift.pk}")
    hand.press(page.get_by_role("link", name="Ändra", exact=True))
    hand.write(page.get_by_label("Börjar"), start)
    hand.press(button(page, "Visa vad ändringen betyder"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ändringar som väntar")


def ask_anna(hand: Hand, shift: Shift, anna: Volunteer) -> None:
    """On the night's page, and she answers yes from her phone."""
    page = hand.page
    page.goto(f"/pass/{shift.pk}")
    hand.tick(page.get_by_role("checkbox", name="Anna Lindqvist"))
    hand.press(button(page, "Fråga 1 person"))
    expect(page.locator("#besked")).to_contain_text("Frågan är på väg till Anna.")
    assert post_inbound(from_number=anna.mobile, body="Ja").status_code == 200
    page.reload()
    expect(page.locator("#gruppen")).to_contain_text("Klar")


@both_hands
def test_a_published_night_is_changed_in_silence_undone_and_told_once(
    open_page: OpenPage, term: Term, season: Season, hand_kind: type[Mouse] | type[Keyboard]
) -> None:
    page = open_page("/pass", user=term.leader)
    hand = hand_kind(page)
    shift = term.shift_on(EDITED)
    ask_anna(hand, shift, term.anna)
    told_before = OutboundMessage.objects.count()
    start_at(hand, shift, "20:00")
    expect(page.locator("#kvallarna")).to_contain_text("20.00–00.30")
    expect(page.locator("#vem")).to_contain_text("Frågas igen om fre 13 nov")
    look_over(page)
    hand.press(page.locator("#kvallarna").get_by_role("button"))
    expect(page.locator("#besked")).to_contain_text("Ingen har fått veta något.")
    start_at(hand, shift, "20:00")
    promised = page.locator("#vem .thread li").inner_text()
    assert OutboundMessage.objects.count() == told_before
    hand.press(button(page, "Publicera och meddela 1"))
    expect(page.locator("#besked")).to_contain_text("1 person får veta det.")
    told = OutboundMessage.objects.order_by("pk")[told_before:]
    assert [(text.to_number, text.body) for text in told] == [(term.anna.mobile, promised)]
    assert hours_of(term.shift_on(EDITED)) == "20.00–00.30"


def start_later_from_december(hand: Hand, season: Season) -> None:
    """On the season's form: other times from a date on, and what that would mean."""
    page = hand.page
    page.goto(f"/sasonger/{season.pk}")
    hand.press(page.get_by_role("link", name="Ändra", exact=True))
    hand.press(page.get_by_text("Andra tider från ett datum"))
    hand.write(page.get_by_label("Från och med kvällen"), "2026-12-04")
    hand.write(page.get_by_label("Börjar sedan"), "19:30")
    hand.write(page.get_by_label("Slutar sedan"), "23:30")
    hand.press(button(page, "Visa vad som ändras"))
    expect(page.locator("#laget")).to_contain_text("18 ändras.")
    expect(night(page, date(2026, 12, 4))).to_contain_text("20.30–00.30 19.30–23.30")
    if isinstance(hand, Keyboard):
        hand.press(page.get_by_role("link", name="Hoppa till knapparna"))
    hand.press(button(page, "Genomför"))


@both_hands
def test_an_edited_season_moves_what_nobody_touched_and_the_touched_follow_when_asked_to(
    open_page: OpenPage, term: Term, season: Season, hand_kind: type[Mouse] | type[Keyboard]
) -> None:
    page = open_page("/pass", user=term.leader)
    hand = hand_kind(page)
    touched = term.shift_on(LATE)
    start_at(hand, touched, "21:30")
    hand.press(button(page, "Publicera"))
    expect(page.locator("#besked")).to_contain_text("Ändringarna är publicerade.")
    start_later_from_december(hand, season)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ändringar som väntar")
    expect(page.get_by_role("main")).to_contain_text("18 kvällar. Ingen behöver få sms.")
    look_over(page)
    hand.press(button(page, "Ångra allt"))
    expect(page.locator("#besked")).to_contain_text("Allt är som förut.")
    start_later_from_december(hand, season)
    hand.press(button(page, "Publicera"))
    expect(page.locator("#besked")).to_contain_text("Ingen behövde få sms.")
    assert (hours_of(term.shift_on(EARLY)), hours_of(term.shift_on(LATE))) == ("20.30–00.30", "21.30–00.30")
    assert hours_of(term.shift_on(date(2026, 12, 4))) == "19.30–23.30"
    follow_again(hand, touched)
    assert hours_of(term.shift_on(LATE)) == "19.30–23.30"


def follow_again(hand: Hand, touched: Shift) -> None:
    page = hand.page
    page.goto(f"/sasonger/{touched.season_id}")
    expect(page.locator("#laget")).to_contain_text("1 kväll är ändrad för hand och lämnas.")
    hand.press(page.locator("#att-se").get_by_role("link", name="fre 11 dec"))
    follow = button(page, re.compile("^Följ säsongen igen"))
    expect(follow).to_be_visible()
    look_over(page)
    hand.press(follow)
    expect(page.locator("#kvallarna")).to_contain_text("19.30–23.30")
    hand.press(button(page, "Publicera"))
    expect(page.locator("#besked")).to_contain_text("Ingen behövde få sms.")


def test_enter_on_a_tick_keeps_the_ticks_and_throws_nothing_away(open_page: OpenPage, term: Term) -> None:
    season = SeasonFactory(association=term.association, stop__route=Route.objects.get(name="Vårby runt"))
    page = open_page(f"/sasonger/{season.pk}", user=term.leader)
    tick = page.get_by_label("Lördag 17 oktober")
    tick.press("Space")
    tick.press("Enter")
    expect(night(page, date(2026, 10, 17))).to_contain_text("Ni har valt bort den.")
    assert Season.objects.exists()
