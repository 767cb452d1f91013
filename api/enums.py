"""What a partner's key may do, and what can go wrong when it is used."""

from enum import StrEnum

from django.db import models


class Scope(models.TextChoices):
    """Scopes of a key. Each opens one kind of reading."""

    DISTRICTS = "districts:read"
    ROUTES = "routes:read"
    SHIFTS = "shifts:read"


class Problem(StrEnum):
    """The last part of a problem's `type`, which is an address that explains it."""

    NO_KEY = "no-key"
    BAD_KEY = "bad-key"
    REVOKED_KEY = "revoked-key"
    EXPIRED_KEY = "expired-key"
    MISSING_SCOPE = "missing-scope"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    NOT_ACCEPTABLE = "not-acceptable"
    BAD_PARAMETERS = "bad-parameters"
    TOO_MANY_REQUESTS = "too-many-requests"
    SERVER_ERROR = "server-error"


STATUS: dict[Problem, int] = {
    Problem.NO_KEY: 401,
    Problem.BAD_KEY: 401,
    Problem.REVOKED_KEY: 401,
    Problem.EXPIRED_KEY: 401,
    Problem.MISSING_SCOPE: 403,
    Problem.NOT_FOUND: 404,
    Problem.METHOD_NOT_ALLOWED: 405,
    Problem.NOT_ACCEPTABLE: 406,
    Problem.BAD_PARAMETERS: 400,
    Problem.TOO_MANY_REQUESTS: 429,
    Problem.SERVER_ERROR: 500,
}
