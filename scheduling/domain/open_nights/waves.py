"""When an open night opens, for whom, and when it closes. Pure.

Days are the municipality's local days before the day on which the night starts, so that no change of the clock moves
them. The last hours are true hours.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from scheduling.models import OpenNightTerms


class Crowd(StrEnum):
    """Who somebody is to the association of a night."""

    MEMBERS = "members"
    OTHERS = "others"  # who walk elsewhere in the municipality
    NEW = "new"  # whom the municipality does not know yet


def days_before(terms: OpenNightTerms, crowd: Crowd) -> int | None:
    """How long before the night it opens to this crowd; None for never."""
    return {Crowd.MEMBERS: terms.members_days, Crowd.OTHERS: terms.others_days, Crowd.NEW: terms.new_days}[crowd]


def opens_on(terms: OpenNightTerms, crowd: Crowd, night: date) -> date | None:
    """From the beginning of this local day. None for never."""
    days = days_before(terms, crowd)
    return None if days is None else night - timedelta(days=days)


def is_opened(terms: OpenNightTerms, crowd: Crowd, night: date, *, today: date) -> bool:
    day = opens_on(terms, crowd, night)
    return day is not None and day <= today


def closes_at(terms: OpenNightTerms, starts_at: datetime) -> datetime:
    """From this moment on nobody signs up any more."""
    return starts_at - timedelta(hours=terms.closes_hours)
