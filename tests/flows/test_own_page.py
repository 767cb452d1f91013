"""The whole story of a page of one's own: asked for by text, opened behind the gate, used, sent on, closed."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from messaging.domain.outbox import send_due
from messaging.gateways import clock
from messaging.gateways.memory import MemoryGateway
from scheduling.domain.last_look import review
from scheduling.enums import AttendanceState
from scheduling.models import Attendance
from tests.factories import leader_of, member_of
from tests.scheduling.rota import make_rota, sms

pytestmark = pytest.mark.django_db


def last_text_to(number: str, provider: MemoryGateway) -> str:
    send_due(review=review)
    return [text.body for text in provider.texts if text.to == number][-1]


def test_a_volunteer_asks_for_the_page_answers_there_and_the_leader_sees_it(sms_provider: MemoryGateway) -> None:
    now = clock.now()
    rota = make_rota(0, starts_at=now + timedelta(days=4))
    karin = member_of(rota.shift.association, name="Karin Öberg", mobile="+46701740612")
    anna = member_of(rota.shift.association, name="Anna Lindqvist", mobile="+46701740614")
    rota.ask(karin, as_leader=True, now=now)
    sms(karin, "JA", now=now)
    rota.ask(anna, now=now)

    sms(anna, "Sida", now=now)
    link = re.search(r"https?://[^/]+(/jag/\S+)", last_text_to(anna.mobile, sms_provider))
    assert link is not None
    address = link[1]

    phone, neighbour, office = Client(), Client(), Client()
    office.force_login(leader_of(rota.shift.association))
    assert "Är du Anna?" in phone.get(address).content.decode()
    page = phone.post(address, {"vem": "ja"}, follow=True)
    assert "Karin undrar om du kan gå" in page.content.decode()

    night = Attendance.objects.get(volunteer=anna)
    answered = phone.post(
        f"{address}/kvall/{night.pk}", {"svar": "ja", "start": page.context["focus"].shown_as}, follow=True
    ).content.decode()
    assert ["Du är med" in answered, "070-174 06 12" in answered] == [True, True]
    assert last_text_to(anna.mobile, sms_provider).startswith("Tack Anna, du är med")
    board = office.get(f"/pass/{rota.shift.pk}").content.decode()
    assert "<b>Anna</b> är med." in board
    assert rota.state(anna) == AttendanceState.CONFIRMED

    sent_on = neighbour.get(address).content.decode()
    assert ["Är du Anna?" in sent_on, "Karin" in sent_on, "070-174" in sent_on] == [True, False, False]
    refused = neighbour.post(address, {"vem": "nej"}).content.decode()
    assert "Du kan kasta den." in refused

    office.post(f"/folk/{anna.pk}/egen-sida/stang")
    assert phone.get(address).status_code == 410
    assert rota.state(anna) == AttendanceState.CONFIRMED
