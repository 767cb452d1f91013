"""The bench of texts on their way out: that its nights are due and its page can be made. No time is asserted."""

from typing import Any

import pytest

from bench.loading import load_set
from bench.moment import START
from bench.sending import main
from bench.sending_figures import Reminding, Sending, page
from bench.sending_nights import write_nights
from bench.sets import SIZES
from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.reminders import remind_crews
from scheduling.models import Attendance, Shift

REMINDERS = 40


@pytest.fixture
def nights(transactional_db: None, settings: Any) -> None:
    settings.CLOCK = "bench.moment.now"
    load_set(SIZES["S"])
    write_nights(REMINDERS)


def test_everyone_of_the_nights_is_reminded_at_once_and_nobody_else(nights: None) -> None:
    assert remind_crews(START) == REMINDERS
    assert remind_crews(START) == 0
    queued = OutboundMessage.objects.filter(state=OutboundState.QUEUED)
    assert queued.filter(kind="reminder", due_at__lte=START).count() == REMINDERS
    assert len(set(queued.values_list("to_number", flat=True))) == REMINDERS


def test_the_nights_are_sound(nights: None) -> None:
    added = Shift.objects.filter(night=START.date())
    assert [shift.confirmed_count for shift in added] == [5] * (REMINDERS // 5)
    assert [shift.leader_count for shift in added] == [1] * (REMINDERS // 5)
    strangers = [
        one
        for one in Attendance.objects.filter(shift__in=added).select_related("volunteer", "shift__association")
        if one.volunteer.municipality_id != one.shift.association.municipality_id
    ]
    assert strangers == []


def test_the_page_says_which_figures_are_met() -> None:
    reminding = [Reminding(100_000, 61.0, 4, 9.5)]
    sending = [Sending(50, 1, 250.0, {"worker 1": 0.5}), Sending(50, 2, 400.0, {"worker 1": 0.4})]
    text = page(reminding, sending, busy=0.1)
    assert "| 100,000 | 61.0 | **no** | 4 | 9.5 MB |" in text
    assert "| 50 ms | 1 | 250 | yes | – | worker 1 50% |" in text
    assert "| 50 ms | 2 | 400 | yes | 1.60 × (**no**, bar 1.7) | worker 1 40% |" in text


def test_a_database_that_is_not_the_benchs_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "postgres:///lykta"]) == 2
    assert "bench" in capsys.readouterr().err
