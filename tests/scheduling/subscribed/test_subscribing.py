"""What a coordinator does with the calendars of others, and the special days that come of it."""

from datetime import date

import pytest

from scheduling.domain.subscribed.keeping import keep_copy
from scheduling.domain.subscribed.occurrences import Occurrence
from scheduling.domain.subscribed.subscribing import (
    MOST_CALENDARS,
    accept_calendar,
    drop_old_proposals,
    hurry_calendar,
    pause_calendar,
    propose_calendar,
    remove_calendar,
    resume_calendar,
    revise_calendar,
)
from scheduling.enums import DaySource, SpecialDayKind
from scheduling.exceptions import CalendarRefused
from scheduling.models import SpecialDay, SubscribedCalendar
from tests.factories import MunicipalityFactory
from tests.scheduling.subscribed.towns import (
    ADDRESS,
    AWAY,
    BREAK,
    MATCH,
    MONDAY,
    contents,
    followed,
    later,
    proposed,
)
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    town: Municipality = MunicipalityFactory()
    return town


def special_days(town: Municipality) -> list[tuple[str, str, str, str]]:
    return [
        (day.kind, day.name, f"{day.first_on}", f"{day.last_on}")
        for day in SpecialDay.objects.filter(municipality=town, source=DaySource.SUBSCRIBED)
    ]


def test_proposal_is_due_at_once_and_marks_no_day(town: Municipality) -> None:
    calendar = proposed(town, MATCH)
    assert (calendar.name, calendar.accepted_at, calendar.own_name) == ("lag.example", None, "Lyktans matcher")
    assert special_days(town) == []


def test_accepted_calendar_marks_its_evenings_as_what_they_are(town: Municipality) -> None:
    followed(town, MATCH, AWAY, BREAK)
    assert special_days(town) == [
        ("home_match", "Lyktan–Åsö, hemma", "2026-10-17", "2026-10-17"),
        ("home_match", "Åsö–Lyktan, borta", "2026-10-24", "2026-10-24"),
        ("home_match", "Höstlov", "2026-10-26", "2026-11-01"),
    ]


def test_only_what_mentions_a_word_is_chosen(town: Municipality) -> None:
    calendar = followed(town, MATCH, AWAY, words="Hemma, cup")
    assert [day[1] for day in special_days(town)] == ["Lyktan–Åsö, hemma"]
    revise_calendar(calendar, name="Matcher", kind=SpecialDayKind.EVENT, words="", now=MONDAY)
    assert [day[:2] for day in special_days(town)] == [("event", "Lyktan–Åsö, hemma"), ("event", "Åsö–Lyktan, borta")]


def test_calendar_that_is_only_shown_marks_nothing(town: Municipality) -> None:
    calendar = followed(town, MATCH)
    revise_calendar(calendar, name="Matcher", kind="", words="", now=MONDAY)
    assert special_days(town) == []


def test_nameless_entry_is_called_what_its_calendar_is_about(town: Municipality) -> None:
    followed(town, Occurrence("1", "", date(2026, 10, 17), date(2026, 10, 17)))
    assert special_days(town)[0][1] == "Hemmamatch"


def test_days_follow_what_the_calendar_holds_and_past_ones_stay(town: Municipality) -> None:
    past = Occurrence("gammal", "Förr", date(2026, 8, 1), date(2026, 8, 1))
    calendar = followed(town, MATCH, AWAY)
    SpecialDay.objects.create(
        municipality=town,
        kind=SpecialDayKind.HOME_MATCH,
        name=past.title,
        first_on=past.first_on,
        last_on=past.last_on,
        source=DaySource.SUBSCRIBED,
        source_key=f"{calendar.uuid.hex}:{past.uid}",
    )
    kept = SpecialDay.objects.get(name=MATCH.title)
    moved = Occurrence(AWAY.uid, "Flyttad", date(2026, 10, 25), date(2026, 10, 25))
    longer = Occurrence(MATCH.uid, "Cup", MATCH.first_on, date(2026, 10, 18))
    keep_copy(calendar, contents(moved, longer), etag="", last_modified="", now=MONDAY)
    assert [day[1:] for day in special_days(town)] == [
        ("Förr", "2026-08-01", "2026-08-01"),
        ("Cup", "2026-10-17", "2026-10-18"),
        ("Flyttad", "2026-10-25", "2026-10-25"),
    ]
    assert SpecialDay.objects.get(name="Cup").uuid == kept.uuid


