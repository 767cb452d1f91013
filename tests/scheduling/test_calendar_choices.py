"""What an association lets its calendars say: chosen once, kept with who and when, and followed by every feed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduling.domain.calendar_choices import choice_history, choice_of, choose_calendar
from scheduling.domain.feeds.examples import example_of
from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.states import Reading, read_calendar
from scheduling.enums import FeedKind
from scheduling.models import CalendarChoiceEvent, CalendarCollection, Shift
from tests.factories import leader_of
from tests.scheduling.feeds.town import EARLIER, NOW, Town, body_at, link_to, opened, values
from volunteers.models import Association, User

pytestmark = pytest.mark.django_db
LATER = NOW - timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    return Town()


def choose(association: Association, *, now: datetime = LATER, by: User | None = None, **freedoms: bool) -> list[Any]:
    wanted = {"shows_first_names": False, "opens_every_night": False, **freedoms}
    changed = choose_calendar(association, **wanted, by=by, now=now)
    return [(event.freedom, event.is_given) for event in changed]


def follow(association: Association) -> Reading:
    return read_calendar(CalendarCollection.objects.with_owners().get(pk=calendar_over(association).pk), now=NOW)


def test_nothing_is_let_out_until_somebody_chooses(town: Town) -> None:
    choice = choice_of(town.club)
    assert (choice._state.adding, choice.shows_first_names, choice.opens_every_night) == (True, False, False)


def test_choice_is_kept_and_says_what_changed(town: Town) -> None:
    assert choose(town.club, shows_first_names=True) == [("first_names", True)]
    assert choose(town.club, opens_every_night=True) == [("first_names", False), ("every_night", True)]
    choice = choice_of(town.club)
    assert (choice.shows_first_names, choice.opens_every_night) == (False, True)


def test_saying_the_same_again_changes_nothing(town: Town) -> None:
    assert choose(town.club) == []
    choose(town.club, shows_first_names=True, now=EARLIER)
    before = body_at(token := link_to(town.club, FeedKind.ASSOCIATION))
    assert choose(town.club, shows_first_names=True) == []
    assert (choice_of(town.club).names_chosen_at, body_at(token)) == (EARLIER, before)
    assert CalendarChoiceEvent.objects.count() == 1


def test_history_tells_who_chose_what_newest_first(town: Town) -> None:
    karin = leader_of(town.club)
    choose(town.club, shows_first_names=True, opens_every_night=True, by=karin, now=EARLIER)
    choose(town.club, opens_every_night=True, by=karin)
    choose(town.club, now=NOW)
    assert [(line.words, line.actor, line.at) for line in choice_history(town.club)] == [
        ("Bara de kvällar som öppnas en och en är öppna.", "", NOW),
        ("Inga namn visas längre.", karin.name, LATER),
        ("Alla publicerade kvällar är öppna.", karin.name, EARLIER),
        ("Förnamn visas i kalendrarna.", karin.name, EARLIER),
    ]
    assert choice_history(town.other) == []


def test_history_stays_when_the_account_goes(town: Town) -> None:
    karin = leader_of(town.club)
    choose(town.club, shows_first_names=True, by=karin)
    karin.delete()
    assert [(line.words, line.actor) for line in choice_history(town.club)] == [("Förnamn visas i kalendrarna.", "")]


@pytest.mark.parametrize("kind", [FeedKind.ASSOCIATION, FeedKind.SEASON])
def test_names_come_and_go_as_chosen_and_every_entry_is_newer(town: Town, kind: FeedKind) -> None:
    token = link_to(town.owner(kind), kind)
    bodies, stamps = [body_at(token)], [opened(token).stamp]
    for moment, shows in ((LATER, True), (NOW, False)):
        choose(town.club, shows_first_names=shows, now=moment)
        bodies.append(body_at(token))
        stamps.append(opened(token).stamp)
    assert [b"Anna" in body for body in bodies] == [False, True, False]
    assert [b"Hemlig" in body for body in bodies] == [False, False, False]
    assert [set(values(body, "LAST-MODIFIED")) for body in bodies] == [
        {f"{moment:%Y%m%dT%H%M%SZ}"} for moment in (EARLIER, LATER, NOW)
    ]
    assert (len(set(stamps)), opened(token).changed_at) == (3, NOW)


def test_every_night_opens_and_closes_as_chosen_and_the_team_sees_no_other_calendar(town: Town) -> None:
    public, team = (link_to(town.club, kind) for kind in (FeedKind.PUBLIC, FeedKind.ASSOCIATION))
    before, unseen = opened(public).stamp, opened(team).stamp
    choose(town.club, opens_every_night=True)
    assert values(body_at(public), "SUMMARY") == ["Nattvandring Centrum", "Trygghetsvärdar Torget"]
    assert (opened(public).stamp == before, opened(team).stamp == unseen) == (False, True)
    choose(town.club, now=NOW)
    assert values(body_at(public), "SUMMARY") == ["Inga kvällar inplanerade än"]
    assert (opened(public).stamp == before, opened(team).stamp == unseen) == (True, True)


def test_another_association_chooses_for_itself(town: Town) -> None:
    token = link_to(town.club, FeedKind.ASSOCIATION)
    before = body_at(token)
    choose(town.other, shows_first_names=True, opens_every_night=True)
    assert body_at(token) == before


def test_calendar_that_is_followed_changes_with_the_names_and_only_with_them(town: Town) -> None:
    first = follow(town.club)
    choose(town.club, opens_every_night=True, now=EARLIER)
    assert follow(town.club).token == first.token
    choose(town.club, shows_first_names=True, opens_every_night=True)
    second = follow(town.club)
    assert (second.number, second.digest == first.digest) == (first.number + 1, False)
    assert choose(town.club, shows_first_names=True, opens_every_night=True) == []
    assert follow(town.club).token == second.token


def test_example_is_the_line_of_the_feed_with_and_without_names(town: Town) -> None:
    assert example_of(town.club, FeedKind.ASSOCIATION, now=NOW).crew == "1/4 · ledare klar"
    choose(town.club, shows_first_names=True)
    town.club.refresh_from_db()
    example = example_of(town.club, FeedKind.ASSOCIATION, now=NOW)
    assert (example.crew, example.title) == ("1/4 · ledare klar: Anna", "Nattvandring Centrum")
    assert example.when == "tisdag 13 oktober 19.00–23.00"


def test_example_of_the_open_calendar_tells_of_nobody(town: Town) -> None:
    assert example_of(town.club, FeedKind.PUBLIC, now=NOW).nights == 0
    choose(town.club, shows_first_names=True, opens_every_night=True)
    example = example_of(town.club, FeedKind.PUBLIC, now=NOW)
    assert (example.nights, example.title, example.crew) == (2, "Nattvandring Centrum", "")
    assert example.where == "biblioteket, Vårby gårds centrum 1"


def test_example_shows_a_night_with_somebody_on_it_before_the_very_next(town: Town) -> None:
    town.night(town.club, town.route, starts_at=NOW + timedelta(hours=2))
    example = example_of(town.club, FeedKind.ASSOCIATION, now=NOW)
    assert (example.nights, example.crew) == (3, "1/4 · ledare klar")
    Shift.objects.filter(association=town.club).update(confirmed_count=0, leader_count=0)
    assert example_of(town.club, FeedKind.ASSOCIATION, now=NOW).when == "måndag 12 oktober 21.00–01.00"
