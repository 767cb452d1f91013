"""A season becomes drafts, and goes on being followed: by those that nobody touched."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from messaging.models import OutboundMessage
from scheduling.domain.attendance import add_confirmed
from scheduling.domain.calendar_links import make_link
from scheduling.domain.changes.drafts import draft_change
from scheduling.domain.changes.values import values_of
from scheduling.domain.crews import CrewSize
from scheduling.domain.feeds import feed_of, open_feed, read_subscription
from scheduling.domain.seasons.carrying import carry_out_season, follow_again, undo_all, undo_season
from scheduling.domain.seasons.choosing import choose_nights
from scheduling.domain.seasons.comparing import Step
from scheduling.domain.seasons.looking import look_at
from scheduling.domain.seasons.planning import Hours
from scheduling.domain.seasons.plans import plan_of_season
from scheduling.domain.seasons.saving import save_season, throw_away
from scheduling.domain.shifts import cancel_shift, publish_shifts, revise_shift
from scheduling.enums import Rotation, ShiftState
from scheduling.exceptions import SchedulingError, TooLate, UnsoundCrew
from scheduling.models import Season, Shift, ShiftChange, ShiftEvent
from tests.factories import (
    PresenceRequestFactory,
    RouteFactory,
    SeasonFactory,
    SeasonRouteFactory,
    ShiftFactory,
    member_of,
)
from tests.scheduling.seasons.terms import (
    BY_LEADER,
    FIRST,
    SECOND,
    SEPTEMBER,
    edit,
    hours_of,
    october,
    published_october,
    shift_on,
)

pytestmark = pytest.mark.django_db
LATER = Hours(time(21), time(1))


def steps(season: Season, *, now: datetime = SEPTEMBER) -> dict[str, int]:
    season = Season.objects.select_related("association__municipality").get(pk=season.pk)
    counts = look_at(season, language="sv", now=now).counts
    return {step.value: count for step, count in counts.items() if count}


def by_hand(shift: Shift, **changes: object) -> Shift:
    fields = {name: getattr(shift, name) for name in ("route", "kind", "starts_at", "ends_at", "note")}
    crew = CrewSize(shift.crew_safe, shift.crew_min, shift.crew_target, shift.crew_max, shift.leaders_needed)
    return revise_shift(shift, **{**fields, "crew": crew, **changes}, origin=BY_LEADER, now=SEPTEMBER)


def test_a_season_comes_as_drafts_and_texts_nobody() -> None:
    season = october(note="Ta med reflexer.", crew_target=5)
    shifts = list(season.shifts.order_by("night"))
    assert [shift.night.day for shift in shifts] == [2, 3, 9, 10, 16, 17, 23, 24, 30, 31]
    assert {(shift.state, shift.note, shift.crew_target, shift.follows_season) for shift in shifts} == {
        (ShiftState.DRAFT, "Ta med reflexer.", 5, True)
    }
    assert hours_of(shifts[0]) == "20.30-00.30"
    assert ShiftEvent.objects.filter(shift__season=season, kind="planned").count() == 10
    assert not OutboundMessage.objects.exists()
    assert steps(season) == {"same": 10}


def test_carrying_out_twice_plans_no_night_twice() -> None:
    season = october()
    carry_out_season(season, origin=BY_LEADER, now=SEPTEMBER)
    assert season.shifts.count() == 10


def test_nights_that_have_been_are_not_planned() -> None:
    season = SeasonFactory()
    carry_out_season(season, origin=BY_LEADER, now=datetime(2026, 10, 16, 18, 30, tzinfo=UTC))
    assert [shift.night.day for shift in season.shifts.order_by("night")] == [17, 23, 24, 30, 31]


def test_groups_take_the_routes_in_turn() -> None:
    season = SeasonFactory(group_count=2, rotation=Rotation.WEEKLY)
    second = SeasonRouteFactory(season=season, position=1).route
    first = season.stops.get(position=0).route
    carry_out_season(season, origin=BY_LEADER, now=SEPTEMBER)
    of_night = {
        night: [shift.route for shift in season.shifts.filter(night=night).order_by("season_group")]
        for night in (FIRST, date(2026, 10, 9))
    }
    assert of_night == {FIRST: [first, second], date(2026, 10, 9): [second, first]}


def test_editing_changes_drafts_at_once_and_published_nights_when_they_are_published() -> None:
    season = october()
    publish_shifts([shift_on(season, FIRST)], origin=BY_LEADER, now=SEPTEMBER)
    edit(season, hours=LATER)
    assert hours_of(shift_on(season, SECOND)) == "21.00-01.00"
    first = shift_on(season, FIRST)
    assert (hours_of(first), first.change.follows_season) == ("20.30-00.30", True)
    assert values_of(first.change).starts_at == datetime(2026, 10, 2, 19, 0, tzinfo=UTC)
    assert steps(season) == {"pending": 1, "same": 9}


def test_editing_leaves_nights_that_somebody_touched() -> None:
    season = october()
    by_hand(shift_on(season, FIRST), note="Grillkväll!")
    cancel_shift(shift_on(season, SECOND), reason="Storm", origin=BY_LEADER, now=SEPTEMBER)
    edit(season, hours=LATER)
    assert hours_of(shift_on(season, FIRST)) == "20.30-00.30"
    assert steps(season) == {"touched": 2, "same": 8}
    assert season.shifts.filter(night=SECOND).count() == 1


def test_a_change_by_hand_that_waits_counts_as_a_touch() -> None:
    season = published_october()
    shift = shift_on(season, FIRST)
    draft_change(shift, replace(values_of(shift), note="Grillkväll!"), actor=None, now=SEPTEMBER)
    edit(season, hours=LATER)
    change = shift_on(season, FIRST).change
    assert (change.note, change.follows_season, hours_of(shift)) == ("Grillkväll!", False, "20.30-00.30")
    assert steps(season) == {"touched": 1, "pending": 9}


def test_a_touched_draft_follows_again() -> None:
    season = october()
    shift = by_hand(shift_on(season, FIRST), note="Grillkväll!")
    assert follow_again(shift, origin=BY_LEADER, now=SEPTEMBER) == Step.CHANGED
    shift.refresh_from_db()
    assert (shift.note, shift.follows_season) == ("", True)
    assert steps(season) == {"same": 10}


def test_a_touched_published_night_follows_again_when_that_is_published() -> None:
    season = published_october()
    shift = by_hand(shift_on(season, FIRST), note="Grillkväll!")
    assert follow_again(shift, origin=BY_LEADER, now=SEPTEMBER) == Step.CHANGED
    shift.refresh_from_db()
    assert (shift.note, shift.change.note, shift.change.follows_season) == ("Grillkväll!", "", True)


def test_a_night_cancelled_by_hand_that_follows_again_comes_as_a_new_draft() -> None:
    season = published_october()
    shift = shift_on(season, FIRST)
    cancel_shift(shift, origin=BY_LEADER, now=SEPTEMBER)
    assert follow_again(shift, origin=BY_LEADER, now=SEPTEMBER) == Step.NEW
    assert shift_on(season, FIRST).state == ShiftState.DRAFT
    assert steps(season) == {"same": 10}


def test_cancelled_night_that_follows_again_stays_cancelled_in_the_calendars_of_its_crew() -> None:
    season = published_october()
    shift = shift_on(season, FIRST)
    anna = member_of(season.association)
    add_confirmed(shift, anna, origin=BY_LEADER, now=SEPTEMBER)
    cancel_shift(shift, origin=BY_LEADER, now=SEPTEMBER + timedelta(hours=1))
    later = SEPTEMBER + timedelta(hours=2)
    assert follow_again(shift, origin=BY_LEADER, now=later) == Step.NEW
    subscription = read_subscription(make_link(anna, now=SEPTEMBER), now=later)
    assert subscription is not None
    (event,) = feed_of(open_feed(subscription, now=later)).events
    assert event.summary.startswith("INSTÄLLD: ")


def test_what_has_begun_cannot_follow_again() -> None:
    season = october()
    shift = by_hand(shift_on(season, FIRST), note="Grillkväll!")
    with pytest.raises(TooLate):
        follow_again(shift, origin=BY_LEADER, now=shift.starts_at)


def test_a_shift_of_no_season_has_nothing_to_follow() -> None:
    with pytest.raises(SchedulingError, match="någon säsong"):
        follow_again(ShiftFactory(), origin=BY_LEADER, now=SEPTEMBER)


def test_nights_left_out_go_as_drafts_and_wait_to_be_cancelled_once_published() -> None:
    season = october()
    publish_shifts([shift_on(season, FIRST)], origin=BY_LEADER, now=SEPTEMBER)
    choose_nights(season, {FIRST: False, SECOND: False}, now=SEPTEMBER)
    carry_out_season(season, origin=BY_LEADER, now=SEPTEMBER)
    assert not season.shifts.filter(night=SECOND).exists()
    assert shift_on(season, FIRST).change.is_cancelled
    choose_nights(season, {FIRST: True, SECOND: True}, now=SEPTEMBER)
    carry_out_season(season, origin=BY_LEADER, now=SEPTEMBER)
    assert not ShiftChange.objects.exists()
    assert steps(season) == {"same": 10}


def test_editing_can_be_undone_until_it_is_published() -> None:
    season = published_october()
    publish_shifts([], origin=BY_LEADER, now=SEPTEMBER)
    edit(season, hours=LATER, rule="FREQ=WEEKLY;BYDAY=FR")
    edit(season, hours=Hours(time(22), time(2)))
    assert ShiftChange.objects.count() == 10
    undo_season(season, origin=BY_LEADER, now=SEPTEMBER)
    season.refresh_from_db()
    assert (season.rule, season.start_time, season.before_edit) == ("FREQ=WEEKLY;BYDAY=FR,SA", time(20, 30), None)
    assert not ShiftChange.objects.exists()


def test_drafts_too_are_as_before_when_an_edit_is_undone() -> None:
    season = october()
    publish_shifts([shift_on(season, FIRST)], origin=BY_LEADER, now=SEPTEMBER)
    edit(season, hours=LATER, last_night=date(2026, 10, 10))
    assert (season.shifts.count(), hours_of(shift_on(season, SECOND))) == (4, "21.00-01.00")
    assert undo_all(season.association, origin=BY_LEADER, now=SEPTEMBER) == 0
    assert (season.shifts.count(), hours_of(shift_on(season, SECOND))) == (10, "20.30-00.30")


def test_an_edit_of_drafts_alone_is_done_and_not_kept_for_undoing() -> None:
    season = edit(october(), hours=LATER)
    season.refresh_from_db()
    assert season.before_edit is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"last_night": date(2026, 9, 1)}, "före den första"),
        ({"last_night": date(2028, 1, 1)}, "högst ett år"),
        ({"first_night": date(2026, 10, 4), "last_night": date(2026, 10, 8)}, "inga kvällar"),
        ({"rule": "fredagar"}, "går inte att läsa"),
        ({"routes": (0,)}, "annan kommun"),
    ],
)
def test_an_unsound_season_is_refused_with_the_reason(changes: dict[str, Any], said: str) -> None:
    season = SeasonFactory()
    with pytest.raises(SchedulingError, match=said):
        edit(season, **changes)


def test_a_season_keeps_to_its_own_name_and_town() -> None:
    season = SeasonFactory()
    other = SeasonFactory(association=season.association)
    plan = plan_of_season(other)
    with pytest.raises(SchedulingError, match="redan en säsong"):
        save_season(replace(plan, name=season.name), association=season.association, season=other, now=SEPTEMBER)
    with pytest.raises(UnsoundCrew):
        save_season(replace(plan, name="Ny", crew=CrewSize(safe=1)), association=season.association, now=SEPTEMBER)
    elsewhere = replace(plan.rule, routes=(RouteFactory().pk,))
    with pytest.raises(SchedulingError, match="annan kommun"):
        save_season(replace(plan, name="Ny", rule=elsewhere), association=season.association, now=SEPTEMBER)


def test_a_new_season_is_not_over_and_an_old_one_can_still_be_named_anew() -> None:
    season = SeasonFactory()
    plan, november = plan_of_season(season), datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    with pytest.raises(SchedulingError, match="har redan varit"):
        save_season(replace(plan, name="Ny"), association=season.association, now=november)
    kept = save_season(replace(plan, name="Oktober"), association=season.association, season=season, now=november)
    assert kept.name == "Oktober"


def test_a_season_is_thrown_away_while_it_has_no_nights() -> None:
    season = SeasonFactory()
    throw_away(season)
    assert not Season.objects.exists()
    with pytest.raises(SchedulingError, match="har pass"):
        throw_away(october())


def test_clashes_are_told_before_a_night_exists() -> None:
    season = SeasonFactory(group_count=2)
    route = season.stops.get().route
    own = ShiftFactory(association=season.association, starts_at=datetime(2026, 10, 3, 18, 0, tzinfo=UTC))
    other = ShiftFactory(
        route=route, starts_at=datetime(2026, 10, 9, 19, 0, tzinfo=UTC), association__municipality=route.municipality
    )
    look = look_at(
        Season.objects.select_related("association__municipality").get(pk=season.pk), language="sv", now=SEPTEMBER
    )
    met = {
        key: sorted((clash.kind.value, clash.other.key) for clash in clashes if isinstance(clash.other.key, int))
        for key, clashes in look.clashes.items()
    }
    assert met[SECOND, 0] == [("association", own.pk)]
    assert met[date(2026, 10, 9), 1] == [("route", other.pk)]
    twins = [clash.other.key for clash in look.clashes[FIRST, 0]]
    assert twins == [(FIRST, 1)]


@pytest.mark.parametrize("groups", [1, 4])
def test_a_season_of_any_size_is_looked_at_and_carried_out_in_as_many_queries(
    groups: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    season = Season.objects.select_related("association__municipality").get(pk=SeasonFactory(group_count=groups).pk)
    with django_assert_max_num_queries(6):
        look_at(season, language="sv", now=SEPTEMBER)
    with django_assert_max_num_queries(20):
        carry_out_season(season, origin=BY_LEADER, now=SEPTEMBER)
    with django_assert_max_num_queries(8):
        publish_shifts(season.shifts.all(), origin=BY_LEADER, now=SEPTEMBER)


def test_a_draft_that_somebody_waits_for_is_cancelled_and_not_lost() -> None:
    season = october()
    wished = shift_on(season, FIRST)
    request = PresenceRequestFactory(municipality=season.association.municipality, state="accepted", shift=wished)
    choose_nights(season, {FIRST: False, SECOND: False}, now=SEPTEMBER)
    carry_out_season(season, origin=BY_LEADER, now=SEPTEMBER)
    wished.refresh_from_db()
    request.refresh_from_db()
    assert (wished.state, request.state) == (ShiftState.CANCELLED, "open")
    assert season.shifts.filter(night=SECOND).count() == 0
    choose_nights(season, {FIRST: True}, now=SEPTEMBER)
    carry_out_season(season, origin=BY_LEADER, now=SEPTEMBER)
    assert shift_on(season, FIRST).state == ShiftState.DRAFT


def test_a_choice_that_the_rule_would_have_made_is_forgotten() -> None:
    season, tuesday = october(), date(2026, 10, 6)
    assert not choose_nights(season, {FIRST: True, tuesday: False}, now=SEPTEMBER)
    assert choose_nights(season, {FIRST: False, tuesday: True}, now=SEPTEMBER)
    assert list(season.exceptions.values_list("night", "is_walked")) == [(FIRST, False), (tuesday, True)]
    assert choose_nights(season, {FIRST: True}, now=SEPTEMBER)
    assert list(season.exceptions.values_list("night", "is_walked")) == [(tuesday, True)]
