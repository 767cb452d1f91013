"""What can be asked for in an address. Unknown parameters are errors: a misspelt filter must not widen a list."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.domain.cursors import Kind
from api.domain.problem_words import in_words, one_of
from api.domain.sequences import require_kept
from api.enums import Scope
from api.models import Partner
from api.queries import covered, in_districts, since, until
from api.queries.events import changed_since
from api.serializers import parameters
from api.serializers.events import TYPES, EventSerializer
from api.serializers.places import DistrictSerializer, MunicipalitySerializer, RouteSerializer
from api.serializers.presence import CATEGORIES, PresenceRequestSerializer
from api.serializers.presence import STATES as PRESENCE_STATES
from api.serializers.seasons import SeasonSerializer
from api.serializers.shifts import KINDS, LEVELS, STATES, ContactsSerializer, NightSerializer, ShiftSerializer
from volunteers.models import District

PAGE, LARGEST_PAGE = 100, 200
LONGEST_CURSOR = 500
MOMENT_OR_DAY = {"oneOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}
MORE_OF_SHIFTS = {"route": Scope.ROUTES, "district": Scope.DISTRICTS, "season": Scope.SEASONS, "crew": Scope.CREW}
MORE_OF_DISTRICTS = {"boundary": Scope.DISTRICTS}
TRUTHS = [("true", "true"), ("false", "false")]
WORDS = {"type": "array", "items": {"type": "string"}}
SEVERAL = (filters.MultipleChoiceFilter, parameters.WordsFilter)  # what may stand in an address more than once


@dataclass(frozen=True)
class Order:
    """A way to sort a list: by a field, and by another where that is the same."""

    field: str
    kind: Kind
    tie: str = "pk"


def several(choices: list[tuple[str, str]], said: str, method: str | None = None) -> filters.MultipleChoiceFilter:
    words = one_of(value for value, _label in choices)
    return filters.MultipleChoiceFilter(
        label="", choices=choices, help_text=said, method=method, distinct=False, error_messages=words
    )


def moment_or_day(method: str, said: str) -> filters.Filter:
    described = extend_schema_field({**MOMENT_OR_DAY, "description": said})
    return described(parameters.MomentOrDayFilter(label="", method=method))


def sequence(said: str, **options: Any) -> filters.Filter:
    shape = {"type": "integer", "format": "int64", "minimum": 0, "maximum": parameters.LARGEST_SEQUENCE}
    return extend_schema_field({**shape, "description": said})(parameters.SequenceFilter(**options))


class Shown(filters.FilterSet):  # type: ignore[misc]  # the library has no types
    """What any resource has: which members of it are shown. `within` finds the districts that one opens.

    `partner` is whose key it is; a leader's own key has none.
    """

    shape: ClassVar[type[serializers.Serializer[Any]]]
    expands: ClassVar[Mapping[str, Scope]] = {}

    def __init__(self, data: QueryDict, *, within: Callable[[UUID], set[int]], partner: Partner | None) -> None:
        super().__init__(data, District.objects.none())
        self.within = within
        self.partner = partner

    @classmethod
    def get_filters(cls) -> dict[str, filters.Filter]:
        own: dict[str, filters.Filter] = super().get_filters()
        if not hasattr(cls, "shape"):
            return own
        own["fields"] = extend_schema_field(
            {**WORDS, "description": "Only these members, with commas between; coverage.level is a member of one."}
        )(parameters.WordsFilter(label="", words=parameters.paths_of(cls.shape)))
        if cls.expands:
            words = {"type": "array", "items": {"type": "string", "enum": list(cls.expands)}}
            needed = ", ".join(f"{name}: {scope}" for name, scope in cls.expands.items())
            said = f"More of what is named in it, with commas between. Each needs its scope ({needed})."
            own["expand"] = extend_schema_field({**words, "description": said})(
                parameters.WordsFilter(label="", words=frozenset(cls.expands))
            )
        return own

    @property
    def asked(self) -> Mapping[str, Any]:
        """The parameters. Raises ValidationError of REST framework."""
        wrong = {name: list(said) for name, said in self.form.errors.items()} | self.misspelt()
        if wrong:
            raise serializers.ValidationError(wrong)
        given: Mapping[str, Any] = self.form.cleaned_data
        return given

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those that are asked for. `asked` has been looked at before."""
        narrowed: QuerySet[Any] = self.filter_queryset(rows)
        return narrowed

    def misspelt(self) -> dict[str, list[str]]:
        """What is wrong with how parameters are given: one that passes unnoticed must not change what a list shows."""
        found = {name: self.misgiven(name, values) for name, values in self.data.lists()}
        return {name: [said] for name, said in found.items() if said}

    def misgiven(self, name: str, values: Collection[str]) -> str:
        if name not in self.base_filters:
            return in_words("There is no such parameter.", "Den parametern finns inte.")
        if "" in values:
            return in_words("It is empty. Leave it out instead.", "Den är tom. Utelämna den i stället.")
        if len(values) > 1 and not isinstance(self.base_filters[name], SEVERAL):
            return in_words(
                "It takes one value. Ask once for each.", "Den tar ett värde. Fråga en gång för vart och ett."
            )
        return ""


