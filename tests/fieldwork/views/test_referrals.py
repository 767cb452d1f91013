"""The coordinator's pages of what is handed over."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fieldwork.models import Referral
from tests.factories import AssociationFactory, coordinator_of, leader_of
from tests.fieldwork.domain.referrals.handed import DAY, MONDAY, WEEK, Town, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def maria(client: Client, town: Town) -> Client:
    client.force_login(town.maria)
    return client


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(f"fieldwork:{name}", args=args))
    assert answer.status_code == 200
    return text_of(answer)


def press(client: Client, name: str, referral: Referral, **fields: Any) -> Any:
    return client.post(reverse(f"fieldwork:{name}", args=[referral.pk]), fields, follow=True)


def section(body: str, name: str) -> str:
    """What stands in one part of the page; nothing where it is not."""
    return body.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_list_says_what_waits_for_whom(maria: Client, town: Town) -> None:
    new, queued, sent = town.opened(), town.opened(reference="VA-2222"), town.told_by_hand(reference="VA-3333")
    town.approve(queued)
    failed = town.opened(reference="VA-4444")
    Referral.objects.filter(pk=failed.pk).update(state="failed")
    body = page(maria, "referrals")
    assert "<b>1 att granska. 1 kom inte fram.</b>" in body
    found = {
        name: [one.observation.reference for one in (new, queued, sent, failed) if one.observation.reference in part]
        for name in ("granska", "problem", "pa-vag", "vantar", "sena")
        if (part := section(body, name))
    }
    assert found == {"granska": ["VA-7K3F"], "problem": ["VA-4444"], "pa-vag": ["VA-2222"], "vantar": ["VA-3333"]}
    with time_machine.travel(MONDAY + 3 * WEEK, tick=False):
        late = page(maria, "referrals")
    assert "1 är sen." in late
    assert "VA-3333" in section(late, "sena")
    assert "Sen, överlämnad" in section(late, "sena")


def test_nothing_to_do_is_said_calmly(maria: Client) -> None:
    assert "<b>Inget väntar på dig.</b>" in page(maria, "referrals")


def test_review_sends_it_in_the_words_that_were_written(maria: Client, town: Town) -> None:
    referral = town.opened()
    assert "Helt mörkt vid trappan</textarea>" in page(maria, "referral", referral.pk)
    given = {"owner": town.street.pk, "message": "Mörkt vid trappan", "hur": "skicka"}
    answer = press(maria, "hand_over_referral", referral, **given)
    assert "Skickas till Gatukontoret." in text_of(answer)
    assert (states(referral), referral.message) == (("queued", "new"), "Mörkt vid trappan")
    assert "Den skickas inte. Granska den igen." in text_of(press(maria, "regret_referral", referral))
    assert states(referral) == ("review", "new")


def test_words_about_a_person_are_told_of_at_their_field(maria: Client, town: Town) -> None:
    referral = town.opened()
    given = {"owner": town.street.pk, "message": "Ring 070-174 06 12", "hur": "skicka"}
    answer = press(maria, "hand_over_referral", referral, **given)
    assert answer.status_code == 422
    assert "Det ser ut som ett telefonnummer." in text_of(answer)
    assert states(referral) == ("review", "new")


def test_what_was_told_by_hand_is_written_down_with_its_number(maria: Client, town: Town) -> None:
    referral = town.opened(district=town.yards)
    given = {"owner": town.housing.pk, "message": "", "reference": "H-17"}
    refused = press(maria, "hand_over_referral", referral, **given, hur="skicka")
    assert (refused.status_code, "Huge tar bara emot för hand." in text_of(refused)) == (422, True)
    done = press(maria, "hand_over_referral", referral, **given, hur="for-hand")
    assert "Överlämnad till Huge för hand." in text_of(done)
    assert (states(referral), referral.reference) == (("sent", "sent"), "H-17")


def test_what_the_owner_says_on_the_phone_is_typed_in(maria: Client, town: Town) -> None:
    referral = town.sent()
    missing = press(maria, "answer_referral", referral, to="planned")
    assert (missing.status_code, "Skriv vilken dag." in text_of(missing)) == (422, True)
    press(maria, "answer_referral", referral, to="planned", planned_on="2026-10-23", reference="F-1")
    assert (states(referral), referral.reference) == (("planned", "planned"), "F-1")
    assert "planerad fre 23 okt" in page(maria, "referrals")
    assert "på telefon, enligt ledaren" in page(maria, "referral", referral.pk)


def test_letter_of_unknown_fate_is_asked_about_and_not_sent_again_by_itself(maria: Client, town: Town) -> None:
    referral = town.opened()
    town.approve(referral)
    Referral.objects.filter(pk=referral.pk).update(state="unknown", trouble="Förbindelsen bröts.")
    body = page(maria, "referral", referral.pk)
    assert "Vi vet inte om den kom fram till Gatukontoret." in body
    assert "Förbindelsen bröts." in body
    press(maria, "referral_arrived", referral, reference="F-9")
    assert (states(referral), referral.reference) == (("sent", "sent"), "F-9")


def test_what_is_kept_back_needs_a_reason(maria: Client, town: Town) -> None:
    referral = town.opened()
    assert press(maria, "keep_back_referral", referral).status_code == 422
    press(maria, "keep_back_referral", referral, reason="Släckt med flit")
    assert states(referral) == ("withdrawn", "closed")


def test_link_of_a_letter_is_closed(maria: Client, town: Town) -> None:
    referral = town.sent()
    assert "Stäng länken" in page(maria, "referral", referral.pk)
    press(maria, "close_referral_link", referral)
    assert "Stäng länken" not in page(maria, "referral", referral.pk)


def test_only_those_who_coordinate_the_town_come_in(client: Client, town: Town) -> None:
    referral = town.sent()
    association = AssociationFactory(municipality=town.town)
    presses = ("hand_over_referral", "keep_back_referral", "regret_referral", "referral_arrived", "answer_referral")
    for user, at_list in ((coordinator_of(AssociationFactory().municipality), 200), (leader_of(association), 404)):
        client.force_login(user)
        assert client.get(reverse("fieldwork:referrals")).status_code == at_list
        assert client.get(reverse("fieldwork:referral", args=[referral.pk])).status_code == 404
        assert {press(client, name, referral).status_code for name in (*presses, "close_referral_link")} == {404}
        if at_list == 200:
            assert "VA-7K3F" not in page(client, "referrals")
    client.logout()
    assert client.get(reverse("fieldwork:referrals")).status_code == 302


def test_list_asks_no_more_of_the_database_when_there_is_more_to_show(maria: Client, town: Town) -> None:
    counts = []
    for more in range(2):
        for each in range(3):
            town.told_by_hand(reference=f"A-{more}{each}")
            town.opened(reference=f"B-{more}{each}")
        with CaptureQueriesContext(connection) as asked, time_machine.travel(MONDAY + DAY, tick=False):
            page(maria, "referrals")
        counts.append(len(asked))
    assert counts[0] == counts[1]
