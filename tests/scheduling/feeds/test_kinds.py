"""The table of kinds: each opens its own nights and no others, and says no more of them than it may."""

import pytest
from django.db import IntegrityError

from scheduling.domain.calendar_links import Owner, make_link
from scheduling.domain.feeds import FEED_TYPES, Grant
from scheduling.domain.feeds.kinds import BY_LETTER
from scheduling.enums import FeedKind, ShiftKind, ShiftState
from scheduling.models import CalendarChoice, Shift
from tests.factories import AssociationFactory, MunicipalityFactory, coordinator_of, leader_of, member_of
from tests.scheduling.feeds.town import NOW, Town, body_of, values
from volunteers.queries import standing_of

pytestmark = pytest.mark.django_db

OPENED = {
    FeedKind.VOLUNTEER: ["Nattvandring Centrum", "Trygghetsvärdar Torget"],
    FeedKind.ROSTER: ["Trygghetsvärdar Torget"],
    FeedKind.ASSOCIATION: ["Nattvandring Centrum: 1/4 · ledare klar", "Trygghetsvärdar Torget: 0/4 · ledare saknas"],
    FeedKind.PUBLIC: ["Nattvandring Skogen"],
    FeedKind.SEASON: ["Nattvandring Centrum: 1/4 · ledare klar"],
    FeedKind.ROUTE: ["Nattvandring Centrum: 1/4 · ledare klar"],
    FeedKind.DISTRICT: ["Nattvandring Centrum: 1/4 · ledare klar", "Trygghetsvärdar Torget: 0/4 · ledare saknas"],
    FeedKind.MUNICIPALITY: [
        "Nattvandring Centrum: 1/4 · ledare klar",
        "Nattvandring Skogen: 0/4 · ledare saknas",
        "Trygghetsvärdar Torget: 0/4 · ledare saknas",
    ],
    FeedKind.PARTNER: [
        "Nattvandring Centrum: 1/4 · ledare klar",
        "Nattvandring Skogen: 0/4 · ledare saknas",
        "Trygghetsvärdar Torget: 0/4 · ledare saknas",
    ],
}


@pytest.fixture
def town() -> Town:
    return Town()


def titles(owner: Owner, kind: str, grant: Grant | None = None) -> list[str]:
    return values(body_of(owner, kind, grant), "SUMMARY")


def test_every_kind_has_one_row_and_a_letter_of_its_own() -> None:
    assert list(FEED_TYPES) == FeedKind.values
    assert len(BY_LETTER) == len(FEED_TYPES)


@pytest.mark.parametrize("kind", FEED_TYPES)
def test_each_kind_opens_its_own_nights_and_no_others(town: Town, kind: str) -> None:
    assert titles(town.owner(kind), kind) == OPENED[FeedKind(kind)]


@pytest.mark.parametrize("kind", FEED_TYPES)
def test_no_kind_tells_who_walks_or_how_to_reach_them(town: Town, kind: str) -> None:
    made = body_of(town.owner(kind), kind)
    for secret in (b"Anna", b"Hemlig", b"0633", b"ATTENDEE", b"ORGANIZER", b"VALARM", b"METHOD"):
        assert secret not in made


def test_public_calendar_has_no_counts_and_only_open_nights(town: Town) -> None:
    made = body_of(town.other, FeedKind.PUBLIC).decode()
    for count in ("0/4", "ledare", "Grupp"):
        assert count not in made
    assert titles(town.club, FeedKind.PUBLIC) == ["Inga kvällar inplanerade än"]
    CalendarChoice.objects.create(association=town.club, opens_every_night=True)
    assert titles(town.club, FeedKind.PUBLIC) == ["Nattvandring Centrum", "Trygghetsvärdar Torget"]


def test_first_names_are_shown_only_in_the_calendar_of_an_association_that_chose_so(town: Town) -> None:
    CalendarChoice.objects.create(association=town.club, shows_first_names=True)
    shown = [kind for kind in FEED_TYPES if "Anna" in body_of(town.owner(kind), kind).decode()]
    assert shown == [FeedKind.ASSOCIATION, FeedKind.SEASON]
    assert b"Hemlig" not in body_of(town.club, FeedKind.ASSOCIATION)


