"""What the board says of shifts, weeks and the season: pure, without a database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.domain.board import Board, Place, assemble_board
from scheduling.domain.board_sentence import season_sentence
from scheduling.domain.clock_tags import clock_tag
from scheduling.enums import ShiftState
from scheduling.models import Shift

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def plain_shift(pk: int, **fields: object) -> Shift:
    starts_at = fields.pop("starts_at", FRIDAY)
    assert isinstance(starts_at, datetime)
    values: dict[str, object] = {
        "pk": pk,
        "association_id": 1,
        "route_id": 1,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=4),
        "night": starts_at.astimezone(STOCKHOLM).date(),
        "state": ShiftState.PUBLISHED,
    }
    return Shift(**{**values, **fields})


def assembled(shifts: list[Shift], people: dict[int, list[tuple[str, bool, str]]] | None = None, **more: str) -> Board:
    place = Place(routes={1: "Vårby"}, associations={1: "Vårby vuxna på stan"}, zones={1: STOCKHOLM})
    return assemble_board(
        shifts,
        people=people or {},
        place=place,
        today=MONDAY.date(),
        tab=more.get("tab", "alla"),
        language="sv",
    )


def test_row_names_the_crew_when_some_are_asked_and_one_is_missing() -> None:
    shift = plain_shift(1, confirmed_count=2, leader_count=1, asked_count=1)
    people = [("confirmed", True, "Karin Öberg"), ("confirmed", False, "Johan Sandberg"), ("asked", False, "Anna Lind")]
    row = assembled([shift], {1: people}).rows[0]
    assert (row.leaders, row.others, row.crew.chip, row.crew.count, row.clock) == (
        "Karin Ö",
        ", Johan S · Tillfrågad: Anna L · Saknas: 1",
        "Saknar 1",
        "2 av 4",
        "20.30–00.30",
    )


def test_row_says_leader_when_only_a_leader_is_missing() -> None:
    shift = plain_shift(1, confirmed_count=3)
    row = assembled([shift], {1: [("confirmed", False, "Johan Sandberg")]}).rows[0]
    assert (row.others, row.crew.chip, row.crew.says_no_leader) == ("Johan S", "Saknar ledare", True)


def test_row_says_room_when_the_crew_is_staffed_below_its_target() -> None:
    shift = plain_shift(1, confirmed_count=3, leader_count=1)
    row = assembled([shift], {1: [("confirmed", True, "Goran Petrov")]}).rows[0]
    assert (row.leaders, row.others, row.crew.state) == ("Goran P", " · Plats för en till", "confirmed")


def test_board_has_weeks_nights_and_windows_when_shifts_span_two_weeks() -> None:
    shifts = [
        plain_shift(1, confirmed_count=4, leader_count=1),
        plain_shift(2, starts_at=FRIDAY + timedelta(days=1)),
        plain_shift(3, starts_at=FRIDAY + timedelta(days=7), state=ShiftState.DRAFT),
    ]
    board = assembled(shifts)
    assert [(week.number, week.days, [night.title for night in week.nights]) for week in board.weeks] == [
        (42, "12–18 okt", ["Fredag 16 oktober", "Lördag 17 oktober"]),
        (43, "19–25 okt", ["Fredag 23 oktober"]),
    ]
    assert [(week.summary, [window.name for window in week.windows]) for week in board.facade] == [
        ("1 klart, 1 saknar folk", ["yes", "gap"]),
        ("1 utkast", ["draft"]),
    ]
    assert [(tab.label, tab.count) for tab in board.tabs] == [
        ("Alla", 3),
        ("Saknar folk", 1),
        ("Väntar på svar", 0),
        ("Klara", 1),
        ("Utkast", 1),
    ]


def test_weeks_show_one_state_when_a_tab_is_chosen_but_the_counts_stay() -> None:
    board = assembled([plain_shift(1), plain_shift(2, state=ShiftState.DRAFT)], tab="utkast")
    assert [row.pk for week in board.weeks for night in week.nights for row in night.rows] == [2]
    assert (board.tabs[0].count, board.drafts) == (2, (2,))


@pytest.mark.parametrize(
    ("day", "lengths", "tag"),
    [
        (date(2027, 10, 30), ["8 timmar"], "Vintertid i natt, 8 timmar"),
        (date(2027, 10, 30), [], "Vintertid i natt"),
        (date(2027, 10, 30), ["6 timmar", "8 timmar"], "Vintertid i natt"),
        (date(2027, 3, 27), ["6 timmar"], "Sommartid i natt, 6 timmar"),
        (date(2027, 10, 31), [], ""),
    ],
)
def test_night_is_tagged_when_the_clocks_change(day: date, lengths: list[str], tag: str) -> None:
    assert clock_tag(day, STOCKHOLM, lengths) == tag


def test_row_tells_the_true_length_when_the_walk_crosses_the_change() -> None:
    shift = plain_shift(
        1, starts_at=datetime(2027, 10, 30, 19, 0, tzinfo=UTC), ends_at=datetime(2027, 10, 31, 3, 0, tzinfo=UTC)
    )
    board = assembled([shift])
    assert (board.rows[0].clock, board.rows[0].length) == ("21.00–04.00", "8 timmar")
    assert board.weeks[0].nights[0].tag == "Vintertid i natt, 8 timmar"


def test_sentence_names_the_nearest_gap() -> None:
    shifts = [
        plain_shift(1, confirmed_count=2, leader_count=1, asked_count=1),
        plain_shift(2, starts_at=FRIDAY + timedelta(days=1), confirmed_count=4, leader_count=1),
        plain_shift(3, starts_at=FRIDAY + timedelta(days=9)),
    ]
    assert season_sentence(assembled(shifts).rows, today=MONDAY.date(), language="sv") == (
        "2 pass saknar folk.",
        "Närmast är Vårby på fredag: en person till behövs. 1 av 3 kommande pass är klart.",
    )


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 10, 16), "Närmast är Vårby i kväll: en ledare behövs."),
        (date(2026, 10, 15), "Närmast är Vårby i morgon: en ledare behövs."),
        (date(2026, 10, 1), "Närmast är Vårby fredag 16 oktober: en ledare behövs."),
    ],
)
def test_sentence_says_the_day_as_people_do(today: date, words: str) -> None:
    rows = assembled([plain_shift(1, confirmed_count=4)]).rows
    assert season_sentence(rows, today=today, language="sv")[1].startswith(words)


def test_sentence_is_calm_when_nothing_is_missing() -> None:
    rows = assembled([plain_shift(1, confirmed_count=4, leader_count=1)]).rows
    assert season_sentence(rows, today=MONDAY.date(), language="sv") == (
        "Inget pass saknar folk.",
        "1 av 1 kommande pass är klart.",
    )
