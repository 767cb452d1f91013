"""Links to one's own page: kept as a hash, sent by text, masked for leaders, over when they shall be."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from messaging.domain.inbox import record_inbound
from messaging.domain.opt_outs import record_opt_out
from messaging.domain.outbox import ask_about_unknown, send_due
from messaging.domain.personal_links import PAGE_MARK, hide_page_link, page_token_of
from messaging.domain.texts import segments
from messaging.enums import OutboundState
from messaging.gateways.memory import MemoryGateway
from messaging.gateways.protocol import AnswerLost
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.last_look import review
from scheduling.domain.leaving import release_forgotten
from scheduling.domain.personal_links import (
    SENT_AT_MOST,
    TOLD_FOR,
    VALID_FOR,
    find_personal_link,
    is_open,
    make_personal_link,
    open_personal_links,
    revoke_personal_links,
    send_personal_link,
)
from scheduling.domain.replies import apply_inbound
from scheduling.exceptions import NotReachedByText, TooManyLinks
from scheduling.models import InboxItem, PersonalLink
from tests.factories import AssociationFactory, VolunteerFactory, leader_of, member_of
from tests.scheduling.own_pages import link_to
from tests.scheduling.rota import MONDAY, make_rota, sms, texts_to
from volunteers.domain.people import forget_volunteer, pause_volunteer, resume_volunteer, revise_volunteer
from volunteers.enums import ContactWay
from volunteers.models import Association, Volunteer

pytestmark = pytest.mark.django_db
TOKEN_IN = re.compile(r"/jag/([a-z2-7]{26})")


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def anna() -> Volunteer:
    anna: Volunteer = member_of(AssociationFactory(name="Vårby vuxna på stan"), name="Anna Lindqvist")
    return anna


def club_of(person: Volunteer) -> Association:
    return Association.objects.get(memberships__volunteer=person)


def sent_token(gateway: MemoryGateway) -> str:
    """The token in the last text that left."""
    send_due(review=review)
    found = TOKEN_IN.search(gateway.texts[-1].body)
    assert found is not None
    return found[1]


def test_only_the_hash_of_a_token_is_kept(anna: Volunteer) -> None:
    token = make_personal_link(anna, now=MONDAY)
    kept = PersonalLink.objects.values().get()
    assert re.fullmatch("[a-z2-7]{26}", token)
    assert token not in str(kept)
    assert anna.mobile not in str(kept)
    assert find_personal_link(token.upper()) == PersonalLink.objects.get()


def test_link_opens_until_it_expires_or_is_closed(anna: Volunteer) -> None:
    link = find_personal_link(make_personal_link(anna, now=MONDAY))
    assert link is not None
    assert [is_open(link, now=MONDAY + VALID_FOR - timedelta(seconds=1)), is_open(link, now=MONDAY + VALID_FOR)] == [
        True,
        False,
    ]
    assert revoke_personal_links(anna, now=MONDAY) == 1
    link.refresh_from_db()
    assert not is_open(link, now=MONDAY)


def test_another_number_closes_the_links_of_the_old_one(anna: Volunteer, client: Client) -> None:
    address = link_to(anna)
    revise_volunteer(anna, now=MONDAY, mobile="+46701740651")
    assert client.get(address).status_code == 410
    anna.refresh_from_db()
    assert open_personal_links(anna, now=MONDAY) == []


def test_pause_closes_the_links_at_once_and_for_good(anna: Volunteer, client: Client) -> None:
    address = link_to(anna)
    pause_volunteer(anna)
    assert client.get(address).status_code == 410
    release_forgotten(MONDAY)
    resume_volunteer(anna)
    assert client.get(address).status_code == 410


def test_forgotten_person_has_no_page_and_leaves_no_link(anna: Volunteer, client: Client) -> None:
    address = link_to(anna)
    forget_volunteer(anna, now=MONDAY)
    assert client.get(address).status_code == 410
    release_forgotten(MONDAY)
    assert (client.get(address).status_code, PersonalLink.objects.count()) == (404, 0)


@pytest.mark.parametrize(
    "word", ["SIDA", "min sida", "Länk", "länk tack!", "page", "my page", "linkki", "رابط", "bogga"]
)
def test_word_brings_the_link(anna: Volunteer, word: str, sms_provider: MemoryGateway) -> None:
    inbound = sms(anna, word, now=MONDAY)
    assert (inbound.outcome, texts_to(anna), InboxItem.objects.count()) == ("page", ["page"], 0)
    link = find_personal_link(sent_token(sms_provider))
    assert link is not None
    assert link.volunteer == anna
    assert sms_provider.texts[-1].body.startswith("Hej Anna! Här är din sida med dina kvällar: http://")


def test_text_at_rest_holds_no_token_and_what_left_is_one_segment(anna: Volunteer, sms_provider: MemoryGateway) -> None:
    sms(anna, "SIDA", now=MONDAY)
    token = sent_token(sms_provider)
    kept = OutboundMessage.objects.get()
    assert (PAGE_MARK in kept.body, token in str(OutboundMessage.objects.values().get())) == (True, False)
    assert (segments(sms_provider.texts[-1].body), kept.segments) == (1, 1)


def test_yes_beside_the_word_is_still_a_yes_and_a_question_goes_on() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "SIDA")
    assert rota.state(rota.people[0]) == "asked"
    sms(rota.people[0], "JA")
    assert rota.state(rota.people[0]) == "confirmed"


def test_each_who_shares_a_phone_gets_a_link_of_their_own(anna: Volunteer, sms_provider: MemoryGateway) -> None:
    per = member_of(club_of(anna), name="Per Lindqvist", mobile=anna.mobile)
    sms(anna, "SIDA", now=MONDAY)
    send_due(review=review)
    links = [find_personal_link(TOKEN_IN.search(one.body)[1]) for one in sms_provider.texts]  # type: ignore[index]  # none without a link
    assert [link.volunteer for link in links if link] == [anna, per]


def test_stranger_and_someone_paused_get_no_link(anna: Volunteer) -> None:
    pause_volunteer(anna)
    assert sms(anna, "SIDA", now=MONDAY).outcome == "paused"
    stranger = VolunteerFactory.build(mobile="+46701740688")
    assert sms(stranger, "SIDA", now=MONDAY).outcome == "unknown_number"
    assert PersonalLink.objects.count() == 0


def test_after_several_links_within_a_day_the_answer_says_so(anna: Volunteer) -> None:
    for _ in range(SENT_AT_MOST + 1):
        sms(anna, "SIDA", now=MONDAY)
    assert texts_to(anna) == ["page"] * SENT_AT_MOST + ["page_enough"]
    assert PersonalLink.objects.count() == SENT_AT_MOST
    sms(anna, "SIDA", now=MONDAY + timedelta(days=1, minutes=1))
    assert texts_to(anna)[-1] == "page"


def test_silent_number_gets_no_link_that_nobody_can_read(anna: Volunteer) -> None:
    record_opt_out(anna.mobile, source="sms", now=MONDAY)
    sms(anna, "SIDA", now=MONDAY)
    assert PersonalLink.objects.count() == 0


def test_second_try_of_a_text_has_the_same_link(anna: Volunteer) -> None:
    text = send_personal_link(anna, association=club_of(anna), now=MONDAY)
    assert page_token_of(f"{text.dedupe_key}#2") == page_token_of(text.dedupe_key)
    assert find_personal_link(page_token_of(text.dedupe_key)) is not None


def test_text_of_unknown_fate_is_found_at_the_provider_by_the_words_that_left(
    anna: Volunteer, sms_provider: MemoryGateway
) -> None:
    send_personal_link(anna, association=club_of(anna), now=MONDAY)
    sms_provider.is_taken_anyway, sms_provider.troubles = True, [AnswerLost("lost")]
    send_due(MONDAY, review=review)
    assert OutboundMessage.objects.get().state in {OutboundState.UNKNOWN, OutboundState.SENDING}
    ask_about_unknown(MONDAY + timedelta(minutes=30))
    assert OutboundMessage.objects.get().state == OutboundState.SENT
    assert len(sms_provider.texts) == 1


def test_leader_sends_the_link_sees_when_it_was_opened_and_closes_it(
    anna: Volunteer, client: Client, sms_provider: MemoryGateway
) -> None:
    client.force_login(leader_of(club_of(anna)))
    address = reverse("scheduling:personal_links", args=[anna.pk])
    assert address in client.get(reverse("volunteers:person", args=[anna.pk])).content.decode()
    assert "Anna har ingen öppen länk." in client.get(address).content.decode()
    sent = client.post(f"{address}/skicka", follow=True).content.decode()
    token = sent_token(sms_provider)
    assert sms_provider.texts[-1].body.startswith("Hej Anna! Vårby vuxna på stan skickar din egen sida: http://")
    assert ["Länken är på väg till Anna." in sent, "Inte öppnad än" in sent, token in sent] == [True, True, False]
    Client().post(f"/jag/{token}", {"vem": "ja"})
    assert "Senast öppnad" in client.get(address).content.decode()
    assert "Länkarna är stängda." in client.post(f"{address}/stang", follow=True).content.decode()
    assert Client().get(f"/jag/{token}").status_code == 410


def test_leader_of_another_association_neither_sends_nor_closes(anna: Volunteer, client: Client) -> None:
    make_personal_link(anna, now=MONDAY)
    client.force_login(leader_of(AssociationFactory(municipality=anna.municipality)))
    address = reverse("scheduling:personal_links", args=[anna.pk])
    found = [client.get(address), client.post(f"{address}/skicka"), client.post(f"{address}/stang")]
    assert [one.status_code for one in found] == [404] * 3
    assert len(open_personal_links(anna, now=MONDAY)) == 1


def test_what_keeps_a_link_from_being_sent_is_said(anna: Volunteer, client: Client) -> None:
    club = club_of(anna)
    client.force_login(leader_of(club))
    send = f"{reverse('scheduling:personal_links', args=[anna.pk])}/skicka"
    for _ in range(SENT_AT_MOST):
        make_personal_link(anna, now=MONDAY)
    with pytest.raises(TooManyLinks):
        send_personal_link(anna, association=club, now=MONDAY)
    answer = client.post(send)
    assert (answer.status_code, "redan fått flera länkar" in answer.content.decode()) == (422, True)
    Volunteer.objects.filter(pk=anna.pk).update(contact_way=ContactWay.CALL)
    with pytest.raises(NotReachedByText, match="telefonsamtal"):
        send_personal_link(anna, association=club, now=MONDAY)
    Volunteer.objects.filter(pk=anna.pk).update(contact_way=ContactWay.SMS)
    record_opt_out(anna.mobile, source="sms", now=MONDAY)
    with pytest.raises(NotReachedByText, match="sagt stopp"):
        send_personal_link(anna, association=club, now=MONDAY)
    pause_volunteer(anna)
    with pytest.raises(NotReachedByText, match="pausad"):
        send_personal_link(anna, association=club, now=MONDAY)


def test_leader_reads_the_thread_without_what_opens_the_page(
    anna: Volunteer, client: Client, sms_provider: MemoryGateway
) -> None:
    sms(anna, "SIDA", now=MONDAY)
    token = sent_token(sms_provider)
    client.force_login(leader_of(club_of(anna)))
    thread = client.get(reverse("scheduling:person_thread", args=[anna.pk])).content.decode()
    assert ["SIDA" in thread, "/jag/…" in thread, token in thread, PAGE_MARK in thread] == [True, True, False, False]


@pytest.mark.django_db(transaction=True)
def test_link_that_is_sent_back_to_us_is_not_kept(client: Client) -> None:
    anna = member_of(AssociationFactory(), name="Anna Lindqvist")
    token = make_personal_link(anna, now=MONDAY)
    inbound, _is_new = record_inbound(
        provider_sid="SM1",
        from_number=anna.mobile,
        to_number="",
        body=f"Funkar inte: https://lykta.example/jag/{token} hjälp mig",
        opt_out_type="",
        now=MONDAY,
    )
    apply_inbound(inbound, now=MONDAY)
    assert InboundMessage.objects.get().body == "Funkar inte: https://lykta.example/jag/… hjälp mig"


def test_hidden_link_leaves_other_words_alone() -> None:
    assert hide_page_link("Ja, jag/han kommer") == "Ja, jag/han kommer"


def test_logs_hold_no_token(anna: Volunteer, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    token = make_personal_link(anna, now=MONDAY)
    revoke_personal_links(anna, now=MONDAY)
    with caplog.at_level(logging.DEBUG):
        client.get(f"/jag/{token}")
    assert token not in caplog.text


def test_old_link_is_dropped_when_it_no_longer_tells_anything(anna: Volunteer) -> None:
    make_personal_link(anna, now=MONDAY)
    release_forgotten(MONDAY + VALID_FOR + TOLD_FOR)
    assert PersonalLink.objects.count() == 1
    release_forgotten(MONDAY + VALID_FOR + TOLD_FOR + timedelta(seconds=1))
    assert PersonalLink.objects.count() == 0
