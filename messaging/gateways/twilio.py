"""Twilio, by its own client. The only module that imports it; the emulator is reached by settings.TWILIO_API_URL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from threading import get_ident
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.http import QueryDict
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator, get_signature_algorithm
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from messaging.gateways.protocol import AnswerLost, NotReached, Receipt, Refused, SendFrom, SentText

TWILIO_URL = "https://api.twilio.com"
TIMEOUT = 10  # seconds, to connect and again to answer; the client's own default is to wait for ever
LONGEST_VALIDITY = 36_000  # seconds; https://www.twilio.com/docs/messaging/api/message-resource (ValidityPeriod)
SHORTEST_VALIDITY = 6  # "greater than 5 is recommended", same page
TEXTS_ASKED_FOR = 100
TEXTS_ON_A_PAGE = 1000  # the most that the list gives at once
MOST_CLIENTS = 64  # above the threads that send at once, so that each keeps its connection
TOO_MANY_REQUESTS = "20429"
LONGEST_WAIT = 3600.0  # seconds; who asks for more is asked again after that
NO_NUMBER_TO_CALL_FROM = "21213"  # what the provider itself would say
CALL_EVENTS = ["ringing", "answered", "completed"]  # the last is also told of a call that nobody took

SIGNATURE = "X-Twilio-Signature"
SIGNATURE_SETTINGS = "X-Twilio-Webhooks-Signature-Settings"


class TwilioGateway:
    """Needs the TWILIO_… settings; holds nothing of its own, the client is one for each thread."""

    def send(
        self, *, to: str, body: str, status_url: str, useful_for: timedelta | None, sender: SendFrom | None = None
    ) -> Receipt:
        form: dict[str, Any] = {"to": to, "body": body, "status_callback": status_url, **_address(sender)}
        if useful_for is not None:
            form["validity_period"] = _validity(useful_for)
        with _errors_translated():
            message = _client().messages.create(**form)
        return Receipt(sid=message.sid or "", status=str(message.status), segments=int(message.num_segments or 0))

    def find_sent(self, *, to: str, since: datetime) -> list[SentText]:
        # The list's own filter on time is by DateSent, which a text still in the provider's queue has not got.
        with _errors_translated():
            messages = _client().messages.list(to=to, limit=TEXTS_ASKED_FOR)
        return [
            _sent_text(message)
            for message in messages
            if message.date_created is not None and message.date_created >= since.replace(microsecond=0)
        ]

    def call(self, *, to: str, url: str, status_url: str, sender: SendFrom | None = None) -> Receipt:
        number = (sender.number if sender is not None else "") or settings.TWILIO_FROM
        if not number:
            raise Refused(NO_NUMBER_TO_CALL_FROM)
        with _errors_translated():
            call = _client().calls.create(
                to=to, from_=number, url=url, status_callback=status_url, status_callback_event=CALL_EVENTS
            )
        return Receipt(sid=call.sid or "", status=str(call.status))

    def find_calls(self, *, to: str, since: datetime) -> list[SentText]:
        with _errors_translated():
            calls = _client().calls.list(to=to, limit=TEXTS_ASKED_FOR)
        return [
            SentText(sid=call.sid or "", status=str(call.status), body="", created_at=call.date_created)
            for call in calls
            if call.date_created is not None and call.date_created >= since.replace(microsecond=0)
        ]

    def list_sent(self, *, since: datetime, until: datetime) -> Iterator[SentText]:
        with _errors_translated():
            messages = _client().messages.stream(
                date_sent_after=since, date_sent_before=until, page_size=TEXTS_ON_A_PAGE
            )
            for message in messages:
                if message.date_created is not None and message.direction != "inbound":
                    yield _sent_text(message)


def _sent_text(message: Any) -> SentText:
    return SentText(
        sid=message.sid or "",
        status=str(message.status),
        body=message.body or "",
        created_at=message.date_created,
        error_code=str(message.error_code or ""),
        segments=int(message.num_segments or 0),
        price=_cost(message.price),
        price_unit=(message.price_unit or "").upper(),
    )


def _cost(price: str | None) -> Decimal | None:
    """What is written as "-0.0500" has cost 0.05. None where the provider does not say yet, or not in figures."""
    try:
        return None if price is None else abs(Decimal(price))
    except InvalidOperation:
        return None


def is_signed(url: str, params: QueryDict, headers: Mapping[str, str]) -> bool:
    """Whether Twilio signed this form for exactly this address, with the account's auth token.

    See https://www.twilio.com/docs/usage/webhooks/webhooks-security
    """
    algorithm = get_signature_algorithm(headers.get(SIGNATURE_SETTINGS, ""))
    signature = headers.get(SIGNATURE, "")
    return bool(RequestValidator(settings.TWILIO_AUTH_TOKEN).validate(url, params, signature, algorithm))


class RedirectedHttpClient(TwilioHttpClient):  # type: ignore[misc]  # its package has no types
    """Speaks to `api_url` in place of the host Twilio's client has in mind, and logs nothing: its own lines hold the
    numbers that texts go to.

    Setting `client.api.base_url` instead would break as soon as a region or an edge is configured.
    """

    def __init__(self, api_url: str) -> None:
        super().__init__(timeout=TIMEOUT)
        self._target = urlsplit(api_url)
        # What requests would read from the environment for every single text, it is told once.
        told = self.session.merge_environment_settings(api_url or TWILIO_URL, {}, None, None, None)
        self.session.proxies, self.session.verify = told["proxies"], told["verify"]
        self.session.trust_env = False

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        if self._target.netloc:
            url = urlsplit(url)._replace(scheme=self._target.scheme, netloc=self._target.netloc).geturl()
        response = super().request(method, url, *args, **options)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:  # the client's own error would not say how long
            raise Refused(TOO_MANY_REQUESTS, retry_after=_wait(response.headers))
        return response

    def log_request(self, kwargs: dict[str, Any]) -> None:
        pass

    def log_response(self, status_code: int, response: requests.Response) -> None:
        pass


def _client() -> Client:
    """One for each thread: Twilio's keeps its latest answer on itself, where another thread's call would replace it."""
    return _client_for(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_API_URL, get_ident())


@lru_cache(maxsize=MOST_CLIENTS)
def _client_for(account_sid: str, auth_token: str, api_url: str, _thread: int) -> Client:
    return Client(account_sid, auth_token, http_client=RedirectedHttpClient(api_url))


def _address(sender: SendFrom | None) -> dict[str, str]:
    if sender is not None and sender.messaging_service_sid:
        return {"messaging_service_sid": sender.messaging_service_sid}
    if sender is not None and sender.number:
        return {"from_": sender.number}
    if settings.TWILIO_MESSAGING_SERVICE_SID:
        return {"messaging_service_sid": settings.TWILIO_MESSAGING_SERVICE_SID}
    return {"from_": settings.TWILIO_FROM}


def _validity(useful_for: timedelta) -> int:
    return max(SHORTEST_VALIDITY, min(int(useful_for.total_seconds()), LONGEST_VALIDITY))


@contextmanager
def _errors_translated() -> Iterator[None]:
    """`from None`: the original errors quote the number, and a traceback of them would end up in a log."""
    try:
        yield
    except requests.RequestException as error:
        raise (NotReached if _never_connected(error) else AnswerLost)(type(error).__name__) from None
    except (TwilioRestException, TwilioServiceException) as error:
        raise _refusal(error) from None
    except (TwilioException, ValueError) as error:  # an answer that is not what the API promises
        raise AnswerLost(type(error).__name__) from None


def _never_connected(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError)


def _wait(headers: Mapping[str, str] | None) -> float | None:
    """Seconds, from Retry-After: a number, or a date (RFC 9110 section 10.2.3). None where nothing legible is said."""
    said = (headers or {}).get("Retry-After", "").strip()
    try:
        seconds = (
            float(said) if said[:1].isdigit() else (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
        )
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def _refusal(error: TwilioRestException | TwilioServiceException) -> Refused | AnswerLost:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return AnswerLost(f"HTTP {error.status}")
    return Refused(str(error.code or error.status))
