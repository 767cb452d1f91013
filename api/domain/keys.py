"""Partners' keys: made, shown once, found again by their prefix and compared by their SHA-256."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from api.enums import Problem, Scope
from api.exceptions import KeyRefused
from api.models import ApiKey, Partner

FIRST_PART = "lykta"
PARTS = 3  # lykta_<prefix>_<secret>
PREFIX_BYTES, SECRET_BYTES = 4, 24  # written in hexadecimal, so that a double click marks the whole key
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_key(
    partner: Partner,
    *,
    scopes: Iterable[str],
    now: datetime,
    name: str = "",
    expires_at: datetime | None = None,
    token: str | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its token, which is not kept. Only the demo gives a `token`, so that its guide can name it.

    Raises ValueError for an unknown scope, or a given token that is not lykta_<prefix>_<secret>.
    """
    chosen = [Scope(scope).value for scope in scopes]
    if token is None:
        token = f"{FIRST_PART}_{secrets.token_hex(PREFIX_BYTES)}_{secrets.token_hex(SECRET_BYTES)}"
    prefix = prefix_of(token)
    if prefix is None:
        raise ValueError("A key looks like lykta_<prefix>_<secret>.")
    key = ApiKey.objects.create(
        partner=partner,
        name=name,
        prefix=prefix,
        key_hash=hash_of(token),
        scopes=chosen,
        created_at=now,
        expires_at=expires_at,
    )
    return key, token


@transaction.atomic
def revoke_key(key: ApiKey, *, now: datetime) -> None:
    """From now on the key opens nothing. Safe to repeat."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)


def find_key(token: str, *, now: datetime) -> ApiKey:
    """The key behind a token, with its partner and municipality. One query.

    Raises KeyRefused. That a key is revoked or expired is told only to someone who holds the whole of it.
    """
    prefix = prefix_of(token)
    key = ApiKey.objects.select_related("partner__municipality").filter(prefix=prefix).first() if prefix else None
    if not hmac.compare_digest(key.key_hash if key else "", hash_of(token)) or key is None:
        raise KeyRefused(Problem.BAD_KEY)
    if key.revoked_at is not None or not key.partner.is_active:
        raise KeyRefused(Problem.REVOKED_KEY)
    if key.expires_at is not None and key.expires_at <= now:
        raise KeyRefused(Problem.EXPIRED_KEY)
    return key


def note_use(key: ApiKey, *, now: datetime) -> None:
    """Remember that the key was used, at most once a minute, so that reading stays reading."""
    long_ago = now - NOTED_EVERY
    if key.last_used_at is None or key.last_used_at <= long_ago:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lte=long_ago)
        ApiKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=now)


def prefix_of(token: str) -> str | None:
    parts = token.split("_", PARTS - 1)
    return parts[1] if len(parts) == PARTS and parts[0] == FIRST_PART and all(parts) else None


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
