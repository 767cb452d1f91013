"""The bench itself: that its data is sound, and that its report can be made. Times are never asserted."""

from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count, F, Q

from bench.databases import NotForBench, drop_database, name_of, require_bench_name
from bench.doors import doors
from bench.figures import Run, median_and_p95
from bench.loading import NotEmpty, is_empty, load_set, prepare_database
from bench.measuring import measure
from bench.report import page
from bench.sets import SIZES, shares
from messaging.domain.numbers import read_mobile
from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.enums import ON_CREW, AttendanceState
from scheduling.models import Attendance, Shift, ShiftEvent
from volunteers.models import Association, Municipality, Volunteer

REQUESTS = 3


@pytest.fixture
def set_s(transactional_db: None, settings: Any) -> None:
    settings.CLOCK = "bench.moment.now"
    load_set(SIZES["S"])


def test_set_s_has_its_size_and_counts_that_agree_with_its_rows(set_s: None) -> None:
    sizes = [model.objects.count() for model in (Municipality, Association, Volunteer, Shift)]
    assert sizes == [1, 6, 150, 300]
    counted = Shift.objects.annotate(
        crew=Count("attendances", filter=Q(attendances__state__in=ON_CREW)),
        leaders=Count("attendances", filter=Q(attendances__state__in=ON_CREW, attendances__is_leader=True)),
        asked=Count("attendances", filter=Q(attendances__state=AttendanceState.ASKED)),
        waiting=Count("attendances", filter=Q(attendances__state=AttendanceState.WAITING)),
    )
    agreeing = counted.filter(
        confirmed_count=F("crew"), leader_count=F("leaders"), asked_count=F("asked"), waiting_count=F("waiting")
    )
    assert agreeing.count() == 300
    assert not ShiftEvent.objects.filter(attendance__isnull=False).exclude(shift=F("attendance__shift")).exists()


def test_no_text_of_a_set_is_left_to_send(set_s: None) -> None:
    assert set(OutboundMessage.objects.values_list("state", flat=True)) == {OutboundState.DELIVERED}
    mobile = Volunteer.objects.values_list("mobile", flat=True).earliest("pk")
    assert read_mobile(mobile) == mobile


def test_every_door_is_measured_within_its_bar_and_shown_in_the_report(set_s: None) -> None:
    before = Attendance.objects.filter(state=AttendanceState.ASKED).count()
    figures = tuple(measure(door, requests=REQUESTS) for door in doors())
    assert [figure.door for figure in figures if figure.bar and (figure.queries or 0) > figure.bar] == []
    assert Attendance.objects.filter(state=AttendanceState.ASKED).count() == before
    run = Run("S", "SQLite 3.40", 1.0, 14_000, REQUESTS, figures, served=figures, server="gunicorn", rate=10)
    text = page([run, run], busy=0.1)
    assert [text.count(f"| {figure.door} |") for figure in figures] == [2] * len(figures)
    assert "over the bar" not in text


def test_a_board_asks_as_many_queries_with_few_shifts_as_with_many(set_s: None) -> None:
    boards = [measure(door, requests=1) for door in doors() if door.name.startswith("Board of")]
    assert len(boards) == 3
    assert len({board.queries for board in boards}) == 1


def test_the_same_load_has_the_same_rows(set_s: None) -> None:
    first = list(Attendance.objects.order_by("pk").values_list("uuid", "state", "volunteer", "asked_at"))
    prepare_database(is_replaced=True)
    load_set(SIZES["S"])
    assert list(Attendance.objects.order_by("pk").values_list("uuid", "state", "volunteer", "asked_at")) == first


def test_a_database_with_rows_is_refused(set_s: None) -> None:
    assert not is_empty()
    with pytest.raises(NotEmpty):
        prepare_database()


@pytest.mark.parametrize("url", ["sqlite:////srv/lykta.sqlite3", "postgres:///lykta", "postgres://bench@bench/lykta"])
def test_a_database_that_is_not_the_benchs_is_refused(url: str) -> None:
    with pytest.raises(NotForBench):
        require_bench_name(url)
    with pytest.raises(NotForBench):
        drop_database(url)


def test_a_database_of_the_bench_is_known_by_its_name_and_dropped_with_its_journal(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a_bench.sqlite3'}"
    files = [tmp_path / f"a_bench.sqlite3{ending}" for ending in ("", "-wal", "-shm")]
    for file in files:
        file.touch()
    require_bench_name(url)
    drop_database(url)
    assert name_of(url) == "a_bench.sqlite3"
    assert [file.exists() for file in files] == [False] * 3


def test_the_median_is_the_middle_and_p95_what_nineteen_of_twenty_stay_within() -> None:
    assert median_and_p95([float(n) for n in range(1, 101)]) == (50.5, 95.0)
    assert median_and_p95([3.0]) == (3.0, 3.0)


def test_shares_are_as_even_as_they_can_be() -> None:
    assert shares(20_000, 120)[:81:40] == [167, 167, 166]
    assert sum(shares(20_000, 120)) == 20_000
