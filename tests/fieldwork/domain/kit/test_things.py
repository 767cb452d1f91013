"""What there is to lend, what members have at home, and what is found or given up."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from fieldwork.domain.kit.gaps import find, give_up
from fieldwork.domain.kit.items import add_item, put_away, revise_item
from fieldwork.domain.kit.loans import lend, take_back
from fieldwork.enums import GapEnd
from fieldwork.exceptions import (
    AlreadyCounted,
    AlreadyThere,
    FieldworkError,
    MoreThanThereIs,
    StillOut,
    TellsTooMuch,
    WrongTimes,
)
from fieldwork.models import KitGap, KitItem, KitLoan
from fieldwork.queries.kit import kit_of, loans_open
from tests.factories import AssociationFactory, leader_of, member_of
from tests.factories.fieldwork import KitItemFactory
from volunteers.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
TODAY = date(2026, 10, 12)


@pytest.fixture
def vests() -> KitItem:
    item: KitItem = KitItemFactory(label="Gula västar")
    return item


@pytest.fixture
def leader(vests: KitItem) -> User:
    user: User = leader_of(vests.association)
    return user


def missing(item: KitItem, number: int) -> KitGap:
    return KitGap.objects.create(item=item, number=number, since=NOW)


def away(item: KitItem) -> tuple[int, int, int]:
    found = kit_of(item.association).get()
    return found.quantity, found.lent, found.missing


@pytest.mark.parametrize("words", ["Skåpet, kod 1234", "Nyckelskåp 482913", "Kod:12345#"])
def test_no_code_is_kept(words: str) -> None:
    with pytest.raises(TellsTooMuch, match="Det ser ut som en kod"):
        add_item(AssociationFactory(), kind="key", label="Nyckel", quantity=1, kept_at=words)


@pytest.mark.parametrize("words", ["", "Vårby gårds centrum 12, 2 tr", "Rum 101", "Hos Karin"])
def test_where_a_thing_is_kept_is_kept(words: str) -> None:
    assert add_item(AssociationFactory(), kind="key", label="Nyckel", quantity=1, kept_at=words).kept_at == words


def test_no_personal_number_is_kept() -> None:
    with pytest.raises(TellsTooMuch, match="personnummer"):
        add_item(AssociationFactory(), kind="key", label="Nyckel", quantity=1, kept_at="Hos 19850412-2389")


def test_a_name_stands_once_in_an_association(vests: KitItem) -> None:
    with pytest.raises(AlreadyThere, match="Gula västar finns redan"):
        add_item(vests.association, kind="vest", label="Gula västar", quantity=2, kept_at="")
    add_item(AssociationFactory(), kind="vest", label="Gula västar", quantity=2, kept_at="")


def test_never_fewer_than_are_elsewhere_and_never_put_away_while_any_is(vests: KitItem, leader: User) -> None:
    missing(vests, 1)
    loan = lend(vests, member_of(vests.association), number=1, due_on=None, by=leader, today=TODAY, now=NOW)
    facts = {"kind": "vest", "label": "Västar", "kept_at": ""}
    with pytest.raises(MoreThanThereIs, match="2 är ute, utlånade eller saknas"):
        revise_item(vests, quantity=1, **facts)
    assert revise_item(vests, quantity=2, **facts).quantity == 2
    with pytest.raises(StillOut):
        put_away(vests)
    take_back(loan, number=1, by=leader, now=NOW)
    find(KitGap.objects.get(), number=1, by=leader, now=NOW)
    put_away(vests)
    assert not kit_of(vests.association).exists()


def test_a_vest_is_signed_out_to_a_member_and_returned(vests: KitItem, leader: User) -> None:
    anna = member_of(vests.association, name="Anna Lindqvist")
    loan = lend(vests, anna, number=2, due_on=TODAY + timedelta(days=7), by=leader, today=TODAY, now=NOW)
    assert (away(vests), list(loans_open(vests.association))) == ((4, 2, 0), [loan])
    assert take_back(loan, number=2, by=leader, now=NOW) is None
    assert (away(vests), list(loans_open(vests.association))) == ((4, 0, 0), [])
    with pytest.raises(AlreadyCounted, match="Lånet är redan avslutat"):
        take_back(loan, number=2, by=leader, now=NOW)


def test_what_is_not_returned_of_a_loan_is_missing_and_the_borrower_had_it(vests: KitItem, leader: User) -> None:
    anna = member_of(vests.association)
    loan = lend(vests, anna, number=2, due_on=None, by=leader, today=TODAY, now=NOW)
    with pytest.raises(MoreThanThereIs, match=re.escape("Lånet gäller Gula västar (2 st).")):
        take_back(loan, number=3, by=leader, now=NOW)
    gap = take_back(loan, number=1, by=leader, now=NOW)
    assert gap is not None
    assert (gap.number, gap.had_by, away(vests)) == (1, anna, (4, 0, 1))


def test_only_what_is_here_is_lent_and_not_until_a_day_that_has_been(vests: KitItem, leader: User) -> None:
    missing(vests, 3)
    anna = member_of(vests.association)
    refused: list[type[FieldworkError]] = []
    for number, due_on in ((2, None), (1, TODAY - timedelta(days=1))):
        try:
            lend(vests, anna, number=number, due_on=due_on, by=leader, today=TODAY, now=NOW)
        except FieldworkError as error:
            refused.append(type(error))
    assert (refused, KitLoan.objects.count()) == ([MoreThanThereIs, WrongTimes], 0)


def test_what_is_found_in_part_goes_on_missing_for_the_rest(vests: KitItem, leader: User) -> None:
    gap = missing(vests, 3)
    with pytest.raises(MoreThanThereIs, match="Det saknas 3"):
        find(gap, number=4, by=leader, now=NOW)
    ended = find(gap, number=2, by=leader, now=NOW)
    assert (ended.number, ended.end, ended.ended_by, away(vests)) == (2, GapEnd.FOUND, leader, (4, 0, 1))
    with pytest.raises(AlreadyCounted):
        find(gap, number=1, by=leader, now=NOW)


def test_what_is_given_up_makes_the_association_have_fewer(vests: KitItem, leader: User) -> None:
    assert give_up(missing(vests, 3), number=1, by=leader, now=NOW).end == GapEnd.GONE
    assert away(vests) == (3, 0, 2)
