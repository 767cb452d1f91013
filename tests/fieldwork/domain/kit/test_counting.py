"""Counting out, counting in, and what is missing between the two."""

import re
from datetime import timedelta

import pytest

from fieldwork.domain.kit.counting import count_in, count_out
from fieldwork.domain.kit.gaps import find
from fieldwork.enums import FieldEventKind, GapEnd
from fieldwork.exceptions import AlreadyCounted, MoreThanThereIs, NotTonight
from fieldwork.models import FieldEvent, KitCount, KitGap, KitItem
from fieldwork.queries.kit import kit_of
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState, Door, ShiftState
from scheduling.models import Shift
from tests.factories import AttendanceFactory, ShiftFactory, leader_of, member_of
from tests.factories.fieldwork import KitItemFactory
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
BY_SELF = Origin(Door.PERSONAL)
WEEK = timedelta(weeks=1)


class Night:
    """A group with Karin as its leader, and three vests, a phone and a bag."""

    def __init__(self) -> None:
        self.shift: Shift = ShiftFactory(confirmed_count=1, leader_count=1)
        self.karin: Volunteer = member_of(self.shift.association, name="Karin Öberg")
        AttendanceFactory(shift=self.shift, volunteer=self.karin, state=AttendanceState.CONFIRMED, is_leader=True)
        self.vests = self.thing("vest", "Gula västar", 3)
        self.phone = self.thing("phone", "Telefon", 1)

    def thing(self, kind: str, label: str, quantity: int) -> KitItem:
        item: KitItem = KitItemFactory(association=self.shift.association, kind=kind, label=label, quantity=quantity)
        return item

    def next_week(self) -> "Night":
        """The same things and people, a week later."""
        later = object.__new__(Night)
        later.__dict__ = {**self.__dict__}
        later.shift = ShiftFactory(
            association=self.shift.association, route=self.shift.route, starts_at=self.shift.starts_at + WEEK
        )
        return later

    def out(self, vests: int = 0, phone: int = 0) -> None:
        taken = {self.vests.pk: vests, self.phone.pk: phone}
        count_out(self.shift, taken, origin=BY_SELF, by=self.karin, now=self.shift.starts_at)

    def home(self, vests: int = 0, phone: int = 0, note: str = "") -> None:
        returned = {self.vests.pk: vests, self.phone.pk: phone}
        count_in(self.shift, returned, note=note, origin=BY_SELF, by=self.karin, now=self.shift.ends_at)

    def vests_now(self) -> tuple[int, int, int]:
        item = kit_of(self.shift.association).get(pk=self.vests.pk)
        return item.out, item.lent, item.missing

    def told(self) -> list[tuple[str, str]]:
        return list(FieldEvent.objects.filter(shift=self.shift).order_by("pk").values_list("kind", "detail"))


def test_three_vests_go_out_and_two_come_home() -> None:
    night = Night()
    night.out(vests=3, phone=1)
    assert night.vests_now() == (3, 0, 0)
    night.home(vests=2, phone=1, note="Anna har den hemma")
    gap = KitGap.objects.get()
    assert (gap.item, gap.number, gap.had_by, gap.note) == (night.vests, 1, night.karin, "Anna har den hemma")
    assert night.vests_now() == (0, 0, 1)
    assert night.told() == [
        (FieldEventKind.KIT_OUT, "Telefon (1 st) och Gula västar (3 st)"),
        (FieldEventKind.KIT_IN, "Telefon (1 st) och Gula västar (2 st). Saknas: Gula västar (1 st)"),
    ]


def test_who_counts_again_corrects_the_number_and_the_same_again_writes_nothing() -> None:
    night = Night()
    night.out(vests=2, phone=1)
    night.out(vests=3)
    night.out(vests=3)
    assert [(count.item, count.taken) for count in KitCount.objects.all()] == [(night.vests, 3)]
    night.home(vests=1)
    night.home(vests=2)
    assert [gap.number for gap in KitGap.objects.all()] == [1]
    night.home(vests=3)
    night.home(vests=3)
    assert not KitGap.objects.exists()
    assert [kind for kind, _detail in night.told()] == ["kit_out", "kit_out", "kit_in", "kit_in", "kit_in"]


