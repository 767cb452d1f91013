"""Counting kit, reading the briefing and finding the hosts: on one's own page, and at the page of the night."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fieldwork.models import Briefing, CheckIn, FieldEvent, KitCount, KitGap, KitItem, Walk
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from tests.factories import AttendanceFactory, ShiftFactory, leader_of, member_of
from tests.factories.fieldwork import BriefingFactory, HostDutyFactory, KitItemFactory
from tests.scheduling.own_pages import let_in

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 10, 16, 18, 0, tzinfo=UTC)
HOME = datetime(2026, 10, 16, 22, 40, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def vests() -> KitItem:
    """Four vests of an association that walks tonight with Karin as its leader, and Anna."""
    shift = ShiftFactory(confirmed_count=2, leader_count=1)
    for name in ("Karin Öberg", "Anna Lindqvist"):
        AttendanceFactory(
            shift=shift,
            volunteer=member_of(shift.association, name=name),
            state=AttendanceState.CONFIRMED,
            is_leader=name.startswith("Karin"),
        )
    item: KitItem = KitItemFactory(association=shift.association, label="Gula västar", quantity=4)
    return item


def place_of(name: str) -> Attendance:
    return Attendance.objects.get(volunteer__name__startswith=name)


def enter(client: Client, name: str) -> str:
    """The address of the night on the person's own page, once this browser is through the gate."""
    place = place_of(name)
    return f"{let_in(client, place.volunteer, now=EVENING)}/kvall/{place.pk}"


def seen(client: Client, here: str) -> str:
    return client.get(f"{here}/ute").content.decode()


def sent(client: Client, address: str, **data: object) -> str:
    return client.post(address, data, follow=True).content.decode()


def test_leader_counts_three_vests_out_and_two_in(
    client: Client, vests: KitItem, clock: time_machine.Traveller
) -> None:
    here = enter(client, "Karin")
    page = seen(client, here)
    assert ["Vad tar gruppen med?" in page, '<option value="2" selected>2</option>' in page] == [True, True]
    page = sent(client, f"{here}/utrustning/ut", **{f"out-{vests.pk}": "3"})
    assert "Utrustningen är uträknad. Den räknas in när gruppen är hemma." in page
    clock.move_to(HOME)
    assert "Gruppen tog med 3." in seen(client, here)
    page = sent(client, f"{here}/utrustning/in", **{f"in-{vests.pk}": "2", "in-note": "En glömdes i bilen"})
    assert "Tack. En sak saknas. Nästa grupp får veta det." in page
    assert "Karin hade det senast. <q>En glömdes i bilen</q>" in page
    assert [event.by for event in FieldEvent.objects.all()] == [place_of("Karin").volunteer] * 2
    page = sent(client, f"{here}/utrustning/in", **{f"in-{vests.pk}": "3", "in-note": ""})
    assert ["Tack. Allt är inräknat." in page, KitGap.objects.count()] == [True, 0]


def test_others_on_the_crew_see_and_do_not_count(client: Client, vests: KitItem) -> None:
    here = enter(client, "Anna")
    page = seen(client, here)
    assert ["Gula västar" in page, "Ledaren räknar." in page, 'name="out-' in page] == [True, True, False]
    assert client.post(f"{here}/utrustning/ut", {f"out-{vests.pk}": "3"}).status_code == 404
    Attendance.objects.update(is_leader=False)
    assert client.post(f"{here}/utrustning/ut", {f"out-{vests.pk}": "3"}).status_code == 303


def test_what_is_missing_since_before_is_told_first(client: Client, vests: KitItem) -> None:
    before = ShiftFactory(association=vests.association, starts_at=EVENING - timedelta(days=7))
    bo = member_of(vests.association, name="Bo Alm")
    KitGap.objects.create(item=vests, shift=before, had_by=bo, number=1, since=before.ends_at)
    here = enter(client, "Karin")
    page = seen(client, here)
    assert f"Saknas sedan fre 9 okt, {before.place}. Bo hade det senast." in page
    assert ["Bo Alm hade" in page, "Fler än 3: då är det som saknas hittat." in page] == [False, True]
    sent(client, f"{here}/utrustning/ut", **{f"out-{vests.pk}": "4"})
    assert KitGap.objects.get().end == "found"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"in-note": "Hos 19850412-2389"}, "Det ser ut som ett personnummer. Ta bort det"),
        ({"in-note": ""}, "Välj ett giltigt alternativ"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client: Client, vests: KitItem, data: dict[str, str], words: str
) -> None:
    here = enter(client, "Karin")
    sent(client, f"{here}/utrustning/ut", **{f"out-{vests.pk}": "3"})
    number = "3" if data["in-note"] else "4"
    answer = client.post(f"{here}/utrustning/in", {f"in-{vests.pk}": number, **data})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert KitCount.objects.get().in_at is None


def test_what_another_group_has_is_refused_in_words(client: Client, vests: KitItem) -> None:
    beside = ShiftFactory(association=vests.association)
    here = enter(client, "Karin")
    KitCount.objects.create(shift=beside, item=vests, taken=3, out_at=EVENING)
    answer = client.post(f"{here}/utrustning/ut", {f"out-{vests.pk}": "2"})
    assert (answer.status_code, KitCount.objects.count()) == (422, 1)


