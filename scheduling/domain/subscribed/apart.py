"""Reads a stranger's calendar in a process of its own.

A few lines are enough to keep a reader busy for hours or to fill its memory, and a calendar's own rules for a time zone
would stay in this process for the next one to be read by. So it is read where time and memory have an end.
"""

import json
import subprocess
import sys
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings

from scheduling.domain.subscribed.occurrences import Contents, from_json
from scheduling.enums import CalendarFault
from scheduling.exceptions import CalendarUnread

SECONDS = 10.0  # by the clock; the process gives up by itself after eight of work
REFUSED = {
    "not_a_calendar": CalendarFault.NOT_A_CALENDAR,
    "unreadable": CalendarFault.UNREADABLE,
    "too_much": CalendarFault.TOO_MUCH,
}


def read_apart(body: bytes, *, zone: ZoneInfo, first: date, last: date, charset: str = "") -> Contents:
    """Raises CalendarUnread, with why, for what is no calendar and for what takes too long."""
    command = [sys.executable, "-m", "scheduling.domain.subscribed", zone.key, str(first), str(last), charset]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, with dates and names of zones
            command, input=body, capture_output=True, timeout=SECONDS, check=False, cwd=settings.BASE_DIR, env={}
        )
    except subprocess.TimeoutExpired:
        raise CalendarUnread(CalendarFault.TOO_MUCH) from None
    if done.returncode != 0:
        raise CalendarUnread(CalendarFault.TOO_MUCH)
    told = json.loads(done.stdout)
    if "refused" in told:
        raise CalendarUnread(REFUSED[told["refused"]])
    return from_json(told)
