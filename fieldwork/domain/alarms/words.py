"""The words of alarms: texts in the reader's language, and the same for the ear. A drill says ÖVNING first of all.

The words stand in templates/sms/<language>/alarm_<kind>.txt and templates/voice/<language>/alarm_<kind>.txt.
"""

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import translation

from messaging.domain.numbers import show_number
from messaging.domain.personal_links import ALARM_MARK
from messaging.exceptions import TextTooLong
from scheduling.domain import sms_texts
from scheduling.domain.spoken_words import VOICES
from volunteers.enums import Language

Values = Mapping[str, object]
CLIPPED = ("place", "leader", "name", "caller")  # names, which are made shorter where they would cost a second text
NUMBERS = ("leader_number", "number")


def text_words(kind: str, language: str, values: Values, *, has_link: bool = False) -> str:
    """One text. Its link is left out where there is no room: the number to answer is always there."""
    return _text_words(kind, sms_texts.language_of(kind, language), tuple(sorted(values.items())), has_link)


# An alarm is told to many in the same words, and a sweep may tell of hundreds.
@lru_cache(maxsize=4096)
def _text_words(kind: str, language: str, values: tuple[tuple[str, object], ...], has_link: bool) -> str:  # noqa: FBT001 - a part of the key
    given = dict(values)
    clipped = {name: str(given.pop(name)) for name in CLIPPED if name in given}
    exact = given | {
        name: sms_texts.number_words(str(given[name]), language) if given[name] else ""
        for name in NUMBERS
        if name in given
    }
    if has_link:
        with suppress(TextTooLong):
            return sms_texts.write(kind, language=language, clipped=clipped, link=ALARM_MARK, **exact)
    return sms_texts.write(kind, language=language, clipped=clipped, **exact)


def spoken_words(kind: str, language: str, values: Values) -> str:
    """What is said in a call, in one of the languages that are read aloud well."""
    return _spoken_words(kind, voice_language(language), tuple(sorted(values.items())))


@lru_cache(maxsize=4096)
def _spoken_words(kind: str, spoken: Language, values: tuple[tuple[str, object], ...]) -> str:
    given = dict(values)
    numbers = {name: show_number(str(given[name])) if given[name] else "" for name in NUMBERS if name in given}
    with translation.override(spoken):
        return " ".join(render_to_string(f"voice/{spoken.value}/{kind}.txt", given | numbers).split())


@lru_cache(maxsize=64)
def voice_language(language: str) -> Language:
    return Language(language) if language in Language.values and Language(language) in VOICES else Language.SWEDISH
