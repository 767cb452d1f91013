"""Every page there is, as those who meet it: accessible by day and by night, and no wider than the screen.

Whoever adds an address adds it here: to a visit, or to those that are no page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import axe_playwright_python
import pytest
import time_machine
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from playwright.sync_api import Page, expect

from api.domain.keys import make_key
from api.domain.partner_calendars import make_calendar
from api.domain.webhooks.endpoints import make_endpoint
from api.domain.webhooks.spreading import send_test
from api.enums import Scope
from api.models import Partner, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.domain.briefings.writing import BriefingTerms, revise_briefing, write_briefing
from fieldwork.domain.drills.planning import plan_drill
from fieldwork.domain.drills.running import run_drills
from fieldwork.domain.follow_up.frozen import freeze
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.hosts import HostTerms, enter_hosts
from fieldwork.domain.kit.items import add_item
from fieldwork.domain.logs.filing import correct_log, file_log
from fieldwork.domain.observations.categories import open_categories
from fieldwork.domain.observations.noting import Seen, note_observation
from fieldwork.domain.observations.pictures import make_anew
from fieldwork.domain.observations.spots import Spot
from fieldwork.domain.observations.states import move_observation
from fieldwork.domain.owners.keeping import add_rule
from fieldwork.domain.referrals.links import token_of as token_of_owner
from fieldwork.domain.referrals.states import record
from fieldwork.domain.surveys.figures import Answer, enter_answer
from fieldwork.domain.surveys.lists import read_survey_list
from fieldwork.enums import ObservationState, ReferralEventKind
from fieldwork.models import (
    Alarm,
    Briefing,
    Drill,
    DutyTurn,
    FrozenReport,
    HostDuty,
    KitCount,
    KitGap,
    KitItem,
    KitLoan,
    LogAsk,
    Observation,
    ObservationCategory,
    PlaceOwner,
    Referral,
    SurveyImport,
)
from fieldwork.queries.follow_up import Scope as NightsOf
from messaging.domain.outbox import queue_sms
from messaging.domain.personal_links import hash_of, page_token_of, token_of
from messaging.enums import Channel
from messaging.models import OutboundMessage
from scheduling.domain.answer_links import open_link
from scheduling.domain.calendar_choices import choose_calendar
from scheduling.domain.calendar_links import make_link
from scheduling.domain.calls import put_on_call_list
from scheduling.domain.changes.drafts import draft_change
from scheduling.domain.changes.values import values_of
from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.passwords import make_password
from scheduling.domain.inbox import put_in_inbox
from scheduling.domain.night_imports import read_nights
from scheduling.domain.origins import Origin
from scheduling.domain.personal_links import make_personal_link
from scheduling.domain.presence.answers import accept_request, decline_request, propose_shift
from scheduling.domain.presence.requests import withdraw_request
from scheduling.domain.season_questions.answering import say_none, say_of_night
from scheduling.domain.season_questions.asking import ask_season
from scheduling.domain.seasons.carrying import carry_out_season
from scheduling.domain.shifts import publish_shifts
from scheduling.enums import AttendanceState, CallReason, Concern, Door, ShiftState
from scheduling.models import Attendance, InboxItem, NightsImport, PresenceRequest, Season, SeasonReply, Shift
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
from tests.factories.fieldwork import DutyTurnFactory, ObservationCategoryFactory, ObservationFactory, PlaceOwnerFactory
from tests.fieldwork.nights import walked_night
from tests.fieldwork.overdue import group_out
from tests.fieldwork.photos import street, with_place
from tests.scheduling.presence import Town as Presence
from tests.scheduling.subscribed.towns import AWAY, MATCH, followed
from tests.support.emulating import ANNA, Emulator
from tests.volunteers.boundaries.files import collection, feature, lay, square
from tests.volunteers.lists import HEADINGS, MEHMET, as_csv
from tests.volunteers.wanting import wanting
from volunteers.domain.boundaries.loading import read_file
from volunteers.domain.imports import read_list
from volunteers.models import Association, BoundaryImport, Municipality, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
BEFORE = datetime(2026, 10, 2, 18, 30, tzinfo=UTC)
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
FINDINGS = """options => axe.run({resultTypes: ["violations"], ...options}).then(
  found => found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target).join(" | ")}`))"""
# The theme changes nothing but colours, and axe takes its time.
RULES = {"light": {}, "dark": {"runOnly": ["cat.color"]}}
ALL_TURNED = "document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish())"
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth ? ['wider than the screen'] : []"
NOWHERE = "/finns-inte"
PHOTO = make_anew(BytesIO(with_place(street())), largest=1 << 20)

FOR_VISITORS = [
    "scheduling:start",
    "scheduling:open_nights",
    "scheduling:open_night",
    "volunteers:accessibility",
    "volunteers:privacy",
    "api:docs",
    "api:problem",
    "scheduling:answer",
    "scheduling:own_calendar",
    "scheduling:me",
    "scheduling:become",
    "fieldwork:alarm",
    "fieldwork:owner_answer",
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
    "fieldwork:night",
    "scheduling:board",
    "scheduling:plan",
    "scheduling:shift",
    "scheduling:crew_paper",
    "scheduling:change",
    "scheduling:swap",
    "scheduling:merge",
    "scheduling:split",
    "scheduling:changes",
    "scheduling:several",
    "scheduling:seasons",
    "scheduling:upload_nights",
    "scheduling:preview_nights",
    "scheduling:new_season",
    "scheduling:season",
    "scheduling:change_season",
    "scheduling:season_question",
    "scheduling:season_reply",
    "scheduling:write_to_crew",
    "scheduling:write_to_group",
    "scheduling:association_ledger",
    "scheduling:hours",
    "fieldwork:kit",
    "fieldwork:kit_item",
    "scheduling:inbox",
    "scheduling:inbox_item",
    "scheduling:person_thread",
    "scheduling:personal_links",
    "scheduling:calls",
    "scheduling:calendar_links",
    "scheduling:calendar_choice",
    "scheduling:open_night_terms",
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
    "fieldwork:tonight",
    "fieldwork:past_alarms",
    "fieldwork:past_alarm",
    "fieldwork:association_duty",
    "fieldwork:night_log",
    "fieldwork:missing_logs",
    "fieldwork:duty_turn",
    "fieldwork:follow_up",
    "fieldwork:follow_up_nights",
    "fieldwork:follow_up_print",
    "fieldwork:observations",
    "fieldwork:observation",
    "fieldwork:correct_observation",
    "volunteers:people",
    "volunteers:add_person",
    "volunteers:person",
    "volunteers:edit_person",
    "volunteers:availability",
    "volunteers:interests",
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
    "api:add_partner_calendar",
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
    "fieldwork:town_duty",
    "fieldwork:alarm_policy",
    "fieldwork:drill",
    "volunteers:districts",
    "volunteers:edit_district",
    "volunteers:add_district",
    "volunteers:boundaries",
    "volunteers:preview_boundaries",
    "volunteers:municipality",
    "volunteers:add_association",
    "fieldwork:briefings",
    "fieldwork:briefing",
    "fieldwork:hosts",
    "fieldwork:host_duty",
    "fieldwork:follow_up_public",
    "fieldwork:follow_up_words",
    "fieldwork:surveys",
    "fieldwork:survey_list",
    "fieldwork:frozen_reports",
    "fieldwork:freeze_report",
    "fieldwork:frozen_report",
    "fieldwork:frozen_report_print",
    "fieldwork:owners",
    "fieldwork:new_owner",
    "fieldwork:owner",
    "fieldwork:categories",
    "fieldwork:note_observation",
    "fieldwork:owner_services",
    "fieldwork:referrals",
    "fieldwork:referral",
]
NO_PAGES = {
    # what a form is sent to
    "fieldwork:take_back_briefing",
    "fieldwork:log",  # behind the gate: tests.browser.test_night_log
    "fieldwork:log_key",
    "fieldwork:night_worker",
    "fieldwork:remove_host_duty",
    "fieldwork:lend_kit",
    "fieldwork:put_kit_away",
    "fieldwork:kit_returned",
    "fieldwork:kit_found",
    "fieldwork:kit_gone",
    "fieldwork:night_kit_out",
    "fieldwork:night_kit_in",
    "fieldwork:own_briefing_read",
    "fieldwork:night_briefing_read",
    "fieldwork:own_kit_out",
    "fieldwork:own_kit_in",
    "fieldwork:move_observation",
    "fieldwork:remark_on_observation",
    "fieldwork:join_observation",
    "fieldwork:undo_joining",
    "fieldwork:part_sighting",
    "fieldwork:remove_photo",
    "fieldwork:observation_rules",
    "fieldwork:category",
    "fieldwork:shift_category",
    "fieldwork:observe",  # behind the gate: tests.browser.test_observe
    "fieldwork:observation_answer",
    "fieldwork:shift_owner_rule",
    "fieldwork:remove_owner_rule",
    "fieldwork:fetch_owner_services",
    "fieldwork:hand_over_referral",
    "fieldwork:keep_back_referral",
    "fieldwork:regret_referral",
    "fieldwork:referral_arrived",
    "fieldwork:answer_referral",
    "fieldwork:close_referral_link",
    "fieldwork:remove_survey_figure",
    "fieldwork:discard_survey_list",
    "fieldwork:withdraw_report",
    "fieldwork:follow_up_workbook",  # files
    "fieldwork:follow_up_pdf",
    "fieldwork:follow_up_table",
    "fieldwork:frozen_report_pdf",
    "fieldwork:smallest_number",
    "fieldwork:owner_photo",  # a picture
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
    "scheduling:ask_season",
    "scheduling:remind_season_question",
    "scheduling:close_season_question",
    "scheduling:remove_special_day",
    "scheduling:ask",
    "scheduling:send_to_crew",
    "scheduling:send_to_group",
    "scheduling:add_by_phone",
    "scheduling:keep_filling",
    "scheduling:start_round",
    "scheduling:pause_round",
    "scheduling:hasten_round",
    "scheduling:end_round",
    "scheduling:follow_town_plan",
    "scheduling:follow_town_rule",
    "scheduling:route_follows_town_rule",
    "scheduling:confirm",
    "scheduling:hand_over",
    "scheduling:keep_place",
    "scheduling:swap_agreed",
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
    "fieldwork:remove_duty_turn",
    "fieldwork:take_alarm",
    "fieldwork:give_back_alarm",
    "fieldwork:plan_drill",
    "fieldwork:cancel_drill",
    "fieldwork:resolve_alarm",
    "scheduling:open_night_code",  # tests/browser/test_start.py writes one
    "scheduling:open_night_new_code",
    "scheduling:open_night_answer",
    "scheduling:open_night_become",
    "scheduling:open_night_other",
    "scheduling:me_open",
    "scheduling:answer_sign_up",
    "scheduling:reply",
    "scheduling:write_to_person",
    "scheduling:claim_call",
    "scheduling:call_outcome",
    "scheduling:close_own_calendar",
    "scheduling:me_season",  # behind the gate: tests.browser.test_season_question
    "scheduling:me_answer",
    "fieldwork:out",  # behind the gate: tests.browser.test_out
    "scheduling:me_swap",  # behind the gate: tests.browser.test_own_swap
    "scheduling:me_pattern",
    "scheduling:me_add_away",
    "scheduling:me_remove_away",
    "scheduling:me_add_company",
    "scheduling:me_remove_company",
    "scheduling:my_calendar",
    "scheduling:close_my_calendar",
    "volunteers:add_company",
    "volunteers:remove_company",
    "scheduling:me_stop",
    "scheduling:me_start",
    "scheduling:send_personal_link",
    "scheduling:close_personal_links",
    "scheduling:renew_calendar_link",
    "scheduling:revoke_calendar_link",
    "scheduling:pause_calendar",
    "scheduling:resume_calendar",
    "scheduling:hurry_calendar",
    "scheduling:remove_calendar",
    "volunteers:accept_interest",
    "volunteers:decline_interest",
    "scheduling:become_new_code",
    "volunteers:set_theme",
    "volunteers:pause_person",
    "volunteers:resume_person",
    "volunteers:forget_person",
    "volunteers:join",
    "volunteers:add_away",
    "volunteers:remove_away",
    "volunteers:leave",
    "volunteers:discard_import",
    "scheduling:discard_nights",
    "scheduling:move_first",
    "volunteers:shift_district",
    "volunteers:delete_district",
    "volunteers:discard_boundaries",
    "volunteers:remove_boundary",
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
    "api:renew_partner_calendar",
    "api:close_partner_calendar",
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
    "fieldwork:observations_geojson",
    "fieldwork:observation_photo",
    "scheduling:association_ledger_sheet",
    "scheduling:town_ledger_sheet",
    "scheduling:season_sheet",
    "scheduling:example_of_nights",
    "scheduling:hours_workbook",
    "scheduling:hours_table",
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
    "api:follow_up",
    "api:observations",
    "api:observation",
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
    # met on the way from the form to the thanks, in a test of their own
    "scheduling:become_code",
    "scheduling:become_done",
    "scheduling:become_undo",
    # closed, or only a way to another page
    "volunteers:closed",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
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
    key, _token = make_key(partner, name="Lägesbild", scopes=Scope.values, networks=["192.0.2.0/24"], now=MONDAY)
    make_calendar(key, label="Vakthavandes telefon", now=MONDAY)
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


def drill_of(association: Association) -> Drill:
    """A drill that nobody took."""
    drill = plan_drill(association.municipality, starts_at=MONDAY, leader=None, by=None, now=MONDAY)
    for minutes in (0, 5, 10, 15, 20):
        run_drills(MONDAY + timedelta(minutes=minutes))
    return drill


def alarm_about(association: Association) -> str:
    """The token of whoever on duty has been told of a group that is overdue."""
    group_out(association=association, due=MONDAY - timedelta(minutes=16))
    for minutes in (0, 5, 10, 15):
        sweep_alarms(MONDAY + timedelta(minutes=minutes))
    return page_token_of(OutboundMessage.objects.filter(kind="alarm_duty", channel=Channel.SMS).latest("pk").dedupe_key)


def alarm_that_was(shift: Shift) -> Alarm:
    """Somebody called for help, and somebody took it."""
    alarm = Alarm.objects.create(
        shift=shift,
        kind="panic",
        state="resolved",
        opened_at=BEFORE,
        steps_taken=1,
        acknowledged_at=BEFORE + timedelta(minutes=7),
        acknowledged_by="Johan Sandberg",
        resolved_at=BEFORE + timedelta(minutes=21),
        resolved_by="Johan Sandberg",
        ending="safe",
        resolution="Pratat med Karin.",
    )
    step = alarm.steps.create(number=1, at=BEFORE)
    step.notices.create(rung="association_duty", name="Johan Sandberg", number="+46701740630", is_first=True)
    return alarm


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
    wanting(association)
    wanting(association, AssociationFactory(municipality=association.municipality), number="+46701740690")
    partner = partner_with_key(association)
    things = {"shift": shift.pk, "route": shift.route_id, "person": person.pk, "association": association.pk}
    things["wish"] = wished_for(shift).pk
    asked = asked_season(association, leader)
    town_pk = association.municipality_id
    report = report_of(association).pk
    places = noted_places(shift).pk
    args = {
        **{f"scheduling:{name}": [things["shift"]] for name in ("shift", "change", "merge", "split", "crew_paper")},
        "fieldwork:night": [things["shift"]],
        **{f"scheduling:{name}": [things["route"]] for name in ("route", "change_route")},
        **{f"volunteers:{name}": [things["person"]] for name in ("person", "edit_person", "availability")},
        **{f"volunteers:{name}": [things["association"]] for name in ("association", "edit_association")},
        **{
            f"volunteers:{name}": [town_pk]
            for name in ("municipality", "add_district", "add_association", "boundaries")
        },
        **{f"scheduling:{name}": [season_of(shift).pk] for name in ("season", "change_season")},
        "scheduling:season_question": [asked.question.season_id],
        "scheduling:season_reply": [asked.question.season_id, asked.pk],
        "scheduling:swap": [shift.pk, shift.attendances.get(volunteer__name="Karin Öberg").pk],
        "scheduling:changes": [things["association"]],
        "scheduling:several": [things["association"]],
        "scheduling:calendar_choice": [chosen(association, leader).pk],
        "scheduling:open_nights": [association.uuid],
        "scheduling:open_night_terms": [association.pk],
        "scheduling:open_night": [shift.uuid],
        "scheduling:special_days": [town_pk],
        "scheduling:new_calendar_link": ["association"],
        "scheduling:write_to_crew": [things["shift"]],
        "scheduling:write_to_group": [things["association"]],
        **{f"scheduling:{name}": [things["association"]] for name in ("association_ledger", "hours")},
        "scheduling:town_ledger": [town_pk],
        "scheduling:presence_rules": [town_pk],
        **{f"scheduling:{name}": [things["wish"]] for name in ("presence_request", "plan_presence")},
        "scheduling:town_plan": [town_pk],
        "scheduling:outside_calendars": [town_pk],
        "scheduling:outside_calendar": [followed(association.municipality, MATCH, AWAY, words="hemma").pk],
        "scheduling:association_plan": [things["association"]],
        "scheduling:association_rules": [things["association"]],
        "scheduling:town_rules": [town_pk],
        "fieldwork:town_duty": [town_pk],
        "fieldwork:alarm_policy": [town_pk],
        "fieldwork:alarm": [alarm_about(association)],
        "fieldwork:drill": [drill_of(association).pk],
        "fieldwork:past_alarm": [alarm_that_was(shift).pk],
        "fieldwork:association_duty": [things["association"]],
        "fieldwork:duty_turn": [duty_of(association).pk],
        "scheduling:route_rules": [things["route"]],
        "scheduling:wordings": [things["association"]],
        "scheduling:wording": [things["association"], "ask", "ar"],
        "scheduling:inbox_item": [item.pk],
        "scheduling:person_thread": [item.volunteer_id],
        "volunteers:preview_import": [people_import.uuid],
        "volunteers:boundaries": [town_pk],
        "volunteers:preview_boundaries": [boundaries_of(shift).uuid],
        "scheduling:preview_nights": [list_of_nights(shift, leader).uuid],
        "volunteers:edit_district": [district.pk],
        **{f"scheduling:{name}": [mailed_token(shift)] for name in ("answer", "own_calendar")},
        "scheduling:me": [make_personal_link(anna_of(shift).volunteer, now=MONDAY)],
        "scheduling:personal_links": [item.volunteer_id],
        "fieldwork:briefings": [town_pk],
        "fieldwork:briefing": [told_before(association).pk],
        "fieldwork:hosts": [town_pk],
        "fieldwork:host_duty": [at_work(shift).pk],
        "fieldwork:kit": [association.pk],
        "fieldwork:kit_item": [association.pk, vests_of(shift).pk],
        "fieldwork:night_log": [told_night(shift).pk],
        "fieldwork:night_kit": [shift.pk],
        **{f"fieldwork:{name}": [town_pk] for name in ("owners", "new_owner", "categories", "note_observation")},
        **{f"fieldwork:{name}": [places] for name in ("observation", "correct_observation")},
        **{f"fieldwork:{name}": [town_pk] for name in ("follow_up_words", "surveys")},
        "fieldwork:survey_list": [survey_of(association.municipality).uuid],
        **{f"fieldwork:{name}": [report] for name in ("frozen_report", "frozen_report_print")},
        "fieldwork:owner": [who_mends(association.municipality).pk],
        "fieldwork:owner_services": [with_system(association.municipality).pk],
        "fieldwork:referral": [handed_over(shift).pk],
        "fieldwork:owner_answer": [token_of_owner(handed_over(shift))],
        "api:problem": ["bad-parameters"],
        "api:partner": [partner.pk],
        "api:add_endpoint": [partner.pk],
        "api:add_partner_calendar": [partner.pk],
        **{f"api:{name}": [endpoint_with_log(partner).pk] for name in ("endpoint", "edit_endpoint")},
        "account_reset_password_from_key": [user_pk_to_url_str(leader), default_token_generator.make_token(leader)],
    }
    return Town(association, leader, coordinator, args)


def boundaries_of(shift: Shift) -> BoundaryImport:
    """A district has its boundary, and a file is on its way in: with it, one that nobody knows, and one with a flaw."""
    lay(shift.route.district)
    rows = (feature(shift.route.district.name), feature("Någon annanstans", square(1)), feature("Halv", square(2)[:-1]))
    town = shift.association.municipality
    return read_file(collection(*rows), filename="delar.geojson", municipality=town, uploaded_by=None, now=MONDAY)


def noted_places(shift: Shift) -> Observation:
    """One that is late and has a photo, one that is mended, and one without a point."""
    town = shift.association.municipality
    open_categories(town)
    kinds = {one.code: one for one in ObservationCategory.objects.filter(municipality=town)}
    spots = (Spot([17.886, 59.266], "Tunneln mot Masmo", "VG 12"), Spot([17.88, 59.267]), Spot(words="Vid bänkarna"))
    notes = [
        note_observation(
            Seen(kinds[code], spot, "Andra lampan från vänster", photo=PHOTO if code == "dark-passage" else None),
            shift=shift,
            client_key=uuid4(),
            origin=Origin(Door.PERSONAL),
            now=BEFORE,
        )
        for code, spot in zip(("dark-passage", "graffiti", "shrubbery"), spots, strict=True)
    ]
    move_observation(notes[1], ObservationState.FIXED, origin=Origin(Door.PAGE), now=MONDAY, detail="Tvättat.")
    return notes[0]


def who_mends(town: Municipality) -> PlaceOwner:
    """Two owners with a rule each, of which one takes nothing just now."""
    resting = PlaceOwnerFactory(municipality=town, is_active=False)
    owner: PlaceOwner = PlaceOwnerFactory(municipality=town, way="email")
    category = ObservationCategoryFactory(municipality=town)
    add_rule(town, owner=owner, category=None, district=None)
    add_rule(town, owner=resting, category=category, district=town.districts.first())
    return owner


def at_work(shift: Shift) -> HostDuty:
    """Two teams on the Friday, the one of them on the Saturday too."""
    town, district = shift.association.municipality, shift.route.district
    terms = HostTerms("Värdarna i centrum", "+46701740688", (district,), time(18), time(2))
    enter_hosts(town, terms, nights=[shift.night, shift.night + timedelta(days=1)])
    enter_hosts(town, replace(terms, name="Fältarna", districts=()), nights=[shift.night])
    return HostDuty.objects.order_by("pk")[0]


def told_before(association: Association) -> Briefing:
    """What is told of the weekend, changed once."""
    text = "Skolavslutning. Mycket folk väntas vid torget efter 22, och polisen går till fots."
    nights = {"first_night": date(2026, 10, 16), "last_night": date(2026, 10, 18)}
    terms = BriefingTerms(district=None, text=text, hours_before=4, **nights)
    author = coordinator_of(association.municipality)
    briefing = write_briefing(association.municipality, terms, author=author, now=MONDAY)
    return revise_briefing(briefing, replace(terms, text=f"{text} Ta med vatten."), by=author, now=MONDAY)


def vests_of(shift: Shift) -> KitItem:
    """Of some one is missing and some are at somebody's home; something was not counted in, something was found."""
    association, person = shift.association, anna_of(shift).volunteer
    things = {"vest": ("Gula västar", 6), "phone": ("Telefon", 1), "first_aid": ("Första hjälpen-väska", 1)}
    items = [
        add_item(association, kind=kind, label=label, quantity=quantity, kept_at="Skåpet i lokalen, till höger")
        for kind, (label, quantity) in things.items()
    ]
    walked = Shift.objects.filter(association=association, state=ShiftState.DONE).order_by("pk")[0]
    KitGap.objects.create(item=items[0], shift=walked, had_by=person, number=2, since=BEFORE, note="Glömda i bilen")
    KitGap.objects.create(item=items[0], number=1, since=BEFORE, ended_at=MONDAY, end="found")
    KitLoan.objects.create(item=items[0], volunteer=person, number=2, lent_at=BEFORE, due_on=BEFORE.date())
    KitCount.objects.create(shift=walked, item=items[1], taken=1, out_at=BEFORE, out_by=person)
    return items[0]


def with_system(town: Municipality) -> PlaceOwner:
    services = [{"code": "001", "name": "Belysning", "group": "Gata", "needs_more": False}]
    system = {"way": "open311", "open311_url": "https://fel.example/v2", "open311_services": services}
    owner: PlaceOwner = PlaceOwnerFactory(municipality=town, **system, open311_read_at=MONDAY)
    return owner


def handed_over(shift: Shift) -> Referral:
    """A lamp that its owner has had for too long; another is to be reviewed, and a third is mended."""
    town = shift.association.municipality
    found = Referral.objects.filter(state="sent").first()
    if found is not None:
        return found
    owner = PlaceOwner.objects.get(municipality=town, way="email")
    category = owner.municipality.observation_categories.order_by("pk")[0]
    seen = {"municipality": town, "category": category, "district": shift.route.district, "owner": owner}
    states: dict[str, dict[str, Any]] = {
        "review": {},
        "fixed": {"sent_at": BEFORE, "ended_at": MONDAY},
        "sent": {"sent_at": BEFORE, "link_ends_at": MONDAY + timedelta(weeks=9)},
    }
    for state, facts in states.items():
        observation = ObservationFactory(**seen, state="sent", target_on=BEFORE.date(), lamp_post="1234")
        found = Referral(observation=observation, owner=owner, way="email", state=state, message="Helt mörkt", **facts)
        found.link_hash = hash_of(token_of_owner(found))
        found.save()
    assert found is not None
    record(found, ReferralEventKind.SENT, origin=Origin(Door.CLOCK), now=BEFORE)
    return found


def survey_of(town: Municipality) -> SurveyImport:
    """A list with a row that changes what stands, one that is new and one that is wrong; two years stand already."""
    origin = Origin(Door.PAGE)
    for year, percent in ((2024, 61), (2025, 66)):
        answer = Answer(None, year, "Känner sig trygga ute på kvällen", Decimal(percent), "Trygghetsmätningen")
        enter_answer(town, answer, origin=origin, now=MONDAY)
    rows = (("", "2025", "67", ""), ("", "2026", "70,5", ""), ("Farsta", "i fjol", "många", ""))
    content = as_csv(("Område", "År", "Andel", "Kommentar"), *rows)
    return read_survey_list(content, filename="Trygghet.csv", town=town, uploaded_by=None, now=MONDAY)


def report_of(association: Association) -> FrozenReport:
    """Frozen, and then one more night was found to have been."""
    town, half_year = association.municipality, Period.half_year_of(MONDAY.date())
    report = freeze(
        NightsOf(town), half_year, name="Till nämnden", scope_words=town.name, origin=Origin(Door.PAGE), now=MONDAY
    )
    ShiftFactory(association=association, state=ShiftState.DONE, starts_at=BEFORE - timedelta(days=7))
    return report


def list_of_nights(shift: Shift, leader: User) -> NightsImport:
    """A new night, one as before, one that runs into another, and two that cannot be."""
    headings = ("Datum", "Tid", "Rutt", "Antal", "Fika")
    rows = [
        ("4 dec 2027", "20.30-00.30", shift.route.name, "3-5", "Karin"),
        ("2026-10-16", "20.30-00.30", shift.route.name, "", ""),
        ("2027-12-04", "21-01", shift.route.name, "", ""),
        ("lör 16/10 2026", "sent", "Farsta", "", ""),
        ("", "", "", "många", ""),
    ]
    return read_nights(
        as_csv(headings, *rows),
        filename="Höstens kvällar.csv",
        association=shift.association,
        uploaded_by=leader,
        now=MONDAY,
    )


def told_night(shift: Shift) -> Shift:
    """The Friday before, of which the log was corrected; of the one before that nobody has told."""
    week = timedelta(days=7)
    last, forgotten = (
        walked_night(association=shift.association, route=shift.route, starts_at=shift.starts_at - weeks * week)
        for weeks in (1, 2)
    )
    LogAsk.objects.create(shift=forgotten.shift, number=1, at=MONDAY, volunteer=forgotten.leader)
    said = last.telling(met="31_60", note="Mycket folk vid bollplanen efter elva", contacts={"police": 1})
    log = file_log(last.shift, said, client_key=uuid4(), origin=Origin(Door.PERSONAL), by=last.leader, now=MONDAY)
    better = last.telling(met="11_30", note=said.note, contacts={"police": 1})
    correct_log(log, better, reason="Vi räknade dubbelt", origin=Origin(Door.PAGE), now=MONDAY)
    return last.shift


def duty_of(association: Association) -> DutyTurn:
    """A turn that covers the Friday in part, and another person's, to swap with."""
    later = MONDAY + timedelta(days=11)
    DutyTurnFactory(association=association, name="Peter Åkesson", number="+46701740613", starts_at=later)
    turn: DutyTurn = DutyTurnFactory(association=association)
    return turn


def chosen(association: Association, leader: User) -> Association:
    """Has let its calendars show names and every night, and so has something in the history too."""
    for days, every_night in enumerate((False, True)):
        now = MONDAY + timedelta(days=days - 3)
        choose_calendar(association, shows_first_names=True, opens_every_night=every_night, by=leader, now=now)
    return association


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


def asked_season(association: Association, leader: User) -> SeasonReply:
    """A winter whose nights people have been asked about; the reply is of one who can some of them."""
    season = SeasonFactory(association=association, first_night=date(2027, 1, 8), last_night=date(2027, 1, 30))
    carry_out_season(season, origin=Origin(Door.PAGE), now=MONDAY)
    publish_shifts(season.shifts.all(), origin=Origin(Door.PAGE), now=MONDAY)
    question = ask_season(season, last_day=date(2026, 10, 26), author=leader, now=MONDAY)
    first, second, *_silent = question.replies.order_by("pk")
    say_of_night(first, season.first_night, can=True, now=MONDAY)
    say_of_night(first, date(2027, 1, 9), can=False, now=MONDAY)
    say_none(second, now=MONDAY)
    return first


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
    walked = ShiftFactory(association=association, route=friday.route, state=ShiftState.DONE, starts_at=BEFORE)
    for name in ("Karin", "Anna"):
        volunteer = friday.attendances.get(volunteer__name__startswith=name).volunteer
        AttendanceFactory(shift=walked, volunteer=volunteer, state=AttendanceState.CONFIRMED, is_leader=name == "Karin")
    return friday


def anna_of(shift: Shift) -> Attendance:
    anna: Attendance = shift.attendances.get(volunteer__name="Anna Lindqvist")
    return anna


def mailed_token(shift: Shift) -> str:
    """What opens the page of the question that was e-mailed to Anna."""
    anna = anna_of(shift)
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
    page.wait_for_load_state()
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
    yes = page.get_by_role("button", name="Ja, jag kommer")
    expect(yes).to_be_visible()
    assert faults(page) == []
    yes.click()
    expect(page.get_by_role("status").filter(has_text="Tack Anna, du är med.")).to_be_visible()
    assert faults(page) == []


def test_calendar_of_ones_own_from_the_question_to_the_link_and_its_end(open_page: OpenPage, town: Town) -> None:
    page = open_page(f"{town.address('scheduling:answer')}?visa=1", width=390)
    page.get_by_role("link", name="Lägg in dina kvällar i telefonens kalender").click()
    make = page.get_by_role("button", name="Gör min länk")
    expect(make).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    make.press("Enter")
    page.get_by_role("heading", name="Din länk är klar").wait_for()
    expect(page.get_by_role("img", name="QR-kod som öppnar kalendern på telefonen")).to_be_hidden()
    assert str(page.get_by_role("link", name="Öppna i Apple Kalender").get_attribute("href")).startswith("webcal://")
    assert faults(page) == []
    page.get_by_role("link", name="Klart, till dina länkar").click()
    close = page.get_by_role("button", name="Stäng")
    expect(close).to_be_visible()
    assert faults(page) == []
    close.press("Enter")
    page.get_by_text("Länken är stängd.").wait_for()


def test_calendar_of_ones_own_without_a_script(open_page: OpenPage, town: Town) -> None:
    page = open_page(town.address("scheduling:own_calendar"), width=390, script=False)
    page.get_by_role("button", name="Ja, visa sidan").click()
    page.get_by_role("button", name="Gör min länk").click()
    assert page.get_by_label("För alla andra program").input_value().endswith(".ics")
    expect(page.get_by_role("button", name="Kopiera länken")).to_be_hidden()


def test_calendar_link_from_the_kinds_to_the_code(open_page: OpenPage, town: Town) -> None:
    page = open_page(town.address("scheduling:calendar_links"), user=town.leader)
    page.get_by_role("link", name="Föreningens kvällar").press("Enter")
    page.get_by_text("Visa bara en del av kvällarna").press("Enter")
    page.get_by_label("Bara kvällar som saknar folk").check()
    page.get_by_role("button", name="Gör länken").press("Enter")
    page.get_by_role("heading", name="Länken för Vårby vuxna på stan är klar").wait_for()
    expect(page.get_by_role("img", name="QR-kod som öppnar kalendern på telefonen")).to_be_visible()
    assert faults(page) == []
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiera länken").press("Enter")
    page.get_by_role("status").filter(has_text="Kopierad").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("För alla andra program").input_value()


def test_new_key_is_copied_by_a_press(open_page: OpenPage, town: Town) -> None:
    page = open_page(town.address("api:own_keys"), width=390, user=town.leader)
    page.get_by_label("Vad den ska användas till").fill("Kalkylarket")
    page.get_by_role("button", name="Gör nyckeln").press("Enter")
    page.get_by_role("heading", name="Nyckeln för Kalkylarket är klar").wait_for()
    assert faults(page) == []
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiera").press("Enter")
    page.get_by_role("status").filter(has_text="Kopierad").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("lykta_")
    assert copied == page.locator("#nyckel").input_value()


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
