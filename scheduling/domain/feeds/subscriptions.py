"""What a link opens, without its nights: whose it is, the grant, the language, and whether it is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from scheduling.domain.feeds.grants import Grant, read_grant
from scheduling.domain.feeds.kinds import BY_LETTER, COUNTED, FEED_TYPES, FeedType, Telling
from scheduling.domain.feeds.tokens import hash_of
from scheduling.enums import FeedKind
from scheduling.models import CalendarLink, Season
from volunteers.models import Municipality

CLOSING_KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A calendar that can be read. `changed_at` is when anything but its nights last did, and `worded_at` when what all
    of them are told in did: the town's word for a walk, the reader's language, the association's choice of names.
    """

    type: FeedType
    owner_pk: int
    owner: UUID
    owner_name: str
    grant: Grant
    language: str
    activity_word: str
    zone: ZoneInfo
    created_at: datetime
    changed_at: datetime
    worded_at: datetime | None
    shows_first_names: bool = False
    link: CalendarLink | None = None
    closed_at: datetime | None = None

    @property
    def kind(self) -> FeedKind:
        return self.type.kind

    @property
    def tells_counts(self) -> bool:
        return self.type.telling in COUNTED and not self.grant.hides_crew

    def is_gone(self, now: datetime) -> bool:
        """Closed so long ago that even the closing entry has been served its time."""
        return self.closed_at is not None and now >= self.closed_at + CLOSING_KEPT


def read_subscription(token: str, *, now: datetime) -> Subscription | None:
    """One query. None for a token that never was; a revoked one is returned with the moment it was closed."""
    feed_type = BY_LETTER.get(token[:1])
    if feed_type is None:
        return None
    owner = feed_type.owner_field
    links = CalendarLink.objects.filter(token_hash=hash_of(token), kind=feed_type.kind)
    links = links.select_related(owner, *(f"{owner}__{name}" for name in feed_type.related))
    # There is one at most, and to say which one is the first takes as long as to find it.
    return next((subscription_of(link, now=now) for link in links), None)


def subscription_of(link: CalendarLink, *, now: datetime) -> Subscription:
    feed_type = FEED_TYPES[link.kind]
    ends = [end for end in (link.revoked_at, link.ends_at) if end and end <= now]
    closed_at = min(ends, default=None)
    grant = read_grant(link.grant)
    owner = getattr(link, feed_type.owner_field)
    traits = (
        traits_of(feed_type, owner, grant=grant, made_at=link.created_at, closed_at=closed_at)
        if owner
        else traits_without_owner(link)
    )
    return Subscription(
        **traits,
        type=feed_type,
        grant=grant,
        created_at=link.created_at,
        link=link,
        closed_at=closed_at,
    )


def subscription_over(kind: FeedKind, owner: Any, *, grant: Grant, made_at: datetime) -> Subscription:
    """The same calendar without a link, for a reader who is known in another way."""
    feed_type = FEED_TYPES[kind]
    traits = traits_of(feed_type, owner, grant=grant, made_at=made_at, closed_at=None)
    return Subscription(**traits, type=feed_type, grant=grant, created_at=made_at)


def traits_of(
    feed_type: FeedType, owner: Any, *, grant: Grant, made_at: datetime, closed_at: datetime | None
) -> Mapping[str, Any]:
    """What a calendar has of its owner."""
    association = owner.association if isinstance(owner, Season) else owner
    town = association if isinstance(association, Municipality) else association.municipality
    choice = getattr(association, "calendar_choice", None) if feed_type.telling == Telling.CREW else None
    wordings = [town.named_at, choice and choice.names_chosen_at, owner.named_at if feed_type.is_own else None]
    worded_at = max((moment for moment in wordings if moment), default=None)
    moments = [made_at, closed_at, worded_at]
    return {
        "owner_pk": owner.pk,
        "owner": owner.uuid,
        "owner_name": owner_words(owner),
        "language": shown_language(owner.text_language) if feed_type.is_own else settings.LANGUAGE_CODE,
        "activity_word": town.activity_word,
        "zone": town.zone,
        "changed_at": max(moment for moment in moments if moment),
        "worded_at": worded_at,
        "shows_first_names": choice is not None and choice.shows_first_names and not grant.hides_crew,
    }


def traits_without_owner(link: CalendarLink) -> Mapping[str, Any]:
    """Of a closed calendar whose owner is removed. All that is told is that it has ended."""
    town = Municipality()
    return {
        "owner_pk": 0,
        "owner": UUID(link.token_hash[:32]),
        "owner_name": "–",
        "language": settings.LANGUAGE_CODE,
        "activity_word": town.activity_word,
        "zone": town.zone,
        "changed_at": link.revoked_at,
        "worded_at": None,
    }


def owner_words(owner: Any) -> str:
    """A season is called alike by many associations, and one program can subscribe to several."""
    return f"{owner.association.name}, {owner.name}" if isinstance(owner, Season) else str(owner.name)


def shown_language(language: str) -> str:
    """Texts are written in more languages than pages and calendars are."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
