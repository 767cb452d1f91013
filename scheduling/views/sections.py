"""What the sections of a shift's page are drawn from."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from messaging.gateways import clock
from scheduling.domain.attendance import HELD
from scheduling.domain.board import DESIGN_STATES
from scheduling.domain.choosing import suggestions_for
from scheduling.domain.crew_list import RuleWords, crew_headline, crew_list, large_meter, rule_words
from scheduling.domain.crews import chip_label, coverage, crew_sentence
from scheduling.domain.night_choices import length_words
from scheduling.domain.plan_steps import steps_of
from scheduling.domain.presence.cards import wish_lines
from scheduling.domain.round_words import round_card
from scheduling.domain.routes import sketch_of
from scheduling.domain.seasons.comparing import change_of
from scheduling.domain.suggesting import in_turn
from scheduling.domain.text_plans import ladder_of, plan_of
from scheduling.domain.timeline import timeline
from scheduling.domain.walk_rules.reading import Gate
from scheduling.domain.walk_rules.words import about_group
from scheduling.enums import ON_CREW, ShiftState
from scheduling.forms.rounds import WAITS
from scheduling.models import Attendance, Shift, TextPlan
from scheduling.queries import access_shift, askable_volunteers, crew_of, events_of, shift_stamp
from scheduling.queries.presence import requests_carried
from scheduling.views.doors import UNPROCESSABLE, etag_of, fresh
from scheduling.views.maps import map_data
from volunteers.models import Volunteer
from volunteers.queries import Standing, with_availability

SHOWN_AT_ONCE = 6


def shift_etag(standing: Standing, pk: int) -> str:
    """Raises Http404 for a shift out of reach."""
    return etag_of("shift", pk, shift_stamp(standing, pk))


def shift_context(shift: Shift, *, etag: str, now: datetime) -> dict[str, Any]:
    zone = shift.association.municipality.zone
    language = get_language() or "sv"
    crew = crew_of(shift)
    is_open = shift.state in {ShiftState.PUBLISHED, ShiftState.UNDER_WAY} and now < shift.ends_at
    askable = list(with_availability(askable_volunteers(shift), shift.night)) if is_open else []
    plan = plan_of(shift.association)
    gate = Gate(shift, [*askable, *(one.volunteer for one in crew)])
    headline, rest = crew_headline(shift, crew)
    signs, labels = large_meter(shift)
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
        "crew": crew_list(shift, crew, is_open=is_open, rules=words_by_person(gate, undecided(crew))),
        "wishes": [about_group(one) for one in gate.wishes()] if is_open else [],
        "told": sum(one.state in HELD for one in crew),
        "length": length_words(shift.starts_at, shift.ends_at, zone, language),
        "events": timeline(events_of(shift)),
        "asked_for": wish_lines(requests_carried(shift), language=language),
        "sketch": sketch_of(shift.route),
        "map": map_data(shift.route),
        "is_open": is_open,
        "may_ask": is_open and now < shift.starts_at,
        "may_change": shift.state in {ShiftState.DRAFT, ShiftState.PUBLISHED} and now < shift.ends_at,
        "may_cancel": shift.state not in {ShiftState.DONE, ShiftState.CANCELLED},
        "is_draft": shift.state == ShiftState.DRAFT,
        "refresh_headers": json.dumps({"If-None-Match": etag}),
        **waiting_context(shift, now=now),
        **(suggestion_context(gate, askable, crew, plan, language=language, now=now) if is_open else {}),
        **plan_context(shift, plan, language, now=now),
    }


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
    }


def undecided(crew: Sequence[Attendance]) -> list[Volunteer]:
    """Those whom a rule can still keep from a place."""
    return [one.volunteer for one in crew if one.state not in ON_CREW]


def words_by_person(gate: Gate, people: Sequence[Volunteer]) -> dict[int, RuleWords]:
    night = gate.shift.night
    return {one.pk: rule_words(gate.findings(one), gate.brings(one), night=night) for one in people}


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
