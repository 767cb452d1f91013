"""A real server on this machine that is slow, huge, lying, unwilling or gone: what comes of asking it."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from scheduling.domain.subscribed.apart import read_apart
from scheduling.domain.subscribed.fetching import fetch_due
from scheduling.domain.subscribed.subscribing import propose_calendar
from scheduling.enums import CalendarFault
from scheduling.exceptions import CalendarUnread
from scheduling.gateways import calendars
from scheduling.gateways.calendars import LARGEST, Fetched, fetch_calendar
from scheduling.models import SubscribedCalendar
from tests.factories import MunicipalityFactory
from tests.scheduling.subscribed.calendars import calendar, whole_day
from tests.scheduling.subscribed.towns import MONDAY

pytestmark = pytest.mark.processes
THERE, ELSEWHERE = "127.0.0.2", "127.0.0.1"
BODY = calendar(whole_day("20261026", "20261102", title="Höstlov")).encode()
Play = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """Answers as the test has it; keeps the headers of what it was asked."""

    url: str
    play: Play = lambda _handler: None
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    """On an address that Lykta may call, beside one that it may not."""
    settings.OUTWARD_NETWORKS = [f"{THERE}/32"]
    settings.OUTWARD_PLAIN_HTTP = True

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append({name.lower(): value for name, value in self.headers.items()})
            try:
                found.play(self)
            except ConnectionError:
                self.close_connection = True

        def log_message(self, *_said: object) -> None:
            """Tests say nothing of what goes well."""

    with ThreadingHTTPServer((THERE, 0), Handler) as http:
        http.daemon_threads = True
        found = Server(f"http://{THERE}:{http.server_port}/lov.ics")
        Thread(target=http.serve_forever, daemon=True).start()
        yield found
        http.shutdown()


def answer(status: int = 200, body: bytes = BODY, **headers: str) -> Play:
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return play


def fetched(server: Server, play: Play, *, etag: str = "", last_modified: str = "") -> Fetched | None:
    server.play = play
    return fetch_calendar(server.url, etag=etag, last_modified=last_modified)


def fault(server: Server, play: Play) -> tuple[str, int | None]:
    with pytest.raises(CalendarUnread) as caught:
        fetched(server, play)
    return caught.value.fault, caught.value.status


def test_calendar_comes_with_what_to_ask_for_news_by(server: Server) -> None:
    play = answer(
        ETag='"7"', Last_Modified="Mon, 12 Oct 2026 10:00:00 GMT", Content_Type="text/calendar; charset=Latin-1"
    )
    assert fetched(server, play) == Fetched(BODY, "latin-1", '"7"', "Mon, 12 Oct 2026 10:00:00 GMT")
    assert "if-none-match" not in server.asked[0]
    assert server.asked[0]["accept-encoding"] == "identity"


def test_server_that_has_no_news_is_taken_at_its_word(server: Server) -> None:
    assert fetched(server, answer(304, b""), etag='"7"', last_modified="Mon, 12 Oct 2026 10:00:00 GMT") is None
    assert server.asked[0]["if-none-match"] == '"7"'
    assert server.asked[0]["if-modified-since"] == "Mon, 12 Oct 2026 10:00:00 GMT"


def test_no_news_that_nobody_asked_for_is_no_answer(server: Server) -> None:
    assert fault(server, answer(304, b"")) == (CalendarFault.REFUSED, 304)


@pytest.mark.parametrize(
    ("status", "why"),
    [(401, "refused"), (403, "refused"), (404, "gone"), (410, "gone"), (500, "refused"), (204, "refused")],
)
def test_server_that_says_no_is_quoted(server: Server, status: int, why: str) -> None:
    assert fault(server, answer(status, b"")) == (why, status)


@pytest.mark.parametrize("is_date", [False, True])
def test_server_that_asks_for_patience_is_heard(server: Server, *, is_date: bool) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    server.play = answer(503, b"", Retry_After=until if is_date else "7200")
    with pytest.raises(CalendarUnread) as caught:
        fetch_calendar(server.url, etag="", last_modified="")
    assert timedelta(minutes=115) < caught.value.wait <= timedelta(hours=2)


@pytest.mark.parametrize("said", ["", "snart", "-5", "9" * 50, "Fri, 99 Oct 2026 10:00:00 GMT"])
def test_patience_that_cannot_be_read_is_none(server: Server, said: str) -> None:
    server.play = answer(503, b"", Retry_After=said)
    with pytest.raises(CalendarUnread) as caught:
        fetch_calendar(server.url, etag="", last_modified="")
    assert caught.value.wait == timedelta(0)


def test_slow_server_is_left_in_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that sends an octet now and then, for ever."""
    monkeypatch.setattr(calendars, "SECONDS", 1.0)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"B")
            time.sleep(0.1)

    assert fault(server, drip) == (CalendarFault.SLOW, None)
    assert fault(server, lambda _handler: time.sleep(60)) == (CalendarFault.SLOW, None)


