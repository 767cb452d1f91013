"""Asking for presence and taking it back; two requests about the same thing are joined."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.attendance import lock_shift
from scheduling.domain.history import record_event
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.presence.answers import fresh_of, give_proposal, give_yes, is_live, tell_group
from scheduling.domain.presence.history import hold_town, lock_matter, lock_request, lock_with_shift, move, note
from scheduling.domain.presence.joining import JOINABLE, find_same, rules_of
from scheduling.domain.presence.places import FARTHEST, Place, nearest_route
from scheduling.domain.presence.traces import refuse_personal_data
from scheduling.enums import EventKind, PresenceEventKind, PresencePlace, PresenceState, Urgency
from scheduling.exceptions import TooLate, UnsoundRequest
from scheduling.models import PresenceRequest, Route, Shift
from scheduling.models.presence import LABEL_ROOM, PLACE_ROOM, TEXT_ROOM, WAITING
from volunteers.models import Municipality

LONGEST_HOURS = 16
FARTHEST_AHEAD = timedelta(days=366)
Kind = PresenceEventKind
State = PresenceState


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. `label` is the organisation; times are UTC."""

    label: str
    place: Place
    starts_at: datetime
    ends_at: datetime
    category: str
    text: str = ""
    urgency: str = Urgency.NORMAL


@transaction.atomic
def file_request(
    municipality: Municipality,
    wish: Wish,
    *,
    origin: Origin,
    now: datetime,
    within: Collection[int] | None = None,
) -> PresenceRequest:
    """A new request. It is joined with one about the same thing, and then has the answer that one got, if it fits.

    `within` are districts by primary key that may be asked for; None is the whole municipality. Raises UnsoundRequest
    with the field that is wrong, PersonalDataSeen.
    """
    municipality = hold_town(municipality.pk)
    check_times(wish, now=now)
    check_words(wish, municipality, now=now)
    place = settled_place(wish.place, municipality, within=within)
    request = PresenceRequest.objects.create(
        municipality=municipality,
        label=wish.label.strip(),
        door=origin.door,
        where=place.kind,
        district=place.district,
        route=place.route,
        longitude=place.position[0] if place.position else None,
        latitude=place.position[1] if place.position else None,
        place=place.words.strip(),
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        category=wish.category,
        text=wish.text.strip(),
        urgency=wish.urgency,
        created_at=now,
        updated_at=now,
    )
    note(request, Kind.ASKED, origin=origin, now=now, from_state="")
    join_with_same(request, now=now)
    return request


def check_times(wish: Wish, *, now: datetime) -> None:
    if wish.ends_at <= wish.starts_at:
        raise UnsoundRequest(_("Tiden slutar innan den börjar."), field="ends_at")
    if wish.ends_at <= now:
        raise UnsoundRequest(_("Den tiden har redan varit."), field="ends_at")
    if wish.ends_at - wish.starts_at > timedelta(hours=LONGEST_HOURS):
        words = _("Högst %(hours)s timmar åt gången. Önska en kväll i taget.")
        raise UnsoundRequest(words % {"hours": LONGEST_HOURS}, field="ends_at")
    if wish.starts_at > now + FARTHEST_AHEAD:
        raise UnsoundRequest(_("Det är mer än ett år dit. Stämmer datumet?"), field="starts_at")


def check_words(wish: Wish, municipality: Municipality, *, now: datetime) -> None:
    today = now.astimezone(municipality.zone).date()
    rooms = (("label", wish.label, LABEL_ROOM), ("place", wish.place.words, PLACE_ROOM), ("text", wish.text, TEXT_ROOM))
    for field, words, room in rooms:
        if len(words) > room:
            raise UnsoundRequest(_("Högst %(most)s tecken.") % {"most": room}, field=field)
        refuse_personal_data(words, field=field, today=today)
    if not wish.label.strip():
        raise UnsoundRequest(_("Skriv vilka som önskar."), field="label")


