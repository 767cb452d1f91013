"""Observations as pages show them: the rows of the list, the state in a sentence, the lines of the history. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.domain.observations.joining import Nearby
from fieldwork.domain.observations.spots import spot_of
from fieldwork.enums import STILL_OPEN, ObservationEventKind, ObservationState
from fieldwork.models import Observation, ObservationEvent

State = ObservationState
Kind = ObservationEventKind
DESIGN_STATES = {  # how the design language names the states: our turn to act is the hourglass
    State.NEW: "waiting",
    State.SENT: "asked",
    State.RECEIVED: "asked",
    State.PLANNED: "asked",
    State.FIXED: "confirmed",
    State.NOT_OURS: "waiting",
    State.CLOSED: "declined",
}
LOOKS = {  # the colour and the icon of the design language
    Kind.NOTED: ("waiting", "pin"),
    Kind.SEEN: ("waiting", "pin"),
    Kind.MOVED: ("asked", "right"),
    Kind.STILL_THERE: ("missing", "alarm"),
    Kind.CONFIRMED: ("confirmed", "check"),
    Kind.CHANGED: ("draft", "edit"),
    Kind.JOINED: ("draft", "plus"),
    Kind.PARTED: ("draft", "minus"),
    Kind.REMARK: ("draft", "msg"),
    Kind.PHOTO_ADDED: ("draft", "camera"),
    Kind.PHOTO_REMOVED: ("declined", "x"),
    Kind.PHOTO_DISPOSED: ("declined", "clock"),
}


@dataclass(frozen=True)
class Row:
    """One row of the list. `number` is its mark on the map, where it has one."""

    pk: int
    number: int
    reference: str
    kind: str
    icon: str
    where: str
    district: str
    owner: str
    design_state: str
    state: str
    age: str
    late: str
    times_seen: int
    has_point: bool
    has_photo: bool


def rows_of(observations: Iterable[Observation], *, today: date, first: int = 1) -> list[Row]:
    """Numbered in the order given."""
    return [row_of(one, number, today=today) for number, one in enumerate(observations, first)]


def row_of(observation: Observation, number: int, *, today: date) -> Row:
    return Row(
        pk=observation.pk,
        number=number,
        reference=observation.reference,
        kind=observation.category.name,
        icon=observation.category.icon,
        where=where_words(observation),
        district=observation.district.name if observation.district else "",
        owner=observation.owner.name if observation.owner else "",
        design_state=DESIGN_STATES[State(observation.state)],
        state=str(State(observation.state).label),
        age=age_words(observation, today=today),
        late=late_words(observation, today=today),
        times_seen=getattr(observation, "times_seen", 1),
        has_point=spot_of(observation).point is not None,
        has_photo=getattr(observation, "has_photo", False),
    )


def where_words(observation: Observation) -> str:
    """Tunneln mot Masmo, stolpe VG 12; in figures where nobody used words."""
    return spoken_place(observation) or position_words(observation)


def spoken_place(observation: Observation) -> str:
    """Nothing where nobody used words."""
    post = _("stolpe %(number)s") % {"number": observation.lamp_post} if observation.lamp_post else ""
    return ", ".join(words for words in (observation.place, post) if words)


def nearby_words(near: Nearby) -> str:
    """VA-7K3F: Klotter, Gaveln vid torget, 40 meter bort."""
    metres = near.metres
    apart = "" if metres is None else _("%(metres)s meter bort") % {"metres": metres}
    words = ", ".join(one for one in (near.one.category.name, where_words(near.one), apart) if one)
    return f"{near.one.reference}: {words}"


def position_words(observation: Observation) -> str:
    """59.26460, 17.88380: as maps on the web take it, latitude first."""
    if observation.latitude is None or observation.longitude is None:
        return ""
    return f"{observation.latitude:.5f}, {observation.longitude:.5f}"


def age_words(observation: Observation, *, today: date) -> str:
    """For how long it has been open, or how long it took."""
    zone = observation.municipality.zone
    is_open = observation.state in STILL_OPEN
    ended = today if is_open else observation.state_at.astimezone(zone).date()
    return days_words((ended - observation.first_seen_at.astimezone(zone).date()).days)


def days_words(days: int) -> str:
    return ngettext("%(count)s dag", "%(count)s dagar", days) % {"count": days}


def is_late(observation: Observation, *, today: date) -> bool:
    return observation.state in STILL_OPEN and observation.target_on is not None and observation.target_on < today


def late_words(observation: Observation, *, today: date) -> str:
    """Nothing while there is time."""
    if observation.target_on is None or not is_late(observation, today=today):
        return ""
    days = (today - observation.target_on).days
    return ngettext("%(count)s dag sen", "%(count)s dagar sen", days) % {"count": days}


def list_sentence(still_open: int, late: int) -> tuple[str, str]:
    """How many there are, and how many of them have waited too long."""
    if not still_open:
        return _("Inget väntar på att fixas."), ""
    first = ngettext("%(count)s väntar på att fixas.", "%(count)s väntar på att fixas.", still_open)
    second = ngettext("%(count)s är sen.", "%(count)s är sena.", late) if late else ""
    return first % {"count": still_open}, second % {"count": late} if second else _("Ingen är sen.")


@dataclass(frozen=True)
class Line:
    """One thing that happened to an observation."""

    design_state: str
    icon: str
    sentence: str
    actor: str
    detail: str
    at: datetime


def history_lines(events: Iterable[ObservationEvent]) -> list[Line]:
    return [line_of(event) for event in events]


def line_of(event: ObservationEvent) -> Line:
    """A group is named by its association; who of it wrote is nobody's matter on this page."""
    state, icon = LOOKS[Kind(event.kind)]
    if event.kind == Kind.MOVED and event.to_state:
        state = DESIGN_STATES[State(event.to_state)]
    group = event.shift.association.name if event.shift else ""
    actor = str(event.actor) if event.actor else group
    return Line(state, icon, sentence_of(event), actor, event.detail, event.at)


