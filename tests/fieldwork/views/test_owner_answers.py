"""The page on which an owner answers by the link in its letter."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client

from fieldwork.domain.referrals.links import KEPT, photo_path, token_of
from fieldwork.domain.referrals.reviewing import close_link
from fieldwork.models import ObservationPhoto, Referral
from tests.fieldwork.domain.referrals.handed import MONDAY, Town, states, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def referral(town: Town) -> Referral:
    return town.sent()


def address_in_letter() -> str:
    found = re.search(rf"{re.escape(settings.PUBLIC_URL)}(/agare/svar/\S{{43}})\n", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def token_of_photo(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".jpg")


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_letter_leads_to_a_page_that_says_what_it_is_about_and_nothing_of_who_saw_it(
    client: Client, referral: Referral
) -> None:
    answer = client.get(address_in_letter())
    assert (answer.status_code, answer["Cache-Control"], answer["X-Robots-Tag"]) == (
        200,
        "private, no-store",
        "noindex",
    )
    body = text_of(answer)
    assert "<h1>En lampa är trasig, Tunneln mot Masmo</h1>" in body
    assert "Helt mörkt vid trappan" in body
    assert states(referral) == ("sent", "sent")


def test_answer_is_taken_and_thanked_for_and_can_be_followed_by_the_next(client: Client, referral: Referral) -> None:
    address = address_in_letter()
    given = {"to": "planned", "planned_on": "2026-10-23", "reference": "F-1", "words": "Stolpen byts"}
    answer = client.post(address, given, follow=True)
    assert "Tack. Ni har svarat: planerad." in text_of(answer)
    assert (states(referral), referral.reference, referral.answer) == (("planned", "planned"), "F-1", "Stolpen byts")
    ended = client.post(address, {"to": "fixed"}, follow=True)
    assert (ended.status_code, "Tack för svaret" in text_of(ended)) == (200, True)
    assert states(referral) == ("fixed", "fixed")
    assert [event.door for event in referral.events.filter(kind="answered")] == ["email", "email"]


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_answers_nothing(client: Client, referral: Referral, method: str) -> None:
    for query in ("", "?to=fixed", "?svarat=1"):
        assert getattr(client, method)(f"{address_in_letter()}{query}").status_code == 200
    assert states(referral) == ("sent", "sent")


def test_answer_without_its_day_is_asked_for_it(client: Client, referral: Referral) -> None:
    answer = client.post(address_in_letter(), {"to": "planned"})
    assert (answer.status_code, "Skriv vilken dag." in text_of(answer)) == (422, True)
    assert client.post(address_in_letter(), {}).status_code == 422
    assert states(referral) == ("sent", "sent")


def test_link_that_has_had_its_last_answer_takes_no_more(client: Client, referral: Referral) -> None:
    address = address_in_letter()
    client.post(address, {"to": "not_ours"})
    assert (client.get(address).status_code, client.post(address, {"to": "fixed"}).status_code) == (410, 410)
    assert states(referral)[0] == "not_ours"
    assert [kind for kind, _detail in told(referral)].count("answered") == 1


def test_link_that_was_closed_or_is_too_old_takes_nothing(client: Client, town: Town, referral: Referral) -> None:
    address = address_in_letter()
    with time_machine.travel(MONDAY + KEPT, tick=False):
        assert client.post(address, {"to": "fixed"}).status_code == 410
    close_link(referral, origin=town.by_maria, now=MONDAY)
    assert client.get(address).status_code == 410
    assert client.post(address, {"to": "fixed"}).status_code == 410
    assert states(referral) == ("sent", "sent")


def test_wrong_token_opens_nothing(client: Client, referral: Referral) -> None:
    token = token_of(referral)
    wrong = ["x", token[:-1], f"{token}x", "A" * 43, str(referral.link_hash), str(referral.uuid)]
    assert {client.get(f"/agare/svar/{each}").status_code for each in wrong} == {404}
    assert {client.post(f"/agare/svar/{each}", {"to": "fixed"}).status_code for each in wrong} == {404}
    assert states(referral) == ("sent", "sent")


def test_token_stands_in_no_row(referral: Referral) -> None:
    token = token_of(referral)
    assert not [row for row in Referral.objects.values() if token in repr(row)]


def test_link_of_what_has_not_left_does_not_exist(client: Client, town: Town) -> None:
    waiting = town.opened()
    assert client.get(f"/agare/svar/{token_of(waiting)}").status_code == 404


def test_photo_is_shown_only_where_somebody_has_said_so_and_while_the_link_is_open(
    client: Client, town: Town, referral: Referral
) -> None:
    jpeg = {"jpeg": b"\xff\xd8\xff picture", "width": 4, "height": 3, "added_at": MONDAY}
    ObservationPhoto.objects.create(observation=referral.observation, **jpeg)
    address, photo = address_in_letter(), photo_path(referral)
    assert (client.get(photo).status_code, "<img" in text_of(client.get(address))) == (404, False)
    Referral.objects.update(shows_photo=True)
    answer = client.get(photo)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/jpeg", jpeg["jpeg"])
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert "<img" in text_of(client.get(address))
    assert client.get(photo.replace(token_of_photo(photo), token_of(referral))).status_code == 404
    close_link(referral, origin=town.by_maria, now=MONDAY - timedelta(minutes=1))
    assert client.get(photo).status_code == 404
