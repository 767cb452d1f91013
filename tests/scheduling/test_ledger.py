"""What a month of texts came to, and whose month it was."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from messaging.enums import Channel, OutboundState, Reason
from scheduling.domain.ledger import Account, ledger_of, ledger_of_month, ledger_of_nobody, ledger_of_town, spent_by
from scheduling.domain.months import Month
from scheduling.models import InboxItem
from tests.factories import AssociationFactory
from tests.scheduling.ledger_rows import OCTOBER, answer_from, text_of
from volunteers.models import Association, Municipality

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONTH = Month(date(2026, 10, 1))
pytestmark = pytest.mark.django_db


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory(name="Vårby IF")
    return made


@pytest.mark.parametrize(
    ("first", "since", "until", "hours"),
    [
        (date(2026, 10, 1), "2026-09-30T22:00", "2026-10-31T23:00", 31 * 24 + 1),  # the clocks go back on the 25th
        (date(2027, 3, 1), "2027-02-28T23:00", "2027-03-31T22:00", 31 * 24 - 1),  # and forward on the 28th
        (date(2026, 12, 1), "2026-11-30T23:00", "2026-12-31T23:00", 31 * 24),
    ],
)
def test_month_begins_at_local_midnight(first: date, since: str, until: str, hours: int) -> None:
    bounds = Month(first).bounds(STOCKHOLM)
    assert [f"{moment:%Y-%m-%dT%H:%M}" for moment in bounds] == [since, until]
    assert bounds[1] - bounds[0] == timedelta(hours=hours)


@pytest.mark.parametrize("month", [date(2026, 10, 1), date(2027, 3, 1)])
def test_text_belongs_to_the_local_month_it_was_written_in(association: Association, month: date) -> None:
    since, until = Month(month).bounds(STOCKHOLM)
    for moment in (since - timedelta(seconds=1), since, until - timedelta(seconds=1), until):
        text_of(association, created_at=moment)
    assert ledger_of_month(association, Month(month)).texts == 2


def test_month_steps_over_new_year_and_reads_what_it_writes() -> None:
    assert (MONTH.shifted(3).key, MONTH.shifted(-10).key) == ("2027-01", "2025-12")
    assert [Month.read(text) for text in ("2026-10", "2026-13", "x", "")] == [MONTH, None, None, None]
    assert [MONTH.words(language) for language in ("sv", "en")] == ["oktober 2026", "October 2026"]


def test_account_tells_what_left_and_what_did_not(association: Association) -> None:
    text_of(association, segments=2, price=Decimal("1.10"), price_unit="SEK")
    text_of(association, state=OutboundState.SENT)
    text_of(association, state=OutboundState.UNDELIVERED, price=Decimal("-0.55"), price_unit="SEK")
    text_of(association, state=OutboundState.FAILED, reason=Reason.BAD_NUMBER)
    text_of(association, state=OutboundState.QUEUED)
    text_of(association, state=OutboundState.DROPPED, reason=Reason.EXPIRED)
    text_of(association, channel=Channel.VOICE, price=Decimal("0.20"), price_unit="SEK")
    text_of(association, channel=Channel.EMAIL)
    text_of(AssociationFactory())
    assert ledger_of_month(association, MONTH) == Account(
        texts=3,
        segments=4,
        calls=1,
        emails=1,
        waiting=1,
        under_way=1,
        delivered=1,
        lost=2,
        dropped={"expired": 1},
        reported={"SEK": Decimal("1.85")},
        estimate=Decimal("0.60"),
    )


def test_cost_is_the_providers_word_in_kronor_and_an_estimate_of_the_rest(association: Association) -> None:
    text_of(association, price=Decimal("0.55"), price_unit="SEK")
    text_of(association, segments=3)
    text_of(association, segments=2, price=Decimal("0.09"), price_unit="USD")
    account = ledger_of_month(association, MONTH)
    assert (account.cost, account.estimate, account.foreign) == (
        Decimal("3.55"),
        Decimal("3.00"),
        {"USD": Decimal("0.09")},
    )
    since, until = MONTH.bounds(STOCKHOLM)
    assert spent_by([association.pk], since=since, until=until) == {association.pk: Decimal("3.55")}


def test_delivered_share_is_of_those_whose_fate_is_known(association: Association) -> None:
    assert ledger_of_month(association, MONTH).delivered_percent is None
    for state in ("delivered", "delivered", "failed", "sent", "queued"):
        text_of(association, state=state)
    assert ledger_of_month(association, MONTH).delivered_percent == 66
    for _n in range(300):
        text_of(association, state="delivered")
    assert ledger_of_month(association, MONTH).delivered_percent == 99


def test_answer_belongs_to_whoever_texted_the_number_last(association: Association) -> None:
    neighbour = AssociationFactory(municipality=association.municipality)
    text_of(association, created_at=OCTOBER - timedelta(days=40))
    text_of(neighbour, created_at=OCTOBER - timedelta(days=1))
    text_of(association, created_at=OCTOBER + timedelta(days=1))
    answer_from("+46701740614")
    answer_from("+46701740614", outcome="unclear", received_at=OCTOBER + timedelta(days=2))
    since, until = MONTH.bounds(STOCKHOLM)
    accounts = ledger_of([association.pk, neighbour.pk], since=since, until=until)
    assert {pk: (one.answers, one.acted_on) for pk, one in accounts.items()} == {
        association.pk: (1, 0),
        neighbour.pk: (1, 1),
    }


def test_texts_of_an_unknown_number_are_the_municipalitys_and_no_associations(association: Association) -> None:
    town = association.municipality
    inbound = answer_from("+46701740688", outcome="nobody")
    InboxItem.objects.create(inbound=inbound, concern="unknown_number", municipality=town)
    text_of(None, to_number="+46701740688", lane=town.pk)
    text_of(None, to_number="+46701740688", lane=town.pk + 1)
    since, until = MONTH.bounds(STOCKHOLM)
    nobody = ledger_of_nobody(town, since=since, until=until)
    assert (nobody.texts, nobody.answers, nobody.acted_on) == (1, 1, 0)
    town_ledger = ledger_of_town(town, MONTH)
    assert (town_ledger.nobody, town_ledger.total) == (nobody, nobody)


def test_queries_of_a_town_are_few_however_many_associations(
    association: Association, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        text_of(AssociationFactory(municipality=association.municipality))
    with django_assert_num_queries(5):
        assert ledger_of_town(association.municipality, MONTH).total.texts == 5


DAYS = st.integers(min_value=-40, max_value=40)
TEXTS = st.lists(
    st.fixed_dictionaries(
        {
            "owner": st.sampled_from([None, 0, 1, 2]),
            "created_at": DAYS.map(lambda days: OCTOBER + timedelta(days=days)),
            "state": st.sampled_from(OutboundState.values),
            "channel": st.sampled_from(Channel.values),
            "reason": st.sampled_from(["", "expired", "ceiling"]),
            "segments": st.integers(min_value=1, max_value=3),
            "price": st.none() | st.decimals(min_value=0, max_value=5, places=4),
            "price_unit": st.sampled_from(["SEK", "USD"]),
            "to_number": st.sampled_from(["+46701740614", "+46701740615", "+46701740616"]),
        }
    ),
    max_size=12,
)
ANSWERS = st.lists(
    st.tuples(st.sampled_from(["+46701740614", "+46701740615", "+46701740616"]), DAYS, st.booleans()), max_size=6
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, answers=ANSWERS)
def test_sum_of_the_associations_is_the_municipalitys(
    association: Association, texts: list[dict[str, object]], answers: list[tuple[str, int, bool]]
) -> None:
    """And what is spent, as the ceiling counts it, is what the ledger shows."""
    town: Municipality = association.municipality
    town.associations.exclude(pk=association.pk).delete()
    owners = [association, *(AssociationFactory(municipality=town) for _ in range(2))]
    for text in texts:
        owner = text.pop("owner")
        price_unit = text.pop("price_unit") if text["price"] is not None else text.pop("price_unit") and ""
        text_of(
            owners[owner] if isinstance(owner, int) else None, **{"lane": town.pk, "price_unit": price_unit, **text}
        )
    for number, days, is_clear in answers:
        answer_from(number, received_at=OCTOBER + timedelta(days=days), outcome="confirmed" if is_clear else "unclear")
    ledger = ledger_of_town(town, MONTH)
    alone = [ledger_of_month(each, MONTH) for each in owners]
    assert sum(alone, start=ledger.nobody) == ledger.total
    since, until = MONTH.bounds(STOCKHOLM)
    spent = spent_by([each.pk for each in owners], since=since, until=until)
    assert [spent.get(each.pk, Decimal(0)) for each in owners] == [account.cost for account in alone]


def test_account_of_another_time_is_empty(association: Association) -> None:
    text_of(association, created_at=datetime(2026, 8, 1, tzinfo=UTC))
    assert ledger_of_month(association, MONTH).is_empty
