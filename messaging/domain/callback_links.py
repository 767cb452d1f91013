"""The address at which the provider tells what became of one text. Only Lykta can make one."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

STATUS_PATH = "/twilio/status"  # api.urls answers it; a test holds the two together
_SALT = "messaging.status"


def status_url(message_uuid: UUID) -> str:
    signature = _signer().signature(str(message_uuid))
    return f"{settings.PUBLIC_URL}{STATUS_PATH}?{urlencode({'o': message_uuid, 's': signature})}"


def read_status_link(message: str, signature: str) -> UUID | None:
    """The text an address is about, or None where Lykta has not made it. Keys that were retired still count."""
    try:
        return UUID(_signer().unsign(f"{message}:{signature}"))
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=":")
