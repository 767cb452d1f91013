"""Whatever is counted, lent, found and given up in any order: no vest is in two places, and none is lost track of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldwork.domain.kit.counting import count_in, count_out
from fieldwork.domain.kit.gaps import find, give_up
from fieldwork.domain.kit.loans import lend, take_back
from fieldwork.exceptions import FieldworkError
from fieldwork.models import KitCount, KitGap, KitLoan
from fieldwork.queries.kit import kit_of
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from tests.factories import ShiftFactory, leader_of, member_of
from tests.factories.fieldwork import KitItemFactory

VESTS = 4
BY_CREW = Origin(Door.PERSONAL)
KINDS = ("take", "take", "bring", "bring", "lend", "return", "find", "give up")
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 1), st.integers(0, VESTS + 1)), max_size=16)


class Cupboard:
    """Four vests, and two groups that walk the same night."""

    def __init__(self) -> None:
        self.item = KitItemFactory(quantity=VESTS)
        self.now = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
        self.shifts = [ShiftFactory(association=self.item.association, starts_at=self.now) for _ in range(2)]
        self.user, self.anna = leader_of(self.item.association), member_of(self.item.association)
        self.gone = 0

    def act(self, kind: str, group: int, number: int) -> None:
        self.now += timedelta(minutes=1)
        acts: dict[str, Callable[[int, int], object]] = {
            "take": self.take,
            "bring": self.bring,
            "lend": self.lend,
            "return": self.give_back,
            "find": self.find,
            "give up": self.give_up,
        }
        try:
            acts[kind](group, number)
        except FieldworkError:
            return

    def take(self, group: int, number: int) -> None:
        count_out(self.shifts[group], {self.item.pk: number}, origin=BY_CREW, by=self.anna, now=self.now)

    def bring(self, group: int, number: int) -> None:
        count_in(self.shifts[group], {self.item.pk: number}, note="", origin=BY_CREW, by=self.anna, now=self.now)

    def lend(self, _group: int, number: int) -> None:
        number, today = max(number, 1), self.now.date()
        lend(self.item, self.anna, number=number, due_on=None, by=self.user, today=today, now=self.now)

    def give_back(self, _group: int, number: int) -> None:
        for loan in KitLoan.objects.filter(item=self.item, returned_at=None)[:1]:
            take_back(loan, number=number, by=self.user, now=self.now)

    def find(self, _group: int, number: int) -> None:
        for gap in KitGap.objects.filter(item=self.item, ended_at=None)[:1]:
            find(gap, number=number, by=self.user, now=self.now)

    def give_up(self, _group: int, number: int) -> None:
        for gap in KitGap.objects.filter(item=self.item, ended_at=None)[:1]:
            give_up(gap, number=number, by=self.user, now=self.now)
            self.gone += number

    def assert_sound(self) -> None:
        item = kit_of(self.item.association).get()
        assert item.quantity == VESTS - self.gone
        assert 0 <= item.out + item.lent + item.missing <= item.quantity
        for count in KitCount.objects.filter(item=self.item).exclude(in_at=None):
            missed = sum(KitGap.objects.filter(shift=count.shift).values_list("number", flat=True))
            assert missed == count.taken - (count.returned or 0)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_every_vest_is_in_one_place(steps: list[tuple[str, int, int]]) -> None:
    cupboard = Cupboard()
    for step in steps:
        cupboard.act(*step)
        cupboard.assert_sound()
