"""Errors, always as application/problem+json (RFC 9457), in English or in Swedish by Accept-Language."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from api.domain.problem_words import detail_of, language_of, title_of, type_of
from api.enums import STATUS, Problem

MEDIA_TYPE = "application/problem+json"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Lykta"'}
KINDS: tuple[tuple[type[Exception], Problem], ...] = (
    (exceptions.NotAuthenticated, Problem.NO_KEY),
    (exceptions.PermissionDenied, Problem.MISSING_SCOPE),
    (DjangoPermissionDenied, Problem.MISSING_SCOPE),
    (exceptions.NotFound, Problem.NOT_FOUND),
    (Http404, Problem.NOT_FOUND),
    (exceptions.MethodNotAllowed, Problem.METHOD_NOT_ALLOWED),
    (exceptions.NotAcceptable, Problem.NOT_ACCEPTABLE),
    (exceptions.ValidationError, Problem.BAD_PARAMETERS),
    (exceptions.ParseError, Problem.BAD_PARAMETERS),
    (exceptions.Throttled, Problem.TOO_MANY_REQUESTS),
)
logger = logging.getLogger(__name__)


def handle(error: Exception, context: Mapping[str, Any]) -> Response:
    """REST framework's exception handler. What nobody foresaw is logged and told as 500, without its words."""
    set_rollback()
    problem, values, headers = understand(error, context)
    if problem == Problem.SERVER_ERROR:
        logger.error("The API broke on %s", context["request"].path, exc_info=error)
    body = body_of(problem, path=context["request"].path, values=values)
    if isinstance(error, exceptions.ValidationError):
        body["errors"] = errors_of(error.detail)
    return Response(body, status=STATUS[problem], headers=headers, content_type=MEDIA_TYPE)


def understand(error: Exception, context: Mapping[str, Any]) -> tuple[Problem, Mapping[str, object], Mapping[str, str]]:
    """Which problem an exception is, the values its words need, and the headers that go with it."""
    if isinstance(error, exceptions.AuthenticationFailed):
        return Problem(str(error.get_codes())), {}, CHALLENGE
    problem = next((problem for kind, problem in KINDS if isinstance(error, kind)), Problem.SERVER_ERROR)
    wait = str(int(getattr(error, "wait", None) or 1))
    values = {
        "scope": getattr(context["view"], "required_scope", ""),
        "method": context["request"].method,
        "wait": wait,
    }
    headers = {Problem.NO_KEY: CHALLENGE, Problem.TOO_MANY_REQUESTS: {"Retry-After": wait}}
    if isinstance(error, exceptions.MethodNotAllowed):
        return problem, values, {"Allow": ", ".join(context["view"].allowed_methods)}
    return problem, values, headers.get(problem, {})


def body_of(problem: Problem, *, path: str, values: Mapping[str, object]) -> dict[str, Any]:
    return {
        "type": type_of(problem),
        "title": title_of(problem),
        "status": STATUS[problem],
        "detail": detail_of(problem, **values),
        "instance": path,
    }


def errors_of(detail: Any) -> list[dict[str, str]]:
    """One entry for each thing that is wrong, with the parameter it is about."""
    if not isinstance(detail, Mapping):
        return [{"parameter": "", "detail": str(said)} for said in detail]
    found: list[dict[str, str]] = []
    for parameter, said in detail.items():
        lines = said.values() if isinstance(said, Mapping) else said
        found += [{"parameter": parameter, "detail": str(line)} for line in flat(lines)]
    return found


def flat(lines: Any) -> list[Any]:
    if isinstance(lines, str):
        return [lines]
    return [each for line in lines for each in (flat(line) if isinstance(line, list) else [line])]


@csrf_exempt
def unknown_path(request: HttpRequest) -> HttpResponse:
    """Whatever lies below /api/ and is nothing: machines get no page."""
    language = language_of(request.headers.get("Accept-Language", ""))
    with override(language):
        body = body_of(Problem.NOT_FOUND, path=request.path, values={})
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=STATUS[Problem.NOT_FOUND],
        content_type=MEDIA_TYPE,
        headers={"Content-Language": language},
    )
