"""A word for help from somebody who is out: all on duty are told at once, by text and call, and the group by text."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from fieldwork.domain.alarms.crowds import read_crowds
from fieldwork.domain.alarms.notices import PANIC, values_of
from fieldwork.domain.alarms.policies import Policies
from fieldwork.domain.alarms.stepping import hold, open_alarm
from fieldwork.domain.alarms.words import text_words
from fieldwork.domain.history import record
from fieldwork.enums import UNRESOLVED, AlarmKind, AlarmState, FieldEventKind
from fieldwork.models import Alarm, CheckIn
from messaging.domain.outbox import queue_sms
from messaging.enums import Priority
from messaging.models import InboundMessage
from scheduling.domain.attendance import lock_shift
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer

BEFORE_START, AFTER_END = timedelta(hours=2), timedelta(hours=3)
ON_NIGHTS = (ShiftState.PUBLISHED, ShiftState.UNDER_WAY, ShiftState.DONE)
ALONG = (AttendanceState.CONFIRMED, AttendanceState.ATTENDED)


def night_of(number: str, *, now: datetime) -> tuple[Volunteer, Shift] | None:
    """Whose night is on at this number: they are registered as out, or are on the crew of a night that is near.

    From two hours before the start until they are home; without check-out until three hours after the end.
    """
    out = _walking(number).filter(home_at=None).select_related("volunteer", "walk__shift__association__municipality")
    check_in = out.order_by("-out_at").first()
    if check_in is not None:
        return check_in.volunteer, check_in.walk.shift
    near = _near(number, now=now).select_related("volunteer", "shift__association__municipality")
    first = near.order_by("starts_at", "pk").first()
    return (first.volunteer, first.shift) if first else None


def has_night(inbound: InboundMessage, *, now: datetime) -> bool:
    """Whether `night_of` finds one for who wrote this, by one query: most texts come from somebody who has none."""
    is_on = Exists(_walking(inbound.from_number).filter(home_at=None)) | Exists(_near(inbound.from_number, now=now))
    return InboundMessage.objects.filter(is_on, pk=inbound.pk).exists()


def _walking(number: str) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(volunteer__mobile=number).exclude(volunteer__state=VolunteerState.FORGOTTEN)


def _near(number: str, *, now: datetime) -> QuerySet[Attendance]:
    """On the crew of a night that is near, and not home from it."""
    nights = Attendance.objects.filter(
        volunteer__mobile=number,
        state__in=ALONG,
        shift__state__in=ON_NIGHTS,
        starts_at__lte=now + BEFORE_START,
        ends_at__gt=now - AFTER_END,
    ).exclude(volunteer__state=VolunteerState.FORGOTTEN)
    return nights.exclude(shift__in=_walking(number).filter(home_at__isnull=False).values("walk__shift"))


@transaction.atomic
def call_for_help(caller: Volunteer, shift: Shift, *, origin: Origin, now: datetime) -> Alarm:
    """Raise the alarm, once for the night; a second word is written down, and whoever has taken the first is told."""
    shift = lock_shift(shift.pk)
    record(shift, FieldEventKind.PANIC, origin=origin, now=now, by=caller, volunteer=caller)
    policies = Policies([shift.association.municipality_id])
    standing = Alarm.objects.filter(
        shift=shift, kind=AlarmKind.PANIC, is_drill=False, state__in=sorted(UNRESOLVED)
    ).first()
    if standing is not None:
        alarm = hold(standing)
        _tell_taker(alarm, caller, policies=policies, origin=origin, now=now)
        return alarm
    alarm = Alarm(shift=shift, kind=AlarmKind.PANIC, opened_at=now, opened_by=caller, next_step_at=now)
    return open_alarm(alarm, policies=policies, now=now)


def _tell_taker(alarm: Alarm, caller: Volunteer, *, policies: Policies, origin: Origin, now: datetime) -> None:
    number = alarm.acknowledged_number
    if alarm.state != AlarmState.ACKNOWLEDGED or not number or number == caller.mobile:
        return
    crowd, policy = read_crowds([alarm], now=now)[alarm.pk], policies.of(alarm.shift.association.municipality_id)
    said = {
        **values_of(PANIC, "sv", crowd, alarm, policy),
        "caller": _("%(name)s igen") % {"name": caller.first_name},
        "number": caller.mobile,
    }
    queue_sms(
        to_number=number,
        body=text_words(PANIC, "sv", said),
        kind=PANIC,
        dedupe_key=f"{PANIC}:{alarm.pk}:again:{origin.answer.pk if origin.answer else int(now.timestamp())}",
        now=now,
        priority=Priority.SAFETY,
        lane=alarm.shift.association.municipality_id,
        payer=alarm.shift.association_id,
    )
