"""A route gets another meeting point: who has said yes to nights there is shown, told once, and keeps the yes."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from messaging.models import OutboundMessage
from scheduling.domain.changes.meeting_points import foresee_meeting, save_meeting
from scheduling.enums import AttendanceState as State
from scheduling.enums import EventKind
from scheduling.models import Route, Shift, ShiftEvent
from tests.factories import AssociationFactory, ShiftFactory, leader_of, member_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=3)


def two_fridays() -> Rota:
    """Two people who come, on two nights that begin at the library."""
    rota = make_rota(3)
    other: Shift = ShiftFactory(
        association=rota.shift.association,
        route=rota.shift.route,
        starts_at=rota.shift.starts_at + timedelta(weeks=1),
    )
    for one in (rota, Rota(other, rota.people)):
        one.ask(*rota.people[:2])
        for person in rota.people[:2]:
            sms(person, f"ja {one.attendance(person).reply_code}")
    rota.ask(rota.people[2])
    return rota


def moved(rota: Rota) -> Route:
    route = Route.objects.select_related("district", "municipality").get(pk=rota.shift.route_id)
    route.meeting_point = "torget"
    return route


def last_text(rota: Rota, place: int) -> str:
    return OutboundMessage.objects.filter(to_number=rota.people[place].mobile).latest("pk").body


def test_each_who_said_yes_is_told_once_about_the_nearest_night() -> None:
    rota = two_fridays()
    rota.people[1].text_language = "en"
    rota.people[1].save()
    route = moved(rota)
    (telling,) = foresee_meeting(route, now=LATER)
    assert [letter.person for letter in telling.outcome.letters] == rota.people[:2]
    assert save_meeting(route, line=[], tells=True, origin=BY_LEADER, now=LATER) == 2
    assert [texts_to(person)[-1] for person in rota.people] == ["news", "news", "ask"]
    address = f", {route.meeting_address}" if route.meeting_address else ""
    assert last_text(rota, 0) == (
        f"Nytt, Person0: Vårby fre 16/10 kl 20.30-00.30. Ny samling framöver: torget{address}. Du behöver inte svara."
    )
    assert f"From now on meet at: torget{address}." in last_text(rota, 1)
    assert [rota.state(person) for person in rota.people] == [State.CONFIRMED, State.CONFIRMED, State.ASKED]
    changed = ShiftEvent.objects.filter(kind=EventKind.CHANGED, detail=f"ny samling: torget{address}")
    assert changed.count() == 2
    assert Route.objects.get(pk=route.pk).meeting_point == "torget"


def test_nobody_is_told_where_only_the_name_is_written_anew() -> None:
    rota = two_fridays()
    assert save_meeting(moved(rota), line=[], tells=False, origin=BY_LEADER, now=LATER) == 0
    assert texts_to(rota.people[0])[-1] == "confirmed"


def test_page_shows_whom_it_concerns_before_anything_is_saved(client: Client) -> None:
    rota = two_fridays()
    theirs = AssociationFactory(municipality=rota.shift.association.municipality)
    stranger = member_of(theirs, name="Hemlig Person")
    other: Shift = ShiftFactory(association=theirs, route=rota.shift.route)
    Rota(other, [stranger]).ask()
    sms(stranger, "ja")
    route = rota.shift.route
    client.force_login(leader_of(rota.shift.association))
    address = reverse("scheduling:change_route", args=[route.pk])
    given = {"name": route.name, "district": route.district_id, "is_active": "on", "meeting_point": "torget"}
    with time_machine.travel(LATER, tick=False):
        page = client.post(address, given)
        shown = page.content.decode()
        assert (page.status_code, Route.objects.get(pk=route.pk).meeting_point) == (200, "biblioteket")
        assert ("Person0 Test" in shown, "Person2 Test" in shown, "Hemlig" in shown) == (True, False, False)
        assert "1 person i andra föreningar." in shown
        assert "Rutten är inte sparad än." in shown
        other_place = client.post(address, given | {"beratta": "ja", "visad": "kyrkan"})
        assert (other_place.status_code, texts_to(stranger)[-1]) == (200, "confirmed")
        assert client.post(address, given | {"beratta": "ja", "visad": "torget"}).status_code == 303
    assert [texts_to(person)[-1] for person in (*rota.people, stranger)] == ["news", "news", "ask", "news"]


def test_route_without_people_is_saved_at_once(client: Client) -> None:
    rota = make_rota(1)
    route = rota.shift.route
    client.force_login(leader_of(rota.shift.association))
    given = {"name": route.name, "district": route.district_id, "is_active": "on", "meeting_point": "torget"}
    with time_machine.travel(LATER, tick=False):
        assert client.post(reverse("scheduling:change_route", args=[route.pk]), given).status_code == 303
    assert ShiftEvent.objects.filter(kind=EventKind.CHANGED).count() == 1
