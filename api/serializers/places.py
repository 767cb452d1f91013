"""The shape of municipalities, districts and routes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

POSITION = {
    "type": "array",
    "prefixItems": [{"type": "number"}, {"type": "number"}],
    "minItems": 2,
    "maxItems": 2,
    "description": "Longitude and latitude in WGS 84.",
}
GEOMETRY = {
    "oneOf": [
        {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {
                "type": {"const": "LineString"},
                "coordinates": {"type": "array", "items": POSITION, "minItems": 2},
            },
        },
        {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {"type": {"const": "Point"}, "coordinates": POSITION},
        },
    ],
    "description": "The line walked; the meeting point when there is no line; else null.",
}
BOUNDARY = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"const": "MultiPolygon"},
        "coordinates": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "array", "items": POSITION, "minItems": 4}},
        },
    },
}


class NamedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class MunicipalitySerializer(NamedSerializer):
    time_zone = serializers.CharField(help_text="The zone its nights are lived in, such as Europe/Stockholm.")
    activity_word = serializers.CharField(help_text="What it calls the walks: nattvandring, vuxenvandring …")
    contact_number = serializers.CharField(allow_null=True, help_text="The coordinator's, in E.164.")


class MunicipalityPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = MunicipalitySerializer(many=True)


@extend_schema_field(BOUNDARY)
class BoundaryField(serializers.Field[Any, Any, Any, Any]):
    pass


class DistrictSerializer(NamedSerializer):
    """`expand=boundary` adds where it lies."""

    municipality = NamedSerializer()
    parent = NamedSerializer(allow_null=True, help_text="The district this one is a part of; null at the top.")
    boundary = BoundaryField(
        allow_null=True,
        required=False,
        help_text="With `expand=boundary`: its ground as GeoJSON, null where the municipality has not loaded it.",
    )


class DistrictPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = DistrictSerializer(many=True)


@extend_schema_field(POSITION)
class PositionField(serializers.Field[Any, Any, Any, Any]):
    pass


@extend_schema_field(GEOMETRY)
class GeometryField(serializers.Field[Any, Any, Any, Any]):
    pass


class MeetingPointSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    address = serializers.CharField()
    position = PositionField(allow_null=True)


class NamedDistrictSerializer(NamedSerializer):
    """`expand=district` adds the rest."""

    parent = NamedSerializer(allow_null=True, required=False, help_text="With `expand=district`.")


class RoutePropertiesSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    district = NamedSerializer()
    meeting_point = MeetingPointSerializer()
    length_metres = serializers.IntegerField(allow_null=True)
    is_active = serializers.BooleanField(help_text="False for a route that is no longer walked.")


class NamedRouteSerializer(NamedSerializer):
    """`expand=route` adds the rest."""

    geometry = GeometryField(allow_null=True, required=False, help_text="With `expand=route`, as the rest below.")
    meeting_point = MeetingPointSerializer(required=False)
    length_metres = serializers.IntegerField(allow_null=True, required=False)
    is_active = serializers.BooleanField(required=False)


@extend_schema_field({"const": "Feature"})
class FeatureTypeField(serializers.Field[Any, Any, Any, Any]):
    pass


@extend_schema_field({"const": "FeatureCollection"})
class CollectionTypeField(serializers.Field[Any, Any, Any, Any]):
    pass


class RouteSerializer(serializers.Serializer[Any]):
    """A GeoJSON Feature (RFC 7946)."""

    type = FeatureTypeField()
    id = serializers.UUIDField()
    geometry = GeometryField(allow_null=True)
    properties = RoutePropertiesSerializer()


class RoutePageSerializer(serializers.Serializer[Any]):
    """A GeoJSON FeatureCollection (RFC 7946); `next` is a foreign member of it."""

    type = CollectionTypeField()
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    features = RouteSerializer(many=True)
