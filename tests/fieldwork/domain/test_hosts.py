"""When safety hosts are at work: entered, repeated, changed, taken out, and read in a zone whose clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import assume, given
from hypothesis import strategies as st

from fieldwork.domain.hosts import (
    HostTerms,
    dispose_of_old_hosts,
    enter_hosts,
    host_lines,
    nights_between,
    remove_hosts,
    revise_hosts,
    stretch,
)
from fieldwork.exceptions import AlreadyThere, WrongTimes
from fieldwork.models import HostDuty
from tests.factories import DistrictFactory, MunicipalityFactory
from tests.factories.fieldwork import HostDutyFactory
from volunteers.models import District, Municipality

FRIDAY = date(2026, 10, 16)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
NUMBER = "+46701740688"


def terms(name: str = "Värdar centrum", *districts: District, start: int = 18, end: int = 2) -> HostTerms:
    return HostTerms(name, NUMBER, districts, time(start), time(end))


def hours(duty: HostDuty) -> str:
    local = [moment.astimezone(STOCKHOLM) for moment in (duty.starts_at, duty.ends_at)]
    return f"{local[0]:%d/%m %H} - {local[1]:%d/%m %H}"


@pytest.mark.django_db
def test_a_team_is_entered_on_each_night_of_a_period_and_the_same_again_only_once() -> None:
    town: Municipality = MunicipalityFactory()
    place = DistrictFactory(municipality=town, name="Centrum")
    first_week = nights_between(FRIDAY, date(2026, 10, 24), [4, 5])
    assert enter_hosts(town, terms("Värdar centrum", place), nights=first_week) == 4
    assert [hours(duty) for duty in HostDuty.objects.all()] == [
        "16/10 18 - 17/10 02",
        "17/10 18 - 18/10 02",
        "23/10 18 - 24/10 02",
        "24/10 18 - 25/10 02",
    ]
    assert {line.where for line in host_lines(HostDuty.objects.all())} == {"Centrum"}
    assert enter_hosts(town, terms(), nights=nights_between(FRIDAY, date(2026, 10, 31), [4])) == 1
    with pytest.raises(AlreadyThere, match="Värdar centrum står redan i listan de kvällarna"):
        enter_hosts(town, terms(), nights=[FRIDAY])
    assert HostDuty.objects.count() == 5


@pytest.mark.django_db
def test_one_night_is_changed_or_all_that_follow_and_each_keeps_its_date() -> None:
    town: Municipality = MunicipalityFactory()
    enter_hosts(town, terms(), nights=nights_between(FRIDAY, date(2026, 10, 18), []))
    _friday, saturday, _sunday = HostDuty.objects.all()
    place = DistrictFactory(municipality=town, name="Vårby")
    assert revise_hosts(saturday, terms("Värdar Vårby", place, start=20), with_later=True) == 2
    assert [(duty.name, hours(duty)) for duty in HostDuty.objects.all()] == [
        ("Värdar centrum", "16/10 18 - 17/10 02"),
        ("Värdar Vårby", "17/10 20 - 18/10 02"),
        ("Värdar Vårby", "18/10 20 - 19/10 02"),
    ]
    saturday.refresh_from_db()
    assert revise_hosts(saturday, terms("Värdar Vårby", start=21), with_later=False) == 1
    assert [line.where for line in host_lines(HostDuty.objects.all())] == ["hela kommunen", "hela kommunen", "Vårby"]


@pytest.mark.django_db
def test_two_teams_of_one_name_do_not_begin_at_the_same_time() -> None:
    first = HostDutyFactory(name="Värdar")
    second = HostDutyFactory(
        municipality=first.municipality, name="Värdar", starts_at=first.starts_at + timedelta(hours=2)
    )
    with pytest.raises(AlreadyThere, match="Värdar står redan i listan då"):
        revise_hosts(second, terms("Värdar"), with_later=False)
    second.refresh_from_db()
    assert second.starts_at == first.starts_at + timedelta(hours=2)


@pytest.mark.django_db
def test_one_night_is_taken_out_or_all_that_follow() -> None:
    town: Municipality = MunicipalityFactory()
    enter_hosts(town, terms(), nights=nights_between(FRIDAY, date(2026, 10, 20), []))
    enter_hosts(town, terms("Andra värdar"), nights=[FRIDAY + timedelta(days=3)])
    first, second, *_rest = HostDuty.objects.filter(name="Värdar centrum")
    assert remove_hosts(first, with_later=False) == 1
    assert remove_hosts(second, with_later=True) == 4
    assert [duty.name for duty in HostDuty.objects.all()] == ["Andra värdar"]


@pytest.mark.django_db
def test_what_is_long_over_is_deleted() -> None:
    old = HostDutyFactory()
    recent = HostDutyFactory(municipality=old.municipality, starts_at=old.starts_at + timedelta(days=2))
    now = old.ends_at + timedelta(days=settings.HOST_DUTIES_KEPT_DAYS, minutes=1)
    assert dispose_of_old_hosts(now) == 1
    assert list(HostDuty.objects.all()) == [recent]
    assert dispose_of_old_hosts(now) == 0


@pytest.mark.parametrize(
    ("first", "last", "weekdays", "said"),
    [
        (FRIDAY, date(2026, 10, 15), [], "Den sista dagen ligger före den första."),
        (FRIDAY, date(2026, 10, 17), [0], "Ingen av de dagarna finns i perioden."),
        (FRIDAY, date(2028, 10, 15), [], "Det blir fler än 400 kvällar. Korta perioden."),
    ],
)
def test_a_period_that_is_none_is_refused(first: date, last: date, weekdays: list[int], said: str) -> None:
    with pytest.raises(WrongTimes, match=said):
        nights_between(first, last, weekdays)


def test_without_a_last_day_it_is_but_one() -> None:
    assert nights_between(FRIDAY, None, [0]) == [FRIDAY]


def test_the_same_time_twice_is_refused() -> None:
    with pytest.raises(WrongTimes, match="Tiderna är desamma"):
        stretch(FRIDAY, time(20), time(20), STOCKHOLM)


def test_the_longer_stretch_is_meant_where_the_clock_change_makes_a_time_unclear() -> None:
    back, forward = date(2026, 10, 24), date(2027, 3, 27)
    assert stretch(back, time(18), time(2, 30), STOCKHOLM) == (
        datetime(2026, 10, 24, 16, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # the second half past two
    )
    assert stretch(forward, time(18), time(2, 30), STOCKHOLM) == (
        datetime(2027, 3, 27, 17, 0, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # there is no half past two: half past three by the new time
    )


@given(night=st.dates(date(2026, 1, 1), date(2027, 12, 31)), start=st.times(), end=st.times())
def test_every_stretch_is_one_and_only_the_clocks_make_it_another_than_its_times_say(
    night: date, start: time, end: time
) -> None:
    assume(start != end)
    last_day = night if end > start else night + timedelta(days=1)
    said = datetime.combine(last_day, end) - datetime.combine(night, start)
    starts_at, ends_at = stretch(night, start, end, STOCKHOLM)
    assert timedelta(0) < ends_at - starts_at
    assert ends_at - starts_at - said in {timedelta(hours=hours) for hours in (-1, 0, 1, 2)}
