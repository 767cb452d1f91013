"""What keys open, and what is read with them. Drafts do not exist here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, Model, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from api.models import ApiKey
from messaging.queries import due_texts
from scheduling.domain.crew_conditions import COVERED, LIVE
from scheduling.enums import EventKind, ShiftState
from scheduling.models import Route, Season, SeasonRoute, Shift, ShiftEvent
from volunteers.models import Association, District, Municipality
from volunteers.queries import Standing, standing_of

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Opening:
    """What a key opens, as primary keys: `municipalities` whole, elsewhere the nights of `associations`.

    `zones` has every municipality in sight, also those of the associations. Where `districts` is a set, nothing outside
    it is opened.
    """

    zones: Mapping[int, ZoneInfo]
    municipalities: frozenset[int]
    associations: frozenset[int] = frozenset()
    districts: frozenset[int] | None = None

    @property
    def reach(self) -> dict[str, frozenset[int]]:
        """Arguments for the `within` of any QuerySet."""
        return {"municipalities": self.municipalities, "associations": self.associations}


def municipalities_of(opening: Opening) -> QuerySet[Municipality]:
    return Municipality.objects.filter(pk__in=opening.zones)


def districts_of(opening: Opening, *, expand: Collection[str] = ()) -> QuerySet[District]:
    rows = District.objects.filter(municipality__in=opening.zones).select_related("parent", "municipality", *expand)
    return rows if opening.districts is None else rows.filter(pk__in=opening.districts)


def routes_of(opening: Opening) -> QuerySet[Route]:
    rows = Route.objects.filter(municipality__in=opening.zones).select_related("district").defer("instructions")
    return rows if opening.districts is None else rows.filter(district__in=opening.districts)


def seasons_of(opening: Opening) -> QuerySet[Season]:
    """Where only some districts are opened: those with a route in one of them."""
    rows = Season.objects.within(**opening.reach).select_related("association")
    if opening.districts is None:
        return rows
    stops = SeasonRoute.objects.filter(season=OuterRef("pk"), route__district__in=opening.districts)
    return rows.filter(Exists(stops))


# What each part of a shift's payload reads beside the names of things.
MORE: dict[str, tuple[str, ...]] = {
    "route": (
        *("route__meeting_point", "route__meeting_address", "route__latitude", "route__longitude"),
        *("route__line", "route__length_metres", "route__is_active"),
    ),
    "district": ("route__district__parent__uuid", "route__district__parent__name"),
    "season": ("season__first_night", "season__last_night"),
    "crew": (),
}
NAMED = ("association", "route", "route__district", "season")
HIDDEN = ("note", "cancel_reason")


def shifts_of(opening: Opening, *, expand: Collection[str] = (), is_of_districts: bool = False) -> QuerySet[Shift]:
    """Published, under way, done and cancelled ones; not those that were cancelled while still drafts.

    `is_of_districts` when only some districts' will be kept, see `in_districts`.
    """
    dropped_as_draft = ShiftEvent.objects.filter(
        shift=OuterRef("pk"), kind=EventKind.CANCELLED, from_state=ShiftState.DRAFT
    )
    if opening.districts is not None:
        rows = by_associations(opening).filter(in_districts(opening.districts))
    else:
        rows = by_associations(opening) if is_of_districts else Shift.objects.within(**opening.reach)
    own = [field.name for field in Shift._meta.concrete_fields if field.name not in HIDDEN]
    read = [f"{place}__{name}" for place in NAMED for name in ("uuid", "name")]
    return (
        rows.filter(LIVE | Q(state=ShiftState.DONE) | Q(Q(state=ShiftState.CANCELLED), ~Exists(dropped_as_draft)))
        .select_related(*NAMED, *(["route__district__parent"] if "district" in expand else []))
        .only(*own, *read, "association__municipality", *(path for name in expand for path in MORE[name]))
    )


def in_districts(districts: Collection[int]) -> Q:
    """Shifts there, by their routes, which are read now.

    Of columns of the table itself PostgreSQL knows how common each value is, so it goes through the shifts by start and
    stops after a page. Through columns of routes and associations it guesses far too few, and sorts all of a town's.
    """
    return Q(route__in=list(Route.objects.filter(district__in=districts).values_list("pk", flat=True)))


def by_associations(opening: Opening) -> QuerySet[Shift]:
    """The same shifts as by `Opening.reach`, by associations that are read now."""
    own = Q(municipality__in=opening.municipalities) | Q(pk__in=opening.associations)
    return Shift.objects.filter(association__in=list(Association.objects.filter(own).values_list("pk", flat=True)))


def nights_of(shifts: QuerySet[Shift]) -> QuerySet[Shift, dict[str, Any]]:
    """Shifts as rows of a night and a district, by primary key, with counts."""
    levels = {level: Count("pk", filter=condition) for level, condition in COVERED.items()}
    sums = {
        name: Coalesce(Sum(field, filter=LIVE), 0)
        for name, field in (
            ("people", "confirmed_count"),
            ("questions", "asked_count"),
            ("minimum", "crew_min"),
            ("target", "crew_target"),
        )
    }
    return shifts.order_by().values("night", "route__district").annotate(**levels, **sums)


def named_districts(found: Iterable[int]) -> dict[int, District]:
    return District.objects.only("uuid", "name").in_bulk(found)


class Tree:
    """The districts of some municipalities as primary keys, read in one query."""

    def __init__(self, municipalities: Collection[int]) -> None:
        rows = District.objects.filter(municipality__in=municipalities)
        self._rows = list(rows.values_list("pk", "parent", "uuid"))

    def below(self, tops: Collection[UUID]) -> set[int]:
        """These districts and everything under them; none for ids that do not exist."""
        found = {pk for pk, _parent, uuid in self._rows if uuid in tops}
        fresh = found
        while fresh:
            fresh = {pk for pk, parent, _uuid in self._rows if parent in fresh} - found
            found |= fresh
        return found


def opening_of(key: ApiKey) -> Opening:
    """It comes with its partner and municipality, or its holder. A person's key opens what the person may see now."""
    if key.partner is None:
        return opening_of_person(standing_of(key.holder) if key.holder else Standing())
    municipality = key.partner.municipality
    below = Tree([municipality.pk]).below({UUID(uuid) for uuid in key.districts}) if key.districts else None
    return Opening(
        zones={municipality.pk: municipality.zone},
        municipalities=frozenset({municipality.pk}),
        districts=None if below is None else frozenset(below),
    )


