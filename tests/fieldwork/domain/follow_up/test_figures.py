"""Each figure against nights that were added up by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from fieldwork.domain.follow_up.figures import Found, People, Told
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.tallies import Tally
from fieldwork.enums import AlarmKind, AlarmState, WalkState
from fieldwork.models import Alarm
from scheduling.enums import AttendanceState, Door, ShiftKind, ShiftState
from scheduling.models import NightDecision, Route, ShiftEvent
from tests.factories import AssociationFactory, MunicipalityFactory, member_of
from tests.factories.fieldwork import ObservationCategoryFactory, WalkFactory
from tests.fieldwork.follow_up_nights import check_in, figures, logged, night, place, said_yes, seen, stood, went_out
from volunteers.domain.people import forget_volunteer
from volunteers.models import Association, Municipality

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)
HOURS = timedelta(hours=1)


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Huddinge kommun")
    return made


@pytest.fixture
def club(town: Municipality) -> Association:
    made: Association = AssociationFactory(municipality=town, name="Vårby IF")
    return made


@pytest.fixture
def route(town: Municipality) -> Route:
    return place(town, "Vårby")


def test_every_planned_night_has_one_outcome(town: Municipality, club: Association, route: Route) -> None:
    went_out(night(club, route, FRIDAY), people=3)  # crew_min
    went_out(night(club, route, FRIDAY), people=2)  # crew_safe
    went_out(night(club, route, FRIDAY), people=1)
    night(club, route, FRIDAY, confirmed_count=3)
    night(club, route, FRIDAY)
    night(club, route, FRIDAY, ShiftState.CANCELLED)
    night(club, route, FRIDAY, ShiftState.PUBLISHED)
    night(club, route, FRIDAY, ShiftState.UNDER_WAY)
    night(club, route, FRIDAY, ShiftState.DRAFT)

    tally = figures(town).total.tally

    outcomes = Tally(full=1, short=1, unsafe=1, unregistered=1, empty=1, cancelled=1, ahead=2)
    people = Tally(person_nights=6, time_out=24 * HOURS, new_people=6, crew=6, logs_missing=3)
    assert tally == outcomes + people
    assert (tally.planned, tally.due, tally.held, tally.group_size) == (8, 6, 2, 2.0)


def test_a_draft_that_was_dropped_was_never_planned(town: Municipality, club: Association, route: Route) -> None:
    for before in (ShiftState.DRAFT, ShiftState.PUBLISHED):
        shift = night(club, route, FRIDAY, ShiftState.CANCELLED)
        ShiftEvent.objects.create(
            shift=shift, kind="cancelled", from_state=before, to_state="cancelled", door="page", at=shift.starts_at
        )

    assert figures(town).total.tally == Tally(cancelled=1)


def test_a_night_whose_group_went_with_another_was_not_cancelled(
    town: Municipality, club: Association, route: Route
) -> None:
    shift, other = night(club, route, FRIDAY, ShiftState.CANCELLED), night(club, route, FRIDAY, confirmed_count=5)
    NightDecision.objects.create(shift=shift, state="merged", merged_into=other)

    assert figures(town).total.tally == Tally(merged=1, unregistered=1)


def test_a_group_that_is_still_out_is_not_counted_as_home(town: Municipality, club: Association, route: Route) -> None:
    walk = WalkFactory(shift=night(club, route, FRIDAY, ShiftState.DONE))
    check_in(walk, member_of(club), out_at=walk.started_at, home_at=None)

    assert figures(town).total.tally == Tally(ahead=1, person_nights=1, not_home=1, new_people=1, crew=1)


def test_hours_are_those_that_passed_in_both_nights_when_the_clock_is_changed(
    town: Municipality, club: Association, route: Route
) -> None:
    """From half past eight to half past two: five hours pass in March and seven in October."""
    to_summer = (datetime(2026, 3, 28, 19, 30, tzinfo=UTC), datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    to_winter = (datetime(2026, 10, 24, 18, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    for starts_at, ends_at in (to_summer, to_winter):
        on = starts_at.astimezone(town.zone).date()
        shift = night(club, route, on, starts_at=starts_at, ends_at=ends_at)
        went_out(shift, people=2, lasting=ends_at - starts_at)

    year = figures(town, Period.year_of(FRIDAY))

    hours = {line.key: line.tally.hours for line in year.months if line.tally.planned}
    assert hours == {"2026-03": 10.0, "2026-10": 14.0}
    assert year.total.tally.hours == 24.0


def test_a_walk_past_midnight_at_new_year_belongs_to_the_year_it_began_in(
    town: Municipality, club: Association, route: Route
) -> None:
    went_out(night(club, route, date(2025, 12, 31)), people=3, lasting=6 * HOURS)

    old, new = (figures(town, Period.year_of(date(year, 6, 1))) for year in (2025, 2026))
    assert (old.total.tally.full, old.total.tally.hours, new.total.tally) == (1, 18.0, Tally())


def test_who_joins_late_and_who_leaves_early_is_out_only_as_long_as_they_were(
    town: Municipality, club: Association, route: Route
) -> None:
    walk = went_out(night(club, route, FRIDAY), people=2)
    began = walk.started_at
    check_in(walk, member_of(club), out_at=began + 90 * HOURS / 60, home_at=began + 4 * HOURS)
    check_in(walk, member_of(club), out_at=began, home_at=began + HOURS)

    tally = figures(town).total.tally
    assert (tally.full, tally.person_nights, tally.hours) == (1, 4, 4 + 4 + 2.5 + 1)


def test_who_never_checked_in_at_home_gives_no_hours_and_does_not_make_the_night_safe(
    town: Municipality, club: Association, route: Route
) -> None:
    walk = went_out(night(club, route, FRIDAY), people=2)
    check_in(walk, member_of(club), out_at=walk.started_at, home_at=None)

    tally = figures(town).total.tally
    assert (tally.short, tally.person_nights, tally.not_home, tally.hours) == (1, 3, 1, 8.0)


def test_who_is_taken_to_have_come_home_was_there_but_gives_no_hours(
    town: Municipality, club: Association, route: Route
) -> None:
    walk = went_out(night(club, route, FRIDAY), people=3)
    walk.check_ins.filter(pk=walk.check_ins.all()[0].pk).update(is_presumed=True)

    tally = figures(town).total.tally
    assert (tally.full, tally.person_nights, tally.not_home, tally.hours) == (1, 3, 1, 8.0)


def test_who_did_not_come_is_on_the_crew_and_was_not_out(town: Municipality, club: Association, route: Route) -> None:
    shift = night(club, route, FRIDAY)
    went_out(shift, people=3)
    stood(shift, member_of(club), AttendanceState.NO_SHOW)
    stood(shift, member_of(club), AttendanceState.DECLINED)

    tally = figures(town).total.tally
    assert (tally.person_nights, tally.crew, tally.no_shows) == (3, 4, 1)


def test_share_by_sms_goes_by_the_last_yes(town: Municipality, club: Association, route: Route) -> None:
    shift = night(club, route, FRIDAY)
    doors = ("sms", "sms", "page", "")
    places = [stood(shift, member_of(club), AttendanceState.CONFIRMED, door=door) for door in doors]
    said_yes(places[0], door=Door.PERSONAL, at=shift.starts_at - HOURS)

    tally = figures(town).total.tally
    assert (tally.crew, tally.crew_by_sms, tally.sms_percent) == (4, 1, 25)


def test_somebody_is_new_once_and_counted_once_whatever_they_walk(town: Municipality, club: Association) -> None:
    here, there = place(town, "Vårby"), place(town, "Skogås")
    other: Association = AssociationFactory(municipality=town, name="Skogås BK")
    anna, omar = member_of(club), member_of(club)
    went_out(night(club, here, date(2025, 11, 7)), walkers=[anna])
    went_out(night(club, here, FRIDAY), walkers=[anna, omar])
    went_out(night(other, there, SATURDAY), walkers=[anna, omar])

    spring = figures(town)

    assert spring.total.people == People(total=2, new=1)
    assert {line.name: line.people for line in spring.districts} == {
        "Skogås": People(total=2, new=0),
        "Vårby": People(total=2, new=1),
    }
    assert [line.people for line in spring.associations] == [People(total=2, new=0), People(total=2, new=1)]
    assert figures(town, association=other.pk).total.people == People(total=2, new=0)
    assert spring.total.tally.new_people == 1


def test_who_stood_on_a_night_before_anybody_checked_out_is_not_new(
    town: Municipality, club: Association, route: Route
) -> None:
    anna, omar = member_of(club), member_of(club)
    stood(night(club, route, date(2025, 11, 7)), anna, AttendanceState.CONFIRMED)
    stood(night(club, route, date(2025, 11, 7), ShiftState.CANCELLED), omar, AttendanceState.CONFIRMED)
    went_out(night(club, route, FRIDAY), walkers=[anna, omar])

    assert figures(town).total.people == People(total=2, new=1)


def test_nights_of_somebody_forgotten_still_count(town: Municipality, club: Association, route: Route) -> None:
    people = [member_of(club) for _ in range(3)]
    went_out(night(club, route, FRIDAY), walkers=people)
    before = figures(town)

    forget_volunteer(people[0], now=datetime(2026, 4, 1, tzinfo=UTC))

    assert figures(town) == before
    assert before.total.people == People(total=3, new=3)


def test_logs_are_added_up_as_intervals(town: Municipality, club: Association, route: Route) -> None:
    nights = [night(club, route, FRIDAY) for _ in range(5)]
    for shift in nights[:4]:
        went_out(shift)
    logged(nights[0], met="11_30", mood="calm", occurrences={"alcohol": 3}, contacts={"police": 1})
    logged(nights[1], met="60_", mood="uneasy", occurrences={"alcohol": 1, "fight": 1}, debrief_held=False)
    logged(nights[2], met="none", mood="")
    logged(nights[4], met="1_10", mood="calm")  # nobody checked out, but the log was written

    spring = figures(town)
    tally = spring.total.tally

    assert (tally.logs, tally.logs_missing, tally.met_low, tally.met_high, tally.met_endless) == (4, 1, 73, 101, 1)
    assert (tally.calm, tally.lively, tally.uneasy, tally.debriefs) == (2, 0, 1, 3)
    assert (tally.occurrences, tally.contacts) == (5, 1)
    assert [told for told in spring.occurrences if told.times] == [Told("alcohol", 4, 2), Told("fight", 1, 1)]
    assert [told for told in spring.contacts if told.times] == [Told("police", 1, 1)]


def test_drills_are_no_alarms(town: Municipality, club: Association, route: Route) -> None:
    shift = night(club, route, FRIDAY)
    for kind, is_drill in ((AlarmKind.OVERDUE, False), (AlarmKind.OVERDUE, True), (AlarmKind.PANIC, False)):
        fields = {"state": AlarmState.RESOLVED, "opened_at": shift.ends_at, "resolved_at": shift.ends_at}
        Alarm.objects.create(shift=shift, kind=kind, is_drill=is_drill, **fields)

    tally = figures(town).total.tally
    assert (tally.overdue, tally.panic) == (1, 1)


def test_observations_by_category_with_days_until_fixed(town: Municipality, club: Association, route: Route) -> None:
    light = ObservationCategoryFactory(municipality=town, name="Belysning", position=1)
    lamp = ObservationCategoryFactory(municipality=town, parent=light, name="Trasig lampa")
    litter = ObservationCategoryFactory(municipality=town, name="Skräp", icon="info", position=2)
    shift = night(club, route, FRIDAY)
    after_midnight = datetime(2026, 3, 6, 23, 30, tzinfo=UTC)
    for days in (3, 10, 11):
        fixed = {"state": "fixed", "fixed_at": after_midnight + days * 24 * HOURS}
        seen(town, after_midnight, on=shift, category=lamp, district=route.district, **fixed)
    seen(town, after_midnight, on=shift, category=light, district=route.district)
    seen(town, after_midnight, category=litter)

    spring = figures(town)

    assert spring.observations == (
        Found(str(light.pk), "Belysning", "bulb", 4, 3, 10.0),
        Found(str(lamp.pk), "Trasig lampa", "bulb", 3, 3, 10.0, parent=str(light.pk), depth=1),
        Found(str(litter.pk), "Skräp", "info", 1, 0, None),
    )
    assert spring.observations_total == Found("", "", "", 5, 3, 10.0)
    assert [(line.name, line.tally.observations) for line in spring.districts] == [("Vårby", 4), ("", 1)]
    assert [(line.name, line.tally.observations) for line in spring.associations] == [("Vårby IF", 4), ("", 1)]


def test_what_is_seen_after_midnight_belongs_to_the_night(town: Municipality, club: Association, route: Route) -> None:
    shift = night(club, route, date(2025, 12, 31))
    seen(town, datetime(2026, 1, 1, 0, 30, tzinfo=UTC), on=shift)

    assert figures(town).total.tally.observations == 0
    assert figures(town, Period.year_of(date(2025, 1, 1))).total.tally.observations == 1


def test_a_district_has_all_that_lies_in_it(town: Municipality, club: Association) -> None:
    varby = place(town, "Vårby")
    gard = place(town, "Vårby gård", parent=varby.district)
    masmo = place(town, "Masmo", parent=gard.district)
    place(town, "Skogås")
    anna = member_of(club)
    for route in (varby, gard, masmo, masmo):
        went_out(night(club, route, FRIDAY, kind=ShiftKind.ACTIVITY), walkers=[anna, *[member_of(club)] * 2][:2])
        anna = member_of(club)

    lines = {line.name: line for line in figures(town).districts}

    assert {name: line.tally.planned for name, line in lines.items()} == {
        "Vårby": 4,
        "Vårby gård": 3,
        "Masmo": 2,
        "Skogås": 0,
    }
    assert [(line.own.planned if line.own else None, line.depth) for line in lines.values()] == [
        (0, 0),
        (1, 0),
        (1, 1),
        (2, 2),
    ]
    below = figures(town, district=gard.district_id)
    assert [(line.name, line.parent, line.depth) for line in below.districts] == [
        ("Vårby gård", "", 0),
        ("Masmo", str(gard.district_id), 1),
    ]
    assert below.total.tally.planned == 3


def test_another_municipality_is_not_counted(town: Municipality) -> None:
    elsewhere: Association = AssociationFactory()
    went_out(night(elsewhere, place(elsewhere.municipality, "Haninge"), FRIDAY))

    assert figures(town).is_empty


def test_as_many_queries_for_many_nights_as_for_none(
    town: Municipality, club: Association, route: Route, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    went_out(night(club, route, FRIDAY))
    with django_assert_num_queries(14):
        figures(town)
    for day in range(1, 8):
        shift = night(AssociationFactory(municipality=town), place(town, f"Plats {day}"), date(2026, 3, day))
        went_out(shift)
        logged(shift, occurrences={"party": 1}, contacts={"hosts": 2})
        seen(town, shift.starts_at, on=shift)
    with django_assert_num_queries(14):
        assert figures(town).total.tally.full == 8


def test_walks_home_state_is_what_counts_not_the_rota(town: Municipality, club: Association, route: Route) -> None:
    """A group that came home before its shift ended has held its night."""
    walk = went_out(night(club, route, FRIDAY, ShiftState.UNDER_WAY), people=3)
    assert walk.state == WalkState.HOME

    assert figures(town).total.tally.full == 1
