"""Somebody on the crew cannot come: others are asked and one takes over; or two change nights.

Told by mouse, and by keyboard alone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from scheduling.enums import AttendanceState
from scheduling.models import Attendance, Shift
from tests.browser.conftest import OpenPage, look_over
from tests.browser.hands import Hand, Keyboard, Mouse, both_hands
from tests.factories import AttendanceFactory, ShiftFactory, leader_of, member_of
from tests.support.provider import post_inbound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
SIZES = {"crew_min": 2, "crew_target": 2, "crew_max": 3, "leaders_needed": 0, "confirmed_count": 2}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.fixture
def friday() -> Shift:
    """Anna and Johan walk on Friday, Bo and Mehmet a week later; Elena on neither."""
    shift: Shift = ShiftFactory(**SIZES)
    later = ShiftFactory(
        association=shift.association, route=shift.route, starts_at=shift.starts_at + timedelta(days=7), **SIZES
    )
    member_of(shift.association, name="Elena Popescu")
    for night, names in ((shift, ("Anna Lindqvist", "Johan Sandberg")), (later, ("Bo Alm", "Mehmet Demir"))):
        for name in names:
            AttendanceFactory(
                shift=night,
                volunteer=member_of(shift.association, name=name),
                state=AttendanceState.CONFIRMED,
                asked_at=MONDAY - timedelta(days=20),
                confirmed_at=MONDAY,
            )
    return shift


def place(shift: Shift, name: str) -> Attendance:
    return shift.attendances.select_related("volunteer").get(volunteer__name=name)


def open_acts(hand: Hand, shift: Shift, name: str) -> None:
    """What can be done with a person lies folded below their name."""
    hand.press(hand.page.locator(f"#mer-{place(shift, name).pk}"))


def look_anew(page: Page) -> None:
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        page.evaluate("htmx.trigger('#gruppen', 'refresh')")


@both_hands
@pytest.mark.parametrize("width", [1280, 390])
def test_others_are_asked_until_one_takes_over(
    open_page: OpenPage, friday: Shift, hand_kind: type[Mouse] | type[Keyboard], width: int
) -> None:
    page = open_page(f"/pass/{friday.pk}", user=leader_of(friday.association), width=width)
    hand, crew = hand_kind(page), page.locator("#gruppen")
    open_acts(hand, friday, "Anna Lindqvist")
    anna = page.locator(f"#person-{place(friday, 'Anna Lindqvist').pk}")
    hand.press(anna.get_by_role("button", name="Kan inte, fråga andra"))
    expect(anna).to_contain_text("och står kvar tills någon tar över. Frågade: ")
    expect(page.locator(":focus")).to_have_count(1)
    look_over(page)
    asked = list(friday.attendances.filter(instead_of__isnull=False).select_related("volunteer").order_by("pk"))
    taker = asked[0].volunteer
    expect(crew).to_contain_text("I stället för Anna")
    assert post_inbound(from_number=taker.mobile, body=f"Ja {asked[0].reply_code}").status_code == 200
    look_anew(page)
    expect(page.locator("#handelser")).to_contain_text("Anna har lämnat över sin plats.")
    expect(page.locator(f"#person-{asked[0].pk}")).to_contain_text("Klar")
    assert Shift.objects.get(pk=friday.pk).confirmed_count == 2
    look_over(page)


@both_hands
@pytest.mark.parametrize("width", [1280, 390])
def test_two_change_nights(
    open_page: OpenPage, friday: Shift, hand_kind: type[Mouse] | type[Keyboard], width: int
) -> None:
    page = open_page(f"/pass/{friday.pk}", user=leader_of(friday.association), width=width)
    hand = hand_kind(page)
    open_acts(hand, friday, "Anna Lindqvist")
    hand.press(page.locator(f"#person-{place(friday, 'Anna Lindqvist').pk}").get_by_role("link", name="Byt med…"))
    expect(page.get_by_role("heading", name="Anna byter kväll")).to_be_visible()
    place_name = friday.place
    hand.choose(page.get_by_label("Med vem?"), f"Bo Alm, som går fre 23 okt i {place_name}")
    look_over(page)
    hand.press(page.get_by_role("button", name="Fråga med sms"))
    told = "Frågan är på väg till Bo. Anna står kvar tills Bo säger ja."
    expect(page.get_by_role("status").filter(has_text=told)).to_be_visible()
    expect(page.locator("#gruppen")).to_contain_text("frågan om att byta mot fre 23 okt.")
    bo = place(friday, "Bo Alm")
    assert post_inbound(from_number=bo.volunteer.mobile, body=f"Ja {bo.reply_code}").status_code == 200
    look_anew(page)
    expect(page.locator(f"#person-{bo.pk}")).to_contain_text("Klar")
    later = Shift.objects.exclude(pk=friday.pk).get()
    assert place(later, "Anna Lindqvist").state == AttendanceState.CONFIRMED
    assert place(later, "Bo Alm").state == AttendanceState.DECLINED
