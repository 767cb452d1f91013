"""A live emulator, and an app's webhook for it to call, as fixtures that any test may ask for."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from emulator.provider import Provider
from emulator.serving import make_quiet_server
from emulator.settings import Settings
from emulator.states import TERMINAL
from emulator.store import Message

TOWN = "+46701740699"
ANNA = "+46701740614"
MEHMET = "+46701740615"
PATIENCE = 60.0  # far more than is needed: it only counts when something is wrong


class LocalHttpClient(TwilioHttpClient):
    """What the app does too: every request goes to another scheme and host."""

    def __init__(self, url: str) -> None:
        super().__init__(pool_connections=False, timeout=PATIENCE)
        self.url = url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        parts = urlsplit(url)
        return super().request(method, self.url + url.removeprefix(f"{parts.scheme}://{parts.netloc}"), *args, **kwargs)


@dataclass
class Emulator:
    url: str
    settings: Settings
    provider: Provider
    client: Client

    @property
    def api(self) -> str:
        return f"{self.url}/2010-04-01/Accounts/{self.settings.account_sid}/Messages"

    @property
    def credentials(self) -> tuple[str, str]:
        return self.settings.account_sid, self.settings.auth_token

    def send(self, to: str = ANNA, body: str = "Kan du gå fre 16/10?", **values: Any) -> Any:
        return self.client.messages.create(to=to, body=body, **({"from_": TOWN} | values))

    def settle(self, sid: str) -> Message:
        """The text once it has reached its last state."""
        store = self.provider.store

        def has_ended() -> bool:
            message = store.get(sid)
            return message is not None and message.status in TERMINAL

        assert store.wait_for(has_ended, seconds=PATIENCE)
        return store.messages()[[message.sid for message in store.messages()].index(sid)]


@dataclass
class Door:
    """An app's webhook: what it was sent, and what it is to answer."""

    url: str = ""
    answers: list[Callable[[Request], Response]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    heard: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        form = request.form.to_dict()
        with self.heard:
            self.calls.append((self.url + environ["REQUEST_URI"], form, request.headers.get("X-Twilio-Signature", "")))
            answer = self.answers.pop(0)(request) if self.answers else Response("<Response/>", mimetype="text/xml")
            self.heard.notify_all()
        return answer(environ, start_response)

    def states(self, sid: str) -> list[str]:
        return [form["MessageStatus"] for _, form, _ in self.calls if form["MessageSid"] == sid]

    def wait_for_calls(self, number: int) -> None:
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.calls) >= number, timeout=PATIENCE), self.calls


class SilentHandler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def running(server: BaseWSGIServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def start_door(stack: ExitStack) -> Callable[[], Door]:
    def start() -> Door:
        door = Door()
        server = make_server("127.0.0.1", 0, door, threaded=True, request_handler=SilentHandler)
        door.url = stack.enter_context(running(server))
        return door

    return start


@pytest.fixture
def door(start_door: Callable[[], Door]) -> Door:
    return start_door()


@pytest.fixture
def start_emulator(stack: ExitStack) -> Callable[..., Emulator]:
    """Starts an emulator on a port of its own, a hundred times as fast as a provider."""

    def start(**values: Any) -> Emulator:
        settings = Settings(**({"speed": 100.0} | values))
        with socket.create_server(("127.0.0.1", 0)) as wire:
            server = make_quiet_server(settings, wire)
        url = stack.enter_context(running(server))
        provider = server.app.extensions["provider"]  # type: ignore[attr-defined]  # a Flask application
        client = Client(settings.account_sid, settings.auth_token, http_client=LocalHttpClient(url))
        return Emulator(url=url, settings=settings, provider=provider, client=client)

    return start


@pytest.fixture
def emulator(start_emulator: Callable[..., Emulator], door: Door) -> Emulator:
    return start_emulator(inbound_url=f"{door.url}/twilio/inbound")
