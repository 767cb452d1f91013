"""Is it mended? The next group that passes is asked, and what it saw goes before what an owner has said."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.observations.history import record
from fieldwork.domain.observations.noting import rules_of, see
from fieldwork.domain.observations.spots import Spot, spot_of
from fieldwork.domain.observations.states import lock_observation, move_observation
from fieldwork.enums import STILL_OPEN, ObservationEventKind, ObservationState
from fieldwork.exceptions import ObservationMoveRefused
from fieldwork.models import Observation
from fieldwork.queries.observations import answered_by_group, to_ask_about
from scheduling.domain.origins import Origin
from scheduling.domain.presence.places import metres_to_route
from scheduling.models import Route, Shift
from volunteers.models import Volunteer

ASKED_FOR = timedelta(days=60)  # after it was mended; who passes later than that sees nothing new
RESTS = timedelta(days=5)  # what a group saw dark is not asked about the night after
MOST_ASKED = 4
State = ObservationState
Kind = ObservationEventKind


def questions_for(shift: Shift, *, now: datetime) -> list[Observation]:
    """What this group could look at on its way: said to be mended and not yet seen so, or late. Four at the most."""
    today = now.astimezone(shift.association.municipality.zone).date()
    candidates = list(to_ask_about(shift, fixed_since=now - ASKED_FOR, unseen_since=now - RESTS, today=today))
    if not candidates:
        return []
    return choose(candidates, shift.route, metres=rules_of(shift.association.municipality_id).pass_metres)


def choose(candidates: Iterable[Observation], route: Route, *, metres: int) -> list[Observation]:
    """Those on the way: the ones to confirm first, then the ones that are latest. Pure.

    `is_of_route`, which the query adds, tells that a group noted it when it walked this very route.
    """
    passed = [one for one in candidates if getattr(one, "is_of_route", False) or passes(one, route, metres=metres)]
    passed.sort(key=lambda one: (one.state != State.FIXED, one.target_on or one.first_seen_at.date(), one.pk))
    return passed[:MOST_ASKED]


def passes(observation: Observation, route: Route, *, metres: int) -> bool:
    point = spot_of(observation).point
    apart = metres_to_route(point, route) if point is not None else None
    return apart is not None and apart <= metres


@transaction.atomic
def answer_fixed(
    observation: Observation,
    *,
    is_fixed: bool,
    shift: Shift,
    origin: Origin,
    now: datetime,
    by: Volunteer | None = None,
) -> Observation:
    """What the group saw. One answer a night: the first, and a second changes nothing.

    Raises ObservationMoveRefused when nobody asks about it any more.
    """
    found = lock_observation(observation.pk)
    if answered_by_group(found, shift):
        return found
    if found.state not in {*STILL_OPEN, State.FIXED}:
        raise ObservationMoveRefused(_("Ingen undrar längre om det är lagat."))
    if is_fixed:
        return confirm(found, shift=shift, origin=origin, now=now, by=by)
    return still_there(found, shift=shift, origin=origin, now=now, by=by)


def confirm(
    observation: Observation, *, shift: Shift, origin: Origin, now: datetime, by: Volunteer | None
) -> Observation:
    if observation.state != State.FIXED:
        observation = move_observation(observation, State.FIXED, origin=origin, now=now, by=by, shift=shift)
    observation.confirmed_at = observation.updated_at = now
    observation.save(update_fields=["confirmed_at", "updated_at"])
    record(observation, Kind.CONFIRMED, origin=origin, now=now, by=by, shift=shift)
    return observation


def still_there(
    observation: Observation, *, shift: Shift, origin: Origin, now: datetime, by: Volunteer | None
) -> Observation:
    if observation.state == State.FIXED:
        observation = move_observation(
            observation,
            State.NEW,
            origin=origin,
            now=now,
            by=by,
            shift=shift,
            detail=_("En grupp såg att det är kvar."),
        )
    observation.last_seen_at = observation.updated_at = now
    observation.save(update_fields=["last_seen_at", "updated_at"])
    see(observation, Spot(), note="", client_key=uuid4(), by=by, shift=shift, at=now)
    record(observation, Kind.STILL_THERE, origin=origin, now=now, by=by, shift=shift)
    return observation
