"""A round in the sentences of a shift's page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.domain.number_words import in_words
from scheduling.domain.suggesting import Suggestion
from scheduling.enums import AttendanceState, RoundFinding, RoundState
from scheduling.models import Attendance, FillRound
from volunteers.domain import calendar_words


@dataclass(frozen=True)
class RoundCard:
    """How a round stands, and what a leader can do about it."""

    lead: str
    words: str
    is_on: bool
    is_paused: bool
    may_hasten: bool


def round_card(
    going: FillRound | None,
    crew: Sequence[Attendance],
    turn: Sequence[Suggestion],
    *,
    zone: ZoneInfo,
    language: str,
) -> RoundCard:
    names = turn_words(turn)
    if going is None or going.state == RoundState.OVER:
        lead = _("Fråga i tur och ordning.")
        return RoundCard(lead, names, is_on=False, is_paused=False, may_hasten=False)
    if going.state == RoundState.PAUSED:
        words = _("Ingen mer blir frågad. De som har fått frågan kan fortfarande svara.")
        return RoundCard(_("Turordningen är pausad."), words, is_on=True, is_paused=True, may_hasten=False)
    lead = {
        RoundFinding.SHORT: _("Lykta frågar i tur och ordning."),
        RoundFinding.FULL: _("Gruppen är full."),
        RoundFinding.EXHAUSTED: _("Alla i tur är frågade."),
    }[RoundFinding(going.finding)]
    words = {
        RoundFinding.SHORT: " ".join(filter(None, [waiting_words(crew, zone, language), names])),
        RoundFinding.FULL: _("Hoppar någon av frågas nästa."),
        RoundFinding.EXHAUSTED: _("Ring någon, eller fråga den som inte står i tur. Fler frågas när veckan är ny."),
    }[RoundFinding(going.finding)]
    may_hasten = going.finding == RoundFinding.SHORT and not going.is_fast
    return RoundCard(lead, words, is_on=True, is_paused=False, may_hasten=may_hasten)


def turn_words(turn: Sequence[Suggestion]) -> str:
    if not turn:
        return _("Just nu står ingen i tur.")
    rest = len(turn) - 1
    if not rest:
        return _("I tur står %(name)s.") % {"name": turn[0].first_name}
    words = ngettext("I tur står %(name)s och %(count)s till.", "I tur står %(name)s och %(count)s till.", rest)
    return words % {"name": turn[0].first_name, "count": in_words(rest)}


def waiting_words(crew: Sequence[Attendance], zone: ZoneInfo, language: str) -> str:
    asked = [one for one in crew if one.state == AttendanceState.ASKED and one.asked_at is not None]
    if not asked:
        return ""
    last = max(one.asked_at for one in asked if one.asked_at is not None)
    words = ngettext(
        "Väntar på %(count)s svar, senast frågat %(day)s %(clock)s.",
        "Väntar på %(count)s svar, senast frågat %(day)s %(clock)s.",
        len(asked),
    )
    return words % {
        "count": in_words(len(asked)) if len(asked) > 1 else _("ett"),
        "day": calendar_words.night_short(last, zone=zone, language=language),
        "clock": calendar_words.clock(last, zone=zone, language=language),
    }
