"""Errors that no resource raises: below /api/ they are problems for machines too, elsewhere pages for people."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import override
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from api.domain.problem_words import language_of
from api.enums import STATUS, Problem
from api.views.problems import LARGEST_BODY, MEDIA_TYPE, body_of

API = "/api/"
SAFE = ("GET", "HEAD")
P = ParamSpec("P")
logger = logging.getLogger(__name__)


def told(request: HttpRequest, problem: Problem) -> HttpResponse:
    language = language_of(request.headers.get("Accept-Language", ""))
    with override(language):
        body = body_of(problem, path=request.path, values={"method": request.method, "most": LARGEST_BODY})
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=STATUS[problem],
        content_type=MEDIA_TYPE,
        headers={"Content-Language": language, "Cache-Control": "no-store"},
    )


@csrf_exempt
def unknown_path(request: HttpRequest) -> HttpResponse:
    """Whatever lies below /api/ and is nothing: machines get no page."""
    return told(request, Problem.NOT_FOUND)


def reading_alone(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For what is no resource: GET and HEAD, and for all else a problem that names them."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method in SAFE:
            return view(request, *args, **kwargs)
        refused = told(request, Problem.METHOD_NOT_ALLOWED)
        refused.headers["Allow"] = ", ".join(SAFE)
        return refused

    return csrf_exempt(guarded)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's handler400: a host that is not ours, too many parameters, too large a body."""
    if not request.path.startswith(API):
        return defaults.bad_request(request, exception)
    return told(request, Problem.TOO_LARGE if isinstance(exception, RequestDataTooBig) else Problem.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's handler404."""
    return (
        told(request, Problem.NOT_FOUND)
        if request.path.startswith(API)
        else defaults.page_not_found(request, exception)
    )


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's handler500. The error has been logged by then."""
    if not request.path.startswith(API):
        return defaults.server_error(request)
    return told(request, Problem.SERVER_ERROR)
