"""What every reading by a partner has in common: key, scope, rate, language of errors, pages and ETags."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import override
from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from api.authentication import BearerKey
from api.domain.cursors import Cursor, read_cursor, write_cursor
from api.domain.problem_words import in_words, language_of
from api.enums import Scope
from api.exceptions import BadCursor
from api.models import ApiKey
from api.permissions import HasScope, KeyRate
from api.queries import after, below
from api.serializers.filters import PageFilters
from api.serializers.problems import ProblemSerializer
from api.views.problems import MEDIA_TYPE, handle
from volunteers.models import Municipality

Row = TypeVar("Row", bound=Model)
OK = 200


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """For the schema: the errors an operation can answer with, beside those of every one."""
    said = {400: "Bad parameters", 401: "No key, or none that is valid", 403: "The key lacks the scope"}
    said |= {404: "Nothing that the key can see", 406: "Only JSON can be had", 429: "Too many requests"}
    every = sorted({401, 403, 406, 429, *statuses})
    return {(status, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, said[status]) for status in every}


class ReadingView(APIView):
    """One resource, read only. `required_scope` is the scope a key needs."""

    authentication_classes = [BearerKey]
    permission_classes = [HasScope]
    throttle_classes = [KeyRate]
    renderer_classes = [JSONRenderer]
    metadata_class = None
    http_method_names = ["get", "head"]
    required_scope: ClassVar[Scope]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = language_of(request.headers.get("Accept-Language", ""))
        with override(language):
            response = super().dispatch(request, *args, **kwargs)
            response.headers["Content-Language"] = language
            if isinstance(response, Response):
                response.render()
                return tagged(request, response)
        return response

    def get_exception_handler(self) -> Callable[[Exception, Mapping[str, Any]], Response]:
        return handle

    @property
    def municipality(self) -> Municipality:
        """The one whose nights the key opens."""
        return cast("ApiKey", self.request.auth).partner.municipality

    def asked(self, filters: type[PageFilters]) -> dict[str, Any]:
        """The parameters of the address. Raises ValidationError."""
        given = filters.of(self.request.query_params)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def below(self, asked: Mapping[str, Any]) -> set[int] | None:
        """The districts asked for, as primary keys; None when no district was asked for. Raises ValidationError."""
        if "district" not in asked:
            return None
        found = below(self.municipality.pk, asked["district"])
        if found is None:
            said = in_words("There is no such district in your municipality.", "Området finns inte i kommunen.")
            raise ValidationError({"district": [said]})
        return found

    def page(self, rows: QuerySet[Row], asked: Mapping[str, Any], *, field: str) -> tuple[list[Row], str | None]:
        """One page of rows in the order of (field, id), and the address of the next."""
        if "cursor" in asked:
            try:
                cursor = read_cursor(asked["cursor"], is_moment=field.endswith("_at"))
            except BadCursor as error:
                said = in_words("Take it from `next`, unchanged.", "Ta den ur `next`, oförändrad.")
                raise ValidationError({"cursor": [said]}) from error
            rows = after(rows, field=field, value=cursor.value, pk=cursor.pk)
        limit = asked["limit"]
        found = list(rows.order_by(field, "pk")[: limit + 1])
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], self.next_address(Cursor(getattr(last, field), last.pk))

    def next_address(self, cursor: Cursor) -> str:
        query = [(name, value) for name, values in self.request.query_params.lists() for value in values]
        kept = [(name, value) for name, value in query if name != "cursor"]
        pairs = urlencode([*kept, ("cursor", write_cursor(cursor))])
        return f"{settings.PUBLIC_URL}{self.request.path}?{pairs}"


def tagged(request: HttpRequest, response: Response) -> HttpResponseBase:
    """With a strong ETag of the bytes; 304 when the reader has them already."""
    response.headers["Cache-Control"] = "private, no-cache" if response.status_code == OK else "no-store"
    patch_vary_headers(response, ["Authorization"])
    if response.status_code != OK:
        return response
    # The language of errors is no part of a success, so it is not part of what a cache compares.
    etag = quote_etag(hashlib.sha256(response.content).hexdigest())
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
