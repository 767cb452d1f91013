"""Giving duty, handing it to another, taking it back. Whoever is concerned by another's doing is told by text."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.duty_rota.moments import moments_of_turn
from fieldwork.domain.duty_rota.rotas import DutyRota, Person, rota_of_turn
from fieldwork.domain.duty_rota.texts import tell_given, tell_lifted
from fieldwork.exceptions import FieldworkError
from fieldwork.models import DutyTurn
from volunteers.models import Association, Municipality, User


@transaction.atomic
def give_duty(
    rota: DutyRota, person: Person, nights: Sequence[date], *, start: time, end: time, by: User, now: datetime
) -> list[DutyTurn]:
    """One turn a night. What the person already has is left as it is, so that a form sent twice gives it once.

    Raises FieldworkError where all the nights have been, or all the turns stand there already.
    """
    _lock(rota)
    moments = [moments_of_turn(night, start, end, rota.zone) for night in nights]
    coming = [(starts_at, ends_at) for starts_at, ends_at in moments if ends_at > now]
    if not coming:
        raise FieldworkError(_("Den natten har redan varit."))
    theirs = DutyTurn.objects.filter(**rota.over, number=person.number, ends_at__gt=now)
    held = set(theirs.values_list("starts_at", "ends_at"))
    turns = DutyTurn.objects.bulk_create(
        DutyTurn(
            **rota.over,
            user=person.user,
            name=person.name,
            number=person.number,
            starts_at=starts_at,
            ends_at=ends_at,
            created_at=now,
        )
        for starts_at, ends_at in coming
        if (starts_at, ends_at) not in held
    )
    if not turns:
        raise FieldworkError(_("%(name)s har redan jouren då.") % {"name": person.name})
    tell_given(rota, turns, by=by, now=now)
    return turns


@transaction.atomic
def hand_turn(turn: DutyTurn, person: Person, *, by: User, now: datetime) -> DutyTurn:
    """Another person has it from now on. Raises FieldworkError when it is over, or theirs already."""
    turn = _locked(turn, now=now)
    if turn.number == person.number:
        raise FieldworkError(_("%(name)s har redan jouren då.") % {"name": person.name})
    _give(turn, person, by=by, now=now)
    return turn


@transaction.atomic
def swap_turns(one: DutyTurn, other: DutyTurn, *, by: User, now: datetime) -> None:
    """Two people of one rota take each other's turn. Raises FieldworkError where there is nothing to swap."""
    one, other = _locked(one, now=now), _locked(other, now=now)
    if (one.association_id, one.municipality_id) != (other.association_id, other.municipality_id):
        raise FieldworkError(_("De två jourerna hör inte till samma lista."))
    if one.number == other.number:
        raise FieldworkError(_("Samma person har båda."))
    first, second = person_of(one), person_of(other)
    _give(one, second, by=by, now=now)
    _give(other, first, by=by, now=now)


@transaction.atomic
def take_back(turn: DutyTurn, *, by: User, now: datetime) -> None:
    """The turn is gone. Raises FieldworkError when it is over: what has been stays as it was."""
    turn = _locked(turn, now=now)
    tell_lifted(rota_of_turn(turn), turn, by=by, instead=None, now=now)
    turn.delete()


def person_of(turn: DutyTurn) -> Person:
    return Person(turn.name, turn.number, turn.user)


def _give(turn: DutyTurn, person: Person, *, by: User, now: datetime) -> None:
    rota = rota_of_turn(turn)
    tell_lifted(rota, turn, by=by, instead=person, now=now)
    turn.name, turn.number, turn.user = person.name, person.number, person.user
    turn.save(update_fields=["name", "number", "user"])
    tell_given(rota, [turn], by=by, now=now)


def _locked(turn: DutyTurn, *, now: datetime) -> DutyTurn:
    along = ("user", "municipality", "association__municipality")
    found = DutyTurn.objects.select_for_update(of=("self",)).select_related(*along).filter(pk=turn.pk).first()
    if found is None:
        raise FieldworkError(_("Jouren finns inte kvar. Titta igen, så ser du vad som gäller."))
    if found.ends_at <= now:
        raise FieldworkError(_("Jouren är redan över."))
    return found


def _lock(rota: DutyRota) -> None:
    """Two forms at once wait for each other."""
    model = Association if rota.association else Municipality
    model._default_manager.select_for_update().get(pk=rota.owner.pk)
