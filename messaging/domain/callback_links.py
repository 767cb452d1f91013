"""The addresses at which the provider tells what became of one text or call. Only Lykta can make one."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

STATUS_PATH = "/twilio/status"  # api.urls answers these; a test holds the two together
CALL_PATH = "/twilio/call"
KEY_PATH = "/twilio/call/key"
CALL_STATUS_PATH = "/twilio/call/status"
_SALT = "messaging.status"


def status_url(message_uuid: UUID) -> str:
    return _address(STATUS_PATH, message_uuid)


def call_url(message_uuid: UUID) -> str:
    """Where the provider asks what to say when the call is answered."""
    return _address(CALL_PATH, message_uuid)


def key_url(message_uuid: UUID) -> str:
    """Where the provider tells which key was pressed."""
    return _address(KEY_PATH, message_uuid)


def call_status_url(message_uuid: UUID) -> str:
    return _address(CALL_STATUS_PATH, message_uuid)


def read_status_link(message: str, signature: str) -> UUID | None:
    """The text an address is about, or None where Lykta has not made it. Keys that were retired still count."""
    try:
        return UUID(_signer().unsign(f"{message}:{signature}"))
    except (BadSignature, ValueError):
        return None


def _address(path: str, message_uuid: UUID) -> str:
    signature = _signer().signature(str(message_uuid))
    return f"{settings.PUBLIC_URL}{path}?{urlencode({'o': message_uuid, 's': signature})}"


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=":")
