"""A client's view over time: a thousand changes at random, and whoever follows ends with what the database holds."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

import pytest
import time_machine

from messaging.gateways import clock as present
from scheduling.domain.followed.calendars import calendar_over, entries_in, open_calendar
from scheduling.domain.followed.objects import build_object
from tests.factories import coordinator_of
from tests.support.calendar_clients import Client, Computer, Phone, Subscriber
from tests.support.calendar_facts import expected, shifts_to_tell
from tests.support.calendar_walk import CHANGES, HALVES, START, Walk, town
from volunteers.models import Association, District

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]

# Others by LYKTA_TEST_SEEDS=2,3,4
SEEDS = [int(seed) for seed in os.environ.get("LYKTA_TEST_SEEDS", "1").split(",")]
CHANGES_IN_ALL, MOST_AT_ONCE = 1000, 20


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("seed", SEEDS)
def test_clients_have_what_the_database_has_through_a_thousand_changes(
    seed: int, web: str, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    dice = Random(seed)
    association = town()
    following = clients(web, association, tmp_path)
    walk = Walk(association, dice, clock, lambda: dice.choice(list(following)).begin_anew(walk.now))
    for visit in count(1):
        walk.go(min(dice.randint(1, MOST_AT_ONCE), CHANGES_IN_ALL - walk.done.total()))
        shifts = shifts_to_tell(dropped=walk.dropped, now=walk.now)
        is_over = walk.done.total() == CHANGES_IN_ALL
        for client in [client for client, every in following.items() if is_over or visit % every == 0]:
            client.sync()
            for owner, facts in client.kept():
                there = expected(shifts, owner, now=walk.now)
                whose = f"{type(client).__name__} of {owner}"
                assert facts == there, f"seed {seed}, after {walk.done.total()} changes: {whose}"
        if is_over:
            break
    assert set(walk.done) == set(CHANGES)
    for phone in [client for client in following if isinstance(client, Phone)]:
        assert phone.follower.bodies == read_whole(phone)


def clients(web: str, association: Association, folder: Path) -> dict[Client, int]:
    """Each comes by at every visit, or at one in so many."""
    municipality = association.municipality
    user = coordinator_of(municipality)
    half = District.objects.get(name=HALVES[0])
    return {
        Phone(web, user, association, START): 2,
        Phone(web, user, half, START, limit=25): 1,
        Phone(web, user, municipality, START): 6,
        Subscriber(web, association, START): 2,
        Computer(folder, web, user, (association, municipality), START): 14,
    }


def read_whole(phone: Phone) -> dict[str, str]:
    """What its calendar is made of now, byte for byte, by address."""
    entries = entries_in(open_calendar(calendar_over(phone.owner), now=present.now()))
    return {f"{phone.follower.path}{name}.ics": build_object(entry).decode() for name, entry in entries.items()}
