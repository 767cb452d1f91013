"""The bench of a year: a part of a set, played for some weeks and counted again; what was not played; and the page."""

from datetime import date
from typing import Any

import pytest

from bench.sets import Size
from bench.year_check import Span, check_all
from bench.year_html import tables_in
from bench.year_page import page
from bench.year_play import play_part
from scheduling.models import Shift

TINY = Size("T", municipalities=2, associations=4, volunteers=60, shifts=0)
ASKED = {"size": "M", "weeks": 52, "on": "sqlite", "kept": False}


@pytest.mark.pdf
def test_towns_of_a_part_are_played_and_every_figure_is_the_same(transactional_db: None, settings: Any) -> None:
    settings.CLOCK = "bench.term_clock.now"
    played = play_part(TINY, part=1, parts=2, weeks=3)
    assert (played.towns, played.associations, played.shifts) == (1, 2, 12)
    assert (sum(played.stories.values()), played.reached) == (12, "")
    assert played.verbs["plan_shift"] == 12
    assert played.people >= played.walks > 0
    checked = check_all([Span(date(2026, 1, 1), date(2026, 6, 30))])
    assert checked["wrong"] == []
    assert checked["totals"]["person_nights"] > 0
    assert {means for _table, means, _count in checked["compared"]} == {
        "polars",
        "page",
        "workbook",
        "paper",
        "api",
        "towns added up",
    }


def test_when_the_time_is_up_it_is_said_how_far_it_came(transactional_db: None, settings: Any) -> None:
    settings.CLOCK = "bench.term_clock.now"
    played = play_part(TINY, part=0, parts=2, weeks=3, minutes=0)
    assert (played.reached, Shift.objects.count()) == ("2025-12-23", 0)


def test_tables_of_a_page_are_read_by_their_headings() -> None:
    (table,) = tables_in(
        '<table><caption>Pass <b>per</b> slag</caption><tbody><tr><th scope="rowgroup">Alla</th></tr>'
        '<tr><th scope="row">Vandring</th><td data-label="Pass"><a href="#">1&nbsp;248</a></td></tr></tbody>'
        '<tfoot><tr><th scope="row">Summa</th><td data-label="Pass">5</td></tr></tfoot></table>'
    )
    assert table.caption == "Pass per slag"
    assert [(row.heading, row.group, row.is_sum, row.cells) for row in table.rows] == [
        ("Vandring", "Alla", False, [("Pass", "1\N{NO-BREAK SPACE}248")]),
        ("Summa", "Alla", True, [("Pass", "5")]),
    ]


def test_page_says_what_was_played_and_what_differs() -> None:
    played = {
        "towns": 5,
        "associations": 60,
        "volunteers": 2500,
        "shifts": 6240,
        "walks": 4000,
        "logs": 3000,
        "people": 2000,
        "seconds": 600.0,
        "reached": "",
        "verbs": {"plan_shift": 6240},
        "stories": {"full": 6240},
    }
    checked = {
        "compared": [["total", "polars", 1200], ["total", "api", 30]],
        "withheld": [["total", "api", 2]],
        "different": [["total", "api", 1]],
        "wrong": ["Lyktköping, api: total  held is 3, not 4"],
        "totals": {"held": 4000, "unsafe": 0},
    }
    run = {"played": played, "checked": checked, "seconds": 60.0}
    text = page([run, run], asked=ASKED, parts=2, seconds=700.0, busy=0.1)
    assert "10 municipalities, 120 associations and 5,000 volunteers: **12,480 nights**" in text
    assert "**2,460 figures compared, 2 differences.**" in text
    assert "| The whole period | 2,400 | – | – | – | 60, **2 differ** | – |" in text
    assert "- Lyktköping, api: total  held is 3, not 4" in text
    assert "so not put to the test: `unsafe`." in text
    assert "The time was up" not in text
    short = {**run, "played": {**played, "reached": "2026-03-07"}}
    assert "**The time was up on 2026-03-07 of that year**" in page(
        [run, short], asked=ASKED, parts=2, seconds=7, busy=1
    )
