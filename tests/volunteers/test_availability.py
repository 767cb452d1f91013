"""When people can walk: put down by a leader, kept as told, said in sentences, gone with the person."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from tests.factories import AssociationFactory, DistrictFactory, ShiftFactory, leader_of, member_of
from volunteers.domain.availability import MOST_PERIODS, add_away, night_words, set_availability
from volunteers.domain.people import forget_volunteer
from volunteers.exceptions import Forgotten, TooManyPeriods
from volunteers.models import Association, Availability, AwayPeriod, Volunteer
from volunteers.queries import with_availability

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
TODAY = date(2026, 10, 12)
FRIDAY = date(2026, 10, 16)
ZONE = ZoneInfo("Europe/Stockholm")


@pytest.fixture(autouse=True)
def _autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.gateways.clock.now", lambda: NOW)


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory()
    return made


@pytest.fixture
def anna(association: Association) -> Volunteer:
    made: Volunteer = member_of(association, name="Anna Lindqvist")
    return made


@pytest.fixture
def leader(client: Client, association: Association) -> Client:
    client.force_login(leader_of(association))
    return client


def said_for(volunteer: Volunteer, night: date = FRIDAY) -> list[str]:
    found = with_availability(Volunteer.objects.filter(pk=volunteer.pk), night).get()
    told, away_until = getattr(found, "availability", None), getattr(found, "away_until", None)
    return night_words(told, away_until, zone=ZONE, language="sv")


def page_of(client: Client, anna: Volunteer) -> str:
    return client.get(reverse("volunteers:person", args=[anna.pk])).content.decode()


def test_silence_is_said_and_never_read_as_free(anna: Volunteer) -> None:
    assert said_for(anna) == ["Har inte sagt vilka dagar som passar"]


def test_everything_told_is_said_in_sentences(anna: Volunteer) -> None:
    district = DistrictFactory(municipality=anna.municipality, name="Vårby")
    set_availability(anna, weekdays=[5, 4], most_a_month=2, districts=[district])
    assert said_for(anna) == ["Helst fredagar och lördagar", "Högst 2 kvällar i månaden", "Går helst i Vårby"]


@pytest.mark.parametrize(
    ("night", "is_away"),
    [(date(2026, 10, 15), False), (date(2026, 10, 16), True), (date(2026, 10, 25), True), (date(2026, 10, 26), False)],
)
def test_period_counts_its_first_and_last_night(anna: Volunteer, night: date, *, is_away: bool) -> None:
    add_away(anna, first_on=date(2026, 10, 16), last_on=date(2026, 10, 25), today=TODAY)
    assert ("Borta till och med sön 25 okt" in said_for(anna, night)) is is_away


def test_longest_of_two_periods_is_the_one_said(anna: Volunteer) -> None:
    add_away(anna, first_on=FRIDAY, last_on=date(2026, 12, 12), today=TODAY)
    add_away(anna, first_on=FRIDAY, last_on=date(2026, 10, 20), today=TODAY)
    assert said_for(anna)[0] == "Borta till och med lör 12 dec"


def test_leader_puts_it_down_and_reads_it_on_the_persons_page(leader: Client, anna: Volunteer) -> None:
    assert "Anna har inte sagt vilka dagar som passar." in page_of(leader, anna)
    address = reverse("volunteers:availability", args=[anna.pk])
    assert leader.post(address, {"weekdays": ["4"], "most_a_month": "1"}).status_code == 303
    page = page_of(leader, anna)
    assert ("Helst fredagar" in page, "Högst 1 kväll i månaden" in page) == (True, True)


def test_emptied_form_leaves_nothing_told(leader: Client, anna: Volunteer) -> None:
    set_availability(anna, weekdays=[4], most_a_month=2, districts=[])
    address = reverse("volunteers:availability", args=[anna.pk])
    assert leader.post(address, {"most_a_month": ""}).status_code == 303
    assert (Availability.objects.count(), said_for(anna)) == (0, ["Har inte sagt vilka dagar som passar"])


def test_completely_empty_post_is_taken_as_emptied(leader: Client, anna: Volunteer) -> None:
    set_availability(anna, weekdays=[4], most_a_month=None, districts=[])
    assert leader.post(reverse("volunteers:availability", args=[anna.pk])).status_code == 303
    assert Availability.objects.count() == 0


@pytest.mark.parametrize(
    "fields", [{"weekdays": ["7"]}, {"most_a_month": "0"}, {"most_a_month": "32"}, {"districts": ["999999"]}]
)
def test_what_does_not_hold_is_refused(leader: Client, anna: Volunteer, fields: dict[str, object]) -> None:
    answer = leader.post(reverse("volunteers:availability", args=[anna.pk]), fields)
    assert (answer.status_code, Availability.objects.count()) == (422, 0)


def test_district_of_another_municipality_is_refused(leader: Client, anna: Volunteer) -> None:
    elsewhere = DistrictFactory()
    answer = leader.post(reverse("volunteers:availability", args=[anna.pk]), {"districts": [str(elsewhere.pk)]})
    assert (answer.status_code, Availability.objects.count()) == (422, 0)


def test_period_away_is_added_shown_and_removed(leader: Client, anna: Volunteer) -> None:
    answer = leader.post(
        reverse("volunteers:add_away", args=[anna.pk]), {"first_on": "2026-10-16", "last_on": "2026-10-25"}
    )
    assert (answer.status_code, "Borta 2026-10-16 – 2026-10-25" in page_of(leader, anna)) == (303, True)
    period = AwayPeriod.objects.get()
    leader.post(reverse("volunteers:remove_away", args=[anna.pk]), {"period": period.pk})
    assert "Borta 2026" not in page_of(leader, anna)


@pytest.mark.parametrize(
    ("first_on", "last_on", "sentence"),
    [
        ("2026-10-25", "2026-10-16", "Sista dagen kommer före den första."),
        ("2026-10-01", "2026-10-11", "Den dagen har redan varit."),
    ],
)
def test_page_says_what_is_wrong_with_a_period(
    leader: Client, anna: Volunteer, first_on: str, last_on: str, sentence: str
) -> None:
    answer = leader.post(reverse("volunteers:add_away", args=[anna.pk]), {"first_on": first_on, "last_on": last_on})
    assert (answer.status_code, sentence in answer.content.decode(), AwayPeriod.objects.count()) == (422, True, 0)


def test_period_of_someone_else_is_not_removed(leader: Client, anna: Volunteer) -> None:
    theirs = add_away(member_of(AssociationFactory()), first_on=TODAY, last_on=FRIDAY, today=TODAY)
    leader.post(reverse("volunteers:remove_away", args=[anna.pk]), {"period": theirs.pk})
    assert AwayPeriod.objects.get() == theirs


def test_same_period_twice_is_one_and_those_that_are_over_go(anna: Volunteer) -> None:
    add_away(anna, first_on=date(2026, 9, 1), last_on=date(2026, 9, 5), today=date(2026, 9, 1))
    for _n in range(2):
        add_away(anna, first_on=TODAY, last_on=FRIDAY, today=TODAY)
    assert [(one.first_on, one.last_on) for one in AwayPeriod.objects.all()] == [(TODAY, FRIDAY)]


def test_list_of_periods_has_an_end(anna: Volunteer) -> None:
    days = [FRIDAY + timedelta(days=n) for n in range(MOST_PERIODS + 1)]
    for day in days[:-1]:
        add_away(anna, first_on=day, last_on=day, today=TODAY)
    with pytest.raises(TooManyPeriods):
        add_away(anna, first_on=days[-1], last_on=days[-1], today=TODAY)
    assert AwayPeriod.objects.count() == MOST_PERIODS


def test_database_holds_no_period_that_ends_before_it_starts(anna: Volunteer) -> None:
    with pytest.raises(IntegrityError):
        AwayPeriod.objects.create(volunteer=anna, first_on=FRIDAY, last_on=TODAY)


def test_nothing_of_it_is_left_of_a_person_who_is_forgotten(anna: Volunteer) -> None:
    set_availability(anna, weekdays=[4], most_a_month=2, districts=[])
    add_away(anna, first_on=TODAY, last_on=FRIDAY, today=TODAY)
    forget_volunteer(anna, now=NOW)
    assert (Availability.objects.count(), AwayPeriod.objects.count()) == (0, 0)
    with pytest.raises(Forgotten):
        set_availability(anna, weekdays=[4], most_a_month=None, districts=[])


def test_leader_sees_it_where_people_are_chosen(leader: Client, association: Association, anna: Volunteer) -> None:
    set_availability(anna, weekdays=[4], most_a_month=None, districts=[])
    add_away(anna, first_on=FRIDAY, last_on=date(2026, 12, 12), today=TODAY)
    member_of(association, name="Mehmet Demir")
    page = leader.get(reverse("scheduling:shift", args=[ShiftFactory(association=association).pk])).content.decode()
    assert "Fredagar passar, enligt egna dagar" in page
    assert "Borta till och med lör 12 dec" in page
    assert page.index("Mehmet Demir") < page.index("Borta till och med")  # whoever is away is suggested last
