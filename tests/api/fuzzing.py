"""Calls drawn from the schema, sent to the application by anyone in the matrix's town; what must hold of answers."""

import os
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import timedelta
from random import Random
from typing import Any, Final, cast

import schemathesis
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.views.schema import schema
from scheduling.enums import PresenceCategory, Urgency
from tests.api.matrix import TONIGHT, Holder, Town

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES: Final = int(os.environ.get("LYKTA_FUZZ_EXAMPLES", "0"))  # of each operation; none given is the short run
SHORT: Final = 30
SEVERAL: Final = 5  # walks for each example of an operation
STEPS: Final = 8
# The parameters that name a thing, and of which kind. In a path it is the first word of the address.
NAMED: Final[Mapping[str, str]] = {"district": "districts", "route": "routes", "season": "seasons"}
OF_PATHS: Final[Mapping[str, str]] = {"presence-requests": "presence"}
DESCRIBED: Final = schemathesis.openapi.from_dict(deepcopy(schema()))  # it changes what it is given as it draws
# Drawn at random these are seldom more than refused.
FREE: Final = ("fields", "cursor", "updated_since", "from", "to", "expand")
MOST: Final = 0.75
FROM_HERE: Final = {"REMOTE_ADDR": "127.0.0.1"}
OPERATIONS: Final[list[Any]] = [cast("Any", found).ok() for found in DESCRIBED.get_all_operations()]


def drawing(times: int = 1, **more: Any) -> settings:
    """The short run is the same every time; the long one goes on where no run has been."""
    return settings(
        max_examples=times * (EXAMPLES or SHORT),
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # what others decide by dice does not shrink
        suppress_health_check=list(HealthCheck),
        **more,
    )


def dice(case: Any, number: int) -> Random:
    """Even ones: what Hypothesis draws itself leans to one side, and rarely gets past 403."""
    return Random(f"{number} {case.path_parameters} {case.query} {case.headers}")


def asker(town: Town, scopes: frozenset[str], chance: Random) -> Holder:
    """Mostly someone whose key opens the operation: the rest of an answer is behind that."""
    opened = [holder for holder in town.holders if scopes <= holder.scopes and not holder.refused]
    return chance.choice(opened if mostly(chance) else town.holders)


def mostly(chance: Random) -> bool:
    return chance.random() < MOST


def scopes_of(operation: Any) -> frozenset[str]:
    return frozenset(operation.definition.raw["security"][0]["partnerKey"])


def ids_of(town: Town, about: str) -> list[str]:
    return [str(thing.uuid) for thing in town.things[about].values()]


def about_of(path: str) -> str:
    word = path.removeprefix("/api/v1/").split("/")[0]
    return OF_PATHS.get(word, word)


def with_less(case: Any) -> None:
    for name in FREE:
        (case.query or {}).pop(name, None)


def with_known_ids(case: Any, town: Town, chance: Random) -> None:
    """Mostly about what there is: a random id only ever gets as far as 404."""
    if mostly(chance):
        with_less(case)
    if "uuid" in (case.path_parameters or {}) and mostly(chance):
        case.path_parameters["uuid"] = chance.choice(ids_of(town, about_of(case.path)))
    for name in set(NAMED) & set(case.query or {}):
        if mostly(chance):
            case.query[name] = chance.choice(ids_of(town, NAMED[name]))


def with_sound_body(case: Any, town: Town, chance: Random) -> None:
    """Members that are each of the right shape seldom make a wish together: an evening to come, at a place there is."""
    if case.operation.label == "POST /api/v1/presence-requests" and mostly(chance):
        case.body, case.media_type = wish(town, chance), "application/json"
        case.headers["Idempotency-Key"] = "sound"
    if "If-Match" in (case.headers or {}) and mostly(chance):
        case.headers["If-Match"] = "*"


def wish(town: Town, chance: Random) -> dict[str, Any]:
    about = chance.choice(["district", "route"])
    starts_at = TONIGHT + timedelta(hours=chance.randint(1, 24 * 14))
    return {
        "where": {about: chance.choice(ids_of(town, NAMED[about]))},
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=chance.randint(1, 12))).isoformat(),
        "category": chance.choice(PresenceCategory.values),
        "urgency": chance.choice(Urgency.values),
    }


def waived(case: Any) -> Sequence[Any]:
    """Members that were left out on request are missing from the schema's point of view."""
    return [response_schema_conformance] if (case.query or {}).get("fields") else []


def send(case: Any, holder: Holder) -> Any:
    caches["rates"].clear()
    answer = case.call(
        app=WSGIHandler(), base_url="http://testserver", headers=dict(holder.headers), environ_base=FROM_HERE
    )
    case.validate_response(answer, checks=[check for check in CHECKS if check not in waived(case)])
    return answer
