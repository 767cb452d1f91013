"""The bench of planning: that a season of 312 nights is made and leaves nothing behind, and the page; no times."""

from typing import Any

import pytest

from bench.figures import Figure
from bench.loading import load_set
from bench.planning import main, page
from bench.planning_work import measure_all
from bench.sets import SIZES
from scheduling.models import Shift


def test_season_is_made_published_and_undone(transactional_db: None, settings: Any) -> None:
    settings.CLOCK = "bench.moment.now"
    load_set(SIZES["S"])
    figures = measure_all(1)
    assert [figure.door for figure in figures.values()] == [
        "Preview of 312 nights",
        "312 nights made and published",
        "Board of one municipality, 156 shifts in view",
    ]
    assert Shift.objects.count() == SIZES["S"].shifts


def test_page_says_which_bars_are_met() -> None:
    figures = {"preview": Figure("Preview", 500, 1200), "board": Figure("Board", 100, 140)}
    text = page(figures, times=20, busy=0.1)
    assert "| Preview | 500 ms | 1200 ms | 1000 ms: **no** |" in text
    assert "| Board | 100 ms | 140 ms | 150 ms: yes |" in text


def test_a_database_that_is_not_the_benchs_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "sqlite:////tmp/lykta.sqlite3"]) == 2
    assert "bench" in capsys.readouterr().err
