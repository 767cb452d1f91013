"""Nights for which nobody has the duty are warned of: a week ahead, and once more the day before.

Whoever can do something about it is told, together of all the nights that are new: those over the rota by e-mail and,
where Lykta knows their number, by text; and the number that the alarm falls back on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from fieldwork.domain.duty_rota.cover import Need, Stretch, gaps, needs_of
from fieldwork.domain.duty_rota.gap_texts import text_of_gaps
from fieldwork.domain.duty_rota.rotas import DutyRota
from fieldwork.models import DutyTurn, DutyWarning
from fieldwork.queries.duty import turns_within, walks_between
from volunteers.models import Association, Municipality

WEEK_AHEAD, DAY_AHEAD = 7, 1
IN_USE = timedelta(days=60)  # an association that has given nobody duty for so long has no rota, but a contact


@dataclass(frozen=True)
class Walked:
    """What a rota must cover: its municipality or association, and the nights."""

    rota: DutyRota
    needs: Sequence[Need]


def warn_of_uncovered_duty(now: datetime) -> int:
    """Each night once for each distance. Returns how many nights were warned of. The e-mails leave by `mail_warnings`.

    A handful of queries while every night is covered.
    """
    last = now + timedelta(days=WEEK_AHEAD)
    walked = _walked(now, last)
    turns = _turns(walked, now, last)
    return sum(_warn(one, turns[_key(one.rota)], now=now) for one in walked)


def _walked(now: datetime, last: datetime) -> list[Walked]:
    shifts = walks_between(now, last).values_list("association", "night", "starts_at", "ends_at")
    by_association: dict[int, list[tuple[date, datetime, datetime]]] = defaultdict(list)
    for association, night, starts_at, ends_at in shifts:
        by_association[association].append((night, starts_at, ends_at))
    by_town: dict[Municipality, list[tuple[date, datetime, datetime]]] = defaultdict(list)
    found = []
    for one in Association.objects.filter(pk__in=by_association).select_related("municipality").order_by("pk"):
        by_town[one.municipality] += by_association[one.pk]
        found.append(Walked(DutyRota(one.municipality, one), needs_of(by_association[one.pk])))
    return [*(Walked(DutyRota(town), needs_of(shifts)) for town, shifts in by_town.items()), *found]


def _turns(walked: Iterable[Walked], now: datetime, last: datetime) -> Mapping[tuple[int, int], list[DutyTurn]]:
    """By rota: the turns that can cover something, and those which show that it is in use."""
    rotas = [one.rota for one in walked]
    theirs = Q(association__in=[rota.association.pk for rota in rotas if rota.association])
    theirs |= Q(municipality__in=[rota.municipality.pk for rota in rotas if not rota.association])
    found: dict[tuple[int, int], list[DutyTurn]] = defaultdict(list)
    for turn in turns_within(DutyTurn.objects.filter(theirs), now - IN_USE, last + timedelta(days=1)):
        found[(turn.municipality_id or 0, turn.association_id or 0)].append(turn)
    return found


def _key(rota: DutyRota) -> tuple[int, int]:
    return (0, rota.association.pk) if rota.association else (rota.municipality.pk, 0)


def _warn(walked: Walked, turns: Sequence[DutyTurn], *, now: datetime) -> int:
    if not is_kept(walked.rota, turns):
        return 0
    stretches = [(turn.starts_at, turn.ends_at) for turn in turns]
    open_nights = [(need, _still_open(gaps(need, stretches), now=now)) for need in walked.needs]
    uncovered = [(need, found) for need, found in open_nights if found]
    return _warn_of(walked.rota, uncovered, now=now) if uncovered else 0


def is_kept(rota: DutyRota, turns: Sequence[DutyTurn]) -> bool:
    """Whether it has to be full: always a municipality's; an association's that is in use, or has no contact either."""
    return rota.association is None or bool(turns) or not rota.fallback_number


def _still_open(found: Sequence[Stretch], *, now: datetime) -> list[Stretch]:
    return [(starts_at, ends_at) for starts_at, ends_at in found if ends_at > now]


@transaction.atomic
def _warn_of(rota: DutyRota, uncovered: Sequence[tuple[Need, Sequence[Stretch]]], *, now: datetime) -> int:
    new = []
    for need, found in uncovered:
        ahead = DAY_AHEAD if need.starts_at - now <= timedelta(days=DAY_AHEAD) else WEEK_AHEAD
        _warning, is_new = DutyWarning.objects.get_or_create(
            **rota.over, night=need.night, days_ahead=ahead, defaults={"created_at": now}
        )
        if is_new:
            new.append((need, found))
    if new:
        text_of_gaps(rota, new, now=now)
    return len(new)
