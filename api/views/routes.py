"""Routes of the partner's municipality, as GeoJSON."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.payloads import route_payload
from api.enums import Scope
from api.queries import routes_of
from api.serializers.filters import OneRoute, RouteFilters
from api.serializers.places import RoutePageSerializer, RouteSerializer
from api.views.choosing import ChoosingView, ListView
from api.views.reading import PlainRenderer, problems

GEOJSON = "application/geo+json"


class GeoJsonRenderer(PlainRenderer):
    media_type = GEOJSON
    format = "geojson"


class RoutesView(ListView):
    required_scope = Scope.ROUTES
    renderer_classes = [GeoJsonRenderer, PlainRenderer]
    filters = RouteFilters

    @extend_schema(
        operation_id="list_routes",
        summary="Routes, by name",
        responses={
            (200, GEOJSON): RoutePageSerializer,
            (200, "application/json"): RoutePageSerializer,
            **problems(400),
        },
    )
    def get(self, _request: Request) -> Response:
        """A GeoJSON FeatureCollection; asked for as application/json it is the same."""
        found, following = self.page(self.chosen(routes_of(self.opening)))
        features = [self.shown(route_payload(route)) for route in found]
        return Response({"type": "FeatureCollection", "next": following, "features": features})


class RouteView(ChoosingView):
    required_scope = Scope.ROUTES
    renderer_classes = [GeoJsonRenderer, PlainRenderer]
    filters = OneRoute

    @extend_schema(
        operation_id="read_route",
        summary="One route",
        responses={(200, GEOJSON): RouteSerializer, (200, "application/json"): RouteSerializer, **problems(400, 404)},
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        """A GeoJSON Feature, by its id. Routes no longer walked can still be read."""
        return Response(self.shown(route_payload(get_object_or_404(routes_of(self.opening), uuid=uuid))))
