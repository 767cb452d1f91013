"""The bench of webhooks: that its page says whether its figure is met. No time is asserted."""

import pytest

from bench.webhooks import DEAD, ENDPOINTS, Result, addresses, main, page


def test_the_page_says_whether_everyone_living_got_everything_in_time() -> None:
    in_time = Result(3, (1.0, 2.0, 59.0), again=1, written_down=3)
    assert "| 3 | 3 | 2.0 s | 59.0 s | 59.0 s | yes | 1 |" in page(in_time, busy=0.1)
    late = Result(3, (1.0, 2.0, 61.0), again=0, written_down=3)
    lost = Result(3, (1.0, 2.0), again=0, written_down=2)
    assert "| 61.0 s | **no** |" in page(late, busy=0.1)
    assert "| 3 | 2 |" in page(lost, busy=0.1)
    assert not lost.is_met


def test_ten_of_fifty_are_dead() -> None:
    found = addresses(8001, 8002)
    assert len(found) == len(set(found)) == ENDPOINTS
    assert sum(":8001/" not in url for url in found) == DEAD


def test_a_database_that_is_not_the_benchs_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "postgres:///lykta"]) == 2
    assert "bench" in capsys.readouterr().err
