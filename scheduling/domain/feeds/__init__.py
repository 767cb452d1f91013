"""Calendars to subscribe to: the kinds there are, what a link grants, what it opens at a moment, and in which words.

`read_subscription` finds what a token opens, `subscription_over` the same without a link; `open_feed` reads its nights
and their stamp, and `feed_of` turns them into the plain values that scheduling.domain.calendars writes.
"""

from scheduling.domain.feeds.grants import Grant
from scheduling.domain.feeds.kinds import FEED_TYPES, FeedType, Telling
from scheduling.domain.feeds.nights import FeedNight
from scheduling.domain.feeds.opening import OpenFeed, open_feed
from scheduling.domain.feeds.subscriptions import Subscription, read_subscription, subscription_over
from scheduling.domain.feeds.words import feed_of

__all__ = [
    "FEED_TYPES",
    "FeedNight",
    "FeedType",
    "Grant",
    "OpenFeed",
    "Subscription",
    "Telling",
    "feed_of",
    "open_feed",
    "read_subscription",
    "subscription_over",
]
