"""The shape of what groups have seen, and what can be asked for of it."""

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.domain.cursors import Kind
from api.domain.problem_words import in_words
from api.serializers.filters import DistrictTree, Followed, Listed, Order, Shown, several
from api.serializers.places import POSITION, CollectionTypeField, FeatureTypeField, NamedSerializer
from fieldwork.enums import ObservationState, OwnerKind

# Codes stand as their own labels: the words of pages are for people.
STATES = [(state.value, state.value) for state in ObservationState]
KINDS = [(kind.value, kind.value) for kind in OwnerKind]
POINT = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {"type": {"const": "Point"}, "coordinates": POSITION},
    "description": "Where it is; null where nobody gave a point.",
}
CORNERS = 4
LONGEST_CODE = 32


@extend_schema_field(POINT)
class PointGeometryField(serializers.Field[Any, Any, Any, Any]):
    pass


class CategorySerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="Stays the same whatever the kind is called.")
    name = serializers.CharField()
    parent = serializers.CharField(  # type: ignore[assignment]  # the name is the tree's
        allow_null=True, help_text="The code of the kind it belongs to; null at the top."
    )


class OwnerSerializer(NamedSerializer):
    kind = serializers.ChoiceField(choices=KINDS)


class ObservationPropertiesSerializer(serializers.Serializer[Any]):
    reference = serializers.CharField(help_text="Short and stable, to be said on the phone: VA-7K3F.")
    state = serializers.ChoiceField(
        choices=STATES,
        help_text=(
            "new: nobody has it yet. sent: its owner has been told. received, planned: the owner has said so. fixed: "
            "mended. not_ours: the owner says so, and another is asked. closed: nothing will be done, "
            "or it is the same as another, which `same_as` tells."
        ),
    )
    category = CategorySerializer()
    district = NamedSerializer(allow_null=True)
    owner = OwnerSerializer(allow_null=True, help_text="Who is held to mend it; null until that is known.")
    lamp_post = serializers.CharField(help_text="The number on the lamp post, where there is one.")
    place = serializers.CharField(allow_null=True, help_text="Where, in words; null until it has been handed over.")
    description = serializers.CharField(
        allow_null=True, help_text="As it was handed over, reviewed by the coordinator; null until it was."
    )
    times_seen = serializers.IntegerField()
    first_seen_at = serializers.DateTimeField(help_text="In UTC.")
    last_seen_at = serializers.DateTimeField(help_text="In UTC.")
    state_at = serializers.DateTimeField(help_text="Since when it is in this state, in UTC.")
    target_on = serializers.DateField(allow_null=True, help_text="The local day it is hoped to be mended by.")
    fixed_at = serializers.DateTimeField(allow_null=True, help_text="In UTC.")
    same_as = serializers.UUIDField(
        allow_null=True, help_text="The id of the observation that it turned out to be; null for one of its own."
    )
    updated_at = serializers.DateTimeField(help_text="In UTC.")


class ObservationSerializer(serializers.Serializer[Any]):
    """A GeoJSON Feature (RFC 7946)."""

    type = FeatureTypeField()
    id = serializers.UUIDField()
    geometry = PointGeometryField(allow_null=True)
    properties = ObservationPropertiesSerializer()


class ObservationPageSerializer(serializers.Serializer[Any]):
    """A GeoJSON FeatureCollection (RFC 7946); `next` is a foreign member of it."""

    type = CollectionTypeField()
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    features = ObservationSerializer(many=True)


class BoxField(forms.Field):
    """West, south, east, north in degrees, with commas between, as RFC 7946 (section 5) has it."""

    def to_python(self, value: Any) -> tuple[float, ...] | None:
        if value in self.empty_values:
            return None
        try:
            found = tuple(float(word) for word in str(value).split(","))
            is_sound = len(found) == CORNERS and is_box(*found)
        except ValueError:
            is_sound = False
        if not is_sound:
            said = in_words(
                "Write west, south, east, north in degrees: 17.8,59.2,18.0,59.3.",
                "Skriv väst, syd, öst, nord i grader: 17.8,59.2,18.0,59.3.",
            )
            raise forms.ValidationError(said)
        return found


def is_box(west: float, south: float, east: float, north: float) -> bool:
    """One that goes round the back of the world, with its west east of its east, is a box too."""
    return all(-180 <= degree <= 180 for degree in (west, east)) and -90 <= south <= north <= 90  # noqa: PLR2004 - the ends of the globe


class BoxFilter(filters.Filter):  # type: ignore[misc]  # the library has no types
    field_class = BoxField


class OneObservation(Shown):
    shape = ObservationSerializer


class ObservationFilters(DistrictTree, Followed, Listed):
    shape = ObservationSerializer
    orders: ClassVar = {
        "first_seen_at": Order("first_seen_at", Kind.MOMENT),
        "updated_at": Order("updated_at", Kind.MOMENT),
    }
    place = "district"

    state = several(STATES, "Repeat for several.")
    category = extend_schema_field(
        {"type": "string", "maxLength": LONGEST_CODE, "description": "A kind's code; those below it are included."}
    )(filters.CharFilter(label="", max_length=LONGEST_CODE, method="of_category"))
    owner = filters.UUIDFilter(label="", field_name="owner__uuid", help_text="An owner's id.")
    bbox = extend_schema_field(
        {"type": "string", "description": "West, south, east, north in degrees, with commas between (RFC 7946)."}
    )(BoxFilter(label="", method="in_box"))

    def of_category(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(Q(category__code=value) | Q(category__parent__code=value))

    def in_box(self, rows: QuerySet[Any], _name: str, value: tuple[float, float, float, float]) -> QuerySet[Any]:
        west, south, east, north = value
        within = Q(longitude__gte=west, longitude__lte=east)
        around = Q(longitude__gte=west) | Q(longitude__lte=east)
        return rows.filter(within if west <= east else around, latitude__gte=south, latitude__lte=north)
