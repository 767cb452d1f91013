"""The bench of texts that come in: that its crowd is sound, and that its books find what is amiss. Never its times."""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bench.inbound_books import close_books
from bench.inbound_costs import Costs
from bench.inbound_figures import InboundRun, percentile
from bench.inbound_load import NO_ANSWER, post_all
from bench.inbound_people import ASKED, Answer, load_people
from bench.inbound_report import page
from bench.inbound_requests import request_of, sid_of
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.many_replies import apply_all
from scheduling.enums import AttendanceState as State
from scheduling.models import Attendance, Shift, ShiftEvent

PEOPLE = 60


@pytest.fixture
def crowd(transactional_db: None) -> list[Answer]:
    return load_people(PEOPLE, now=datetime.now(UTC))


@pytest.fixture
def answered(crowd: list[Answer]) -> list[Answer]:
    texts = [
        InboundMessage(provider_sid=sid_of(place), from_number=one.number, body=one.body, received_at=timezone.now())
        for place, one in enumerate(crowd)
    ]
    assert apply_all(InboundMessage.objects.bulk_create(texts), clock=timezone.now) == PEOPLE
    return crowd


def test_each_of_the_crowd_has_one_open_question_and_some_say_no(crowd: list[Answer]) -> None:
    asked = Attendance.objects.filter(state=State.ASKED)
    assert sorted(asked.values_list("volunteer__mobile", flat=True)) == sorted({one.number for one in crowd})
    assert {one.body for one in crowd} == {"JA", "NEJ"}
    assert max(Shift.objects.values_list("asked_count", flat=True)) <= ASKED
    assert sum(Shift.objects.values_list("asked_count", flat=True)) == PEOPLE


def test_books_of_a_crowd_that_was_answered_are_in_order(answered: list[Answer]) -> None:
    assert close_books(answered) == []
    states = Counter(Attendance.objects.values_list("state", flat=True))
    assert states[State.DECLINED] == sum(one.body == "NEJ" for one in answered)


def test_books_tell_of_what_is_amiss(answered: list[Answer]) -> None:
    anna, bo = (next(one for one in answered if one.body == body) for body in ("JA", "NEJ"))
    OutboundMessage.objects.exclude(kind="ask").filter(to_number=anna.number).delete()
    Attendance.objects.filter(volunteer__mobile=bo.number).update(state=State.CONFIRMED)
    ShiftEvent.objects.filter(answer__from_number=anna.number).delete()
    InboundMessage.objects.filter(from_number=bo.number).update(handled_at=None)
    assert close_books([*answered, Answer("+46701740605", "JA")][:-1]) == [
        "1 texts are not applied",
        "1 not moved",
        "1 not in the history once",
        "2 not answered once",
        f"{PEOPLE - 1} answers to {PEOPLE} texts",
        "1 counted wrongly (nights)",
    ]


@pytest.mark.django_db
def test_request_is_one_that_the_door_takes() -> None:
    head, _, body = request_of(Answer("+46701740605", "JA"), sid=sid_of(7)).decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    kept = {name: headers[name] for name in ("Host", "X-Twilio-Signature", "User-Agent")}
    response = Client().post(first.split()[1], body, content_type=headers["Content-Type"], headers=kept)
    assert (response.status_code, int(headers["Content-Length"])) == (200, len(body))
    assert InboundMessage.objects.get().provider_sid == sid_of(7)


class Door(BaseHTTPRequestHandler):
    """Takes every other text."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(HTTPStatus.OK if body == b"even" else HTTPStatus.FORBIDDEN)
        self.end_headers()

    def log_message(self, *_given: Any) -> None:
        pass


@pytest.fixture
def door() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_load_keeps_what_came_of_each_request_in_order(door: int) -> None:
    bodies = ["even", "odd!"] * 10
    requests = [f"POST / HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode() for body in bodies]
    arrivals = post_all(door, requests, rate=500)
    assert arrivals.statuses == [200, 403] * 10
    assert min(arrivals.times) > 0


def test_load_says_when_nobody_answers() -> None:
    assert post_all(1, [b"POST / HTTP/1.1\r\n\r\n"], rate=10).statuses == [NO_ANSWER]


def test_costs_are_those_of_the_processes_of_a_session() -> None:
    costs = Costs()
    costs.watch({"this one": os.getsid(0)})
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass
    assert costs.stop()["this one"] > 0.1


def run_on(database: str, **given: Any) -> InboundRun:
    values: dict[str, Any] = {
        "database": database,
        "server": "gunicorn",
        "rate": 300.0,
        "texts": 1000,
        "refused": 0,
        "median": 10.0,
        "p99": 99.0,
        "longest": 120.0,
        "late_by": 1.0,
        "applied_after": 0.5,
        "faults": [],
        "lock_errors": 0,
        "costs": {"web server": 3.0, "PostgreSQL": 1.0},
    }
    return InboundRun(**{**values, **given})


def test_page_says_what_was_sound_and_where_the_time_went() -> None:
    sound = run_on("PostgreSQL 15.4")
    unsound = run_on("SQLite 3.40.1", faults=["3 not moved"], applied_after=None, readers=2, readings=[20.0, 30.0])
    text = page([sound, unsound], seconds=60, busy=0.1)
    assert "| Sound | yes | **no**: 3 not moved |" in text
    assert "| All applied after the last (bar: 10 s) | 0.5 s | **never** |" in text
    assert "| web server | 3.0 | 3.00 | 3.0 | 3.00 |" in text
    assert "4.0 ms on PostgreSQL" in text


def test_percentile_is_what_so_many_stay_within() -> None:
    assert [percentile([float(n) for n in range(1, 1001)], share) for share in (50, 99, 100)] == [500, 990, 1000]
