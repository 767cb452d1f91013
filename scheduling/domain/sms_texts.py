"""The words of every text about a shift, in the reader's language, in one segment; in wider scripts in two.

The words stand in templates/sms/<language>/<kind>.txt, or are the association's own. A name or place that is too long
is clipped, never the message.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache

from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from messaging.domain import texts
from messaging.domain.numbers import show_number
from messaging.exceptions import TextTooLong
from scheduling.domain.own_words import fill, neat, own_words
from scheduling.enums import ShiftKind
from scheduling.models import Attendance, Shift
from volunteers.domain import calendar_words as words
from volunteers.models import Volunteer

CLIPS = (60, 24, 18, 14, 10, 7)  # longest part of a name or place, tried in turn until the text fits
SWEDISH = "sv"
WIDE_SCRIPTS = frozenset({"ar"})  # 70 letters to a segment, 67 to each of several
ACTIVITIES = {  # a night walk, and any other shift
    "en": ("Night walk", "Shift"),
    "fi": ("Yökävely", "Vuoro"),
    "ar": ("جولة ليلية", "مناوبة"),
    "so": ("Socod habeen", "Hawl"),
}

MOST_CHOICES, CHOICE_PLACE = 4, 10  # what "which night do you mean?" has room for
STROKED = {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i", "Ħ": "H", "ħ": "h"}  # Unicode does not take these apart


def plain(name: str) -> str:
    """A name in letters that one segment can carry: ş becomes s; what has no such letter is left out."""
    kept = []
    for letter in unicodedata.normalize("NFC", name):
        if texts.is_gsm(letter):
            kept.append(letter)
        else:
            apart = unicodedata.normalize("NFKD", STROKED.get(letter, letter))
            kept.extend(part for part in apart if texts.is_gsm(part))
    return "".join(kept).strip()


def clip(name: str, longest: int) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip(" -,") + "."


def language_of(kind: str, language: str) -> str:
    """The person's language, or Swedish where this kind of text has no words in it."""
    return language if _has_words(kind, language) else SWEDISH


@lru_cache(maxsize=1024)
def _has_words(kind: str, language: str) -> bool:
    try:
        get_template(_path(kind, language))
    except TemplateDoesNotExist:
        return False
    return True


def _path(kind: str, language: str) -> str:
    return f"sms/{language}/{kind}.txt"


def write(kind: str, *, language: str, clipped: Mapping[str, str], **exact: object) -> str:
    """Render one text. `clipped` are names and places, `exact` what must stand whole.

    Raises TextTooLong when even the shortest clipping needs another segment, which a test over all kinds rules out.
    """
    spoken = language_of(kind, language)

    def render(names: dict[str, object]) -> str:
        with translation.override(spoken):
            return neat(render_to_string(_path(kind, spoken), names | exact))

    return fit(render, clipped=clipped, language=spoken)


def fit(render: Callable[[dict[str, object]], str], *, clipped: Mapping[str, str], language: str) -> str:
    """What `render` makes of names clipped just enough. Raises TextTooLong."""
    for longest in CLIPS:
        names: dict[str, object] = {name: clip(legible(value, language), longest) for name, value in clipped.items()}
        body = texts.tidy(render(names))
        if texts.segments(body) <= most_segments(language):
            return body
    raise TextTooLong(
        _("Texten får inte plats i %(segments)s sms, inte ens med korta namn.") % {"segments": most_segments(language)}
    )


def most_segments(language: str) -> int:
    """What a text may cost: scripts outside the GSM alphabet have room for less than half as many letters."""
    return 2 if language in WIDE_SCRIPTS else 1


def legible(name: str, language: str) -> str:
    """A name in letters that cost no more than the text around it."""
    return name.strip() if language in WIDE_SCRIPTS else plain(name)


def shift_words(shift: Shift, language: str) -> dict[str, str]:
    """The date and hours of a shift as a text says them: fre 16/10, 20.30, 20.30-00.30."""
    zone = shift.association.municipality.zone
    return {
        "day": words.sms_date(shift.starts_at, zone=zone, language=language),
        "start": words.clock(shift.starts_at, zone=zone, language=language),
        "hours": words.sms_span(shift.starts_at, shift.ends_at, zone=zone, language=language),
    }


def about_shift(kind: str, attendance: Attendance, *, leader: Volunteer | None = None, **more: object) -> str:
    """A text to one person about one shift, in the association's own words where it has any that fit."""
    shift, person = attendance.shift, attendance.volunteer
    other = leader if leader is not None and leader.pk != person.pk else None
    own = own_words(shift.association, kind, person.text_language, is_leader=attendance.is_leader)
    language = person.text_language if own else language_of(kind, person.text_language)
    clipped = {
        "name": person.first_name,
        "place": shift.place,
        "meeting": shift.route.meeting_point,
        "leader": other.first_name if other else "",
        "activity": activity_word(shift, language),
        "bring": str(more.pop("bring", "")),
    }
    exact: dict[str, object] = {
        "leader_number": number_words(other.mobile, language) if other else "",
        "is_leader": attendance.is_leader,
        **shift_words(shift, language),
        **more,
    }
    if own:
        with suppress(TextTooLong):
            return fit(lambda names: fill(own, names | exact), clipped=clipped, language=language)
    return write(kind, language=language, clipped=clipped, **exact)


def number_words(number: str, language: str) -> str:
    """070-174 06 12. From right to left the groups would change places, so there it is one run of digits."""
    shown = show_number(number)
    return shown.replace("-", "").replace(" ", "") if language in WIDE_SCRIPTS else shown


def activity_word(shift: Shift, language: str = SWEDISH) -> str:
    """The municipality's own word for a night walk, or the kind's name; in other languages a word of theirs."""
    is_walk = shift.kind == ShiftKind.NIGHT_WALK
    if language in ACTIVITIES:
        walk, other = ACTIVITIES[language]
        return walk if is_walk else other
    if is_walk:
        return shift.association.municipality.activity_word.capitalize()
    return str(ShiftKind(shift.kind).label)


def choice_words(attendances: Sequence[Attendance], language: str) -> str:
    """The nights an answer can mean, each with its reply code: 1: fre 16/10 Vårby, 2: lör 17/10 Skogås."""
    language = language_of("which", language)
    return ", ".join(
        f"{one.reply_code}: {shift_words(one.shift, language)['day']} {clip(plain(one.shift.place), CHOICE_PLACE)}"
        for one in attendances[:MOST_CHOICES]
    )
