"""All groups that are out in a town, to look for what gets in each other's way, and the words for it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from scheduling.domain.clashes import Clash, ClashKind, Walk
from scheduling.enums import ShiftState
from scheduling.models import Season, Shift
from volunteers.domain import calendar_words
from volunteers.models import Association

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Names:
    """What things are called: routes and associations by key, in the zone and language of the reader."""

    routes: Mapping[int, str]
    associations: Mapping[int, str]
    zone: ZoneInfo
    language: str

    def night(self, moment: date | datetime) -> str:
        return calendar_words.night_short(moment, zone=self.zone, language=self.language)

    def hours(self, starts_at: datetime, ends_at: datetime) -> str:
        return calendar_words.span(starts_at, ends_at, zone=self.zone, language=self.language)


def walks_between(
    association: Association,
    first: date,
    last: date,
    *,
    apart_from: Season | None = None,
    but: Collection[int] = (),
) -> list[Walk]:
    """All groups out in the association's town on these nights and the ones around them, by the keys of their shifts.

    Those that a season plans, and some by key, can be left out. One query.
    """
    shifts = Shift.objects.filter(
        association__municipality=association.municipality_id, night__range=(first - DAY, last + DAY)
    ).exclude(Q(state=ShiftState.CANCELLED) | Q(pk__in=but))
    if apart_from is not None:
        shifts = shifts.exclude(season=apart_from, season_night__isnull=False)
    fields = ("pk", "night", "association_id", "route_id", "starts_at", "ends_at", "season_id")
    return [Walk(*row) for row in shifts.order_by().values_list(*fields)]


def names_for(association: Association, clashes: Iterable[Clash], *, language: str) -> Names:
    """The names that a page about an association's nights needs. Two queries."""
    town = association.municipality
    others = {clash.other.association for clash in clashes}
    return Names(
        routes=dict(town.routes.values_list("pk", "name")),
        associations=dict(Association.objects.filter(pk__in=others).values_list("pk", "name")) if others else {},
        zone=town.zone,
        language=language,
    )


def clash_words(clash: Clash, names: Names) -> str:
    """What gets in the way, in a sentence."""
    other = clash.other
    hours = names.hours(other.starts_at, other.ends_at)
    if isinstance(other.key, tuple):
        return _("Två av säsongens grupper går samma rutt.")
    if clash.kind == ClashKind.ROUTE:
        who = names.associations.get(other.association, "")
        return _("Samma rutt går redan: %(who)s %(hours)s.") % {"who": who, "hours": hours}
    place = names.routes.get(other.route, "")
    return _("Föreningen är redan ute: %(place)s %(hours)s.") % {"place": place, "hours": hours}
