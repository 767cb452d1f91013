"""The weekly e-mail about what was to be mended by now."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from fieldwork.domain.referrals.answering import Answer, answer_referral
from fieldwork.domain.referrals.reminding import remind_of_late
from fieldwork.enums import ReferralState
from fieldwork.models import LateReminder
from fieldwork.queries.referrals import late_of
from tests.factories import coordinator_of
from tests.fieldwork.domain.referrals.handed import DAY, MONDAY, TARGET, WEEK, Town

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)  # Monday at nine in Sweden, a week after the day it was to be mended


@pytest.fixture
def town() -> Town:
    town = Town()
    town.told_by_hand()
    return town


def test_coordinators_hear_once_a_week_of_what_is_late(town: Town) -> None:
    other = coordinator_of(town.town)
    assert [remind_of_late(DUE + timedelta(hours=hour)) for hour in range(3)] == [1, 0, 0]
    assert remind_of_late(DUE + WEEK) == 1
    letter = mail.outbox[0]
    assert sorted(letter.to) == sorted([town.maria.email, other.email])
    assert letter.subject == "1 iakttagelse skulle ha varit åtgärdad"
    line = "- VA-7K3F En lampa är trasig, Tunneln mot Masmo. Huge. Skulle vara klart måndag 2 november, 7 dagar sen.\n"
    assert line in letter.body
    assert letter.body.endswith("/overlamningar")


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (datetime(2026, 11, 2, 10, 0, tzinfo=UTC), 0),  # the very day is not too late
        (datetime(2026, 11, 9, 6, 59, tzinfo=UTC), 0),  # not before eight
        (datetime(2026, 11, 9, 7, 0, tzinfo=UTC), 1),
        (datetime(2026, 11, 11, 3, 0, tzinfo=UTC), 1),  # later in the week if the machine stood still
    ],
)
def test_it_comes_on_monday_morning_or_as_soon_as_it_can(town: Town, now: datetime, told: int) -> None:
    assert remind_of_late(now) == told


def test_what_is_promised_for_a_later_day_is_not_late_until_then(town: Town) -> None:
    (referral,) = late_of(town.town, today=DUE.date())
    promise = Answer(to=ReferralState.PLANNED, planned_on=date(2026, 11, 20))
    answer_referral(referral, promise, origin=town.by_maria, now=MONDAY + DAY)
    assert late_of(town.town, today=date(2026, 11, 20)) == []
    assert late_of(town.town, today=date(2026, 11, 21)) == [referral]


def test_nothing_is_said_where_nothing_is_late(town: Town) -> None:
    assert MONDAY.date() < TARGET
    assert (remind_of_late(MONDAY), mail.outbox, LateReminder.objects.count()) == (0, [], 0)


def test_reminder_that_could_not_be_mailed_comes_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: Any) -> int:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", down)
        assert remind_of_late(DUE) == 0
    assert remind_of_late(DUE + timedelta(hours=1)) == 1
