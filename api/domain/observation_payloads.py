"""What partners read of what groups have seen. Never who saw it, never a photo, no words before they were reviewed.

What a volunteer wrote leaves only as somebody handed it over. Pure.
"""

from typing import Any

from api.domain.payloads import named, utc
from fieldwork.models import Observation, ObservationCategory, PlaceOwner


def observation_payload(observation: Observation) -> dict[str, Any]:
    """A GeoJSON Feature (RFC 7946), of a row as api.queries.observations reads it. Without a point it has no geometry.

    Positions are WGS 84, days are local.
    """
    left_as: str | None = observation.left_as  # type: ignore[attr-defined]  # observations_of()
    has_left = left_as is not None
    return {
        "type": "Feature",
        "id": str(observation.uuid),
        "geometry": point_of(observation),
        "properties": {
            "reference": observation.reference,
            "state": observation.state,
            "category": category_payload(observation.category),
            "district": named(observation.district) if observation.district else None,
            "owner": owner_payload(observation.owner) if observation.owner else None,
            "lamp_post": observation.lamp_post,
            "place": observation.place if has_left else None,
            "description": left_as,
            "times_seen": observation.times,  # type: ignore[attr-defined]  # annotated by the query
            "first_seen_at": utc(observation.first_seen_at),
            "last_seen_at": utc(observation.last_seen_at),
            "state_at": utc(observation.state_at),
            "target_on": observation.target_on.isoformat() if observation.target_on else None,
            "fixed_at": utc(observation.fixed_at) if observation.fixed_at else None,
            "same_as": str(observation.joined_to.uuid) if observation.joined_to else None,
            "updated_at": utc(observation.updated_at, timespec="microseconds"),
        },
    }


def point_of(observation: Observation) -> dict[str, Any] | None:
    if observation.longitude is None or observation.latitude is None:
        return None
    return {"type": "Point", "coordinates": [observation.longitude, observation.latitude]}


def category_payload(category: ObservationCategory) -> dict[str, Any]:
    """`code` stays whatever the kind is called."""
    return {"code": category.code, "name": category.name, "parent": category.parent.code if category.parent else None}


def owner_payload(owner: PlaceOwner) -> dict[str, Any]:
    return {**named(owner), "kind": owner.kind}
