"""The words of every text about a shift: Lykta's, or the association's own."""

from collections.abc import Sequence
from contextlib import suppress

from messaging.domain.written import (
    CLIPS,
    SWEDISH,
    WIDE_SCRIPTS,
    clip,
    fit,
    language_of,
    legible,
    most_segments,
    number_words,
    plain,
    write,
)
from messaging.exceptions import TextTooLong
from scheduling.domain.own_words import fill, own_words
from scheduling.enums import ShiftKind
from scheduling.models import Attendance, Shift
from volunteers.domain import calendar_words as words
from volunteers.models import Volunteer

__all__ = [
    "CLIPS",
    "WIDE_SCRIPTS",
    "about_shift",
    "activity_word",
    "choice_words",
    "clip",
    "fit",
    "language_of",
    "legible",
    "most_choices",
    "most_segments",
    "number_words",
    "plain",
    "shift_words",
    "write",
]

ACTIVITIES = {  # a night walk, and any other shift
    "en": ("Night walk", "Shift"),
    "fi": ("Yökävely", "Vuoro"),
    "ar": ("جولة ليلية", "مناوبة"),
    "so": ("Socod habeen", "Hawl"),
}

# What "which night do you mean?" has room for, in scripts of wide letters and in others.
MOST_CHOICES, MOST_WIDE_CHOICES, CHOICE_PLACE = 4, 3, 10


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
        "other": str(more.pop("other", "")),  # whoever wants to swap nights, or walks with another group
        "group": str(more.pop("group", "")),  # where that group walks
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
    return ", ".join(
        f"{one.reply_code}: {shift_words(one.shift, language)['day']} {clip(plain(one.shift.place), CHOICE_PLACE)}"
        for one in attendances[: most_choices(language)]
    )


def most_choices(language: str) -> int:
    return MOST_WIDE_CHOICES if language in WIDE_SCRIPTS else MOST_CHOICES
