"""The monthly ceiling: who is over it, and who is told."""

import smtplib
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scheduling.domain.ceilings import is_over_ceiling, spending_of, warn_of_ceilings
from scheduling.models import LedgerWarning, TextPlan
from tests.factories import AssociationFactory, leader_of
from tests.scheduling.ledger_rows import OCTOBER, text_of
from volunteers.models import Association

pytestmark = pytest.mark.django_db


@pytest.fixture
def association() -> Association:
    """One whose ceiling is 10 kronor a month."""
    made: Association = AssociationFactory(name="Vårby IF")
    TextPlan.objects.create(municipality=made.municipality, association=made, month_ceiling=10)
    return made


def spend(association: Association, kronor: str) -> None:
    text_of(association, price=Decimal(kronor), price_unit="SEK")


def test_nobody_is_over_without_a_ceiling(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    free = AssociationFactory()
    spend(free, "5000")
    with django_assert_num_queries(1):
        assert is_over_ceiling([free.pk], OCTOBER) == set()


def test_ceiling_is_over_when_as_much_is_spent(
    association: Association, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    spend(association, "9.99")
    assert is_over_ceiling([association.pk], OCTOBER) == set()
    spend(association, "0.01")
    with django_assert_num_queries(3):
        assert is_over_ceiling([association.pk], OCTOBER) == {association.pk}


def test_texts_that_wait_or_were_dropped_spend_nothing(association: Association) -> None:
    for state in ("queued", "dropped", "failed"):
        text_of(association, state=state, segments=100)
    assert is_over_ceiling([association.pk], OCTOBER) == set()


def test_ceiling_is_of_the_local_month(association: Association) -> None:
    spend(association, "10")
    assert is_over_ceiling([association.pk], OCTOBER + timedelta(days=20)) == set()


def test_ceiling_of_the_municipality_is_each_associations(association: Association) -> None:
    """But one with a plan of its own has its own ceiling, also when that is none."""
    town = association.municipality
    TextPlan.objects.filter(municipality=town, association=None).update(month_ceiling=5)
    plain, frugal, free = (AssociationFactory(municipality=town) for _ in range(3))
    TextPlan.objects.create(municipality=town, association=free)
    for each, kronor in ((plain, "5"), (frugal, "4"), (free, "500"), (association, "6")):
        spend(each, kronor)
    every = [each.pk for each in (association, plain, frugal, free)]
    assert is_over_ceiling(every, OCTOBER) == {plain.pk}
    assert {one.association: one.percent for one in spending_of(every, now=OCTOBER)} == {
        association.pk: 60,
        plain.pk: 100,
        frugal.pk: 80,
    }


def test_ceiling_of_nothing_is_always_reached(association: Association) -> None:
    TextPlan.objects.update(month_ceiling=0)
    assert is_over_ceiling([association.pk], OCTOBER) == {association.pk}


def test_leaders_are_mailed_once_at_each_level(association: Association) -> None:
    leaders = [leader_of(association), leader_of(association)]
    leader_of(AssociationFactory())
    spend(association, "7.99")
    assert warn_of_ceilings(OCTOBER) == 0
    spend(association, "0.01")
    assert [warn_of_ceilings(OCTOBER), warn_of_ceilings(OCTOBER)] == [1, 0]
    spend(association, "2")
    assert [warn_of_ceilings(OCTOBER), warn_of_ceilings(OCTOBER)] == [1, 0]
    assert [letter.subject for letter in mail.outbox] == [
        "Vårby IF har använt 80 procent av månadens tak för sms",
        "Vårby IF har nått månadens tak för sms",
    ]
    assert sorted(mail.outbox[0].to) == sorted(user.email for user in leaders)


def test_one_mail_is_enough_when_both_levels_are_passed_at_once(association: Association) -> None:
    leader_of(association)
    spend(association, "12")
    assert warn_of_ceilings(OCTOBER) == 1
    levels = LedgerWarning.objects.order_by("level").values_list("month", "level")
    assert list(levels) == [(date(2026, 10, 1), 80), (date(2026, 10, 1), 100)]


def test_next_month_warns_anew(association: Association) -> None:
    leader_of(association)
    for moment in (OCTOBER, OCTOBER + timedelta(days=31)):
        text_of(association, price=Decimal(9), price_unit="SEK", created_at=moment)
        assert warn_of_ceilings(moment) == 1


def test_mail_is_tried_again_when_the_server_did_not_take_it(
    association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader_of(association)
    spend(association, "9")

    def refuse(_letter: object) -> int:
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMessage, "send", refuse)
        assert warn_of_ceilings(OCTOBER) == 0
    assert (warn_of_ceilings(OCTOBER), len(mail.outbox)) == (1, 1)


def test_board_tells_of_those_who_are_near_the_ceiling(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    spend(association, "8")
    with time_machine.travel(OCTOBER):
        assert "månadens tak" not in client.get("/pass").content.decode()
        warn_of_ceilings(OCTOBER)
        assert "Vårby IF har använt 80 procent av månadens tak för sms." in client.get("/pass").content.decode()
        spend(association, "2")
        warn_of_ceilings(OCTOBER)
        assert "Vårby IF har nått månadens tak för sms." in client.get("/pass").content.decode()
    with time_machine.travel(OCTOBER + timedelta(days=31)):
        assert "månadens tak" not in client.get("/pass").content.decode()
