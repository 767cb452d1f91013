"""The words of every call about a shift. The same news as in a text, for the ear: no words to write back, keys instead.

The words stand in templates/voice/<language>/<kind>.txt, in those languages that are read aloud well; else Swedish.
"""

from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation

from messaging.domain.numbers import show_number
from messaging.enums import Channel
from scheduling.domain.sms_texts import activity_word
from scheduling.models import Attendance
from volunteers.domain import calendar_words as words
from volunteers.enums import ContactWay, Language
from volunteers.models import Volunteer

VOICES = {Language.SWEDISH: "sv-SE", Language.ENGLISH: "en-GB"}  # as the provider names them
QUESTIONS = frozenset({"ask", "ask_again", "place_free", "changed", "moved", "swap_ask"})  # what keys 1 and 2 answer


def voice_language(volunteer: Volunteer) -> Language:
    language = Language(volunteer.text_language)
    return language if language in VOICES else Language.SWEDISH


def channel_of(volunteer: Volunteer) -> Channel:
    """How the person is told of something."""
    return Channel.VOICE if volunteer.contact_way == ContactWay.CALL else Channel.SMS


def is_spoken(kind: str) -> bool:
    """Whether there are words for it. Nobody is rung up for a thank-you."""
    try:
        get_template(f"voice/sv/{kind}.txt")
    except TemplateDoesNotExist:
        return False
    return True


def speak(kind: str, attendance: Attendance, *, leader: Volunteer | None = None, **more: object) -> str:
    """What is said to one person about one shift."""
    shift, person = attendance.shift, attendance.volunteer
    language, zone = voice_language(person), shift.association.municipality.zone
    other = leader if leader is not None and leader.pk != person.pk else None
    start, end = (words.clock(moment, zone=zone, language=language) for moment in (shift.starts_at, shift.ends_at))
    context = {
        "name": person.first_name,
        "association": shift.association.name,
        "activity": activity_word(shift),
        "place": shift.place,
        "meeting": shift.route.meeting_point,
        "leader": other.first_name if other else "",
        "leader_number": show_number(other.mobile) if other else "",
        "is_leader": attendance.is_leader,
        "day": words.night_long(shift.starts_at, zone=zone, language=language),
        "start": start,
        "hours": f"from {start} to {end}" if language == Language.ENGLISH else f"klockan {start} till {end}",
        **more,
    }
    return _render(kind, language, context)


def say_alone(kind: str, language: Language) -> str:
    """A sentence of the call itself: nothing was pressed, the question is over."""
    return _render(f"_{kind}", language, {})


def _render(name: str, language: Language, context: dict[str, object]) -> str:
    with translation.override(language):
        return " ".join(render_to_string(f"voice/{language.value}/{name}.txt", context).split())
