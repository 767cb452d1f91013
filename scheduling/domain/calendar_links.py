"""Links that let a calendar subscribe without signing in. The token is shown once; only its SHA-256 is kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.calendars import whole_seconds
from scheduling.domain.feeds.grants import EVERYTHING, Grant, read_grant, written
from scheduling.domain.feeds.kinds import FEED_TYPES
from scheduling.domain.feeds.tokens import client_name, hash_of
from scheduling.enums import FeedKind
from scheduling.exceptions import LinkClosed
from scheduling.models import CalendarLink, Route, Season
from volunteers.models import Association, District, Municipality, User, Volunteer

TOKEN_BYTES = 24  # 192 random bits
NOTED_EVERY = timedelta(hours=1)
A_SECOND = timedelta(seconds=1)  # the finest that HTTP's dates tell
Owner = Volunteer | Association | Season | Route | District | Municipality


@dataclass(frozen=True)
class LinkAddresses:
    """One feed, two ways to write it: Google wants https, Apple and Outlook subscribe when they see webcal."""

    https: str
    webcal: str


@transaction.atomic
def make_link(
    owner: Owner,
    *,
    kind: FeedKind | None = None,
    now: datetime,
    grant: Grant = EVERYTHING,
    label: str = "",
    made_by: User | None = None,
    ends_at: datetime | None = None,
) -> str:
    """A new subscription to nights of this owner: to all of them unless a `kind` says which. Returns the token, which
    is not kept.

    The database refuses an owner that the kind is not over.
    """
    feed_type = FEED_TYPES[kind or usual_kind(owner)]
    token = feed_type.letter + secrets.token_urlsafe(TOKEN_BYTES)
    CalendarLink.objects.create(
        token_hash=hash_of(token),
        kind=feed_type.kind,
        grant=written(grant),
        label=label,
        made_by=made_by,
        created_at=now,
        ends_at=ends_at,
        **{feed_type.owner_field: owner},
    )
    return token


def usual_kind(owner: Owner) -> FeedKind:
    """The first kind that is over such an owner."""
    field = owner._meta.model_name
    return next(feed_type.kind for feed_type in FEED_TYPES.values() if feed_type.owner_field == field)


@transaction.atomic
def renew_link(link: CalendarLink, *, by: User | None = None, now: datetime) -> str:
    """Another address to the same calendar, for when the old one has come astray; that one is closed at once.

    The new one is valid as long from now as the old one was. Returns the new token. Raises LinkClosed for a link that
    is closed already.
    """
    old = CalendarLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if old.revoked_at is not None or (old.ends_at is not None and old.ends_at <= now):
        raise LinkClosed(_("Länken är redan stängd. Gör en ny i stället."))
    feed_type = FEED_TYPES[old.kind]
    token = make_link(
        getattr(old, feed_type.owner_field),
        kind=feed_type.kind,
        grant=read_grant(old.grant),
        label=old.label,
        made_by=by,
        ends_at=now + (old.ends_at - old.created_at) if old.ends_at else None,
        now=now,
    )
    revoke_link(old, by=by, now=now)
    return token


@transaction.atomic
def revoke_link(link: CalendarLink, *, by: User | None = None, now: datetime) -> None:
    """End a subscription. Its address shows one closing entry for thirty days and is then gone. Safe to repeat."""
    CalendarLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now, revoked_by=by)


def find_link(token: str) -> CalendarLink | None:
    """The link a token belongs to, also a revoked one."""
    return CalendarLink.objects.filter(token_hash=hash_of(token)).first()


def note_fetch(link: CalendarLink, *, stamp: str, changed_at: datetime, user_agent: str, now: datetime) -> datetime:
    """Remember that a program came by, at most once an hour, and when the calendar last became another.

    Returns that moment, in whole seconds. It is later for every other stamp, also when nothing that is shown changed
    later: a night that was taken away, or has grown too old.
    """
    noted: dict[str, object] = {}
    if link.last_fetched_at is None or link.last_fetched_at <= now - NOTED_EVERY:
        noted |= {"last_fetched_at": now, "last_client": client_name(user_agent)}
    if link.stamp != stamp:
        link.changed_at = later_than(link.changed_at, changed_at)
        noted |= {"stamp": stamp, "changed_at": link.changed_at}
    if noted:
        CalendarLink.objects.filter(pk=link.pk).update(**noted)
    return link.changed_at or changed_at


def later_than(before: datetime | None, moment: datetime) -> datetime:
    moment = whole_seconds(moment)
    return moment if before is None else max(moment, before + A_SECOND)


def addresses_of(token: str) -> LinkAddresses:
    https = f"{settings.PUBLIC_URL}{settings.CALENDAR_PATH.format(token=token)}"
    return LinkAddresses(https=https, webcal=f"webcal://{https.split('://', 1)[1]}")
