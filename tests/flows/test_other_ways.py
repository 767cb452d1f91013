"""Whole stories of those whom no text reaches: a fixed line that is rung, and an e-mail that is answered on a page."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from messaging.domain.opt_outs import record_opt_out
from messaging.domain.outbox import send_due
from messaging.gateways import clock
from messaging.gateways.twilio import TwilioGateway
from messaging.models import InboundMessage
from scheduling.domain.fallbacks import mail_unreached
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.origins import BY_CLOCK
from scheduling.enums import AttendanceState
from scheduling.models import Attendance
from tests.emulator.test_calls import reach
from tests.factories import ShiftFactory, member_of
from tests.support.emulating import Emulator
from volunteers.enums import ContactWay

pytestmark = pytest.mark.django_db(transaction=True)
LANDLINE = "+46846500405"


@pytest.fixture
def provider(start_emulator: Callable[..., Emulator], live_server: Any, settings: Settings) -> Emulator:
    """An emulator that calls Lykta back at its own live server."""
    settings.PUBLIC_URL = live_server.url
    settings.SMS_GATEWAY = f"{TwilioGateway.__module__}.{TwilioGateway.__qualname__}"
    emulator = start_emulator(auth_token=settings.TWILIO_AUTH_TOKEN, speed=2.0)
    settings.TWILIO_ACCOUNT_SID = emulator.settings.account_sid
    settings.TWILIO_FROM = emulator.settings.number
    settings.TWILIO_API_URL = emulator.url
    return emulator


def test_someone_with_a_fixed_line_is_rung_presses_one_and_is_in(provider: Emulator) -> None:
    now = clock.now()
    shift = ShiftFactory(starts_at=now + timedelta(days=3))
    britta = member_of(shift.association, name="Britta Ek", mobile=LANDLINE, contact_way=ContactWay.CALL)
    [asked] = invite_volunteers(shift, [britta], origin=BY_CLOCK, now=now)
    assert send_due(clock.now()) == 1
    [call] = provider.provider.calls.all()
    assert call.to == LANDLINE
    reach(provider, call.sid, lambda call: call.status == "ringing")
    provider.provider.calls.answer(call.sid)
    heard = reach(provider, call.sid, lambda call: call.waits)
    assert heard.said[0].startswith("Hej Britta! Det här är en fråga från")
    assert provider.provider.calls.press(call.sid, "1")
    over = reach(provider, call.sid, lambda call: call.status == "completed")
    asked = Attendance.objects.get(pk=asked.pk)
    assert asked.state == AttendanceState.CONFIRMED
    assert over.said[-1].startswith("Tack Britta, du är med ")
    assert InboundMessage.objects.get().body == "1"
    assert send_due(clock.now() + timedelta(minutes=10)) == 0  # nobody is rung again to be told


def test_someone_who_wants_no_texts_is_mailed_and_answers_on_the_page(provider: Emulator) -> None:
    now = clock.now()
    shift = ShiftFactory(starts_at=now + timedelta(days=3))
    anna = member_of(shift.association, name="Anna Lind", mobile="+46701740614", email="anna@lykta.example")
    record_opt_out(anna.mobile, source="sms", now=now)
    [asked] = invite_volunteers(shift, [anna], origin=BY_CLOCK, now=now)
    assert mail_unreached(clock.now()) == 1
    assert send_due(clock.now()) == 1
    [letter] = mail.outbox
    assert (letter.to, provider.provider.store.messages()) == (["anna@lykta.example"], [])
    found = re.search(r"http\S+/svar/(\S+)", str(letter.body))
    assert found is not None
    browser, address = Client(), f"/svar/{found[1]}"
    assert "Är du Anna?" in browser.get(address).content.decode()
    page = browser.get(address, {"visa": "1"}).content.decode()
    start = re.search(r'name="start" value="([^"]+)"', page)
    assert start is not None
    answered = browser.post(address, {"svar": "ja", "start": start[1]}, follow=True)
    assert "Tack Anna, du är med." in answered.content.decode()
    assert Attendance.objects.get(pk=asked.pk).state == AttendanceState.CONFIRMED
