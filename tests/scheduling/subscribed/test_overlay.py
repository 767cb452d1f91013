"""What calendars of others say on the board, and the nights that they offer."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduling.domain.subscribed.overlay import OutsideEvent, marks_of, nights_to_offer
from scheduling.enums import SpecialDayKind

FIRST, LAST = date(2027, 3, 22), date(2027, 4, 4)


def event(title: str = "Match", first: date = date(2027, 3, 27), last: date | None = None, **more: Any) -> OutsideEvent:
    usual: dict[str, Any] = {"calendar": "Lyktan", "kind": SpecialDayKind.HOME_MATCH, "starts_at": None}
    return OutsideEvent(
        title=title, first_on=first, last_on=last or first, zone=ZoneInfo("Europe/Stockholm"), **{**usual, **more}
    )


def words(*events: OutsideEvent, language: str = "sv") -> dict[int, list[str]]:
    marks = marks_of(events, first=FIRST, last=LAST, language=language)
    return {day.day: [mark.words for mark in of_day] for day, of_day in marks.items()}


@pytest.mark.parametrize(("hour", "clock"), [(18, "19.00"), (0, "01.00"), (1, "03.00")])
def test_time_is_by_the_towns_clock_on_the_night_that_it_changes(hour: int, clock: str) -> None:
    day = 27 if hour == 18 else 28
    assert words(event(starts_at=datetime(2027, 3, day, hour, tzinfo=UTC))) == {27: [f"{clock} Match"]}


def test_whole_days_are_on_each_of_their_evenings_within_view() -> None:
    assert list(words(event("Påsklov", date(2027, 3, 15), date(2027, 3, 24)))) == [22, 23, 24]


def test_same_thing_from_two_calendars_is_said_once() -> None:
    assert words(event(), event(calendar="Åsö"), event("Cup")) == {27: ["Match", "Cup"]}


def test_nameless_thing_is_called_as_its_calendar() -> None:
    assert words(event("")) == {27: ["Lyktan"]}


def test_evenings_to_come_that_call_for_people_are_offered_when_nobody_walks() -> None:
    events = [
        event("Förr", date(2027, 3, 23)),
        event("I kväll", date(2027, 3, 24)),
        event("Match", date(2027, 3, 27)),
        event("Lov", date(2027, 3, 29), kind=SpecialDayKind.SCHOOL_BREAK),
        event("Att veta", date(2027, 3, 30), kind=""),
        event("Marknad", date(2027, 4, 2), kind=SpecialDayKind.EVENT),
    ]
    marks = marks_of(events, first=FIRST, last=LAST, language="sv")
    offered = nights_to_offer(marks, walked=[date(2027, 3, 27)], today=date(2027, 3, 24))
    assert offered == [date(2027, 3, 24), date(2027, 4, 2)]
