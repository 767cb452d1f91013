"""The kinds of calendars: one row for each, with whose it is, which nights it shows, what it says, who may make it.

A new kind is a row here, its owner in scheduling.models.calendar_link and a word in FeedKind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeAlias

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scheduling.domain.feeds.owners import associations_to_link as associations
from scheduling.domain.feeds.owners import (
    hosts_to_link,
    places_to_link,
    routes_to_link,
    seasons_to_link,
    towns_to_link,
    volunteers_to_link,
)
from scheduling.enums import FeedKind, ShiftKind
from scheduling.models.calendar_link import OWNER_FIELDS
from volunteers.queries import Standing, districts_below

Words: TypeAlias = Any  # a str, or one that is translated when it is shown


class Telling(Enum):
    """How much an entry says of those who walk."""

    OWN = auto()  # the reader's own place, and no one else's
    CREW = auto()  # 3/4 · ledare klar; first names where the association chose so
    COUNTS = auto()  # 3/4 · ledare klar, never a name
    NOBODY = auto()  # neither names nor counts


COUNTED = frozenset({Telling.CREW, Telling.COUNTS})


@dataclass(frozen=True, kw_only=True)
class FeedType:
    """One kind. `nights` are conditions on shifts, given the owner's primary key.

    `related` are what else of the owner is read with a link. `owners` are those whom someone of a standing may make a
    link over; None where that is done elsewhere, as on a partner's page.
    """

    kind: FeedKind
    letter: str  # begins its tokens, so that the link and its owner are read in one query
    telling: Telling
    nights: Callable[[int], Q]
    related: tuple[str, ...]
    owners: Callable[[Standing], Iterable[Any]] | None
    title: Words  # with %(activity)s and %(owner)s
    shows: Words  # for whoever is about to make a link

    @property
    def owner_field(self) -> str:
        return OWNER_FIELDS[self.kind]

    @property
    def is_of_town(self) -> bool:
        """Shows the nights of several associations, so only a coordinator makes links over it."""
        return self.owner_field in {"route", "district", "municipality"}

    @property
    def is_own(self) -> bool:
        """A person's own calendar: the owner stands on its nights, and they take up the owner's time."""
        return self.telling == Telling.OWN


def is_open() -> Q:
    """Nights that an association shows to everybody."""
    return Q(is_open=True) | Q(association__calendar_choice__opens_every_night=True)


_TYPES = (
    FeedType(
        kind=FeedKind.VOLUNTEER,
        letter="v",
        telling=Telling.OWN,
        nights=lambda pk: Q(attendances__volunteer=pk),
        related=("municipality",),
        owners=volunteers_to_link,
        title=_("%(activity)s: mina kvällar"),
        shows=_("Bara den personens egna kvällar, och de som väntar på svar."),
    ),
    FeedType(
        kind=FeedKind.ROSTER,
        letter="h",
        telling=Telling.OWN,
        nights=lambda pk: Q(attendances__volunteer=pk, kind=ShiftKind.SAFETY_HOSTING),
        related=("municipality",),
        owners=hosts_to_link,
        title=_("Trygghetsvärd: mina pass"),
        shows=_("Värdens egna pass i tjänsten. Kvällar som personen går på sin fritid är inte med."),
    ),
    FeedType(
        kind=FeedKind.ASSOCIATION,
        letter="a",
        telling=Telling.CREW,
        nights=lambda pk: Q(association=pk),
        related=("municipality", "calendar_choice"),
        owners=associations,
        title="%(activity)s: %(owner)s",
        shows=_("Alla publicerade pass och hur många som är klara. Förnamn bara om föreningen har valt det."),
    ),
    FeedType(
        kind=FeedKind.PUBLIC,
        letter="o",
        telling=Telling.NOBODY,
        nights=lambda pk: Q(association=pk) & is_open(),
        related=("municipality", "calendar_choice"),
        owners=associations,
        title=_("%(owner)s: öppna kvällar"),
        shows=_(
            "Tid och samlingsplats för öppna kvällar, att lägga på föreningens webbplats. Inga namn och inga antal."
        ),
    ),
    FeedType(
        kind=FeedKind.SEASON,
        letter="s",
        telling=Telling.CREW,
        nights=lambda pk: Q(season=pk),
        related=("association__municipality", "association__calendar_choice"),
        owners=seasons_to_link,
        title="%(activity)s: %(owner)s",
        shows=_("Säsongens publicerade pass och hur många som är klara. Förnamn bara om föreningen har valt det."),
    ),
    FeedType(
        kind=FeedKind.ROUTE,
        letter="r",
        telling=Telling.COUNTS,
        nights=lambda pk: Q(route=pk),
        related=("municipality",),
        owners=routes_to_link,
        title="%(activity)s: %(owner)s",
        shows=_("Alla föreningars kvällar på rutten och hur många som är klara. Inga namn."),
    ),
    FeedType(
        kind=FeedKind.DISTRICT,
        letter="d",
        telling=Telling.COUNTS,
        nights=lambda pk: Q(route__district__in=districts_below([pk])),
        related=("municipality",),
        owners=places_to_link,
        title="%(activity)s: %(owner)s",
        shows=_("Alla kvällar i området och i det som ligger under det, och hur många som är klara. Inga namn."),
    ),
    FeedType(
        kind=FeedKind.MUNICIPALITY,
        letter="m",
        telling=Telling.COUNTS,
        nights=lambda pk: Q(association__municipality=pk),
        related=(),
        owners=towns_to_link,
        title="%(activity)s: %(owner)s",
        shows=_("Alla föreningars kvällar i kommunen och hur många som är klara. Inga namn."),
    ),
    FeedType(
        kind=FeedKind.PARTNER,
        letter="p",
        telling=Telling.COUNTS,
        nights=lambda pk: Q(association__municipality=pk),
        related=(),
        owners=None,
        title="%(activity)s: %(owner)s",
        shows=_("De kvällar som nyckeln öppnar, och hur många som är klara. Inga namn."),
    ),
)
FEED_TYPES: Mapping[str, FeedType] = {feed_type.kind: feed_type for feed_type in _TYPES}
BY_LETTER: Mapping[str, FeedType] = {feed_type.letter: feed_type for feed_type in _TYPES}
