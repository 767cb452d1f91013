"""An alarm is over: nothing more is sent of it, its links open no more than that, and all who were told are told so."""

from datetime import datetime

from fieldwork.domain.alarms.notices import hold_back
from fieldwork.domain.alarms.stepping import hold
from fieldwork.domain.alarms.telling import OVER, tell_everyone
from fieldwork.domain.history import record
from fieldwork.enums import UNRESOLVED, AlarmKind, AlarmState, Ending, FieldEventKind
from fieldwork.models import Alarm
from scheduling.domain.origins import Origin
from scheduling.models import Shift
from volunteers.models import Volunteer


def alarms_end(
    shift: Shift, ending: Ending, *, origin: Origin, by: Volunteer | None, now: datetime, until: datetime | None = None
) -> None:
    """The group of this held shift is home, or has got more time: the alarm of its being overdue is over.

    A call for help is not: somebody has to speak with whoever called.
    """
    overdue = Alarm.objects.filter(
        shift=shift, kind=AlarmKind.OVERDUE, is_drill=False, state__in=sorted(UNRESOLVED)
    ).first()
    if overdue is not None:
        name = by.first_name if by else str(origin.actor or "")
        end_alarm(hold(overdue), ending, by_name=name, by=by, origin=origin, now=now, until=until)


def end_alarm(
    alarm: Alarm,
    ending: Ending,
    *,
    by_name: str,
    by: Volunteer | None = None,
    resolution: str = "",
    but: str = "",
    origin: Origin,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Resolve a held alarm. `but` is the number that needs no text about it; one that is over is left as it is."""
    if alarm.state == AlarmState.RESOLVED:
        return
    alarm.state, alarm.next_step_at, alarm.rests_until = AlarmState.RESOLVED, None, None
    alarm.resolved_at, alarm.resolved_by = now, by_name[:80]
    alarm.ending, alarm.resolution = ending, (resolution or str(ending.label))[:200]
    alarm.save(
        update_fields=["state", "next_step_at", "rests_until", "resolved_at", "resolved_by", "ending", "resolution"]
    )
    hold_back(alarm, now=now)
    record(
        alarm.shift,
        FieldEventKind.RESOLVED,
        origin=origin,
        now=now,
        by=by,
        detail=alarm.resolution,
        is_drill=alarm.is_drill,
    )
    tell_everyone(alarm, OVER, {"how": ending.value}, but=but, until=until, now=now)
