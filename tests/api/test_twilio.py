import base64
import hashlib
import hmac
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.signing import Signer
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from api.views import twilio
from messaging.domain.callback_links import STATUS_PATH, status_url
from messaging.enums import OutboundState
from messaging.models import InboundMessage, OutboundMessage, StatusCallback
from scheduling.enums import AttendanceState
from tests.factories import AttendanceFactory, ShiftFactory, member_of
from tests.messaging.outgoing import ANNA, queued, reloaded
from tests.support.provider import post_inbound

pytestmark = pytest.mark.django_db

FORM = {"MessageSid": "SM1", "From": ANNA, "To": "+46701740699", "Body": "Hej på er!", "NumMedia": "0"}


def signature_of(address: str, form: Mapping[str, str], token: str, algorithm: str = "sha1") -> str:
    """Twilio's rule by hand, as its page on webhook security spells it out: the address, then name and value sorted."""
    signed = address + "".join(f"{name}{value}" for name, value in sorted(form.items()))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), algorithm).digest()).decode()


def post(
    settings: Settings, path: str, form: Mapping[str, str], *, signature: str | None = None, **headers: str
) -> HttpResponse:
    given = (
        signature_of(settings.PUBLIC_URL + path, form, settings.TWILIO_AUTH_TOKEN) if signature is None else signature
    )
    response = Client(raise_request_exception=False).post(path, form, headers={"X-Twilio-Signature": given, **headers})
    return cast("HttpResponse", response)


def is_empty_twiml(response: HttpResponse) -> bool:
    return (response.content, response.headers["Content-Type"]) == (b"<Response/>", "text/xml")


def status_path(message: OutboundMessage) -> str:
    address = urlsplit(status_url(message.uuid))
    return f"{address.path}?{address.query}"


def test_text_is_recorded_and_answered_by_an_empty_document(settings: Settings) -> None:
    response = post(settings, "/twilio/inbound", FORM)
    assert (response.status_code, is_empty_twiml(response)) == (200, True)
    kept = InboundMessage.objects.get()
    assert (kept.provider_sid, kept.from_number, kept.body) == ("SM1", ANNA, "Hej på er!")


def test_signature_holds_for_the_public_address_behind_a_proxy(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://lykta.example"
    response = post(settings, "/twilio/inbound?kommun=v%C3%A5rby&x=1", FORM)
    assert response.status_code == 200


def test_signature_by_shared_key_is_understood(settings: Settings) -> None:
    address = f"{settings.PUBLIC_URL}/twilio/inbound"
    signature = signature_of(address, FORM, settings.TWILIO_AUTH_TOKEN, "sha256")
    header = {"X-Twilio-Webhooks-Signature-Settings": "key=k1,algorithm=HMAC_SHA256"}
    assert post(settings, "/twilio/inbound", FORM, signature=signature, **header).status_code == 200
    assert post(settings, "/twilio/inbound", FORM, signature=signature).status_code == 403


@pytest.mark.parametrize("signature", ["", "wrong", "å", base64.b64encode(hashlib.sha1(b"").digest()).decode()])  # noqa: S324 - what Twilio signs by
@pytest.mark.parametrize("path", ["/twilio/inbound", "/twilio/status"])
def test_unsigned_call_is_turned_away(settings: Settings, path: str, signature: str) -> None:
    response = post(settings, path, FORM, signature=signature.encode().decode("latin-1"))
    assert (response.status_code, is_empty_twiml(response)) == (403, True)
    assert InboundMessage.objects.count() == 0


def test_call_signed_for_another_text_is_turned_away(settings: Settings) -> None:
    signature = signature_of(f"{settings.PUBLIC_URL}/twilio/inbound", FORM, settings.TWILIO_AUTH_TOKEN)
    response = post(settings, "/twilio/inbound", FORM | {"Body": "NEJ"}, signature=signature)
    assert response.status_code == 403


@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "options"])
@pytest.mark.parametrize("path", ["/twilio/inbound", "/twilio/status"])
def test_other_methods_get_the_empty_document_too(path: str, method: str) -> None:
    response = getattr(Client(), method)(path)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert response.headers["Content-Type"] == "text/xml"
    assert method == "head" or response.content == b"<Response/>"


@pytest.mark.parametrize("form", [{}, {"MessageSid": "SM1"}, {"From": ANNA}, FORM | {"MessageSid": "S" * 65}])
def test_form_without_what_it_needs_is_a_bad_request(settings: Settings, form: dict[str, str]) -> None:
    response = post(settings, "/twilio/inbound", form)
    assert (response.status_code, is_empty_twiml(response)) == (400, True)


def test_form_that_floods_is_a_bad_request(settings: Settings) -> None:
    response = post(settings, "/twilio/inbound", {f"field{n}": "x" for n in range(2000)}, signature="x")
    assert (response.status_code, is_empty_twiml(response)) == (400, True)


