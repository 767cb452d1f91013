"""Who an alarm was about is nobody's business for long: names and numbers go, what happened when stays."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from fieldwork.enums import AlarmState, Ending, FieldEventKind
from fieldwork.models import Alarm, AlarmNotice, Drill, FieldEvent
from volunteers.enums import VolunteerState

AT_ONCE = 5000
ALARMS_AT_ONCE = 500
NAMELESS = frozenset({Ending.HOME, Ending.MORE_TIME})  # endings whose words are always Lykta's own
TELLING_WHO = frozenset(
    {FieldEventKind.PANIC, FieldEventKind.ACKNOWLEDGED, FieldEventKind.HANDED_BACK, FieldEventKind.RESOLVED}
)


@transaction.atomic
def dispose_of_old_notices(now: datetime) -> int:
    """Empty those of alarms that have been over for so long, and those of people who are forgotten. How many."""
    is_old = Q(step__alarm__state=AlarmState.RESOLVED, step__alarm__resolved_at__lte=_over_before(now))
    is_forgotten = Q(volunteer__state=VolunteerState.FORGOTTEN, step__alarm__state=AlarmState.RESOLVED)
    found = AlarmNotice.objects.filter(is_old | is_forgotten).exclude(number="", name="")
    keys = list(found.values_list("pk", flat=True)[:AT_ONCE])
    return AlarmNotice.objects.filter(pk__in=keys).update(name="", number="", token_hash="", volunteer=None, user=None)


@transaction.atomic
def dispose_of_old_names(now: datetime) -> int:
    """Of alarms that have been over for so long, empty who called, took and resolved them, and whom they spoke with; of
    the others as soon as anybody who was told is forgotten, since what was written may name them. How many alarms.
    """
    was_told = AlarmNotice.objects.filter(step__alarm=OuterRef("pk"), volunteer__state=VolunteerState.FORGOTTEN)
    is_forgotten = Q(Exists(was_told)) | Q(opened_by__state=VolunteerState.FORGOTTEN)
    over = Alarm.objects.filter(state=AlarmState.RESOLVED, names_gone_at=None)
    found = over.filter(Q(resolved_at__lte=_over_before(now)) | is_forgotten).select_for_update(of=("self",))
    alarms = list(found.order_by("pk")[:ALARMS_AT_ONCE])
    for alarm in alarms:
        _empty_history(alarm)
        _empty_drill(alarm)
        alarm.opened_by, alarm.acknowledged_by, alarm.acknowledged_number = None, "", ""
        alarm.resolved_by, alarm.names_gone_at = "", now
        if alarm.ending not in NAMELESS:
            alarm.resolution = ""
        emptied = ["opened_by", "acknowledged_by", "acknowledged_number", "resolved_by", "resolution", "names_gone_at"]
        alarm.save(update_fields=emptied)
    return len(alarms)


def _over_before(now: datetime) -> datetime:
    return now - timedelta(days=settings.ALARM_NAMES_KEPT_DAYS)


def _empty_history(alarm: Alarm) -> None:
    """The lines of the night about this alarm keep their kind and time. What was texted is emptied with other texts."""
    lines = FieldEvent.objects.filter(
        shift=alarm.shift_id,
        is_drill=alarm.is_drill,
        kind__in=sorted(TELLING_WHO),
        at__gte=alarm.opened_at,
        at__lte=alarm.resolved_at,
    )
    lines.update(volunteer=None, actor=None, by=None, answer=None)
    kept = [FieldEventKind.RESOLVED] if alarm.ending in NAMELESS else []
    lines.exclude(kind__in=kept).update(detail="")


def _empty_drill(alarm: Alarm) -> None:
    """The outcome is a sentence that may begin with a name."""
    drill = Drill.objects.filter(alarm=alarm).first()
    if drill is None:
        return
    gone = _("namn borttaget")
    for name in filter(None, (alarm.acknowledged_by, alarm.resolved_by)):
        drill.outcome = drill.outcome.replace(name, gone)
    drill.outcome, drill.leader = (drill.outcome[:1].upper() + drill.outcome[1:])[:200], None
    drill.save(update_fields=["outcome", "leader"])
