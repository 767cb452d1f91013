"""Local times that the clock change makes unclear, and the true length in words. Pure."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from scheduling.domain.nights import resolve_night
from scheduling.exceptions import AmbiguousTime
from volunteers.domain import calendar_words

Moments = tuple[datetime, datetime]


def unclear_times(night: date, start: time, end: time, zone: ZoneInfo) -> dict[str, Moments]:
    """Under "start_fold" and "end_fold": the first and the second moment, for each time that comes twice that night.

    Raises NonexistentTime and SchedulingError as `resolve_night` does.
    """
    folds: dict[str, int | None] = {"start_fold": None, "end_fold": None}
    found: dict[str, Moments] = {}
    while True:
        try:
            resolve_night(night, start, end, zone, start_fold=folds["start_fold"], end_fold=folds["end_fold"])
        except AmbiguousTime as error:
            is_start = "start_fold" not in found and error.choices[0].astimezone(zone).time() == start
            name = "start_fold" if is_start else "end_fold"
            found[name], folds[name] = error.choices, 0
        else:
            return found


def length_words(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, language: str) -> str:
    """The true length; on the two nights of the year when the clock misleads, why."""
    length = calendar_words.length(starts_at, ends_at, language=language)
    match calendar_words.clock_change(starts_at, ends_at, zone=zone):
        case "winter":
            return _("%(length)s: klockan ställs tillbaka en timme den natten.") % {"length": length}
        case "summer":
            return _("%(length)s: klockan ställs fram en timme den natten.") % {"length": length}
    return length
