"""Recurrence rules of seasons (RFC 5545) over local dates. Pure.

A rule says only which days; the season says from when to when. Dates have no clock, so no change of the clocks can
move one: what the times of a night become is decided night by night.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _

from scheduling.exceptions import SchedulingError

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_NIGHTS = 400  # more than every evening of a year
PART = re.compile(r"([A-Z]+)=([A-Z0-9,+-]+)")
PLACED_DAY = re.compile(r"([+-]?\d+)?([A-Z]{2})")
ALLOWED = frozenset({"FREQ", "INTERVAL", "BYDAY", "WKST", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "BYWEEKNO"})
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
FIRST, LAST = "first", "last"
OF_MONTH = {FIRST: "1", LAST: "-1"}


@dataclass(frozen=True)
class Rhythm:
    """A rule as people choose it: weekdays (0 is Monday), and every so many weeks or the first or last of each month.

    `pace` is "1" for every week, "2" for every other, FIRST or LAST.
    """

    weekdays: tuple[int, ...]
    pace: str = "1"


def rule_of(rhythm: Rhythm) -> str:
    """FREQ=WEEKLY;BYDAY=FR,SA · FREQ=WEEKLY;INTERVAL=2;BYDAY=FR · FREQ=MONTHLY;BYDAY=1FR,1SA"""
    place = OF_MONTH.get(rhythm.pace, "")
    days = ",".join(f"{place}{DAYS[weekday]}" for weekday in sorted(set(rhythm.weekdays)))
    if place:
        return f"FREQ=MONTHLY;BYDAY={days}"
    return f"FREQ=WEEKLY;BYDAY={days}" if rhythm.pace == "1" else f"FREQ=WEEKLY;INTERVAL={rhythm.pace};BYDAY={days}"


def rhythm_of(rule: str) -> Rhythm | None:
    """The rule as the form can show it; None for one that says more than the form does."""
    parts = _parts(rule)
    placed = [PLACED_DAY.fullmatch(day) for day in parts.get("BYDAY", "").split(",")]
    days = [(found[1] or "", found[2]) for found in placed if found and found[2] in DAYS]
    paces = {pace for pace, place in OF_MONTH.items() if days and days[0][0] == place}
    pace = paces.pop() if paces else parts.get("INTERVAL", "1")
    rhythm = Rhythm(tuple(sorted(DAYS.index(day) for _place, day in days)), pace)
    return rhythm if rhythm.weekdays and rule_of(rhythm) == rule else None


def nights_of_rule(rule: str, first: date, last: date) -> Sequence[date]:
    """The dates of the rule from `first` to `last`, both counted; weeks begin on Mondays, and are counted from `first`.

    Raises SchedulingError for what is no rule, or gives more nights than anyone plans at once.
    """
    parts = _parts(rule)
    if not parts or not parts.keys() <= ALLOWED or parts.get("FREQ") not in FREQUENCIES:
        raise SchedulingError(_("Säsongens regel går inte att läsa."))
    try:
        moments = rrulestr(f"{rule};UNTIL={last:%Y%m%d}T000000", dtstart=datetime.combine(first, time()))
        found = [moment.date() for moment in islice(moments, MOST_NIGHTS + 1)]
    except (ValueError, OverflowError) as error:
        raise SchedulingError(_("Säsongens regel går inte att läsa.")) from error
    if len(found) > MOST_NIGHTS:
        raise SchedulingError(_("Det blir fler än %(most)s kvällar. Korta perioden.") % {"most": MOST_NIGHTS})
    return found


def _parts(rule: str) -> dict[str, str]:
    """FREQ and the other parts; nothing when one of them cannot be read."""
    parts = [PART.fullmatch(part) for part in rule.split(";")]
    return {part[1]: part[2] for part in parts if part} if all(parts) else {}
