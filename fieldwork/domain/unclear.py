"""What somebody who is out, or has been told of an alarm, writes and no reader understands.

They are told which words do something, and a leader reads what they wrote. Thanked for it, they would think that they
had been heard, while the ladder climbs.
"""

from django.db.models import Exists, QuerySet

from fieldwork.domain.alarms.ladder import OUT_THEMSELVES
from fieldwork.domain.alarms.policies import panic_words_of, policy_for
from fieldwork.domain.alarms.replies import answer_notice, tell_until
from fieldwork.domain.walks.replies import ANSWER_OF_USE
from fieldwork.enums import UNRESOLVED, AlarmState
from fieldwork.models import AlarmNotice, CheckIn
from fieldwork.queries.nights import read_night
from messaging.models import InboundMessage
from scheduling.domain.answers import Meaning, is_auto_reply
from scheduling.domain.inbox import put_in_inbox
from scheduling.domain.incoming import Incoming
from scheduling.domain.keys import is_key
from scheduling.domain.telling import tell
from scheduling.enums import AttendanceState, Concern

READ = frozenset({Meaning.YES, Meaning.YES_TELL, Meaning.NO, Meaning.LATE, Meaning.UNCLEAR})
OF_TONIGHT = ("alarm_", "night_", "last_out", "go_out")  # how the kinds of texts begin that such words can answer
UNCLEAR = "night_unclear"


def say_what_to_write(incoming: Incoming) -> str:
    """The last of the readers: the outcome in a word, nothing for what can be about another night."""
    answer = incoming.answer
    other_days = answer.days or answer.dates or answer.days_from_today - {0}
    if answer.meaning not in READ or answer.codes or other_days or is_key(incoming.inbound):
        return ""
    if answer.meaning != Meaning.LATE and _is_the_rotas(incoming):
        return ""
    if not _is_of_use(incoming) or is_auto_reply(incoming.inbound.body):
        return ""
    return _to_who_is_out(incoming) or _to_who_was_told(incoming)


def _to_who_is_out(incoming: Incoming) -> str:
    found = _out(incoming.number).select_related("attendance__volunteer", "walk__shift__association__municipality")
    check_in = found.order_by("-out_at").first()
    place = check_in.attendance if check_in is not None else None
    if check_in is None or place is None:
        return ""
    shift = place.shift = check_in.walk.shift
    policy, is_late = policy_for(shift), incoming.answer.meaning == Meaning.LATE
    tell(
        place,
        UNCLEAR,
        now=incoming.now,
        key=incoming.key,
        useful_until=incoming.now + ANSWER_OF_USE,
        is_all=read_night(shift).speaks_for_all(place),
        minutes=policy.extend_minutes,
        help=panic_words_of(policy)[0],
    )
    put_in_inbox(incoming.inbound, Concern.LATE if is_late else Concern.UNCLEAR, attendance=place, now=incoming.now)
    return UNCLEAR


def _is_the_rotas(incoming: Incoming) -> bool:
    """A night is asked about, and nothing of tonight has been said since."""
    asked = [one for one in incoming.nights if one.state == AttendanceState.ASKED]
    return bool(asked) and not (getattr(asked[0], "last_kind", None) or "").startswith(OF_TONIGHT)


def _is_of_use(incoming: Incoming) -> bool:
    """Whether the number is of somebody who is out, or was told of an alarm that stands: one query for all others."""
    is_either = Exists(_out(incoming.number)) | Exists(_told(incoming.number))
    return InboundMessage.objects.filter(is_either, pk=incoming.inbound.pk).exists()


def _out(number: str) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(volunteer__mobile=number, home_at=None, attendance__isnull=False)


def _told(number: str) -> QuerySet[AlarmNotice]:
    told = AlarmNotice.objects.filter(number=number, step__alarm__state__in=sorted(UNRESOLVED))
    return told.exclude(rung__in=sorted(OUT_THEMSELVES))


def _to_who_was_told(incoming: Incoming) -> str:
    """Of an alarm that stands, by a number of those on duty."""
    notice = _told(incoming.number).select_related("step__alarm", "volunteer").order_by("-pk").first()
    if notice is None:
        return ""
    alarm = notice.step.alarm
    is_yours = alarm.acknowledged_number == incoming.number
    if alarm.state == AlarmState.ACKNOWLEDGED and not is_yours:
        answer_notice(incoming, "alarm_taken_already", notice, {"name": alarm.acknowledged_by})
        return "taken_already"
    is_yours = is_yours and alarm.state == AlarmState.ACKNOWLEDGED
    answer_notice(incoming, "alarm_unclear", notice, {"is_yours": is_yours, "until": tell_until(notice)})
    return "alarm_unclear"
