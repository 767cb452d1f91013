"""Nights whose log is missing, as the list shows them: which night, how often asked for, and whom to ring."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fieldwork.domain.logs.asking import MOST_ASKS
from fieldwork.models import LogAsk
from scheduling.models import Shift
from volunteers.domain import calendar_words
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class MissingLog:
    shift: Shift
    night: str
    hours: str
    asked: str
    is_asked_out: bool
    person: Volunteer | None


def missing_cards(nights: Iterable[Shift], *, language: str) -> list[MissingLog]:
    """`nights` as `missing_logs` reads them."""
    return [_card(shift, list(shift.log_asks.all()), language=language) for shift in nights]


def _card(shift: Shift, asks: list[LogAsk], *, language: str) -> MissingLog:
    zone = shift.association.municipality.zone
    last = asks[-1] if asks else None
    return MissingLog(
        shift=shift,
        night=calendar_words.night_long(shift.starts_at, zone=zone, language=language),
        hours=calendar_words.span(shift.starts_at, shift.ends_at, zone=zone, language=language),
        asked=_asked_words(last, person=last.volunteer if last else None),
        is_asked_out=len(asks) >= MOST_ASKS,
        person=last.volunteer if last else None,
    )


def _asked_words(last: LogAsk | None, *, person: Volunteer | None) -> str:
    if last is None:
        return _("Ingen är frågad")
    if person is None:
        return _("Ingen i gruppen nås med sms")
    if last.number >= MOST_ASKS:
        return _("%(name)s är frågad två gånger") % {"name": person.name}
    return _("%(name)s är frågad en gång") % {"name": person.name}