class Limited(Shown):
    """What comes in pages."""

    limit = extend_schema_field(
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE, "description": "Rows to a page."}
    )(parameters.NumberFilter(label="", min_value=1, max_value=LARGEST_PAGE))


class Listed(Limited):
    """What any list has."""

    orders: ClassVar[Mapping[str, Order]]

    cursor = extend_schema_field(
        {"type": "string", "maxLength": LONGEST_CURSOR, "description": "Where to go on; comes with `next`."}
    )(parameters.TextFilter(label="", max_length=LONGEST_CURSOR))

    @classmethod
    def get_filters(cls) -> dict[str, filters.Filter]:
        own = super().get_filters()
        if hasattr(cls, "orders"):
            names = [f"{sign}{name}" for name in cls.orders for sign in ("", "-")]
            said = f"What the list is sorted by, downwards with a minus. Left out: {names[0]}."
            own["ordering"] = extend_schema_field({"type": "string", "enum": names, "description": said})(
                parameters.ChoiceFilter(
                    label="", choices=[(name, name) for name in names], error_messages=one_of(names)
                )
            )
        return own


class DistrictTree(Shown):
    """What lies in districts; `place` leads from a row to its own."""

    place: ClassVar[str]

    district = filters.UUIDFilter(
        label="", method="in_district", help_text="A district's id; everything below it is included."
    )

    def in_district(self, rows: QuerySet[Any], _name: str, value: UUID) -> QuerySet[Any]:
        """Raises ValidationError when one opens none of it."""
        found = self.within(value)
        if not found:
            said = in_words("Your key sees no such district.", "Nyckeln ser inget sådant område.")
            raise serializers.ValidationError({"district": [said]})
        return rows.filter(self.lies_in(found))

    def lies_in(self, districts: set[int]) -> Q:
        return Q(**{f"{self.place}__in": districts})


class OneMunicipality(Shown):
    shape = MunicipalitySerializer


class MunicipalityFilters(Listed):
    shape = MunicipalitySerializer
    orders = {"name": Order("name", Kind.TEXT)}


class OneDistrict(Shown):
    shape = DistrictSerializer
    expands = MORE_OF_DISTRICTS


class DistrictFilters(DistrictTree, Listed):
    shape = DistrictSerializer
    expands = MORE_OF_DISTRICTS
    orders = {"name": Order("name", Kind.TEXT)}
    place = "pk"


class OneRoute(Shown):
    shape = RouteSerializer


class RouteFilters(DistrictTree, Listed):
    shape = RouteSerializer
    orders = {"name": Order("name", Kind.TEXT)}
    place = "district"

    is_active = extend_schema_field({"type": "boolean", "description": "Whether it is still walked."})(
        filters.TypedChoiceFilter(
            label="", choices=TRUTHS, coerce="true".__eq__, error_messages=one_of(("true", "false"))
        )
    )


class OneSeason(Shown):
    shape = SeasonSerializer


class SeasonFilters(Listed):
    shape = SeasonSerializer
    orders = {"first_night": Order("first_night", Kind.DAY), "name": Order("name", Kind.TEXT)}

    association = filters.UUIDFilter(label="", field_name="association__uuid", help_text="An association's id.")


class EventFilters(DistrictTree, Limited):
    shape = EventSerializer
    place = "district"

    after = sequence(
        "Only events with a higher `sequence`. Left out: from the oldest that is kept.",
        field_name="sequence",
        lookup_expr="gt",
    )
    type = several(TYPES, "Repeat for several.")


