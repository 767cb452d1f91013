"""What a night is marked with when the clock changes in it. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from volunteers.domain import calendar_words


def clock_tag(day: date, zone: ZoneInfo, lengths: Sequence[str]) -> str:
    """Sommartid or Vintertid i natt, with the true length when all shifts across the change share it."""
    noon, next_noon = (datetime.combine(day + timedelta(days=n), time(12), tzinfo=zone).astimezone(UTC) for n in (0, 1))
    change = calendar_words.clock_change(noon, next_noon, zone=zone)
    if change is None:
        return ""
    word = _("Sommartid i natt") if change == "summer" else _("Vintertid i natt")
    return f"{word}, {lengths[0]}" if len(lengths) == 1 else word
