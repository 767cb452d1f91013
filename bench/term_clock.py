"""The present moment of a simulated term: whatever it was last set to."""

from datetime import UTC, datetime

_moment = [datetime(2026, 10, 5, 6, tzinfo=UTC)]


def now() -> datetime:
    return _moment[0]


def set_clock(moment: datetime) -> None:
    _moment[0] = moment
