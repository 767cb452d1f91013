"""Whose rota it is: a municipality's, of its coordinators on duty, or an association's own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.urls import reverse

from fieldwork.models import DutyTurn
from volunteers.models import Association, Municipality, User

NIGHT_ENDS = time(12)  # until noon it is still last night's


@dataclass(frozen=True)
class DutyRota:
    """`association` is none for the municipality's own."""

    municipality: Municipality
    association: Association | None = None

    @property
    def owner(self) -> Association | Municipality:
        return self.association or self.municipality

    @property
    def name(self) -> str:
        return self.owner.name

    @property
    def fallback_number(self) -> str:
        """Where the alarm goes when nobody has the duty; it may be missing too."""
        return self.owner.contact_number

    @property
    def over(self) -> dict[str, Association | Municipality]:
        """The fields by which a row belongs to this rota."""
        return {"association": self.association} if self.association else {"municipality": self.municipality}

    @property
    def zone(self) -> ZoneInfo:
        return self.municipality.zone


@dataclass(frozen=True)
class Person:
    """Somebody who can have the duty; `user` where they sign in."""

    name: str
    number: str
    user: User | None = None


def rota_of(association: Association) -> DutyRota:
    return DutyRota(association.municipality, association)


def rota_of_turn(turn: DutyTurn) -> DutyRota:
    if turn.association is not None:
        return rota_of(turn.association)
    return DutyRota(cast("Municipality", turn.municipality))  # the database holds that it is one of the two


def path_of(rota: DutyRota) -> str:
    """The address of its page, without the site's."""
    return reverse("fieldwork:association_duty" if rota.association else "fieldwork:town_duty", args=[rota.owner.pk])


def night_at(moment: datetime, zone: ZoneInfo) -> date:
    """The night that a moment belongs to: until noon it is the one before."""
    local = moment.astimezone(zone)
    return local.date() if local.time() >= NIGHT_ENDS else local.date() - timedelta(days=1)


def span_of_night(night: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From noon to noon, in UTC."""
    first, last = (datetime.combine(day, NIGHT_ENDS, tzinfo=zone) for day in (night, night + timedelta(days=1)))
    return first.astimezone(UTC), last.astimezone(UTC)
