"""The association's page of its kit: what there is, who has it, what is missing, who may see it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from fieldwork.models import KitCount, KitGap, KitItem, KitLoan
from tests.factories import AssociationFactory, ShiftFactory, coordinator_of, leader_of, member_of
from tests.factories.fieldwork import KitItemFactory
from volunteers.domain.people import leave_association
from volunteers.models import Association

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def group() -> Association:
    association: Association = AssociationFactory(name="Vårby vuxna på stan")
    return association


@pytest.fixture
def office(client: Client, group: Association) -> Client:
    client.force_login(leader_of(group))
    return client


@pytest.fixture
def vests(group: Association) -> KitItem:
    item: KitItem = KitItemFactory(association=group, label="Gula västar", quantity=4)
    return item


def at(name: str, *args: int) -> str:
    return reverse(f"fieldwork:{name}", args=args)


def read(client: Client, name: str, *args: int) -> str:
    answer = client.get(at(name, *args))
    assert answer.status_code == 200
    return answer.content.decode()


def said(client: Client, name: str, *args: int, **data: object) -> str:
    return client.post(at(name, *args), data, follow=True).content.decode()


def test_things_are_entered_changed_and_put_away(office: Client, group: Association) -> None:
    assert "Inget är inlagt än." in read(office, "kit", group.pk)
    told = {"kind": "vest", "label": "Gula västar", "quantity": "4", "kept_at": "Skåpet i lokalen"}
    page = said(office, "kit", group.pk, **told)
    assert ["Gula västar är med i listan." in page, "4 av 4 på plats" in page] == [True, True]
    item = KitItem.objects.get()
    assert "5 av 5 på plats" in said(office, "kit_item", group.pk, item.pk, **{**told, "quantity": "5"})
    page = said(office, "put_kit_away", group.pk, item.pk)
    assert ["Gula västar är borta ur listan." in page, "Inget är inlagt än." in page] == [True, True]
    assert office.get(at("kit_item", group.pk, item.pk)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"label": ""}, "Det här behövs."),
        ({"quantity": "0"}, "större än eller lika med 1"),
        ({"kept_at": "Skåpet, kod 4812"}, "Det ser ut som en kod."),
        ({"label": "Gula västar"}, "Gula västar finns redan."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    office: Client, vests: KitItem, changes: dict[str, str], words: str
) -> None:
    told = {"kind": "key", "label": "Nyckel", "quantity": "1", "kept_at": "", **changes}
    answer = office.post(at("kit", vests.association_id), told)
    assert (answer.status_code, words in answer.content.decode(), KitItem.objects.count()) == (422, True, 1)


def test_a_vest_is_signed_out_and_half_of_it_comes_back(office: Client, vests: KitItem) -> None:
    group = vests.association
    anna = member_of(group, name="Anna Lindqvist")
    page = said(office, "lend_kit", group.pk, vests.pk, volunteer=anna.pk, number="2", due_on="2026-10-19")
    assert "Anna Lindqvist har kvitterat ut Gula västar (2 st)." in page
    assert ["2 av 4 på plats · 2 utlånade" in page, "tillbaka senast mån 19 okt" in page] == [True, True]
    assert "Skulle vara tillbaka" not in page
    with time_machine.travel(NOW + timedelta(days=8)):
        assert "Skulle vara tillbaka" in read(office, "kit", group.pk)
    page = said(office, "kit_returned", group.pk, KitLoan.objects.get().pk, number="1")
    assert ["Resten står som saknat." in page, "En sak saknas." in page] == [True, True]
    assert "Anna Lindqvist hade det senast." in page


def test_a_loan_that_cannot_be_is_refused_in_words(office: Client, vests: KitItem) -> None:
    stranger = member_of(AssociationFactory(municipality=vests.association.municipality))
    told = {"volunteer": stranger.pk, "number": "9", "due_on": ""}
    answer = office.post(at("lend_kit", vests.association_id, vests.pk), told)
    assert (answer.status_code, KitLoan.objects.count()) == (422, 0)
    anna = member_of(vests.association)
    told = {"volunteer": anna.pk, "number": "1", "due_on": "2026-10-01"}
    answer = office.post(at("lend_kit", vests.association_id, vests.pk), told)
    assert (answer.status_code, "Den dagen har redan varit." in answer.content.decode()) == (422, True)


def test_what_is_missing_is_found_and_given_up_and_stays_in_the_history(office: Client, vests: KitItem) -> None:
    group = vests.association
    shift = ShiftFactory(association=group, starts_at=NOW - timedelta(days=3))
    karin = member_of(group, name="Karin Öberg")
    gap = KitGap.objects.create(item=vests, shift=shift, had_by=karin, number=3, since=shift.ends_at, note="I bilen?")
    page = read(office, "kit", group.pk)
    assert f"Saknas sedan fre 9 okt, {shift.place}. Karin Öberg hade det senast. <q>I bilen?</q>" in page
    page = said(office, "kit_found", group.pk, gap.pk, number="2")
    assert ["Hittat: Gula västar (2 st)." in page, "En sak saknas." in page] == [True, True]
    assert office.post(at("kit_found", group.pk, gap.pk), {"number": "1"}).status_code == 404
    rest = KitGap.objects.get(ended_at=None)
    assert "Det saknas 1." in said(office, "kit_gone", group.pk, rest.pk, number="5")
    page = said(office, "kit_gone", group.pk, rest.pk, number="1")
    assert ["Inget saknas." in page, "3 av 3 på plats" in page, "Saknades förut" in page] == [True, True, True]


def test_what_nobody_counted_in_is_told(office: Client, vests: KitItem) -> None:
    group = vests.association
    shift = ShiftFactory(association=group, starts_at=NOW - timedelta(days=3))
    karin = member_of(group, name="Karin Öberg")
    KitCount.objects.create(shift=shift, item=vests, taken=2, out_at=shift.starts_at, out_by=karin)
    page = read(office, "kit", group.pk)
    assert f"Inte inräknat efter fre 9 okt, {shift.place}. Karin Öberg räknade ut." in page
    assert [at("night", shift.pk) in page, "2 av 4 på plats · 2 ute" in page] == [True, True]


def test_only_those_who_reach_the_association_come_in(client: Client, vests: KitItem) -> None:
    group = vests.association
    gap = KitGap.objects.create(item=vests, number=1, since=NOW)
    anna = member_of(group)
    loan = KitLoan.objects.create(item=vests, volunteer=anna, lent_at=NOW)
    elsewhere = AssociationFactory(municipality=group.municipality)
    acts = [
        at("kit_found", group.pk, gap.pk),
        at("kit_gone", group.pk, gap.pk),
        at("kit_returned", group.pk, loan.pk),
        at("lend_kit", group.pk, vests.pk),
        at("put_kit_away", group.pk, vests.pk),
    ]
    pages = [at("kit", group.pk), at("kit_item", group.pk, vests.pk)]
    assert [client.get(page).status_code for page in pages] == [302, 302]
    client.force_login(leader_of(elsewhere))
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert [client.post(act, {"number": "1"}).status_code for act in acts] == [404] * 5
    through_own = at("kit_found", elsewhere.pk, gap.pk)
    assert client.post(through_own, {"number": "1"}).status_code == 404
    client.force_login(coordinator_of(group.municipality))
    assert [client.get(page).status_code for page in pages] == [200, 200]


@pytest.mark.parametrize("things", [1, 4])
def test_as_many_queries_however_many_things(
    office: Client, group: Association, things: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(things):
        item = KitItemFactory(association=group)
        shift = ShiftFactory(association=group, starts_at=NOW - timedelta(days=3 + number))
        karin = member_of(group)
        KitGap.objects.create(item=item, shift=shift, had_by=karin, number=1, since=NOW)
        KitGap.objects.create(item=item, shift=shift, had_by=karin, number=1, since=NOW, ended_at=NOW, end="found")
        KitCount.objects.create(shift=shift, item=item, taken=2, out_at=NOW, out_by=karin)
        KitLoan.objects.create(item=item, volunteer=karin, lent_at=NOW)
    with django_assert_num_queries(13):
        read(office, "kit", group.pk)


def test_loan_of_somebody_who_has_left_the_association_stands_first_and_says_so(
    office: Client, group: Association, vests: KitItem
) -> None:
    here, gone = member_of(group, name="Anna Lindqvist"), member_of(group, name="Johan Sandberg")
    for person in (here, gone):
        KitLoan.objects.create(item=vests, volunteer=person, lent_at=NOW)
    assert "Har lämnat föreningen" not in read(office, "kit", group.pk)
    leave_association(gone, group)
    page = read(office, "kit", group.pk)
    assert page.count("Har lämnat föreningen") == 1
    assert page.index("<b>Johan Sandberg") < page.index("Har lämnat föreningen") < page.index("<b>Anna Lindqvist")
