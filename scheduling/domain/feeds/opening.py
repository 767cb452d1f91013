"""What a calendar shows at a moment, and the stamp that changes when it does."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import Count, F, FilteredRelation, Max, Q, Sum

from scheduling.domain import calendars
from scheduling.domain.feeds.grants import written
from scheduling.domain.feeds.nights import FeedNight, FirstNames, read_first_names, read_nights, shifts_in
from scheduling.domain.feeds.subscriptions import Subscription
from scheduling.enums import ON_CREW

# Raise it whenever the same rows are told in other words; scheduling.domain.calendars.FORMAT whenever in other bytes.
WORDING = 2
# What a night is told by that is not its own: nights alike in it are counted together.
TOGETHER = (
    "association",
    "association__name",
    "association__named_at",
    "route",
    "route__name",
    "route__meeting_point",
    "route__meeting_address",
    "route__latitude",
    "route__longitude",
    "route__described_at",
    "route__district__name",
    "route__district__named_at",
)
# Every verb raises the revision of a shift it changes, by one under the shift's lock; whatever comes, goes or changes
# then moves one of these sums. `changed_at` is for Last-Modified.
SUMS = {
    "count": Count("pk", distinct=True),
    "keys": Sum("pk"),
    "revisions": Sum("revision"),
    "weights": Sum(F("pk") * F("revision")),
    "changed_at": Max("updated_at"),
}


class OpenFeed:
    """Read when asked for: the stamp before the nights, so that newer nights can bear an older stamp, never the other
    way round. A large calendar's stamp is counted by the database in a handful of rows, without its nights.
    """

    def __init__(self, subscription: Subscription, *, now: datetime) -> None:
        self.subscription = subscription
        self.now = now

    @cached_property
    def nights(self) -> tuple[FeedNight, ...]:
        return read_nights(self.subscription, now=self.now)

    @cached_property
    def names(self) -> Mapping[int, FirstNames]:
        """First names by the primary key of the night; none where the association has not chosen so."""
        return read_first_names(self.nights) if self.subscription.shows_first_names else {}

    @cached_property
    def _counted(self) -> tuple[tuple[Any, ...], ...]:
        """What the stamp is made of, with a moment last in each row. One query."""
        if self.subscription.closed_at is not None:
            return ()
        if self.subscription.type.is_own:
            return tuple((*night, night.changed_at) for night in self.nights)
        rows, together = shifts_in(self.subscription, now=self.now), list(TOGETHER)
        if self.subscription.shows_first_names:
            on_crew = Q(attendances__state__in=ON_CREW)
            rows = rows.annotate(crew=FilteredRelation("attendances", condition=on_crew))
            together += ["crew__volunteer__name", "crew__volunteer__named_at", "crew__is_leader"]
        return tuple(rows.order_by(*together).values_list(*together).annotate(**SUMS))

    @cached_property
    def stamp(self) -> str:
        """Equal exactly when the bytes are: a strong ETag."""
        one = self.subscription
        told = (one.kind, one.owner, one.owner_name, written(one.grant), one.language, one.activity_word, one.zone.key)
        about = (calendars.FORMAT, WORDING, settings.PUBLIC_URL, one.created_at, one.closed_at, one.worded_at)
        return sha256(repr((about, told, self._counted)).encode(errors="replace")).hexdigest()

    @cached_property
    def changed_at(self) -> datetime:
        """The last change of anything that is shown."""
        moments: list[datetime] = [self.subscription.changed_at, *(row[-1] for row in self._counted)]
        return max(moments)


def open_feed(subscription: Subscription, *, now: datetime) -> OpenFeed:
    return OpenFeed(subscription, now=now)
