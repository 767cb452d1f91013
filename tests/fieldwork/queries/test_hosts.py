"""Which safety hosts a night's leader can ring."""

from datetime import timedelta

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from fieldwork.models import HostDuty
from fieldwork.queries.hosts import access_host_duty, hosts_for, hosts_on_duty
from scheduling.models import Shift
from tests.factories import DistrictFactory, MunicipalityFactory, ShiftFactory, coordinator_of, leader_of
from tests.factories.fieldwork import HostDutyFactory
from volunteers.models import District
from volunteers.queries import standing_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def team(shift: Shift, name: str, *districts: District, **fields: object) -> HostDuty:
    duty: HostDuty = HostDutyFactory(municipality=shift.association.municipality, name=name, **fields)
    duty.districts.set(districts)
    return duty


def names(duties: list[HostDuty]) -> list[str]:
    return sorted(duty.name for duty in duties)


def test_teams_of_the_district_of_its_parts_of_what_it_lies_in_and_of_the_whole_town() -> None:
    shift = ShiftFactory()
    place, town = shift.route.district, shift.association.municipality
    whole = DistrictFactory(municipality=town, name="Västra")
    District.objects.filter(pk=place.pk).update(parent=whole)
    part, beside = DistrictFactory(municipality=town, parent=place), DistrictFactory(municipality=town, parent=whole)
    team(shift, "hela kommunen")
    team(shift, "här", place, beside)
    team(shift, "del", part)
    team(shift, "ovanför", whole)
    team(shift, "bredvid", beside)
    HostDutyFactory(name="annan kommun")
    assert names(hosts_for(shift)) == ["del", "hela kommunen", "här", "ovanför"]
    everywhere = hosts_on_duty(town, [], shift.starts_at, shift.ends_at)
    assert names(everywhere) == ["bredvid", "del", "hela kommunen", "här", "ovanför"]


def test_only_those_at_work_at_some_time_of_the_night() -> None:
    shift = ShiftFactory()
    team(shift, "slutar när de går", starts_at=shift.starts_at - 8 * HOUR)
    team(shift, "går hem tidigt", starts_at=shift.starts_at - 7 * HOUR)
    team(shift, "kommer sent", starts_at=shift.ends_at - HOUR)
    team(shift, "börjar när de är hemma", starts_at=shift.ends_at)
    assert names(hosts_for(shift)) == ["går hem tidigt", "kommer sent"]


@pytest.mark.parametrize("teams", [1, 4])
def test_as_many_queries_however_many_teams(teams: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    shift = ShiftFactory()
    for number in range(teams):
        team(shift, f"Värdar {number}", shift.route.district)
    with django_assert_num_queries(3):
        assert [list(duty.districts.all()) for duty in hosts_for(shift)] == [[shift.route.district]] * teams


def test_only_a_coordinator_of_the_town_reaches_a_team() -> None:
    duty = team(ShiftFactory(), "Värdar")
    assert access_host_duty(standing_of(coordinator_of(duty.municipality)), duty.pk) == duty
    elsewhere = coordinator_of(MunicipalityFactory())
    for user in (elsewhere, leader_of(ShiftFactory(association__municipality=duty.municipality).association)):
        with pytest.raises(Http404):
            access_host_duty(standing_of(user), duty.pk)
