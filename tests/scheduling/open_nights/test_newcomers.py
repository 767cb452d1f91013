"""The night that a newcomer wanted, from the wish to the place."""

from datetime import UTC, datetime, time, timedelta

import pytest

from scheduling.domain.open_nights.newcomers import remember_night, sign_up_newcomers
from scheduling.exceptions import NotOpen
from scheduling.models import RememberedNight, Shift, TextPlan
from tests.factories import VolunteerFactory
from tests.scheduling.open_nights.town import FRIDAY, MONDAY, Town, terms
from tests.scheduling.rota import texts_to
from tests.volunteers.wanting import wanting
from volunteers.enums import InterestState
from volunteers.models import Interest, Membership, Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


NUMBER = "+46701740688"


def join(town: Town) -> Volunteer:
    person: Volunteer = VolunteerFactory(municipality=town.municipality, name="Ny Person", mobile=NUMBER)
    Membership.objects.create(volunteer=person, association=town.club)
    return person


def test_night_is_taken_once_an_association_has_said_yes(town: Town) -> None:
    night = town.night()
    for _press in range(2):
        remember_night(night, NUMBER, now=MONDAY)
    assert (sign_up_newcomers(MONDAY), RememberedNight.objects.count()) == (0, 1)
    person = join(town)
    assert (sign_up_newcomers(MONDAY), sign_up_newcomers(MONDAY)) == (1, 0)
    assert (texts_to(person), RememberedNight.objects.count()) == (["confirmed"], 0)


def test_night_that_is_not_to_be_had_any_more_is_forgotten_in_silence(town: Town) -> None:
    night = town.night()
    remember_night(night, NUMBER, now=MONDAY)
    Shift.objects.update(is_open=False)
    person = join(town)
    assert (sign_up_newcomers(MONDAY), texts_to(person), RememberedNight.objects.count()) == (0, [], 0)


def test_it_waits_out_quiet_hours(town: Town) -> None:
    TextPlan.objects.update(quiet_from=time(21), quiet_to=time(8))
    remember_night(town.night(), NUMBER, now=MONDAY)
    join(town)
    late = datetime(2026, 10, 12, 20, 0, tzinfo=UTC)
    assert (sign_up_newcomers(late), RememberedNight.objects.count()) == (0, 1)
    assert sign_up_newcomers(late + timedelta(hours=10)) == 1


def test_night_that_has_begun_is_forgotten(town: Town) -> None:
    remember_night(town.night(), NUMBER, now=MONDAY)
    sign_up_newcomers(FRIDAY)
    assert not RememberedNight.objects.exists()


def test_only_nights_that_are_open_to_newcomers(town: Town) -> None:
    terms(town.club, new_days=None)
    with pytest.raises(NotOpen, match=r"Kvällen är bara för dem som går med Vårby vuxna\."):
        remember_night(town.night(), NUMBER, now=MONDAY)
    assert not RememberedNight.objects.exists()


def test_night_of_somebody_whom_nobody_has_to_answer_is_forgotten_within_a_day(town: Town) -> None:
    remember_night(town.night(), NUMBER, now=MONDAY)
    sign_up_newcomers(MONDAY + timedelta(hours=23))
    assert RememberedNight.objects.count() == 1
    wanting(town.club, number=NUMBER, now=MONDAY)
    sign_up_newcomers(MONDAY + timedelta(hours=25))
    assert RememberedNight.objects.count() == 1
    Interest.objects.update(state=InterestState.DECLINED, closed_at=MONDAY)
    sign_up_newcomers(MONDAY + timedelta(hours=25))
    assert not RememberedNight.objects.exists()