def test_a_leader_counts_at_a_page_for_somebody_else() -> None:
    night = Night()
    user = leader_of(night.shift.association)
    taken = {night.vests.pk: 1}
    at_page = Origin(Door.PAGE, actor=user)
    count_out(night.shift, taken, origin=at_page, by=None, now=night.shift.starts_at)
    count_in(night.shift, taken, note="", origin=at_page, by=None, now=night.shift.ends_at)
    count = KitCount.objects.get()
    assert (count.out_by, count.out_by_user, count.in_by, count.in_by_user) == (None, user, None, user)


def test_missing_vests_that_the_next_group_takes_along_are_found() -> None:
    night = Night()
    night.out(vests=3)
    night.home(vests=1)
    later = night.next_week()
    later.out(vests=2)
    assert later.vests_now() == (2, 0, 1)
    found = KitGap.objects.get(end=GapEnd.FOUND)
    assert (found.number, found.shift, found.ended_at) == (1, night.shift, later.shift.starts_at)
    with pytest.raises(MoreThanThereIs, match=re.escape("Det finns Gula västar (3 st).")):
        later.out(vests=4)
    later.out(vests=3)
    assert later.vests_now() == (3, 0, 0)


def test_what_another_group_has_cannot_be_taken() -> None:
    night = Night()
    night.out(vests=2)
    beside = night.next_week()
    Shift.objects.filter(pk=beside.shift.pk).update(starts_at=night.shift.starts_at, ends_at=night.shift.ends_at)
    beside.shift.refresh_from_db()
    with pytest.raises(MoreThanThereIs, match=re.escape("Så många finns inte här. Det finns Gula västar (1 st).")):
        beside.out(vests=2)
    assert beside.vests_now() == (2, 0, 0)


def test_no_more_comes_home_than_went_out() -> None:
    night = Night()
    night.out(vests=2)
    with pytest.raises(MoreThanThereIs, match=re.escape("Gruppen tog ut Gula västar (2 st).")):
        night.home(vests=3)
    assert KitCount.objects.get().in_at is None


def test_what_has_come_home_is_not_counted_out_again_the_same_night() -> None:
    night = Night()
    night.out(vests=2)
    night.home(vests=2)
    with pytest.raises(AlreadyCounted, match="Gula västar är redan inräknat"):
        night.out(vests=3)


def test_what_somebody_has_seen_to_is_not_counted_anew() -> None:
    night = Night()
    night.out(vests=3)
    night.home(vests=2)
    find(KitGap.objects.get(), number=1, by=None, now=night.shift.ends_at)
    with pytest.raises(AlreadyCounted, match="Någon har redan tagit hand om det: Gula västar"):
        night.home(vests=1)


def test_what_came_home_and_was_taken_by_the_next_group_was_there() -> None:
    night = Night()
    night.out(vests=3)
    night.home(vests=3)
    night.next_week().out(vests=3)
    with pytest.raises(AlreadyCounted):
        night.home(vests=2)
    assert night.vests_now() == (3, 0, 0)


@pytest.mark.parametrize(
    ("hours", "state"),
    [(-13, ShiftState.PUBLISHED), (4, ShiftState.PUBLISHED), (0, ShiftState.CANCELLED), (0, ShiftState.DRAFT)],
)
def test_counting_out_is_for_nights_that_are_near_or_on(hours: int, state: ShiftState) -> None:
    night = Night()
    Shift.objects.update(state=state)
    with pytest.raises(NotTonight):
        count_out(
            night.shift,
            {night.vests.pk: 1},
            origin=BY_SELF,
            by=night.karin,
            now=night.shift.starts_at + timedelta(hours=hours),
        )
    assert not KitCount.objects.exists()


def test_things_of_another_association_are_left_alone() -> None:
    night, other = Night(), KitItemFactory()
    count_out(night.shift, {other.pk: 1}, origin=BY_SELF, by=night.karin, now=night.shift.starts_at)
    assert not KitCount.objects.exists()
