"""What is wrong in the examples of problems, beside the words that each problem has."""

from collections.abc import Mapping
from typing import Final

from api.enums import Problem

ASKED = "/api/v1/presence-requests"
WITHDRAWAL = f"{ASKED}/a6e1d783-4b9c-4052-8f3d-57c0e2b9610a/withdraw"
CHANGES = frozenset({"withdraw_presence_request", "answer_presence_alternative"})
# Problems that some operations or methods meet alone.
ONLY_BY: Final[Mapping[Problem, frozenset[str]]] = {
    Problem.NOT_TONIGHT: frozenset({"read_contacts"}),
    Problem.BAD_PARAMETERS: frozenset({"GET"}),
    Problem.MALFORMED_BODY: frozenset({"POST", "PATCH", "PUT"}),
    Problem.NO_IDEMPOTENCY_KEY: frozenset({"POST"}),
    Problem.IDEMPOTENCY_KEY_REUSED: frozenset({"POST"}),
    Problem.STILL_RUNNING: frozenset({"POST"}),
    Problem.NO_IF_MATCH: CHANGES,
    Problem.CHANGED_MEANWHILE: CHANGES | {"GET"},
}
VALUES: Final[Mapping[str, object]] = {
    "offered": "application/json",
    "scope": "shifts:read",
    "method": "DELETE",
    "wait": 40,
    "most": 65536,
}
WHERE: Final[Mapping[Problem, str]] = {
    Problem.NOT_FOUND: "/api/v1/shifts/00000000-0000-4000-8000-000000000000",
    Problem.NOT_TONIGHT: "/api/v1/shifts/d35b8e71-6c0a-4f92-b84d-0e9a7c21f507/contacts",
    Problem.MALFORMED_BODY: ASKED,
    Problem.INVALID_FIELDS: ASKED,
    Problem.UNSUPPORTED_MEDIA_TYPE: ASKED,
    Problem.TOO_LARGE: ASKED,
    Problem.NO_IDEMPOTENCY_KEY: ASKED,
    Problem.IDEMPOTENCY_KEY_REUSED: ASKED,
    Problem.STILL_RUNNING: ASKED,
    Problem.CONFLICT: WITHDRAWAL,
    Problem.NO_IF_MATCH: WITHDRAWAL,
    Problem.CHANGED_MEANWHILE: WITHDRAWAL,
}
# Where it is not the problem's own words that are told, but those of the rule.
DETAILS: Final[Mapping[Problem, str]] = {
    Problem.CONFLICT: "The request is already closed.",
    Problem.TOO_FAR_BACK: (
        "Events after that number are no longer kept. Read the lists anew, and go on after number 42."
    ),
}
ERRORS: Final[Mapping[Problem, list[dict[str, str]]]] = {
    Problem.BAD_PARAMETERS: [{"parameter": "coverages", "detail": "There is no such parameter."}],
    Problem.INVALID_FIELDS: [
        {"pointer": "#/starts_at", "detail": "Write a moment with its offset: 2026-10-16T18:30:00Z."}
    ],
}
