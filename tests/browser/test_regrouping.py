"""A night that is too few, in a browser: found on the board, decided by keyboard, and without a script."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from scheduling.domain.decisions.asking import ask_for_decisions
from scheduling.enums import DecisionState, ShiftState
from scheduling.models import NightDecision
from tests.browser.conftest import THEMES, WIDTHS, OpenPage, look_over
from tests.factories import leader_of
from tests.scheduling.regrouping.nights import TwoGroups, comes, two_groups
from volunteers.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def groups() -> Iterator[TwoGroups]:
    groups = two_groups()
    comes(groups.large, "Karin Öberg", leads=True)
    for name in ("Mehmet Aydin", "Sofia Lund"):
        comes(groups.large, name)
    comes(groups.small, "Anna Lindqvist")
    deadline = groups.small.starts_at - timedelta(hours=20)
    with time_machine.travel(deadline):
        ask_for_decisions(deadline)
        yield groups


@pytest.fixture
def leader(groups: TwoGroups) -> User:
    leader: User = leader_of(groups.small.association)
    return leader


def to_the_night(page: Page) -> None:
    page.get_by_role("link", name="Avgör").press("Enter")
    expect(page.get_by_role("heading", name="För få för att gå säkert.")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_pages_are_accessible_and_fit(
    open_page: OpenPage, groups: TwoGroups, leader: User, width: int, theme: str
) -> None:
    page = open_page("/pass", user=leader, width=width, theme=theme)
    look_over(page)
    small, large = f"/pass/{groups.small.pk}", f"/pass/{groups.large.pk}"
    comes(groups.large, "Johan Sandberg", leads=True)
    for address in (small, f"{small}/sla-ihop", f"{small}/sla-ihop?med={groups.large.pk}", f"{large}/dela"):
        page.goto(address)
        look_over(page)


def test_merging_from_the_board_by_keyboard_alone(open_page: OpenPage, groups: TwoGroups, leader: User) -> None:
    page = open_page("/pass", user=leader)
    to_the_night(page)
    page.get_by_role("link", name="Välj grupp").press("Enter")
    page.get_by_role("button", name="Se vad det betyder").press("Enter")
    expect(page.get_by_text("Ny grupp fre 16/10, Anna!")).to_be_visible()
    page.get_by_role("button", name="Slå ihop och meddela 1").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Grupperna är en.")).to_be_visible()
    groups.small.refresh_from_db()
    assert groups.small.state == ShiftState.CANCELLED


def test_six_become_two_groups_in_two_clicks(open_page: OpenPage, groups: TwoGroups, leader: User) -> None:
    for name in ("Johan Sandberg", "Berit Holm"):
        comes(groups.large, name, leads=name.startswith("Johan"))
    groups.large.crew_max = 8
    groups.large.save()
    comes(groups.large, "Vilma Ek")
    page = open_page(f"/pass/{groups.large.pk}", user=leader)
    clicks: list[str] = []

    def clicked(words: str) -> None:
        clicks.append(words)

    page.expose_function("clicked", clicked)
    page.add_init_script("addEventListener('click', event => event.isTrusted && clicked(event.target.innerText), true)")
    page.reload()
    page.get_by_role("link", name="Dela i två grupper").click()
    page.get_by_role("button", name="Dela i två grupper").click()
    expect(page.get_by_role("status").filter(has_text="Gruppen är två.")).to_be_visible()
    assert clicks == ["Dela i två grupper", "Dela i två grupper"]
    groups.large.refresh_from_db()
    assert groups.large.confirmed_count == 3


def test_another_division_by_keyboard_and_without_a_script(
    open_page: OpenPage, groups: TwoGroups, leader: User
) -> None:
    comes(groups.large, "Johan Sandberg", leads=True)
    page = open_page(f"/pass/{groups.large.pk}/dela", user=leader, width=390, script=False)
    look_over_without_a_script(page)
    page.get_by_label("Vem leder den?").select_option("Ingen än")
    page.get_by_role("button", name="Se vem som får veta vad").press("Enter")
    expect(page.get_by_text("En av grupperna saknar ledare.")).to_be_visible()


def look_over_without_a_script(page: Page) -> None:
    assert page.get_by_role("checkbox", checked=True).count() == 2


def test_filling_goes_on_in_place(open_page: OpenPage, groups: TwoGroups, leader: User) -> None:
    page = open_page(f"/pass/{groups.small.pk}", user=leader, width=390)
    page.get_by_role("button", name="Fyll på till dess").press("Enter")
    expect(page.get_by_role("heading", name="Gruppen fylls på till")).to_be_visible()
    assert NightDecision.objects.get().state == DecisionState.KEPT


def test_merging_without_a_script(open_page: OpenPage, groups: TwoGroups, leader: User) -> None:
    page = open_page("/pass", user=leader, width=390, script=False)
    to_the_night(page)
    page.get_by_role("link", name="Välj grupp").click()
    page.get_by_role("button", name="Se vad det betyder").click()
    page.get_by_role("button", name="Slå ihop och meddela 1").click()
    expect(page.get_by_text("Grupperna är en.")).to_be_visible()
