from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from volunteers.domain import calendar_words as words

STOCKHOLM = ZoneInfo("Europe/Stockholm")
STARTS = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
ENDS = datetime(2026, 10, 16, 22, 30, tzinfo=UTC)


def test_night_in_swedish() -> None:
    assert words.night_long(STARTS, zone=STOCKHOLM) == "fredag 16 oktober"
    assert words.night_short(STARTS, zone=STOCKHOLM) == "fre 16 okt"
    assert words.sms_date(STARTS, zone=STOCKHOLM) == "fre 16/10"


@pytest.mark.parametrize("language", ["en", "en-gb", "EN"])
def test_night_in_english(language: str) -> None:
    assert words.night_long(STARTS, zone=STOCKHOLM, language=language) == "Friday 16 October"
    assert words.night_short(STARTS, zone=STOCKHOLM, language=language) == "Fri 16 Oct"
    assert words.sms_date(STARTS, zone=STOCKHOLM, language=language) == "Fri 16/10"


def test_language_without_words_becomes_swedish() -> None:
    assert words.night_long(STARTS, zone=STOCKHOLM, language="de") == "fredag 16 oktober"


@pytest.mark.parametrize(
    ("language", "day", "hours"),
    [
        ("fi", "pe 16.10.", "20.30-00.30"),
        ("ar", "الجمعة 16/10", "20:30 حتى 00:30"),
        ("so", "Jimce 16/10", "20:30-00:30"),
    ],
)
def test_text_message_says_night_and_hours_in_the_languages_of_volunteers(language: str, day: str, hours: str) -> None:
    assert words.sms_date(STARTS, zone=STOCKHOLM, language=language) == day
    assert words.sms_span(STARTS, ENDS, zone=STOCKHOLM, language=language) == hours


def test_every_weekday_and_month_has_its_word() -> None:
    days = [words.night_short(date(2026, 10, 12 + n), zone=STOCKHOLM).split()[0] for n in range(7)]
    months = [words.night_long(date(2026, n, 1), zone=STOCKHOLM).split()[2] for n in range(1, 13)]
    assert days == ["mån", "tis", "ons", "tors", "fre", "lör", "sön"]
    assert months == [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ]


def test_night_is_the_local_day_when_the_utc_day_is_another() -> None:
    late = datetime(2026, 10, 16, 22, 30, tzinfo=UTC)
    assert words.night_long(late, zone=STOCKHOLM) == "lördag 17 oktober"
    assert words.night_long(late, zone=ZoneInfo("America/New_York")) == "fredag 16 oktober"


def test_plain_date_is_its_own_night() -> None:
    assert words.night_short(date(2026, 10, 16), zone=STOCKHOLM) == "fre 16 okt"


def test_span_has_a_dash_and_its_text_message_a_hyphen() -> None:
    assert words.span(STARTS, ENDS, zone=STOCKHOLM) == "20.30–00.30"
    assert words.sms_span(STARTS, ENDS, zone=STOCKHOLM) == "20.30-00.30"
    assert words.span(STARTS, ENDS, zone=STOCKHOLM, language="en") == "20:30–00:30"


def test_nothing_has_a_no_break_space() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    said = words.night_long(STARTS, zone=STOCKHOLM) + words.day_and_clock(STARTS, now=now, zone=STOCKHOLM)
    assert "\N{NO-BREAK SPACE}" not in said + words.length(STARTS, ENDS)


def test_days_span_within_a_month_and_across_the_turn_of_one() -> None:
    assert words.days_span(date(2026, 10, 12), date(2026, 10, 18)) == "12–18 okt"
    assert words.days_span(date(2026, 10, 26), date(2026, 11, 1)) == "26 okt–1 nov"
    assert words.days_span(date(2026, 12, 28), date(2027, 1, 3), language="en") == "28 Dec–3 Jan"


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 10, 16, 6, tzinfo=UTC), "i dag 20.30"),
        (datetime(2026, 10, 15, 23, tzinfo=UTC), "i dag 20.30"),
        (datetime(2026, 10, 15, 6, tzinfo=UTC), "i morgon 20.30"),
        (datetime(2026, 10, 17, 6, tzinfo=UTC), "i går 20.30"),
        (datetime(2026, 10, 18, 6, tzinfo=UTC), "fre 16 okt 20.30"),
        (datetime(2027, 1, 2, 6, tzinfo=UTC), "fre 16 okt 2026 20.30"),
    ],
)
def test_day_and_clock_names_near_days(now: datetime, said: str) -> None:
    assert words.day_and_clock(STARTS, now=now, zone=STOCKHOLM) == said


