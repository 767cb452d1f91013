"""What must be decided of a night, and until when, in words. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from scheduling.domain.quiet_hours import after_quiet
from scheduling.models import Shift, TextPlan
from volunteers.domain import calendar_words

LAST_HOUR = timedelta(hours=1)  # before the start: then it is too late to go on filling
TIME_TO_TELL = timedelta(hours=4)
STEPS = tuple(timedelta(hours=n) for n in (2, 4, 8, 12, 16))


def need_words(shift: Shift) -> str:
    """1 av minst 2 klara, ledare saknas"""
    words = _("%(count)s av minst %(least)s klara") % {"count": shift.confirmed_count, "least": shift.crew_safe}
    return f"{words}, {_('ledare saknas')}" if shift.leader_count < shift.leaders_needed else words


def hours_to_choose(plan: TextPlan, starts_at: datetime, zone: ZoneInfo, *, now: datetime) -> list[datetime]:
    """Until when somebody can go on filling: whole hours outside quiet ones, and last the last one before the start."""
    last = starts_at - LAST_HOUR
    whole = now.replace(minute=0, second=0, microsecond=0)
    found = {after_quiet(plan, zone, whole + step) for step in STEPS}
    return sorted(moment for moment in found | {last} if now < moment <= last)


def proposed_hour(hours: Sequence[datetime], starts_at: datetime) -> datetime | None:
    """The last that leaves time to call off or go together afterwards, else the first."""
    in_time = [hour for hour in hours if hour <= starts_at - TIME_TO_TELL]
    return in_time[-1] if in_time else next(iter(hours), None)


def moment_words(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """Tors 15 okt 18.00, as in lists."""
    day = calendar_words.night_short(moment, zone=zone, language=language)
    return f"{day} {calendar_words.clock(moment, zone=zone, language=language)}"
