"""The description of the API: for machines as OpenAPI 3.1, for people as a page made from it."""

import hashlib
import json
from collections import defaultdict
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator

from api.domain.problem_words import WORDS, language_of
from api.domain.schema_pages import operations_of, webhook_of
from api.enums import SCOPE_OF, STATUS, EventType, Problem
from api.views.outside import reading_alone, told
from api.views.preconditions import as_wanted
from api.views.problems import body_of


@cache
def schema() -> dict[str, Any]:
    """Made once: it only changes with the code."""
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call, no-any-return]  # the library is not typed


@cache
def document() -> tuple[bytes, str]:
    body = json.dumps(schema(), ensure_ascii=False, indent=1).encode()
    return body, quote_etag(hashlib.sha256(body).hexdigest())


@reading_alone
def openapi(request: HttpRequest) -> HttpResponseBase:
    """Public: whoever considers connecting may read what there is."""
    body, etag = document()
    response = HttpResponse(body, content_type="application/json", headers={"ETag": etag, "Cache-Control": "no-cache"})
    return as_wanted(request, response)


@reading_alone
def docs(request: HttpRequest) -> HttpResponse:
    explained = [(problem.value, STATUS[problem], words[0], unfilled(words[1])) for problem, words in WORDS.items()]
    with override("en"):  # as the rest of the page
        events = [(each.value, str(each.label), SCOPE_OF[each]) for each in EventType]
    context = {
        "operations": operations_of(schema()),
        "events": events,
        "webhook": webhook_of(schema()),
        "problems": explained,
    }
    return render(request, "api/docs.html", context)


@reading_alone
def problem(request: HttpRequest, slug: str) -> HttpResponse:
    """The page that the `type` of a problem leads to, in the language the problem is told in."""
    if slug not in STATUS:
        return told(request, Problem.NOT_FOUND)
    language = language_of(request.headers.get("Accept-Language", ""))
    with override(language):
        body = body_of(Problem(slug), path="/api/v1/…", values=defaultdict(lambda: "…"))
        example = json.dumps(body, ensure_ascii=False, indent=2)
        page = render(request, "api/problem.html", {"problem": body, "example": example, "language": language})
    patch_vary_headers(page, ["Accept-Language"])
    page.headers["Content-Language"] = language
    return page


def unfilled(words: str) -> str:
    return words.format_map(defaultdict(lambda: "…"))
