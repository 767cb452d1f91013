"""Two leaders count at once: the last vests go with one of the groups, and what is found is found once."""

from datetime import UTC, datetime
from functools import partial

import pytest

from fieldwork.domain.kit.counting import count_in, count_out
from fieldwork.domain.kit.gaps import find, give_up
from fieldwork.exceptions import AlreadyCounted, MoreThanThereIs
from fieldwork.models import KitCount, KitGap, KitItem
from fieldwork.queries.kit import kit_of
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from tests.factories import ShiftFactory, leader_of
from tests.factories.fieldwork import KitItemFactory
from tests.support.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW = datetime(2026, 10, 16, 19, 0, tzinfo=UTC)
BY_SELF = Origin(Door.PERSONAL)


def test_the_last_vests_go_with_one_group() -> None:
    vests: KitItem = KitItemFactory(quantity=3)
    shifts = [ShiftFactory(association=vests.association) for _ in range(4)]
    jobs = [partial(count_out, one, {vests.pk: 2}, origin=BY_SELF, by=None, now=NOW) for one in shifts]
    results = at_once(*jobs)
    assert sorted(type(result).__name__ for result in results) == ["MoreThanThereIs"] * 3 + ["list"]
    assert KitCount.objects.get().taken == 2
    assert MoreThanThereIs in {type(result) for result in results}


def test_the_same_group_counted_in_twice_at_once_misses_once() -> None:
    vests: KitItem = KitItemFactory(quantity=3)
    shift = ShiftFactory(association=vests.association)
    count_out(shift, {vests.pk: 3}, origin=BY_SELF, by=None, now=NOW)
    job = partial(count_in, shift, {vests.pk: 2}, note="", origin=BY_SELF, by=None, now=NOW)
    at_once(job, job, job)
    assert [gap.number for gap in KitGap.objects.all()] == [1]


def test_what_is_found_and_given_up_at_once_ends_in_one_way() -> None:
    vests: KitItem = KitItemFactory(quantity=3)
    gap = KitGap.objects.create(item=vests, number=1, since=NOW)
    user = leader_of(vests.association)
    results = at_once(
        partial(find, gap, number=1, by=user, now=NOW),
        partial(give_up, gap, number=1, by=user, now=NOW),
        partial(find, gap, number=1, by=user, now=NOW),
    )
    assert sum(isinstance(result, AlreadyCounted) for result in results) == 2
    item = kit_of(vests.association).get()
    assert (item.missing, item.quantity in {2, 3}, KitGap.objects.count()) == (0, True, 1)