def test_huge_calendar_is_not_read_to_its_end(server: Server) -> None:
    sent: list[int] = []

    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(4_000):
            handler.wfile.write(b"x" * 65_536)
            sent.append(65_536)

    assert fault(server, pour) == (CalendarFault.TOO_LARGE, None)
    assert sum(sent) < 20 * LARGEST


def test_gzip_bomb_is_not_unpacked(server: Server) -> None:
    bomb = gzip.compress(b"\0" * (200 * 2**20), 1)
    assert len(bomb) < LARGEST
    tracemalloc.start()
    try:
        assert fault(server, answer(body=bomb, Content_Encoding="gzip")) == (CalendarFault.TOO_LARGE, None)
        assert tracemalloc.get_traced_memory()[1] < 10 * LARGEST
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("GZip ", gzip.compress)]
)
def test_packed_calendar_is_unpacked(server: Server, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    found = fetched(server, answer(body=pack(BODY), Content_Encoding=encoding))
    assert found == Fetched(BODY)


@pytest.mark.parametrize(("encoding", "body"), [("gzip", BODY), ("gzip", gzip.compress(BODY)[:-30]), ("br", BODY)])
def test_what_cannot_be_unpacked_is_broken(server: Server, encoding: str, body: bytes) -> None:
    assert fault(server, answer(body=body, Content_Encoding=encoding)) == (CalendarFault.UNREADABLE, None)


def test_calendar_that_is_cut_off_on_its_way_is_broken(server: Server) -> None:
    assert fault(server, answer(Content_Length=str(len(BODY) + 10))) == (CalendarFault.UNREADABLE, None)


def test_redirect_is_followed_but_not_into_the_house(server: Server) -> None:
    def to(place: str) -> Play:
        def play(handler: BaseHTTPRequestHandler) -> None:
            (answer() if handler.path == "/ny.ics" else answer(302, b"", Location=place))(handler)

        return play

    assert fetched(server, to("/ny.ics")) == Fetched(BODY)
    port = server.url.rsplit(":", 1)[1].split("/")[0]
    closed = (
        f"http://{ELSEWHERE}:{port}/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.2]/",
        "file:///etc/passwd",
        "gopher://127.0.0.2/",
        "http://anna:hemligt@127.0.0.2/",
    )
    for place in closed:
        assert fault(server, to(place)) == (CalendarFault.ADDRESS, None)
    assert fault(server, to(server.url)) == (CalendarFault.REFUSED, 302)


def test_address_in_the_house_is_not_called(server: Server) -> None:
    with pytest.raises(CalendarUnread) as caught:
        fetch_calendar(server.url.replace(THERE, ELSEWHERE), etag="", last_modified="")
    assert (caught.value.fault, server.asked) == (CalendarFault.ADDRESS, [])


def test_nobody_at_home_is_told(server: Server) -> None:
    with pytest.raises(CalendarUnread) as caught:
        fetch_calendar(f"http://{THERE}:1/lov.ics", etag="", last_modified="")
    assert caught.value.fault == CalendarFault.UNREACHABLE


def test_what_old_servers_write_is_read(server: Server) -> None:
    old = calendar(whole_day("20261026", title="Höstlov på Åsö")).encode("latin-1")
    found = fetched(server, answer(body=old, Content_Type='text/plain;Charset="ISO-8859-1"'))
    assert found is not None
    read = read_apart(
        found.body,
        zone=ZoneInfo("Europe/Stockholm"),
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        charset=found.charset,
    )
    assert [one.title for one in read.occurrences] == ["Höstlov på Åsö"]


@pytest.mark.django_db
def test_from_the_address_to_the_days(server: Server) -> None:
    server.play = answer(ETag='"7"')
    propose_calendar(MunicipalityFactory(), address=server.url, now=MONDAY)
    assert fetch_due(MONDAY, fetch=fetch_calendar) == 1
    found = SubscribedCalendar.objects.get()
    assert ([event.title for event in found.events.all()], found.etag) == (["Höstlov"], '"7"')
