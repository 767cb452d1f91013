"""What a partner reads of its own requests. Never that others asked for the same, and never who answered. Pure."""

from typing import Any

from api.domain.payloads import local, named, utc
from scheduling.domain.presence.history import told_to_whoever_asked
from scheduling.enums import PresencePlace
from scheduling.models import PresenceEvent, PresenceRequest, Shift


def presence_payload(request: PresenceRequest) -> dict[str, Any]:
    """Of a request that comes whole, with its events, newest first."""
    zone = request.municipality.zone
    return {
        "id": str(request.uuid),
        "state": request.state,
        "where": where_payload(request),
        "starts_at": utc(request.starts_at),
        "ends_at": utc(request.ends_at),
        "starts_at_local": local(request.starts_at, zone),
        "ends_at_local": local(request.ends_at, zone),
        "time_zone": zone.key,
        "category": request.category,
        "text": request.text,
        "urgency": request.urgency,
        "answer": answer_payload(request),
        "history": [happening(event) for event in reversed(told_to_whoever_asked(request.events.all()))],
        "created_at": utc(request.created_at, timespec="microseconds"),
        "updated_at": utc(request.updated_at, timespec="microseconds"),
    }


def where_payload(request: PresenceRequest) -> dict[str, Any]:
    is_point = request.where == PresencePlace.POINT
    return {
        "kind": request.where,
        "point": [request.longitude, request.latitude] if is_point else None,
        "route": named(request.route) if request.route else None,
        "district": named(request.district) if request.district else None,
        "description": request.place,
    }


def answer_payload(request: PresenceRequest) -> dict[str, Any] | None:
    if request.answered_at is None:
        return None
    shift = coming_payload(request.shift) if request.shift else None
    return {"text": request.answer, "at": utc(request.answered_at), "shift": shift}


def coming_payload(shift: Shift) -> dict[str, Any]:
    return {
        "id": str(shift.uuid),
        "state": shift.state,
        "association": named(shift.association),
        "route": named(shift.route),
        "district": named(shift.route.district),
        "night": shift.night.isoformat(),
        "starts_at": utc(shift.starts_at),
        "ends_at": utc(shift.ends_at),
    }


def happening(event: PresenceEvent) -> dict[str, Any]:
    return {"type": event.kind, "at": utc(event.at), "state": event.to_state, "text": event.detail}
