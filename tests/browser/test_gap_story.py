"""A gap that fills itself: one is missing, people are asked in turn, one of them answers, and the page says so.

Told by mouse, and by keyboard alone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from messaging.models import OutboundMessage
from scheduling.domain.rounds import carry_on_rounds
from scheduling.enums import AttendanceState
from scheduling.models import Shift
from tests.browser.conftest import OpenPage, look_over
from tests.browser.hands import Hand, Keyboard, Mouse, both_hands
from tests.factories import AttendanceFactory, ShiftFactory, leader_of, member_of
from tests.support.provider import post_inbound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
MANY = ("Anna Lindqvist", "Birgitta Holm", "Daniel Tesfaye", "Elena Popescu", "Mehmet Demir")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def friday(clock: time_machine.Traveller) -> Shift:
    """A leader and one more have said yes; the group is to be three, and five can be asked."""
    shift: Shift = ShiftFactory(crew_min=3, crew_target=3, crew_max=4, confirmed_count=2, leader_count=1)
    for name, leads in (("Karin Öberg", True), ("Johan Sandberg", False)):
        AttendanceFactory(
            shift=shift,
            volunteer=member_of(shift.association, name=name),
            state=AttendanceState.CONFIRMED,
            is_leader=leads,
            asked_at=MONDAY,
            confirmed_at=MONDAY,
        )
    for name in MANY:
        member_of(shift.association, name=name)
    return shift


def step(clock: time_machine.Traveller, page: Page, hours: float) -> None:
    """Time goes by, the clock's job is done, and the page asks anew as it does every minute."""
    clock.shift(timedelta(hours=hours))
    carry_on_rounds(datetime.now(tz=UTC))
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        page.evaluate("htmx.trigger('#gruppen', 'refresh')")


def begin(hand: Hand) -> None:
    page = hand.page
    hand.press(page.locator("#turordning").get_by_role("button"))
    expect(page.locator("#turordning")).to_contain_text("Lykta frågar i tur och ordning. Väntar på två svar")
    expect(page.locator("#gruppen")).to_contain_text("Tillfrågad")


def asked(shift: Shift) -> list[str]:
    rows = shift.attendances.filter(state=AttendanceState.ASKED).order_by("asked_at", "pk")
    return [row.volunteer.mobile for row in rows.select_related("volunteer")]


def expect_kept(page: Page) -> None:
    """The keyboard still is where something can be done with it, and not lost to the whole page."""
    expect(page.locator(":focus")).to_have_count(1)


@both_hands
@pytest.mark.parametrize("width", [1280, 390])
def test_gap_is_filled_by_whoever_is_next(
    open_page: OpenPage,
    clock: time_machine.Traveller,
    friday: Shift,
    hand_kind: type[Mouse] | type[Keyboard],
    width: int,
) -> None:
    page = open_page(f"/pass/{friday.pk}", user=leader_of(friday.association), width=width)
    hand = hand_kind(page)
    expect(page.locator("#laget")).to_contain_text("saknas")
    begin(hand)
    expect_kept(page)
    look_over(page)
    first = asked(friday)
    step(clock, page, 9)
    expect(page.locator("#turordning")).to_contain_text("Väntar på fyra svar")
    expect_kept(page)
    assert asked(friday)[:2] == first
    assert post_inbound(from_number=asked(friday)[2], body="Ja, det kan jag").status_code == 200
    step(clock, page, 0.2)
    expect(page.locator("#laget")).to_contain_text("Klart. Gruppen är bemannad.")
    expect(page.locator("#turordning")).to_contain_text("Gruppen är full. Hoppar någon av frågas nästa.")
    look_over(page)
    step(clock, page, 9)
    assert OutboundMessage.objects.filter(kind="ask").count() == 4


@both_hands
def test_round_is_paused_gone_on_with_sped_up_and_taken_over(
    open_page: OpenPage,
    clock: time_machine.Traveller,
    friday: Shift,
    hand_kind: type[Mouse] | type[Keyboard],
) -> None:
    page = open_page(f"/pass/{friday.pk}", user=leader_of(friday.association))
    hand, turn = hand_kind(page), page.locator("#turordning")
    begin(hand)
    for name, words in (
        ("Pausa", "Turordningen är pausad."),
        ("Fortsätt", "Lykta frågar i tur och ordning."),
        ("Snabba på", "Lykta frågar i tur och ordning."),
        ("Ta över själv", "Fråga i tur och ordning."),
    ):
        hand.press(turn.get_by_role("button", name=name))
        expect(turn).to_contain_text(words)
        expect(turn.get_by_role("button", name=name)).to_have_count(0)
        expect_kept(page)
