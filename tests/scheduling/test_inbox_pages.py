"""The inbox, its threads and the call list, as leaders and coordinators use them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from messaging.domain.opt_outs import record_opt_out
from messaging.models import OutboundMessage
from scheduling.domain.calls import put_on_call_list
from scheduling.domain.inbox import put_in_inbox
from scheduling.enums import AttendanceState as State
from scheduling.enums import CallReason, Concern
from scheduling.models import Attendance, CallTask, InboxItem
from tests.factories import (
    AssociationFactory,
    InboundFactory,
    MunicipalityFactory,
    UserFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from tests.scheduling.rota import MONDAY, Rota, make_rota
from volunteers.models import Membership, User

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _on_monday() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def rota() -> Rota:
    rota = make_rota(2)
    rota.ask()
    return rota


def unclear(rota: Rota, body: str = "kanske, måste kolla") -> InboxItem:
    person = rota.people[0]
    inbound = InboundFactory(from_number=person.mobile, body=body, received_at=NOW, handled_at=NOW)
    return put_in_inbox(inbound, Concern.UNCLEAR, attendance=rota.attendance(person), suggested="yes", now=NOW)


def call(rota: Rota) -> CallTask:
    task = put_on_call_list(rota.attendance(rota.people[0]), reason=CallReason.NOT_DELIVERED, now=NOW)
    assert task is not None
    return task


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def leader(rota: Rota) -> User:
    user: User = leader_of(rota.shift.association)
    return user


def test_empty_inbox_and_call_list_say_so(client: Client) -> None:
    signed_in(client, leader_of(AssociationFactory()))
    assert "Inget väntar" in client.get("/inkorg").content.decode()
    assert "Ingen behöver ringas" in client.get("/ringlista").content.decode()


def test_inbox_counts_what_waits_and_shows_it_first(client: Client, rota: Rota) -> None:
    old = unclear(rota, "gammalt")
    InboxItem.objects.filter(pk=old.pk).update(resolved_at=NOW, resolution="nothing")
    unclear(rota, "nytt svar")
    page = signed_in(client, leader(rota)).get("/inkorg").content.decode()
    assert "<b>1 svar</b> väntar" in page
    assert page.index("nytt svar") < page.index("gammalt")


def test_board_tells_what_waits_for_a_person(client: Client, rota: Rota) -> None:
    page = signed_in(client, leader(rota))
    assert 'id="vantar"' not in page.get("/pass").content.decode()
    unclear(rota)
    call(rota)
    board = page.get("/pass").content.decode()
    assert '<a href="/inkorg">1 svar väntar på att någon läser</a> · <a href="/ringlista">1 att ringa</a>' in board
    stranger = signed_in(client, leader_of(AssociationFactory())).get("/pass").content.decode()
    assert 'id="vantar"' not in stranger


def test_persons_page_leads_to_their_texts(client: Client, rota: Rota) -> None:
    person = rota.people[0]
    page = signed_in(client, leader(rota)).get(reverse("volunteers:person", args=[person.pk])).content.decode()
    assert f'href="/inkorg/person/{person.pk}"' in page


@pytest.mark.parametrize(("meaning", "state"), [("yes", State.CONFIRMED), ("no", State.DECLINED)])
def test_one_tap_gives_the_text_its_meaning(client: Client, rota: Rota, meaning: str, state: State) -> None:
    item, person = unclear(rota), rota.people[0]
    user = leader(rota)
    answer = signed_in(client, user).post(f"/inkorg/{item.pk}/avgor", {"betyder": meaning})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/inkorg")
    item.refresh_from_db()
    assert (rota.state(person), item.resolution, item.resolved_by) == (state, meaning, user)
    assert rota.attendance(person).last_answer == item.inbound


def test_tap_on_another_night_of_the_person_is_about_that_night(client: Client, rota: Rota) -> None:
    item = unclear(rota)
    InboxItem.objects.update(attendance=None)
    night = rota.attendance(rota.people[0])
    signed_in(client, leader(rota)).post(f"/inkorg/{item.pk}/avgor", {"betyder": "yes", "kvall": night.pk})
    assert rota.state(rota.people[0]) == State.CONFIRMED


def meanings_offered(client: Client, item: InboxItem) -> list[str]:
    return re.findall(r'name="betyder" value="(\w+)"', client.get(f"/inkorg/{item.pk}").content.decode())


def test_only_meanings_that_can_be_are_offered(client: Client, rota: Rota) -> None:
    item = unclear(rota)
    signed_in(client, leader(rota))
    assert meanings_offered(client, item) == ["yes", "no", "nothing"]
    Attendance.objects.update(state=State.CONFIRMED)
    assert meanings_offered(client, item) == ["late", "no", "nothing"]
    InboxItem.objects.update(concern=Concern.LATE)
    assert meanings_offered(client, item) == ["no", "nothing"]


def test_decision_comes_before_the_thread_whose_older_part_lies_folded(client: Client, rota: Rota) -> None:
    item = unclear(rota, "nyast")
    for days in range(1, 10):
        at = NOW - timedelta(days=days)
        InboundFactory(from_number=rota.people[0].mobile, body=f"dag {days}.", received_at=at, handled_at=at)
    page = signed_in(client, leader(rota)).get(f"/inkorg/{item.pk}").content.decode()
    decision, thread = page.split('id="trad"')
    folded, _, shown = thread.partition("</details>")
    assert "Vad betyder svaret?" in decision
    assert [day for day in range(1, 10) if f"dag {day}." in folded] == [7, 8, 9]
    assert [day for day in range(1, 10) if f"dag {day}." in shown] == [1, 2, 3, 4, 5, 6]


def test_meaning_without_a_night_is_refused_in_words(client: Client, rota: Rota) -> None:
    item = unclear(rota)
    InboxItem.objects.update(attendance=None)
    answer = signed_in(client, leader(rota)).post(f"/inkorg/{item.pk}/avgor", {"betyder": "yes"})
    assert (answer.status_code, "hör inte till någon kväll" in answer.content.decode()) == (422, True)


def test_second_leader_is_told_that_it_is_seen_to(client: Client, rota: Rota) -> None:
    item = unclear(rota)
    signed_in(client, leader(rota)).post(f"/inkorg/{item.pk}/avgor", {"betyder": "nothing"})
    answer = client.post(f"/inkorg/{item.pk}/avgor", {"betyder": "no"})
    assert (answer.status_code, rota.state(rota.people[0])) == (422, State.ASKED)


def test_too_late_a_tap_is_refused_in_words(client: Client, rota: Rota) -> None:
    item = unclear(rota)
    with time_machine.travel(rota.shift.ends_at + timedelta(minutes=1), tick=False):
        answer = signed_in(client, leader(rota)).post(f"/inkorg/{item.pk}/avgor", {"betyder": "yes"})
    assert (answer.status_code, InboxItem.objects.get().resolved_at) == (422, None)


def test_reply_is_texted_kept_in_the_thread_and_resolves(client: Client, rota: Rota) -> None:
    item, person = unclear(rota), rota.people[0]
    answer = signed_in(client, leader(rota)).post(f"/inkorg/{item.pk}/svara", {"body": "Hej! Vi ses 20.30."})
    assert answer.status_code == 303
    text = OutboundMessage.objects.get(kind="leader_reply")
    assert (text.to_number, text.payer) == (person.mobile, rota.shift.association_id)
    item.refresh_from_db()
    assert item.resolution == "replied"
    page = client.get(f"/inkorg/{item.pk}").content.decode()
    assert page.index("kanske, måste kolla") < page.index("Hej! Vi ses 20.30.")


@pytest.mark.parametrize("body", ["", "   ", "å" * 481, "850713-1234 är mitt personnummer"])
def test_reply_that_cannot_be_sent_is_refused_in_place(client: Client, rota: Rota, body: str) -> None:
    item = unclear(rota)
    answer = signed_in(client, leader(rota)).post(f"/inkorg/{item.pk}/svara", {"body": body})
    assert answer.status_code == 422
    assert not OutboundMessage.objects.filter(kind="leader_reply").exists()


def test_number_that_said_stop_is_not_texted_and_says_so(client: Client, rota: Rota) -> None:
    item, person = unclear(rota), rota.people[0]
    record_opt_out(person.mobile, source="sms", now=NOW)
    signed_in(client, leader(rota))
    assert "Nås inte på sms" in client.get(f"/inkorg/{item.pk}").content.decode()
    answer = client.post(f"/inkorg/{item.pk}/svara", {"body": "Hej!"})
    assert answer.status_code == 422
    assert not OutboundMessage.objects.filter(kind="leader_reply").exists()


def test_person_has_a_thread_and_can_be_written_to(client: Client, rota: Rota) -> None:
    person = rota.people[0]
    signed_in(client, leader(rota))
    assert "Svara JA eller NEJ" in client.get(f"/inkorg/person/{person.pk}").content.decode()
    assert client.post(f"/inkorg/person/{person.pk}/skriv", {"body": "Välkommen!"}).status_code == 303
    assert OutboundMessage.objects.filter(to_number=person.mobile, kind="leader_reply").count() == 1


def test_length_of_a_reply_is_told_in_texts(client: Client, rota: Rota) -> None:
    signed_in(client, leader(rota))
    assert "161 tecken, 2 sms." in client.post("/inkorg/langd", {"body": "å" * 161}).content.decode()


def test_leader_sees_only_what_concerns_their_association_of_a_person_in_two(client: Client, rota: Rota) -> None:
    person = rota.people[0]
    other = AssociationFactory(municipality=rota.shift.association.municipality)
    Membership.objects.create(volunteer=person, association=other)
    unclear(rota, "något till den första föreningen")
    page = signed_in(client, leader_of(other)).get(f"/inkorg/person/{person.pk}").content.decode()
    assert "något till den första föreningen" not in page
    assert "Svara JA" not in page
    coordinator = coordinator_of(rota.shift.association.municipality)
    page = signed_in(client, coordinator).get(f"/inkorg/person/{person.pk}").content.decode()
    assert "något till den första föreningen" in page


def test_unknown_number_is_the_coordinators_to_read(client: Client) -> None:
    town = MunicipalityFactory()
    association = AssociationFactory(municipality=town)
    item = put_in_inbox(InboundFactory(body="hej", handled_at=NOW), Concern.UNKNOWN_NUMBER, now=NOW)
    assert item.municipality == town
    address = f"/inkorg/{item.pk}"
    assert signed_in(client, leader_of(association)).get(address).status_code == 404
    assert signed_in(client, coordinator_of(town)).get(address).status_code == 200


def test_unknown_number_among_several_towns_is_every_coordinators(client: Client) -> None:
    towns = [MunicipalityFactory(), MunicipalityFactory()]
    item = put_in_inbox(InboundFactory(body="hej", handled_at=NOW), Concern.UNKNOWN_NUMBER, now=NOW)
    assert item.municipality is None
    for town in towns:
        assert signed_in(client, coordinator_of(town)).get(f"/inkorg/{item.pk}").status_code == 200


def test_person_who_is_phoned_can_be_claimed_and_put_down(client: Client, rota: Rota) -> None:
    task, user = call(rota), leader(rota)
    signed_in(client, user)
    assert rota.people[0].name in client.get("/ringlista").content.decode()
    assert client.post(f"/ringlista/{task.pk}/jag-ringer").status_code == 303
    task.refresh_from_db()
    assert task.claimed_by == user
    assert client.post(f"/ringlista/{task.pk}/svar", {"svar": "yes"}).status_code == 303
    assert rota.state(rota.people[0]) == State.CONFIRMED
    assert "Ingen behöver ringas" in client.get("/ringlista").content.decode()


def test_call_that_another_makes_is_not_claimed(client: Client, rota: Rota) -> None:
    task = call(rota)
    signed_in(client, leader(rota)).post(f"/ringlista/{task.pk}/jag-ringer")
    answer = signed_in(client, leader(rota)).post(f"/ringlista/{task.pk}/jag-ringer")
    assert (answer.status_code, "ringer redan" in answer.content.decode()) == (422, True)


def test_what_is_not_an_outcome_or_meaning_does_not_exist(client: Client, rota: Rota) -> None:
    task, item = call(rota), unclear(rota)
    signed_in(client, leader(rota))
    assert client.post(f"/ringlista/{task.pk}/svar", {"svar": "kanske"}).status_code == 404
    assert client.post(f"/inkorg/{item.pk}/avgor", {"betyder": "replied"}).status_code == 404
    assert client.post(f"/inkorg/{item.pk}/avgor", {"betyder": "yes", "kvall": "0"}).status_code == 404


PAGES = ["inbox_item", "person_thread"]
POSTS = ["resolve_item", "reply", "write_to_person", "claim_call", "call_outcome"]


@pytest.mark.parametrize("name", [*PAGES, *POSTS])
@pytest.mark.parametrize("who", ["nobody", "neighbour", "stranger"])
def test_what_is_out_of_reach_does_not_exist(client: Client, rota: Rota, name: str, who: str) -> None:
    item, task = unclear(rota), call(rota)
    outsiders = {
        "nobody": UserFactory,
        "neighbour": lambda: leader_of(AssociationFactory(municipality=rota.shift.association.municipality)),
        "stranger": lambda: coordinator_of(MunicipalityFactory()),
    }
    things = {"person_thread": rota.people[0].pk, "write_to_person": rota.people[0].pk}
    pk = things.get(name, task.pk if "call" in name else item.pk)
    address = reverse(f"scheduling:{name}", args=[pk])
    signed_in(client, outsiders[who]())
    asked = client.get(address) if name in PAGES else client.post(address, {"body": "x", "betyder": "no", "svar": "no"})
    assert asked.status_code == 404
    assert rota.state(rota.people[0]) == State.ASKED


@pytest.mark.parametrize("name", ["inbox", "calls", "inbox_item", "resolve_item", "claim_call", "reply_length"])
def test_visitor_is_asked_to_sign_in(client: Client, name: str) -> None:
    args = [] if name in {"inbox", "calls", "reply_length"} else [1]
    address = reverse(f"scheduling:{name}", args=args)
    answer = client.get(address) if name in {"inbox", "calls", "inbox_item"} else client.post(address)
    assert answer.status_code == 302
    assert "/konto/login/" in answer.headers["Location"]


def test_neighbours_do_not_see_each_others_items(client: Client, rota: Rota) -> None:
    unclear(rota, "hemligt mellan oss")
    call(rota)
    neighbour = AssociationFactory(municipality=rota.shift.association.municipality)
    member_of(neighbour)
    signed_in(client, leader_of(neighbour))
    assert "hemligt mellan oss" not in client.get("/inkorg").content.decode()
    assert rota.people[0].name not in client.get("/ringlista").content.decode()


@pytest.mark.parametrize("address", ["/inkorg", "/ringlista"])
def test_list_takes_the_same_queries_however_long(
    client: Client, rota: Rota, address: str, django_assert_max_num_queries: object
) -> None:
    for body in ("ett", "två", "tre"):
        unclear(rota, body)
    for person in rota.people:
        put_on_call_list(rota.attendance(person), reason=CallReason.SILENT, now=NOW)
    signed_in(client, leader(rota))
    with django_assert_max_num_queries(9):  # type: ignore[operator]  # pytest-django's own callable
        client.get(address)
