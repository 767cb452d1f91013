"""Calls to addresses that others have written: nothing inside can be reached, and nobody can hold a call for long."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest
from pytest_django import Settings

from messaging.enums import CallTrouble
from messaging.gateways import open_sockets
from messaging.gateways.outward import Heard, Line, ask, require_outward
from messaging.gateways.protocol import NotHeard
from tests.support.receivers import INSIDE, NAME, OUTSIDE, TLS, Receiver, answer, raw, receiving, silent

Names = dict[str, list[list[str]]]
PATIENCE = 60.0  # seconds for what comes at once, however busy the machine


@pytest.fixture(autouse=True)
def _outside(settings: Settings) -> None:
    """One of this machine's addresses stands for the open internet; the usual one stays inside."""
    settings.OUTWARD_NETWORKS = [f"{OUTSIDE}/32"]
    settings.OUTWARD_PLAIN_HTTP = True


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """What names lead to at the first, second, … look-up; the last of them ever after. Others are not known."""
    known: Names = {}

    def look_up(host: str, port: int, **_options: Any) -> list[Any]:
        if host not in known:
            raise socket.gaierror
        addresses = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr("messaging.gateways.open_sockets.socket.getaddrinfo", look_up)
    return known


def heard(url: str, *, within: float = PATIENCE, **given: Any) -> Heard:
    return ask(url, at_most=given.pop("at_most", 1000), within=within, **given)


def trouble(url: str, *, within: float = PATIENCE) -> CallTrouble:
    with pytest.raises(NotHeard) as failure:
        heard(url, within=within)
    return failure.value.trouble


def at(port: int, host: str = NAME, scheme: str = "http") -> str:
    return f"{scheme}://{host}:{port}/"


def test_call_arrives_as_it_was_made_and_its_answer_comes_back(receiver: Receiver) -> None:
    receiver.behave = answer(201, b"tack", X_Seen="ja")
    came = heard(f"{receiver.url}?a=1#b", method="POST", headers={"X-Own": "1"}, body="åäö".encode())
    assert came == Heard(status=201, headers={"x-seen": "ja", "content-length": "4"}, body=b"tack", is_whole=True)
    (call,) = receiver.calls
    assert (call.method, call.path, call.body) == ("POST", "/hook?a=1", "åäö".encode())
    assert call.headers == {
        "host": f"{OUTSIDE}:{receiver.port}",
        "x-own": "1",
        "accept-encoding": "identity",
        "content-length": "6",
    }


@pytest.mark.parametrize(
    ("tail", "path"), [("", "/"), ("/", "/"), ("?a=%20", "/?a=%20"), ("//b/c", "//b/c"), ("/a#b", "/a"), ("#b", "/")]
)
def test_path_is_asked_for_as_it_is_written(receiver: Receiver, tail: str, path: str) -> None:
    heard(f"http://{OUTSIDE}:{receiver.port}{tail}")
    assert [call.path for call in receiver.calls] == [path]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_inside_is_not_reached_by_any_spelling(host: str) -> None:
    with receiving(host=INSIDE) as secret:
        assert trouble(at(secret.port, host)) in {CallTrouble.FORBIDDEN, CallTrouble.UNKNOWN_NAME}
    assert (secret.lines, secret.calls) == (0, [])


def test_name_that_leads_inside_is_not_called(names: Names) -> None:
    names[NAME] = [[INSIDE]]
    with receiving(host=INSIDE) as secret:
        assert trouble(at(secret.port)) == CallTrouble.FORBIDDEN
    assert secret.lines == 0


def test_name_with_one_foot_inside_is_not_called_at_all(names: Names, receiver: Receiver) -> None:
    names[NAME] = [[OUTSIDE, INSIDE]]
    assert trouble(at(receiver.port)) == CallTrouble.FORBIDDEN
    assert receiver.lines == 0


