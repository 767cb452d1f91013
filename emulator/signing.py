"""Webhooks signed the way Twilio signs them."""

import secrets
from collections.abc import Mapping

import requests
from twilio.request_validator import RequestValidator

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 15.0


def signature_of(url: str, params: Mapping[str, str], *, token: str) -> str:
    """X-Twilio-Signature: over this exact URL and the form's fields."""
    return str(RequestValidator(token).compute_signature(url, params))


def post_signed(
    url: str, params: Mapping[str, str], *, token: str, timeout: float = READ_TIMEOUT, idempotency: str = ""
) -> requests.Response:
    """Raises requests.RequestException where nobody answers. Redirects are not followed: they break signatures."""
    headers = {
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
        "X-Twilio-Signature": signature_of(url, params, token=token),
        "I-Twilio-Idempotency-Token": idempotency or secrets.token_hex(16),
    }
    return requests.post(
        url, data=dict(params), headers=headers, timeout=(CONNECT_TIMEOUT, timeout), allow_redirects=False
    )
