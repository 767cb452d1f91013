"""The bench of tonight's board: that two hundred groups stand on it; no times."""

from typing import Any

from bench.loading import load_set
from bench.sets import SIZES
from bench.tonight_work import measure_all


def test_board_of_two_hundred_groups_is_measured(transactional_db: None, settings: Any) -> None:
    settings.CLOCK = "bench.moment.now"
    load_set(SIZES["S"])
    assert [figure.door for figure in measure_all(1).values()] == [
        "The whole page, 200 groups",
        "What is on it, changed, 200 groups",
        "Nothing new (304), 200 groups",
    ]
