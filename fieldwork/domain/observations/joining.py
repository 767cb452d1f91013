"""Two that turn out to be one fault, and one that turns out to be two."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.observations.history import record
from fieldwork.domain.observations.noting import Seen, create, settled_spot
from fieldwork.domain.observations.spots import Spot, metres_apart, plain, spot_of
from fieldwork.domain.observations.states import lock_observation, move_observation
from fieldwork.domain.text_checks import refuse_persons
from fieldwork.enums import STILL_OPEN, ObservationEventKind, ObservationState
from fieldwork.exceptions import ObservationRefused
from fieldwork.models import Observation, ObservationPhoto, Sighting
from scheduling.domain.origins import Origin
from scheduling.domain.presence.history import hold_town

NEAR = 300  # metres: beyond it nobody takes two for one
MOST_NEAR = 6
Kind, State = ObservationEventKind, ObservationState
AT_AN_OWNER = frozenset({State.SENT, State.RECEIVED, State.PLANNED})
SUMMED_UP = ("first_seen_at", "last_seen_at", "note", "target_on", "updated_at")


@dataclass(frozen=True)
class Nearby:
    """An open one that may be the same. `metres` is None where either has no point."""

    one: Observation
    metres: int | None


def choose_nearby(observation: Observation, others: Iterable[Observation]) -> list[Nearby]:
    """Those that may be the same fault, the nearest first. Pure."""
    here = spot_of(observation)
    found = []
    for other in others:
        there = spot_of(other)
        apart = metres_apart(here, there)
        if apart is not None and apart <= NEAR:
            found.append((apart, other))
        elif apart is None and says_the_same(here, there):
            found.append((float(NEAR), other))
    found.sort(key=lambda pair: (pair[0], pair[1].pk))
    return [Nearby(other, round(apart) if apart < NEAR else None) for apart, other in found[:MOST_NEAR]]


def says_the_same(here: Spot, there: Spot) -> bool:
    """In the same district, or by the same post or the same words."""
    is_same_post = bool(here.lamp_post) and plain(here.lamp_post) == plain(there.lamp_post)
    is_same_place = bool(here.words) and plain(here.words) == plain(there.words)
    return is_same_post or is_same_place or (here.district is not None and here.district == there.district)


@transaction.atomic
def join_observations(observation: Observation, into: Observation, *, origin: Origin, now: datetime) -> Observation:
    """What was seen of the first was seen of the second, which is returned; the first is closed and points to it.

    Raises ObservationRefused. Whoever has been told of one of them by its reference goes on with that one.
    """
    hold_town(observation.municipality_id)
    gone, kept = locked_both(observation, into)
    if gone.pk == kept.pk or gone.municipality_id != kept.municipality_id:
        raise ObservationRefused(_("Välj en annan öppen iakttagelse i samma kommun."), field="other")
    for one in (gone, kept):
        if one.state not in STILL_OPEN:
            raise ObservationRefused(_("%(reference)s är inte öppen längre.") % {"reference": one}, field="other")
    if gone.state in AT_AN_OWNER and kept.state not in AT_AN_OWNER:
        raise ObservationRefused(
            _("%(this)s är redan lämnad till den som lagar. Öppna %(other)s och slå ihop den med %(this)s i stället.")
            % {"this": gone, "other": kept},
            field="other",
        )
    move_sightings(gone, kept)
    take_facts(kept, gone, now=now)
    record(kept, Kind.JOINED, origin=origin, now=now, detail=gone.reference)
    closed = move_observation(
        gone, State.CLOSED, origin=origin, now=now, detail=_("Samma fel som %(other)s.") % {"other": kept}
    )
    closed.joined_to = kept
    closed.save(update_fields=["joined_to"])
    return kept


def locked_both(one: Observation, other: Observation) -> tuple[Observation, Observation]:
    """In the order of their keys, so that no two wait for each other."""
    rows = {pk: lock_observation(pk) for pk in sorted({one.pk, other.pk})}
    return rows[one.pk], rows[other.pk]


def move_sightings(gone: Observation, kept: Observation) -> None:
    ObservationPhoto.objects.filter(observation=gone).update(observation=kept)
    gone.sightings.filter(noted_as=None).update(noted_as=gone)
    gone.sightings.update(observation=kept)


def take_facts(kept: Observation, gone: Observation, *, now: datetime) -> None:
    """Seen from the first time to the last, to be mended by the earlier day; and where it is, as far as either says."""
    kept.first_seen_at = min(kept.first_seen_at, gone.first_seen_at)
    kept.last_seen_at = max(kept.last_seen_at, gone.last_seen_at)
    kept.target_on = min((day for day in (kept.target_on, gone.target_on) if day is not None), default=None)
    if kept.longitude is None:
        kept.longitude, kept.latitude = gone.longitude, gone.latitude
    for name in ("place", "lamp_post", "note", "district_id"):
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    kept.updated_at = now
    kept.save()


@transaction.atomic
def undo_joining(observation: Observation, *, origin: Origin, now: datetime) -> Observation:
    """It is open again, with what was seen of it. Raises ObservationRefused."""
    hold_town(observation.municipality_id)
    found = lock_observation(observation.pk)
    if found.joined_to_id is None:
        raise ObservationRefused(_("%(reference)s är redan en egen.") % {"reference": found})
    own = Sighting.objects.filter(noted_as__in=[found.pk, *joined_below(found)])
    sighting = own.first()
    if sighting is None:
        raise ObservationRefused(_("Det som var sett av %(reference)s är redan en egen.") % {"reference": found})
    holder = lock_observation(sighting.observation_id)
    moved = set(own.filter(observation=holder).values_list("pk", flat=True))
    refuse_emptied(holder, moved)
    ObservationPhoto.objects.filter(sighting__in=moved).update(observation=found)
    Sighting.objects.filter(pk__in=moved).update(observation=found)
    found.sightings.filter(noted_as=found).update(noted_as=None)
    found.joined_to = None
    found.save(update_fields=["joined_to"])
    opened = move_observation(
        found, State.NEW, origin=origin, now=now, detail=_("Det var inte samma fel som %(other)s.") % {"other": holder}
    )
    sum_up(holder, now=now)
    record(holder, Kind.PARTED, origin=origin, now=now, detail=found.reference)
    return opened


def joined_below(observation: Observation) -> list[int]:
    """What has been joined to it, and to those in turn."""
    found, layer = [], [observation.pk]
    while layer:
        layer = list(Observation.objects.filter(joined_to__in=layer).values_list("pk", flat=True))
        found += layer
    return found


def refuse_emptied(observation: Observation, moved: set[int]) -> None:
    if not observation.sightings.exclude(pk__in=moved).exists():
        raise ObservationRefused(_("Det är det enda som är sett. Rätta iakttagelsen i stället."))


@transaction.atomic
def part_sighting(sighting: Sighting, *, place: str, origin: Origin, now: datetime) -> Observation:
    """What was seen that time is another fault: it becomes an observation of its own, of the same kind until somebody
    corrects it. Raises ObservationRefused, PersonSeen.
    """
    town = hold_town(sighting.observation.municipality_id)
    before = lock_observation(sighting.observation_id)
    refuse_emptied(before, {sighting.pk})
    refuse_persons(place, field="place", today=now.astimezone(town.zone).date())
    spot = settled_spot(spot_of_sighting(sighting, place), town, shift=sighting.shift)
    if not spot.is_somewhere:
        raise ObservationRefused(_("Skriv var det är, så att någon hittar dit."), field="place")
    seen = Seen(before.category, replace(spot, district=spot.district or before.district_id), note=sighting.note)
    parted = create(seen, seen.spot, at=sighting.seen_at, now=now)
    record(
        parted,
        Kind.NOTED,
        origin=origin,
        now=now,
        shift=sighting.shift,
        detail=_("Var först noterat som %(other)s.") % {"other": before},
    )
    ObservationPhoto.objects.filter(sighting=sighting).update(observation=parted)
    Sighting.objects.filter(pk=sighting.pk).update(observation=parted, noted_as=None)
    sum_up(before, now=now)
    record(before, Kind.PARTED, origin=origin, now=now, detail=parted.reference)
    return parted


def spot_of_sighting(sighting: Sighting, place: str) -> Spot:
    if sighting.longitude is None or sighting.latitude is None:
        return Spot(None, place)
    return Spot([sighting.longitude, sighting.latitude], place)


def sum_up(observation: Observation, *, now: datetime) -> None:
    """When and in what words it was seen, by what is left of it. The day it is to be mended moves with the first."""
    left = list(observation.sightings.order_by("seen_at", "pk"))
    zone = observation.municipality.zone
    was = observation.first_seen_at.astimezone(zone).date()
    observation.first_seen_at, observation.last_seen_at = left[0].seen_at, left[-1].seen_at
    if observation.target_on is not None:
        observation.target_on += observation.first_seen_at.astimezone(zone).date() - was
    if observation.note not in {one.note for one in left}:
        observation.note = next((one.note for one in left if one.note), "")
    observation.updated_at = now
    observation.save(update_fields=SUMMED_UP)
