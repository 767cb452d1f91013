"""The six parts of a log as its page shows them, and how far somebody has come. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fieldwork.enums import ContactKind, OccurrenceKind

Shown = str | Promise


@dataclass(frozen=True, slots=True)
class Counted:
    """Something that is counted with a thumb. `hint` says what counts as one."""

    name: str
    label: Shown
    hint: Shown = ""


COUNTED = (
    Counted(OccurrenceKind.CALMED, _("Situationer vi lugnade")),
    Counted(OccurrenceKind.HELPED, _("Personer vi hjälpte"), _("Vatten, sällskap, samtal hem")),
    Counted(OccurrenceKind.FIRST_AID, _("Första hjälpen")),
)
TICKED = (
    OccurrenceKind.ALCOHOL,
    OccurrenceKind.FIGHT,
    OccurrenceKind.VANDALISM,
    OccurrenceKind.VEHICLES,
    OccurrenceKind.DRUGS,
    OccurrenceKind.PARTY,
    OccurrenceKind.OTHER,
)
CONTACTS = (
    Counted(ContactKind.EMERGENCY, _("Samtal till 112")),
    Counted(ContactKind.POLICE, _("Polisen, 114 14")),
    Counted(ContactKind.GUARDS, _("Ordningsvakter eller väktare")),
    Counted(ContactKind.HOSTS, _("Trygghetsvärdar")),
    Counted(ContactKind.SOCIAL_SERVICES, _("Fältare eller socialjour")),
)
PARTS = ("gick", "kvallen", "antal", "hande", "kontakt", "sist")  # as they are named in the page's addresses


def is_done(said: Mapping[str, Any], *, has_crew: bool = True) -> dict[str, bool]:
    """Which of the parts hold an answer. `said` is what stands in the form, by its names."""
    ticked = set(said.get("happened") or [])
    return {
        "gick": bool(said.get("walked")) or not has_crew,
        "kvallen": bool(said.get("mood")),
        "antal": bool(said.get("met")),
        "hande": bool(ticked or said.get("nothing")),
        "kontakt": bool(said.get("nobody")) or any(_number(said.get(one.name)) for one in CONTACTS),
        "sist": bool(said.get("debrief") or str(said.get("note") or "").strip()),
    }


def _number(value: object) -> int:
    return int(str(value)) if str(value).isdecimal() else 0
