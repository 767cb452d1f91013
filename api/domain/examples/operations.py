"""One call of every operation with its answer, by the operation's id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from api.domain.examples.figures import FOLLOW_UP
from api.domain.examples.nights import CONTACTS, EVENT, NIGHT, SEASON, SHIFT
from api.domain.examples.observations import OBSERVATION
from api.domain.examples.places import MUNICIPALITY, PART, ROUTE, VARBY, WHOLE_DISTRICT
from api.domain.examples.presence import ACCEPTED, ASK, GIVEN_UP, OPEN, PROPOSED, TAKE


@dataclass(frozen=True)
class Example:
    """`parameters` are those of the path, the address and the headers, by name."""

    answer: Mapping[str, Any]
    parameters: Mapping[str, object] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


def page(*rows: Mapping[str, Any]) -> dict[str, Any]:
    return {"next": None, "results": list(rows)}


def one(row: Mapping[str, Any]) -> Example:
    return Example(row, {"uuid": row["id"]})


def change(answer: Mapping[str, Any], body: Mapping[str, Any] | None = None) -> Example:
    return Example(answer, {"uuid": answer["id"], **AS_READ, **REPEATABLE}, body)


AS_READ = {"If-Match": '"2af4b0f09019206684227e46d1671356e62fcc5a3d6e50d5a09e041de99fc63c"'}  # the ETag of PROPOSED
REPEATABLE = {"Idempotency-Key": "0f8d2c5e-71b4-4a96-8d3e-c29a6b05f40b"}
FRIDAY = {"from": "2027-01-15", "to": "2027-01-15"}
EXAMPLES: Final[Mapping[str, Example]] = {
    "list_municipalities": Example(page(MUNICIPALITY)),
    "read_municipality": one(MUNICIPALITY),
    "list_districts": Example(page(PART, WHOLE_DISTRICT), {"district": VARBY["id"]}),
    "read_district": one(PART),
    "list_routes": Example(
        {"type": "FeatureCollection", "next": None, "features": [ROUTE]}, {"district": VARBY["id"], "is_active": True}
    ),
    "read_route": one(ROUTE),
    "list_seasons": Example(page(SEASON), {"ordering": "-first_night"}),
    "read_season": one(SEASON),
    "list_shifts": Example(page(SHIFT), {**FRIDAY, "coverage": ["asked", "confirmed"]}),
    "read_shift": Example(
        SHIFT | {"district": {**VARBY, "parent": None}}, {"uuid": SHIFT["id"], "expand": ["district"]}
    ),
    "export_shifts": Example(SHIFT, FRIDAY),
    "read_contacts": Example(CONTACTS, {"uuid": SHIFT["id"]}),
    "list_coverage": Example(page(NIGHT), FRIDAY),
    "list_observations": Example(
        {"type": "FeatureCollection", "next": None, "features": [OBSERVATION]},
        {"district": VARBY["id"], "state": ["sent", "received", "planned"], "bbox": "17.8,59.2,18.0,59.3"},
    ),
    "read_observation": one(OBSERVATION),
    "read_follow_up": Example(FOLLOW_UP, {"first": FOLLOW_UP["first"], "last": FOLLOW_UP["last"]}),
    "list_events": Example({"next": None, "latest": 42, "results": [EVENT]}, {"after": 41}),
    "list_presence_requests": Example(page(PROPOSED), {"state": ["open", "alternative"]}),
    "read_presence_request": one(PROPOSED),
    "ask_for_presence": Example(OPEN, REPEATABLE, ASK),
    "answer_presence_alternative": change(ACCEPTED, TAKE),
    "withdraw_presence_request": change(GIVEN_UP),
}
