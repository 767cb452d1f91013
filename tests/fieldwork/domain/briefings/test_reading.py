"""A group reads its briefing within its hours, in its district, and says once that all have."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from fieldwork.domain.briefings.reading import is_shown, is_waiting_to_be_read, note_read, section_of
from fieldwork.enums import FieldEventKind
from fieldwork.exceptions import NotTonight
from fieldwork.models import Briefing, BriefingRead, FieldEvent, Walk
from scheduling.domain.nights import resolve_night
from scheduling.domain.origins import Origin
from scheduling.enums import Door, ShiftState
from scheduling.models import Shift
from tests.factories import DistrictFactory, ShiftFactory, member_of
from tests.factories.fieldwork import BriefingFactory, WalkFactory
from volunteers.models import District, Municipality

HOUR = timedelta(hours=1)
BY_SELF = Origin(Door.PERSONAL)


@pytest.fixture
def shift() -> Shift:
    made: Shift = ShiftFactory()
    return made


def told(shift: Shift, text: str = "Mycket folk vid torget.", **fields: object) -> Briefing:
    briefing: Briefing = BriefingFactory(municipality=shift.association.municipality, text=text, **fields)
    return briefing


def read_at(shift: Shift, now: datetime) -> list[str]:
    section = section_of(shift, now=now)
    return [one.text for one in section.briefings] if section else []


@pytest.mark.django_db
def test_it_is_shown_some_hours_before_and_gone_when_the_night_is_over(shift: Shift) -> None:
    told(shift)
    moments = [shift.starts_at - 4 * HOUR - timedelta(seconds=1), shift.starts_at - 4 * HOUR, shift.starts_at]
    ends = [shift.ends_at - timedelta(seconds=1), shift.ends_at]
    shown = [bool(read_at(shift, moment)) for moment in (*moments, *ends)]
    assert shown == [False, True, True, True, False]
    WalkFactory(shift=shift)
    assert read_at(shift, shift.ends_at + HOUR) == ["Mycket folk vid torget."]
    Walk.objects.update(state="home", home_at=shift.ends_at + HOUR)
    assert read_at(shift, shift.ends_at + HOUR) == []


@pytest.mark.django_db
def test_a_district_reads_its_own_and_those_of_what_it_lies_in(shift: Shift) -> None:
    place, town = shift.route.district, shift.association.municipality
    whole = DistrictFactory(municipality=town, name="Västra")
    District.objects.filter(pk=place.pk).update(parent=whole)
    told(shift, "alla")
    told(shift, "här", district=place)
    told(shift, "ovanför", district=whole)
    told(shift, "del", district=DistrictFactory(municipality=town, parent=place))
    told(shift, "bredvid", district=DistrictFactory(municipality=town, parent=whole))
    told(shift, "i går", first_night=date(2026, 10, 15))
    told(shift, "hela veckan", first_night=date(2026, 10, 12), last_night=date(2026, 10, 18))
    BriefingFactory(text="annan kommun")
    assert sorted(read_at(shift, shift.starts_at)) == ["alla", "hela veckan", "här", "ovanför"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [ShiftState.DRAFT, ShiftState.CANCELLED])
def test_nothing_is_told_of_a_night_that_is_not(shift: Shift, state: ShiftState) -> None:
    told(shift)
    shift.state = state
    assert read_at(shift, shift.starts_at) == []


@pytest.mark.django_db
def test_all_have_read_until_the_words_change(shift: Shift) -> None:
    briefing, karin, now = told(shift), member_of(shift.association), shift.starts_at - HOUR
    assert is_waiting_to_be_read(shift, now=now)
    for _again in range(2):
        note_read(shift, origin=BY_SELF, by=karin, now=now)
    assert not is_waiting_to_be_read(shift, now=now)
    read = BriefingRead.objects.get()
    assert (read.briefing, read.shift, read.by, read.at) == (briefing, shift, karin, now)
    assert list(FieldEvent.objects.values_list("kind", "by")) == [(FieldEventKind.BRIEFED, karin.pk)]
    Briefing.objects.update(revision=2)
    assert is_waiting_to_be_read(shift, now=now)
    beside = ShiftFactory(association=shift.association, route=shift.route)
    Briefing.objects.update(revision=1)
    assert is_waiting_to_be_read(beside, now=now)


@pytest.mark.django_db
def test_what_is_no_longer_told_cannot_have_been_read_now(shift: Shift) -> None:
    told(shift)
    with pytest.raises(NotTonight):
        note_read(shift, origin=BY_SELF, by=None, now=shift.ends_at)
    assert not BriefingRead.objects.exists()
    assert not is_waiting_to_be_read(shift, now=shift.ends_at)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_however_many(
    number: int, shift: Shift, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(number):
        told(shift, district=shift.route.district)
    with django_assert_num_queries(2):
        assert len(read_at(shift, shift.starts_at)) == number


@given(st.sampled_from([date(2026, 10, 24), date(2027, 3, 27)]), st.integers(1, 24), st.integers(-30 * 60, 12 * 60))
def test_hours_are_true_hours_on_the_nights_when_the_clocks_change(night: date, hours: int, minutes: int) -> None:
    starts_at, ends_at = resolve_night(night, time(20, 30), time(3, 30), Municipality().zone)
    shift = Shift(starts_at=starts_at, ends_at=ends_at)
    now = starts_at.astimezone(UTC) + timedelta(minutes=minutes)
    true_minutes = (ends_at - starts_at) // timedelta(minutes=1)
    assert true_minutes == (8 if night.month == 10 else 6) * 60
    assert is_shown(hours, shift, now=now, is_out=False) == (-hours * 60 <= minutes < true_minutes)
    assert is_shown(hours, shift, now=now, is_out=True) == (-hours * 60 <= minutes)
