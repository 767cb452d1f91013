"""What a list would change, row by row, decided before anything is written. Pure: reads model instances, saves none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, cast

from django.db.models import Field
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from messaging.domain.numbers import show_number
from volunteers.domain.languages import name_languages
from volunteers.domain.lists.rows import Entry
from volunteers.domain.readings import are_same_name, may_be_same_name
from volunteers.models import District, Volunteer

FIELDS = ("name", "email", "birth_year", "languages", "leader_training_until", "home_district", "note")


class Outcome(StrEnum):
    CREATED = "created"
    JOINED = "joined"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Change:
    """One field of one person, in words. `before` is None where it is not this association's to see."""

    label: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Line:
    """What happens to one row. `values` is what would be written; `volunteer` who is known already."""

    number: int
    name: str
    mobile: str
    outcome: Outcome
    reason: str = ""
    remark: str = ""
    changes: Sequence[Change] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    volunteer: Volunteer | None = None

    @property
    def shown_mobile(self) -> str:
        return show_number(self.mobile)


@dataclass(frozen=True)
class Known:
    """What is known before: the municipality's people by number, those of this association, and districts by name."""

    volunteers: Mapping[str, Volunteer]
    members: frozenset[int]
    districts: Mapping[str, Sequence[District]]


def compare(entries: Iterable[Entry], known: Known) -> list[Line]:
    return [compare_entry(entry, known) for entry in entries]


def compare_entry(entry: Entry, known: Known) -> Line:
    if "refused" in entry:
        return refuse(entry, entry["refused"])
    values, remark = values_of(entry, known)
    volunteer = known.volunteers.get(entry["mobile"])
    if volunteer is None:
        return outcome(entry, Outcome.CREATED, values=values, remark=remark)
    if volunteer.pk in known.members:
        return compare_member(entry, volunteer, values, remark)
    if not are_same_name(entry["name"], volunteer.name):
        # Says nothing of who has the number: that person is in another association.
        return refuse(
            entry,
            _("Numret finns redan i kommunen under ett annat namn. Kolla numret, eller fråga kommunens samordnare."),
        )
    told = [Change(label(name), None, words_of(value)) for name, value in values.items()]
    return outcome(entry, Outcome.JOINED, values=values, remark=remark, changes=told, volunteer=volunteer)


def compare_member(entry: Entry, volunteer: Volunteer, values: dict[str, Any], remark: str) -> Line:
    if not may_be_same_name(entry["name"], volunteer.name):
        reason = _("Numret hör redan till %(name)s. Har numret bytt ägare? Ändra det först på personens sida.")
        return refuse(entry, reason % {"name": volunteer.name})
    changed = {name: value for name, value in values.items() if getattr(volunteer, name) != value}
    changes = [
        Change(label(name), words_of(getattr(volunteer, name)), words_of(value)) for name, value in changed.items()
    ]
    happens = Outcome.CHANGED if changed else Outcome.UNCHANGED
    return outcome(entry, happens, values=changed, remark=remark, changes=changes, volunteer=volunteer)


def values_of(entry: Entry, known: Known) -> tuple[dict[str, Any], str]:
    """What the row says, as a volunteer's fields, and a remark on what of it could not be used."""
    values: dict[str, Any] = {name: entry[name] for name in FIELDS if name in entry}  # type: ignore[literal-required]  # names of the entry
    if "leader_training_until" in values:
        values["leader_training_until"] = date.fromisoformat(values["leader_training_until"])
    wanted = values.pop("home_district", "")
    if not wanted:
        return values, ""
    found = known.districts.get(wanted.casefold(), ())
    if len(found) == 1:
        values["home_district"] = found[0]
        return values, ""
    missing = _("Området %(name)s finns inte i kommunen och hoppas över.")
    several = _("Det finns flera områden som heter %(name)s. Hemområdet hoppas över.")
    return values, (several if found else missing) % {"name": wanted}


def refuse(entry: Entry, reason: str) -> Line:
    return Line(entry["line"], entry["name"], entry["mobile"], Outcome.REFUSED, reason=reason)


def outcome(entry: Entry, happens: Outcome, **details: Any) -> Line:
    return Line(entry["line"], entry["name"], entry["mobile"], happens, **details)


def label(name: str) -> str:
    return str(cast("Field[Any, Any]", Volunteer._meta.get_field(name)).verbose_name)


def words_of(value: object) -> str:
    if isinstance(value, list):
        return name_languages(value, get_language() or "sv")
    return "" if value is None else str(value)