def test_name_that_is_bound_anew_after_the_look_up_changes_nothing(names: Names, receiver: Receiver) -> None:
    names[NAME] = [[OUTSIDE], [INSIDE]]
    assert heard(at(receiver.port)).status == 204
    assert trouble(at(receiver.port)) == CallTrouble.FORBIDDEN
    assert [call.headers["host"] for call in receiver.calls] == [f"{NAME}:{receiver.port}"]


def test_name_bound_anew_between_calls_on_a_line_that_breaks_is_looked_up_and_checked_anew(
    names: Names, receiver: Receiver
) -> None:
    names[NAME] = [[OUTSIDE], [INSIDE]]
    receiver.behave = raw(b"HTTP/1.1 204 Said\r\n\r\n")  # closes without saying so
    with Line(at(receiver.port)) as line:
        assert line.ask(at_most=10, within=PATIENCE).status == 204
        with pytest.raises(NotHeard) as failure:
            line.ask(at_most=10, within=PATIENCE)
    assert failure.value.trouble == CallTrouble.FORBIDDEN


def test_other_end_of_the_socket_is_looked_at(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a socket to lead elsewhere than it was told to, nothing would be said on it."""
    with receiving(host=INSIDE) as secret:
        inside = (socket.AF_INET, (INSIDE, secret.port))
        monkeypatch.setattr(open_sockets, "_addresses", lambda *_args, **_options: [inside])
        assert trouble(receiver.url) == CallTrouble.FORBIDDEN
    assert secret.calls == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_an_answer_and_not_followed(receiver: Receiver, status: int) -> None:
    with receiving(host=INSIDE) as secret:
        receiver.behave = answer(status, Location=secret.url)
        assert heard(receiver.url).status == status
    assert secret.lines == 0


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mottagare.example",
        "ftp://mottagare.example/",
        "file:///etc/passwd",
        "gopher://mottagare.example/",
        "http://",
        "http://:80/",
        "http://anna@mottagare.example/",
        "http://anna:hemligt@mottagare.example/",
        "http://@mottagare.example/",
        "http://mottagare.example:0/",
        "http://mottagare.example:99999/",
        "http://mottagare.example:a/",
        "http://[::1/",
        "http://mottagare.example/a b",
        "http://mottagare.example/\r\nX: 1",
        "http://mottagåre.example/",
        f"http://mottagare.example/{'a' * 2000}",
    ],
)
def test_address_that_is_none_is_refused_unasked(url: str) -> None:
    with pytest.raises(NotHeard) as failure:
        require_outward(url)
    assert failure.value.trouble == CallTrouble.FORBIDDEN


def test_plain_http_is_refused_where_it_is_not_allowed(settings: Settings, receiver: Receiver) -> None:
    settings.OUTWARD_PLAIN_HTTP = False
    assert trouble(receiver.url) == CallTrouble.FORBIDDEN
    assert receiver.lines == 0
    assert require_outward("https://mottagare.example/hook").hostname == NAME


def test_proxy_of_the_environment_is_not_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(host=INSIDE) as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://{INSIDE}:{proxy.port}")
        assert heard(receiver.url).status == 204
    assert proxy.lines == 0


def took(act: Callable[[], object]) -> float:
    began = monotonic()
    act()
    return monotonic() - began


@pytest.mark.parametrize(
    "behave",
    [
        silent(60),
        raw(b"HTTP/1.1 200 OK\r\nX: ", *[b"1"] * 200, every=0.3),
        raw(b"HTTP/1.1 200 OK\r\n", *[b"X: 1\r\n"] * 90, every=0.3),
        raw(*[b"HTTP/1.1 100 Continue\r\n\r\n"] * 200, every=0.3),
    ],
    ids=["says nothing", "a letter at a time", "headers without end", "continues without end"],
)
def test_whole_call_has_one_end_in_time(receiver: Receiver, behave: Any) -> None:
    receiver.behave = behave
    assert took(lambda: trouble(receiver.url, within=1)) < 15
    assert trouble(receiver.url, within=0.4) == CallTrouble.TIMED_OUT


def test_body_without_end_is_cut_in_length_and_in_time_and_its_status_holds(receiver: Receiver) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    receiver.behave = raw(head, *[b"a\r\n0123456789\r\n"] * 100)
    came = heard(receiver.url, at_most=25)
    assert (came.status, came.body, came.is_whole) == (200, b"0123456789012345678901234", False)
    receiver.behave = raw(head + b"a\r\n0123456789\r\n", every=PATIENCE)
    came = heard(receiver.url, within=3)
    assert (came.status, came.body[:10], came.is_whole) == (200, b"0123456789", False)


def test_body_that_is_shorter_than_promised_is_not_whole(receiver: Receiver) -> None:
    receiver.behave = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nkort")
    came = heard(receiver.url)
    assert (came.status, came.body, came.is_whole) == (200, b"kort", False)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", CallTrouble.GARBLED),
        (b"HTTP/1.1 abc\r\n\r\n", CallTrouble.GARBLED),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n", CallTrouble.GARBLED),
        (b"HTTP/1.1 200 OK\r\nX: " + b"1" * 70_000 + b"\r\n\r\n", CallTrouble.GARBLED),
        (b"", CallTrouble.LOST),
    ],
)
def test_what_is_no_answer_is_told_apart(receiver: Receiver, said: bytes, expected: CallTrouble) -> None:
    receiver.behave = raw(said)
    assert trouble(receiver.url) == expected


def test_nobody_there_and_no_such_name(names: Names) -> None:
    names[NAME] = [[OUTSIDE]]
    with receiving() as gone:
        port = gone.port
    assert trouble(at(port)) == CallTrouble.UNREACHABLE
    assert trouble("http://okand.example/") == CallTrouble.UNKNOWN_NAME


def test_look_up_that_hangs_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_sockets, "_look_up", lambda *_given: silent(PATIENCE)(socket.socket(), None))  # type: ignore[arg-type]  # a double
    assert took(lambda: trouble("http://mottagare.example/", within=0.5)) < PATIENCE / 2


def test_line_is_kept_between_calls_and_opened_anew_when_the_other_side_has_closed_it(receiver: Receiver) -> None:
    with Line(receiver.url) as line:
        for _ in range(3):
            line.ask(at_most=10, within=PATIENCE)
        assert (receiver.lines, len(receiver.calls)) == (1, 3)
        receiver.behave = raw(b"HTTP/1.1 204 Said\r\n\r\n")
        line.ask(at_most=10, within=PATIENCE)
        receiver.behave = answer(closes=True)
        assert line.ask(at_most=10, within=PATIENCE).status == 204
        assert line.ask(at_most=10, within=PATIENCE).status == 204
    assert (receiver.lines, len(receiver.calls)) == (3, 6)


def test_certificate_must_be_for_the_name_and_from_someone_trusted(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    names[NAME] = names["annan.example"] = [[OUTSIDE]]
    with receiving(is_secure=True) as receiver:
        assert trouble(at(receiver.port, scheme="https")) == CallTrouble.INSECURE
        trusting = ssl.create_default_context(cafile=str(TLS / "mottagare.crt"))
        monkeypatch.setattr(open_sockets, "_tls", lambda: trusting)
        assert heard(at(receiver.port, scheme="https")).status == 204
        assert trouble(at(receiver.port, "annan.example", "https")) == CallTrouble.INSECURE
        assert trouble(at(receiver.port, scheme="http")) in {CallTrouble.LOST, CallTrouble.GARBLED}
    with receiving() as plain:
        assert trouble(at(plain.port, scheme="https")) in {CallTrouble.INSECURE, CallTrouble.LOST}
    assert [call.path for call in receiver.calls] == ["/"]


def test_trouble_says_nothing_of_the_address() -> None:
    with pytest.raises(NotHeard) as failure:
        heard("http://10.0.0.7/hemlig-token")
    assert json.dumps(str(failure.value)) == '"forbidden"'
    assert failure.value.__cause__ is None
