"""The builder of feeds, read back by another program's parser (vobject) and by our own strict checker."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import vobject

from scheduling.domain.calendars import FORMAT, CalendarEvent, CalendarFeed, EventStatus, build_calendar
from tests.support.ical_checker import faults

START = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
HARD_TEXTS = [
    "Söder; lag 1, Åsö",
    "två\nrader",
    "slutet\r\npå raden",
    "bak\\snett och \\n som text",
    "🏮 lykta 👩‍👩‍👧 och \u202eåt andra hållet\u202c",
    "מסלול בדרום",
    "å" * 500,
    ":;,:;,\"citat\" 'och' så",
]


def event(**changed: Any) -> CalendarEvent:
    usual = CalendarEvent(
        uid="shift-1@lykta.example",
        summary="Nattvandring Vårby",
        starts=START,
        ends=START + timedelta(hours=4),
        updated_at=datetime(2026, 10, 1, 12, 0, 0, 123456, tzinfo=UTC),
    )
    return replace(usual, **changed)


def feed(*events: CalendarEvent, name: str = "Nattvandring: Vårby IF") -> CalendarFeed:
    return CalendarFeed(name=name, description="Sena ändringar kommer som sms.", language="sv", events=events)


def test_event_is_read_back_whole_by_another_parser() -> None:
    body = build_calendar(
        feed(
            event(
                revision=7,
                status=EventStatus.TENTATIVE,
                description="20.30–00.30, 4 timmar\nSvara JA eller NEJ på sms:et.",
                location="biblioteket, Vårby gårds centrum 1",
                position=(59.264, 17.883),
                url="https://lykta.example/pass/1",
                categories=("Nattvandring",),
            )
        )
    )
    assert faults(body) == []
    (read,) = vobject.readOne(body.decode()).vevent_list
    assert read.dtstart.value == START
    assert read.dtend.value == START + timedelta(hours=4)
    assert read.dtstamp.value == read.last_modified.value == datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert read.sequence.value == "7"
    assert read.status.value == "TENTATIVE"
    assert read.description.value == "20.30–00.30, 4 timmar\nSvara JA eller NEJ på sms:et."
    assert read.location.value == "biblioteket, Vårby gårds centrum 1"
    assert read.geo.value == "59.264;17.883"
    assert read.url.value == "https://lykta.example/pass/1"


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_texts_are_read_back_equal_when_they_are_hard(text: str) -> None:
    body = build_calendar(feed(event(summary=text, description=text, location=text), name=text))
    assert faults(body) == []
    calendar = vobject.readOne(body.decode())
    plain = text.replace("\r\n", "\n")
    read = calendar.vevent
    assert [read.summary.value, read.description.value, read.location.value] == [plain] * 3
    assert [named(calendar, "name"), named(calendar, "x-wr-calname")] == [plain] * 2


def named(calendar: vobject.base.Component, name: str) -> str:
    return str(calendar.contents[name][0].value)


def test_control_characters_are_left_out() -> None:
    body = build_calendar(feed(event(summary="Vår\0by\x07 \x0bi\x1b kväll\x85\x7f"), name="Vår\0by\rIF"))
    assert faults(body) == []
    calendar = vobject.readOne(body.decode())
    assert calendar.vevent.summary.value == "Vårby i kväll"
    assert named(calendar, "name") == "Vårby\nIF"


def test_half_a_surrogate_pair_does_not_break_the_feed() -> None:
    assert faults(build_calendar(feed(event(summary="trasigt \ud83c tecken")))) == []


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (datetime(2027, 3, 27, 20, 0, tzinfo=UTC), datetime(2027, 3, 28, 2, 0, tzinfo=UTC)),
        (datetime(2027, 10, 30, 19, 0, tzinfo=UTC), datetime(2027, 10, 31, 3, 0, tzinfo=UTC)),
    ],
)
def test_the_same_instants_are_read_when_the_clock_changes(starts: datetime, ends: datetime) -> None:
    body = build_calendar(feed(event(starts=starts, ends=ends)))
    read = vobject.readOne(body.decode()).vevent
    assert (read.dtstart.value, read.dtend.value) == (starts, ends)
    assert b"TZID" not in body


def test_whole_day_is_a_date_without_a_time() -> None:
    body = build_calendar(feed(event(starts=date(2026, 10, 16), ends=date(2026, 10, 17))))
    assert faults(body) == []
    assert vobject.readOne(body.decode()).vevent.dtstart.value == date(2026, 10, 16)


def test_same_values_give_the_same_bytes() -> None:
    made = [feed(event(), event(uid="shift-2@lykta.example", is_busy=False)) for _ in range(2)]
    assert build_calendar(made[0]) == build_calendar(made[1])


def test_format_is_raised_when_the_same_values_give_other_bytes() -> None:
    whole = event(
        location="biblioteket",
        position=(59.2, 17.9),
        categories=("Nattvandring", "Vårby"),
        color="seagreen",
        alarm=90,
    )
    assert (FORMAT, sha256(build_calendar(feed(whole))).hexdigest()[:16]) == (3, "49491345182f20c7")


def test_an_empty_feed_is_refused() -> None:
    with pytest.raises(ValueError, match="never be empty"):
        build_calendar(feed())


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ((b"\r\n", b"\n"), "a line ends in something else than CRLF"),
        ((b"DTSTAMP:20261001T120000Z\r\n", b""), "VEVENT has 0 DTSTAMP"),
        ((b"DTEND:20261016T223000Z", b"DTEND:20261016T183000Z"), "DTEND is not after DTSTART"),
        ((b"DTSTART:20261016T183000Z", b"DTSTART;TZID=Europe/Stockholm:20261016T203000"), "neither UTC nor a day"),
        ((b";VALUE=DURATION", b""), "REFRESH-INTERVAL lacks VALUE=DURATION"),
        ((b"SUMMARY:Nattvandring", b"SUMMARY:Natt, vandring"), "SUMMARY is not escaped"),
        ((b"SUMMARY:", b"SUMMARY:" + b"x" * 80), "octets"),
        ((b"END:VEVENT\r\n", b"END:VEVENT\r\nUID:oj\r\n"), "the calendar has UID"),
        ((b"STATUS:CONFIRMED", b"STATUS:CANCELLED"), "a cancelled event takes up time"),
        ((b"END:VCALENDAR\r\n", b""), "VCALENDAR is never ended"),
    ],
)
def test_the_checker_finds_a_fault_when_there_is_one(harm: tuple[bytes, bytes], fault: str) -> None:
    body = build_calendar(feed(event()))
    assert faults(body) == []
    assert fault in "; ".join(faults(body.replace(*harm)))


def test_the_checker_finds_two_events_with_one_uid() -> None:
    assert faults(build_calendar(feed(event(), event()))) == ["UID shift-1@lykta.example comes 2 times"]
