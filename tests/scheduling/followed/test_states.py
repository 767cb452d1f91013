"""What a program that follows a calendar is told, whatever happens between two of its visits."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.states import STATES_KEPT, Changes, Reading, changes_since, forget_states, read_calendar
from scheduling.domain.origins import Origin
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import Door, ShiftState
from scheduling.exceptions import TokenUnknown
from scheduling.models import CalendarCollection, CollectionMember, CollectionState, Route, Shift
from tests.factories import AssociationFactory, DistrictFactory, RouteFactory, ShiftFactory
from volunteers.models import Association, Municipality

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
BY_LEADER = Origin(Door.PAGE)


@pytest.fixture
def association() -> Association:
    association: Association = AssociationFactory()
    return association


@pytest.fixture
def calendar(association: Association) -> CalendarCollection:
    return calendar_over(association)


@pytest.fixture
def route(association: Association) -> Route:
    route: Route = RouteFactory(municipality=association.municipality, name="Vårby")
    return route


@pytest.fixture
def nights(association: Association, route: Route) -> list[Shift]:
    """Three, on the evenings after next."""
    return [
        ShiftFactory(association=association, route=route, starts_at=NOW + timedelta(days=day)) for day in (2, 3, 4)
    ]


def read(calendar: CalendarCollection, *, now: datetime = NOW) -> Reading:
    return read_calendar(CalendarCollection.objects.with_owners().get(pk=calendar.pk), now=now)


def told(calendar: CalendarCollection, token: str, *, now: datetime = NOW, limit: int | None = None) -> Changes:
    return changes_since(read(calendar, now=now), token, limit=limit)


def names(changes: Changes) -> set[str]:
    return {entry.name for entry in changes.entries}


def alter(shift: Shift, **fields: Any) -> None:
    """As every verb does: with another revision."""
    Shift.objects.filter(pk=shift.pk).update(revision=F("revision") + 1, updated_at=NOW, **fields)


def name_of(shift: Shift) -> str:
    return f"shift-{shift.uuid}"


def test_newcomer_is_told_of_all_and_then_of_nothing(calendar: CalendarCollection, nights: list[Shift]) -> None:
    first = told(calendar, "")
    assert names(first) == set(map(name_of, nights))
    assert (first.gone, first.is_cut) == ((), False)
    assert told(calendar, first.token) == Changes((), (), first.token)


def test_calendar_without_nights_has_none_to_tell_of(calendar: CalendarCollection) -> None:
    first = told(calendar, "")
    assert (first.entries, first.gone) == ((), ())
    assert told(calendar, first.token).token == first.token


def test_what_came_changed_and_went_is_told_once(
    calendar: CalendarCollection, nights: list[Shift], association: Association, route: Route
) -> None:
    token = told(calendar, "").token
    moved, gone, _same = nights
    alter(moved, starts_at=moved.starts_at + timedelta(hours=1))
    gone.delete()
    new = ShiftFactory(association=association, route=route, starts_at=NOW + timedelta(days=9))
    changes = told(calendar, token)
    assert (names(changes), changes.gone) == ({name_of(moved), name_of(new)}, (name_of(gone),))
    assert told(calendar, changes.token) == Changes((), (), changes.token)


def test_what_came_and_went_between_two_visits_is_told_as_gone(
    calendar: CalendarCollection, nights: list[Shift], association: Association, route: Route
) -> None:
    token = told(calendar, "").token
    brief = ShiftFactory(association=association, route=route, starts_at=NOW + timedelta(days=9))
    told(calendar, "")
    brief.delete()
    # All is as it was: there is nothing to tell.
    assert told(calendar, token).gone == ()
    nights[0].delete()
    assert set(told(calendar, token).gone) == {name_of(brief), name_of(nights[0])}


def test_night_that_comes_back_is_told_as_changed(calendar: CalendarCollection, nights: list[Shift]) -> None:
    before = told(calendar, "").token
    alter(nights[0], state=ShiftState.DRAFT)
    away = told(calendar, before)
    assert away.gone == (name_of(nights[0]),)
    alter(nights[0], state=ShiftState.PUBLISHED)
    assert names(told(calendar, away.token)) == {name_of(nights[0])}
    # Whoever was not there meanwhile hears of it too: its SEQUENCE is another.
    assert names(told(calendar, before)) == {name_of(nights[0])}


def test_renamed_route_changes_every_night_though_no_shift_did(
    calendar: CalendarCollection, nights: list[Shift], route: Route
) -> None:
    token = told(calendar, "").token
    Route.objects.filter(pk=route.pk).update(name="Masmo")
    assert names(told(calendar, token)) == set(map(name_of, nights))


def test_nights_age_out_of_the_calendar(calendar: CalendarCollection, nights: list[Shift]) -> None:
    token = told(calendar, "").token
    later = nights[0].ends_at + timedelta(days=90, minutes=1)
    assert told(calendar, token, now=later).gone == (name_of(nights[0]),)


def test_cancelled_night_is_told_as_changed_and_a_month_later_as_gone(
    calendar: CalendarCollection, nights: list[Shift]
) -> None:
    token = told(calendar, "").token
    cancel_shift(nights[0], origin=BY_LEADER, now=NOW)
    changes = told(calendar, token)
    assert [entry.event.status for entry in changes.entries] == ["CANCELLED"]
    later = nights[0].ends_at + timedelta(days=30, minutes=1)
    assert told(calendar, changes.token, now=later).gone == (name_of(nights[0]),)


def test_district_takes_its_nights_along_when_it_moves(
    association: Association, route: Route, nights: list[Shift]
) -> None:
    parent = DistrictFactory(municipality=association.municipality)
    followed = calendar_over(parent)
    token = told(followed, "").token
    route.district.parent = parent
    route.district.save()
    came = told(followed, token)
    assert names(came) == set(map(name_of, nights))
    route.district.parent = None
    route.district.save()
    assert set(told(followed, came.token).gone) == set(map(name_of, nights))


def test_unchanged_calendar_costs_one_query_and_changes_three_more(
    calendar: CalendarCollection, nights: list[Shift], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = told(calendar, "").token
    alter(nights[0], crew_target=5)
    token = told(calendar, "").token
    collection = CalendarCollection.objects.with_owners().get(pk=calendar.pk)
    with django_assert_num_queries(1):
        reading = read_calendar(collection, now=NOW)
    with django_assert_num_queries(0):
        changes_since(reading, token)
    with django_assert_num_queries(3):  # what changed, whether the token is known, and the nights
        changes_since(reading, before)
    with django_assert_num_queries(0):
        changes_since(reading, "")


@pytest.mark.parametrize("token", ["x", "data:,1", "data:,1-zz", "data:,1-" + "0" * 32, "data:,-1-" + "0" * 32, "²"])
def test_token_that_never_was_is_unknown(calendar: CalendarCollection, nights: list[Shift], token: str) -> None:
    with pytest.raises(TokenUnknown):
        told(calendar, token)


def test_token_of_another_calendar_is_unknown(calendar: CalendarCollection, nights: list[Shift]) -> None:
    other = calendar_over(AssociationFactory())
    token = told(calendar, "").token
    told(other, "")
    with pytest.raises(TokenUnknown):
        told(other, token)


def test_token_is_unknown_once_its_state_is_forgotten(calendar: CalendarCollection, nights: list[Shift]) -> None:
    old = told(calendar, "").token
    nights[0].delete()
    present = told(calendar, old).token
    forget_states(NOW + STATES_KEPT)
    assert told(calendar, old).gone == (name_of(nights[0]),)
    forget_states(NOW + STATES_KEPT + timedelta(seconds=1))
    assert CollectionState.objects.count() == 1
    assert not CollectionMember.objects.filter(is_gone=True).exists()
    with pytest.raises(TokenUnknown):
        told(calendar, old)
    assert told(calendar, present) == Changes((), (), present)


def test_going_is_remembered_as_long_as_any_state_before_it(calendar: CalendarCollection, nights: list[Shift]) -> None:
    told(calendar, "")
    nights[0].delete()
    middle = told(calendar, "", now=NOW + timedelta(days=1)).token
    nights[1].delete()
    told(calendar, "", now=NOW + timedelta(days=2))
    forget_states(NOW + STATES_KEPT + timedelta(hours=1))
    assert list(CollectionMember.objects.filter(is_gone=True).values_list("name", flat=True)) == [name_of(nights[1])]
    assert told(calendar, middle).gone == (name_of(nights[1]),)


def test_token_of_a_time_that_was_undone_is_unknown(
    calendar: CalendarCollection, nights: list[Shift], association: Association, route: Route
) -> None:
    """A backup is put back: the same number comes to stand for another state than the program was told."""
    told(calendar, "")
    lost = ShiftFactory(association=association, route=route, starts_at=NOW + timedelta(days=9))
    token = told(calendar, "").token
    lost.delete()
    CollectionMember.objects.filter(number=2).delete()
    CollectionState.objects.filter(number=2).delete()
    first = CollectionState.objects.get()
    CalendarCollection.objects.update(number=1, digest=first.digest)
    alter(nights[0], crew_target=5)
    assert read(calendar).number == 2
    with pytest.raises(TokenUnknown):
        told(calendar, token)


def all_of(calendar: CalendarCollection, token: str, *, limit: int, **told_at: Any) -> Iterator[Changes]:
    while True:
        changes = told(calendar, token, limit=limit, **told_at)
        yield changes
        token = changes.token
        if not changes.is_cut:
            return


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_answer_that_is_cut_short_goes_on_where_it_ended(
    calendar: CalendarCollection, nights: list[Shift], limit: int
) -> None:
    parts = list(all_of(calendar, "", limit=limit))
    assert [len(part.entries) for part in parts] == {1: [1, 1, 1], 2: [2, 1], 3: [3], 4: [3]}[limit]
    assert {name for part in parts for name in names(part)} == set(map(name_of, nights))
    assert parts[-1].token == read(calendar).token
    nights[0].delete()
    alter(nights[1], crew_target=5)
    later = list(all_of(calendar, parts[-1].token, limit=limit))
    assert sum(len(part.entries) + len(part.gone) for part in later) == 2


def test_what_changes_between_two_parts_is_told_in_the_end(calendar: CalendarCollection, nights: list[Shift]) -> None:
    first = told(calendar, "", limit=1)
    assert first.is_cut
    had = names(first)
    (mine,) = [night for night in nights if name_of(night) in had]
    mine.delete()
    rest = list(all_of(calendar, first.token, limit=1))
    assert {name for part in rest for name in part.gone} == had
    assert {name for part in rest for name in names(part)} == set(map(name_of, nights)) - had


def test_part_is_unknown_once_the_state_it_began_after_is_forgotten(
    calendar: CalendarCollection, nights: list[Shift]
) -> None:
    began = told(calendar, "").token
    for night in nights[:2]:
        night.delete()
    part = told(calendar, began, limit=1, now=NOW + timedelta(days=2))
    assert part.is_cut
    forget_states(NOW + STATES_KEPT + timedelta(hours=1))
    with pytest.raises(TokenUnknown):
        told(calendar, part.token, now=NOW + timedelta(days=2))


def test_one_calendar_for_each_owner(association: Association) -> None:
    town = association.municipality
    assert calendar_over(association) == calendar_over(association)
    assert calendar_over(town) != calendar_over(association)
    assert CalendarCollection.objects.count() == 2
    Municipality.objects.all().delete()
    assert CalendarCollection.objects.count() == 0
