"""A calendar program of our own: asks as RFC 4791 and RFC 6578 say, and remembers what it was told."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, fromstring

from api.domain.caldav.names import full
from tests.support.ical_checker import faults
from tests.support.processes import PATIENCE

SYNC = (
    '<D:sync-collection xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:sync-token>{token}</D:sync-token>'
    "<D:sync-level>1</D:sync-level>{limit}<D:prop><D:getetag/>{data}</D:prop></D:sync-collection>"
)
MULTIGET = (
    '<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/>'
    "</D:prop>{hrefs}</C:calendar-multiget>"
)


@dataclass(frozen=True)
class Answer:
    """What came back, from Django's test client or from a socket."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @cached_property
    def xml(self) -> Element:
        return fromstring(self.content)  # noqa: S314 - our own answers

    @cached_property
    def responses(self) -> dict[str, Element]:
        """By path."""
        return {each.findtext(full("D:href"), ""): each for each in self.xml.findall(full("D:response"))}

    def properties(self, path: str) -> dict[str, Element]:
        """What the resource has of what was asked for, by full name."""
        return properties_with(self.responses[path], "HTTP/1.1 200 OK")

    def lacking(self, path: str) -> set[str]:
        return set(properties_with(self.responses[path], "HTTP/1.1 404 Not Found"))

    def text(self, path: str, name: str) -> str:
        return self.properties(path)[full(name)].text or ""

    def status_of(self, path: str) -> str:
        """Of a resource of which nothing else is said."""
        return self.responses[path].findtext(full("D:status"), "")

    @property
    def token(self) -> str:
        return self.xml.findtext(full("D:sync-token"), "")

    @property
    def condition(self) -> str:
        """The full name of the one that was not met."""
        assert self.xml.tag == full("D:error")
        return self.xml[0].tag


def properties_with(response: Element, status: str) -> dict[str, Element]:
    return {
        each.tag: each
        for propstat in response.findall(full("D:propstat"))
        if propstat.findtext(full("D:status")) == status
        for each in propstat.find(full("D:prop")) or ()
    }


Ask = Callable[..., Answer]
# What a feed says of itself as a whole, and a single event has no use for.
OF_FEEDS = {f"VCALENDAR has 0 {name}" for name in ("NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")}


def object_faults(body: bytes) -> list[str]:
    """Everything wrong with one event as a calendar of its own."""
    return [fault for fault in faults(body) if fault not in OF_FEEDS]


def basic(name: str, password: str) -> str:
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


def asking(client: Any, name: str, password: str) -> Ask:
    """`ask("PROPFIND", path, body, Depth="1")` by Django's test client, with the password of a device."""

    def ask(method: str, path: str, body: str | bytes = b"", **headers: str) -> Answer:
        given = {
            "Authorization": basic(name, password),
            **{key.replace("_", "-"): value for key, value in headers.items()},
        }
        response = client.generic(method, path, body, content_type="application/xml; charset=utf-8", headers=given)
        return Answer(response.status_code, response.headers, response.content)

    return ask


def asking_at(url: str, name: str, password: str) -> Ask:
    """The same over a socket, with a connection for each question."""

    def ask(method: str, path: str, body: str | bytes = b"", **headers: str) -> Answer:
        given = {
            "Authorization": basic(name, password),
            "Content-Type": "application/xml; charset=utf-8",
            **{key.replace("_", "-"): value for key, value in headers.items()},
        }
        connection = HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
        try:
            connection.request(method, path, body.encode() if isinstance(body, str) else body, given)
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        finally:
            connection.close()

    return ask


@dataclass
class Follower:
    """Follows one calendar by sync-collection and fetches what changed by calendar-multiget, as phones do."""

    ask: Ask
    path: str
    token: str = ""
    etags: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    fresh_starts: int = 0

    def sync(self, *, limit: int | None = None) -> int:
        """How many addresses were told of."""
        wanted = f"<D:limit><D:nresults>{limit}</D:nresults></D:limit>" if limit else ""
        told = 0
        while True:
            answer = self.ask("REPORT", self.path, SYNC.format(token=self.token, limit=wanted, data=""))
            if answer.status == 403 and answer.condition == full("D:valid-sync-token"):
                self.token, self.etags, self.bodies = "", {}, {}
                self.fresh_starts += 1
                continue
            assert answer.status == 207, answer
            told += self.take(answer)
            self.token = answer.token
            if self.path not in answer.responses:
                return told

    def take(self, answer: Answer) -> int:
        changed = {}
        for path in answer.responses:
            if path == self.path:
                assert "507" in answer.status_of(path)
            elif answer.status_of(path):
                assert answer.status_of(path) == "HTTP/1.1 404 Not Found"
                self.etags.pop(path, None)
                self.bodies.pop(path, None)
            else:
                changed[path] = answer.text(path, "D:getetag")
        self.fetch([path for path, etag in changed.items() if self.etags.get(path) != etag])
        return len(answer.responses) - (self.path in answer.responses)

    def fetch(self, paths: list[str]) -> None:
        if not paths:
            return
        hrefs = "".join(f"<D:href>{quote(path)}</D:href>" for path in paths)
        answer = self.ask("REPORT", self.path, MULTIGET.format(hrefs=hrefs), Depth="1")
        assert answer.status == 207, answer
        for path in paths:
            if answer.status_of(path):
                continue
            self.etags[path] = answer.text(path, "D:getetag")
            self.bodies[path] = answer.text(path, "C:calendar-data")
