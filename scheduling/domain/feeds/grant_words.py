"""What a link leaves out, in words. Pure."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from scheduling.domain.feeds.grants import Grant
from scheduling.enums import ShiftKind, ShiftState

HOUR, DAY = 60, 24 * 60


def grant_words(grant: Grant, *, districts: Mapping[int, str]) -> list[str]:
    """None for a link to everything. `districts` are names by primary key; one that is removed has none."""
    return list(limits_of(grant, districts))


def limits_of(grant: Grant, districts: Mapping[int, str]) -> Iterator[str]:
    if grant.districts:
        yield ", ".join(sorted(districts.get(pk, "–") for pk in grant.districts))
    if grant.kinds:
        yield ", ".join(str(ShiftKind(kind).label) for kind in grant.kinds)
    if grant.states:
        yield ", ".join(str(ShiftState(state).label) for state in grant.states)
    if grant.only_short:
        yield _("Bara kvällar som saknar folk")
    if grant.hides_crew:
        yield _("Utan antal")
    if grant.alarm:
        yield alarm_words(grant.alarm)


def alarm_words(minutes: int) -> str:
    if minutes % DAY == 0:
        return _("Larm dagen före")
    if minutes % HOUR:
        return _("Larm %(minutes)s minuter före") % {"minutes": minutes}
    if minutes == HOUR:
        return _("Larm en timme före")
    return _("Larm %(hours)s timmar före") % {"hours": minutes // HOUR}
