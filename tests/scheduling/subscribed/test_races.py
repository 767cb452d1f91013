"""Workers that wake in the same moment for the same calendars: each server is asked once, and one copy is kept."""

from collections import Counter
from datetime import timedelta

import pytest

from scheduling.domain.subscribed.fetching import LEASE, fetch_due
from scheduling.domain.subscribed.keeping import keep_copy
from scheduling.domain.subscribed.subscribing import propose_calendar
from scheduling.gateways.calendars import Fetched
from scheduling.models import SubscribedCalendar
from tests.factories import MunicipalityFactory
from tests.scheduling.subscribed.calendars import calendar, whole_day
from tests.scheduling.subscribed.towns import ADDRESS, BREAK, MATCH, MONDAY, contents
from tests.support.at_once import at_once
from volunteers.models import Municipality

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WORKERS, ROUNDS = 4, 5


@pytest.fixture
def town() -> Municipality:
    town: Municipality = MunicipalityFactory()
    return town


class Servers:
    """All give the same calendar; they keep what they were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, address: str, *, etag: str, last_modified: str) -> Fetched:
        self.asked.append(address)
        body = calendar(whole_day("20261026", "20261102", title="Höstlov")).encode()
        return Fetched(body, etag=etag, last_modified=last_modified)


def test_workers_that_wake_together_ask_once_and_keep_one_copy(town: Municipality) -> None:
    propose_calendar(town, address=ADDRESS, now=MONDAY)
    for turn in range(ROUNDS):
        servers, now = Servers(), MONDAY + turn * timedelta(hours=1)
        SubscribedCalendar.objects.update(due_at=now)
        counts = at_once(*[lambda: fetch_due(now, fetch=servers)] * WORKERS)  # noqa: B023 - all are done within the turn
        assert sorted(map(str, counts)) == ["0", "0", "0", "1"]
        assert servers.asked == [ADDRESS]
        found = SubscribedCalendar.objects.get()
        assert (found.fetched_at, found.events.count()) == (now, 1)


def test_workers_that_wake_together_share_what_is_due(town: Municipality) -> None:
    addresses = [f"https://lag{number}.example/hemma.ics" for number in range(6)]
    for address in addresses:
        propose_calendar(town, address=address, now=MONDAY)
    servers = Servers()
    at_once(*[lambda: fetch_due(MONDAY, fetch=servers)] * WORKERS)
    fetch_due(MONDAY, fetch=servers)  # what there was no time for on a busy machine
    assert Counter(servers.asked) == Counter(addresses)
    assert [found.events.count() for found in SubscribedCalendar.objects.all()] == [1] * len(addresses)


def test_two_copies_that_come_together_are_kept_as_one(town: Municipality) -> None:
    """One worker took longer than its lease, and another has asked again meanwhile."""
    found = propose_calendar(town, address=ADDRESS, now=MONDAY)

    def keep() -> None:
        keep_copy(found, contents(MATCH, BREAK), etag='"1"', last_modified="", now=MONDAY + LEASE)

    assert at_once(*[keep] * WORKERS) == [None] * WORKERS
    assert [event.uid for event in SubscribedCalendar.objects.get().events.all()] == [MATCH.uid, BREAK.uid]
