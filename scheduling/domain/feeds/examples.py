"""The next night of a calendar as it stands right now, for whoever decides what the calendar may say."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from scheduling.domain.feeds.grants import EVERYTHING
from scheduling.domain.feeds.nights import FeedNight
from scheduling.domain.feeds.opening import open_feed
from scheduling.domain.feeds.subscriptions import Subscription, subscription_over
from scheduling.domain.feeds.words import NO_NAMES, crew_words, kind_word, night_event
from scheduling.enums import FeedKind
from volunteers.domain import calendar_words
from volunteers.models import Association


@dataclass(frozen=True)
class Example:
    """`crew` is 3/4 · ledare klar: Anna, Karin, and empty where the calendar does not tell of it.

    `nights` is how many are ahead. With none of them the rest is empty.
    """

    language: str
    nights: int = 0
    title: str = ""
    when: str = ""
    where: str = ""
    crew: str = ""


def example_of(association: Association, kind: FeedKind, *, now: datetime) -> Example:
    """Made by what makes the feed itself, in its language. A night with somebody on it shows more than the next one."""
    opened = open_feed(subscription_over(kind, association, grant=EVERYTHING, made_at=now), now=now)
    one = opened.subscription
    ahead = [night for night in opened.nights if night.ends_at > now and not night.is_cancelled]
    if not ahead:
        return Example(one.language)
    night = next((night for night in ahead if night.confirmed_count), ahead[0])
    names = opened.names.get(night.pk, NO_NAMES)
    with override(one.language):
        event = night_event(night, one, names)
        return Example(
            language=one.language,
            nights=len(ahead),
            title=f"{kind_word(night, one)} {night.route}",
            when=when_words(night, one),
            where=event.location,
            crew=crew_line(night, names.names) if one.tells_counts else "",
        )


def when_words(night: FeedNight, one: Subscription) -> str:
    """As in fredag 16 oktober 20.30–00.30."""
    day = calendar_words.night_long(night.starts_at, zone=one.zone, language=one.language)
    return f"{day} {calendar_words.span(night.starts_at, night.ends_at, zone=one.zone, language=one.language)}"


def crew_line(night: FeedNight, names: tuple[str, ...]) -> str:
    words = crew_words(night)
    return f"{words}: {', '.join(names)}" if names else words
