"""The bench of CalDAV: that its page is made. Times are never asserted."""

import pytest

from bench.caldav import line, main, page
from bench.figures import Figure


def test_the_page_has_every_table_and_says_where_nothing_was_counted() -> None:
    row = line(Figure("First of all to follow it", 41.6, 41.6))
    assert row == "| First of all to follow it | 42 ms | 42 ms | – |"
    text = page([row, "| second |"], times=20, before=0.1)
    assert text.endswith(f"\n{row}\n\n| second |\n")
    assert "20 times each" in text


def test_a_database_that_is_not_the_benchs_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "postgres:///lykta"]) == 2
    assert "bench" in capsys.readouterr().err