def test_where_a_thing_is_kept_is_words_and_never_markup(client: Client, vests: KitItem) -> None:
    KitItem.objects.update(kept_at="<b onclick=x>Skåpet</b>")
    here = enter(client, "Karin")
    page = seen(client, here)
    assert ["<b onclick" in page, "&lt;b onclick=x&gt;Skåpet&lt;/b&gt;." in page] == [False, True]


def test_nights_of_others_and_associations_without_kit_are_not_counted(client: Client, vests: KitItem) -> None:
    here, karins = enter(client, "Anna"), place_of("Karin").pk
    theirs = here.replace(f"/kvall/{place_of('Anna').pk}", f"/kvall/{karins}")
    assert client.post(f"{theirs}/utrustning/ut", {f"out-{vests.pk}": "3"}).status_code == 404
    KitItem.objects.all().delete()
    here = enter(client, "Karin")
    assert 'id="utrustning"' not in seen(client, here)
    assert client.post(f"{here}/utrustning/ut", {f"out-{vests.pk}": "3"}).status_code == 404


def test_without_the_gate_it_leads_to_the_gate(client: Client, vests: KitItem) -> None:
    here = enter(Client(), "Karin")
    assert client.post(f"{here}/utrustning/ut", {f"out-{vests.pk}": "3"}).status_code == 303
    assert not KitCount.objects.exists()


def test_leader_at_the_office_counts_in_what_was_forgotten(
    client: Client, vests: KitItem, clock: time_machine.Traveller
) -> None:
    shift = place_of("Karin").shift
    here = reverse("fieldwork:night", args=[shift.pk])
    assert client.post(f"{here}/utrustning/ut").status_code == 302
    client.force_login(leader_of(ShiftFactory().association))
    assert client.post(f"{here}/utrustning/ut", {f"out-{vests.pk}": "3"}).status_code == 404
    user = leader_of(shift.association)
    client.force_login(user)
    sent(client, f"{here}/utrustning/ut", **{f"out-{vests.pk}": "3"})
    clock.move_to(HOME + timedelta(days=9))
    Shift.objects.update(state=ShiftState.DONE)
    refused = client.post(f"{here}/utrustning/in", {f"in-{vests.pk}": "9", "in-note": ""})
    assert (refused.status_code, "Välj ett giltigt alternativ" in refused.content.decode()) == (422, True)
    page = sent(client, f"{here}/utrustning/in", **{f"in-{vests.pk}": "3", "in-note": ""})
    assert "Tack. Allt är inräknat." in page
    assert KitCount.objects.get().in_by_user == user


def test_leader_reads_the_briefing_and_says_that_all_have(client: Client, vests: KitItem) -> None:
    BriefingFactory(municipality=vests.association.municipality, text="Mycket folk vid torget.")
    here = enter(client, "Anna")
    page = seen(client, here)
    assert ["Mycket folk vid torget." in page, "Ledaren bockar av" in page] == [True, True]
    assert client.post(f"{here}/genomgang").status_code == 404
    here = enter(client, "Karin")
    page = sent(client, f"{here}/genomgang")
    assert ["Noterat: alla har läst genomgången." in page, "Alla har läst" in page] == [True, True]
    assert [event.kind for event in FieldEvent.objects.all()] == ["briefed"]
    Briefing.objects.all().delete()
    late = client.post(f"{here}/genomgang")
    assert (late.status_code, "Det finns ingen genomgång att läsa just nu." in late.content.decode()) == (422, True)


def test_who_goes_out_without_having_read_is_reminded_and_not_stopped(client: Client, vests: KitItem) -> None:
    BriefingFactory(municipality=vests.association.municipality)
    here = enter(client, "Karin")
    people = [place_of(name).pk for name in ("Karin", "Anna")]
    page = sent(client, f"{here}/ute", gor="ute", vem=people)
    assert ["Två är utcheckade. Har alla läst genomgången?" in page, CheckIn.objects.count()] == [True, 2]
    sent(client, f"{here}/genomgang")
    CheckIn.objects.all().delete()
    Walk.objects.all().delete()
    page = sent(client, f"{here}/ute", gor="ute", vem=people)
    assert ["Två är utcheckade." in page, "Har alla läst" in page] == [True, False]


def test_hosts_at_work_are_told_to_the_leader_alone(client: Client, vests: KitItem) -> None:
    HostDutyFactory(municipality=vests.association.municipality, name="Värdarna i centrum", number="+46701740684")
    pages = [seen(client, enter(client, name)) for name in ("Karin", "Anna")]
    assert ["Värdarna i centrum" in page for page in pages] == [True, False]
    assert 'href="tel:+46701740684"' in pages[0]
    client.force_login(leader_of(vests.association))
    night = client.get(reverse("fieldwork:night", args=[place_of("Karin").shift_id])).content.decode()
    assert "Trygghetsvärdar, hela kommunen · 18.00–02.00" in night
