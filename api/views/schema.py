"""The description of the API: for machines as OpenAPI 3.1, for people as a page made from it."""

import hashlib
import json
from collections import defaultdict
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from api.domain.problem_words import WORDS
from api.domain.schema_pages import operations_of
from api.enums import STATUS


@cache
def schema() -> dict[str, Any]:
    """Made once: it only changes with the code."""
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call, no-any-return]


@cache
def document() -> tuple[bytes, str]:
    body = json.dumps(schema(), ensure_ascii=False, indent=1).encode()
    return body, quote_etag(hashlib.sha256(body).hexdigest())


@require_safe
def openapi(request: HttpRequest) -> HttpResponseBase:
    """Public: whoever considers connecting may read what there is."""
    body, etag = document()
    response = HttpResponse(body, content_type="application/json", headers={"ETag": etag, "Cache-Control": "no-cache"})
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    explained = [
        (problem.value, STATUS[problem], title, detail.format_map(defaultdict(lambda: "…")))
        for problem, (title, detail, *_swedish) in WORDS.items()
    ]
    return render(request, "api/docs.html", {"operations": operations_of(schema()), "problems": explained})
