"""The tree of districts that a coordinator draws."""

from datetime import datetime
from typing import Literal

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from volunteers.domain.names import revised
from volunteers.exceptions import InUse, WouldLoop
from volunteers.models import District, Municipality


@transaction.atomic
def add_district(*, municipality: Municipality, name: str, parent: District | None) -> District:
    """Last among its siblings. Raises ValidationError when the name is taken there."""
    position = siblings_of(municipality.pk, parent).count()
    district = District(municipality=municipality, name=name, parent=parent, position=position)
    district.full_clean()
    district.save()
    return district


@transaction.atomic
def revise_district(district: District, *, name: str, parent: District | None, now: datetime) -> District:
    """A new name, a new place, or both. Raises WouldLoop, or ValidationError when the name is taken there."""
    found = District.objects.select_for_update().get(pk=district.pk)
    if parent is not None and parent.pk in family_of(found):
        raise WouldLoop(_("Ett område kan inte ligga i sig självt eller i en av sina egna delar."))
    if parent != found.parent:
        found.position = siblings_of(found.municipality_id, parent).count()
    facts = {"name": name, "parent": parent, "position": found.position}
    return revised(found, facts, named_by={"name"}, now=now)


@transaction.atomic
def shift_district(district: District, *, direction: Literal["up", "down"]) -> None:
    """One step among its siblings; at the end of the row nothing happens."""
    row = list(siblings_of(district.municipality_id, district.parent).select_for_update())
    here = row.index(district)
    there = here + (-1 if direction == "up" else 1)
    if 0 <= there < len(row):
        row[here], row[there] = row[there], row[here]
    for position, sibling in enumerate(row):
        sibling.position = position
    District.objects.bulk_update(row, ["position"])


@transaction.atomic
def delete_district(district: District) -> None:
    """Raises InUse while it has parts, residents, or routes."""
    if district.children.exists():
        raise InUse(_("Området har delar. Flytta eller ta bort dem först."))
    if district.residents.exists():
        raise InUse(_("Området är någons hemområde. Byt hemområde för dem först."))
    try:
        district.delete()
    except ProtectedError as error:
        raise InUse(_("Området har rutter. Flytta dem till ett annat område först.")) from error


def siblings_of(municipality: int, parent: District | None) -> models.QuerySet[District]:
    return District.objects.filter(municipality=municipality, parent=parent).order_by("position", "name")


def family_of(district: District) -> frozenset[int]:
    """The district and all that lies in it, as primary keys. One query."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in District.objects.filter(municipality=district.municipality_id).values_list("pk", "parent"):
        below.setdefault(parent, []).append(pk)
    family, waiting = set(), [district.pk]
    while waiting:
        family.add(pk := waiting.pop())
        waiting += below.get(pk, [])
    return frozenset(family)
