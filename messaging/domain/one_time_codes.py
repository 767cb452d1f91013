"""Codes that prove a number by text. The stored text has only a mark where the code is to stand.

The code follows from what the text is about and the secret key, so nothing at rest holds it, nor a hash that six
digits would be found from in no time.
"""

import unicodedata
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from messaging.enums import NUMBER_CODE
from messaging.models import OutboundMessage

MARK = "{code}"
DIGITS = 6
_SALT = "messaging.one_time_code"


def code_of(about: UUID) -> str:
    """Six digits."""
    digest = salted_hmac(_SALT, str(about), algorithm="sha256").digest()
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}}"


def is_code_of(about: UUID, written: str) -> bool:
    """Whether somebody wrote the code, in the digits of any script; what stands between them is passed over."""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in written if sign.isdecimal())
    return constant_time_compare(code_of(about), digits)


def with_code(message: OutboundMessage) -> str:
    if message.kind != NUMBER_CODE or message.about is None:
        return message.body
    return message.body.replace(MARK, code_of(message.about))
