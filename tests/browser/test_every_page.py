"""Every page there is, as those who meet it: accessible by day and by night, and no wider than the screen.

Whoever adds an address adds it here: to a visit, or to those that are no page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
import time_machine
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from playwright.sync_api import Page

from scheduling.domain.calendar_links import make_link
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Shift
from tests.browser.conftest import THEMES, WIDTHS, OpenPage
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    DistrictFactory,
    ShiftFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from tests.support.emulating import ANNA, Emulator
from tests.volunteers.lists import HEADINGS, MEHMET, as_csv
from volunteers.domain.imports import read_list
from volunteers.models import Association, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
FINDINGS = """options => axe.run({resultTypes: ["violations"], ...options}).then(
  found => found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target).join(" | ")}`))"""
# The theme changes nothing but colours, and axe takes its time.
RULES = {"light": {}, "dark": {"runOnly": ["cat.color"]}}
ALL_TURNED = "document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish())"
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth ? ['wider than the screen'] : []"
NOWHERE = "/finns-inte"

FOR_VISITORS = [
    "volunteers:start",
    "volunteers:accessibility",
    "volunteers:privacy",
    "api:docs",
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_inactive",
]
FOR_LEADERS = [
    "scheduling:board",
    "scheduling:plan",
    "scheduling:shift",
    "scheduling:change",
    "scheduling:calendar_links",
    "scheduling:routes",
    "scheduling:new_route",
    "scheduling:route",
    "scheduling:change_route",
    "volunteers:people",
    "volunteers:add_person",
    "volunteers:person",
    "volunteers:edit_person",
    "volunteers:upload_import",
    "volunteers:preview_import",
    "volunteers:associations",
    "volunteers:association",
    "volunteers:edit_association",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
]
FOR_COORDINATORS = [
    *(name for name in FOR_LEADERS if not name.startswith("account_")),
    "account_set_password",
    "volunteers:districts",
    "volunteers:edit_district",
    "volunteers:add_district",
    "volunteers:municipality",
    "volunteers:add_association",
]
NO_PAGES = {
    # what a form is sent to
    "scheduling:publish_drafts",
    "scheduling:plan_published",
    "scheduling:publish",
    "scheduling:cancel",
    "scheduling:ask",
    "scheduling:add_by_phone",
    "scheduling:confirm",
    "scheduling:make_leader",
    "scheduling:unmake_leader",
    "scheduling:remove",
    "scheduling:link_association",
    "scheduling:link_volunteer",
    "scheduling:revoke_calendar_link",
    "volunteers:set_theme",
    "volunteers:pause_person",
    "volunteers:resume_person",
    "volunteers:forget_person",
    "volunteers:join",
    "volunteers:leave",
    "volunteers:discard_import",
    "volunteers:shift_district",
    "volunteers:delete_district",
    "volunteers:add_leader",
    "volunteers:add_coordinator",
    "volunteers:take_role",
    "volunteers:send_link",
    "set_language",
    # a part of a page, or a file
    "scheduling:night",
    "scheduling:route_geojson",
    # what machines call
    "api:calendar",
    "api:districts",
    "api:district",
    "api:routes",
    "api:route",
    "api:shifts",
    "api:shift",
    "api:openapi",
    "api:twilio_inbound",
    "api:twilio_status",
    "api:health",
    "api:None",
    "demo:state",
    "demo:clock",
    # closed, or only a way to another page
    "volunteers:closed",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


@dataclass
class Town:
    """An association with a night of every kind, and the addresses of what is in it."""

    association: Association
    leader: User
    coordinator: User
    args: dict[str, list[Any]]

    def address(self, name: str) -> str:
        return reverse(name, args=self.args.get(name, []))


@pytest.fixture
def town() -> Town:
    association: Association = AssociationFactory(name="Vårby vuxna på stan")
    leader, coordinator = leader_of(association), coordinator_of(association.municipality)
    coordinator.set_unusable_password()  # so that one of them is asked to set a password, the other to change it
    coordinator.save()
    shift = nights_of(association)
    people_import = read_list(
        as_csv(HEADINGS, MEHMET, ("Utan Nummer", "123", "")),
        filename="lista.csv",
        association=association,
        uploaded_by=leader,
        now=MONDAY,
    )
    make_link(association, now=MONDAY)
    district = DistrictFactory(municipality=association.municipality, parent=shift.route.district)
    person = member_of(association, name="Birgitta Holm")
    things = {"shift": shift.pk, "route": shift.route_id, "person": person.pk, "association": association.pk}
    town_pk = association.municipality_id
    args = {
        **{f"scheduling:{name}": [things["shift"]] for name in ("shift", "change")},
        **{f"scheduling:{name}": [things["route"]] for name in ("route", "change_route")},
        **{f"volunteers:{name}": [things["person"]] for name in ("person", "edit_person")},
        **{f"volunteers:{name}": [things["association"]] for name in ("association", "edit_association")},
        **{f"volunteers:{name}": [town_pk] for name in ("municipality", "add_district", "add_association")},
        "volunteers:preview_import": [people_import.uuid],
        "volunteers:edit_district": [district.pk],
        "account_reset_password_from_key": [user_pk_to_url_str(leader), default_token_generator.make_token(leader)],
    }
    return Town(association, leader, coordinator, args)


def nights_of(association: Association) -> Shift:
    """A Friday that misses someone, and others in every state; returns the Friday."""
    friday: Shift = ShiftFactory(association=association, confirmed_count=1, leader_count=1, asked_count=1)
    for name, state in (("Karin Öberg", AttendanceState.CONFIRMED), ("Anna Lindqvist", AttendanceState.ASKED)):
        is_confirmed = state == AttendanceState.CONFIRMED
        AttendanceFactory(
            shift=friday,
            volunteer=member_of(association, name=name),
            state=state,
            is_leader=is_confirmed,
            asked_at=MONDAY,
            confirm_by=MONDAY + timedelta(days=2),
            confirmed_at=MONDAY if is_confirmed else None,
        )
    for week, kind in enumerate((ShiftState.DRAFT, ShiftState.CANCELLED, ShiftState.PUBLISHED), start=1):
        starts_at = friday.starts_at + timedelta(weeks=week)
        ShiftFactory(association=association, route=friday.route, state=kind, starts_at=starts_at)
    return friday


def faults(page: Page) -> list[str]:
    """What axe-core finds, and where the page is wider than the screen, at both widths in both themes."""
    page.evaluate(AXE)
    found = []
    for theme in THEMES:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(ALL_TURNED)
            said = [
                *page.evaluate(FINDINGS, RULES[theme]),
                *(["wider than the screen"] if page.evaluate(TOO_WIDE) else []),
            ]
            found += [f"{page.url} {width} {theme}: {fault}" for fault in said]
    return found


def visit(open_page: OpenPage, town: Town, names: list[str], user: User | None = None) -> list[str]:
    """The faults of every page, which must be the one that was asked for."""
    page = open_page("about:blank", user=user)
    found: list[str] = []
    for name in names:
        answer = page.goto(town.address(name))
        assert answer is not None
        assert (resolve(urlsplit(page.url).path).view_name, answer.status) == (name, 200)
        found += faults(page)
    return found


def test_pages_of_visitors(open_page: OpenPage, town: Town) -> None:
    assert visit(open_page, town, FOR_VISITORS) == []


def test_pages_of_leaders(open_page: OpenPage, town: Town) -> None:
    assert visit(open_page, town, FOR_LEADERS, town.leader) == []


def test_pages_of_coordinators(open_page: OpenPage, town: Town) -> None:
    assert visit(open_page, town, FOR_COORDINATORS, town.coordinator) == []


def test_pages_of_a_town_where_nothing_is_yet(open_page: OpenPage, town: Town) -> None:
    empty = coordinator_of(AssociationFactory().municipality)
    names = [name for name in FOR_COORDINATORS if name not in town.args and not name.startswith("account_")]
    assert visit(open_page, town, names, empty) == []


def test_page_that_is_not_there(open_page: OpenPage, town: Town) -> None:
    page = open_page("about:blank", user=town.leader)
    # The browser's console would tell of the 404, which is as it should be.
    page.route(f"**{NOWHERE}", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(NOWHERE)
    assert page.title() == "Här var det mörkt · Lykta"
    assert faults(page) == []


def test_phones_of_the_emulator(open_page: OpenPage, start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator()
    emulator.settle(emulator.send(ANNA).sid)
    page = open_page(emulator.url)
    assert faults(page) == []


def test_every_address_is_visited_or_no_page() -> None:
    assert sorted(set(names_of(get_resolver()))) == sorted({*FOR_VISITORS, *FOR_LEADERS, *FOR_COORDINATORS, *NO_PAGES})


def names_of(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"
        else:
            yield from names_of(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
