"""The bench of alarms: that a few groups are swept as many would be, and the page; no times."""

import pytest

from bench.alarms import main, page
from bench.alarms_work import measure_all, send_out, swept
from bench.figures import Figure
from fieldwork.models import AlarmStep
from messaging.models import OutboundMessage


@pytest.mark.django_db
def test_each_group_is_told_once_a_step() -> None:
    send_out(10)
    for minutes in (0, 5, 10, 15):
        swept(10, minutes=minutes)
    assert AlarmStep.objects.count() == 40
    assert OutboundMessage.objects.filter(kind="alarm_duty", channel="sms").exists()


def test_few_groups_are_measured_and_nothing_is_left(transactional_db: None) -> None:
    assert [figure.door for figure in measure_all(10, 1)] == [
        "Opened: 1 groups",
        "Opened: 5 groups",
        "Opened: 10 groups",
        "Nothing due, 10 groups out",
        "Second step: 10 groups",
        "Third step: 10 groups",
        "Fourth step: 10 groups",
    ]


def test_page_says_which_bars_are_met() -> None:
    figures = {"sqlite:///bench": [Figure("Opened: 2,000 groups", 1500, 2500, queries=9, bar=2000, work=1400)]}
    text = page(figures, times=3, busy=0.1)
    assert "## SQLite" in text
    assert "| Opened: 2,000 groups | 1,500 ms | 2,500 ms | 1,400 ms | 9 | 2,000 ms: **no** |" in text


def test_a_database_that_is_not_the_benchs_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "sqlite:////tmp/lykta.sqlite3"]) == 2
    assert "bench" in capsys.readouterr().err
