"""The crew list as it comes out of the printer: black on white, and one side of A4 also for the largest group."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from scheduling.enums import AttendanceState
from scheduling.models import Shift
from tests.browser.conftest import OpenPage
from tests.factories import AssociationFactory, AttendanceFactory, ShiftFactory, leader_of, member_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
PAGE_OF_A_PDF = re.compile(rb"/Type\s*/Page\b")
A4_IN_POINTS = [595, 842]


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


def night_of(count: int) -> Shift:
    """A group of so many, with the longest note there can be and a clock change to tell of."""
    shift: Shift = ShiftFactory(
        association=AssociationFactory(name="Vårby vuxna på stan", contact_number="+46701740630"),
        starts_at=datetime(2027, 3, 27, 19, 30, tzinfo=UTC),
        crew_target=count,
        crew_max=count,
        confirmed_count=count,
        note=("Ta med ficklampa och reflexer. " * 17)[:500],
    )
    for place in range(count):
        volunteer = member_of(shift.association, name=f"Annastina{place} Lindqvist")
        AttendanceFactory(shift=shift, volunteer=volunteer, state=AttendanceState.CONFIRMED, is_leader=place == 0)
    return shift


@pytest.mark.parametrize("count", [4, 8, 9, 30])
def test_list_is_one_side_of_a4(open_page: OpenPage, count: int) -> None:
    shift = night_of(count)
    page = open_page(f"/pass/{shift.pk}/lista", user=leader_of(shift.association), theme="dark")
    printed = page.pdf(prefer_css_page_size=True)
    sizes = [float(one) for one in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)[0]]
    assert (len(PAGE_OF_A_PDF.findall(printed)), [round(size) for size in sizes]) == (1, A4_IN_POINTS)


def test_list_is_black_on_white_also_by_night_and_the_page_around_it_stays_behind(open_page: OpenPage) -> None:
    shift = night_of(4)
    page = open_page(f"/pass/{shift.pk}/lista", user=leader_of(shift.association), theme="dark")
    assert page.get_by_role("button", name="Skriv ut").is_visible()
    page.emulate_media(media="print", color_scheme="dark")
    colours = "const is = getComputedStyle(document.querySelector('.paper')); [is.color, is.backgroundColor]"
    assert page.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    around = (".topbar", ".foot", ".off-paper", ".nav")
    assert [name for name in around if page.locator(name).first.is_visible()] == []
    assert page.get_by_role("row").count() == 5
