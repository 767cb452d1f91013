"""Owners and their rules, as the coordinator writes them down."""

from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.enums import HandOverWay
from fieldwork.exceptions import FieldworkError
from fieldwork.models import ObservationCategory, OwnerRule, PlaceOwner
from fieldwork.queries.owners import rules_of
from messaging.gateways.outward import require_outward
from messaging.gateways.protocol import NotHeard
from volunteers.models import District, Municipality


@transaction.atomic
def save_owner(owner: PlaceOwner, **facts: Any) -> PlaceOwner:
    """A new owner, or what is changed of one. Raises ValidationError, by field where it is about one.

    An owner is never removed: what it has been handed stays its own. One that is not in use gets nothing more.
    """
    if facts.get("open311_url", owner.open311_url) != owner.open311_url:
        owner.open311_services, owner.open311_read_at = [], None  # those of another system
    for name, value in facts.items():
        setattr(owner, name, value)
    if owner.way == HandOverWay.EMAIL and not owner.email:
        raise ValidationError({"email": _("Skriv adressen som det ska skickas till.")})
    if owner.way == HandOverWay.OPEN311:
        _require_callable(owner.open311_url)
    owner.full_clean()
    owner.save()
    return owner


def _require_callable(url: str) -> None:
    if not url:
        raise ValidationError({"open311_url": _("Skriv adressen till deras Open311.")})
    try:
        parts = require_outward(url)
    except NotHeard as error:
        raise ValidationError({"open311_url": _("Dit kan Lykta inte skicka. Adressen börjar med https.")}) from error
    if parts.query or parts.fragment:
        raise ValidationError({"open311_url": _("Skriv bara början av adressen, utan frågetecken.")})


@transaction.atomic
def add_rule(
    town: Municipality, *, owner: PlaceOwner, category: ObservationCategory | None, district: District | None
) -> OwnerRule:
    """Last in the order. Raises FieldworkError when it stands there already."""
    Municipality.objects.select_for_update(no_key=True).get(pk=town.pk)
    given = {"owner": owner, "category": category, "district": district}
    if OwnerRule.objects.filter(municipality=town, **given).exists():
        raise FieldworkError(_("Den regeln finns redan."))
    return OwnerRule.objects.create(municipality=town, **given, position=rules_of(town).count())


@transaction.atomic
def remove_rule(rule: OwnerRule) -> None:
    """What has an owner already keeps it."""
    OwnerRule.objects.filter(pk=rule.pk).delete()


@transaction.atomic
def shift_rule(rule: OwnerRule, *, direction: Literal["up", "down"]) -> None:
    """One step in the order; at the end of it nothing happens."""
    Municipality.objects.select_for_update(no_key=True).get(pk=rule.municipality_id)
    row = list(rules_of(rule.municipality))
    here = row.index(rule)
    there = here + (-1 if direction == "up" else 1)
    if 0 <= there < len(row):
        row[here], row[there] = row[there], row[here]
    for position, one in enumerate(row):
        one.position = position
    OwnerRule.objects.bulk_update(row, ["position"])
