"""A dark lamp that its owner has been told of."""

from typing import Any

from api.domain.examples.places import VARBY

STREET_OFFICE = {"id": "4d1a7c93-60be-4f28-b5a7-e82c17d3f906", "name": "Gatukontoret"}
OBSERVATION: dict[str, Any] = {
    "type": "Feature",
    "id": "b7e0c5a2-91d4-4c63-8f1b-5a20d7e6c907",
    "geometry": {"type": "Point", "coordinates": [17.8846, 59.2651]},
    "properties": {
        "reference": "VA-7K3F",
        "state": "sent",
        "category": {"code": "lamp", "name": "En lampa är trasig", "parent": "lighting"},
        "district": VARBY,
        "owner": {**STREET_OFFICE, "kind": "municipality"},
        "lamp_post": "1234",
        "place": "Tunneln mot Masmo",
        "description": "Helt mörkt vid trappan",
        "times_seen": 2,
        "first_seen_at": "2027-01-08T20:40:00Z",
        "last_seen_at": "2027-01-09T21:15:00Z",
        "state_at": "2027-01-11T08:05:00Z",
        "target_on": "2027-02-07",
        "fixed_at": None,
        "same_as": None,
        "updated_at": "2027-01-11T08:05:00.000000Z",
    },
}
