"""A request for presence from the asking to the answers, as it is sent and read."""

from typing import Any

from api.domain.examples.places import ASSOCIATION, LIBRARY, VARBY, WALK

ASK: dict[str, Any] = {
    "where": {"point": LIBRARY, "description": "by the library"},
    "starts_at": "2027-01-22T21:00:00+01:00",
    "ends_at": "2027-01-22T23:00:00+01:00",
    "category": "unrest",
    "text": "Loud company two Fridays in a row",
}
TAKE = {"accept": True}
ASKED = {"type": "asked", "at": "2027-01-11T09:20:00Z", "state": "open", "text": ""}
OFFERED = {
    "type": "offered",
    "at": "2027-01-12T13:05:00Z",
    "state": "alternative",
    "text": "Nobody walks on Friday, but on Saturday.",
}
TAKEN = {"type": "taken", "at": "2027-01-15T19:45:00Z", "state": "accepted", "text": ""}
WITHDRAWN = {"type": "withdrawn", "at": "2027-01-15T19:45:00Z", "state": "withdrawn", "text": ""}
SATURDAY: dict[str, Any] = {
    "id": "18c4f9d2-e07b-4365-9a2f-b6d83e50c709",
    "state": "published",
    "association": ASSOCIATION,
    "route": WALK,
    "district": VARBY,
    "night": "2027-01-23",
    "starts_at": "2027-01-23T19:30:00Z",
    "ends_at": "2027-01-23T23:30:00Z",
}
OPEN: dict[str, Any] = {
    "id": "a6e1d783-4b9c-4052-8f3d-57c0e2b9610a",
    "state": "open",
    "where": {
        "kind": "point",
        "point": LIBRARY,
        "route": None,
        "district": VARBY,
        "description": ASK["where"]["description"],
    },
    "starts_at": "2027-01-22T20:00:00Z",
    "ends_at": "2027-01-22T22:00:00Z",
    "starts_at_local": "2027-01-22T21:00:00+01:00",
    "ends_at_local": "2027-01-22T23:00:00+01:00",
    "time_zone": "Europe/Stockholm",
    "category": "unrest",
    "text": ASK["text"],
    "urgency": "normal",
    "answer": None,
    "history": [ASKED],
    "created_at": "2027-01-11T09:20:00.000000Z",
    "updated_at": "2027-01-11T09:20:00.000000Z",
}
PROPOSED: dict[str, Any] = {
    **OPEN,
    "state": "alternative",
    "answer": {"text": OFFERED["text"], "at": OFFERED["at"], "shift": SATURDAY},
    "history": [ASKED, OFFERED],
    "updated_at": "2027-01-12T13:05:00.000000Z",
}
ACCEPTED: dict[str, Any] = {
    **PROPOSED,
    "state": "accepted",
    "history": [ASKED, OFFERED, TAKEN],
    "updated_at": "2027-01-15T19:45:00.000000Z",
}
GIVEN_UP: dict[str, Any] = {
    **PROPOSED,
    "state": "withdrawn",
    "answer": PROPOSED["answer"] | {"shift": None},
    "history": [ASKED, OFFERED, WITHDRAWN],
    "updated_at": "2027-01-15T19:45:00.000000Z",
}
