"""Links by which an owner answers without an account. Long, random to all others, and over when they are closed.

The token follows from the referral and the secret key, so that a letter can be written anew; only its hash is kept.
"""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from fieldwork.enums import AWAITED, ReferralState
from fieldwork.models import Referral
from messaging.domain.personal_links import hash_of

_SALT, _PHOTO_SALT = "fieldwork.owner_answer", "fieldwork.owner_photo"
KEPT = timedelta(days=365)
# A letter that nobody knows the fate of may be answered as well: then it came.
ANSWERABLE = AWAITED | {ReferralState.UNKNOWN}


def token_of(referral: Referral) -> str:
    """43 characters, 256 bits."""
    return _signed(referral, _SALT)


def photo_token_of(referral: Referral) -> str:
    """As long, and another: an Open311 system may show the address of a photo to anyone."""
    return _signed(referral, _PHOTO_SALT)


def _signed(referral: Referral, salt: str) -> str:
    digest = salted_hmac(salt, str(referral.uuid), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def answer_address(referral: Referral) -> str:
    return settings.PUBLIC_URL + settings.OWNER_ANSWER_PATH.format(token=token_of(referral))


def photo_path(referral: Referral) -> str:
    return settings.OWNER_PHOTO_PATH.format(uuid=referral.uuid, token=photo_token_of(referral))


def opened(referral: Referral, *, now: datetime) -> dict[str, object]:
    """What a referral keeps of its link, from when it leaves."""
    return {"link_hash": hash_of(token_of(referral)), "link_ends_at": now + KEPT}


def find_referral(token: str) -> Referral | None:
    """What a token belongs to, also when it cannot be answered any more."""
    return Referral.objects.whole().filter(link_hash=hash_of(token)).first()


def find_by_photo(uuid: UUID, token: str) -> Referral | None:
    """Of which the photo is, where somebody has said that it is shown and the link is not closed."""
    referral = Referral.objects.whole().filter(uuid=uuid, shows_photo=True).first()
    return referral if referral and compare_digest(token, photo_token_of(referral)) else None


def is_open(referral: Referral, *, now: datetime) -> bool:
    ends_at = referral.link_ends_at
    return referral.state in ANSWERABLE and ends_at is not None and now < ends_at
