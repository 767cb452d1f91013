"""The other groups of a night that one can go with, those first that change least for its people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from scheduling.domain.crews import crew_sentence
from scheduling.domain.regrouping.merging import LARGEST_GROUP
from scheduling.domain.regrouping.passages import is_same_walk
from scheduling.enums import ShiftState
from scheduling.models import Shift
from scheduling.queries import shifts_for
from volunteers.domain import calendar_words
from volunteers.queries import Standing


@dataclass(frozen=True)
class Group:
    """`remarks` say what going with it would mean; `hindrance` why nobody can."""

    pk: int
    title: str
    hours: str
    association: str
    crew: str
    remarks: Sequence[str]
    hindrance: str
    needs_raise: bool
    together: int


def groups_beside(standing: Standing, shift: Shift, *, now: datetime) -> list[Shift]:
    """Published groups of the same night and town within reach, that have not gone out. One query."""
    others = shifts_for(standing).filter(
        night=shift.night,
        association__municipality=shift.association.municipality_id,
        state=ShiftState.PUBLISHED,
        starts_at__gt=now,
    )
    return list(others.exclude(pk=shift.pk).order_by("starts_at", "pk"))


def as_groups(shift: Shift, others: Iterable[Shift], *, language: str) -> list[Group]:
    """Pure. Own association and the same walk first; those that cannot hold everyone last."""
    groups = [(_rank(shift, other), _group(shift, other, language=language)) for other in others]
    return [group for _place, group in sorted(groups, key=lambda pair: (bool(pair[1].hindrance), pair[0]))]


def _rank(shift: Shift, other: Shift) -> tuple[object, ...]:
    return (
        other.association_id != shift.association_id,
        not is_same_walk(shift, other),
        other.route.district_id != shift.route.district_id,
        abs((other.starts_at - shift.starts_at).total_seconds()),
        other.pk,
    )


def _group(shift: Shift, other: Shift, *, language: str) -> Group:
    zone = shift.association.municipality.zone
    together = shift.confirmed_count + other.confirmed_count
    needs_raise = together > other.crew_max
    remarks = [_same_words(shift, other)]
    if needs_raise:
        remarks.append(_("Gruppen rymmer %(most)s: det högsta antalet behöver höjas.") % {"most": other.crew_max})
    hindrance = ""
    if together > LARGEST_GROUP:
        hindrance = _("Tillsammans blir ni %(count)s. Det är för många.") % {"count": together}
    return Group(
        pk=other.pk,
        title=other.route.name,
        hours=calendar_words.span(other.starts_at, other.ends_at, zone=zone, language=language),
        association=other.association.name,
        crew=crew_sentence(other),
        remarks=remarks,
        hindrance=hindrance,
        needs_raise=needs_raise,
        together=together,
    )


def _same_words(shift: Shift, other: Shift) -> str:
    if is_same_walk(shift, other):
        return _("Samma tid och samling: allas ja gäller.")
    if other.association_id != shift.association_id:
        return _("En annan förening: alla frågas igen.")
    return _("Annan tid eller samling: alla frågas igen.")
