"""What groups have seen that should be mended, as GeoJSON, with how far that has come."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.observation_payloads import observation_payload
from api.enums import Scope
from api.queries.observations import observations_of
from api.serializers.observations import (
    ObservationFilters,
    ObservationPageSerializer,
    ObservationSerializer,
    OneObservation,
)
from api.views.choosing import ChoosingView, ListView
from api.views.reading import PlainRenderer, problems
from api.views.routes import GEOJSON, GeoJsonRenderer


class ObservationsView(ListView):
    required_scope = Scope.OBSERVATIONS
    renderer_classes = [GeoJsonRenderer, PlainRenderer]
    filters = ObservationFilters
    tells_sequence = True

    @extend_schema(
        operation_id="list_observations",
        summary="What groups have seen that should be mended",
        responses={
            (200, GEOJSON): ObservationPageSerializer,
            (200, "application/json"): ObservationPageSerializer,
            **problems(400, 410),
        },
    )
    def get(self, _request: Request) -> Response:
        """A GeoJSON FeatureCollection; asked for as application/json it is the same.

        Each fault is one observation, however many have seen it. Never who did, and no photo.
        """
        found, following = self.page(self.chosen(observations_of(self.opening)))
        features = [self.shown(observation_payload(each)) for each in found]
        return Response({"type": "FeatureCollection", "next": following, "features": features})


class ObservationView(ChoosingView):
    required_scope = Scope.OBSERVATIONS
    renderer_classes = [GeoJsonRenderer, PlainRenderer]
    filters = OneObservation

    @extend_schema(
        operation_id="read_observation",
        summary="One thing that groups have seen",
        responses={
            (200, GEOJSON): ObservationSerializer,
            (200, "application/json"): ObservationSerializer,
            **problems(400, 404),
        },
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        """A GeoJSON Feature, by its id."""
        return Response(self.shown(observation_payload(get_object_or_404(observations_of(self.opening), uuid=uuid))))
