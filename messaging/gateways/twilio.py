"""Twilio, by its own client. The only module that imports it; the emulator is reached by settings.TWILIO_API_URL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from http import HTTPStatus
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

from messaging.gateways.protocol import AnswerLost, NotReached, Receipt, Refused, SentText

TIMEOUT = 10  # seconds, to connect and again to answer; the client's own default is to wait for ever
LONGEST_VALIDITY = 36_000  # seconds; https://www.twilio.com/docs/messaging/api/message-resource (ValidityPeriod)
SHORTEST_VALIDITY = 6  # "greater than 5 is recommended", same page
TEXTS_ASKED_FOR = 100
TOO_MANY_REQUESTS = "20429"

SIGNATURE = "X-Twilio-Signature"
SIGNATURE_SETTINGS = "X-Twilio-Webhooks-Signature-Settings"


class TwilioGateway:
    """Needs the TWILIO_… settings; holds nothing of its own, the client is one for the process."""

    def send(self, *, to: str, body: str, status_url: str, useful_for: timedelta | None) -> Receipt:
        form: dict[str, Any] = {"to": to, "body": body, "status_callback": status_url, **_sender()}
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
            SentText(
                sid=message.sid or "",
                status=str(message.status),
                body=message.body or "",
                created_at=message.date_created,
                error_code=str(message.error_code or ""),
            )
            for message in messages
            if message.date_created is not None and message.date_created >= since.replace(microsecond=0)
        ]


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

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        if self._target.netloc:
            url = urlsplit(url)._replace(scheme=self._target.scheme, netloc=self._target.netloc).geturl()
        return super().request(method, url, *args, **options)

    def log_request(self, kwargs: dict[str, Any]) -> None:
        pass

    def log_response(self, status_code: int, response: requests.Response) -> None:
        pass


def _client() -> Client:
    return _client_for(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_API_URL)


@cache
def _client_for(account_sid: str, auth_token: str, api_url: str) -> Client:
    return Client(account_sid, auth_token, http_client=RedirectedHttpClient(api_url))


def _sender() -> dict[str, str]:
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


def _refusal(error: TwilioRestException | TwilioServiceException) -> Refused | AnswerLost:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return AnswerLost(f"HTTP {error.status}")
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Refused(TOO_MANY_REQUESTS)
    return Refused(str(error.code or error.status))
