"""Whom the people of a night can ring: each other's leaders first, then those on duty, and the word for help."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fieldwork.domain.alarms.policies import panic_words_of
from fieldwork.domain.duty import Duties
from fieldwork.models import AlarmPolicy
from fieldwork.queries.nights import Night
from messaging.queries import number_to_text
from scheduling.models import Shift
from volunteers.models import Volunteer


@dataclass(frozen=True)
class Contact:
    name: str
    role: str
    number: str
    leads: bool = False


def contacts_of(night: Night, *, me: Volunteer | None, now: datetime) -> list[Contact]:
    """The group's leaders, the association's duty and the municipality's; each number once, and never one's own."""
    association = night.shift.association
    duties = Duties([association], now=now)
    found = [
        Contact(one.volunteer.first_name, _("Leder gruppen"), one.volunteer.mobile, leads=True) for one in night.leaders
    ]
    found += [Contact(one.name, _("Föreningens jour"), one.number) for one in duties.of_association(association)]
    town = association.municipality
    found += [Contact(one.name, _("Kommunens jour"), one.number) for one in duties.of_municipality(town)]
    own = me.mobile if me is not None else ""
    by_number = {one.number: one for one in reversed(found) if one.number != own}
    return [one for one in found if by_number.get(one.number) is one]


@dataclass(frozen=True)
class HelpByText:
    """The word that alarms everybody on duty, and the number to text it to; empty where the provider picks one."""

    word: str
    number: str


def help_by_text(shift: Shift, policy: AlarmPolicy) -> HelpByText:
    return HelpByText(panic_words_of(policy)[0], number_to_text(shift.association.municipality_id))
