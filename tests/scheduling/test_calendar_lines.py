"""The quick writer of feeds has the bytes of the one by icalendar, whatever stands in it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from hypothesis import assume, example, given
from hypothesis import strategies as st

from scheduling.domain.calendar_lines import write_calendar
from scheduling.domain.calendars import CalendarEvent, CalendarFeed, EventStatus, build_calendar, clean
from tests.support.ical_checker import SWEDISH_MOBILE, faults

ANY = st.text(alphabet=st.characters(codec=None), max_size=500)
# What is written between two folds, what is escaped, what is cleaned, and letters of one to four octets.
HARD = st.text(alphabet='\\,;:nN^"\n\r\t\0\x07\x85\u2028\u202e\ud83c aÅא🏮👩\u200d', max_size=300)
TEXTS = ANY | HARD | HARD.map(lambda text: text * 3)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - of a zone
ALARMS = st.sampled_from([0, 1, 45, 60, 90, 120, 24 * 60, 7 * 24 * 60 + 5])
POSITIONS = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
URLS = st.just("") | st.from_regex(r"https://lykta\.example/[a-z0-9/]{0,120}", fullmatch=True)
TIMES = st.tuples(MOMENTS, st.timedeltas(timedelta(seconds=1), timedelta(days=2))).map(
    lambda pair: (pair[0], pair[0] + pair[1])
) | st.dates(date(2000, 1, 1), date(2090, 1, 1)).map(lambda day: (day, day + timedelta(days=1)))


@st.composite
def events(draw: st.DrawFn) -> CalendarEvent:
    starts, ends = draw(TIMES)
    return CalendarEvent(
        uid=f"shift-{draw(st.uuids())}@lykta.example",
        summary=draw(TEXTS),
        starts=starts,
        ends=ends,
        updated_at=draw(MOMENTS),
        revision=draw(st.integers(0, 10_000)),
        status=draw(st.sampled_from(EventStatus)),
        is_busy=draw(st.booleans()),
        description=draw(TEXTS),
        location=draw(TEXTS),
        position=draw(POSITIONS),
        url=draw(URLS),
        categories=tuple(draw(st.lists(TEXTS, max_size=3))),
        color=draw(st.sampled_from(["", "midnightblue"])),
        alarm=draw(ALARMS),
    )


FEEDS = st.builds(
    CalendarFeed,
    name=TEXTS,
    description=TEXTS,
    language=st.sampled_from(["sv", "en"]),
    events=st.lists(events(), min_size=1, max_size=4).map(tuple),
)
START = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)


def feed_of(text: str) -> CalendarFeed:
    event = CalendarEvent(
        uid="shift-1@lykta.example",
        summary=text,
        starts=START,
        ends=START + timedelta(hours=4),
        updated_at=START,
        description=text,
        location=text,
        categories=(text, text),
        alarm=120,
    )
    return CalendarFeed(name=text, description=text, language="sv", events=(event,))


@given(FEEDS)
@example(feed_of("Söder; lag 1, Åsö"))
@example(feed_of("C:\\Nytt\\nytt\\"))
@example(feed_of("x" * 66 + "\\" * 20))
@example(feed_of("å" * 500))
def test_the_bytes_are_those_of_icalendar(feed: CalendarFeed) -> None:
    assert write_calendar(feed) == build_calendar(feed)


@given(HARD | st.text(max_size=500).filter(str.isprintable))
@example("Söder; lag 1, Åsö")
@example("två\nrader\r\noch \\n som text, \\N också")
@example("🏮 lykta 👩‍👩‍👧 och \u202eåt andra hållet\u202c")
@example("מסלול בדרום; עם, סימנים")
@example("x" * 500)
def test_any_text_is_read_back_equal_by_another_parser(text: str) -> None:
    assume(clean(text))  # a title always has something to say
    assume(not SWEDISH_MOBILE.search(clean(text)))  # and no number to call, which the checker tells of
    body = write_calendar(feed_of(text))
    assert faults(body) == []
    read = vobject.readOne(body.decode())
    plain = clean(text)
    event = read.vevent
    assert [event.summary.value, event.valarm.description.value] == [plain] * 2
    assert read.contents["name"][0].value == plain
    assert [event.description.value, event.location.value, event.categories.value] == [plain, plain, [plain, plain]]


def test_a_line_is_folded_between_characters_and_never_longer_than_it_may_be() -> None:
    for length in range(60, 160):
        body = write_calendar(feed_of("å" * length))
        assert max(map(len, body.split(b"\r\n"))) <= 75
        body.decode()


def test_an_empty_feed_is_refused() -> None:
    with pytest.raises(ValueError, match="never be empty"):
        write_calendar(CalendarFeed(name="", description="", language="sv", events=()))
