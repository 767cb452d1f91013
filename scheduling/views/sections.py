"""What the sections of a shift's page are drawn from."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from messaging.gateways import clock
from scheduling.domain.attendance import HELD
from scheduling.domain.board import DESIGN_STATES
from scheduling.domain.calendar_choices import opening_words
from scheduling.domain.choosing import suggestions_for
from scheduling.domain.crew_list import MAY_LEAD, RuleWords, crew_headline, crew_list, large_meter, rule_words
from scheduling.domain.crews import chip_label, coverage, crew_sentence, is_safe
from scheduling.domain.decisions.cards import decision_card
from scheduling.domain.hand_overs.cards import handing_cards
from scheduling.domain.night_choices import length_words
from scheduling.domain.paper_lists import may_print
from scheduling.domain.plan_steps import steps_of
from scheduling.domain.presence.cards import wish_lines
from scheduling.domain.queue_words import queue_words
from scheduling.domain.regrouping.splitting import can_split
from scheduling.domain.round_words import round_card, turn_words
from scheduling.domain.routes import sketch_of
from scheduling.domain.seasons.comparing import change_of
from scheduling.domain.suggesting import in_turn
from scheduling.domain.text_plans import ladder_of, plan_of
from scheduling.domain.timeline import timeline
from scheduling.domain.walk_rules.reading import Gate
from scheduling.domain.walk_rules.words import about_group
from scheduling.enums import ON_CREW, RuleKind, ShiftState
from scheduling.forms.rounds import WAITS
from scheduling.models import Attendance, Shift, TextPlan
from scheduling.queries import access_shift, crew_of, events_of, shift_stamp, unasked_members
from scheduling.queries.presence import requests_carried
from scheduling.queries.records import in_view_of
from scheduling.views.doors import UNPROCESSABLE, etag_of, fresh
from scheduling.views.maps import map_data
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer
from volunteers.queries import Standing

SHOWN_AT_ONCE = 6
AT_HAND = timedelta(hours=12)


def shift_etag(standing: Standing, pk: int) -> str:
    """Raises Http404 for a shift out of reach."""
    return etag_of("shift", pk, shift_stamp(standing, pk))


def shift_context(shift: Shift, *, etag: str, now: datetime) -> dict[str, Any]:
    zone = shift.association.municipality.zone
    language = get_language() or "sv"
    crew = crew_of(shift)
    is_open = shift.state in {ShiftState.PUBLISHED, ShiftState.UNDER_WAY} and now < shift.ends_at
    members = list(in_view_of(unasked_members(shift), shift)) if is_open else []
    askable = [one for one in members if one.state == VolunteerState.ACTIVE]
    plan = plan_of(shift.association)
    gate = Gate(shift, [*askable, *(one.volunteer for one in crew)])
    headline, rest = crew_headline(shift, crew)
    signs, labels = large_meter(shift)
    opening, opened_by = opening_words(shift)
    return {
        "shift": shift,
        "zone": zone,
        "now": now,
        "headline": headline,
        "rest": rest,
        "state": DESIGN_STATES[coverage(shift)],
        "chip": chip_label(shift),
        "signs": signs,
        "labels": labels,
        "sentence": crew_sentence(shift),
        "crew": crew_list(
            shift,
            crew,
            is_open=is_open,
            rules=words_by_person(gate, undecided(crew)),
            leading=words_of_leading(gate, crew),
            handing=handing_cards(crew, zone=zone, language=language, now=now),
        ),
        "wishes": [about_group(one) for one in gate.wishes()] if is_open else [],
        "told": sum(one.state in HELD for one in crew),
        "length": length_words(shift.starts_at, shift.ends_at, zone, language),
        "opening": opening,
        "opened_by": opened_by,
        "events": timeline(events_of(shift)),
        "asked_for": wish_lines(requests_carried(shift), language=language),
        "sketch": sketch_of(shift.route),
        "map": map_data(shift.route),
        "is_open": is_open,
        "may_ask": is_open and now < shift.starts_at,
        "may_change": shift.state in {ShiftState.DRAFT, ShiftState.PUBLISHED} and now < shift.ends_at,
        "may_cancel": shift.state not in {ShiftState.DONE, ShiftState.CANCELLED},
        "may_print": may_print(shift, now=now),
        "may_split": can_split(shift, now=now) and shift.confirmed_count + shift.waiting_count > shift.crew_target,
        "may_merge": shift.state == ShiftState.PUBLISHED and now < shift.starts_at and not is_safe(shift),
        "night_path": settings.NIGHT_PATH.format(pk=shift.pk) if goes_out(shift, now=now) else "",
        "is_draft": shift.state == ShiftState.DRAFT,
        "refresh_headers": json.dumps({"If-None-Match": etag}),
        "paused": sorted(one.name for one in members if one.state == VolunteerState.PAUSED),
        "decision": decision_card(shift, plan, zone, language, now=now),
        **waiting_context(shift, now=now),
        **(suggestion_context(gate, askable, crew, plan, language=language, now=now) if is_open else {}),
        **plan_context(shift, plan, language, now=now),
    }


def goes_out(shift: Shift, *, now: datetime) -> bool:
    """Whether there is something to see of how the night goes: from some hours before it begins."""
    is_planned = shift.state in {ShiftState.DRAFT, ShiftState.CANCELLED}
    return not is_planned and shift.starts_at - now < AT_HAND


def waiting_context(shift: Shift, *, now: datetime) -> dict[str, Any]:
    """What waits to become of the shift, and whether it goes its own way beside its season."""
    change = change_of(shift)
    is_touched = not (change.follows_season if change else shift.follows_season)
    return {
        "change": change,
        "season": shift.season if shift.season_id else None,
        "is_touched": bool(shift.season_id) and is_touched,
        "may_follow": now < shift.starts_at and shift.season_night is not None,
    }


def plan_context(shift: Shift, plan: TextPlan, language: str, *, now: datetime) -> dict[str, Any]:
    """The steps of the plan in force, and until when a question far ahead can wait."""
    if shift.state in {ShiftState.DRAFT, ShiftState.CANCELLED}:
        return {}
    zone = shift.association.municipality.zone
    steps = ladder_of(shift, plan)
    return {
        "steps": steps_of(plan, steps, shift.starts_at, zone, now=now, language=language),
        "ask_later_at": steps.ask_at if steps.ask_at > now else None,
        "ask_days": plan.ask_days,
        "queue_words": queue_words(shift, plan, language=language, now=now),
    }


def undecided(crew: Sequence[Attendance]) -> list[Volunteer]:
    """Those whom a rule can still keep from a place."""
    return [one.volunteer for one in crew if one.state not in ON_CREW]


def words_by_person(gate: Gate, people: Sequence[Volunteer]) -> dict[int, RuleWords]:
    night = gate.shift.night
    return {one.pk: rule_words(gate.findings(one), gate.brings(one), night=night) for one in people}


def words_of_leading(gate: Gate, crew: Sequence[Attendance]) -> dict[int, RuleWords]:
    """What stops somebody who is asked or coming from leading too, and whether their training speaks against it."""
    words = {}
    for one in crew:
        if one.state in MAY_LEAD and not one.is_leader:
            found = gate.findings(one.volunteer, as_leader=True)
            told = [finding for finding in found if finding.stops or finding.kind == RuleKind.LEADER_TRAINING]
            words[one.volunteer_id] = rule_words(told, frozenset(), night=gate.shift.night)
    return words


def suggestion_context(
    gate: Gate,
    volunteers: Sequence[Volunteer],
    crew: Sequence[Attendance],
    plan: TextPlan,
    *,
    language: str,
    now: datetime,
) -> dict[str, Any]:
    shift = gate.shift
    found = suggestions_for(shift, volunteers, gate, language=language, now=now)
    able = [one for one in found if not one.hindrance]
    turn = in_turn(found, {one.volunteer_id for one in crew}, week_cap=plan.week_cap)
    zone = shift.association.municipality.zone
    going = getattr(shift, "fill_round", None)
    return {
        "first": able[:SHOWN_AT_ONCE],
        "more": able[SHOWN_AT_ONCE:],
        "unable": [one for one in found if one.hindrance],
        "round": round_card(going, crew, turn, zone=zone, language=language),
        "turn_words": turn_words(turn),
        "turn_first": turn[0].first_name if turn else "",
        "waits": WAITS,
    }


def draw_sections(
    request: HttpRequest, standing: Standing, pk: int, *, problem: str = "", problem_at: str = ""
) -> HttpResponse:
    """The sections that change, for htmx: after something was done, or with the sentence of what stood in its way."""
    etag = shift_etag(standing, pk)
    context = shift_context(access_shift(standing, pk), etag=etag, now=clock.now())
    context |= {"is_swap": True, "problem": problem, "problem_at": problem_at}
    status = UNPROCESSABLE if problem else 200
    return fresh(render(request, "scheduling/_shift.html", context, status=status), etag)
