"""What a partner's key may do, and what can go wrong when it is used."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Scopes of a key. Each opens one kind of reading."""

    DISTRICTS = "districts:read", _("Områden")
    ROUTES = "routes:read", _("Rutter")
    SEASONS = "seasons:read", _("Säsonger")
    SHIFTS = "shifts:read", _("Pass och hur många som är klara")
    EVENTS = "events:read", _("Vad som har hänt, i ordning")
    CREW = "crew:read", _("Vilka som går, som påhittade id utan namn")
    CONTACT = "crew:contact", _("Namn och nummer till kvällens grupper")
    FOLLOW_UP = "follow-up:read", _("Uppföljning: siffror om en period, utan små tal")
    PRESENCE = "presence:read", _("Egna önskemål om närvaro")
    PRESENCE_WRITE = "presence:write", _("Önska närvaro")
    OBSERVATIONS = "observations:read", _("Vad grupperna sett som bör åtgärdas, och hur långt det kommit")


# What has to be chosen: it is about single people, or about what groups have met, or it writes.
ON_REQUEST = (Scope.CREW, Scope.CONTACT, Scope.FOLLOW_UP, Scope.PRESENCE_WRITE)
# What a leader's or coordinator's own key may do.
PERSONAL = (Scope.DISTRICTS, Scope.ROUTES, Scope.SEASONS, Scope.SHIFTS, Scope.CONTACT)


class EventType(models.TextChoices):
    """What a partner is told of. The catalogue: docs/partners.md has a line for each."""

    SHIFT_PUBLISHED = "shift.published", _("Ett pass publiceras")
    SHIFT_CHANGED = "shift.changed", _("Ett pass får annan tid, plats eller storlek")
    SHIFT_MOVED_AWAY = "shift.moved_away", _("Ett pass flyttas till ett annat område")
    SHIFT_CANCELLED = "shift.cancelled", _("Ett pass ställs in")
    SHIFT_STARTED = "shift.started", _("Ett pass börjar")
    SHIFT_FINISHED = "shift.finished", _("Ett pass är slut")
    SHIFT_COVERAGE_CHANGED = "shift.coverage_changed", _("Antalet som är klara eller tillfrågade ändras")
    PRESENCE_ASKED = "presence.asked", _("Ett eget önskemål om närvaro kommer in")
    PRESENCE_ACCEPTED = "presence.accepted", _("Ett eget önskemål får ja")
    PRESENCE_DECLINED = "presence.declined", _("Ett eget önskemål får nej")
    PRESENCE_ALTERNATIVE = "presence.alternative_proposed", _("Ett eget önskemål får ett förslag")
    PRESENCE_WITHDRAWN = "presence.withdrawn", _("Ett eget önskemål tas tillbaka")
    PRESENCE_EXPIRED = "presence.expired", _("Tiden går ut för ett eget önskemål")
    PRESENCE_REOPENED = "presence.reopened", _("Ett eget önskemål väntar på ett nytt svar")
    PRESENCE_CHANGED = "presence.changed", _("Passet till ett eget önskemål får ny tid eller plats")
    OBSERVATION_NOTED = "observation.noted", _("Något som bör åtgärdas noteras")
    OBSERVATION_CHANGED = "observation.changed", _("Något som bör åtgärdas ses igen, lämnas över eller blir klart")
    TEST = "webhook.test", _("En händelse på prov")


# What a key must open for its holder to hear of an event, by the first word of its type.
_SCOPES = {
    "shift": Scope.SHIFTS,
    "presence": Scope.PRESENCE,
    "observation": Scope.OBSERVATIONS,
    "webhook": Scope.EVENTS,
}
SCOPE_OF: dict[str, Scope] = {each.value: _SCOPES[each.partition(".")[0]] for each in EventType}


class EndpointState(models.TextChoices):
    """Whether a webhook is sent. Paused by somebody; stopped since it failed for days; ended by its own 410."""

    ACTIVE = "active", _("Skickas")
    PAUSED = "paused", _("Pausad")
    STOPPED = "stopped", _("Stoppad, svarar inte")
    ENDED = "ended", _("Avslutad av mottagaren")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Väntar")
    DELIVERED = "delivered", _("Framme")
    GIVEN_UP = "given_up", _("Kom inte fram")
    DROPPED = "dropped", _("Skickades inte")


class RouteClass(StrEnum):
    """What is counted together when a key asks too often. The quotas stand in settings.API_RATES."""

    READ = "read"
    WRITE = "write"
    EXPORT = "export"


class Problem(StrEnum):
    """The last part of a problem's `type`, which is an address that explains it."""

    NO_KEY = "no-key"
    BAD_KEY = "bad-key"
    REVOKED_KEY = "revoked-key"
    EXPIRED_KEY = "expired-key"
    WRONG_NETWORK = "wrong-network"
    MISSING_SCOPE = "missing-scope"
    NOT_TONIGHT = "not-tonight"
    NOT_FOUND = "not-found"
    TOO_FAR_BACK = "too-far-back"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    NOT_ACCEPTABLE = "not-acceptable"
    BAD_PARAMETERS = "bad-parameters"
    BAD_REQUEST = "bad-request"
    MALFORMED_BODY = "malformed-body"
    INVALID_FIELDS = "invalid-fields"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    TOO_LARGE = "too-large"
    NO_IDEMPOTENCY_KEY = "no-idempotency-key"
    IDEMPOTENCY_KEY_REUSED = "idempotency-key-reused"
    STILL_RUNNING = "still-running"
    NO_IF_MATCH = "no-if-match"
    CHANGED_MEANWHILE = "changed-meanwhile"
    CONFLICT = "conflict"
    TOO_MANY_REQUESTS = "too-many-requests"
    SERVER_ERROR = "server-error"


STATUS: dict[Problem, int] = {
    Problem.NO_KEY: 401,
    Problem.BAD_KEY: 401,
    Problem.REVOKED_KEY: 401,
    Problem.EXPIRED_KEY: 401,
    Problem.WRONG_NETWORK: 403,
    Problem.MISSING_SCOPE: 403,
    Problem.NOT_TONIGHT: 403,
    Problem.NOT_FOUND: 404,
    Problem.TOO_FAR_BACK: 410,
    Problem.METHOD_NOT_ALLOWED: 405,
    Problem.NOT_ACCEPTABLE: 406,
    Problem.BAD_PARAMETERS: 400,
    Problem.BAD_REQUEST: 400,
    Problem.MALFORMED_BODY: 400,
    Problem.INVALID_FIELDS: 422,
    Problem.UNSUPPORTED_MEDIA_TYPE: 415,
    Problem.TOO_LARGE: 413,
    Problem.NO_IDEMPOTENCY_KEY: 400,
    Problem.IDEMPOTENCY_KEY_REUSED: 422,
    Problem.STILL_RUNNING: 409,
    Problem.NO_IF_MATCH: 428,
    Problem.CHANGED_MEANWHILE: 412,
    Problem.CONFLICT: 409,
    Problem.TOO_MANY_REQUESTS: 429,
    Problem.SERVER_ERROR: 500,
}
