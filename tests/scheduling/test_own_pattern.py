"""When one can walk and with whom, told on one's own page, and what a leader sees of it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from scheduling.domain.choosing import suggestions_for
from scheduling.domain.walk_rules.reading import Gate
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Shift
from scheduling.queries.records import in_view_of
from tests.factories import AttendanceFactory, ShiftFactory, SpecialDayFactory, leader_of, member_of
from tests.scheduling.own_pages import let_in, shown_on
from tests.scheduling.rota import MONDAY, Rota, make_rota
from volunteers.domain.availability import MOST_COMPANIONS, set_availability, wish_for_company
from volunteers.domain.people import forget_volunteer
from volunteers.exceptions import TooManyWishes
from volunteers.models import Availability, CompanyWish, Volunteer

pytestmark = pytest.mark.django_db
FRIDAY, SATURDAY = "4", "5"


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def rota() -> Rota:
    rota = make_rota(0)
    rota.people = [member_of(rota.shift.association, name=name) for name in ("Anna Lindqvist", "Johan Sandberg")]
    return rota


@pytest.fixture
def anna(rota: Rota) -> Volunteer:
    return rota.people[0]


@pytest.fixture
def johan(rota: Rota) -> Volunteer:
    return rota.people[1]


def walked_together(rota: Rota, *people: Volunteer) -> None:
    walk = ShiftFactory(
        association=rota.shift.association,
        route=rota.shift.route,
        state=ShiftState.DONE,
        starts_at=MONDAY - timedelta(days=20),
    )
    for person in people:
        AttendanceFactory(shift=walk, volunteer=person, state=AttendanceState.CONFIRMED)


def reasons(shift: Shift, person: Volunteer) -> list[str]:
    people = list(in_view_of(Volunteer.objects.active(), shift))
    found = suggestions_for(shift, people, Gate(shift, people), language="sv", now=MONDAY)
    [one] = [one for one in found if one.pk == person.pk]
    return [reason.words for reason in one.reasons]


def test_days_told_on_the_page_are_what_suggestions_say(rota: Rota, anna: Volunteer, client: Client) -> None:
    address = let_in(client, anna)
    told = {
        "weekdays": [FRIDAY, SATURDAY],
        "risk_nights": "on",
        "most_a_month": "2",
        "districts": [rota.shift.route.district_id],
    }
    page = client.post(f"{address}/kan", told, follow=True).content.decode()
    assert "Sparat. Vi tänker på det när vi frågar." in page
    kept = Availability.objects.get(volunteer=anna)
    assert (kept.weekdays, kept.risk_nights, kept.most_a_month) == ([4, 5], True, 2)
    assert "Fredagar passar, enligt egna dagar" in reasons(rota.shift, anna)
    client.force_login(leader_of(rota.shift.association))
    leader_reads = shown_on(client, f"/folk/{anna.pk}")
    assert "Helst fredagar, lördagar och riskkvällar" in leader_reads
    assert "Högst 2 kvällar i månaden" in leader_reads
    shown = client.get(address).context["pattern"]
    assert shown["weekdays"].initial == [FRIDAY, SATURDAY]


def test_nothing_told_is_kept_as_nothing(anna: Volunteer, client: Client) -> None:
    set_availability(anna, weekdays=[4], risk_nights=True, most_a_month=1, districts=[])
    client.post(f"{let_in(client, anna)}/kan", {"most_a_month": ""})
    assert not Availability.objects.exists()


def test_more_nights_than_can_be_chosen_stay_when_a_leader_has_put_them_down(anna: Volunteer, client: Client) -> None:
    set_availability(anna, weekdays=[], most_a_month=12, districts=[])
    address = let_in(client, anna)
    assert "12 kvällar i månaden" in shown_on(client, address)
    client.post(f"{address}/kan", {"most_a_month": "12"})
    assert Availability.objects.get().most_a_month == 12


def test_what_cannot_be_chosen_is_refused_and_kept_as_it_was(anna: Volunteer, client: Client) -> None:
    set_availability(anna, weekdays=[4], most_a_month=1, districts=[])
    refused = client.post(f"{let_in(client, anna)}/kan", {"weekdays": ["9"], "most_a_month": "1"})
    assert (refused.status_code, "Något blev inte sparat." in refused.content.decode()) == (422, True)
    assert Availability.objects.get().weekdays == [4]


def test_days_away_are_added_and_taken_away_and_spare_one(rota: Rota, anna: Volunteer, client: Client) -> None:
    address = let_in(client, anna)
    client.post(f"{address}/borta", {"first_on": "2026-10-15", "last_on": "2026-10-18"})
    [period] = anna.away_periods.all()
    assert (period.first_on, period.last_on) == (date(2026, 10, 15), date(2026, 10, 18))
    assert "Borta till och med sön 18 okt" in reasons(rota.shift, anna)
    assert "tors 15 okt – sön 18 okt" in shown_on(client, address)
    client.post(f"{address}/borta/ta-bort", {"period": period.pk})
    assert not anna.away_periods.exists()


def test_days_away_that_go_backwards_are_said_where_they_were_written(anna: Volunteer, client: Client) -> None:
    refused = client.post(f"{let_in(client, anna)}/borta", {"first_on": "2026-10-18", "last_on": "2026-10-15"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert ["Sista dagen kommer före den första." in page, 'href="#borta"' in page] == [True, True]
    assert not anna.away_periods.exists()


def test_period_of_somebody_else_stays(anna: Volunteer, johan: Volunteer, client: Client) -> None:
    period = johan.away_periods.create(first_on=date(2026, 10, 15), last_on=date(2026, 10, 18))
    client.post(f"{let_in(client, anna)}/borta/ta-bort", {"period": period.pk})
    assert johan.away_periods.exists()


def test_only_those_one_has_walked_with_can_be_wished_for(
    rota: Rota, anna: Volunteer, johan: Volunteer, client: Client
) -> None:
    stranger = member_of(rota.shift.association, name="Mehmet Demir")
    walked_together(rota, anna, johan)
    address = let_in(client, anna)
    page = shown_on(client, address)
    assert ["Johan S" in page, "Sandberg" in page, "Mehmet" in page] == [True, False, False]
    assert client.post(f"{address}/sallskap", {"companion": stranger.pk}).status_code == 422
    client.post(f"{address}/sallskap", {"companion": johan.pk})
    assert [wish.companion for wish in anna.company_wishes.all()] == [johan]
    client.post(f"{address}/sallskap/ta-bort", {"companion": johan.pk})
    assert not anna.company_wishes.exists()


def test_page_of_someone_who_has_walked_with_nobody_asks_nothing(anna: Volunteer, client: Client) -> None:
    assert "Vem går du gärna med?" not in shown_on(client, let_in(client, anna))


def test_wish_is_a_reason_on_the_nights_that_the_other_walks(rota: Rota, anna: Volunteer, johan: Volunteer) -> None:
    wish_for_company(anna, johan)
    assert "Vill gärna gå med Johan" not in reasons(rota.shift, anna)
    AttendanceFactory(shift=rota.shift, volunteer=johan, state=AttendanceState.ASKED)
    assert "Vill gärna gå med Johan" not in reasons(rota.shift, anna)
    rota.shift.attendances.update(state=AttendanceState.CONFIRMED)
    assert "Vill gärna gå med Johan" in reasons(rota.shift, anna)


def test_wish_comes_before_somebody_else_alike(rota: Rota, anna: Volunteer, johan: Volunteer) -> None:
    mehmet = member_of(rota.shift.association, name="Aaron Alm")
    AttendanceFactory(shift=rota.shift, volunteer=johan, state=AttendanceState.CONFIRMED)
    people = Volunteer.objects.filter(pk__in=[anna.pk, mehmet.pk])

    def order() -> list[str]:
        found = list(in_view_of(people, rota.shift))
        return [
            one.first_name
            for one in suggestions_for(rota.shift, found, Gate(rota.shift, found), language="sv", now=MONDAY)
        ]

    assert order() == ["Aaron", "Anna"]
    wish_for_company(anna, johan)
    assert order() == ["Anna", "Aaron"]


def test_risk_nights_suit_whatever_their_weekday(rota: Rota, anna: Volunteer) -> None:
    set_availability(anna, weekdays=[], risk_nights=True, most_a_month=None, districts=[])
    assert "Helst riskkvällar" in reasons(rota.shift, anna)
    SpecialDayFactory(
        municipality=rota.shift.association.municipality,
        kind="home_match",
        name="Derby",
        first_on=rota.shift.night,
        last_on=rota.shift.night,
    )
    assert "Riskkvällar passar, enligt egna dagar" in reasons(rota.shift, anna)


def test_risk_nights_of_every_year_need_no_marking(rota: Rota, anna: Volunteer) -> None:
    set_availability(anna, weekdays=[0], risk_nights=True, most_a_month=None, districts=[])
    halloween = ShiftFactory(
        association=rota.shift.association, route=rota.shift.route, starts_at=MONDAY + timedelta(days=19, hours=9)
    )
    assert halloween.night == date(2026, 10, 31)
    assert "Riskkvällar passar, enligt egna dagar" in reasons(halloween, anna)


def test_wishes_go_with_either_person(anna: Volunteer, johan: Volunteer) -> None:
    wish_for_company(anna, johan)
    wish_for_company(johan, anna)
    forget_volunteer(johan, now=MONDAY)
    assert not CompanyWish.objects.exists()


def test_wishes_are_few(rota: Rota, anna: Volunteer) -> None:
    for number in range(MOST_COMPANIONS):
        wish_for_company(anna, member_of(rota.shift.association, name=f"Person{number} Ek"))
    with pytest.raises(TooManyWishes):
        wish_for_company(anna, member_of(rota.shift.association))


def test_leader_sets_and_ends_a_wish(rota: Rota, anna: Volunteer, johan: Volunteer, client: Client) -> None:
    client.force_login(leader_of(rota.shift.association))
    address = f"/folk/{anna.pk}/sallskap"
    client.post(address, {"companion": johan.pk})
    assert "Går gärna med Johan S" in shown_on(client, f"/folk/{anna.pk}")
    client.post(f"{address}/ta-bort", {"companion": johan.pk})
    assert not CompanyWish.objects.exists()
    outsider = member_of(ShiftFactory().association)
    assert client.post(address, {"companion": outsider.pk}).status_code == 422
    assert client.post(f"/folk/{outsider.pk}/sallskap", {"companion": anna.pk}).status_code == 404


def test_calendar_is_made_from_the_page_and_closed_again(anna: Volunteer, client: Client) -> None:
    address = let_in(client, anna)
    assert f'href="{address}/kalender"' in shown_on(client, address)
    made = client.post(f"{address}/kalender", {"alarm": "0"}).content.decode()
    assert "Din länk är klar" in made
    link = anna.calendar_links.get()
    listed = shown_on(client, f"{address}/kalender")
    assert ["Gjord av dig" in listed, "Till din sida" in listed] == [True, True]
    assert "Länken är stängd." in client.post(f"{address}/kalender/{link.pk}/stang", follow=True).content.decode()
    assert Client().get(f"{address}/kalender").headers["Location"] == f"{address}?till=%2Fkalender"


def test_acts_before_the_gate_do_nothing(anna: Volunteer, johan: Volunteer, client: Client) -> None:
    address = let_in(client, anna)
    for act in ("kan", "borta", "borta/ta-bort", "sallskap", "sallskap/ta-bort"):
        assert Client().post(f"{address}/{act}", {"weekdays": [FRIDAY]}).headers["Location"] == address
        assert client.get(f"{address}/{act}").status_code == 405
    assert not Availability.objects.exists()
