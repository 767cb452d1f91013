"""No validator has anything to say of any feed, and each does say something of feeds that are wrong."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine
from django.test import Client

from scheduling.domain.calendars import CalendarFeed, build_calendar
from tests.readers.feeds import NOW, every_feed
from tests.readers.hard_texts import feed_of_texts
from tests.readers.validators import VALIDATORS, Validator
from tests.support.ical_checker import faults


@pytest.mark.django_db
def test_validator_finds_nothing_in_any_feed(
    validator: Validator, client: Client, record_property: Callable[[str, object], None]
) -> None:
    with time_machine.travel(NOW, tick=False):
        bodies = {kind: feed.body for kind, feed in every_feed(client).items()}
    found = {
        kind: validator.faults(body) for kind, body in {**bodies, "hard texts": build_calendar(feed_of_texts())}.items()
    }
    record_property("validator", validator.name)
    record_property("faults", json.dumps({kind: len(told) for kind, told in found.items()}))
    assert {kind: told for kind, told in found.items() if told} == {}


HARMS = {
    "the strict checker": (b"DTEND:20271031T030000Z", b"DTEND:20271030T030000Z"),
    "libical": (b"BEGIN:VEVENT", b"METHOD:PUBLISH\r\nBEGIN:VEVENT"),
    "vobject": (b"DTSTAMP:20271030T190000Z\r\n", b""),
}


def test_validator_speaks_when_something_is_wrong(validator: Validator) -> None:
    body = build_calendar(one_event())
    assert validator.faults(body) == []
    harmed = body.replace(*HARMS[validator.name])
    assert harmed != body
    assert validator.faults(harmed) != []


def one_event() -> CalendarFeed:
    feed = feed_of_texts()
    return replace(feed, events=feed.events[:1])


@pytest.mark.parametrize("name", [name for name in VALIDATORS if name != "the strict checker"])
def test_the_strict_checker_sees_what_others_do(name: str) -> None:
    assert faults(build_calendar(one_event()).replace(*HARMS[name])) != []


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ((b"SUMMARY:S", b"SUMMARY: S"), "SUMMARY begins or ends in space"),
        ((b"SUMMARY:S", b"SUMMARY:\xe2\x80\xa8S"), "a line separator that is no newline"),
        ((b"SUMMARY:S", b"SUMMARY:\xc2\x85S"), "a control character"),
        ((b"SUMMARY:S", b"SUMMARY:070-174 06 12 S"), "SUMMARY holds a phone number"),
        ((b"SUMMARY:S", b"SUMMARY:+46701740612 S"), "SUMMARY holds a phone number"),
        ((b"SUMMARY:S", b"SUMMARY;LANGUAGE=sv:S"), "unexpected ;LANGUAGE=sv on SUMMARY"),
        ((b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR"), "a byte order mark"),
        ((b"BEGIN:VEVENT", b"\r\nBEGIN:VEVENT"), "is empty"),
        ((b"END:VEVENT\r\n", b"END:VEVENT\r\nCOLOR:red\r\n"), "COLOR stands after a component"),
        ((b"COLOR:midnightblue", b"COLOR:#191970"), "COLOR #191970 cannot be"),
        ((b"NAME:S", b"NAME:Z"), "NAME and X-WR-CALNAME differ"),
        ((b"X-PUBLISHED-TTL:PT1H", b"X-PUBLISHED-TTL:PT2H"), "REFRESH-INTERVAL and X-PUBLISHED-TTL differ"),
        ((b"X-PUBLISHED-TTL:PT1H", b"X-PUBLISHED-TTL:1H"), "X-PUBLISHED-TTL 1H cannot be"),
        ((b"UID:text-0@", b"UID:text 0@"), "cannot be"),
        ((b"SEQUENCE:0", b"SEQUENCE:00"), "SEQUENCE 00 cannot be"),
        ((b"SEQUENCE:0", b"SEQUENCE:2147483648"), "SEQUENCE 2147483648 is too large"),
        ((b"DTSTAMP:20271030T", b"DTSTAMP:20271330T"), "does not exist"),
        ((b"TRANSP:OPAQUE", b"TRANSP:BUSY"), "TRANSP BUSY cannot be"),
        ((b"TRANSP:OPAQUE", b"TRANSP:OPAQUE\r\nGEO:59.2;181"), "GEO 59.2;181 is nowhere"),
        ((b"TRANSP:OPAQUE", b"TRANSP:OPAQUE\r\nURL:pass/1"), "URL pass/1 is no address"),
        ((b"TRANSP:OPAQUE", b"TRANSP:OPAQUE\r\nATTENDEE:mailto:a@b.se"), "unexpected ATTENDEE in VEVENT"),
        ((b"TRANSP:OPAQUE", b"TRANSP:OPAQUE\r\nRRULE:FREQ=DAILY"), "unexpected RRULE in VEVENT"),
        ((b"TRANSP:OPAQUE", b"TRANSP:OPAQUE\r\nCREATED:20280101T000000Z"), "LAST-MODIFIED is before CREATED"),
        ((b"STATUS:CONFIRMED", b"STATUS:CONFIRMED\r\nSTATUS:TENTATIVE"), "VEVENT has 2 STATUS"),
        ((b"END:VEVENT", b"BEGIN:VTODO\r\nEND:VTODO\r\nEND:VEVENT"), "unexpected VTODO"),
        ((b"END:VEVENT", b"BEGIN:VALARM\r\nACTION:AUDIO\r\nEND:VALARM\r\nEND:VEVENT"), "ACTION AUDIO cannot be"),
    ],
)
def test_the_strict_checker_finds_what_nobody_else_looks_for(harm: tuple[bytes, bytes], fault: str) -> None:
    body = build_calendar(one_event())
    assert faults(body) == []
    assert fault in "; ".join(faults(body.replace(*harm, 1)))


def test_the_strict_checker_allows_an_alarm_that_is_whole() -> None:
    alarm = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT2H\r\nDESCRIPTION:Nattvandring\r\nEND:VALARM\r\nEND:VEVENT"
    assert faults(build_calendar(one_event()).replace(b"END:VEVENT", alarm)) == []


def test_the_strict_checker_finds_a_character_cut_in_two() -> None:
    body = build_calendar(one_event()).replace("SUMMARY:Söder".encode(), b"SUMMARY:S\xc3\r\n \xb6der")
    assert any("ends inside a character" in fault for fault in faults(body))
