"""What changing a resource takes beside what reading it does: a body, an Idempotency-Key for POST, an If-Match."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.utils.http import parse_etags
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.repeats import Answer, once
from api.enums import Problem
from api.exceptions import InvalidFields, Refused
from api.serializers.bodies import PlainJSONParser
from api.views.problems import LARGEST_BODY
from api.views.reading import PlainRenderer, ReadingView, etag_of
from messaging.gateways import clock

P = ParamSpec("P")
View = TypeVar("View", bound="WritingView")
Handler = Callable[Concatenate[View, Request, P], Response]
# A String of RFC 9651, or what most clients send: the same without its quotation marks.
IDEMPOTENCY_KEY = re.compile(r'(?P<mark>"?)(?P<key>[!#-\[\]-~]{1,255})(?P=mark)')


class WritingView(ReadingView):
    """One resource that can be read and changed. Name what it can in `http_method_names`.

    Every `post` stands under @repeatable. A `patch`, `put` or `delete`, and a `post` that `changes_what_was_read`,
    locks its row in a transaction and calls `require_match` with what a reading would show, before it calls a verb.
    """

    parser_classes = [PlainJSONParser]
    http_method_names = ["get", "head", "post"]

    def given(self, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The members of the body. Raises InvalidFields."""
        sent = self.request.data
        read = shape(data="" if sent is None else sent)  # null is told of like anything else that is no object
        if not read.is_valid():
            raise InvalidFields(read.errors)
        return dict(read.validated_data)

    def require_match(self, payload: Mapping[str, Any]) -> None:
        """Raises Refused unless If-Match holds the ETag of `payload`: 428 when missing, 412 when it is another."""
        given = self.request.headers.get("If-Match", "")
        if not given.strip():
            raise Refused(Problem.NO_IF_MATCH)
        etag = etag_of(PlainRenderer().render(payload))
        if given.strip() != "*" and etag not in parse_etags(given):
            raise Refused(Problem.CHANGED_MEANWHILE, headers={"ETag": etag})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise RequestDataTooBig


def repeatable(handler: Handler[View, P]) -> Handler[View, P]:
    """A POST that is carried out once for each Idempotency-Key of a partner, in one transaction.

    The handler answers with plain JSON values and perhaps a Location, and raises what it refuses.
    """

    @wraps(handler)
    def carried_out(view: View, request: Request, /, *args: P.args, **kwargs: P.kwargs) -> Response:
        def work() -> Answer:
            response = handler(view, request, *args, **kwargs)
            return Answer(response.status_code, response.data, response.headers.get("Location", ""))

        answer = once(
            work,
            partner=view.partner,
            idempotency_key=idempotency_key_of(request),
            fingerprint=fingerprint_of(view, request),
            now=clock.now(),
        )
        headers = {"Location": answer.location} if answer.location else {}
        if answer.is_repeated:
            headers["Idempotency-Replayed"] = "true"
        return Response(answer.body, status=answer.status, headers=headers)

    carried_out.is_repeatable = True  # type: ignore[attr-defined]  # a mark on the function
    return carried_out


def idempotency_key_of(request: Request) -> str:
    """Raises Refused."""
    found = IDEMPOTENCY_KEY.fullmatch(request.headers.get("Idempotency-Key", "").strip())
    if found is None:
        raise Refused(Problem.NO_IDEMPOTENCY_KEY)
    return found["key"]


def fingerprint_of(view: WritingView, request: Request) -> str:
    """A hash of what is asked and how far the key reaches, which is the same for a key that has been changed."""
    reach = [sorted(view.key.scopes), sorted(view.key.districts)]
    asked = [request.method, request.get_full_path(), request.data, reach]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
