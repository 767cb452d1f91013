"""What was noted wrongly is put right: what it is, where it is. And what is known beside is written down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.observations.history import record
from fieldwork.domain.observations.noting import settled_spot
from fieldwork.domain.observations.spots import Spot, metres_apart, spot_of
from fieldwork.domain.observations.states import lock_observation
from fieldwork.domain.text_checks import refuse_persons
from fieldwork.enums import ObservationEventKind
from fieldwork.exceptions import ObservationRefused
from fieldwork.models import Observation, ObservationCategory
from scheduling.domain.origins import Origin

FACTS = ("category", "place", "lamp_post", "longitude", "latitude", "district", "target_on", "updated_at")
NOWHERE_NEAR_A_MOVE = 1  # metre: figures that are written with fewer decimals are the same point


@dataclass(frozen=True)
class Correction:
    """How it should stand. `seen_at` is when whoever corrects read it last."""

    category: ObservationCategory
    spot: Spot
    seen_at: datetime


@transaction.atomic
def correct_observation(
    observation: Observation, correction: Correction, *, origin: Origin, now: datetime
) -> Observation:
    """It keeps its reference; of another kind it gets that kind's days. What is as it was leaves no line.

    Raises ObservationRefused with the field that is wrong, PersonSeen.
    """
    found = lock_observation(observation.pk)
    check(found, correction, now=now)
    before = spot_of(found)
    told = differences(found, correction)
    if not told:
        return found
    if correction.category.pk != found.category_id:
        found.category = correction.category
        first_day = found.first_seen_at.astimezone(found.municipality.zone).date()
        found.target_on = first_day + timedelta(days=correction.category.target_days)
    found.place, found.lamp_post = correction.spot.words, correction.spot.lamp_post
    if is_moved(before, correction.spot):
        spot = settled_spot(correction.spot, found.municipality, shift=None)
        found.longitude, found.latitude = spot.point or (None, None)
        found.district_id = spot.district or found.district_id
    found.updated_at = now
    found.save(update_fields=FACTS)
    record(found, ObservationEventKind.CHANGED, origin=origin, now=now, detail=" ".join(told))
    return found


def check(found: Observation, correction: Correction, *, now: datetime) -> None:
    """Raises ObservationRefused, PersonSeen."""
    if found.joined_to is not None:
        raise ObservationRefused(_("Det är samma fel som %(other)s. Rätta där.") % {"other": found.joined_to})
    if found.updated_at != correction.seen_at:
        raise ObservationRefused(_("Någon har ändrat den medan du skrev. Läs igen, och spara sedan."))
    if not correction.spot.is_somewhere:
        raise ObservationRefused(_("Säg var: en punkt, ett stolpnummer eller några ord."), field="place")
    if correction.category.municipality_id != found.municipality_id:
        raise ObservationRefused(_("Välj vad det är."), field="category")
    today = now.astimezone(found.municipality.zone).date()
    if correction.spot.words != found.place:
        refuse_persons(correction.spot.words, field="place", today=today)


def differences(found: Observation, correction: Correction) -> list[str]:
    """What the correction changes, a sentence each."""
    before, after = spot_of(found), correction.spot
    names = (found.category.name, correction.category.name)
    told = [
        (_("Vad"), *names),
        (_("Var"), before.words, after.words),
        (_("Stolpnummer"), before.lamp_post, after.lamp_post),
    ]
    nothing = "–"
    sentences = [f"{label}: {old or nothing} → {new or nothing}." for label, old, new in told if old != new]
    return [*sentences, point_words(before, after)] if is_moved(before, after) else sentences


def is_moved(before: Spot, after: Spot) -> bool:
    apart = metres_apart(before, after)
    return before.point != after.point and (apart is None or apart >= NOWHERE_NEAR_A_MOVE)


def point_words(before: Spot, after: Spot) -> str:
    apart = metres_apart(before, after)
    if apart is not None:
        return _("Punkten är flyttad %(metres)s meter.") % {"metres": round(apart)}
    return _("Punkten är ny.") if after.point is not None else _("Punkten är borttagen.")


@transaction.atomic
def remark(observation: Observation, words: str, *, origin: Origin, now: datetime) -> Observation:
    """A line of somebody's own in the history. Raises ObservationRefused, PersonSeen."""
    found = lock_observation(observation.pk)
    if not words:
        raise ObservationRefused(_("Skriv något först."), field="words")
    refuse_persons(words, field="words", today=now.astimezone(found.municipality.zone).date())
    record(found, ObservationEventKind.REMARK, origin=origin, now=now, detail=words)
    return found
