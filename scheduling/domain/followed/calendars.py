"""Which calendars there are to follow, and the events each shows at a moment: those of the feed of the same kind."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import override

from scheduling.domain.feeds.grants import EVERYTHING
from scheduling.domain.feeds.opening import OpenFeed, open_feed
from scheduling.domain.feeds.subscriptions import Subscription, subscription_over
from scheduling.domain.feeds.words import night_events
from scheduling.domain.feeds.words import title_of as feed_title
from scheduling.domain.followed.objects import Entry, entry_of
from scheduling.enums import FeedKind
from scheduling.models import CalendarCollection, DevicePassword, Season
from volunteers.models import Association, District, Municipality
from volunteers.queries import standing_of

Owner = Association | Season | District | Municipality
# By the field that names the owner.
KINDS: dict[str, tuple[FeedKind, type[Owner]]] = {
    "association": (FeedKind.ASSOCIATION, Association),
    "season": (FeedKind.SEASON, Season),
    "district": (FeedKind.DISTRICT, District),
    "municipality": (FeedKind.MUNICIPALITY, Municipality),
}
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)  # nobody made these calendars: they are there


def calendar_over(owner: Owner) -> CalendarCollection:
    """The one calendar of an owner's nights, written down when somebody first wants to follow it."""
    named: dict[str, Any] = {field: owner for field, (_kind, of) in KINDS.items() if isinstance(owner, of)}
    return CalendarCollection.objects.get_or_create(**named)[0]


def collections_of(device: DevicePassword) -> list[CalendarCollection]:
    """Those that were chosen for the device and that its user still reaches. Two queries."""
    reach = standing_of(device.user).reach
    return list(device.collections.within(**reach).with_owners().order_by("pk"))


def open_calendar(collection: CalendarCollection, *, now: datetime) -> OpenFeed:
    return open_feed(subscription_to(collection), now=now)


def entries_in(opened: OpenFeed) -> Mapping[str, Entry]:
    """By name. None at all is allowed here: a program that follows removes what it is told has gone."""
    language = opened.subscription.language
    with override(language):
        entries = [entry_of(event, language=language) for event in night_events(opened)]
    return {entry.name: entry for entry in entries}


def subscription_to(collection: CalendarCollection) -> Subscription:
    kind, _of = KINDS[collection.owner_field]
    return subscription_over(kind, collection.owner, grant=EVERYTHING, made_at=ALWAYS)


def title_of(collection: CalendarCollection) -> str:
    """Nattvandring: Vårby vuxna på stan"""
    subscription = subscription_to(collection)
    with override(subscription.language):
        return feed_title(subscription)