def test_text_is_safe_when_it_cannot_be_applied(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(texts: Sequence[InboundMessage], **_given: object) -> None:
        raise LookupError(texts[0].from_number, texts[0].body)

    monkeypatch.setattr(twilio, "apply_all", fail)
    response = post(settings, "/twilio/inbound", FORM)
    assert (response.status_code, is_empty_twiml(response)) == (200, True)
    assert InboundMessage.objects.get().handled_at is None
    [line] = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert ("LookupError" in line, "70174" in line, "Hej" in line) == (True, False, False)


def test_provider_calls_again_when_the_text_could_not_be_recorded(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**given: object) -> None:
        raise RuntimeError(str(given))

    monkeypatch.setattr(twilio, "record_inbound", fail)
    response = post(settings, "/twilio/inbound", FORM)
    assert (response.status_code, is_empty_twiml(response)) == (500, True)
    assert [line for line in caplog.messages if "70174" in line or "Hej på" in line] == []


def test_text_from_nobody_is_recorded_and_left_in_peace(settings: Settings) -> None:
    assert post(settings, "/twilio/inbound", FORM | {"From": "Telia"}).status_code == 200
    assert InboundMessage.objects.get().outcome == "no_number"
    assert OutboundMessage.objects.count() == 0


def test_yes_is_applied_and_answered_once_when_the_provider_calls_twice() -> None:
    shift = ShiftFactory(starts_at=datetime.now(UTC) + timedelta(days=9))
    attendance = AttendanceFactory(
        shift=shift,
        volunteer=member_of(shift.association, mobile=ANNA),
        state=AttendanceState.ASKED,
        confirm_by=shift.starts_at,
        reply_code=1,
    )
    for _ in range(2):
        assert post_inbound(from_number=ANNA, body="JA", sid="SM1").status_code == 200
    attendance.refresh_from_db()
    assert attendance.state == AttendanceState.CONFIRMED
    assert (InboundMessage.objects.count(), OutboundMessage.objects.filter(to_number=ANNA).count()) == (1, 1)


def test_inbound_text_takes_at_most_sixteen_queries() -> None:
    """As the bench counts: without what only begins and ends transactions. Two look whether somebody out in the night
    calls for help, which a text that is neither yes nor no may do.
    """
    with CaptureQueriesContext(connection) as asked:
        post_inbound(from_number=ANNA, body="Hej på er!")
    assert len([one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]) <= 16


def test_status_moves_the_text(settings: Settings) -> None:
    message = queued()
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": ANNA}
    response = post(settings, status_path(message), form)
    assert (response.status_code, is_empty_twiml(response)) == (200, True)
    assert (reloaded(message).state, reloaded(message).provider_sid) == (OutboundState.DELIVERED, "SM1")


def test_status_keeps_the_error_code(settings: Settings) -> None:
    message = queued()
    post(settings, status_path(message), {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"})
    assert (reloaded(message).state, reloaded(message).error_code) == (OutboundState.UNDELIVERED, "30003")


@pytest.mark.parametrize(
    "query", ["", "?o=1&s=2", "?o={uuid}", "?o={uuid}&s=", "?o={uuid}&s=å", "?o={other}&s={signature}"]
)
def test_status_of_an_address_lykta_has_not_made_is_turned_away(settings: Settings, query: str) -> None:
    message = queued()
    signature = status_path(message).split("&s=")[1]
    path = STATUS_PATH + query.format(uuid=message.uuid, other=uuid4(), signature=signature)
    quoted = path.replace("å", "%C3%A5")
    response = post(settings, quoted, {"MessageSid": "SM1", "MessageStatus": "delivered"})
    assert (response.status_code, is_empty_twiml(response)) == (403, True)
    assert StatusCallback.objects.count() == 0


def test_status_of_a_text_that_is_gone_is_passed_over(settings: Settings) -> None:
    message = queued()
    path = status_path(message)
    message.delete()
    response = post(settings, path, {"MessageSid": "SM1", "MessageStatus": "delivered"})
    assert (response.status_code, is_empty_twiml(response)) == (200, True)


def test_status_address_holds_when_the_secret_key_is_changed(settings: Settings) -> None:
    message = queued()
    path, old = status_path(message), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [old]
    form = {"MessageSid": "SM1", "MessageStatus": "sent"}
    assert post(settings, path, form).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert post(settings, path, form).status_code == 403


def test_signature_of_another_use_is_no_status_address(settings: Settings) -> None:
    message = queued()
    other = Signer(salt="something else", sep=":").signature(str(message.uuid))
    response = post(settings, f"{STATUS_PATH}?o={message.uuid}&s={other}", {"MessageStatus": "delivered"})
    assert response.status_code == 403


def test_status_takes_few_queries(settings: Settings, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    path = status_path(queued())
    with django_assert_max_num_queries(6):
        post(settings, path, {"MessageSid": "SM1", "MessageStatus": "delivered"})


def test_address_given_to_the_provider_is_the_one_answered() -> None:
    assert reverse("api:twilio_status") == STATUS_PATH
    assert reverse("api:twilio_inbound") == "/twilio/inbound"
