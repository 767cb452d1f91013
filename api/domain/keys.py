"""Partners' keys: made, shown once, found again by their prefix and compared by their SHA-256."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import transaction
from django.db.models import Q

from api.domain.key_calendars import close_calendars, move_calendars
from api.enums import PERSONAL, Problem, Scope
from api.exceptions import KeyRefused
from api.models import ApiKey, Partner
from volunteers.models import User

FIRST_PART = "lykta"
PARTS = 3  # lykta_<prefix>_<secret>
PREFIX_BYTES, SECRET_BYTES = 4, 24  # written in hexadecimal, so that a double click marks the whole key
NOTED_EVERY = timedelta(minutes=1)
OVERLAP = timedelta(days=7)  # how long a key that has been changed still works, so that nobody stands without one


@transaction.atomic
def make_key(
    partner: Partner,
    *,
    scopes: Iterable[str],
    now: datetime,
    name: str = "",
    expires_at: datetime | None = None,
    districts: Iterable[str] = (),
    networks: Iterable[str] = (),
    made_by: User | None = None,
    token: str | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its token, which is not kept. Only the demo gives a `token`, so that its guide can name it.

    Raises ValueError for an unknown scope, what is no network, or a token that is not lykta_<prefix>_<secret>.
    """
    key = ApiKey(partner=partner, scopes=[Scope(scope).value for scope in scopes], name=name, made_by=made_by)
    key.districts = [str(uuid) for uuid in districts]
    key.networks = [str(ip_network(network)) for network in networks]
    key.created_at, key.expires_at = now, expires_at
    return write_key(key, token)


@transaction.atomic
def make_personal_key(
    holder: User, *, scopes: Iterable[str], now: datetime, name: str, expires_at: datetime | None
) -> tuple[ApiKey, str]:
    """A key by which a leader's or coordinator's own programs see what that person may see, as long as they may.

    Raises ValueError for a scope that is only for partners.
    """
    chosen = [Scope(scope).value for scope in scopes]
    if not set(chosen) <= set(PERSONAL):
        raise ValueError("A person's key reads, and what it reads is what that person sees.")
    return write_key(
        ApiKey(holder=holder, scopes=chosen, name=name, made_by=holder, created_at=now, expires_at=expires_at)
    )


def write_key(key: ApiKey, token: str | None = None) -> tuple[ApiKey, str]:
    token = token or f"{FIRST_PART}_{secrets.token_hex(PREFIX_BYTES)}_{secrets.token_hex(SECRET_BYTES)}"
    prefix = prefix_of(token)
    if prefix is None:
        raise ValueError("A key looks like lykta_<prefix>_<secret>.")
    key.prefix, key.key_hash = prefix, hash_of(token)
    key.save()
    return key, token


@transaction.atomic
def rotate_key(key: ApiKey, *, by: User, now: datetime) -> tuple[ApiKey, str]:
    """Another key that may do the same. The old one goes on for OVERLAP, unless it ends before that by itself.

    Calendars move to the new one at once. It is valid as long from now as the old one was. Raises KeyRefused for a key
    that opens nothing any more.
    """
    old = ApiKey.objects.select_for_update(of=("self",)).select_related("partner", "holder").get(pk=key.pk)
    require_open(old, now=now)
    lifetime = old.expires_at - old.created_at if old.expires_at else None
    new = ApiKey(partner=old.partner, holder=old.holder, name=old.name, scopes=old.scopes, made_by=by)
    new.districts, new.networks = old.districts, old.networks
    new.created_at, new.expires_at = now, now + lifetime if lifetime else None
    made = write_key(new)
    old.expires_at = min(old.expires_at or now + OVERLAP, now + OVERLAP)
    old.save(update_fields=["expires_at"])
    move_calendars(old, new, now=now)
    return made


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User | None = None, now: datetime) -> None:
    """From now on neither the key nor a calendar of its opens anything. Safe to repeat."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)
    close_calendars(key, by=by, now=now)


def find_key(token: str, *, now: datetime) -> ApiKey:
    """The key behind a token, with its partner and municipality, or its holder. One query.

    Raises KeyRefused. That a key is revoked or expired is told only to someone who holds the whole of it.
    """
    prefix = prefix_of(token)
    found = ApiKey.objects.select_related("partner__municipality", "holder")
    key = found.filter(prefix=prefix).first() if prefix else None
    if not hmac.compare_digest(key.key_hash if key else "", hash_of(token)) or key is None:
        raise KeyRefused(Problem.BAD_KEY)
    require_open(key, now=now)
    return key


def require_open(key: ApiKey, *, now: datetime) -> None:
    """Raises KeyRefused for a key that is revoked or has expired, or whose owner is turned away."""
    owner = key.partner or key.holder
    if key.revoked_at is not None or owner is None or not owner.is_active:
        raise KeyRefused(Problem.REVOKED_KEY)
    if key.expires_at is not None and key.expires_at <= now:
        raise KeyRefused(Problem.EXPIRED_KEY)


def require_network(key: ApiKey, address: str) -> None:
    """Raises KeyRefused for an address outside the networks of the key."""
    asked_from = ip_address(address)
    if isinstance(asked_from, IPv6Address) and asked_from.ipv4_mapped:
        asked_from = asked_from.ipv4_mapped
    if not any(asked_from in ip_network(network) for network in key.networks):
        raise KeyRefused(Problem.WRONG_NETWORK)


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
