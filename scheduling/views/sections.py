"""What the sections of a shift's page are drawn from."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from messaging.gateways import clock
from scheduling.domain.attendance import HELD
from scheduling.domain.board import DESIGN_STATES
from scheduling.domain.crew_list import crew_headline, crew_list, large_meter, suggestions
from scheduling.domain.crews import chip_label, coverage, crew_sentence
from scheduling.domain.night_choices import length_words
from scheduling.domain.routes import sketch_of
from scheduling.domain.timeline import timeline
from scheduling.enums import ShiftState
from scheduling.models import Shift
from scheduling.queries import access_shift, askable_volunteers, crew_of, events_of, places_held_meanwhile, shift_stamp
from scheduling.views.doors import UNPROCESSABLE, etag_of, fresh
from scheduling.views.maps import map_data
from volunteers.queries import Standing

SHOWN_AT_ONCE = 6


def shift_etag(standing: Standing, pk: int) -> str:
    """Raises Http404 for a shift out of reach."""
    return etag_of("shift", pk, shift_stamp(standing, pk))


def shift_context(shift: Shift, *, etag: str, now: datetime) -> dict[str, Any]:
    zone = shift.association.municipality.zone
    language = get_language() or "sv"
    crew = crew_of(shift)
    is_open = shift.state in {ShiftState.PUBLISHED, ShiftState.UNDER_WAY} and now < shift.ends_at
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
        "crew": crew_list(shift, crew, is_open=is_open),
        "told": sum(one.state in HELD for one in crew),
        "length": length_words(shift.starts_at, shift.ends_at, zone, language),
        "events": timeline(events_of(shift)),
        "sketch": sketch_of(shift.route),
        "map": map_data(shift.route),
        "is_open": is_open,
        "may_ask": is_open and now < shift.starts_at,
        "may_change": shift.state in {ShiftState.DRAFT, ShiftState.PUBLISHED} and now < shift.ends_at,
        "may_cancel": shift.state not in {ShiftState.DONE, ShiftState.CANCELLED},
        "is_draft": shift.state == ShiftState.DRAFT,
        "refresh_headers": json.dumps({"If-None-Match": etag}),
        **(suggestion_context(shift, language) if is_open else {}),
    }


def suggestion_context(shift: Shift, language: str) -> dict[str, Any]:
    volunteers = list(askable_volunteers(shift))
    elsewhere = places_held_meanwhile(shift, [volunteer.pk for volunteer in volunteers])
    zone = shift.association.municipality.zone
    found = suggestions(shift, volunteers, elsewhere, zone=zone, language=language)
    able = [one for one in found if not one.hindrance]
    return {
        "first": able[:SHOWN_AT_ONCE],
        "more": able[SHOWN_AT_ONCE:],
        "unable": [one for one in found if one.hindrance],
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
