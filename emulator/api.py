"""Twilio's Messages resource, API version 2010-04-01, as twilio-python calls it."""

import hmac
import re
import socket
import time
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.datastructures import MultiDict

from emulator.errors import CARRIER_FAULTS, ApiError
from emulator.faults import Kind
from emulator.listing import list_page
from emulator.messages import message_json
from emulator.numbers import country_of, is_alphanumeric_sender, is_e164, is_mobile
from emulator.provider import Provider
from emulator.states import TERMINAL
from emulator.store import Message

BODY_LIMIT = 1600
NOT_EMULATED = ("SendAt", "MediaUrl", "ContentSid")
SERVICE_SID = re.compile(r"^MG[0-9a-fA-F]{32}$")

api = Blueprint("api", __name__, url_prefix="/2010-04-01/Accounts/<account_sid>")


def current_provider() -> Provider:
    provider: Provider = current_app.extensions["provider"]
    return provider


@api.url_value_preprocessor
def check_account(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """HTTP Basic with the account's SID and token; the account in the path must be the same."""
    settings = current_provider().settings
    given = request.authorization
    asked_for = (values or {}).pop("account_sid", "")
    user, password = (given.username or "", given.password or "") if given and given.type == "basic" else ("", "")
    is_right = hmac.compare_digest(
        f"{user}:{password}".encode(), f"{settings.account_sid}:{settings.auth_token}".encode()
    )
    if not is_right or asked_for != settings.account_sid:
        raise ApiError(20003)


@api.errorhandler(ApiError)
def answer_error(error: ApiError) -> Response:
    response = jsonify(error.as_json())
    response.status_code = error.status
    if error.code == 20003:  # noqa: PLR2004 - Twilio's codes
        response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    if error.retry_after is not None:
        response.headers["Retry-After"] = f"{error.retry_after:g}"
    return response


@api.post("/Messages.json")
def create_message() -> tuple[Response, int]:
    provider, form = current_provider(), request.form
    to = form.get("To", "")
    strike_before(provider, to=to)
    sender, service_sid = read_sender(provider, form)
    check_text(provider, form, sender=sender or provider.settings.number)
    message = provider.accept(
        to=to,
        sender=sender,
        body=form["Body"],
        service_sid=service_sid,
        callback_url=form.get("StatusCallback", ""),
        error_code=befall(provider, to=to),
    )
    strike_after(provider, to=to)
    return jsonify(message_json(message, account_sid=provider.settings.account_sid)), 201


@api.get("/Messages/<sid>.json")
def fetch_message(sid: str) -> Response:
    return jsonify(message_json(find(sid), account_sid=current_provider().settings.account_sid))


@api.post("/Messages/<sid>.json")
def redact_message(sid: str) -> Response:
    """The one change that is emulated: an empty Body, which wipes the text at the provider."""
    message = find(sid)
    if request.form.get("Body") != "" or "Status" in request.form:
        raise ApiError(20001, "The emulator can only redact: send an empty Body")
    if message.status not in TERMINAL:
        raise ApiError(20009)
    changed = current_provider().store.change(sid, is_redacted=True) or message
    return jsonify(message_json(changed, account_sid=current_provider().settings.account_sid))


@api.delete("/Messages/<sid>.json")
def delete_message(sid: str) -> tuple[str, int]:
    if find(sid).status not in TERMINAL:
        raise ApiError(20009)
    current_provider().store.change(sid, is_deleted=True)
    return "", 204


@api.get("/Messages.json")
def list_messages() -> Response:
    provider = current_provider()
    return jsonify(
        list_page(provider.store.messages(), request.args, path=request.path, account_sid=provider.settings.account_sid)
    )


@api.route("/<path:rest>", methods=["GET", "POST", "DELETE"])
def not_emulated(rest: str) -> Response:
    raise ApiError(20404, f"{request.path} (the SMS emulator has Messages and Calls, not {rest})")


def find(sid: str) -> Message:
    message = current_provider().store.get(sid)
    if message is None or message.is_deleted:
        raise ApiError(20404, request.path)
    return message


def strike_before(provider: Provider, *, to: str) -> None:
    """Faults that leave no text behind."""
    limited = provider.faults.draw(Kind.RATE_LIMIT, to=to)
    if limited:
        raise ApiError(20429, retry_after=limited.seconds)
    broken = provider.faults.draw(Kind.SERVER_ERROR, to=to)
    if broken:
        raise ApiError(20503 if broken.status == 503 else 20500)  # noqa: PLR2004 - Twilio's codes
    stalled = provider.faults.draw(Kind.STALL, to=to)
    if stalled:
        time.sleep(stalled.seconds)
    if stalled or provider.faults.draw(Kind.REFUSE, to=to):
        cut_connection()


def strike_after(provider: Provider, *, to: str) -> None:
    """Faults that leave an accepted text behind, whatever its sender gets to know."""
    slow = provider.faults.draw(Kind.SLOW, to=to)
    if slow:
        time.sleep(slow.seconds)
    if provider.faults.draw(Kind.CUT, to=to):
        cut_connection()


def cut_connection() -> None:
    """Hangs up on the caller in the middle of the request. Whatever is written to the socket afterwards is lost."""
    wire: socket.socket = request.environ["werkzeug.socket"]
    wire.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError


def read_sender(provider: Provider, form: "MultiDict[str, str]") -> tuple[str | None, str | None]:
    """The From number and the Messaging Service, of which one may be missing."""
    settings, sender, service_sid = provider.settings, form.get("From", ""), form.get("MessagingServiceSid", "")
    if not sender and not service_sid:
        raise ApiError(21603)
    if service_sid and (not SERVICE_SID.match(service_sid) or settings.service_sid not in {"", service_sid}):
        raise ApiError(21701, service_sid)
    if sender and sender != settings.number and not is_alphanumeric_sender(sender):
        raise ApiError(21606, sender)
    return sender or None, service_sid or None


def check_text(provider: Provider, form: "MultiDict[str, str]", *, sender: str) -> None:
    to, body, callback = form.get("To", ""), form.get("Body", ""), form.get("StatusCallback", "")
    if not to:
        raise ApiError(21604)
    check_recipient(provider, to=to, sender=sender)
    if not body:
        raise ApiError(21602)
    if len(body) > BODY_LIMIT:
        raise ApiError(21617)
    if callback and (urlsplit(callback).scheme not in {"http", "https"} or not urlsplit(callback).hostname):
        raise ApiError(21609, callback)
    for name in NOT_EMULATED:
        if name in form:
            raise ApiError(20001, f"{name} is not emulated")


def check_recipient(provider: Provider, *, to: str, sender: str) -> None:
    if not is_e164(to):
        raise ApiError(21211, to)
    if to == sender:
        raise ApiError(21266, to)
    if country_of(to) not in provider.settings.countries:
        raise ApiError(21408, to)
    if not is_mobile(to):
        raise ApiError(21614, to)
    if provider.store.has_opted_out(to):
        raise ApiError(21610)


def befall(provider: Provider, *, to: str) -> int | None:
    """What the number's magic does: raises at once, or gives the code the text will end with."""
    code = provider.faults.spend_magic(to, provider.settings.magic.get(to))
    if code is not None and code not in CARRIER_FAULTS:
        raise ApiError(code, to, retry_after=1 if code == 20429 else None)  # noqa: PLR2004 - Twilio's codes
    return code
