"""Who answers tonight: the turns that stand in the rota of duty, else the number that the organisation has given.

Nobody is found only where no number is known at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import gettext as _

from fieldwork.models import DutyTurn
from messaging.domain.numbers import read_callable
from messaging.exceptions import NotAMobileNumber
from volunteers.models import Association, Municipality, User


@dataclass(frozen=True)
class OnDuty:
    """One person to reach, by an E.164 number; `user` where the turn is somebody's who signs in."""

    name: str
    number: str
    user: User | None = None


def duty_of_association(association: Association, now: datetime) -> list[OnDuty]:
    """See `Duties`: whoever answers for the association at this moment."""
    return Duties([association], now=now).of_association(association)


def duty_of_municipality(municipality: Municipality, now: datetime) -> list[OnDuty]:
    """See `Duties`: the coordinators on duty at this moment."""
    return Duties([], municipalities=[municipality], now=now).of_municipality(municipality)


class Duties:
    """The turns of several associations and their municipalities at one moment, in one query."""

    def __init__(
        self, associations: Iterable[Association], *, municipalities: Iterable[Municipality] = (), now: datetime
    ) -> None:
        of_these = list(associations)
        towns = {one.municipality_id for one in of_these} | {one.pk for one in municipalities}
        theirs = Q(association__in={one.pk for one in of_these}) | Q(municipality__in=towns)
        turns = DutyTurn.objects.filter(theirs, starts_at__lte=now, ends_at__gt=now).select_related("user")
        self._turns: dict[tuple[int | None, int | None], list[OnDuty]] = {}
        for turn in turns.order_by("starts_at", "pk"):
            key = (turn.association_id, turn.municipality_id)
            self._turns.setdefault(key, []).append(OnDuty(turn.name, turn.number, turn.user))

    def of_association(self, association: Association, *, but: str = "") -> list[OnDuty]:
        """Its turns, else its contact. `but` is the number of whoever calls for help themselves."""
        given = _given(association.contact_name or association.name, association.contact_number)
        return _others(self._turns.get((association.pk, None), []), but) or _others(given, but)

    def of_municipality(self, municipality: Municipality, *, but: str = "") -> list[OnDuty]:
        """Its turns, else its coordinator's number. `but` as above."""
        given = _given(_("samordnaren"), municipality.contact_number)
        return _others(self._turns.get((None, municipality.pk), []), but) or _others(given, but)


def _others(people: Iterable[OnDuty], but: str) -> list[OnDuty]:
    return [one for one in people if one.number != but]


def _given(name: str, number: str) -> list[OnDuty]:
    known = _callable(number)
    return [OnDuty(name, known)] if known else []


@lru_cache(maxsize=1024)
def _callable(number: str) -> str:
    """In E.164; empty for what nobody can ring. Taken apart once, for a sweep asks for it again and again."""
    try:
        return read_callable(number)
    except NotAMobileNumber:
        return ""
