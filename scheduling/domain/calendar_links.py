"""Links that let a calendar subscribe without signing in. The token is shown once; only its SHA-256 is kept."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from scheduling.enums import FeedKind
from scheduling.models import CalendarLink
from volunteers.models import Association, Volunteer

TOKEN_BYTES = 24  # 192 random bits
# The first letter says which feed a token opens, so that the link and its nights are read in one query.
LETTERS: dict[str, FeedKind] = {"v": FeedKind.VOLUNTEER, "a": FeedKind.ASSOCIATION}
FIRST_WORD = re.compile(r"[\w.-]{1,40}")
NOTED_EVERY = timedelta(hours=1)
# What programs call themselves, and what people call them. The first that fits wins.
CLIENTS = (
    ("google", "Google Kalender"),
    ("thunderbird", "Thunderbird"),
    ("outlook", "Outlook"),
    ("microsoft", "Outlook"),
    ("icsx5", "ICSx5"),
    ("nextcloud", "Nextcloud"),
    ("evolution", "GNOME"),
    ("gnome", "GNOME"),
    ("vdirsyncer", "vdirsyncer"),
    ("dataaccessd", "Apple Kalender"),
    ("ios/", "Apple Kalender"),
    ("mac os", "Apple Kalender"),
    ("macos", "Apple Kalender"),
)


@dataclass(frozen=True)
class LinkAddresses:
    """One feed, two ways to write it: Google wants https, Apple and Outlook subscribe when they see webcal."""

    https: str
    webcal: str


@transaction.atomic
def make_link(owner: Volunteer | Association, *, now: datetime) -> str:
    """A new subscription to the nights of a volunteer or of an association. Returns the token, which is not kept."""
    kind = FeedKind.VOLUNTEER if isinstance(owner, Volunteer) else FeedKind.ASSOCIATION
    letter = next(letter for letter, opens in LETTERS.items() if opens == kind)
    token = letter + secrets.token_urlsafe(TOKEN_BYTES)
    CalendarLink.objects.create(
        token_hash=hash_of(token),
        kind=kind,
        volunteer=owner if isinstance(owner, Volunteer) else None,
        association=owner if isinstance(owner, Association) else None,
        created_at=now,
    )
    return token


@transaction.atomic
def revoke_link(link: CalendarLink, *, now: datetime) -> None:
    """End a subscription. Its address shows one closing entry for thirty days and is then gone. Safe to repeat."""
    CalendarLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)


def find_link(token: str) -> CalendarLink | None:
    """The link a token belongs to, also a revoked one."""
    return CalendarLink.objects.filter(token_hash=hash_of(token)).first()


def note_fetch(link_id: int, *, last_fetched_at: datetime | None, user_agent: str, now: datetime) -> None:
    """Remember that a program came by, at most once an hour, so that reading stays reading."""
    long_ago = now - NOTED_EVERY
    if last_fetched_at and last_fetched_at > long_ago:
        return
    CalendarLink.objects.filter(Q(last_fetched_at=None) | Q(last_fetched_at__lte=long_ago), pk=link_id).update(
        last_fetched_at=now, last_client=client_name(user_agent)
    )


def client_name(user_agent: str) -> str:
    """What a person would call the program; else the first word it says of itself."""
    said = user_agent.casefold()
    known = next((name for sign, name in CLIENTS if sign in said), "")
    first_word = FIRST_WORD.match(user_agent)
    return known or (first_word[0] if first_word else "")


def addresses_of(token: str) -> LinkAddresses:
    https = f"{settings.PUBLIC_URL}{settings.CALENDAR_PATH.format(token=token)}"
    return LinkAddresses(https=https, webcal=f"webcal://{https.split('://', 1)[1]}")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
