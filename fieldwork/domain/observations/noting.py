"""Noting what is wrong with a place. What several groups see is one observation with several sightings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.logs.filing import first_names
from fieldwork.domain.observations.history import record
from fieldwork.domain.observations.pictures import Picture
from fieldwork.domain.observations.references import draw_reference
from fieldwork.domain.observations.spots import Spot, choose_same, metres_of
from fieldwork.domain.text_checks import refuse_persons
from fieldwork.enums import STILL_OPEN, ObservationEventKind
from fieldwork.exceptions import ObservationRefused
from fieldwork.models import Observation, ObservationCategory, ObservationPhoto, ObservationRules, Sighting
from scheduling.domain.origins import Origin
from scheduling.domain.presence.history import hold_town
from scheduling.domain.presence.places import FARTHEST, nearest_route
from scheduling.models import Route, Shift
from volunteers.models import Municipality, Volunteer

OLDEST = timedelta(days=7)  # what a phone has kept for longer than that was not seen just now
PLACE_ROOM, POST_ROOM, NOTE_ROOM = 120, 20, 300
Kind = ObservationEventKind


@dataclass(frozen=True)
class Seen:
    """What somebody saw: what is wrong, where, perhaps a few words and a photo. `may_name`: see refuse_persons."""

    category: ObservationCategory
    spot: Spot
    note: str = ""
    photo: Picture | None = None
    may_name: bool = False


@transaction.atomic
def note_observation(
    seen: Seen,
    *,
    client_key: UUID,
    origin: Origin,
    now: datetime,
    by: Volunteer | None = None,
    shift: Shift | None = None,
    seen_at: datetime | None = None,
) -> Observation:
    """Keep what was seen, or add it to the open observation of the same fault. What comes twice is kept once.

    Raises ObservationRefused with the field that is wrong, PersonSeen.
    """
    town = hold_town(seen.category.municipality_id)
    before = Sighting.objects.filter(client_key=client_key).select_related("observation").first()
    if before is not None:
        return already_kept(before, by=by)
    check_words(seen, town, shift=shift, now=now)
    spot = settled_spot(seen.spot, town, shift=shift)
    at = moment_seen(seen_at, now=now)
    observation = find_same(seen.category, spot)
    kind = Kind.NOTED if observation is None else Kind.SEEN
    if observation is None:
        observation = create(seen, spot, at=at, now=now)
    else:
        fill_in(observation, spot, at=at, now=now)
    record(observation, kind, origin=origin, now=now, by=by, shift=shift)
    sighting = see(observation, spot, note=seen.note, client_key=client_key, by=by, shift=shift, at=at)
    if seen.photo is not None:
        keep_photo(sighting, seen.photo, now=now)
        record(observation, Kind.PHOTO_ADDED, origin=origin, now=now, by=by, shift=shift)
    return observation


def already_kept(before: Sighting, *, by: Volunteer | None) -> Observation:
    """Somebody else's key opens nothing."""
    if before.volunteer_id != (by.pk if by else None):
        raise ObservationRefused(_("Den anteckningen är redan sparad av någon annan."))
    return before.observation


def check_words(seen: Seen, town: Municipality, *, shift: Shift | None, now: datetime) -> None:
    """Raises ObservationRefused, PersonSeen."""
    if not seen.spot.is_somewhere:
        raise ObservationRefused(_("Säg var: en punkt, ett stolpnummer eller några ord."), field="place")
    rooms = (
        ("place", seen.spot.words, PLACE_ROOM),
        ("lamp_post", seen.spot.lamp_post, POST_ROOM),
        ("note", seen.note, NOTE_ROOM),
    )
    for field, words, room in rooms:
        if len(words) > room:
            raise ObservationRefused(_("Högst %(most)s tecken.") % {"most": room}, field=field)
    today = now.astimezone(town.zone).date()
    refuse_persons(seen.spot.words, field="place", today=today)
    crew = first_names(shift) if shift and seen.note else []
    refuse_persons(seen.note, field="note", today=today, crew=crew, may_name=seen.may_name)


