"""The crew list on paper, for the rucksack: what is needed out there and nothing more. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from scheduling.enums import ON_CREW, ShiftState
from scheduling.models import Attendance, Shift

KEPT_FOR = timedelta(hours=24)  # after the end: until then somebody may still have to be reached


@dataclass(frozen=True)
class PaperPerson:
    """First name and one letter, and the number of whoever walks this night."""

    name: str
    mobile: str
    is_leader: bool


@dataclass(frozen=True)
class PaperList:
    """`why_empty` says why nobody is on the list, and is empty when somebody is. `numbers`: whom, and which number."""

    people: tuple[PaperPerson, ...]
    why_empty: str
    numbers: tuple[tuple[str, str], ...]

    @property
    def leaders(self) -> tuple[str, ...]:
        return tuple(person.name for person in self.people if person.is_leader)


def paper_list(shift: Shift, crew: Iterable[Attendance], *, now: datetime) -> PaperList:
    """Leaders first, then by name. A day after the night the paper says no names and no numbers of people."""
    why_empty = why_nobody(shift, now=now)
    people = () if why_empty else tuple(sorted(map(paper_person, on_crew(crew)), key=place_on_paper))
    return PaperList(
        people=people,
        why_empty=why_empty if why_empty or people else _("Ingen är klar för kvällen än."),
        numbers=numbers_of(shift),
    )


def may_print(shift: Shift, *, now: datetime) -> bool:
    """Whether there is any use in the paper: a draft has no group yet."""
    return shift.state != ShiftState.DRAFT and not why_nobody(shift, now=now)


def why_nobody(shift: Shift, *, now: datetime) -> str:
    if shift.state == ShiftState.CANCELLED:
        return _("Passet är inställt, så ingen går.")
    if now >= shift.ends_at + KEPT_FOR:
        return _("Kvällen är förbi. Ett dygn efteråt skrivs inga namn och nummer ut.")
    return ""


def on_crew(crew: Iterable[Attendance]) -> Iterable[Attendance]:
    return (one for one in crew if one.state in ON_CREW and not one.volunteer.is_forgotten)


def paper_person(attendance: Attendance) -> PaperPerson:
    person = attendance.volunteer
    return PaperPerson(name=person.short_name, mobile=person.mobile, is_leader=attendance.is_leader)


def place_on_paper(person: PaperPerson) -> tuple[bool, str]:
    return not person.is_leader, person.name.casefold()


def numbers_of(shift: Shift) -> tuple[tuple[str, str], ...]:
    """Whom to call: the ones that always answer first, then the association's and the municipality's own."""
    association = shift.association
    known = (
        (_("Vid fara"), "112"),
        (_("Polisen"), "114 14"),
        (_("Föreningens kontakt"), association.contact_number),
        (_("Samordnaren"), association.municipality.contact_number),
    )
    return tuple((whom, number) for whom, number in known if number)
