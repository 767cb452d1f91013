"""A municipality, its districts and a route, as they are read."""

from typing import Any

MUNICIPALITY: dict[str, Any] = {
    "id": "5a0c8f6e-3d21-4b7a-9c55-10d3f2a4b601",
    "name": "Huddinge kommun",
    "time_zone": "Europe/Stockholm",
    "activity_word": "nattvandring",
    "contact_number": "+46701740610",
}
TOWN = {"id": MUNICIPALITY["id"], "name": MUNICIPALITY["name"]}
VARBY = {"id": "c1f7a2d4-86b3-4e0f-8d19-7be05c93a802", "name": "Vårby"}
MASMO = {"id": "e84b6d10-52fa-47c8-a3e6-91c7d40f2b03", "name": "Masmo"}
ASSOCIATION = {"id": "27d9e3b5-0f6c-4a81-b7d2-c58a1e64f904", "name": "Vårby vuxna på stan"}
WALK = {"id": "9b3e05c7-a14d-4f26-8e70-3d6f92b1c805", "name": "Vårby runt"}

WHOLE_DISTRICT = {**VARBY, "municipality": TOWN, "parent": None}
PART = {**MASMO, "municipality": TOWN, "parent": VARBY}
LIBRARY = [17.8838, 59.2646]
ROUTE: dict[str, Any] = {
    "type": "Feature",
    "id": WALK["id"],
    "geometry": {"type": "LineString", "coordinates": [LIBRARY, [17.8889, 59.2648], [17.8851, 59.2688]]},
    "properties": {
        "name": WALK["name"],
        "district": VARBY,
        "meeting_point": {"name": "biblioteket", "address": "Vårby gårds centrum", "position": LIBRARY},
        "length_metres": 2400,
        "is_active": True,
    },
}
