"""Errors, always as application/problem+json (RFC 9457), in English or in Swedish by Accept-Language."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from api.domain.problem_words import detail_of, title_of, type_of
from api.enums import STATUS, Problem
from api.exceptions import InvalidFields, OtherCall, Refused, StillRunning
from api.serializers.problems import parameters_of, pointers_of

MEDIA_TYPE = "application/problem+json"
UNAUTHORIZED = 401
LARGEST_BODY = 64 * 1024  # bytes
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Lykta"'}
AGAIN_SOON = {"Retry-After": "1"}
KINDS: tuple[tuple[type[Exception], Problem], ...] = (
    (exceptions.NotAuthenticated, Problem.NO_KEY),
    (exceptions.PermissionDenied, Problem.MISSING_SCOPE),
    (DjangoPermissionDenied, Problem.MISSING_SCOPE),
    (exceptions.NotFound, Problem.NOT_FOUND),
    (Http404, Problem.NOT_FOUND),
    (exceptions.MethodNotAllowed, Problem.METHOD_NOT_ALLOWED),
    (exceptions.NotAcceptable, Problem.NOT_ACCEPTABLE),
    (exceptions.UnsupportedMediaType, Problem.UNSUPPORTED_MEDIA_TYPE),
    (InvalidFields, Problem.INVALID_FIELDS),
    (exceptions.ValidationError, Problem.BAD_PARAMETERS),
    (exceptions.ParseError, Problem.MALFORMED_BODY),
    (exceptions.Throttled, Problem.TOO_MANY_REQUESTS),
    (OtherCall, Problem.IDEMPOTENCY_KEY_REUSED),
    (StillRunning, Problem.STILL_RUNNING),
    (RequestDataTooBig, Problem.TOO_LARGE),
    (SuspiciousOperation, Problem.BAD_REQUEST),
    (UnreadablePostError, Problem.BAD_REQUEST),
)
logger = logging.getLogger(__name__)


def handle(error: Exception, context: Mapping[str, Any]) -> Response:
    """REST framework's exception handler. What nobody foresaw is logged and told as 500, without its words."""
    set_rollback()
    problem = problem_of(error)
    if problem == Problem.SERVER_ERROR:
        logger.error("The API broke on %s", context["request"].path, exc_info=error)
    body = body_of(problem, path=context["request"].path, values=values_of(error, context))
    if isinstance(error, Refused) and error.detail:
        body["detail"] = error.detail
    if isinstance(error, exceptions.ValidationError):
        named = pointers_of if isinstance(error, InvalidFields) else parameters_of
        body["errors"] = named(error.detail)
    headers = headers_of(error, problem, context)
    return Response(body, status=STATUS[problem], headers=headers, content_type=MEDIA_TYPE)


def problem_of(error: Exception) -> Problem:
    if isinstance(error, exceptions.AuthenticationFailed):
        return Problem(str(error.get_codes()))
    if isinstance(error, Refused):
        return Problem(error.problem)
    return next((problem for kind, problem in KINDS if isinstance(error, kind)), Problem.SERVER_ERROR)


def values_of(error: Exception, context: Mapping[str, Any]) -> dict[str, object]:
    """What the words of some problem name."""
    method = context["request"].method
    scope_for = getattr(context["view"], "scope_for", None)
    return {
        "offered": context["view"].renderer_classes[0].media_type,
        "scope": scope_for(method) if scope_for else "",
        "method": method,
        "wait": wait_of(error),
        "most": LARGEST_BODY,
        **getattr(error, "values", {}),
    }


def headers_of(error: Exception, problem: Problem, context: Mapping[str, Any]) -> dict[str, str]:
    if isinstance(error, Refused):
        return error.headers
    if STATUS[problem] == UNAUTHORIZED:
        return CHALLENGE
    if isinstance(error, exceptions.MethodNotAllowed):
        return {"Allow": ", ".join(context["view"].allowed_methods)}
    if problem == Problem.TOO_MANY_REQUESTS:
        return {"Retry-After": wait_of(error)}
    return AGAIN_SOON if problem == Problem.STILL_RUNNING else {}


def wait_of(error: Exception) -> str:
    return str(int(getattr(error, "wait", None) or 1))


def body_of(problem: Problem, *, path: str, values: Mapping[str, object] | None = None) -> dict[str, Any]:
    return {
        "type": type_of(problem),
        "title": title_of(problem),
        "status": STATUS[problem],
        "detail": detail_of(problem, {} if values is None else values),
        "instance": path,
    }
