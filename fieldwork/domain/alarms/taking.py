"""Somebody takes an alarm: the ladder rests, and all who were told learn who it is. To take it is not to resolve it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.alarms.notices import hold_back
from fieldwork.domain.alarms.policies import Policies, policy_for, rules_of
from fieldwork.domain.alarms.stepping import hold, take_steps
from fieldwork.domain.alarms.telling import TAKEN, tell_everyone
from fieldwork.domain.history import record
from fieldwork.enums import AlarmState, FieldEventKind
from fieldwork.exceptions import AlarmOver, AlreadyTaken, NotYourAlarm
from fieldwork.models import Alarm, AlarmNotice
from scheduling.domain.origins import Origin
from volunteers.models import User, Volunteer


@dataclass(frozen=True)
class Taker:
    """Whoever says "jag tar det": by a phone that was told, or signed in."""

    name: str
    number: str = ""
    volunteer: Volunteer | None = None


def taker_of(notice: AlarmNotice) -> Taker:
    return Taker(notice.name, notice.number, notice.volunteer)


def taker_signed_in(user: User, alarm: Alarm) -> Taker:
    """With the number of theirs that was told, if one was."""
    told = AlarmNotice.objects.filter(step__alarm=alarm, user=user).exclude(number="").first()
    return Taker(user.name or user.email, told.number if told else "")


@transaction.atomic
def take_alarm(alarm: Alarm, *, taker: Taker, origin: Origin, now: datetime) -> Alarm:
    """Let the ladder rest for them; it goes on by itself unless they resolve the alarm. Taken anew, it rests anew.

    Raises AlreadyTaken when somebody else has it, AlarmOver when it is resolved.
    """
    alarm = hold(alarm)
    if alarm.state == AlarmState.RESOLVED:
        raise AlarmOver(_("Larmet är redan löst. Ingen behöver göra något mer."))
    is_anew = alarm.state == AlarmState.ACKNOWLEDGED
    if is_anew and not is_taken_by(alarm, taker):
        raise AlreadyTaken(_("%(name)s har redan tagit larmet.") % {"name": alarm.acknowledged_by})
    alarm.state, alarm.next_step_at = AlarmState.ACKNOWLEDGED, None
    alarm.rests_until = now + rules_of(policy_for(alarm)).rest
    alarm.acknowledged_at, alarm.acknowledged_by = now, taker.name[:80]
    alarm.acknowledged_number = taker.number
    alarm.save(
        update_fields=[
            "state",
            "next_step_at",
            "rests_until",
            "acknowledged_at",
            "acknowledged_by",
            "acknowledged_number",
        ]
    )
    if not is_anew:
        hold_back(alarm, now=now)
        _record(alarm, FieldEventKind.ACKNOWLEDGED, taker, origin=origin, now=now)
        tell_everyone(alarm, TAKEN, {"name": taker.name, "number": taker.number}, but=taker.number, now=now)
    return alarm


@transaction.atomic
def hand_back(alarm: Alarm, *, taker: Taker, origin: Origin, now: datetime) -> Alarm:
    """Whoever took it cannot go on: the ladder does, at once. Raises NotYourAlarm."""
    alarm = hold(alarm)
    if alarm.state != AlarmState.ACKNOWLEDGED or not (origin.actor or is_taken_by(alarm, taker)):
        raise NotYourAlarm(_("Bara den som har tagit larmet kan lämna tillbaka det."))
    _record(alarm, FieldEventKind.HANDED_BACK, taker, origin=origin, now=now)
    take_steps([alarm], policies=Policies([alarm.shift.association.municipality_id]), now=now)
    return alarm


def is_taken_by(alarm: Alarm, taker: Taker) -> bool:
    if alarm.acknowledged_number or taker.number:
        return alarm.acknowledged_number == taker.number
    return alarm.acknowledged_by == taker.name[:80]


def _record(alarm: Alarm, kind: FieldEventKind, taker: Taker, *, origin: Origin, now: datetime) -> None:
    record(
        alarm.shift,
        kind,
        origin=origin,
        now=now,
        by=taker.volunteer,
        detail=taker.name,
        is_drill=alarm.is_drill,
    )
