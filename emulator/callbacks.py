"""The provider's calls to the app: status callbacks in order (unless a fault says otherwise) and inbound texts."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Literal
from xml.etree import ElementTree as ET

import requests

from emulator.errors import SERVER_ERROR
from emulator.faults import Faults, Kind
from emulator.numbers import country_of
from emulator.settings import Settings
from emulator.signing import post_signed
from emulator.states import TERMINAL
from emulator.store import Message, Store, Webhook, new_sid
from emulator.timers import Lanes, Timers

API_VERSION = "2010-04-01"
ANSWER_KEPT = 500

UNREACHABLE, BAD_STATUS, BAD_TYPE, BAD_XML = 11205, 11200, 12300, 12100
DEBUGGER = {
    UNREACHABLE: "HTTP connection failure",
    BAD_STATUS: "HTTP retrieval failure",
    BAD_TYPE: "Invalid Content-Type: attempted to parse a document that is not text/xml",
    BAD_XML: "Document parse failure",
}


class Callbacks:
    def __init__(
        self, settings: Settings, *, store: Store, faults: Faults, timers: Timers, now: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._store = store
        self._faults = faults
        self._timers = timers
        self._now = now
        self._lanes = Lanes()
        self._held: dict[str, list[Callable[[], object]]] = {}

    def begin(self, message: Message) -> None:
        """Decides whether this text's callbacks are to come in the wrong order."""
        if message.callback_url and self._faults.draw(Kind.CALLBACK_SHUFFLED, to=message.to):
            self._held[message.sid] = []

    def forget(self) -> None:
        self._held.clear()

    def announce(self, message: Message) -> None:
        """Posts the state the text has now, to where its sender asked."""
        if message.callback_url:
            self._dispatch(message, self._posts(message))
            self._release(message)

    def _posts(self, message: Message) -> list[Callable[[], object]]:
        if self._faults.draw(Kind.CALLBACK_LOST, to=message.to):
            return []
        post = partial(
            self._call, "status", message, status_params(message, self._settings, now=self._now()), attempts=1
        )
        return [post, post] if self._faults.draw(Kind.CALLBACK_DOUBLED, to=message.to) else [post]

    def _dispatch(self, message: Message, posts: list[Callable[[], object]]) -> None:
        held = self._held.get(message.sid)
        if held is not None:
            held.extend(posts)
            return
        delay = self._faults.draw(Kind.CALLBACK_DELAYED, to=message.to)
        for post in posts:
            if delay is None:
                self._lanes.put(message.sid, post)
            else:
                self._timers.after(delay.seconds, partial(self._lanes.put, message.sid, post))

    def _release(self, message: Message) -> None:
        if message.status in TERMINAL and message.sid in self._held:
            posts = self._held.pop(message.sid)
            self._faults.shuffle(posts)
            for post in posts:
                self._lanes.put(message.sid, post)

    def deliver(self, message: Message, *, on_answer: Callable[[Message, Webhook], object]) -> None:
        """Posts an inbound text to the app, a person's texts one after the other, and hands the answer on."""

        def post() -> None:
            webhook = self._call("inbound", message, inbound_params(message, self._settings), attempts=2)
            on_answer(message, webhook)

        self._lanes.put(message.sender or "", post)

    def _call(
        self, kind: Literal["inbound", "status"], message: Message, params: dict[str, str], *, attempts: int
    ) -> Webhook:
        url = self._settings.inbound_url if kind == "inbound" else message.callback_url
        token = new_sid("")
        answer, made = None, 0
        while made < attempts and (answer is None or answer.status_code >= SERVER_ERROR):
            made += 1
            try:
                answer = post_signed(url, params, token=self._settings.auth_token, idempotency=token)
            except requests.RequestException:
                answer = None
        webhook = Webhook(
            kind=kind,
            sid=message.sid,
            url=url,
            params=params,
            attempts=made,
            http_status=None if answer is None else answer.status_code,
            content_type="" if answer is None else answer.headers.get("Content-Type", ""),
            answer="" if answer is None else answer.text[:ANSWER_KEPT],
            error_code=judge(answer, kind=kind),
            at=self._now(),
        )
        self._store.record(webhook)
        return webhook


def judge(answer: requests.Response | None, *, kind: Literal["inbound", "status", "call"]) -> int | None:
    """The code Twilio's debugger shows for this answer; None when all is well. A status callback's body is not read."""
    if answer is None:
        return UNREACHABLE
    if not answer.ok:
        return BAD_STATUS
    media = media_type(answer.headers.get("Content-Type", ""))
    if kind == "status" or not answer.text.strip() or media == "text/plain":
        return None
    if media not in {"text/xml", "application/xml"}:
        return BAD_TYPE
    return None if parse_twiml(answer.text) is not None else BAD_XML


def media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def parse_twiml(text: str) -> ET.Element | None:
    try:
        return ET.fromstring(text)  # noqa: S314  the app under test on this machine is what answers
    except ET.ParseError:
        return None


def replies_in(webhook: Webhook) -> list[str]:
    """The texts an answer makes the provider send back: a plain-text body as it is, or TwiML's <Message>s."""
    if webhook.error_code is not None or not webhook.answer.strip():
        return []
    if media_type(webhook.content_type) == "text/plain":
        return [webhook.answer]
    root = parse_twiml(webhook.answer)
    verbs = [] if root is None else root.iter("Message")
    return ["".join(verb.itertext()).strip() for verb in verbs]


def status_params(message: Message, settings: Settings, *, now: datetime) -> dict[str, str]:
    params = {
        "AccountSid": settings.account_sid,
        "ApiVersion": API_VERSION,
        "From": message.sender or "",
        "MessageSid": message.sid,
        "MessageStatus": message.status,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "To": message.to,
    }
    if message.service_sid:
        params["MessagingServiceSid"] = message.service_sid
    if message.error_code is not None:
        params["ErrorCode"] = str(message.error_code)
    if message.status in {"delivered", "undelivered"}:
        params["RawDlrDoneDate"] = f"{now:%y%m%d%H%M}"
    return params


def inbound_params(message: Message, settings: Settings) -> dict[str, str]:
    """The fields of a real inbound text to a long code; places are blank outside North America."""
    params = dict.fromkeys(["ToState", "ToCity", "ToZip", "FromState", "FromCity", "FromZip"], "")
    params |= {
        "ToCountry": country_of(message.to),
        "FromCountry": country_of(message.sender or ""),
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "SmsStatus": "received",
        "AccountSid": settings.account_sid,
        "ApiVersion": API_VERSION,
        "From": message.sender or "",
        "To": message.to,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
    }
    if settings.service_sid:
        params["MessagingServiceSid"] = settings.service_sid
    if message.opt_out_type:
        params["OptOutType"] = message.opt_out_type
    return params