@pytest.mark.parametrize(
    ("grant", "names"),
    [
        (Grant(kinds=(ShiftKind.SAFETY_HOSTING,)), ["Torget"]),
        (Grant(states=(ShiftState.CANCELLED,)), ["Inga"]),
        (Grant(states=(ShiftState.PUBLISHED,), kinds=(ShiftKind.NIGHT_WALK,)), ["Centrum", "Skogen"]),
        (Grant(only_short=True), ["Centrum", "Skogen", "Torget"]),
    ],
)
def test_grant_narrows_what_is_opened(town: Town, grant: Grant, names: list[str]) -> None:
    found = titles(town.municipality, FeedKind.MUNICIPALITY, grant)
    assert [title.split(":")[0].split()[1 if title.startswith(("Natt", "Tryg")) else 0] for title in found] == names


def test_grant_of_a_district_takes_along_what_lies_below_it_as_the_tree_is_now(town: Town) -> None:
    grant = Grant(districts=(town.whole.pk,))
    assert len(titles(town.municipality, FeedKind.PARTNER, grant)) == 2
    town.elsewhere.parent = town.part
    town.elsewhere.save()
    assert len(titles(town.municipality, FeedKind.PARTNER, grant)) == 3


def test_grant_of_a_district_that_is_gone_opens_nothing(town: Town) -> None:
    grant = Grant(districts=(999_999,))
    assert titles(town.municipality, FeedKind.PARTNER, grant) == ["Inga kvällar inplanerade än"]


def test_short_of_people_means_what_the_board_means(town: Town) -> None:
    Shift.objects.filter(pk=town.walk.pk).update(confirmed_count=4)
    assert len(titles(town.municipality, FeedKind.MUNICIPALITY, Grant(only_short=True))) == 2


@pytest.mark.parametrize("kind", FEED_TYPES)
def test_link_cannot_be_over_anything_but_what_its_kind_asks_for(town: Town, kind: str) -> None:
    wrong = town.anna if FEED_TYPES[kind].owner_field != "volunteer" else town.club
    with pytest.raises((IntegrityError, ValueError)):
        make_link(wrong, kind=FeedKind(kind), now=NOW)


MAKERS = {
    FeedKind.VOLUNTEER: (True, True),
    FeedKind.ROSTER: (True, True),
    FeedKind.ASSOCIATION: (True, True),
    FeedKind.PUBLIC: (True, True),
    FeedKind.SEASON: (True, True),
    FeedKind.ROUTE: (False, True),
    FeedKind.DISTRICT: (False, True),
    FeedKind.MUNICIPALITY: (False, True),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_leader_and_coordinator_may_make_what_they_see_all_of(town: Town, kind: FeedKind) -> None:
    owners = FEED_TYPES[kind].owners
    assert owners is not None
    owner = town.club if kind == FeedKind.PUBLIC else town.owner(kind)
    for user, may in zip((leader_of(town.club), coordinator_of(town.municipality)), MAKERS[kind], strict=True):
        assert (owner in owners(standing_of(user))) == may
    for stranger in (leader_of(AssociationFactory()), coordinator_of(MunicipalityFactory())):
        assert owner not in owners(standing_of(stranger))


def test_calendar_of_a_partner_is_made_elsewhere() -> None:
    assert [kind for kind, feed_type in FEED_TYPES.items() if feed_type.owners is None] == [FeedKind.PARTNER]


def test_host_is_whoever_belongs_to_an_organisation_with_hosts_shifts(town: Town) -> None:
    walker = member_of(town.other)
    hosts = FEED_TYPES[FeedKind.ROSTER].owners
    assert hosts is not None
    found = hosts(standing_of(coordinator_of(town.municipality)))
    assert (town.anna in found, walker in found) == (True, False)
