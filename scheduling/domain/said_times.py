"""Times of day in what people write: "ja, kommer vid 22". Pure."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

SAID = re.compile(
    r"\b(?:kl|klockan|vid|efter|från|at|after|around)\.? ?(\d{1,2})(?:[.:](\d{2}))?\b(?! ?(?:min|st))"
    r"|\b(\d{1,2})[.:](\d{2})\b",
    re.IGNORECASE,
)
HALF_A_DAY = 12 * 60  # minutes: "kl 8" is 20.00 too
ABOUT = 15  # minutes; who comes so near the start comes at the start


def names_another_time(text: str, *, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
    """Whether a yes says when, and that is neither when the walk starts nor when it ends: the leader has to know."""
    start, end = (_minutes(moment.astimezone(zone)) for moment in (starts_at, ends_at))
    said = [int(hour or clock) * 60 + int(minute or past or 0) for hour, minute, clock, past in SAID.findall(text)]
    return any(_apart(one, start) > ABOUT and _apart(one, end) > 0 for one in said)


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _apart(one: int, other: int) -> int:
    """Minutes between two faces of a clock."""
    apart = abs(one - other) % HALF_A_DAY
    return min(apart, HALF_A_DAY - apart)
