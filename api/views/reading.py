"""What all resources have in common when they are read: key, scope, rate, language of errors and ETags."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, cast
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.http import quote_etag
from django.utils.translation import override
from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import Throttled
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.authentication import BearerKey
from api.domain.deprecations import deprecation_of
from api.domain.problem_words import language_of
from api.domain.rates import Spent, spend
from api.enums import RouteClass, Scope
from api.models import ApiKey, Partner
from api.permissions import HasScope
from api.queries import Opening, Tree, opening_of
from api.serializers.problems import ProblemSerializer
from api.views.preconditions import as_wanted
from api.views.problems import MEDIA_TYPE, handle
from messaging.gateways import clock
from volunteers.models import Municipality

OK, CREATED = 200, 201
TAGGED = (OK, CREATED)
SAFE = ("GET", "HEAD", "OPTIONS")
ALWAYS = (401, 403, 406, 429, 500)  # what any operation can answer
SAID = {
    400: "Bad parameters, or a body that is not JSON",
    401: "No key, or none that is valid",
    403: "The key lacks the scope",
    404: "Nothing that the key can see",
    406: "Only JSON can be had",
    409: "Not possible as things stand, or the same call is still being carried out",
    410: "No longer kept",
    412: "Changed since it was read",
    413: "Too large a body",
    415: "Only JSON is taken",
    422: "Invalid members of the body, or an Idempotency-Key that stands for another call",
    428: "If-Match is missing",
    429: "Too many requests",
    500: "Something broke on our side",
}


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """For the schema: the errors an operation can answer with, beside those of every one."""
    every = sorted({*ALWAYS, *statuses})
    return {(status, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, SAID[status]) for status in every}


class PlainRenderer(JSONRenderer):
    """Always the same bytes for the same values: Accept cannot ask for an indent, so an ETag is one of all readings."""

    def get_indent(self, _accepted_media_type: str, _renderer_context: Mapping[str, Any]) -> None:
        return None


class ReadingView(APIView):
    """One resource as it is read; views/choosing.py adds filters and pages, views/writing.py what changing it takes.

    `required_scope` is the scope a key needs, `write_scope` the one for changing when that is another.
    """

    authentication_classes = [BearerKey]
    permission_classes = [HasScope]
    renderer_classes = [PlainRenderer]
    metadata_class = None
    http_method_names = ["get", "head"]
    required_scope: ClassVar[Scope]
    write_scope: ClassVar[Scope | None] = None
    route_class: ClassVar[RouteClass] = RouteClass.READ
    changes_what_was_read: ClassVar[bool] = False
    spent: Spent | None = None

    @classmethod
    def scope_for(cls, method: str) -> Scope:
        return cls.required_scope if method in SAFE else cls.write_scope or cls.required_scope

    @classmethod
    def route_class_for(cls, method: str) -> RouteClass:
        return cls.route_class if method in SAFE else RouteClass.WRITE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = language_of(request.headers.get("Accept-Language", ""))
        with override(language):
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response):
                response.render()
                response = tagged(request, response)
            response.headers["Content-Language"] = language
            going = deprecation_of(type(self), str(request.method))
            for told in (self.spent, going):
                for name, value in (told.headers if told else {}).items():
                    response.headers[name] = value
        return response

    def get_exception_handler(self) -> Callable[[Exception, Mapping[str, Any]], Response]:
        return handle

    def check_permissions(self, request: Request) -> None:
        """Counted before anything is looked up: what a key may not do, it may not try without end either."""
        if isinstance(request.auth, ApiKey):
            route_class = self.route_class_for(str(request.method))
            self.spent = spend(request.auth.pk, route_class, now=clock.now())
            if self.spent.is_over:
                raise Throttled(self.spent.wait)
        super().check_permissions(request)

    @property
    def key(self) -> ApiKey:
        return cast("ApiKey", self.request.auth)

    @property
    def partner(self) -> Partner:
        """Whose key it is. Only where a scope is needed that no leader's own key has."""
        assert self.key.partner is not None  # noqa: S101 - tells the type
        return self.key.partner

    @property
    def municipality(self) -> Municipality:
        """The one whose nights a partner's key opens."""
        return self.partner.municipality

    @cached_property
    def opening(self) -> Opening:
        return opening_of(self.key)

    def within(self, district: UUID) -> set[int]:
        """A district and everything below it as primary keys, as far as the key opens them; empty when it does not."""
        found = Tree(self.opening.zones).below({district})
        return found if self.opening.districts is None else found & self.opening.districts


def tagged(request: HttpRequest, response: Response) -> HttpResponseBase:
    """With a strong ETag of the bytes; 304 when the reader has them already."""
    is_read = request.method in SAFE
    response.headers["Cache-Control"] = "private, no-cache" if is_read and response.status_code == OK else "no-store"
    patch_vary_headers(response, ["Authorization"])
    if response.status_code not in TAGGED:
        return response
    # The language of errors is no part of a success, so it is not part of what a cache compares.
    response.headers["ETag"] = etag_of(response.content)
    return as_wanted(request, response) if is_read else response


def etag_of(content: bytes) -> str:
    return quote_etag(hashlib.sha256(content).hexdigest())