def opening_of_person(standing: Standing) -> Opening:
    own = Q(pk__in=standing.municipalities) | Q(associations__in=standing.associations)
    return Opening(zones={one.pk: one.zone for one in Municipality.objects.filter(own)}, **standing.reach)


def since(start: date | datetime) -> Q:
    """A moment counts against the start of a shift; a day against its night."""
    return Q(starts_at__gte=start) if isinstance(start, datetime) else Q(night__gte=start)


def until(end: date | datetime) -> Q:
    """A moment is outside, a day inside: `to=2026-10-18` takes that night along."""
    return Q(starts_at__lt=end) if isinstance(end, datetime) else Q(night__lte=end)


def covered(levels: set[str]) -> Q:
    wanted = Q(pk__in=[])
    for level in levels:
        wanted |= COVERED[level]
    return wanted


def after(rows: QuerySet[Row], *, field: str, value: object, tie: str, number: int, is_down: bool) -> QuerySet[Row]:
    """The rows that follow one in the order of (field, tie), or before it when the order is downwards."""
    than = "lt" if is_down else "gt"
    beyond = Q(**{f"{field}__{than}": value}) | Q(**{f"{tie}__{than}": number})
    return rows.filter(beyond, **{f"{field}__{than}e": value})


def oldest_due_text(now: datetime) -> datetime | None:
    """Since when the text that has waited longest should have left."""
    return due_texts(now).values_list("due_at", flat=True).first()


def stamp_of(shifts: QuerySet[Shift], opening: Opening) -> str:
    """What changes whenever one of these shifts, or anything that its payload names, does. Five small queries."""
    counted = shifts.order_by().aggregate(rows=Count("pk"), changed=Max("updated_at"))
    places = {"municipality__in": opening.zones}
    named: list[QuerySet[Any, Any]] = [
        Association.objects.filter(**places).order_by("pk").values_list("uuid", "name"),
        District.objects.filter(**places).order_by("pk").values_list("uuid", "name", "parent"),
        Route.objects.filter(**places).order_by("pk").values_list(),
        Season.objects.filter(association__municipality__in=opening.zones).order_by("pk").values_list(),
    ]
    return repr((counted, [list(rows) for rows in named]))
