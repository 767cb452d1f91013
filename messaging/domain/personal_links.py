"""Links that are one person's: to a question, in an e-mail, and to the person's own page or an alarm, in a text.

The stored message has only a mark where the link is to stand. The token follows from the message and the secret key, so
nothing at rest holds it: whoever opens the door keeps its hash alone.
"""

import hashlib
import re
from base64 import b32encode, urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from messaging.domain.keys import first_key

MARK = "{link}"
PAGE_MARK, ALARM_MARK = "{sida}", "{larm}"
PATHS = {PAGE_MARK: settings.PERSONAL_PATH, ALARM_MARK: settings.ALARM_PATH}
_SALT, _PAGE_SALT = "messaging.personal_link", "messaging.personal_page"
SECRET_BYTES = 16  # 128 bits
BEFORE_TOKEN = "|".join(re.escape(path.format(token="")) for path in PATHS.values())
PAGE_TOKEN = re.compile(rf"({BEFORE_TOKEN})[a-z2-7]{{8,}}", re.IGNORECASE)
HIDDEN = "…"


def token_of(message_uuid: UUID) -> str:
    """43 characters, 256 bits."""
    digest = salted_hmac(_SALT, str(message_uuid), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def page_token_of(dedupe_key: str) -> str:
    """26 characters, as `written`. A text that is tried once more, which is another row, has the same."""
    key = first_key(dedupe_key)
    return written(salted_hmac(_PAGE_SALT, key, algorithm="sha256").digest()[:SECRET_BYTES])


def written(secret: bytes) -> str:
    """In small letters and figures alone: no phone takes the end of it for a full stop, and it can be typed."""
    return b32encode(secret).decode().rstrip("=").lower()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def with_link(body: str, message_uuid: UUID) -> str:
    path = settings.ANSWER_PATH.format(token=token_of(message_uuid))
    return body.replace(MARK, f"{settings.PUBLIC_URL}{path}")


def with_page_link(body: str, dedupe_key: str) -> str:
    return _with_token(body, page_token_of(dedupe_key)) if any(mark in body for mark in PATHS) else body


def as_long(body: str) -> str:
    """A text that is as long as this one will be when its link stands in it."""
    return _with_token(body, written(bytes(SECRET_BYTES)))


def page_address(token: str) -> str:
    return _with_token(PAGE_MARK, token)


def _with_token(body: str, token: str) -> str:
    for mark, path in PATHS.items():
        body = body.replace(mark, f"{settings.PUBLIC_URL}{path.format(token=token)}")
    return body


def hide_page_link(body: str) -> str:
    """For everyone but the one it belongs to: where it leads is told, and what opens it is not.

    Also where somebody wrote theirs back, or sent it on to our number.
    """
    return PAGE_TOKEN.sub(rf"\1{HIDDEN}", _with_token(body, HIDDEN))
