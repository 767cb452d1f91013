"""Which calendars someone may choose for a device."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scheduling.domain.feeds.subscriptions import owner_words
from scheduling.domain.followed.calendars import Owner
from scheduling.models import Season
from volunteers.models import District
from volunteers.queries import Standing, associations_for, districts_for, municipalities_for

INDENT = "\u2003"


@dataclass(frozen=True)
class Choice:
    """`is_first` is ticked before anyone has chosen."""

    label: str
    owner: Owner
    is_first: bool = False

    @property
    def value(self) -> str:
        return str(self.owner.pk)


@dataclass(frozen=True)
class Group:
    """Calendars of one sort. `name` is what a form calls it."""

    name: str
    title: Any
    choices: Sequence[Choice]

    @property
    def first(self) -> list[str]:
        return [choice.value for choice in self.choices if choice.is_first]


def calendars_to_choose(standing: Standing, *, today: date) -> list[Group]:
    """None of them empty. A coordinator begins with the municipality, a leader with what they lead."""
    groups = (
        Group("towns", _("Hela kommunen"), choices_of(municipalities_for(standing), first=standing.municipalities)),
        Group("associations", _("Föreningar"), choices_of(associations(standing), first=standing.associations)),
        Group("districts", _("Områden"), [district_choice(district) for district in districts(standing)]),
        Group("seasons", _("Säsonger"), choices_of(seasons_ahead(standing, today=today))),
    )
    return [group for group in groups if group.choices]


def choices_of(owners: Iterable[Owner], *, first: frozenset[int] = frozenset()) -> list[Choice]:
    return [Choice(owner_words(owner), owner, owner.pk in first) for owner in owners]


def associations(standing: Standing) -> QuerySet[Any]:
    return associations_for(standing).filter(is_active=True)


def districts(standing: Standing) -> list[District]:
    """A district is walked by several associations, so only a coordinator follows all of its nights."""
    return [one for one in districts_for(standing) if one.municipality_id in standing.municipalities]


def district_choice(district: District) -> Choice:
    depth = getattr(district, "tree_depth", 0)
    return Choice(f"{INDENT * depth}{district.name}", district)


def seasons_ahead(standing: Standing, *, today: date) -> QuerySet[Season]:
    """Those that are not over."""
    seasons = Season.objects.within(**standing.reach).filter(last_night__gte=today)
    return seasons.select_related("association").order_by("association__name", "first_night", "pk")
