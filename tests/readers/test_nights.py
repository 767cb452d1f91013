"""Every reader sees the same nights: the same moments, the same texts, the same number, in every kind of feed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from scheduling.enums import FeedKind
from tests.readers.comparing import as_cells, tally
from tests.readers.entries import Entry
from tests.readers.feeds import LINKS, NOW, every_feed
from tests.readers.nights import WALKS
from tests.readers.readers import Program

NIGHTS = {walk.night for walk in WALKS}


def test_every_kind_of_feed_is_proven() -> None:
    assert set(LINKS) == set(FeedKind)


@pytest.mark.django_db
def test_reader_sees_the_nights_of_every_feed(
    program: Program, client: Client, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with time_machine.travel(NOW, tick=False):
        feeds = every_feed(client)
    assert all(set(feeds[kind].entries) == NIGHTS for kind in LINKS)
    found = program.read([feed.body for feed in feeds.values()], tmp_path)
    tallies = {
        kind: tally(entries, feed.entries, without_uids=program.names_events_itself)
        for (kind, feed), entries in zip(feeds.items(), found, strict=True)
    }
    record_property("reader", program.name)
    record_property("version", program.version)
    record_property("nights", as_cells(tallies))
    assert {kind: one for kind, one in tallies.items() if not one.is_whole} == {}


def test_a_night_read_wrong_is_told() -> None:
    night = date(2027, 10, 30)
    meant = [Entry(f"{number}@lykta.example", walk.starts, walk.ends, "t") for number, walk in enumerate(WALKS[8:10])]
    late = replace(meant[0], starts=meant[0].starts + timedelta(hours=1))
    assert tally(meant, {night: meant}).is_whole
    for found in ([late, meant[1]], meant[1:], [*meant, meant[1]], [replace(meant[0], title="T"), meant[1]]):
        assert not tally(found, {night: meant}).is_whole
    assert tally([late, meant[1]], {night: meant}).equal == {night: 1}
