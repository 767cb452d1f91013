"""Calendars of others, read as they are written: on time, on the right evening, and without being kept busy."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.subscribed.apart import read_apart
from scheduling.domain.subscribed.lines import NotACalendar, TooMuch, Unreadable, decoded, lines_of_use
from scheduling.domain.subscribed.occurrences import Contents, Occurrence, as_json, from_json
from scheduling.domain.subscribed.reading import read_calendar
from scheduling.enums import CalendarFault
from scheduling.exceptions import CalendarUnread
from tests.scheduling.subscribed.calendars import FIRST, LAST, ZONE, calendar, timed, whole_day


def read(text: str | bytes, **changed: Any) -> Contents:
    body = text if isinstance(text, bytes) else text.encode()
    return read_calendar(body, **{"zone": ZONE, "first": FIRST, "last": LAST, **changed})


def only(text: str | bytes, **changed: Any) -> Occurrence:
    (one,) = read(text, **changed).occurrences
    return one


def days(text: str) -> list[tuple[str, str]]:
    return [(one.first_on.isoformat(), one.last_on.isoformat()) for one in read(text).occurrences]


def test_whole_days_are_those_days() -> None:
    found = only(calendar(whole_day("20270222", "20270227")))
    assert (found.title, found.first_on, found.last_on) == ("Sportlov", date(2027, 2, 22), date(2027, 2, 26))
    assert (found.starts_at, found.ends_at) == (None, None)


@pytest.mark.parametrize(("day", "after"), [("20270328", "20270329"), ("20271031", "20271101")])
@pytest.mark.parametrize("zone", [";VALUE=DATE", ";TZID=Europe/Stockholm", ""])
def test_whole_day_is_one_day_when_the_clock_changes(day: str, after: str, zone: str) -> None:
    """Whether it is written as a date or, as some do, from midnight to midnight, which is 23 or 25 hours."""
    midnight = "" if zone == ";VALUE=DATE" else "T000000"
    found = only(calendar(timed(f"{day}{midnight}", f"{after}{midnight}", zone=zone)))
    assert found.first_on == found.last_on == datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC).date()
    assert found.starts_at is None


def test_whole_days_across_both_changes_keep_their_number() -> None:
    found = only(calendar(whole_day("20270327", "20270330")))
    assert (found.last_on - found.first_on).days == 2
    weekly = calendar(f"{whole_day('20270321', '20270322')}\nRRULE:FREQ=WEEKLY;COUNT=34")
    assert {(one.first_on.weekday(), one.last_on - one.first_on) for one in read(weekly).occurrences} == {
        (6, timedelta(0))
    }
    assert len(days(weekly)) == 34


@pytest.mark.parametrize(
    ("starts", "ends", "evening", "last"),
    [
        ("20270327T190000", "20270327T210000", "2027-03-27", "2027-03-27"),
        ("20270327T220000", "20270328T010000", "2027-03-27", "2027-03-27"),
        ("20270327T220000", "20270328T040000", "2027-03-27", "2027-03-27"),
        ("20271030T220000", "20271031T055959", "2027-10-30", "2027-10-30"),
        ("20271030T220000", "20271031T060001", "2027-10-30", "2027-10-31"),
        ("20271031T013000", "20271031T030000", "2027-10-30", "2027-10-30"),
        ("20270604T190000", "20270606T010000", "2027-06-04", "2027-06-05"),
    ],
)
def test_what_ends_after_midnight_is_of_the_evening_before(starts: str, ends: str, evening: str, last: str) -> None:
    assert days(calendar(timed(starts, ends))) == [(evening, last)]


@pytest.mark.parametrize(
    ("zone", "moment", "instant"),
    [
        (";TZID=Europe/Stockholm", "20270612T190000", "17:00"),
        ("", "20270612T190000", "17:00"),
        ("", "20270612T170000Z", "17:00"),
        (";TZID=W. Europe Standard Time", "20270612T190000", "17:00"),
        (';TZID="W. Europe Standard Time"', "20270612T190000", "17:00"),
        (";TZID=/freeassociation.sourceforge.net/Europe/Stockholm", "20270612T190000", "17:00"),
        (";TZID=Europe/Helsinki", "20270612T200000", "17:00"),
        (";TZID=Inget/Land", "20270612T190000", "17:00"),
        (";TZID=", "20270612T190000", "17:00"),
        (";TZID=UTC", "20270612T170000", "17:00"),
    ],
)
def test_zone_is_what_it_says_or_the_towns(zone: str, moment: str, instant: str) -> None:
    found = only(calendar(timed(moment, moment, zone=zone)))
    assert found.starts_at is not None
    assert f"{found.starts_at:%H:%M}" == instant


def test_zone_of_its_own_is_followed_and_not_remembered() -> None:
    own = (
        "BEGIN:VTIMEZONE\nTZID:Matchtid\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:{0}\nTZOFFSETTO:{0}\n"
        "END:STANDARD\nEND:VTIMEZONE"
    )
    for offset, hour in (("+0500", 14), ("+0300", 16)):
        body = calendar(timed("20270612T190000", "20270612T210000", zone=";TZID=Matchtid"), head=own.format(offset))
        (found,) = read_apart(body.encode(), zone=ZONE, first=FIRST, last=LAST).occurrences
        assert found.starts_at == datetime(2027, 6, 12, hour, tzinfo=UTC)


def test_zone_of_the_whole_calendar_is_that_of_times_without_one() -> None:
    body = calendar(timed("20270612T200000", "20270612T210000", zone=""), head="X-WR-TIMEZONE:Europe/Helsinki")
    assert only(body).starts_at == datetime(2027, 6, 12, 17, tzinfo=UTC)


def test_hour_that_does_not_exist_and_hour_that_comes_twice_are_read_as_something() -> None:
    for starts, ends in (("20270328T023000", "20270328T033000"), ("20271031T023000", "20271031T033000")):
        assert len(days(calendar(timed(starts, ends)))) == 1


def test_match_each_week_keeps_its_hour_by_the_clock() -> None:
    body = calendar(timed("20270320T190000", "20270320T210000", more="RRULE:FREQ=WEEKLY;UNTIL=20270403T235959Z"))
    assert [f"{one.starts_at:%d %H:%M}" for one in read(body).occurrences] == ["20 18:00", "27 18:00", "03 17:00"]


def test_exceptions_moves_and_cancellations_are_followed() -> None:
    weekly = timed(
        "20270903T190000",
        "20270903T210000",
        more="RRULE:FREQ=WEEKLY;COUNT=5\nEXDATE;TZID=Europe/Stockholm:20270910T190000",
    )
    moved = "UID:20270903T190000@lag.example\nRECURRENCE-ID;TZID=Europe/Stockholm:20270917T190000\n"
    moved += (
        "DTSTART;TZID=Europe/Stockholm:20270918T150000\nDTEND;TZID=Europe/Stockholm:20270918T170000\nSUMMARY:Flyttad"
    )
    off = "UID:20270903T190000@lag.example\nRECURRENCE-ID;TZID=Europe/Stockholm:20270924T190000\n"
    off += (
        "DTSTART;TZID=Europe/Stockholm:20270924T190000\nDTEND;TZID=Europe/Stockholm:20270924T210000\nSTATUS:CANCELLED"
    )
    for entries in ([weekly, moved, off], [off, moved, weekly]):
        found = read(calendar(*entries)).occurrences
        assert [(one.first_on.day, one.title) for one in found] == [
            (3, "Hemmamatch"), (18, "Flyttad"), (1, "Hemmamatch")]  # fmt: skip


def test_entries_that_share_a_uid_by_mistake_are_all_there() -> None:
    body = calendar(*(whole_day(f"2027{month:02}10") for month in range(1, 13)))
    assert len(days(body)) == 12
    assert len(days(body.replace("UID:lov@skola.example\r\n", ""))) == 12


def test_entry_without_an_end_is_there() -> None:
    assert days(calendar("UID:1\nDTSTART:20270612T190000\nSUMMARY:x", whole_day("20270613"))) == [
        ("2027-06-12", "2027-06-12"),
        ("2027-06-13", "2027-06-13"),
    ]


def test_entry_that_cannot_be_read_takes_no_other_with_it() -> None:
    broken = (
        "UID:1\nDTSTART:i morgon",
        "UID:2\nSUMMARY:utan tid",
        "UID:3\nDTSTART:20270612\nRRULE:FREQ=IBLAND",
        "UID:4\nDTSTART:20270230",
    )
    found = read(calendar(*broken, whole_day("20270613")))
    assert [one.first_on for one in found.occurrences] == [date(2027, 6, 13)]
    assert sum(found.left_out.values()) == len(broken)


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=MINUTELY;INTERVAL=7",
        "RRULE:FREQ=HOURLY",
        "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3",
        "RRULE:FREQ=YEARLY;BYSECOND=1,2,3",
        f"RDATE:{','.join(f'2027{n // 100 % 12 + 1:02}{n // 4 % 25 + 1:02}T{n % 4 + 10}0000' for n in range(1_200))}",
    ],
)
def test_rule_that_only_keeps_a_reader_busy_is_not_begun_on(rule: str) -> None:
    found = read(calendar(timed("20270101T190000", "20270101T200000", more=rule), whole_day("20270613")))
    assert [one.first_on for one in found.occurrences] == [date(2027, 6, 13)]
    assert found.left_out == {"too_often": 1}


def test_what_takes_too_long_is_given_up() -> None:
    """Thirty rules for the 30th of February are looked for until the year 9999."""
    never = (f"UID:{n}\nDTSTART;VALUE=DATE:20270101\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30" for n in range(30))
    with pytest.raises(CalendarUnread) as caught:
        read_apart(calendar(*never).encode(), zone=ZONE, first=FIRST, last=LAST)
    assert caught.value.fault == CalendarFault.TOO_MUCH


def test_occurrences_beyond_the_most_are_cut_and_it_is_told() -> None:
    daily = (f"{whole_day('20270101', uid=str(n))}\nRRULE:FREQ=DAILY" for n in range(6))
    found = read(calendar(*daily))
    assert (len(found.occurrences), found.is_cut) == (2_000, True)


def test_whole_school_year_is_left_out_as_no_evening_of_its_own() -> None:
    found = read(calendar(whole_day("20260818", "20270612", title="Läsår")))
    assert (found.occurrences, found.left_out) == ((), {"too_long": 1})


def test_what_is_outside_the_days_asked_for_is_not_there() -> None:
    body = calendar(*(whole_day(day, uid=day) for day in ("20261231", "20270101", "20271231", "20280101")))
    assert days(body) == [("2027-01-01", "2027-01-01"), ("2027-12-31", "2027-12-31")]
    touching = calendar(whole_day("20261223", "20270102"))
    assert days(touching) == [("2026-12-23", "2027-01-01")]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"Söder\; lag 1\, Åsö", "Söder; lag 1, Åsö"),
        (r"två\nrader", "två rader"),
        ("  \u202egalen\u202c\u200f \x07text ", "galen text"),
        ("<b>fet</b>", "<b>fet</b>"),
        ("å" * 100, "å" * 79 + "…"),
        ("", ""),
    ],
)
def test_title_is_one_plain_line(written: str, shown: str) -> None:
    assert only(calendar(whole_day("20270613", title=written))).title == shown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252"])
def test_text_is_read_in_whatever_way_it_is_written(encoding: str) -> None:
    body = calendar(whole_day("20270613", title="Åsö möter Ärla")).encode(encoding)
    assert only(body).title == "Åsö möter Ärla"


def test_servers_word_for_the_encoding_is_taken_when_it_is_not_utf_8() -> None:
    assert decoded("Åäö".encode("cp850"), charset="cp850") == "Åäö"
    assert decoded("Åäö".encode(), charset="latin-1") == "Åäö"
    assert decoded(b"\xc5", charset="hittepå") == "Å"


@pytest.mark.parametrize(
    "text", ["", "\r\n", "<!doctype html><title>Logga in</title>", '{"error": "BEGIN"}', "BEGIN:VCARD\r\nEND:VCARD"]
)
def test_something_else_is_told_as_no_calendar(text: str) -> None:
    with pytest.raises(NotACalendar):
        read(text)


def test_calendar_cut_short_is_not_taken_for_a_shorter_one() -> None:
    body = calendar(whole_day("20270613"), whole_day("20270614"))
    for length in range(60, len(body) - 2, 17):
        with pytest.raises(Unreadable):
            read(body[:length])


def test_too_many_entries_are_too_much() -> None:
    with pytest.raises(TooMuch):
        lines_of_use(calendar(*["UID:1"] * 5_001))


def test_people_and_descriptions_are_dropped_before_anything_is_read() -> None:
    private = "ATTENDEE;CN=Anna:mailto:anna@lag.example\nDESCRIPTION:Ring 070-174 06 12\n och fler\nCOMMENT:x"
    lines = lines_of_use(calendar(f"{whole_day('20270613')}\n{private}"))
    assert not any("anna" in line or "070" in line or "fler" in line or "COMMENT" in line for line in lines)


def test_several_calendars_in_one_are_all_read_and_the_first_name_is_taken() -> None:
    body = calendar(whole_day("20270613")) + calendar(whole_day("20270614"), head="X-WR-CALNAME:Skolan\\, Lyktköping")
    assert (len(days(body)), read(body).name) == (2, "Skolan, Lyktköping")


def test_contents_are_the_same_after_their_way_between_processes() -> None:
    body = calendar(whole_day("20270613"), timed("20270612T190000", "20270612T210000"), "UID:1", head="NAME:Åsö")
    found = read(body)
    assert from_json(as_json(found)) == found
    assert read_apart(body.encode(), zone=ZONE, first=FIRST, last=LAST) == found


@given(st.text(alphabet='BEGINDVCALRTSUMYQ:;=\r\n \t,0123456789TZWKPFREQ-\\"', max_size=400))
def test_whatever_stands_in_an_entry_nothing_but_what_is_said_is_raised(noise: str) -> None:
    body = calendar(f"UID:1\nDTSTART;VALUE=DATE:20270613\n{noise}", whole_day("20270614"))
    try:
        found = read(body)
    except (Unreadable, NotACalendar, TooMuch):
        return
    assert all(one.last_on >= FIRST and one.first_on <= LAST for one in found.occurrences)