def test_what_others_have_marked_is_left_alone(town: Municipality) -> None:
    other = followed(town, BREAK, address="https://skola.example/lov.ics", kind=SpecialDayKind.SCHOOL_BREAK)
    SpecialDay.objects.create(
        municipality=town, kind="event", name="Marknad", first_on=date(2026, 10, 17), last_on=date(2026, 10, 17)
    )
    calendar = followed(town, MATCH)
    remove_calendar(calendar, now=MONDAY)
    assert sorted(SpecialDay.objects.values_list("name", flat=True)) == ["Höstlov", "Marknad"]
    assert list(SubscribedCalendar.objects.all()) == [other]


def test_paused_calendar_marks_nothing_until_it_is_started_again(town: Municipality) -> None:
    calendar = followed(town, MATCH)
    pause_calendar(calendar, now=later(hours=1))
    pause_calendar(calendar, now=later(hours=2))
    calendar.refresh_from_db()
    assert (calendar.paused_at, special_days(town)) == (later(hours=1), [])
    resume_calendar(calendar, now=later(hours=3))
    calendar.refresh_from_db()
    assert (calendar.paused_at, calendar.due_at, len(special_days(town))) == (None, later(hours=3), 1)


def test_two_days_of_one_entry_are_both_marked_and_twice_the_same_day_is_one(town: Municipality) -> None:
    first, second = (Occurrence("1", "Cup", date(2026, 10, day), date(2026, 10, day)) for day in (17, 18))
    followed(town, first, first, second)
    assert [day[2] for day in special_days(town)] == ["2026-10-17", "2026-10-18"]


def test_same_address_is_not_followed_twice_but_in_another_town(town: Municipality) -> None:
    followed(town, MATCH)
    with pytest.raises(CalendarRefused, match="Den finns redan här, som Matcher"):
        propose_calendar(town, address=ADDRESS.replace("https", "webcal"), now=MONDAY)
    assert propose_calendar(MunicipalityFactory(), address=ADDRESS, now=MONDAY).pk


def test_proposal_that_was_left_is_taken_up_again(town: Municipality) -> None:
    first = propose_calendar(town, address=ADDRESS, now=MONDAY)
    again = propose_calendar(town, address=ADDRESS, now=later(hours=5))
    assert (again.pk, again.due_at) == (first.pk, later(hours=5))


def test_there_is_an_end_to_how_many(town: Municipality) -> None:
    for number in range(MOST_CALENDARS):
        propose_calendar(town, address=f"https://lag.example/{number}.ics", now=MONDAY)
    with pytest.raises(CalendarRefused, match="30 kalendrar"):
        propose_calendar(town, address=ADDRESS, now=MONDAY)


def test_what_was_never_read_cannot_be_accepted(town: Municipality) -> None:
    calendar = propose_calendar(town, address=ADDRESS, now=MONDAY)
    with pytest.raises(CalendarRefused):
        accept_calendar(calendar, name="Matcher", kind="", words="", now=MONDAY)


def test_proposals_that_nobody_accepts_are_dropped_after_a_day(town: Municipality) -> None:
    kept = followed(town, MATCH)
    propose_calendar(town, address="https://lag.example/2.ics", now=MONDAY)
    assert drop_old_proposals(later(hours=23)) == 0
    assert drop_old_proposals(later(hours=25)) == 1
    assert list(SubscribedCalendar.objects.all()) == [kept]


def test_hurry_is_heeded_but_not_twice_a_minute_nor_while_paused(town: Municipality) -> None:
    calendar = followed(town, MATCH)
    SubscribedCalendar.objects.update(asked_at=later(minutes=10))
    hurry_calendar(calendar, now=later(minutes=10, seconds=30))
    calendar.refresh_from_db()
    assert calendar.due_at > later(hours=1)
    hurry_calendar(calendar, now=later(minutes=12))
    calendar.refresh_from_db()
    assert calendar.due_at == later(minutes=12)
    pause_calendar(calendar, now=later(minutes=13))
    with pytest.raises(CalendarRefused, match="pausad"):
        hurry_calendar(calendar, now=later(minutes=20))
