"""The words of every text about a shift, in the reader's language, always in one segment.

The words stand in templates/sms/<language>/<kind>.txt. A name or place that is too long for one segment is clipped,
never the message.
"""

import unicodedata
from collections.abc import Mapping, Sequence

from django.template.loader import render_to_string
from django.utils import translation

from messaging.domain import texts
from messaging.domain.numbers import show_number
from messaging.exceptions import TextTooLong
from scheduling.enums import ShiftKind
from scheduling.models import Attendance, Shift
from volunteers.domain import calendar_words as words
from volunteers.models import Volunteer

CLIPS = (60, 24, 18, 14, 10)  # longest part of a name or place, tried in turn until the text is one segment

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


def write(kind: str, *, language: str, clipped: Mapping[str, str], **exact: object) -> str:
    """Render one text. `clipped` are names and places, `exact` what must stand whole.

    Raises TextTooLong when even the shortest clipping needs a second segment, which a test over all kinds rules out.
    """
    for longest in CLIPS:
        context = {name: clip(plain(value), longest) for name, value in clipped.items()} | exact
        with translation.override(language):
            body = " ".join(render_to_string(f"sms/{language}/{kind}.txt", context).split())
        try:
            return texts.one_segment(body)
        except TextTooLong:
            continue
    raise TextTooLong(kind)


def shift_words(shift: Shift, language: str) -> dict[str, str]:
    """The date and hours of a shift as a text says them: fre 16/10, 20.30, 20.30-00.30."""
    zone = shift.association.municipality.zone
    return {
        "day": words.sms_date(shift.starts_at, zone=zone, language=language),
        "start": words.clock(shift.starts_at, zone=zone, language=language),
        "hours": words.sms_span(shift.starts_at, shift.ends_at, zone=zone, language=language),
    }


def about_shift(kind: str, attendance: Attendance, *, leader: Volunteer | None = None, **more: object) -> str:
    """A text to one person about one shift."""
    shift, person = attendance.shift, attendance.volunteer
    other = leader if leader is not None and leader.pk != person.pk else None
    return write(
        kind,
        language=person.text_language,
        clipped={
            "name": person.first_name,
            "place": shift.place,
            "meeting": shift.route.meeting_point,
            "leader": other.first_name if other else "",
            "activity": activity_word(shift),
        },
        leader_number=show_number(other.mobile) if other else "",
        is_leader=attendance.is_leader,
        **shift_words(shift, person.text_language),
        **more,
    )


def activity_word(shift: Shift) -> str:
    """The municipality's own word for a night walk, or the kind's name."""
    if shift.kind == ShiftKind.NIGHT_WALK:
        return shift.association.municipality.activity_word.capitalize()
    return str(ShiftKind(shift.kind).label)


def choice_words(attendances: Sequence[Attendance], language: str) -> str:
    """The nights an answer can mean, each with its reply code: 1: fre 16/10 Vårby, 2: lör 17/10 Skogås."""
    return ", ".join(
        f"{one.reply_code}: {shift_words(one.shift, language)['day']} {clip(plain(one.shift.place), CHOICE_PLACE)}"
        for one in attendances[:MOST_CHOICES]
    )
