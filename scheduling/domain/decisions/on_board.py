"""What a board says of a night that is too few to go out safely. Pure."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from scheduling.domain.crews import is_safe
from scheduling.domain.decisions.words import need_words
from scheduling.enums import DecisionState, ShiftState
from scheduling.models import Shift
from volunteers.domain import calendar_words


@dataclass(frozen=True)
class Deciding:
    """`is_open`: nobody has said what is to become of it; else it is being filled until an hour that was chosen."""

    is_open: bool
    need: str
    day: str


def deciding_on(shift: Shift, zone: ZoneInfo, language: str) -> Deciding | None:
    """Of a shift read with how its decision stands. What has become safe a moment ago needs no decision."""
    state = getattr(shift, "deciding", None)
    if not state or shift.state != ShiftState.PUBLISHED or is_safe(shift):
        return None
    day = calendar_words.night_short(shift.starts_at, zone=zone, language=language)
    return Deciding(state == DecisionState.OPEN, need_words(shift), day)
