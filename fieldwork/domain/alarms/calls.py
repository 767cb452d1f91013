"""What is said when somebody, or a machine, answers a call about an alarm; and whether a key is waited for."""

from dataclasses import dataclass

from fieldwork.domain.alarms.notices import CALLED_ABOUT
from fieldwork.domain.alarms.words import spoken_words, voice_language
from fieldwork.enums import AlarmState
from fieldwork.models import AlarmNotice
from messaging.models import OutboundMessage
from volunteers.enums import Language

TAKE = frozenset({"1"})


@dataclass(frozen=True)
class Call:
    """`waits` for key 1 while nobody has taken the alarm; `unheard` is said where none was pressed."""

    words: str
    unheard: str
    language: Language
    waits: bool


def call_about(message: OutboundMessage) -> Call | None:
    """Nothing for a call about something else."""
    if message.kind not in CALLED_ABOUT:
        return None
    found = AlarmNotice.objects.filter(text=message)
    notice = found.select_related("step__alarm__shift__route__district", "volunteer").first()
    language = voice_language(notice.volunteer.text_language if notice and notice.volunteer else "sv")
    alarm = notice.step.alarm if notice else None
    if alarm is not None and alarm.state == AlarmState.OPEN:
        return Call(message.body, spoken_words("alarm_no_key", language, {}), language, waits=True)
    is_taken = alarm is not None and alarm.state == AlarmState.ACKNOWLEDGED
    values = {
        "place": alarm.shift.place if alarm else "",
        "name": alarm.acknowledged_by if alarm else "",
        "is_drill": alarm is not None and alarm.is_drill,
    }
    words = spoken_words("alarm_taken_already" if is_taken else "alarm_over", language, values)
    return Call(words, "", language, waits=False)
