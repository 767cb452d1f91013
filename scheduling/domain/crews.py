"""How well a shift is crewed, in numbers, pips and words. Pure: reads the counts that stand on the shift."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.enums import Coverage, ShiftState
from scheduling.exceptions import UnsoundCrew
from scheduling.models import Shift
from scheduling.models.constraints import NEVER_ALONE


@dataclass(frozen=True)
class CrewSize:
    """How many a shift needs: for safety (never alone), at least, aimed at, at most, and leaders among them."""

    safe: int = 2
    minimum: int = 3
    target: int = 4
    maximum: int = 5
    leaders: int = 1


class Crewed(Protocol):
    """A shift, or a row that has its state and counts."""

    @property
    def state(self) -> str: ...
    @property
    def crew_min(self) -> int: ...
    @property
    def crew_target(self) -> int: ...
    @property
    def leaders_needed(self) -> int: ...
    @property
    def confirmed_count(self) -> int: ...
    @property
    def leader_count(self) -> int: ...
    @property
    def asked_count(self) -> int: ...
    @property
    def asked_leader_count(self) -> int: ...


def check_crew(size: CrewSize) -> None:
    """Raises UnsoundCrew with the reason when the sizes contradict each other or leave someone alone."""
    if size.safe < NEVER_ALONE:
        raise UnsoundCrew(_("Ingen går ensam. Minsta antal för säkerheten är två."))
    if not size.safe <= size.minimum <= size.target <= size.maximum:
        raise UnsoundCrew(_("Antalen behöver stiga: säkert, minst, mål, högst."))
    if size.leaders > size.minimum:
        raise UnsoundCrew(_("Ledarna kan inte vara fler än gruppen."))


def leaders_missing(shift: Crewed) -> int:
    """Leaders that are needed and neither confirmed nor asked."""
    return max(0, shift.leaders_needed - shift.leader_count - shift.asked_leader_count)


def missing(shift: Crewed) -> int:
    """People short of the target when everyone asked says yes; at least the leaders nobody has been asked to be."""
    return max(0, shift.crew_target - shift.confirmed_count - shift.asked_count, leaders_missing(shift))


def coverage(shift: Crewed) -> Coverage:
    """The one word for a shift. Staffed is at least the minimum with its leaders and no question open."""
    if shift.state == ShiftState.DRAFT:
        return Coverage.DRAFT
    if shift.state == ShiftState.CANCELLED:
        return Coverage.CANCELLED
    if shift.state == ShiftState.DONE:
        return Coverage.DONE
    enough = shift.confirmed_count >= shift.crew_min and shift.leader_count >= shift.leaders_needed
    if enough and (shift.asked_count == 0 or shift.confirmed_count >= shift.crew_target):
        return Coverage.CONFIRMED
    if enough or not missing(shift):
        return Coverage.ASKED
    return Coverage.MISSING


def is_safe(shift: Shift) -> bool:
    """Whether those confirmed may go out at all: nobody alone, and with the leaders that are needed."""
    return shift.confirmed_count >= shift.crew_safe and shift.leader_count >= shift.leaders_needed


def pips(shift: Shift, *, up_to_maximum: bool = False) -> list[str]:
    """The crew meter from the left: leaders, confirmed, asked, gaps or open places; `tick` stands after the minimum."""
    is_short = coverage(shift) == Coverage.MISSING
    row = ["lead"] * shift.leader_count + (["nolead"] * leaders_missing(shift) if is_short else [])
    row += ["yes"] * (shift.confirmed_count - shift.leader_count) + ["ask"] * shift.asked_count
    row += ["gap" if is_short else "open"] * (shift.crew_target - len(row))
    if up_to_maximum:
        row += ["open"] * (shift.crew_max - len(row))
    return [*row[: shift.crew_min], "tick", *row[shift.crew_min :]]


def chip_label(shift: Shift) -> str:
    """The words of the state chip: Klart, Saknar 1, Saknar ledare, Väntar på 2 svar …"""
    state = coverage(shift)
    if state == Coverage.MISSING:
        if leaders_missing(shift) and missing(shift) <= leaders_missing(shift):
            return _("Saknar ledare")
        return _("Saknar %(count)s") % {"count": missing(shift)}
    if state == Coverage.ASKED:
        return ngettext("Väntar på %(count)s svar", "Väntar på %(count)s svar", shift.asked_count) % {
            "count": shift.asked_count
        }
    return str(state.label)


def count_words(shift: Shift) -> str:
    return _("%(confirmed)s av %(target)s klara") % {
        "confirmed": shift.confirmed_count,
        "target": max(shift.crew_target, shift.confirmed_count),
    }


def crew_sentence(shift: Shift) -> str:
    """The crew meter in words, such as: 2 av 4 klara, ledare klar, 2 tillfrågade, minst 3."""
    parts = [count_words(shift)]
    if shift.leaders_needed:
        parts.append(_("ledare klar") if shift.leader_count >= shift.leaders_needed else _("ledare saknas"))
    if shift.asked_count:
        parts.append(
            ngettext("%(count)s tillfrågad", "%(count)s tillfrågade", shift.asked_count) % {"count": shift.asked_count}
        )
    if coverage(shift) == Coverage.MISSING:
        parts.append(ngettext("%(count)s saknas", "%(count)s saknas", missing(shift)) % {"count": missing(shift)})
    if shift.waiting_count:
        parts.append(
            ngettext("%(count)s på reservlistan", "%(count)s på reservlistan", shift.waiting_count)
            % {"count": shift.waiting_count}
        )
    parts.append(_("minst %(count)s") % {"count": shift.crew_min})
    return ", ".join(parts) + "."
