"""The SMS provider as the webhooks meet it: forms signed for the public address."""

import secrets
from typing import cast

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from twilio.request_validator import RequestValidator


def post_inbound(*, from_number: str, body: str, sid: str = "", **more: str) -> HttpResponse:
    """Hand over a text from a phone, as Twilio does; the signature is true."""
    form = {
        "MessageSid": sid or f"SM{secrets.token_hex(16)}",
        "From": from_number,
        "To": settings.TWILIO_FROM,
        "Body": body,
        **more,
    }
    return signed_post("/twilio/inbound", form)


def signed_post(path: str, form: dict[str, str]) -> HttpResponse:
    signature = RequestValidator(settings.TWILIO_AUTH_TOKEN).compute_signature(f"{settings.PUBLIC_URL}{path}", form)
    return cast("HttpResponse", Client().post(path, form, headers={"X-Twilio-Signature": signature}))
