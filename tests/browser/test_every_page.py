"""Every page there is, as those who meet it: accessible by day and by night, and no wider than the screen.

Whoever adds an address adds it here: to a visit, or to those that are no page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
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

from api.domain.keys import make_key
from api.domain.webhooks.endpoints import make_endpoint
from api.domain.webhooks.spreading import send_test
from api.enums import Scope
from api.models import Partner, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from messaging.domain.outbox import queue_sms
from messaging.domain.personal_links import token_of
from messaging.enums import Channel
from scheduling.domain.answer_links import open_link
from scheduling.domain.calendar_links import make_link
from scheduling.domain.calls import put_on_call_list
from scheduling.domain.changes.drafts import draft_change
from scheduling.domain.changes.values import values_of
from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.passwords import make_password
from scheduling.domain.inbox import put_in_inbox
from scheduling.domain.origins import Origin
from scheduling.domain.presence.answers import accept_request, decline_request, propose_shift
from scheduling.domain.presence.requests import withdraw_request
from scheduling.domain.seasons.carrying import carry_out_season
from scheduling.enums import AttendanceState, CallReason, Concern, Door, ShiftState
from scheduling.models import InboxItem, PresenceRequest, Season, Shift
from tests.browser.conftest import THEMES, WIDTHS, OpenPage
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    DistrictFactory,
    InboundFactory,
    SeasonFactory,
    ShiftFactory,
    SpecialDayFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from tests.scheduling.presence import Town as Presence
from tests.scheduling.subscribed.towns import AWAY, MATCH, followed
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
    "api:problem",
    "scheduling:answer",
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_inactive",
]
FOR_LEADERS = [
    "api:own_keys",
    "scheduling:board",
    "scheduling:plan",
    "scheduling:shift",
    "scheduling:change",
    "scheduling:changes",
    "scheduling:several",
    "scheduling:seasons",
    "scheduling:new_season",
    "scheduling:season",
    "scheduling:change_season",
    "scheduling:write_to_crew",
    "scheduling:write_to_group",
    "scheduling:association_ledger",
    "scheduling:inbox",
    "scheduling:inbox_item",
    "scheduling:person_thread",
    "scheduling:calls",
    "scheduling:calendar_links",
    "scheduling:new_calendar_link",
    "scheduling:devices",
    "scheduling:association_plan",
    "scheduling:association_rules",
    "scheduling:routes",
    "scheduling:new_route",
    "scheduling:route",
    "scheduling:change_route",
    "scheduling:wordings",
    "scheduling:wording",
    "volunteers:people",
    "volunteers:add_person",
    "volunteers:person",
    "volunteers:edit_person",
    "volunteers:availability",
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
    "api:partners",
    "api:partner",
    "api:add_endpoint",
    "api:endpoint",
    "api:edit_endpoint",
    "scheduling:presence",
    "scheduling:new_presence",
    "scheduling:presence_rules",
    "scheduling:presence_request",
    "scheduling:plan_presence",
    "scheduling:special_days",
    "scheduling:town_ledger",
    "scheduling:town_plan",
    "scheduling:outside_calendars",
    "scheduling:outside_calendar",
    "scheduling:town_rules",
    "scheduling:route_rules",
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
    "scheduling:cancel_later",
    "scheduling:move_several",
    "scheduling:cancel_several",
    "scheduling:preview_copies",
    "scheduling:copy_several",
    "scheduling:undo_change",
    "scheduling:undo_changes",
    "scheduling:publish_changes",
    "scheduling:follow_season",
    "scheduling:choose_nights",
    "scheduling:carry_out_season",
    "scheduling:publish_season",
    "scheduling:undo_season",
    "scheduling:remove_special_day",
    "scheduling:ask",
    "scheduling:send_to_crew",
    "scheduling:send_to_group",
    "scheduling:add_by_phone",
    "scheduling:start_round",
    "scheduling:pause_round",
    "scheduling:hasten_round",
    "scheduling:end_round",
    "scheduling:follow_town_plan",
    "scheduling:follow_town_rule",
    "scheduling:route_follows_town_rule",
    "scheduling:confirm",
    "scheduling:make_leader",
    "scheduling:unmake_leader",
    "scheduling:remove",
    "scheduling:preview_wording",
    "scheduling:try_wording",
    "scheduling:reset_wording",
    "scheduling:answer_presence",
    "scheduling:decline_presence",
    "scheduling:reopen_presence",
    "scheduling:separate_presence",
    "scheduling:withdraw_presence",
    "scheduling:take_presence_proposal",
    "scheduling:refuse_presence_proposal",
    "scheduling:connect_device",
    "scheduling:disconnect_device",
    "scheduling:resolve_item",
    "scheduling:reply",
    "scheduling:write_to_person",
    "scheduling:claim_call",
    "scheduling:call_outcome",
    "scheduling:renew_calendar_link",
    "scheduling:revoke_calendar_link",
    "scheduling:pause_calendar",
    "scheduling:resume_calendar",
    "scheduling:hurry_calendar",
    "scheduling:remove_calendar",
    "volunteers:set_theme",
    "volunteers:pause_person",
    "volunteers:resume_person",
    "volunteers:forget_person",
    "volunteers:join",
    "volunteers:add_away",
    "volunteers:remove_away",
    "volunteers:leave",
    "volunteers:discard_import",
    "volunteers:shift_district",
    "volunteers:delete_district",
    "volunteers:add_leader",
    "volunteers:add_coordinator",
    "volunteers:take_role",
    "volunteers:send_link",
    "api:add_key",
    "api:rotate_own_key",
    "api:revoke_own_key",
    "api:revoke_persons_key",
    "api:close_partner",
    "api:reopen_partner",
    "api:rotate_key",
    "api:revoke_key",
    "api:try_endpoint",
    "api:pause_endpoint",
    "api:resume_endpoint",
    "api:rotate_endpoint",
    "api:remove_endpoint",
    "api:resend_delivery",
    "set_language",
    # a part of a page, or a file
    "scheduling:night",
    "scheduling:presence_words",
    "scheduling:plan_steps",
    "scheduling:reply_length",
    "scheduling:route_geojson",
    "scheduling:association_ledger_sheet",
    "scheduling:town_ledger_sheet",
    "scheduling:season_sheet",
    # what machines call
    "api:calendar",
    "api:municipalities",
    "api:municipality",
    "api:seasons",
    "api:season",
    "api:coverage",
    "api:events",
    "api:caldav",
    "api:presence_requests",
    "api:presence_request",
    "api:withdraw_presence_request",
    "api:answer_presence_alternative",
    "api:caldav_well_known",
    "api:districts",
    "api:district",
    "api:routes",
    "api:route",
    "api:shifts",
    "api:shift",
    "api:contacts",
    "api:export_shifts",
    "api:openapi",
    "api:twilio_inbound",
    "api:twilio_status",
    "api:twilio_call",
    "api:twilio_key",
    "api:twilio_call_status",
    "api:health",
    "api:None",
    "demo:state",
    "demo:clock",
    "demo:calendar",
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


def waiting_for_a_person(shift: Shift) -> InboxItem:
    """Someone who answered neither yes nor no, and is to be phoned as well."""
    asked = AttendanceFactory(shift=shift, volunteer__name="Göran Åkesson-Lindström")
    inbound = InboundFactory(from_number=asked.volunteer.mobile, body="Kanske, måste kolla med jobbet först")
    put_on_call_list(asked, reason=CallReason.NOT_DELIVERED, now=MONDAY)
    return put_in_inbox(inbound, Concern.UNCLEAR, attendance=asked, suggested="yes", now=MONDAY)


def partner_with_key(association: Association) -> Partner:
    partner = Partner.objects.create(municipality=association.municipality, name="Trygga stationer (påhittad)")
    make_key(partner, name="Lägesbild", scopes=Scope.values, networks=["192.0.2.0/24"], now=MONDAY)
    return partner


def endpoint_with_log(partner: Partner) -> WebhookEndpoint:
    """One that arrived, one that did not and is tried again."""
    url = "https://mottagare.example/en/lang/adress/som/inte/far/bryta/sidan/pa/en/smal/skarm"
    endpoint = make_endpoint(partner, url=url, name="Lägesbild", now=MONDAY)
    for status in (204, None):
        delivery = send_test(endpoint, now=MONDAY)
        WebhookDelivery.objects.filter(pk=delivery.pk).update(attempts=1, state="delivered" if status else "waiting")
        tried = {"number": 1, "at": MONDAY, "milliseconds": 48}
        trouble = "" if status else "timed_out"
        WebhookAttempt.objects.create(delivery=delivery, status=status, trouble=trouble, said="tack" * 20, **tried)
    return endpoint


def wished_for(shift: Shift) -> PresenceRequest:
    """Two joined requests that wait, and one in every other state; the shift is the yes to one of them."""
    town = Presence(shift, shift.association.municipality, coordinator_of(shift.association.municipality))
    requests = [town.ask(category=category) for category in ("event", "damage", "youths", "way_home")]
    yes, proposed, declined, withdrawn = requests
    accept_request(yes, shift=shift, seen=1, words="Vi går två varv.", origin=town.by_maria, now=MONDAY)
    propose_shift(proposed, shift=shift, seen=1, origin=town.by_maria, now=MONDAY)
    decline_request(declined, reason="Ingen grupp den helgen.", seen=1, origin=town.by_maria, now=MONDAY)
    withdraw_request(withdrawn, origin=town.by_maria, now=MONDAY)
    town.ask(label="Torghus bostäder", text="De som bor på gården vågar inte gå till tvättstugan.")
    return town.ask(urgency="high")


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
    make_password(leader, name="Karins telefon", collections=[calendar_over(association)], now=MONDAY)
    district = DistrictFactory(municipality=association.municipality, parent=shift.route.district)
    person = member_of(association, name="Birgitta Holm")
    item = waiting_for_a_person(shift)
    partner = partner_with_key(association)
    things = {"shift": shift.pk, "route": shift.route_id, "person": person.pk, "association": association.pk}
    things["wish"] = wished_for(shift).pk
    town_pk = association.municipality_id
    args = {
        **{f"scheduling:{name}": [things["shift"]] for name in ("shift", "change")},
        **{f"scheduling:{name}": [things["route"]] for name in ("route", "change_route")},
        **{f"volunteers:{name}": [things["person"]] for name in ("person", "edit_person", "availability")},
        **{f"volunteers:{name}": [things["association"]] for name in ("association", "edit_association")},
        **{f"volunteers:{name}": [town_pk] for name in ("municipality", "add_district", "add_association")},
        **{f"scheduling:{name}": [season_of(shift).pk] for name in ("season", "change_season")},
        "scheduling:changes": [things["association"]],
        "scheduling:several": [things["association"]],
        "scheduling:special_days": [town_pk],
        "scheduling:new_calendar_link": ["association"],
        "scheduling:write_to_crew": [things["shift"]],
        "scheduling:write_to_group": [things["association"]],
        "scheduling:association_ledger": [things["association"]],
        "scheduling:town_ledger": [town_pk],
        "scheduling:presence_rules": [town_pk],
        **{f"scheduling:{name}": [things["wish"]] for name in ("presence_request", "plan_presence")},
        "scheduling:town_plan": [town_pk],
        "scheduling:outside_calendars": [town_pk],
        "scheduling:outside_calendar": [followed(association.municipality, MATCH, AWAY, words="hemma").pk],
        "scheduling:association_plan": [things["association"]],
        "scheduling:association_rules": [things["association"]],
        "scheduling:town_rules": [town_pk],
        "scheduling:route_rules": [things["route"]],
        "scheduling:wordings": [things["association"]],
        "scheduling:wording": [things["association"], "ask", "ar"],
        "scheduling:inbox_item": [item.pk],
        "scheduling:person_thread": [item.volunteer_id],
        "volunteers:preview_import": [people_import.uuid],
        "volunteers:edit_district": [district.pk],
        "scheduling:answer": [mailed_token(shift)],
        "api:problem": ["bad-parameters"],
        "api:partner": [partner.pk],
        "api:add_endpoint": [partner.pk],
        **{f"api:{name}": [endpoint_with_log(partner).pk] for name in ("endpoint", "edit_endpoint")},
        "account_reset_password_from_key": [user_pk_to_url_str(leader), default_token_generator.make_token(leader)],
    }
    return Town(association, leader, coordinator, args)


def season_of(friday: Shift) -> Season:
    """Drafts that clash with the Friday and are told of a break; the Friday itself has a change that waits."""
    season = Season.objects.filter(association=friday.association).first()
    if season is None:
        SpecialDayFactory(municipality=friday.association.municipality)
        season = SeasonFactory(association=friday.association, stop__route=friday.route)
        carry_out_season(season, origin=Origin(Door.PAGE), now=MONDAY)
        moved = replace(values_of(friday), note="Ta med ficklampa")
        draft_change(friday, moved, actor=None, now=MONDAY)
    return season


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


def mailed_token(shift: Shift) -> str:
    """What opens the page of the question that was e-mailed to Anna."""
    anna = shift.attendances.get(volunteer__name="Anna Lindqvist")
    mail = queue_sms(
        to_number=anna.volunteer.mobile,
        channel=Channel.EMAIL,
        to_email="anna@lykta.example",
        body="",
        kind="ask",
        dedupe_key="mail:anna",
        now=MONDAY,
        about=anna.uuid,
    )
    open_link(mail, anna, now=MONDAY)
    return token_of(mail.uuid)


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


def test_page_of_an_emailed_question_before_and_after_the_answer(open_page: OpenPage, town: Town) -> None:
    page = open_page(town.address("scheduling:answer"))
    page.get_by_role("button", name="Ja, visa frågan").click()
    assert faults(page) == []
    page.get_by_role("button", name="Ja, jag kommer").click()
    assert page.get_by_role("status").filter(has_text="Tack Anna, du är med.").is_visible()
    assert faults(page) == []


def test_calendar_link_from_the_kinds_to_the_code(open_page: OpenPage, town: Town) -> None:
    page = open_page(town.address("scheduling:calendar_links"), user=town.leader)
    page.get_by_role("link", name="Föreningens kvällar").press("Enter")
    page.get_by_text("Visa bara en del av kvällarna").press("Enter")
    page.get_by_label("Bara kvällar som saknar folk").check()
    page.get_by_role("button", name="Gör länken").press("Enter")
    page.get_by_role("heading", name="Länken för Vårby vuxna på stan är klar").wait_for()
    assert page.get_by_role("img", name="QR-kod som öppnar kalendern på telefonen").is_visible()
    assert faults(page) == []
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiera länken").press("Enter")
    page.get_by_role("status").filter(has_text="Kopierad").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("För alla andra program").input_value()


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