def settled_place(place: Place, municipality: Municipality, *, within: Collection[int] | None = None) -> Place:
    """With its district: a route's own, of a point the nearest route's where none is named. Raises UnsoundRequest."""
    if place.district is not None and place.district.municipality_id != municipality.pk:
        raise UnsoundRequest(_("Området hör till en annan kommun."), field="district")
    if place.kind == PresencePlace.POINT:
        place = settled_point(place, municipality)
    elif place.route is not None:
        if place.route.municipality_id != municipality.pk:
            raise UnsoundRequest(_("Rutten hör till en annan kommun."), field="route")
        place = replace(place, district=place.route.district)
    elif place.district is None:
        raise UnsoundRequest(_("Säg var: en plats, en rutt eller ett område."), field="where")
    if within is not None and (place.district is None or place.district.pk not in within):
        raise UnsoundRequest(_("Platsen ligger utanför de områden som går att önska i."), field="where")
    return place


def settled_point(place: Place, municipality: Municipality) -> Place:
    routes = Route.objects.filter(municipality=municipality, is_active=True).select_related("district")
    nearest, metres = nearest_route(place.position or [], routes)
    if nearest is None:
        return place
    if metres > FARTHEST:
        words = _("Platsen ligger långt utanför kommunen. Står longitud och latitud i rätt ordning?")
        raise UnsoundRequest(words, field="point")
    return replace(place, route=None, district=place.district or nearest.district)


def join_with_same(request: PresenceRequest, *, now: datetime) -> None:
    """One answer for the same thing; where it is given already it is given here too, if the group walks in the time."""
    same = find_same(request, rules_of(request.municipality))
    if same is None:
        return
    shift = lock_shift(same.shift_id) if same.shift_id else None
    same = lock_request(same.pk)
    if same.state not in JOINABLE or same.shift_id != (shift.pk if shift else None):
        return  # answered in another way at this very moment
    request.matter = same.matter
    note(request, Kind.JOINED, origin=BY_CLOCK, now=now)
    if shift is not None and is_live(shift, now=now):
        answer_alike(request, same, shift, now=now)


def answer_alike(request: PresenceRequest, same: PresenceRequest, shift: Shift, *, now: datetime) -> None:
    """A yes only if the group walks in the time asked for; else it waits for the coordinator."""
    words, by = same.answer, same.answered_by
    if same.state == State.ALTERNATIVE:
        give_proposal(request, shift=shift, words=words, by=by, origin=BY_CLOCK, now=now)
    elif request.meets(shift.starts_at, shift.ends_at):
        give_yes(request, shift=shift, words=words, by=by, origin=BY_CLOCK, now=now)
        tell_group(shift, [request], origin=BY_CLOCK, now=now)


@transaction.atomic
def withdraw_request(request: PresenceRequest, *, origin: Origin, now: datetime) -> PresenceRequest:
    """Whoever asked does not need it any more. Raises TooLate when it is over, declined or withdrawn already."""
    request, shift = lock_with_shift(request)
    if request.state not in {*WAITING, State.ACCEPTED} or request.ends_at <= now:
        raise TooLate(_("Önskemålet är redan avslutat."))
    was_coming = request.state == State.ACCEPTED
    move(request, State.WITHDRAWN, kind=Kind.WITHDRAWN, origin=origin, now=now)
    if was_coming and shift is not None:
        words = _("%(who)s behöver det inte längre") % {"who": request.label}
        record_event(shift, EventKind.WISHED, origin=origin, now=now, detail=words)
    return request


@transaction.atomic
def separate_request(request: PresenceRequest, *, seen: int, origin: Origin, now: datetime) -> PresenceRequest:
    """It was not about the same thing after all, and gets an answer of its own. Raises AlreadySeenTo."""
    hold_town(request.municipality_id)
    matter = lock_matter(request)
    fresh = fresh_of(request, matter, seen=seen)
    if len(matter) > 1:
        fresh.matter = uuid4()
        note(fresh, Kind.SEPARATED, origin=origin, now=now)
    return fresh