def settled_spot(spot: Spot, town: Municipality, *, shift: Shift | None) -> Spot:
    """With its district: that of the route the group walked, else of the route that passes nearest.

    Raises ObservationRefused for a point far away from every route.
    """
    if shift is not None and shift.route.municipality_id != town.pk:
        raise ObservationRefused(_("Passet hör till en annan kommun."))
    found = shift.route if shift else None
    if spot.point is not None:
        near, metres = nearest_route(spot.point, routes_of(town))
        if metres > FARTHEST:
            raise ObservationRefused(
                _("Punkten ligger långt från kommunen. Säg platsen med ord i stället."), field="place"
            )
        found = found or near
    return replace(spot, district=found.district_id if found else None)


def routes_of(town: Municipality) -> Iterable[Route]:
    return Route.objects.filter(municipality=town, is_active=True).order_by("pk")


def moment_seen(seen_at: datetime | None, *, now: datetime) -> datetime:
    """A phone without network tells later when it was, by a clock that may go wrong."""
    return seen_at if seen_at is not None and now - OLDEST <= seen_at <= now else now


def find_same(category: ObservationCategory, spot: Spot) -> Observation | None:
    """The open observation that this is, of those of the same kind in the town, which is held."""
    rules = rules_of(category.municipality_id)
    known = Observation.objects.filter(municipality=category.municipality_id, state__in=STILL_OPEN)
    return choose_same(spot, known.filter(category__in=same_kinds(category)), metres=metres_of(category, rules))


def rules_of(municipality: int) -> ObservationRules:
    """The municipality's; some that are not saved where nobody has chosen anything."""
    saved = ObservationRules.objects.filter(municipality=municipality).first()
    return saved or ObservationRules(municipality_id=municipality)


def same_kinds(category: ObservationCategory) -> set[int]:
    """Those that are one fault to the eye, by primary key."""
    top = category.parent or category
    if not top.joins_kinds:
        return {category.pk}
    return {top.pk, *top.children.values_list("pk", flat=True)}


def create(seen: Seen, spot: Spot, *, at: datetime, now: datetime) -> Observation:
    town = seen.category.municipality
    longitude, latitude = spot.point or (None, None)
    observation: Observation = Observation.objects.create(
        reference=free_reference(spot, town),
        municipality=town,
        district_id=spot.district,
        category=seen.category,
        longitude=longitude,
        latitude=latitude,
        place=spot.words,
        lamp_post=spot.lamp_post,
        note=seen.note,
        first_seen_at=at,
        last_seen_at=at,
        state_at=now,
        target_on=at.astimezone(town.zone).date() + timedelta(days=seen.category.target_days),
        updated_at=now,
    )
    return observation


def free_reference(spot: Spot, town: Municipality) -> str:
    district = town.districts.filter(pk=spot.district).first() if spot.district else None
    while Observation.objects.filter(reference=(drawn := draw_reference((district or town).name))).exists():
        continue
    return drawn


def fill_in(observation: Observation, spot: Spot, *, at: datetime, now: datetime) -> None:
    """Seen again; what the first did not say of where it is, the next may."""
    if observation.longitude is None and spot.point is not None:
        observation.longitude, observation.latitude = spot.point
    observation.place = observation.place or spot.words
    observation.lamp_post = observation.lamp_post or spot.lamp_post
    observation.district_id = observation.district_id or spot.district
    observation.last_seen_at = max(observation.last_seen_at, at)
    observation.updated_at = now
    observation.save(
        update_fields=["longitude", "latitude", "place", "lamp_post", "district", "last_seen_at", "updated_at"]
    )


def see(
    observation: Observation,
    spot: Spot,
    *,
    note: str,
    client_key: UUID,
    by: Volunteer | None,
    shift: Shift | None,
    at: datetime,
) -> Sighting:
    longitude, latitude = spot.point or (None, None)
    sighting: Sighting = Sighting.objects.create(
        observation=observation,
        client_key=client_key,
        shift=shift,
        volunteer=by,
        seen_at=at,
        longitude=longitude,
        latitude=latitude,
        note=note,
    )
    return sighting


def keep_photo(sighting: Sighting, photo: Picture, *, now: datetime) -> ObservationPhoto:
    kept: ObservationPhoto = ObservationPhoto.objects.create(
        observation=sighting.observation,
        sighting=sighting,
        jpeg=photo.jpeg,
        width=photo.width,
        height=photo.height,
        added_at=now,
    )
    return kept
