"""A drill begins on its time, runs on the same ladder as any alarm, and ends when it is resolved or has told everyone.

A real alarm in the municipality comes first: a drill waits for it, and is broken off by it.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fieldwork.domain.alarms.closing import end_alarm
from fieldwork.domain.alarms.policies import Policies, policy_of, rules_of
from fieldwork.domain.alarms.stepping import go_on, hold, is_due, open_alarm
from fieldwork.domain.history import record
from fieldwork.enums import UNRESOLVED, AlarmKind, AlarmState, DrillNews, Ending, FieldEventKind
from fieldwork.models import Alarm, AlarmNotice, Drill
from scheduling.domain.attendance import lock_shift
from scheduling.domain.origins import BY_CLOCK
from scheduling.enums import ShiftState
from scheduling.models import Shift
from volunteers.models import Municipality

TOO_LATE = timedelta(hours=2)  # after the announced time nobody expects it any more


def run_drills(now: datetime) -> int:
    """Begin what is due, take the steps that are, and end what is over. Returns how many drills moved."""
    coming = Drill.objects.filter(ended_at=None, starts_at__lte=now).order_by("pk")
    return sum(_begin(drill, now=now) if drill.alarm_id is None else _follow(drill, now=now) for drill in coming)


@transaction.atomic
def _begin(drill: Drill, *, now: datetime) -> bool:
    fresh = _hold(drill)
    if fresh is None or fresh.alarm_id is not None:
        return False
    if now - fresh.starts_at > TOO_LATE:
        return _end(fresh, _("Övningen hann inte börja i tid och ställdes in."), now=now)
    shift = _night_of(fresh.municipality, now=now)
    if shift is None:
        return _end(fresh, _("Det finns ingen kväll att öva på."), now=now)
    if real_alarms(fresh.municipality).exists():
        return False
    shift = lock_shift(shift.pk)
    alarm = Alarm(
        shift=shift,
        kind=AlarmKind.OVERDUE,
        is_drill=True,
        opened_at=now,
        opened_by=fresh.leader,
        due_home_at=fresh.starts_at,
        next_step_at=now,
    )
    alarm.save()
    fresh.alarm = alarm
    fresh.save(update_fields=["alarm"])
    record(shift, FieldEventKind.OVERDUE, origin=BY_CLOCK, now=now, is_drill=True)
    open_alarm(alarm, policies=Policies([fresh.municipality_id]), now=now)
    return True


@transaction.atomic
def _follow(drill: Drill, *, now: datetime) -> bool:
    fresh = _hold(drill)
    if fresh is None or fresh.alarm is None:
        return False
    alarm = hold(fresh.alarm)
    outcome = _why_over(alarm, fresh, now=now)
    if not outcome:
        return bool(go_on([alarm.pk], policies=Policies([fresh.municipality_id]), now=now))
    end_alarm(alarm, Ending.DRILL, by_name=_("Övningen"), resolution=outcome, origin=BY_CLOCK, now=now)
    return _end(fresh, outcome, now=now)


def _why_over(alarm: Alarm, drill: Drill, *, now: datetime) -> str:
    """Why the drill ends now, in a sentence; nothing while it goes on."""
    if alarm.state == AlarmState.RESOLVED:
        return _("%(name)s tog larmet och avslutade det.") % {"name": alarm.acknowledged_by or alarm.resolved_by}
    if real_alarms(drill.municipality).exists():
        return _("Övningen avbröts: en riktig grupp behövde hjälp.")
    if alarm.state == AlarmState.ACKNOWLEDGED:
        is_over = alarm.rests_until is not None and alarm.rests_until <= now
        return _("%(name)s tog larmet men avslutade det inte.") % {"name": alarm.acknowledged_by} if is_over else ""
    return _("Ingen tog larmet.") if is_due(alarm, now=now) and _has_told_all_twice(alarm, drill) else ""


def _has_told_all_twice(alarm: Alarm, drill: Drill) -> bool:
    """The last step added nobody, on the last rung: texts and calls have all been tried."""
    rungs = len(rules_of(policy_of(drill.municipality)).rungs)
    notices = AlarmNotice.objects.filter(step__alarm=alarm)
    earlier = notices.filter(step__number__lt=alarm.steps_taken).values_list("number", flat=True)
    last = notices.filter(step__number=alarm.steps_taken).values_list("number", flat=True)
    return alarm.rungs_reached >= rungs and set(last) <= set(earlier)


def real_alarms(town: Municipality) -> QuerySet[Alarm]:
    return Alarm.objects.filter(is_drill=False, state__in=sorted(UNRESOLVED), shift__association__municipality=town)


def _night_of(town: Municipality, *, now: datetime) -> Shift | None:
    """The night a drill is about: the next, else the last. A drill needs a place to speak of."""
    nights = Shift.objects.filter(association__municipality=town)
    nights = nights.exclude(state__in=[ShiftState.DRAFT, ShiftState.CANCELLED])
    coming = nights.filter(ends_at__gt=now).order_by("starts_at", "pk").first()
    return coming or nights.order_by("-starts_at", "-pk").first()


def _hold(drill: Drill) -> Drill | None:
    rows = Drill.objects.select_for_update(of=("self",)).select_related("municipality", "leader")
    return rows.filter(pk=drill.pk, ended_at=None).first()


def _end(drill: Drill, outcome: str, *, now: datetime) -> bool:
    drill.ended_at, drill.outcome, drill.news = now, outcome[:200], DrillNews.REPORT
    drill.save(update_fields=["ended_at", "outcome", "news"])
    return True
