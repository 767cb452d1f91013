"""How the schema describes an operation, beside what its view says: parameters, headers, examples, its end."""

from typing import Any

from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from api.domain.deprecations import deprecation_of
from api.serializers.filters import Shown
from api.views.examples import show_call, show_problems
from api.views.reading import problems
from volunteers.models import District

SAFE, LISTED = "GET", ("fields", "expand")
WITH_ETAG = [200, 201]
READING = (412,)
CHANGING = (400, 404, 409, 412, 413, 415, 422, 428)
POSTED = (400, 409, 413, 415, 422)
WRITTEN_KEY = '^("[!#-\\[\\]-~]+"|[!#-\\[\\]-~]+)$'


def header(name: str, said: str, *, shape: Any = str, required: bool = False, answers: Any = False) -> OpenApiParameter:
    """`answers` are the statuses that carry it; True is all of them, and False makes it a header of the request."""
    where = OpenApiParameter.HEADER
    return OpenApiParameter(name, shape, where, required=required, description=said, response=answers)  # type: ignore[arg-type]  # wider than its stub


IF_NONE_MATCH = header("If-None-Match", "The ETag of an answer that you have: 304 when it would be the same.")
IF_MATCH = header("If-Match", "The ETag of what you have read: 412 when it is another now.", required=True)
IDEMPOTENCY_KEY = header(
    "Idempotency-Key",
    "A value of your own for this call. Sent again within 24 hours the call is answered, not repeated.",
    shape={"type": "string", "minLength": 1, "maxLength": 255, "pattern": WRITTEN_KEY},
    required=True,
)
ETAG = header("ETag", "Of what is answered.", answers=WITH_ETAG)
SEQUENCE = header(
    "Lykta-Sequence", "The number of your newest event; what it tells of is in here.", shape=int, answers=[200]
)
RETRY_AFTER = header("Retry-After", "Seconds to wait before asking again.", shape=int, answers=[409, 429])
LIMITS = [
    header("RateLimit-Policy", 'The quota: "read";q=600;w=60.', answers=True),
    header("RateLimit", 'What is left of it: "read";r=599;t=12.', answers=True),
]
LOCATION = header("Location", "Where to read what was made.", answers=[201])
REPLAYED = header("Idempotency-Replayed", "true: answered before, and not repeated.", answers=WITH_ETAG)


class Described(AutoSchema):
    def get_operation(self, *args: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args)
        if operation is not None:
            show_call(operation)
            show_problems(operation, self.method, self.registry)
        return operation

    def get_override_parameters(self) -> list[Any]:
        sequence = [SEQUENCE] if getattr(self.view, "tells_sequence", False) else []
        return [*self.asked_headers(), ETAG, *sequence, RETRY_AFTER, *LIMITS]

    def asked_headers(self) -> list[OpenApiParameter]:
        if self.method == SAFE:
            return [IF_NONE_MATCH]
        match = [IF_MATCH] if self.needs_match else []
        return [*match, *((IDEMPOTENCY_KEY, LOCATION, REPLAYED) if self.method == "POST" else ())]

    @property
    def needs_match(self) -> bool:
        if self.method == "POST":
            return getattr(self.view, "changes_what_was_read", False)
        return self.method != SAFE

    def is_deprecated(self) -> bool:
        return deprecation_of(type(self.view), self.method) is not None

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        """What the view says, and what any call of its method can be answered with."""
        said: dict[str, Any] = super()._get_response_bodies(direction)
        met_by = CHANGING if self.needs_match else POSTED if self.method == "POST" else READING
        for (status, media_type), problem in problems(*met_by).items():
            if str(status) not in said:
                told = super()._get_response_for_code(problem, str(status), [media_type])  # type: ignore[no-untyped-call]  # the library is not typed
                said[str(status)] = told
        if self.method == SAFE:
            said["304"] = {"description": "What you have is still so."}
        return dict(sorted(said.items()))

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        """Of the filters that a view names, as its library's extension reads them."""
        chosen: type[Shown] | None = getattr(self.view, "filters", None)
        if chosen is None or self.method != SAFE:
            return []
        extension: Any = DjangoFilterExtension(None)  # type: ignore[no-untyped-call]  # the library is not typed
        found = [
            parameter
            for name, each in chosen.base_filters.items()
            for parameter in extension.resolve_filter_field(self, District, chosen, name, each)
        ]
        for parameter in found:
            if parameter["name"] in LISTED:
                parameter |= {"style": "form", "explode": False}
            parameter["description"] = parameter["description"].strip()
        return found
