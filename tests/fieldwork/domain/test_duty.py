"""Who answers tonight."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fieldwork.domain.duty import Duties, OnDuty, duty_of_association, duty_of_municipality
from fieldwork.models import DutyTurn
from tests.factories import AssociationFactory, MunicipalityFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 16, 23, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def turn(*, name: str = "Kim Jour", number: str = "+46701740640", starts_at: datetime, **of: object) -> DutyTurn:
    made: DutyTurn = DutyTurn.objects.create(
        name=name, number=number, starts_at=starts_at, ends_at=starts_at + 2 * HOUR, **of
    )
    return made


def test_the_turn_that_is_on_answers_and_no_other() -> None:
    association, user = AssociationFactory(contact_number="+46701740630"), UserFactory()
    turn(association=association, user=user, starts_at=NOW - HOUR)
    turn(association=association, name="Förra", starts_at=NOW - 2 * HOUR)
    turn(association=association, name="Nästa", starts_at=NOW + HOUR)
    turn(association=AssociationFactory(), name="Andra", starts_at=NOW)
    turn(municipality=association.municipality, name="Kommunen", starts_at=NOW)
    assert duty_of_association(association, NOW) == [OnDuty("Kim Jour", "+46701740640", user)]


def test_all_who_are_on_answer_in_order() -> None:
    town = MunicipalityFactory(contact_number="+46701740610")
    turn(municipality=town, name="Sen", number="+46701740642", starts_at=NOW)
    turn(municipality=town, name="Tidig", number="+46701740641", starts_at=NOW - HOUR)
    assert duty_of_municipality(town, NOW) == [OnDuty("Tidig", "+46701740641"), OnDuty("Sen", "+46701740642")]


def test_without_a_turn_the_given_number_answers() -> None:
    association = AssociationFactory(contact_name="Johan Ek", contact_number="+46701740633")
    town = MunicipalityFactory(contact_number="070-174 06 10")
    assert duty_of_association(association, NOW) == [OnDuty("Johan Ek", "+46701740633")]
    assert duty_of_municipality(town, NOW) == [OnDuty("samordnaren", "+46701740610")]


def test_an_association_whose_contact_has_no_name_answers_with_its_own() -> None:
    association = AssociationFactory(name="Vårby IF", contact_name="", contact_number="+46701740633")
    assert duty_of_association(association, NOW) == [OnDuty("Vårby IF", "+46701740633")]


@pytest.mark.parametrize("number", ["", "12"])
def test_where_no_number_is_known_nobody_is_found(number: str) -> None:
    assert duty_of_association(AssociationFactory(contact_number=number), NOW) == []
    assert duty_of_municipality(MunicipalityFactory(contact_number=number), NOW) == []


def test_many_are_read_in_one_query(django_assert_num_queries: Callable[[int], Any]) -> None:
    associations = [AssociationFactory() for _ in range(3)]
    for association in associations:
        turn(association=association, starts_at=NOW - HOUR)
    with django_assert_num_queries(1):
        duties = Duties(associations, now=NOW)
        assert [len(duties.of_association(one)) for one in associations] == [1, 1, 1]
