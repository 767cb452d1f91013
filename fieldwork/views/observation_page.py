"""The page of one observation: what it shows, and who may do what there."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from fieldwork.domain.observations.cards import (
    DESIGN_STATES,
    age_words,
    history_lines,
    late_words,
    position_words,
    where_words,
)
from fieldwork.domain.observations.cards import is_late as late
from fieldwork.domain.observations.joining import choose_nearby
from fieldwork.domain.observations.sketches import place_sketch
from fieldwork.enums import OBSERVATION_MOVES, STILL_OPEN, ObservationState
from fieldwork.forms.observation_list import MoveForm, PhotoRemovalForm, allowed_moves
from fieldwork.forms.observations import JoinForm, RemarkForm
from fieldwork.models import Observation
from fieldwork.queries.observations import (
    access_observation,
    events_of,
    leads_group_of,
    open_beside,
    photos_of,
    sightings_of,
)
from messaging.gateways import clock
from scheduling.models import Route
from scheduling.views.doors import UNPROCESSABLE
from volunteers.queries import Standing


def may_decide(standing: Standing, found: Observation) -> bool:
    """What becomes of it, and whether it is one or two: coordinators."""
    return found.municipality_id in standing.municipalities


def may_correct(standing: Standing, found: Observation) -> bool:
    """Coordinators, and leaders of those who have seen it."""
    return may_decide(standing, found) or leads_group_of(standing, found)


def access_coordinated(standing: Standing, pk: int) -> Observation:
    """Raises Http404 for an observation in a municipality the user does not coordinate."""
    found = access_observation(standing, pk)
    if not may_decide(standing, found):
        raise Http404
    return found


def access_correctable(standing: Standing, pk: int) -> Observation:
    """Raises Http404 for an observation that the user may at most read."""
    found = access_observation(standing, pk)
    if not may_correct(standing, found):
        raise Http404
    return found


def join_form(found: Observation, data: Any = None) -> JoinForm:
    return JoinForm(data, one=found, nearby=choose_nearby(found, open_beside(found)))


def draw(request: HttpRequest, found: Observation, standing: Standing, **forms: Any) -> HttpResponse:
    """With what somebody typed and could not be taken, if anything was."""
    context = {**page_context(found, standing), **forms}
    return render(request, "fieldwork/observation.html", context, status=UNPROCESSABLE if forms else 200)


def page_context(found: Observation, standing: Standing) -> dict[str, Any]:
    now = clock.now()
    today = localdate(now)
    may_act, is_open = may_decide(standing, found), found.state in STILL_OPEN
    moves = [] if found.joined_to_id else allowed_moves(found, OBSERVATION_MOVES[found.state])
    sightings = sightings_of(found)
    return {
        "one": found,
        "state": DESIGN_STATES[ObservationState(found.state)],
        "where": where_words(found),
        "position": position_words(found),
        "age": age_words(found, today=today),
        "late": late_words(found, today=today),
        "sketch": sketch_of(found, is_late=late(found, today=today)),
        "photos": photos_of(found),
        "sightings": sightings,
        "may_part": may_act and len(sightings) > 1,
        "events": history_lines(events_of(found)),
        "moves": moves if may_act else [],
        "may_act": may_act,
        "may_correct": not found.joined_to_id and may_correct(standing, found),
        "move_form": MoveForm(),
        "removal_form": PhotoRemovalForm(),
        "remark_form": RemarkForm(),
        "join_form": join_form(found) if may_act and is_open else None,
        "zone": found.municipality.zone,
        "now": now,
    }


def sketch_of(found: Observation, *, is_late: bool) -> Any:
    routes = list(Route.objects.filter(district=found.district_id, is_active=True).order_by("pk"))
    return place_sketch([(1, found, is_late)], routes if found.longitude is not None and found.district_id else [])
