"""Many change and many follow at the same moment: every follower ends equal to the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F

from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.states import changes_since, read_calendar
from scheduling.models import CalendarCollection, CollectionState, Shift
from tests.factories import AssociationFactory, RouteFactory, ShiftFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
ROUNDS = 25


def test_followers_miss_nothing_while_others_commit() -> None:
    association = AssociationFactory()
    route = RouteFactory(municipality=association.municipality)
    nights = [
        ShiftFactory(association=association, route=route, starts_at=NOW + timedelta(days=day)) for day in range(1, 9)
    ]
    pk = calendar_over(association).pk

    def sync(token: str, known: dict[str, str]) -> str:
        reading = read_calendar(CalendarCollection.objects.with_owners().get(pk=pk), now=NOW)
        changes = changes_since(reading, token)
        known.update({entry.name: entry.etag for entry in changes.entries})
        for name in changes.gone:
            known.pop(name, None)
        return changes.token

    def follow(_number: int) -> tuple[str, dict[str, str]]:
        token, known = "", dict[str, str]()
        try:
            for _round in range(ROUNDS):
                token = sync(token, known)
        finally:
            connection.close()
        return token, known

    def change(number: int) -> None:
        try:
            for turn in range(ROUNDS):
                night = nights[(number * 3 + turn) % 8]
                Shift.objects.filter(pk=night.pk).update(
                    revision=F("revision") + 1,
                    state="draft" if turn % 3 == 0 else "published",
                    updated_at=NOW + timedelta(seconds=turn),
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        changing = [pool.submit(change, number) for number in range(4)]
        following = [pool.submit(follow, number) for number in range(4)]
        for one in changing:
            one.result()
        found = [one.result() for one in following]
    present = read_calendar(CalendarCollection.objects.with_owners().get(pk=pk), now=NOW)
    expected = {name: entry.etag for name, entry in present.entries.items()}
    for token, known in found:
        sync(token, known)
        assert known == expected
    numbers = list(CollectionState.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, present.number + 1))
