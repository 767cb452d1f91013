"""A season, one of its nights with who walks it, and what happened to it, as they are read."""

from typing import Any

from django.conf import settings

from api.domain.examples.places import ASSOCIATION, VARBY, WALK

WINTER = {"id": "70f2c6a9-bd58-4c13-9e04-a2571d8e3f06", "name": "Vintern 2027"}
SEASON: dict[str, Any] = {
    **WINTER,
    "association": ASSOCIATION,
    "kind": "night_walk",
    "first_night": "2027-01-08",
    "last_night": "2027-03-27",
    "updated_at": "2026-12-01T08:15:30.250000Z",
}
SHIFT: dict[str, Any] = {
    "id": "d35b8e71-6c0a-4f92-b84d-0e9a7c21f507",
    "kind": "night_walk",
    "state": "published",
    "association": ASSOCIATION,
    "route": WALK,
    "district": VARBY,
    "season": WINTER,
    "night": "2027-01-15",
    "starts_at": "2027-01-15T19:30:00Z",
    "ends_at": "2027-01-15T23:30:00Z",
    "starts_at_local": "2027-01-15T20:30:00+01:00",
    "ends_at_local": "2027-01-16T00:30:00+01:00",
    "time_zone": "Europe/Stockholm",
    "coverage": {
        "level": "confirmed",
        "confirmed": 3,
        "leaders": 1,
        "asked": 0,
        "waiting": 0,
        "safe": 2,
        "minimum": 3,
        "target": 4,
        "maximum": 5,
        "leaders_needed": 1,
    },
    "updated_at": "2027-01-13T17:02:11.480000Z",
}
NIGHT = {
    "night": SHIFT["night"],
    "district": VARBY,
    "shifts": {"missing": 0, "asked": 0, "confirmed": 1, "done": 0, "cancelled": 0},
    "confirmed": 3,
    "asked": 0,
    "minimum": 3,
    "target": 4,
}
CONTACTS: dict[str, Any] = {
    "shift": SHIFT["id"],
    "contacts": [
        {"name": "Karin Öberg", "mobile": "+46701740605", "is_leader": True},
        {"name": "Anna Ek", "mobile": "+46701740606", "is_leader": False},
        {"name": "Johan Lind", "mobile": "+46701740607", "is_leader": False},
    ],
}
EVENT: dict[str, Any] = {
    "id": "evt_4e6d0b92c7f8453ab15e9d20786fa308",
    "type": "shift.coverage_changed",
    "timestamp": "2027-01-13T17:02:11.480000Z",
    "sequence": 42,
    "data": {
        "id": SHIFT["id"],
        "district": VARBY["id"],
        "url": f"{settings.PUBLIC_URL}/api/v1/shifts/{SHIFT['id']}",
    },
}