@pytest.mark.parametrize(
    ("ends_at", "said"),
    [
        (datetime(2026, 10, 16, 22, 30, tzinfo=UTC), "4 timmar"),
        (datetime(2026, 10, 16, 19, 30, tzinfo=UTC), "1 timme"),
        (datetime(2026, 10, 16, 20, 15, tzinfo=UTC), "1 timme 45 min"),
        (datetime(2026, 10, 16, 19, 15, tzinfo=UTC), "45 min"),
        (STARTS, "0 min"),
    ],
)
def test_length_in_hours_and_minutes(ends_at: datetime, said: str) -> None:
    assert words.length(STARTS, ends_at) == said


def test_spring_night_is_an_hour_shorter_than_its_clock_says() -> None:
    starts_at = datetime(2027, 3, 27, 21, tzinfo=STOCKHOLM).astimezone(UTC)
    ends_at = datetime(2027, 3, 28, 4, tzinfo=STOCKHOLM).astimezone(UTC)
    assert words.night_long(starts_at, zone=STOCKHOLM) == "lördag 27 mars"
    assert words.span(starts_at, ends_at, zone=STOCKHOLM) == "21.00–04.00"
    assert words.length(starts_at, ends_at) == "6 timmar"
    assert words.clock_change(starts_at, ends_at, zone=STOCKHOLM) == "summer"


def test_autumn_night_is_an_hour_longer_than_its_clock_says() -> None:
    starts_at = datetime(2027, 10, 30, 21, tzinfo=STOCKHOLM).astimezone(UTC)
    ends_at = datetime(2027, 10, 31, 4, tzinfo=STOCKHOLM).astimezone(UTC)
    assert words.night_long(starts_at, zone=STOCKHOLM) == "lördag 30 oktober"
    assert words.span(starts_at, ends_at, zone=STOCKHOLM) == "21.00–04.00"
    assert words.length(starts_at, ends_at) == "8 timmar"
    assert words.clock_change(starts_at, ends_at, zone=STOCKHOLM) == "winter"


def test_both_halves_of_the_doubled_hour_read_alike_but_differ_in_length() -> None:
    starts_at = datetime(2027, 10, 30, 21, tzinfo=STOCKHOLM).astimezone(UTC)
    first = datetime(2027, 10, 31, 2, 30, tzinfo=STOCKHOLM, fold=0).astimezone(UTC)
    second = datetime(2027, 10, 31, 2, 30, tzinfo=STOCKHOLM, fold=1).astimezone(UTC)
    assert words.clock(first, zone=STOCKHOLM) == words.clock(second, zone=STOCKHOLM) == "02.30"
    assert (words.length(starts_at, first), words.length(starts_at, second)) == ("5 timmar 30 min", "6 timmar 30 min")
    assert words.clock_change(starts_at, first, zone=STOCKHOLM) is None
    assert words.clock_change(starts_at, second, zone=STOCKHOLM) == "winter"


def test_ordinary_night_has_no_clock_change() -> None:
    assert words.clock_change(STARTS, ENDS, zone=STOCKHOLM) is None


def test_length_of_a_night_given_in_local_time_is_still_the_real_one() -> None:
    starts_at = datetime(2027, 10, 30, 21, tzinfo=STOCKHOLM)
    ends_at = datetime(2027, 10, 31, 4, tzinfo=STOCKHOLM)
    assert words.length(starts_at, ends_at) == "8 timmar"
