"""The kinds of fault that a municipality has groups look for: a tree of two levels, which is data and never code."""

from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fieldwork.exceptions import CategoryRefused
from fieldwork.models import ObservationCategory, ObservationRules
from volunteers.models import Municipality


@dataclass(frozen=True)
class Kind:
    """One of the kinds that a municipality begins with. Its name is kept in Swedish, as people's own words are."""

    code: str
    name: str
    icon: str
    days: int
    joins_kinds: bool = False
    below: tuple["Kind", ...] = ()


# Days as towns have promised them: Malmö mends a dark passage at once, a row of lamps in three days and a single lamp
# in thirty; Huddinge takes graffiti away within 48 hours. Each municipality writes its own over them.
FROM_THE_START = (
    Kind(
        "lighting",
        "Belysning",
        "bulb",
        30,
        joins_kinds=True,
        below=(
            Kind("lamp", "En lampa är trasig", "bulb", 30),
            Kind("lamps", "Flera lampor är släckta", "bulb", 3),
            Kind("dark-passage", "Mörk gång eller tunnel", "moon", 1),
        ),
    ),
    Kind("shrubbery", "Buskage som skymmer", "tree", 60),
    Kind(
        "vandalism",
        "Skadegörelse",
        "spray",
        14,
        below=(Kind("graffiti", "Klotter", "spray", 2), Kind("breakage", "Något är sönder", "break", 14)),
    ),
    Kind("litter", "Glas och skräp", "bin", 3),
    Kind("unsafe-passage", "Otrygg passage", "walk", 30),
    Kind("camera-door", "Kamera eller dörr", "lock", 14),
    Kind("other", "Annat", "info", 30),
)


@transaction.atomic
def open_categories(municipality: Municipality) -> None:
    """The tree from the start, for a municipality that has none. Twice at once makes one tree."""
    if ObservationCategory.objects.filter(municipality=municipality).exists():
        return
    tops = [row_of(kind, municipality, place) for place, kind in enumerate(FROM_THE_START)]
    ObservationCategory.objects.bulk_create(tops, ignore_conflicts=True)
    saved = {row.code: row for row in ObservationCategory.objects.filter(municipality=municipality, parent=None)}
    below = [
        row_of(kind, municipality, place, parent=saved[top.code])
        for top in FROM_THE_START
        for place, kind in enumerate(top.below)
    ]
    ObservationCategory.objects.bulk_create(below, ignore_conflicts=True)


def row_of(
    kind: Kind, municipality: Municipality, position: int, *, parent: ObservationCategory | None = None
) -> ObservationCategory:
    return ObservationCategory(
        municipality=municipality,
        parent=parent,
        code=kind.code,
        name=kind.name,
        icon=kind.icon,
        target_days=kind.days,
        joins_kinds=kind.joins_kinds,
        position=position,
    )


@transaction.atomic
def add_category(
    municipality: Municipality, *, name: str, target_days: int, parent: ObservationCategory | None = None
) -> ObservationCategory:
    """Last among its siblings. Raises CategoryRefused when the tree would grow a third level, or the name is taken."""
    if parent is not None and (parent.parent_id or parent.municipality_id != municipality.pk):
        raise CategoryRefused(_("Under ett slag kan det finnas ett steg till, inte fler."))
    refuse_taken(municipality.pk, name, but=None)
    siblings = ObservationCategory.objects.filter(municipality=municipality, parent=parent)
    last = siblings.aggregate(last=Max("position"))["last"]
    category: ObservationCategory = ObservationCategory.objects.create(
        municipality=municipality,
        parent=parent,
        code=free_code(municipality, name),
        name=name,
        icon=parent.icon if parent else "info",
        target_days=target_days,
        position=0 if last is None else last + 1,
    )
    return category


@transaction.atomic
def revise_category(
    category: ObservationCategory, *, name: str, target_days: int, join_metres: int | None, is_active: bool
) -> ObservationCategory:
    """Its code stays, so that figures and partners know it under any name. What was noted keeps the day it was given.

    Raises CategoryRefused when the name is taken, or when nothing would be left to choose.
    """
    rows = list(lock_tree(category.municipality_id))
    found = next(row for row in rows if row.pk == category.pk)
    refuse_taken(found.municipality_id, name, but=found.pk)
    found.name, found.target_days, found.join_metres, found.is_active = name, target_days, join_metres, is_active
    if not any(row.is_active for row in rows):
        raise CategoryRefused(_("Något slag behöver finnas kvar att välja."))
    found.save(update_fields=["name", "target_days", "join_metres", "is_active"])
    return found


@transaction.atomic
def shift_category(category: ObservationCategory, *, direction: Literal["up", "down"]) -> None:
    """One step among its siblings; at the end of the row nothing happens."""
    row = [one for one in lock_tree(category.municipality_id) if one.parent_id == category.parent_id]
    here = row.index(category)
    there = here + (-1 if direction == "up" else 1)
    if 0 <= there < len(row):
        row[here], row[there] = row[there], row[here]
    for position, sibling in enumerate(row):
        sibling.position = position
    ObservationCategory.objects.bulk_update(row, ["position"])


def lock_tree(municipality: int) -> list[ObservationCategory]:
    rows = ObservationCategory.objects.select_for_update(of=("self",)).filter(municipality=municipality)
    return list(rows.order_by("position", "name", "pk"))


def refuse_taken(municipality: int, name: str, *, but: int | None) -> None:
    """SQLite folds the case of ASCII only, so names are compared here."""
    names = ObservationCategory.objects.filter(municipality=municipality).values_list("pk", "name")
    if name.casefold() in {taken.casefold() for pk, taken in names if pk != but}:
        raise CategoryRefused(_("Det finns redan ett slag med det namnet."))


def free_code(municipality: Municipality, name: str) -> str:
    """A short name for machines, made of the words: trasig-bank, trasig-bank-2."""
    taken = set(ObservationCategory.objects.filter(municipality=municipality).values_list("code", flat=True))
    stem = slugify(name)[:28] or "slag"
    numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)


def save_rules(municipality: Municipality, *, join_metres: int, pass_metres: int) -> ObservationRules:
    """They hold for what is noted from now on."""
    chosen = {"join_metres": join_metres, "pass_metres": pass_metres}
    return ObservationRules.objects.update_or_create(municipality=municipality, defaults=chosen)[0]
