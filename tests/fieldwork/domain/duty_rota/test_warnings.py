"""A night that nobody has the duty of is warned of a week ahead and the day before, to those who can mend it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries, Settings

from fieldwork.domain.duty_rota.mails import mail_warnings
from fieldwork.domain.duty_rota.warnings import warn_of_uncovered_duty
from messaging.models import OutboundMessage
from scheduling.models import Shift
from tests.factories import AssociationFactory, MunicipalityFactory, ShiftFactory, coordinator_of, leader_of, member_of
from tests.factories.fieldwork import DutyTurnFactory
from volunteers.models import Association

pytestmark = pytest.mark.django_db

STARTS = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
WEEK_BEFORE, DAY_BEFORE = STARTS - timedelta(days=7), STARTS - timedelta(days=1)
CONTACT = "+46701740610"


@pytest.fixture
def shift() -> Shift:
    """Of an association that keeps no rota of its own."""
    association: Association = AssociationFactory(
        municipality=MunicipalityFactory(name="Lyktköping"), contact_number="+46701740611"
    )
    made: Shift = ShiftFactory(association=association)
    return made


def warn(now: datetime) -> int:
    told = warn_of_uncovered_duty(now)
    mail_warnings(now)
    return told


def covered(shift: Shift, **fields: object) -> None:
    DutyTurnFactory(municipality=shift.association.municipality, **fields)


def test_night_is_warned_of_a_week_ahead_and_once_more_the_day_before(shift: Shift) -> None:
    coordinator_of(shift.association.municipality)
    told = [warn(WEEK_BEFORE - timedelta(minutes=1)), warn(WEEK_BEFORE), warn(WEEK_BEFORE + timedelta(hours=1))]
    told += [warn(DAY_BEFORE - timedelta(minutes=1)), warn(DAY_BEFORE), warn(DAY_BEFORE), warn(STARTS)]
    assert told == [0, 1, 0, 0, 1, 0, 0]
    assert [message.subject for message in mail.outbox] == ["Jour saknas: Lyktköping"] * 2
    assert OutboundMessage.objects.filter(kind="duty_gap", to_number=CONTACT).count() == 2


def test_text_and_mail_say_which_night_and_where_to_mend_it(shift: Shift, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://lykta.example"
    town = shift.association.municipality
    coordinator = coordinator_of(town)
    warn(WEEK_BEFORE)
    text = OutboundMessage.objects.get()
    assert text.body == (
        "Jour saknas: Lyktköping har ingen i jour fre 16/10 kl 20.30-01.30. Sätt någon på jouren. "
        f"https://lykta.example/jour/kommun/{town.pk}"
    )
    (message,) = mail.outbox
    assert message.to == [coordinator.email]
    assert "- fredag 16 oktober" in message.body
    assert "går ett larm till 070-174 06 10." in message.body
    assert message.body.endswith(f"https://lykta.example/jour/kommun/{town.pk}")


def test_covered_night_is_not_warned_of(shift: Shift) -> None:
    covered(shift)
    assert (warn(WEEK_BEFORE), warn(DAY_BEFORE)) == (0, 0)


def test_night_covered_in_part_is_warned_of_for_the_rest(shift: Shift) -> None:
    covered(shift, starts_at=STARTS, ends_at=STARTS + timedelta(hours=4))
    assert warn(DAY_BEFORE) == 1
    assert "fre 16/10" not in OutboundMessage.objects.get().body  # the hour that is left is Saturday's
    assert "lör 17/10 kl 00.30-01.30" in OutboundMessage.objects.get().body


def test_two_nights_are_told_of_together(shift: Shift) -> None:
    ShiftFactory(association=shift.association, starts_at=STARTS + timedelta(days=1))
    assert warn(WEEK_BEFORE + timedelta(days=2)) == 2
    assert "och en natt till" in OutboundMessage.objects.get().body


@pytest.mark.parametrize("state", ["draft", "cancelled", "done"])
def test_night_that_nobody_is_to_walk_needs_no_duty(shift: Shift, state: str) -> None:
    Shift.objects.update(state=state)
    assert warn(DAY_BEFORE) == 0


def test_association_is_warned_where_it_keeps_a_rota_or_has_no_contact(shift: Shift) -> None:
    covered(shift)
    association = shift.association
    leader = leader_of(association)
    member_of(association, mobile="+46701740633", email=leader.email)
    assert warn(WEEK_BEFORE) == 0
    turn = DutyTurnFactory(association=association, starts_at=STARTS - timedelta(days=14))
    assert warn(WEEK_BEFORE + timedelta(hours=1)) == 1
    texts = OutboundMessage.objects.order_by("to_number")
    assert [(text.to_number, text.payer) for text in texts] == [
        ("+46701740611", association.pk),
        ("+46701740633", association.pk),
    ]
    assert [message.to for message in mail.outbox] == [[leader.email]]
    turn.delete()
    association.contact_number = ""
    association.save()
    assert warn(DAY_BEFORE) == 1


def test_mail_that_was_not_taken_is_tried_again(shift: Shift, settings: Settings) -> None:
    coordinator_of(shift.association.municipality)
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert warn(WEEK_BEFORE) == 1
    settings.EMAIL_BACKEND = works
    assert warn(WEEK_BEFORE + timedelta(minutes=15)) == 0
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_sweep_of_covered_nights_costs_the_same_however_many(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(count):
        shift = ShiftFactory()
        covered(shift)
        DutyTurnFactory(association=shift.association)
    with django_assert_num_queries(3):
        assert warn_of_uncovered_duty(DAY_BEFORE) == 0
