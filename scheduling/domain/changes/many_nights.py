"""The words of one text about several nights of one person: what is asked, what is cancelled, what is new."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from messaging.domain import texts
from messaging.domain.written import neat
from messaging.exceptions import TextTooLong
from scheduling.domain.sms_texts import CLIPS, clip, language_of, legible, number_words, shift_words
from scheduling.domain.telling import CHANGES
from scheduling.models import Attendance

MOST_SEGMENTS = 6  # a term of Fridays takes four
QUESTIONS = frozenset({"ask", "changed", "moved", "place_free"})
STOPS = (".", "!", "?", "؟")


@dataclass(frozen=True)
class Saying:
    """One night and the kind of text that is said of it; `words` are the leader and the note of a piece of news."""

    attendance: Attendance
    kind: str
    words: Mapping[str, Any] = field(default_factory=dict)


def words_of(sayings: Sequence[Saying]) -> str:
    """In as few segments as the names allow. Where there are more nights than any text holds, the last are counted."""
    sayings = sorted(sayings, key=lambda one: (one.attendance.starts_at, one.attendance.pk))
    language = language_of(CHANGES, sayings[0].attendance.volunteer.text_language)
    for most in range(len(sayings), 0, -1):
        bodies = [_render(sayings[:most], language, longest, left_out=len(sayings) - most) for longest in CLIPS]
        for segments in range(1, MOST_SEGMENTS + 1):
            for body in bodies:
                if texts.segments(body) <= segments:
                    return body
    raise TextTooLong(CHANGES)


def _render(sayings: Sequence[Saying], language: str, longest: int, *, left_out: int) -> str:
    nights = [(one, _night(one.attendance, language, longest)) for one in sayings]
    asked = [night for one, night in nights if one.kind in QUESTIONS]
    context = {
        "name": clip(legible(sayings[0].attendance.volunteer.first_name, language), longest),
        "is_changed": any(one.kind == "changed" for one in sayings),
        "asked": _grouped(asked),
        "first": asked[0]["code"] if asked else "",
        "last": asked[-1]["code"] if asked else "",
        "gone": [night for one, night in nights if one.kind == "cancelled"],
        "placed": [night for one, night in nights if one.kind == "promoted"],
        "news": [{**night, **_news(one, language, longest)} for one, night in nights if one.kind == "news"],
        "left_out": left_out,
    }
    with translation.override(language):
        return texts.tidy(neat(render_to_string(f"sms/{language}/{CHANGES}.txt", context)))


def _night(attendance: Attendance, language: str, longest: int) -> dict[str, Any]:
    shift = attendance.shift
    return {
        **shift_words(shift, language),
        "code": attendance.reply_code,
        "place": clip(legible(shift.place, language), longest),
        "meeting": clip(legible(shift.route.meeting_point, language), longest),
        "is_leader": attendance.is_leader,
    }


def _grouped(nights: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Nights at the same hours and place are said in one breath."""
    groups: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for night in nights:
        groups.setdefault((night["hours"], night["place"], night["meeting"]), []).append(night)
    return [
        {"hours": hours, "place": place, "meeting": meeting, "nights": together}
        for (hours, place, meeting), together in groups.items()
    ]


def _news(saying: Saying, language: str, longest: int) -> dict[str, Any]:
    leader = saying.words.get("leader")
    is_other = leader is not None and leader.pk != saying.attendance.volunteer_id
    return {
        "leads": saying.words.get("leads", False),
        "leader": clip(legible(leader.first_name, language), longest) if is_other and leader else "",
        "leader_number": number_words(leader.mobile, language) if is_other and leader else "",
        "note": cut_note(legible(str(saying.words.get("note", "")), language), longest),
    }


def cut_note(note: str, longest: int) -> str:
    """A note as a sentence of at most so many letters, cut between two words."""
    note = " ".join(note.split())
    if len(note) > longest:
        note = note[:longest].rpartition(" ")[0].rstrip(" ,;:-")
        note += "..." if note else ""
    return note if not note or note.endswith(STOPS) else f"{note}."
