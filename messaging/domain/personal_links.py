"""The link in an e-mail that lets its reader answer. The stored e-mail has only a mark where the link is to stand.

The token follows from the message and the secret key, so nothing at rest holds it: whoever opens the door keeps its
hash alone.
"""

import hashlib
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

MARK = "{link}"
_SALT = "messaging.personal_link"


def token_of(message_uuid: UUID) -> str:
    """43 characters, 256 bits."""
    digest = salted_hmac(_SALT, str(message_uuid), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def with_link(body: str, message_uuid: UUID) -> str:
    path = settings.ANSWER_PATH.format(token=token_of(message_uuid))
    return body.replace(MARK, f"{settings.PUBLIC_URL}{path}")