class Window(DistrictTree):
    """What lies in time and in districts, by night."""

    def lies_in(self, districts: set[int]) -> Q:
        return in_districts(districts)

    @classmethod
    def get_filters(cls) -> dict[str, filters.Filter]:
        """`from` is a word of the language and cannot be declared like the others."""
        first = "The first night (a day), or the earliest start (a moment, RFC 3339)."
        last = "The last night (a day, included), or the moment that starts must be before."
        return {
            "from": moment_or_day("starting_at", first),
            "to": moment_or_day("starting_before", last),
            **super().get_filters(),
        }

    def starting_at(self, rows: QuerySet[Any], _name: str, value: date | datetime) -> QuerySet[Any]:
        return rows.filter(since(value))

    def starting_before(self, rows: QuerySet[Any], _name: str, value: date | datetime) -> QuerySet[Any]:
        return rows.filter(until(value))

    @property
    def asked(self) -> Mapping[str, Any]:
        asked = super().asked
        start, end = asked.get("from"), asked.get("to")
        if start is not None and type(start) is type(end) and end < start:
            raise serializers.ValidationError({"to": [in_words("It is before `from`.", "Den är före `from`.")]})
        return asked


class NightFilters(Window, Listed):
    shape = NightSerializer
    orders = {"night": Order("night", Kind.DAY, tie="route__district")}

    kind = several(KINDS, "Repeat for several.")


class OneShift(Shown):
    shape = ShiftSerializer
    expands = MORE_OF_SHIFTS


class OneCrew(Shown):
    shape = ContactsSerializer


class ShiftChoice(Window):
    """Which shifts, whether in pages or all of them."""

    kind = several(KINDS, "Repeat for several.")
    state = several(STATES, "Repeat for several.")
    coverage = several(LEVELS, "The `level` of `coverage`. Repeat for several.", method="at_levels")
    association = filters.UUIDFilter(label="", field_name="association__uuid", help_text="An association's id.")
    route = filters.UUIDFilter(label="", field_name="route__uuid", help_text="A route's id.")
    season = filters.UUIDFilter(label="", field_name="season__uuid", help_text="A season's id.")

    def at_levels(self, rows: QuerySet[Any], _name: str, value: list[str]) -> QuerySet[Any]:
        return rows.filter(covered(set(value))) if value else rows


class ExportFilters(ShiftChoice):
    shape = ShiftSerializer
    expands = MORE_OF_SHIFTS

    @classmethod
    def get_filters(cls) -> dict[str, filters.Filter]:
        own = super().get_filters()
        for name in ("from", "to"):
            own[name].extra["required"] = True
        return own


class Followed(Shown):
    """What events tell of, so that a reader can ask for what has changed."""

    updated_since = sequence(
        "Only what an event with a higher `sequence` was about. Lykta-Sequence is the number to go on from.",
        method="since_sequence",
    )

    def since_sequence(self, rows: QuerySet[Any], _name: str, value: int) -> QuerySet[Any]:
        """Raises as require_kept(), and ValidationError for a key that no events are told."""
        if self.partner is None:
            said = in_words("Only a partner's key has a sequence.", "Bara en partners nyckel har löpande nummer.")
            raise serializers.ValidationError({"updated_since": [said]})
        require_kept(self.partner, value, latest=self.partner.last_sequence, parameter="updated_since")
        return rows.filter(uuid__in=changed_since(self.partner, value))


class ShiftFilters(ShiftChoice, Followed, Listed):
    shape = ShiftSerializer
    expands = MORE_OF_SHIFTS
    orders = {"starts_at": Order("starts_at", Kind.MOMENT), "updated_at": Order("updated_at", Kind.MOMENT)}


class OnePresence(Shown):
    shape = PresenceRequestSerializer


class PresenceFilters(DistrictTree, Followed, Listed):
    shape = PresenceRequestSerializer
    orders = {"created_at": Order("created_at", Kind.MOMENT), "starts_at": Order("starts_at", Kind.MOMENT)}
    place = "district"

    state = several(PRESENCE_STATES, "Repeat for several.")
    category = several(CATEGORIES, "Repeat for several.")
