"""A season's rule becomes nights: the right evenings, hours and routes, also when the clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.seasons.days import notes_between
from scheduling.domain.seasons.planning import Hours, PlannedNight, SeasonRule, Why, plan_nights
from scheduling.domain.seasons.rules import Rhythm, rule_of
from scheduling.enums import Rotation
from scheduling.models import SpecialDay
from volunteers.domain.calendar_words import night_of

ZONE = ZoneInfo("Europe/Stockholm")
SPRING, AUTUMN = date(2027, 3, 27), date(2027, 10, 30)  # the Saturdays before the clocks change
GAP = (time(2), time(3))
AUTUMN_TERM = SeasonRule(
    first_night=date(2026, 10, 2),
    last_night=date(2026, 10, 31),
    rule="FREQ=WEEKLY;BYDAY=FR,SA",
    hours=Hours(time(20, 30), time(0, 30)),
    routes=(1,),
)
NEAR_A_CHANGE = st.sampled_from([SPRING, AUTUMN]).flatmap(
    lambda change: st.dates(change - timedelta(days=8), change + timedelta(days=2))
)
HOLIDAY = SpecialDay(kind="school_break", name="Höstlov", first_on=date(2026, 10, 26), last_on=date(2026, 10, 30))


def plan(season: SeasonRule, entered: list[SpecialDay] | None = None) -> list[PlannedNight]:
    notes = notes_between(season.first_night, season.last_night, entered or [], language="sv")
    return plan_nights(season, notes, ZONE)


def days(nights: list[PlannedNight], why: Why) -> list[int]:
    return [night.night.day for night in nights if night.why == why]


def test_fridays_and_saturdays_of_october() -> None:
    nights = plan(AUTUMN_TERM)
    assert days(nights, Why.RULE) == [2, 3, 9, 10, 16, 17, 23, 24, 30, 31]
    first = nights[0].slots[0]
    assert (first.starts_at, first.ends_at) == (
        datetime(2026, 10, 2, 18, 30, tzinfo=UTC),
        datetime(2026, 10, 2, 22, 30, tzinfo=UTC),
    )


def test_other_hours_on_saturdays() -> None:
    nights = plan(replace(AUTUMN_TERM, day_hours={5: Hours(time(21), time(1))}))
    starts = {night.night.weekday(): night.slots[0].starts_at.astimezone(ZONE).time() for night in nights}
    assert starts == {4: time(20, 30), 5: time(21)}


def test_other_hours_from_a_date_on_but_not_on_days_with_hours_of_their_own() -> None:
    later = {date(2026, 10, 16): Hours(time(19, 30), time(23, 30))}
    nights = plan(replace(AUTUMN_TERM, day_hours={5: Hours(time(21), time(1))}, later_hours=later))
    starts = {night.night.day: night.slots[0].starts_at.astimezone(ZONE).time() for night in nights}
    assert [starts[friday] for friday in (2, 9, 16, 23)] == [time(20, 30), time(20, 30), time(19, 30), time(19, 30)]
    assert {starts[saturday] for saturday in (3, 10, 17, 24)} == {time(21)}


def test_holidays_and_breaks_are_skipped_when_the_season_says_so_but_not_a_risk_night() -> None:
    season = replace(AUTUMN_TERM, skips_holidays=True, skips_breaks=True)
    nights = plan(season, [HOLIDAY])
    assert days(nights, Why.HOLIDAY) == [30]  # Allahelgonsafton; Saturday the 31st is Halloween as well
    assert days(nights, Why.RULE)[-1] == 31
    assert [note.name for note in nights[-2].notes] == ["Allahelgonsafton", "Höstlov"]


def test_pay_day_does_not_send_anybody_out_on_christmas_day_or_good_friday() -> None:
    winter = replace(AUTUMN_TERM, first_night=date(2026, 12, 25), last_night=date(2027, 3, 27), skips_holidays=True)
    skipped = {night.night: [note.name for note in night.notes] for night in plan(winter) if night.why == Why.HOLIDAY}
    assert skipped == {
        date(2026, 12, 25): ["Juldagen", "löningshelg"],
        date(2026, 12, 26): ["Annandag jul", "löningshelg"],
        date(2027, 1, 1): ["Nyårsdagen"],
        date(2027, 3, 26): ["Långfredagen", "löningshelg"],
        date(2027, 3, 27): ["Påskafton", "löningshelg"],
    }
    chosen = plan(replace(winter, exceptions={date(2026, 12, 26): True}))
    assert days(chosen, Why.CHOSEN) == [26]


def test_valborg_is_walked_though_it_is_an_eve_and_pay_day_gives_way_to_a_break() -> None:
    valborg = date(2027, 4, 30)
    spring = replace(AUTUMN_TERM, first_night=date(2027, 4, 23), last_night=valborg, skips_holidays=True)
    assert days(plan(spring), Why.RULE) == [23, 24, 30]
    easter = SpecialDay(kind="school_break", name="Lov", first_on=date(2027, 4, 19), last_on=date(2027, 4, 25))
    assert days(plan(replace(spring, skips_breaks=True), [easter]), Why.BREAK) == [23, 24]


def test_a_school_break_alone() -> None:
    nights = plan(replace(AUTUMN_TERM, skips_breaks=True), [HOLIDAY])
    assert days(nights, Why.BREAK) == [30]


def test_risk_nights_that_the_rule_has_not_are_proposed_and_walked_only_when_chosen() -> None:
    match = SpecialDay(kind="home_match", name="Derby", first_on=date(2026, 10, 7), last_on=date(2026, 10, 7))
    nights = plan(replace(AUTUMN_TERM, rule="FREQ=WEEKLY;BYDAY=FR"), [match])
    assert days(nights, Why.PROPOSED) == [7, 24, 31]  # the match, the Saturday after pay day, Halloween
    assert all(not night.slots for night in nights if night.why == Why.PROPOSED)
    chosen = plan(replace(AUTUMN_TERM, rule="FREQ=WEEKLY;BYDAY=FR", exceptions={match.first_on: True}), [match])
    assert days(chosen, Why.CHOSEN) == [7]
    assert len(next(night for night in chosen if night.why == Why.CHOSEN).slots) == 1


def test_what_somebody_chose_goes_before_the_rule() -> None:
    exceptions = {date(2026, 10, 9): False, date(2026, 10, 30): True, date(2026, 11, 6): True}
    nights = plan(replace(AUTUMN_TERM, exceptions=exceptions, skips_holidays=True))
    assert days(nights, Why.LEFT_OUT) == [9]
    assert days(nights, Why.CHOSEN) == [30]  # and none outside the period


@pytest.mark.parametrize(
    ("rotation", "first_group"),
    [
        (Rotation.FIXED, [1] * 10),
        (Rotation.NIGHTLY, [1, 2, 3, 1, 2, 3, 1, 2, 3, 1]),
        (Rotation.WEEKLY, [1, 1, 2, 2, 3, 3, 1, 1, 2, 2]),
    ],
)
def test_groups_share_the_routes(rotation: str, first_group: list[int]) -> None:
    nights = plan(replace(AUTUMN_TERM, routes=(1, 2, 3), groups=2, rotation=rotation))
    assert [night.slots[0].route for night in nights] == first_group
    assert [night.slots[1].route for night in nights] == [route % 3 + 1 for route in first_group]


def test_leaving_out_one_night_moves_no_other() -> None:
    season = replace(AUTUMN_TERM, routes=(1, 2, 3), rotation=Rotation.NIGHTLY)
    before = {night.night: night.slots for night in plan(season)}
    after = {night.night: night.slots for night in plan(replace(season, exceptions={date(2026, 10, 9): False}))}
    assert after.pop(date(2026, 10, 9)) == ()
    assert all(before[night] == slots for night, slots in after.items())


def test_more_groups_than_routes_walk_the_same_one() -> None:
    nights = plan(replace(AUTUMN_TERM, routes=(7,), groups=2))
    assert {slot.route for slot in nights[0].slots} == {7}


def one_night(night: date, start: time, end: time) -> PlannedNight:
    season = replace(AUTUMN_TERM, first_night=night, last_night=night, rule="FREQ=DAILY", hours=Hours(start, end))
    (planned,) = plan(season)
    return planned


@pytest.mark.parametrize(("night", "hours"), [(SPRING, 6), (AUTUMN, 8), (date(2027, 4, 3), 7)])
def test_a_night_is_as_long_as_it_really_is(night: date, hours: int) -> None:
    slot = one_night(night, time(21), time(4)).slots[0]
    assert (slot.ends_at - slot.starts_at, slot.remark) == (timedelta(hours=hours), "")


def test_an_end_that_the_clock_skips_counts_on_from_before_the_gap() -> None:
    slot = one_night(SPRING, time(21), time(2, 30)).slots[0]
    assert slot.ends_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert slot.remark == "02.30 finns inte den natten och blir 03.30."


def test_of_an_end_that_comes_twice_the_first_is_meant() -> None:
    slot = one_night(AUTUMN, time(21), time(2, 30)).slots[0]
    assert slot.ends_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert slot.remark == "02.30 kommer två gånger den natten: den första gäller."


def test_a_night_of_which_nothing_is_left_is_told_and_not_planned() -> None:
    planned = one_night(SPRING + timedelta(days=1), time(2, 10), time(3, 5))
    assert (planned.slots, planned.is_walked) == ((), True)
    assert planned.problem.startswith("Klockan ställs fram")


def test_a_slip_of_the_pen_is_told() -> None:
    assert one_night(date(2026, 10, 16), time(8, 30), time(1)).problem.startswith("Passet blir längre än 16 timmar")


@given(
    first=st.dates(date(2026, 1, 1), date(2031, 12, 31)) | NEAR_A_CHANGE,
    weeks=st.integers(1, 30),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    start=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    minutes=st.integers(30, 15 * 60),
)
def test_every_night_starts_and_ends_by_the_clock_on_the_wall(
    first: date, weeks: int, weekdays: set[int], start: time, minutes: int
) -> None:
    """Through both changes of the clocks: date and local times are those asked for, unless they do not exist."""
    end = (datetime.combine(first, start) + timedelta(minutes=minutes)).time()
    season = replace(
        AUTUMN_TERM,
        first_night=first,
        last_night=first + timedelta(weeks=weeks),
        rule=rule_of(Rhythm(tuple(weekdays))),
        hours=Hours(start, end),
    )
    nights = [night for night in plan(season) if night.why == Why.RULE]
    assert [night.night for night in nights] == sorted(
        day for day in (first + timedelta(days=step) for step in range(weeks * 7 + 1)) if day.weekday() in weekdays
    )
    for night in nights:
        if night.problem:
            assert GAP[0] <= start < GAP[1]
            continue
        (slot,) = night.slots
        local_start, local_end = slot.starts_at.astimezone(ZONE), slot.ends_at.astimezone(ZONE)
        assert night_of(slot.starts_at, ZONE) == night.night
        if "finns inte" not in slot.remark:
            assert (local_start.time(), local_end.time()) == (start, end)
        shift = local_start.utcoffset(), local_end.utcoffset()
        assert shift[0] is not None
        assert shift[1] is not None
        wall = local_end.replace(tzinfo=None) - local_start.replace(tzinfo=None)
        assert slot.ends_at - slot.starts_at == wall - (shift[1] - shift[0])
        assert timedelta() < slot.ends_at - slot.starts_at <= timedelta(hours=16)
