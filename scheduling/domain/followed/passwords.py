"""Passwords for calendar programs: made on a page, shown once, typed into one device, revoked when it is lost."""

import hashlib
import secrets
import string
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from scheduling.domain.feeds.tokens import client_name
from scheduling.models import CalendarCollection, DevicePassword
from volunteers.models import User

# Small letters and figures that no eye takes for one another: 28 of them are 138 random bits.
ALPHABET = "".join(sign for sign in string.ascii_lowercase + string.digits if sign not in "ilo01")
GROUPS, GROUP_LENGTH = 7, 4
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_password(
    user: User, *, name: str, collections: Iterable[CalendarCollection], now: datetime, password: str = ""
) -> str:
    """A new password for a device. Returns it, and does not keep it. Only the demo gives a `password` of its own."""
    given = password or "-".join(
        "".join(secrets.choice(ALPHABET) for _sign in range(GROUP_LENGTH)) for _group in range(GROUPS)
    )
    device = DevicePassword.objects.create(user=user, name=name, key_hash=hash_of(given), created_at=now)
    device.collections.set(collections)
    return given


@transaction.atomic
def revoke_password(device: DevicePassword, *, now: datetime) -> None:
    """From now on the device reads nothing. Safe to repeat."""
    DevicePassword.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=now)


def find_device(email: str, password: str) -> DevicePassword | None:
    """The device that a user's e-mail and one of their passwords open, with the user. One query.

    The password is found by its hash, so nothing is learnt from how long it takes; the e-mail only has to fit.
    """
    device = (
        DevicePassword.objects.select_related("user")
        .filter(key_hash=hash_of(password), revoked_at=None, user__is_active=True)
        .first()
    )
    return device if device and device.user.email.casefold() == email.strip().casefold() else None


def note_use(device: DevicePassword, *, user_agent: str, now: datetime) -> None:
    """Remember that the device came by, at most once an hour, so that reading stays reading."""
    long_ago = now - NOTED_EVERY
    if device.last_used_at is None or device.last_used_at <= long_ago:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lte=long_ago)
        DevicePassword.objects.filter(unnoted, pk=device.pk).update(
            last_used_at=now, last_client=client_name(user_agent)
        )


def hash_of(password: str) -> str:
    """However it was typed: in capitals, without its hyphens, with a space at the end."""
    typed = "".join(password.split()).replace("-", "").casefold()
    return hashlib.sha256(typed.encode(errors="replace")).hexdigest()