def sentence_of(event: ObservationEvent) -> str:
    sentences = {
        Kind.NOTED: _("Noterad."),
        Kind.SEEN: _("Sedd igen."),
        Kind.STILL_THERE: _("En grupp såg att det är kvar."),
        Kind.CONFIRMED: _("En grupp såg att det är lagat."),
        Kind.CHANGED: _("Rättad."),
        Kind.JOINED: _("En annan visade sig vara samma fel."),
        Kind.PARTED: _("Något som var sett här visade sig vara ett annat fel."),
        Kind.REMARK: _("Anteckning:"),
        Kind.PHOTO_ADDED: _("Ett foto kom med."),
        Kind.PHOTO_REMOVED: _("Ett foto togs bort."),
        Kind.PHOTO_DISPOSED: _("Fotot gallrades."),
    }
    if event.kind == Kind.MOVED:
        return _("Nytt läge: %(state)s.") % {"state": State(event.to_state).label}
    return sentences[Kind(event.kind)]


def geojson_of(observations: Sequence[Observation]) -> dict[str, Any]:
    """A collection for other programs (RFC 7946). What people wrote, and photos, stay here."""
    return {"type": "FeatureCollection", "features": [feature_of(one) for one in observations]}


def feature_of(observation: Observation) -> dict[str, Any]:
    point = spot_of(observation).point
    target, fixed = observation.target_on, observation.fixed_at
    return {
        "type": "Feature",
        "id": str(observation.uuid),
        "geometry": {"type": "Point", "coordinates": point} if point else None,
        "properties": {
            "reference": observation.reference,
            "category": observation.category.code,
            "category_name": observation.category.name,
            "state": observation.state,
            "place": observation.place,
            "lamp_post": observation.lamp_post,
            "district": observation.district.name if observation.district else None,
            "owner": observation.owner.name if observation.owner else None,
            "first_seen_at": observation.first_seen_at.isoformat(),
            "last_seen_at": observation.last_seen_at.isoformat(),
            "target_on": target.isoformat() if target else None,
            "fixed_at": fixed.isoformat() if fixed else None,
        },
    }
