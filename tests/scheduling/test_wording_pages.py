"""The pages where an association finds its own words."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from messaging.domain.opt_outs import record_opt_out
from messaging.models import OutboundMessage
from scheduling.domain.wordings import example_of, lyktas_words, own_wordings, save_wording
from tests.factories import AssociationFactory, leader_of, member_of
from volunteers.models import Association, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
ASK = "Hej {name}! Går du {day} {hours} i {place}? Vi ses vid {meeting}. Svara JA{code} eller NEJ{code}."


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory()
    return made


@pytest.fixture
def leader(client: Client, association: Association) -> User:
    user: User = leader_of(association)
    client.force_login(user)
    return user


def at(name: str, association: Association, kind: str = "ask", language: str = "sv") -> str:
    return reverse(f"scheduling:{name}", args=[association.pk, kind, language])


def test_list_shows_every_text_as_it_reads(client: Client, leader: User, association: Association) -> None:
    save_wording(association, "ask", "sv", ASK, changed_by=leader, now=NOW)
    page = client.get(reverse("scheduling:wordings", args=[association.pk])).content.decode()
    assert example_of(ASK, "sv") in page
    assert example_of(lyktas_words("declined", "sv"), "sv") in page
    assert page.count("<b>Egna</b>") == 1


def test_list_in_another_language_is_in_that_language_throughout(
    client: Client, leader: User, association: Association
) -> None:
    swedish, finnish = (
        client.get(reverse("scheduling:wordings", args=[association.pk]), {"sprak": one}).content.decode()
        for one in ("sv", "fi")
    )
    assert "Kiitos Anna, että kuljit mukana" in finnish
    told = re.findall(r'lang="sv">(.+?)</td>', swedish)
    assert told
    assert [words for words in told if words in finnish] == []


def test_saved_words_are_used(client: Client, leader: User, association: Association) -> None:
    answer = client.post(at("wording", association), {"body": f"  {ASK}\n"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/foreningar/{association.pk}/ord?sprak=sv")
    assert own_wordings(association) == {("ask", "sv"): ASK}


@pytest.mark.parametrize("name", ["wording", "preview_wording", "try_wording"])
def test_words_that_cannot_be_used_come_back_with_the_reason(
    client: Client, leader: User, association: Association, name: str
) -> None:
    member_of(association, email=leader.email)
    answer = client.post(at(name, association), {"body": "Kom {day} klockan {start}!"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "{place} måste stå med" in page
    assert "Kom {day} klockan {start}!</textarea>" in page
    assert (own_wordings(association), OutboundMessage.objects.count()) == ({}, 0)


def test_preview_reads_and_counts_without_keeping(
    client: Client, leader: User, association: Association, settings: Settings
) -> None:
    settings.SMS_PRICE = "0.50"
    answer = client.post(at("preview_wording", association), {"body": ASK})
    page = answer.content.decode()
    assert (answer.status_code, own_wordings(association)) == (200, {})
    assert example_of(ASK, "sv") in page
    assert "data-segments>1<" in page
    assert "0,50" in page


def test_lyktas_words_come_back(client: Client, leader: User, association: Association) -> None:
    save_wording(association, "ask", "sv", ASK, changed_by=leader, now=NOW)
    assert client.post(at("reset_wording", association)).status_code == 303
    assert own_wordings(association) == {}


@pytest.mark.parametrize(("kind", "language"), [("stopped", "sv"), ("ask", "de"), ("nothing", "sv")])
def test_other_texts_and_languages_have_no_page(
    client: Client, leader: User, association: Association, kind: str, language: str
) -> None:
    assert client.get(at("wording", association, kind, language)).status_code == 404


def test_language_out_of_the_list_has_no_page(client: Client, leader: User, association: Association) -> None:
    assert client.get(reverse("scheduling:wordings", args=[association.pk]), {"sprak": "de"}).status_code == 404


def test_sample_goes_to_the_leaders_own_phone_and_is_the_associations_to_pay(
    client: Client, leader: User, association: Association
) -> None:
    me = member_of(association, name="Karin Öberg", email=leader.email.upper())
    answer = client.post(at("try_wording", association), {"body": ASK})
    assert answer.status_code == 200
    assert "Provet är på väg till din telefon." in answer.content.decode()
    sent = OutboundMessage.objects.get()
    assert (sent.to_number, sent.payer, sent.kind) == (me.mobile, association.pk, "sample")
    assert sent.body == ("Hej Karin! Går du fre 16/10 20.30-00.30 i Vårby? Vi ses vid biblioteket. Svara JA eller NEJ.")
    assert own_wordings(association) == {}


def test_account_tied_to_a_volunteer_is_found_whatever_the_address(
    client: Client, leader: User, association: Association
) -> None:
    member_of(association, email=leader.email)
    me = member_of(association, user=leader)
    client.post(at("try_wording", association), {"body": ASK})
    assert OutboundMessage.objects.get().to_number == me.mobile


def test_sample_without_a_number_says_what_to_do(client: Client, leader: User, association: Association) -> None:
    page = client.get(at("wording", association)).content.decode()
    answer = client.post(at("try_wording", association), {"body": ASK})
    assert leader.email in page
    assert (answer.status_code, OutboundMessage.objects.count()) == (422, 0)
    assert "Du har inget nummer i Lykta." in answer.content.decode()


def test_number_of_another_town_is_not_taken(client: Client, leader: User, association: Association) -> None:
    member_of(AssociationFactory(), email=leader.email)
    assert client.post(at("try_wording", association), {"body": ASK}).status_code == 422


def test_samples_are_few_in_an_hour(client: Client, leader: User, association: Association) -> None:
    member_of(association, email=leader.email)
    statuses: list[int] = []
    for minute in (*range(6), 61):
        with time_machine.travel(NOW + timedelta(minutes=minute), tick=False):
            client.force_login(leader)
            statuses.append(client.post(at("try_wording", association), {"body": ASK}).status_code)
    assert statuses == [200, 200, 200, 200, 200, 422, 200]
    assert OutboundMessage.objects.count() == 6


def test_sample_to_a_number_that_said_stopp_explains(client: Client, leader: User, association: Association) -> None:
    me = member_of(association, email=leader.email)
    record_opt_out(me.mobile, source="sms", now=NOW)
    answer = client.post(at("try_wording", association), {"body": ASK})
    assert (answer.status_code, "har svarat STOPP" in answer.content.decode()) == (422, True)


def test_words_are_shown_as_words_and_never_run(client: Client, leader: User, association: Association) -> None:
    answer = client.post(at("preview_wording", association), {"body": ASK + "<script>1</script>"})
    assert "<script>1" not in answer.content.decode()


def test_list_takes_few_queries(
    client: Client, leader: User, association: Association, django_assert_max_num_queries: Any
) -> None:
    client.get(reverse("scheduling:wordings", args=[association.pk]))
    with django_assert_max_num_queries(8):
        client.get(reverse("scheduling:wordings", args=[association.pk]))
