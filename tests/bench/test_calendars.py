"""The bench of calendars: that its calendars are as long as it says, and its page tells what is missed. Never times."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bench.calendars import main
from bench.calendars_growth import feed_by, grow
from bench.calendars_limits import OWN
from bench.calendars_load import count_answers
from bench.calendars_page import DOORS, Measured, page
from bench.calendars_rows import add_calendars, district_token, own_token
from bench.doors import Ask
from scheduling.domain.calendars import EventStatus
from tests.factories import AssociationFactory, MunicipalityFactory

LENGTHS = (100, 250)
QUICK = {"median": 1.0, "p95": 2.0, "queries": 2}
PARTS = {"stamp": 1.0, "nights": 2.0, "words": 3.0, "write": 1.0, "icalendar": 20.0, "size": 5000, "is_equal": True}
RATE = {"kind": "volunteer", "seconds": 10.0, "right": 2_000, "wrong": 0, "median": 3.0, "p95": 4.0}


@pytest.fixture
def calendars(db: None, settings: Any) -> None:
    settings.CLOCK = "bench.moment.now"
    AssociationFactory.create_batch(3, municipality=MunicipalityFactory())
    add_calendars(LENGTHS)


@pytest.fixture
def found() -> Measured:
    return Measured(
        database="PostgreSQL 15",
        busy=0.3,
        figures=[{"door": door, **QUICK} for door in DOORS],
        growth=[{"events": 100, **PARTS}, {"events": 200, **PARTS}],
        rates=[RATE, {**RATE, "kind": "district"}],
    )


def test_a_volunteers_calendar_has_its_nights_and_some_wait_for_an_answer(calendars: None) -> None:
    events = feed_by(own_token()).events
    assert len(events) == OWN
    assert sum(event.status == EventStatus.TENTATIVE for event in events) == OWN // 4


@pytest.mark.parametrize("nights", LENGTHS)
def test_a_district_has_as_many_nights_as_its_length_and_both_writers_agree(calendars: None, nights: int) -> None:
    grown = grow(district_token(nights), nights=nights)
    assert (grown.events, grown.is_equal) == (nights, True)


def test_the_page_says_of_each_bar_whether_it_is_met(found: Measured) -> None:
    assert found.is_met
    text = page([found], machine="")
    assert (text.count(": met |"), text.count("**")) == (len(DOORS), 6)
    assert "| A volunteer's 40 nights | 200 | 3.0 ms | 4.0 ms | 0 |" in text
    assert "An event of 200 costs 0.50 times what one of 100 does: linear" in text


@pytest.mark.parametrize(
    ("door", "figure"),
    [
        ("volunteer, whole", {"p95": 25.0}),
        ("volunteer, unchanged", {"queries": 3}),
        ("district, unchanged", {"queries": 3}),
        ("district, whole, gzip", {"p95": 250.0}),
    ],
)
def test_a_door_that_is_slow_or_asks_too_much_is_missed(found: Measured, door: str, figure: dict[str, Any]) -> None:
    slow = replace(found, figures=[{**one, **(figure if one["door"] == door else {})} for one in found.figures])
    assert not slow.is_met
    assert page([slow], machine="").count("**missed**") == 1


def test_what_costs_more_the_longer_it_is_is_not_linear(found: Measured) -> None:
    steep = replace(found, growth=[found.growth[0], {**found.growth[1], "words": 30.0}])
    assert not steep.is_met
    assert "**not linear**" in page([steep], machine="")


def test_other_bytes_and_other_answers_are_not_passed_over(found: Measured) -> None:
    assert not replace(found, growth=[{**found.growth[0], "is_equal": False}, found.growth[1]]).is_met
    assert not replace(found, rates=[{**RATE, "wrong": 1}]).is_met


class Unchanged(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(304 if self.headers["If-None-Match"] == "seen" else 200)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Unchanged) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_only_answers_with_the_right_status_are_counted(port: int) -> None:
    seen, new = Ask("/", {"If-None-Match": "seen"}), Ask("/")
    right, wrong = (count_answers(port, ask, status=304, seconds=1.0) for ask in (seen, new))
    assert (right.right > 0, right.wrong) == (True, 0)
    assert (wrong.right, wrong.wrong > 0) == (0, True)


def test_a_database_that_is_not_the_benchs_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "postgres:///lykta"]) == 2
    assert "bench" in capsys.readouterr().err
