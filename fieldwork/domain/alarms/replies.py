"""Texts about an alarm, and keys pressed in its calls: help, TAR, MER and KLART. Each is answered."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fieldwork.domain.alarms import said
from fieldwork.domain.alarms.crowds import Crowd, read_crowds
from fieldwork.domain.alarms.notices import CALLED_ABOUT, clock_words
from fieldwork.domain.alarms.panic import call_for_help, has_night, night_of
from fieldwork.domain.alarms.policies import is_panic, policy_of
from fieldwork.domain.alarms.resolving import called_for_help, resolve_alarm
from fieldwork.domain.alarms.taking import Taker, take_alarm, taker_of
from fieldwork.domain.alarms.words import Values, spoken_words, text_words
from fieldwork.domain.walks import extending
from fieldwork.enums import UNRESOLVED, AlarmKind, AlarmState, Ending
from fieldwork.exceptions import AlarmOver, AlreadyTaken, NobodySpokenTo, NoMoreTime, NotOut, NotYourAlarm
from fieldwork.models import Alarm, AlarmNotice, CheckIn
from messaging.domain.outbox import queue_sms
from messaging.enums import Channel, Priority
from messaging.models import OutboundMessage
from scheduling.domain.answers import Meaning, read_answer
from scheduling.domain.incoming import Incoming
from scheduling.domain.keys import SIGN, YES, is_key
from scheduling.domain.origins import Origin
from scheduling.domain.plain_words import plain
from scheduling.domain.telling import SAID_WITHIN
from scheduling.enums import Door
from scheduling.models import Shift
from volunteers.domain import calendar_words

NO_ANSWER = frozenset({Meaning.UNCLEAR, Meaning.HELP, Meaning.LATE})  # what says neither yes nor no to anything
REMEMBERED = timedelta(hours=6)  # after it is over, a TAR is still about the alarm


def take_help(incoming: Incoming) -> str:
    """A word for help from somebody whose night is on, whatever else the text says. Outside a night it asks how texts
    work, and is the rota's.
    """
    text, is_answer = incoming.inbound.body, incoming.answer.meaning not in NO_ANSWER
    if is_key(incoming.inbound) or (is_answer and _begins_as_answer(text)):
        return ""
    night = night_of(incoming.number, now=incoming.now) if has_night(incoming.inbound, now=incoming.now) else None
    if night is None:
        return ""
    caller, shift = night
    policy = policy_of(shift.association.municipality)
    if not is_panic(text, policy, is_answer=is_answer):
        return ""
    alarm = call_for_help(caller, shift, origin=_origin(incoming), now=incoming.now)
    name, number = _on_duty(alarm, but=incoming.number, now=incoming.now)
    contact = {"name": name, "number": number}
    _answer(incoming, "alarm_called", alarm.shift, caller.text_language, contact)
    return "panic"


def _begins_as_answer(text: str) -> bool:
    """JA, NEJ, STOPP: then it does not begin with a word for help, and nobody's night has to be looked for."""
    words = plain(text).line.split()
    return bool(words) and read_answer(words[0]).meaning not in NO_ANSWER


def take_key(incoming: Incoming) -> str:
    """Key 1 in a call about an alarm takes it. Only a key does: a voicemail is no person."""
    if not is_key(incoming.inbound):
        return ""
    call = OutboundMessage.objects.filter(uuid=UUID(incoming.inbound.provider_sid.removeprefix(SIGN)[:32])).first()
    if call is None or call.kind not in CALLED_ABOUT:
        return ""
    notice = AlarmNotice.objects.filter(text=call).select_related("step__alarm", "volunteer").first()
    if notice is None or incoming.inbound.body != YES:
        return "over"
    return _take(incoming, notice)


def take_yes(incoming: Incoming) -> str:
    """TAR takes the alarm that the number was last told of and nobody has taken; else it is said who has."""
    if is_key(incoming.inbound) or not said.takes(incoming.inbound.body):
        return ""
    notice = _told_of(incoming.number, now=incoming.now)
    return _take(incoming, notice) if notice is not None else ""


