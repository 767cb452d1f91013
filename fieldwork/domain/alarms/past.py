"""An alarm once it is over, in words: what it was, who took it after how long, and how it ended."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.enums import AlarmKind, AlarmState, Ending
from fieldwork.models import Alarm
from scheduling.domain.number_words import capital
from volunteers.domain import calendar_words

MINUTE = 60  # seconds


@dataclass(frozen=True)
class PastAlarm:
    """One row. `taken_by` is empty where nobody took it, and says so where the name is gone."""

    alarm: Alarm
    title: str
    taken_by: str
    taken_after: str
    ending: str
    resolved_by: str

    @property
    def is_over(self) -> bool:
        return self.alarm.state == AlarmState.RESOLVED


def past_alarm(alarm: Alarm, *, language: str) -> PastAlarm:
    """Of one that `alarms_for` read."""
    taken_at: datetime | None = getattr(alarm, "first_taken_at", None) or alarm.acknowledged_at
    return PastAlarm(
        alarm=alarm,
        title=title_of_past(alarm, language=language),
        taken_by=who_took(alarm),
        taken_after=after_words(alarm.opened_at, taken_at) if taken_at else "",
        ending=how_it_ended(alarm),
        resolved_by=_name_or_gone(alarm, alarm.resolved_by) if alarm.state == AlarmState.RESOLVED else "",
    )


def title_of_past(alarm: Alarm, *, language: str) -> str:
    """Försenad 42 min · Larm från gruppen"""
    if alarm.kind == AlarmKind.PANIC or alarm.is_drill or alarm.resolved_at is None:
        return str(AlarmKind(alarm.kind).label)
    due = alarm.due_home_at or alarm.opened_at
    return _("Försenad %(late)s") % {"late": calendar_words.length(due, alarm.resolved_at, language=language)}


def who_took(alarm: Alarm) -> str:
    """Nothing where nobody did."""
    return _name_or_gone(alarm, alarm.acknowledged_by) if alarm.acknowledged_at else ""


def how_it_ended(alarm: Alarm) -> str:
    """In the words of whoever resolved it, else as it ended; nothing while it stands."""
    if alarm.state != AlarmState.RESOLVED:
        return ""
    return alarm.resolution or (str(Ending(alarm.ending).label) if alarm.ending else _("Löst."))


def after_words(since: datetime, until: datetime) -> str:
    """Sju minuter är "7 min"; mindre än en är "under en minut"."""
    count = int((until - since).total_seconds()) // MINUTE
    return ngettext("%(count)s min", "%(count)s min", count) % {"count": count} if count else _("under en minut")


def _name_or_gone(alarm: Alarm, name: str) -> str:
    return capital(_("namn borttaget")) if alarm.names_gone_at is not None and not name else name
