"""A text as the provider posts it."""

from urllib.parse import urlencode

from django.conf import settings
from twilio.request_validator import RequestValidator

from bench.inbound_people import Answer

PATH = "/twilio/inbound"


def sid_of(number: int) -> str:
    return f"SM{number:032x}"


def request_of(answer: Answer, *, sid: str) -> bytes:
    """The whole HTTP request, signed for the public address: made beforehand, so that the load costs little."""
    form = {
        "ToCountry": "SE",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "SmsSid": sid,
        "SmsStatus": "received",
        "FromCountry": "SE",
        "MessageSid": sid,
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "From": answer.number,
        "To": settings.TWILIO_FROM,
        "Body": answer.body,
        "NumSegments": "1",
        "ApiVersion": "2010-04-01",
    }
    signature = RequestValidator(settings.TWILIO_AUTH_TOKEN).compute_signature(f"{settings.PUBLIC_URL}{PATH}", form)
    body = urlencode(form)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Twilio-Signature: {signature}\r\n"
        "User-Agent: TwilioProxy/1.1\r\nAccept: */*\r\nX-Forwarded-Proto: http\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return f"{head}{body}".encode()
