"""Fetches the calendars of others that are due, one after the other, each on its own.

The database is left alone while a server is waited for. A calendar is claimed by moving on when it is due: a worker
that dies with it loses nothing but those minutes.
"""

from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

from django.conf import settings
from django.db import transaction

from messaging.gateways.wake import wake
from scheduling.domain.subscribed.apart import read_apart
from scheduling.domain.subscribed.keeping import AHEAD, BACK, READ_EVERY, keep_copy, keep_unchanged, note_fault
from scheduling.domain.subscribed.subscribing import drop_old_proposals
from scheduling.exceptions import CalendarUnread
from scheduling.gateways.calendars import Fetched
from scheduling.models import SubscribedCalendar

LEASE = timedelta(minutes=5)
SECONDS_TO_BEGIN_IN = 8.0  # a task has thirty, and one calendar can take twenty of them


class Fetch(Protocol):
    """Asks a server. None when it says that nothing has changed; raises CalendarUnread when nothing of use came."""

    def __call__(self, address: str, *, etag: str, last_modified: str) -> Fetched | None: ...


def fetch_due(now: datetime, *, fetch: Fetch) -> int:
    """How many servers were asked. What there is no time for waits for the next task, which is woken at once."""
    drop_old_proposals(now)
    begin_before, count = monotonic() + SECONDS_TO_BEGIN_IN, 0
    while calendar := claim_next(now):
        fetch_one(calendar, now=now, fetch=fetch)
        count += 1
        if monotonic() > begin_before:
            wake(settings.FETCH_CALENDARS_JOB)
            break
    return count


@transaction.atomic
def claim_next(now: datetime) -> SubscribedCalendar | None:
    """The one that has been due the longest, if any; nobody else will take it for some minutes."""
    due = SubscribedCalendar.objects.filter(due_at__lte=now, paused_at=None).select_related("municipality")
    for calendar in due.order_by("due_at", "pk")[:10]:
        claimed = SubscribedCalendar.objects.filter(pk=calendar.pk, due_at=calendar.due_at, paused_at=None)
        if claimed.update(due_at=now + LEASE, asked_at=now):
            return calendar
    return None


def fetch_one(calendar: SubscribedCalendar, *, now: datetime, fetch: Fetch) -> None:
    """Its server is only asked for news while the copy is new enough to stand for what repeats."""
    has_copy = calendar.read_at is not None and calendar.read_at > now - READ_EVERY
    try:
        fetched = fetch(
            calendar.address,
            etag=calendar.etag if has_copy else "",
            last_modified=calendar.last_modified if has_copy else "",
        )
        if fetched is None:
            keep_unchanged(calendar, now=now)
            return
        zone = calendar.municipality.zone
        today = now.astimezone(zone).date()
        contents = read_apart(fetched.body, zone=zone, first=today - BACK, last=today + AHEAD, charset=fetched.charset)
    except CalendarUnread as fault:
        note_fault(calendar, fault, now=now)
        return
    keep_copy(calendar, contents, etag=fetched.etag, last_modified=fetched.last_modified, now=now)
