"""An entry that reads otherwise than it did is newer than it was: some programs pass over one that is not (ICSx5)."""

from random import Random

import pytest
import time_machine

from scheduling.domain.calendar_choices import choose_calendar
from scheduling.domain.calendar_lines import event_lines
from scheduling.domain.calendar_links import Owner, make_link
from scheduling.domain.calendars import CalendarEvent, whole_seconds
from scheduling.domain.feeds import feed_of
from scheduling.enums import FeedKind
from tests.scheduling.feeds.town import opened
from tests.support.calendar_walk import HALVES, START, Walk, town
from volunteers.models import District

pytestmark = pytest.mark.django_db
CHANGES_IN_ALL = 150


def test_entry_that_reads_otherwise_is_newer_through_a_hundred_and_fifty_changes() -> None:
    """Also of nights that are over or cancelled, whose route, district or association gets another name."""
    with time_machine.travel(START, tick=False) as clock:
        association = town()
        owners: dict[FeedKind, Owner] = {
            FeedKind.ASSOCIATION: association,
            FeedKind.PUBLIC: association,
            FeedKind.DISTRICT: District.objects.get(name=HALVES[0]),
            FeedKind.MUNICIPALITY: association.municipality,
        }
        tokens = {kind: make_link(owner, kind=kind, now=START) for kind, owner in owners.items()}
        choose_calendar(association, shows_first_names=True, opens_every_night=True, by=None, now=START)
        shown: dict[tuple[FeedKind, str], CalendarEvent] = {}
        walk = Walk(association, Random(1), clock, lambda: None)
        for _change in range(CHANGES_IN_ALL):
            walk.go(1)
            for kind, token in tokens.items():
                for event in feed_of(opened(token, now=walk.now)).events:
                    before = shown.get((kind, event.uid), event)
                    if list(event_lines(before)) != list(event_lines(event)):
                        assert whole_seconds(event.updated_at) > whole_seconds(before.updated_at), (before, event)
                        assert event.revision >= before.revision, (before, event)
                    shown[kind, event.uid] = event
    assert {"rename a route", "move a route", "rename a district", "cancel", "move"} <= set(walk.done)