def take_more_time(incoming: Incoming) -> str:
    """MER gives a group that is out some more time, a few times a night."""
    if is_key(incoming.inbound) or not said.wants_more(incoming.inbound.body):
        return ""
    out = CheckIn.objects.filter(volunteer__mobile=incoming.number, home_at=None)
    check_in = out.select_related("volunteer", "walk__shift__association__municipality").order_by("-out_at").first()
    if check_in is None:
        return ""
    walk, person = check_in.walk, check_in.volunteer
    try:
        walk = extending.take_more_time(walk, origin=_origin(incoming), by=person, now=incoming.now)
    except NoMoreTime as enough:
        alarm = Alarm(shift=walk.shift, kind=AlarmKind.OVERDUE)
        name, number = _on_duty(alarm, but=incoming.number, now=incoming.now)
        contact = {"name": name, "number": number, "count": enough.count}
        _answer(incoming, "alarm_no_more", walk.shift, person.text_language, contact)
        return "no_more_time"
    except NotOut:  # somebody said a moment ago that they are home
        return ""
    zone = walk.shift.association.municipality.zone
    until = calendar_words.clock(walk.due_home_at, zone=zone, language=person.text_language)
    _answer(incoming, "alarm_more", walk.shift, person.text_language, {"until": until})
    return "more_time"


def take_end(incoming: Incoming) -> str:
    """KLART from whoever took the alarm, or called for help, resolves it."""
    if is_key(incoming.inbound) or not said.ends(incoming.inbound.body):
        return ""
    number, now = incoming.number, incoming.now
    called = Alarm.objects.filter(kind=AlarmKind.PANIC, opened_by__mobile=number, state__in=sorted(UNRESOLVED))
    taken = Alarm.objects.filter(state=AlarmState.ACKNOWLEDGED, acknowledged_number=number)
    alarm = (called | taken).order_by("-acknowledged_at", "-opened_at").select_related("opened_by").first()
    if alarm is not None:
        return _resolve(incoming, alarm)
    notice = _told_of(number, now=now)
    if notice is None or notice.step.alarm.state == AlarmState.RESOLVED:
        return ""
    answer_notice(incoming, "alarm_not_yours", notice, {})
    return "not_yours"


def _resolve(incoming: Incoming, alarm: Alarm) -> str:
    notice = AlarmNotice.objects.filter(step__alarm=alarm, number=incoming.number).select_related("volunteer").first()
    caller = alarm.opened_by
    if notice is not None:
        taker, language = taker_of(notice), _language(notice)
    elif caller is not None:
        taker, language = Taker(caller.first_name, caller.mobile, caller), str(caller.text_language)
    else:
        return ""
    spoken_with = said.spoken_with(incoming.inbound.body) or _("gruppen, enligt sms")
    how = Ending.DRILL if alarm.is_drill else Ending.MISTAKE if called_for_help(alarm, taker) else Ending.SAFE
    values = {"place": alarm.shift.place, "is_drill": alarm.is_drill, "how": how.value}
    try:
        resolve_alarm(alarm, taker=taker, spoken_with=spoken_with, origin=_origin(incoming), now=incoming.now)
    except NobodySpokenTo:
        return _say_it_is_yours(incoming, alarm, taker, language)
    except (AlarmOver, NotYourAlarm):  # somebody was quicker
        _answer(incoming, "alarm_none", alarm.shift, language, {})
        return "alarm_over"
    _answer(incoming, "alarm_over", alarm.shift, language, values)
    return "resolved"


def _told_of(number: str, *, now: datetime) -> AlarmNotice | None:
    """The last notice to a number of an alarm that stands open, else that somebody has taken, else that is over."""
    notices = AlarmNotice.objects.filter(number=number).select_related("step__alarm", "volunteer").order_by("-pk")
    for state in (AlarmState.OPEN, AlarmState.ACKNOWLEDGED):
        found = notices.filter(step__alarm__state=state).first()
        if found is not None:
            return found
    return notices.filter(step__alarm__resolved_at__gt=now - REMEMBERED).first()


