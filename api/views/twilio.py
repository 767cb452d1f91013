"""The SMS provider's two doors: texts that came in, and what became of those that went out.

Whatever happens the answer is a TwiML document, empty unless a call is to be led: plain text would be texted to the
person, HTML is error 12300.
"""

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from traceback import format_tb

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from api.domain.relay import Relay
from fieldwork.domain.inbound import apply_all
from messaging.domain.callback_links import read_status_link
from messaging.domain.inbox import record_inbound
from messaging.domain.outbox import record_status
from messaging.gateways import clock
from messaging.gateways.twilio import is_signed
from messaging.models import InboundMessage

logger = logging.getLogger(__name__)

SID_LENGTH = 64


class Answer(HttpResponse):
    """What the provider hears. Texts that are still to be applied are so when it has been sent."""

    def close(self) -> None:
        try:
            RELAY.run()
        finally:
            super().close()


def signed_webhook(handle: Callable[[HttpRequest], HTTPStatus | str]) -> Callable[[HttpRequest], HttpResponse]:
    """A POST that the provider has signed for the public address; any other way in is closed.

    The handler returns a status, for an empty document, or the document itself.
    """

    @csrf_exempt
    @wraps(handle)
    def door(request: HttpRequest) -> HttpResponse:
        try:
            answer = _admit(request) or handle(request)
        except Exception as error:  # noqa: BLE001 - the provider must get its empty document, and will call again
            log_error(f"{handle.__name__} failed", error)
            answer = HTTPStatus.INTERNAL_SERVER_ERROR
        document, status = (answer, HTTPStatus.OK) if isinstance(answer, str) else ("<Response/>", answer)
        allow = {"Allow": "POST"} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
        return Answer(document, content_type="text/xml", status=status, headers=allow)

    return door


def _admit(request: HttpRequest) -> HTTPStatus | None:
    if request.method != "POST":
        return HTTPStatus.METHOD_NOT_ALLOWED
    # The Host header is the caller's word; the signature is for the address that Lykta has told the provider.
    address = f"{settings.PUBLIC_URL}{request.get_full_path()}"
    try:
        return None if is_signed(address, request.POST, request.headers) else HTTPStatus.FORBIDDEN
    except SuspiciousOperation:
        return HTTPStatus.BAD_REQUEST


@signed_webhook
def inbound(request: HttpRequest) -> HTTPStatus:
    """Record the text, then do what it says. If the second fails, the sweep does it later: the text is safe."""
    form = request.POST
    sid, sender = form.get("MessageSid", ""), form.get("From", "")
    if not sid or not sender or len(sid) > SID_LENGTH:
        return HTTPStatus.BAD_REQUEST
    message, is_new = record_inbound(
        provider_sid=sid,
        from_number=sender,
        to_number=form.get("To", ""),
        body=form.get("Body", ""),
        opt_out_type=form.get("OptOutType", ""),
        now=clock.now(),
    )
    if is_new and message.handled_at is None:
        RELAY.take(message)
    return HTTPStatus.OK


def apply_recorded(texts: Sequence[InboundMessage]) -> None:
    try:
        # The provider's own Accept-Language says nothing of the people who wrote.
        with translation.override(settings.LANGUAGE_CODE):
            apply_all(texts, clock=clock.now)
    except Exception as error:  # noqa: BLE001 - whatever it was, the texts are recorded and will be swept up
        log_error(f"{len(texts)} inbound texts are left for the sweep", error)


RELAY = Relay(apply_recorded)


@signed_webhook
def status(request: HttpRequest) -> HTTPStatus:
    """What became of a text. Only an address that Lykta has made itself is listened to."""
    message_uuid = read_status_link(request.GET.get("o", ""), request.GET.get("s", ""))
    if message_uuid is None:
        return HTTPStatus.FORBIDDEN
    form = request.POST
    record_status(
        message_uuid=message_uuid,
        provider_sid=form.get("MessageSid", ""),
        status=form.get("MessageStatus", ""),
        error_code=form.get("ErrorCode", ""),
        now=clock.now(),
    )
    return HTTPStatus.OK


def log_error(sentence: str, error: Exception) -> None:
    """Which error and where, but not its words: a database's complaint quotes the row, with number and text."""
    logger.error("%s: %s at\n%s", sentence, type(error).__name__, "".join(format_tb(error.__traceback__)))
