"""From the leader's button to the person's own page and back to the leader's table, through real requests."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from messaging.domain.outbox import send_due
from messaging.domain.personal_links import page_token_of
from messaging.gateways.memory import MemoryGateway
from messaging.models import OutboundMessage
from scheduling.domain.last_look import review
from scheduling.domain.season_questions.asking import ask_season
from scheduling.models import Season, SeasonReply
from tests.factories import AssociationFactory, leader_of, member_of
from tests.scheduling.own_pages import let_in
from tests.scheduling.seasons.terms import SEPTEMBER, published_october
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with time_machine.travel(SEPTEMBER, tick=False):
        yield


@pytest.fixture
def season() -> Season:
    association = AssociationFactory(name="Vårby vuxna på stan")
    return Season.objects.select_related("association").get(pk=published_october(association=association).pk)


@pytest.fixture
def anna(season: Season) -> Volunteer:
    anna: Volunteer = member_of(season.association, name="Anna Lindqvist")
    return anna


@pytest.fixture
def karin(season: Season) -> Client:
    client = Client()
    client.force_login(leader_of(season.association))
    return client


def page_of(season: Season) -> str:
    return reverse("scheduling:season_question", args=[season.pk])


def test_story_of_a_question(
    season: Season, anna: Volunteer, karin: Client, client: Client, sms_provider: MemoryGateway
) -> None:
    member_of(season.association, name="Mehmet Yilmaz")
    look = karin.get(page_of(season)).content.decode()
    assert "2 personer får sms" in look
    assert "Anna Lindqvist, Mehmet Yilmaz" in look
    assert not OutboundMessage.objects.exists()
    karin.post(f"{page_of(season)}/skicka", {"last_day": "2026-09-14"})
    send_due(SEPTEMBER, review=review)
    sent = next(text.body for text in sms_provider.texts if text.to == anna.mobile)
    found = re.search(r"https?://[^ ]+(/jag/[a-z2-7]{26})", sent)
    assert found is not None, sent
    address = found[1]
    assert "Vilka kvällar kan du?" not in client.get(address).content.decode()
    told = client.post(address, {"vem": "ja"}, follow=True).content.decode()
    assert "Vårby vuxna på stan undrar vilka kvällar du kan" in told
    [leads] = set(re.findall(rf"{address}/kvallar/\d+", told))
    nights = client.get(leads).content.decode()
    assert nights.count("Kan inte</button>") == 10
    assert 'aria-pressed="true"' not in nights
    pressed = client.post(leads, {"kvall": "2026-10-02 kan"})
    assert (pressed.status_code, pressed.headers["Location"]) == (303, f"{leads}#n-2026-10-02")
    assert "Tack, du kan 1 kväll." in client.get(leads).content.decode()
    table = karin.get(page_of(season)).content.decode()
    assert "1 av 2 har svarat." in table
    assert "Kan 1 kväll av 10" in table
    client.post(leads, {"svar": "ingen"})
    assert "Vi frågar dig inte om de här kvällarna." in client.get(leads).content.decode()
    assert "Kan inte någon av kvällarna" in karin.get(page_of(season)).content.decode()


def test_leader_reads_the_question_in_the_language_of_the_page(season: Season, anna: Volunteer, karin: Client) -> None:
    member_of(season.association, name="Amina Warsame", text_language="so")
    look = karin.get(page_of(season)).content.decode()
    assert "Anna Lindqvist" in look
    assert "Hej Anna!" in look
    assert "Salaan" not in look
    assert "Var och en får det på sitt språk." in look


def test_one_sees_and_answers_only_what_one_was_asked(season: Season, anna: Volunteer, client: Client) -> None:
    mehmet = member_of(season.association, name="Mehmet Yilmaz")
    ask_season(season, last_day=SEPTEMBER.date() + timedelta(7), author=leader_of(season.association), now=SEPTEMBER)
    theirs = SeasonReply.objects.get(volunteer=mehmet)
    address = let_in(client, anna, now=SEPTEMBER)
    assert client.get(f"{address}/kvallar/{theirs.pk}").status_code == 404
    assert client.post(f"{address}/kvallar/{theirs.pk}", {"svar": "ingen"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.answered_at is None


def test_behind_the_gate_nothing_is_answered(season: Season, anna: Volunteer, client: Client) -> None:
    ask_season(season, last_day=SEPTEMBER.date() + timedelta(7), author=leader_of(season.association), now=SEPTEMBER)
    address = f"/jag/{page_token_of(OutboundMessage.objects.get().dedupe_key)}"
    reply = SeasonReply.objects.get()
    told = client.post(f"{address}/kvallar/{reply.pk}", {"svar": "ingen"})
    assert (told.status_code, told.headers["Location"]) == (303, address)
    reply.refresh_from_db()
    assert reply.answered_at is None


def test_after_the_last_day_the_page_says_so_and_keeps_what_was_said(
    season: Season, anna: Volunteer, client: Client
) -> None:
    ask_season(season, last_day=SEPTEMBER.date(), author=leader_of(season.association), now=SEPTEMBER)
    reply = SeasonReply.objects.get()
    tomorrow = SEPTEMBER + timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        address = let_in(client, anna, now=tomorrow)
        told = client.post(f"{address}/kvallar/{reply.pk}", {"kvall": "2026-10-02 kan"})
        assert told.status_code == 422
        assert "Frågan tar inte emot svar längre." in told.content.decode()
        assert "undrar vilka kvällar" not in client.get(address).content.decode()
    assert not reply.nights.exists()


def test_junk_is_not_an_answer(season: Season, anna: Volunteer, client: Client) -> None:
    ask_season(season, last_day=SEPTEMBER.date() + timedelta(7), author=leader_of(season.association), now=SEPTEMBER)
    reply = SeasonReply.objects.get()
    address = let_in(client, anna, now=SEPTEMBER)
    for junk in ("", "i morgon kan", "2026-10-02 kanske", "2026-10-02", "9999-99-99 kan"):
        assert client.post(f"{address}/kvallar/{reply.pk}", {"kvall": junk}).status_code == 303
    reply.refresh_from_db()
    assert (reply.answered_at, reply.nights.count()) == (None, 0)


def test_a_leader_writes_down_what_was_said_on_the_phone(season: Season, anna: Volunteer, karin: Client) -> None:
    karin.post(f"{page_of(season)}/skicka", {"last_day": "2026-09-14"})
    reply = SeasonReply.objects.get()
    karin.post(f"{page_of(season)}/{reply.pk}", {"kvall": "2026-10-03 kan-inte"})
    assert "Kan 0 kvällar av 10" in karin.get(page_of(season)).content.decode()


def test_a_bad_day_comes_back_with_what_is_wrong(season: Season, anna: Volunteer, karin: Client) -> None:
    told = karin.post(f"{page_of(season)}/skicka", {"last_day": "2026-08-01"})
    assert told.status_code == 422
    assert "Välj en sista dag att svara som inte har varit." in told.content.decode()


@pytest.mark.parametrize("act", ["", "/skicka", "/paminn", "/stang"])
def test_another_associations_season_does_not_exist(season: Season, act: str) -> None:
    client = Client()
    client.force_login(leader_of(AssociationFactory()))
    send = client.post if act else client.get
    assert send(f"{page_of(season)}{act}").status_code == 404


def test_a_season_without_published_nights_says_what_to_do(karin: Client, season: Season) -> None:
    season.shifts.all().delete()
    assert "Publicera säsongens kvällar först." in karin.get(page_of(season)).content.decode()
