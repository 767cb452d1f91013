"""Routes of the partner's municipality, as GeoJSON."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.payloads import route_payload
from api.enums import Scope
from api.queries import routes_of
from api.serializers.filters import DistrictFilters
from api.serializers.places import RoutePageSerializer, RouteSerializer
from api.views.reading import ReadingView, problems

GEOJSON = "application/geo+json"


class GeoJsonRenderer(JSONRenderer):
    media_type = GEOJSON
    format = "geojson"


class RoutesView(ReadingView):
    required_scope = Scope.ROUTES
    renderer_classes = [GeoJsonRenderer, JSONRenderer]

    @extend_schema(
        operation_id="list_routes",
        summary="Routes, by name",
        parameters=[DistrictFilters],
        responses={
            (200, GEOJSON): RoutePageSerializer,
            (200, "application/json"): RoutePageSerializer,
            **problems(400),
        },
    )
    def get(self, _request: Request) -> Response:
        """A GeoJSON FeatureCollection; asked for as application/json it is the same."""
        asked = self.asked(DistrictFilters)
        rows = routes_of(self.municipality.pk)
        within = self.below(asked)
        if within is not None:
            rows = rows.filter(district__in=within)
        found, following = self.page(rows, asked, field="name")
        features = [route_payload(route) for route in found]
        return Response({"type": "FeatureCollection", "next": following, "features": features})


class RouteView(ReadingView):
    required_scope = Scope.ROUTES
    renderer_classes = [GeoJsonRenderer, JSONRenderer]

    @extend_schema(
        operation_id="read_route",
        summary="One route",
        responses={(200, GEOJSON): RouteSerializer, (200, "application/json"): RouteSerializer, **problems(404)},
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        """A GeoJSON Feature, by its id. Routes no longer walked can still be read."""
        return Response(route_payload(get_object_or_404(routes_of(self.municipality.pk), uuid=uuid)))