def _take(incoming: Incoming, notice: AlarmNotice) -> str:
    taker = taker_of(notice)
    try:
        alarm = take_alarm(notice.step.alarm, taker=taker, origin=_origin(incoming), now=incoming.now)
    except AlreadyTaken:
        alarm = Alarm.objects.select_related("shift__association", "shift__route__district").get(
            pk=notice.step.alarm_id
        )
        answer_notice(incoming, "alarm_taken_already", notice, {"name": alarm.acknowledged_by})
        return "taken_already"
    except AlarmOver:
        if is_key(incoming.inbound):
            answer_notice(incoming, "alarm_over", notice, {"how": "safe"})
        else:
            answer_notice(incoming, "alarm_none", notice, {})
        return "alarm_over"
    return _say_it_is_yours(incoming, alarm, taker, _language(notice))


def _say_it_is_yours(incoming: Incoming, alarm: Alarm, taker: Taker, language: str) -> str:
    crowd = read_crowds([alarm], now=incoming.now)[alarm.pk]
    until = clock_words(alarm, alarm.rests_until or incoming.now, language)
    values = {"place": alarm.shift.place, "is_drill": alarm.is_drill, **_to_ring(crowd, taker), "until": until}
    _answer(incoming, "alarm_yours", alarm.shift, language, values)
    return "taken"


def _to_ring(crowd: Crowd, taker: Taker) -> dict[str, object]:
    """The leader, and where it is the leader who has taken the alarm the next of the group."""
    people = [crowd.leader, *crowd.out] if crowd.leader else crowd.out
    other = next((one for one in people if one.mobile != taker.number), None)
    return {"leader": other.first_name if other else "", "leader_number": other.mobile if other else ""}


def _on_duty(alarm: Alarm, *, but: str, now: datetime) -> tuple[str, str]:
    """Name and number of the one to ring, other than whoever asks."""
    duty = [one for one in read_crowds([alarm], now=now)[alarm.pk].on_duty if one.number != but]
    return (duty[0].name, duty[0].number) if duty else ("", "")


def _origin(incoming: Incoming) -> Origin:
    return Origin(Door.CALL if is_key(incoming.inbound) else Door.SMS, answer=incoming.inbound)


def _language(notice: AlarmNotice) -> str:
    return str(notice.volunteer.text_language) if notice.volunteer else "sv"


def tell_until(notice: AlarmNotice) -> str:
    """When the ladder goes on, by the clock of the town in the reader's language."""
    alarm = notice.step.alarm
    return clock_words(alarm, alarm.next_step_at or alarm.rests_until or alarm.opened_at, _language(notice))


def answer_notice(incoming: Incoming, kind: str, notice: AlarmNotice, values: Values) -> None:
    alarm = notice.step.alarm
    said_of_it = {"place": alarm.shift.place, "is_drill": alarm.is_drill, **values}
    _answer(incoming, kind, alarm.shift, _language(notice), said_of_it)


def _answer(incoming: Incoming, kind: str, shift: Shift, language: str, values: Values) -> None:
    """A key is answered in the call that is going on, a text by a text."""
    is_spoken = is_key(incoming.inbound)
    queue_sms(
        to_number=incoming.number,
        body=spoken_words(kind, language, values) if is_spoken else text_words(kind, language, values),
        kind=kind,
        dedupe_key=f"{kind}:{incoming.key}",
        now=incoming.now,
        due_at=incoming.now + SAID_WITHIN if is_spoken else None,
        priority=Priority.ANSWER,
        lane=shift.association.municipality_id,
        payer=shift.association_id,
        channel=Channel.VOICE if is_spoken else Channel.SMS,
    )
