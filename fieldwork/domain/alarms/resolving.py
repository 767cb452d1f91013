"""An alarm is resolved by somebody who has spoken with the group. To take it was only to say who would."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.alarms.closing import end_alarm
from fieldwork.domain.alarms.stepping import hold
from fieldwork.domain.alarms.taking import Taker, is_taken_by
from fieldwork.domain.walks.coming_home import come_home
from fieldwork.enums import AlarmKind, AlarmState, Ending, WalkState
from fieldwork.exceptions import AlarmOver, NobodySpokenTo, NotYourAlarm
from fieldwork.models import Alarm, Walk
from scheduling.domain.attendance import lock_shift
from scheduling.domain.origins import Origin
from scheduling.domain.plain_words import plain

NOBODY = frozenset({"rostbrevlada", "rostbrevladan", "svarare", "telefonsvarare", "voicemail", "ingen", "nobody"})


@transaction.atomic
def resolve_alarm(alarm: Alarm, *, taker: Taker, spoken_with: str, origin: Origin, now: datetime) -> Alarm:
    """Everybody is safe, says whoever has the alarm, called for help, or is signed in and may see the night.

    `spoken_with` is whom they spoke to. With an overdue group all who are registered as out are home by that; after a
    call for help the walk goes on. Raises NobodySpokenTo, NotYourAlarm, AlarmOver.
    """
    words = spoken_with.strip()
    if not words or not NOBODY.isdisjoint(plain(words).line.split()):
        raise NobodySpokenTo(_("Skriv vem du har pratat med. Röstbrevlåda räknas inte."))
    shift = lock_shift(alarm.shift_id)
    alarm = hold(alarm)
    if alarm.state == AlarmState.RESOLVED:
        raise AlarmOver(_("Larmet är redan löst. Ingen behöver göra något mer."))
    is_mistake = called_for_help(alarm, taker)
    if not (origin.actor or is_mistake or (alarm.state == AlarmState.ACKNOWLEDGED and is_taken_by(alarm, taker))):
        raise NotYourAlarm(_("Bara den som har tagit larmet kan avsluta det."))
    end_alarm(
        alarm,
        Ending.DRILL if alarm.is_drill else Ending.MISTAKE if is_mistake else Ending.SAFE,
        by_name=taker.name,
        by=taker.volunteer,
        resolution=_("Pratat med %(name)s.") % {"name": words},
        but=taker.number,
        origin=origin,
        now=now,
    )
    walk = Walk.objects.filter(shift=shift, state=WalkState.OUT).first()
    if walk is not None and alarm.kind == AlarmKind.OVERDUE and not alarm.is_drill:
        come_home(walk, walk.check_ins.filter(home_at=None), origin=origin, by=taker.volunteer, now=now)
    return alarm


def called_for_help(alarm: Alarm, taker: Taker) -> bool:
    caller = alarm.opened_by
    return alarm.kind == AlarmKind.PANIC and caller is not None and bool(taker.number) and caller.mobile == taker.number
