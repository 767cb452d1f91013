"""Merging on its page: what it means is shown first, and only what was shown is done."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from messaging.models import OutboundMessage
from scheduling.enums import AttendanceState as State
from scheduling.enums import ShiftState
from scheduling.models import Shift
from tests.factories import AssociationFactory, ShiftFactory, coordinator_of, leader_of
from tests.scheduling.regrouping.nights import LATER, TwoGroups, comes, elsewhere, state_of, two_groups

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def groups() -> TwoGroups:
    groups = two_groups()
    comes(groups.large, "Karin Öberg", leads=True)
    comes(groups.small, "Anna Lindqvist")
    return groups


@pytest.fixture
def leader(client: Client, groups: TwoGroups) -> Client:
    client.force_login(leader_of(groups.small.association))
    return client


def address(shift: Shift) -> str:
    return reverse("scheduling:merge", args=[shift.pk])


def look(client: Client, shift: Shift, into: Shift, **more: str) -> str:
    return client.get(address(shift), {"med": str(into.pk), **more}).content.decode()


def stamp_in(page: str) -> str:
    return page.split('name="stampel" value="')[1].split('"', maxsplit=1)[0]


def test_leader_chooses_sees_who_is_told_what_and_merges(leader: Client, groups: TwoGroups) -> None:
    page = leader.get(address(groups.small)).content.decode()
    assert f"{groups.large.route.name} 20.30–00.30" in page
    assert "Samma tid och samling: allas ja gäller." in page
    assert "stampel" not in page
    page = look(leader, groups.small, groups.large)
    assert "Är med som förut, i den nya gruppen" in page
    assert "Ny grupp fre 16/10, Anna! Samma tid och samling" in page
    assert "Ni blir 2 i Vårby södra." in page
    assert "Det går inte att ångra sedan." in page
    assert not OutboundMessage.objects.filter(kind="regrouped").exists()
    answer = leader.post(address(groups.small), {"med": groups.large.pk, "stampel": stamp_in(page)}, follow=True)
    assert answer.redirect_chain == [(reverse("scheduling:shift", args=[groups.large.pk]), 303)]
    shown = answer.content.decode()
    assert "Grupperna är en." in shown
    assert "Grupperna ändrades: 1 person kom från Vårby 20.30–00.30." in shown
    emptied = leader.get(reverse("scheduling:shift", args=[groups.small.pk])).content.decode()
    assert "Slås ihop med Vårby 20.30–00.30." in emptied
    assert f'href="{reverse("scheduling:shift", args=[groups.large.pk])}">Till gruppen' in emptied


def test_page_that_is_out_of_date_does_nothing_and_shows_anew(leader: Client, groups: TwoGroups) -> None:
    stamp = stamp_in(look(leader, groups.small, groups.large))
    berit = comes(groups.small, "Berit Holm")
    answer = leader.post(address(groups.small), {"med": groups.large.pk, "stampel": stamp})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Något har hänt sedan du såg sidan." in shown
    assert "Berit Holm" in shown
    assert state_of(berit, groups.small) == State.CONFIRMED


def test_maximum_is_raised_only_with_a_tick(leader: Client, groups: TwoGroups) -> None:
    Shift.objects.filter(pk=groups.large.pk).update(crew_min=1 + 1, crew_target=2, crew_max=2)
    comes(groups.small, "Berit Holm")
    page = leader.get(address(groups.small)).content.decode()
    assert "Gruppen rymmer 2: det högsta antalet behöver höjas." in page
    assert "Höj till 3" in page
    assert "Kryssa för att höja det högsta antalet." in look(leader, groups.small, groups.large)
    page = look(leader, groups.small, groups.large, hoj="1")
    fields = {"med": groups.large.pk, "hoj": "1", "stampel": stamp_in(page)}
    assert leader.post(address(groups.small), fields).status_code == 303
    groups.large.refresh_from_db()
    assert (groups.large.crew_max, groups.large.confirmed_count) == (3, 3)


def test_leader_sees_the_own_associations_groups_and_the_coordinator_all(client: Client, groups: TwoGroups) -> None:
    other = AssociationFactory(municipality=groups.small.association.municipality, name="Skogås IF")
    theirs = ShiftFactory(association=other)
    client.force_login(leader_of(groups.small.association))
    assert "Skogås IF" not in client.get(address(groups.small)).content.decode()
    assert "Den gruppen går inte längre att gå ihop med." in look(client, groups.small, theirs)
    assert client.post(address(groups.small), {"med": theirs.pk, "stampel": "x"}).status_code == 422
    client.force_login(coordinator_of(other.municipality))
    page = look(client, groups.small, theirs)
    assert "En annan förening: alla frågas igen." in page
    assert client.post(address(groups.small), {"med": theirs.pk, "stampel": stamp_in(page)}).status_code == 303
    client.force_login(leader_of(other))
    assert client.get(address(groups.large)).status_code == 404


def test_night_without_another_group_says_so(client: Client) -> None:
    shift = ShiftFactory()
    client.force_login(leader_of(shift.association))
    page = client.get(address(shift)).content.decode()
    assert "Ingen annan grupp inom räckhåll går den kvällen." in page


def test_page_of_a_group_that_is_cancelled_offers_no_deed(leader: Client, groups: TwoGroups) -> None:
    Shift.objects.filter(pk=groups.small.pk).update(state=ShiftState.CANCELLED)
    assert "En av grupperna har gått ut, är inställd eller inte publicerad." in look(leader, groups.small, groups.large)


@pytest.fixture
def six(client: Client) -> Shift:
    """A group of six whose leader is signed in."""
    shift: Shift = ShiftFactory(crew_max=8)
    for n, name in enumerate(("Karin", "Johan", "Anna", "Berit", "Mehmet", "Sofia")):
        comes(shift, f"{name} Test", leads=n < 2)
    client.force_login(leader_of(shift.association))
    return shift


def test_six_become_two_groups_in_two_presses(client: Client, six: Shift) -> None:
    here = reverse("scheduling:split", args=[six.pk])
    night = client.get(reverse("scheduling:shift", args=[six.pk])).content.decode()
    assert f'href="{here}"' in night
    page = client.get(here).content.decode()
    assert "<b>3 stannar, 3 blir en ny grupp.</b>" in page
    assert "3 personer får ett sms var" in page
    assert "För dem här ändras inget, så de hör inget: Anna Test, Karin Test, Mehmet Test." in page
    answer = client.post(here, fields_of(page), follow=True)
    twin = Shift.objects.exclude(pk=six.pk).get()
    assert answer.redirect_chain == [(reverse("scheduling:shift", args=[twin.pk]), 303)]
    assert "Gruppen är två. Det här är den nya. 3 personer får veta det." in answer.content.decode()
    assert (Shift.objects.get(pk=six.pk).confirmed_count, twin.confirmed_count) == (3, 3)


def fields_of(page: str) -> dict[str, list[str]]:
    """What the form holds as it is drawn."""
    ticked = re.findall(r'name="goes" value="(\d+)" checked', page)
    leader = re.search(r'<option value="(\d+)" selected', page)
    route = re.search(r'name="route" value="(\d+)"', page)
    assert leader is not None
    assert route is not None
    return {"goes": ticked, "leader": [leader[1]], "route": [route[1]], "stampel": [stamp_in(page)]}


def test_another_division_is_shown_before_it_is_done(client: Client, six: Shift) -> None:
    here = reverse("scheduling:split", args=[six.pk])
    fields = fields_of(client.get(here).content.decode())
    answer = client.post(here, fields | {"goes": fields["goes"][:2], "leader": "", "visa": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<b>4 stannar, 2 blir en ny grupp.</b>" in page
    assert "En av grupperna saknar ledare." in page
    assert Shift.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"goes": []}, "Välj den nya gruppen och dess ledare bland dem som kommer."),
        ({"goes": ["0", "1"]}, "Välj den nya gruppen och dess ledare bland dem som kommer."),
        ({"route": "0"}, "Välj rutt."),
        ({"stampel": "gammal"}, "Något har hänt sedan du såg sidan."),
    ],
)
def test_division_that_cannot_be_says_why(client: Client, six: Shift, change: dict[str, object], said: str) -> None:
    here = reverse("scheduling:split", args=[six.pk])
    fields = fields_of(client.get(here).content.decode())
    answer = client.post(here, {**fields, **change})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert Shift.objects.count() == 1


def test_second_route_is_a_choice_where_the_association_walks_more_than_one(client: Client, six: Shift) -> None:
    other = elsewhere(six.route)
    ShiftFactory(association=six.association, route=other, starts_at=six.starts_at + timedelta(days=7))
    here = reverse("scheduling:split", args=[six.pk])
    page = client.get(here).content.decode()
    assert "Skogås, torget" in page
    ticked = re.findall(r'name="goes" value="(\d+)" checked', page)
    answer = client.post(here, {"goes": ticked, "route": other.pk, "visa": "1", "stampel": stamp_in(page)})
    assert "Frågas om den nya tiden eller platsen" in answer.content.decode()


def test_small_group_and_a_stranger_divide_nothing(client: Client, six: Shift) -> None:
    small = ShiftFactory(association=six.association, starts_at=six.starts_at + timedelta(days=7))
    page = client.get(reverse("scheduling:split", args=[small.pk])).content.decode()
    assert "Gruppen är för liten för att bli två." in page
    assert "Fråga fler, så går det att bli två." in page
    client.force_login(leader_of(ShiftFactory().association))
    assert client.get(reverse("scheduling:split", args=[six.pk])).status_code == 404


def test_group_of_the_size_it_aims_at_is_not_offered_to_divide(client: Client, six: Shift) -> None:
    Shift.objects.filter(pk=six.pk).update(crew_target=6)
    night = client.get(reverse("scheduling:shift", args=[six.pk])).content.decode()
    assert "Dela i två grupper" not in night
