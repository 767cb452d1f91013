"""The bench of the follow-up: that its nights are counted, and the page; no times."""

from typing import Any

import pytest

from bench.follow_up import main, page
from bench.follow_up_work import measure_all
from bench.loading import load_set
from bench.sets import SIZES
from fieldwork.models import CheckIn, Observation


def test_nights_of_the_set_are_walked_and_counted(transactional_db: None, settings: Any) -> None:
    settings.CLOCK = "bench.moment.now"
    load_set(SIZES["S"])
    run: dict[str, Any] = measure_all(1)
    assert [(step["towns"], step["nights"] > 100) for step in run["growth"]] == [(1, True)]
    assert CheckIn.objects.exists()
    assert Observation.objects.exists()


def test_page_says_which_bars_are_met() -> None:
    steps = [
        {"towns": 1, "nights": 1200, "median": 300.0, "p95": 400.0, "work": 280.0},
        {"towns": 2, "nights": 2400, "median": 600.0, "p95": 800.0, "work": 560.0},
        {"towns": 10, "nights": 12000, "median": 4000.0, "p95": 6000.0, "work": 2800.0},
    ]
    text = page([{"database": "SQLite 3.40.1", "growth": steps, "page": [900.0, 950.0]}], times=5, busy=0.1)
    assert "| 1 | 1,200 | 300 ms | 400 ms | 280 ms | 280 ms | 1000 ms: yes |" in text
    assert "| 2 | 2,400 | 600 ms | 800 ms | 560 ms | 280 ms |  |" in text
    assert "| 10 | 12,000 | 4000 ms | 6000 ms | 2800 ms | 280 ms | 5000 ms: **no** |" in text


def test_a_database_that_is_not_the_benchs_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "sqlite:////tmp/lykta.sqlite3"]) == 2
    assert "bench" in capsys.readouterr().err
