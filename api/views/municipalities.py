"""The municipality of a key; a person who works for several has several."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.payloads import municipality_payload
from api.enums import Scope
from api.queries import municipalities_of
from api.serializers.filters import MunicipalityFilters, OneMunicipality
from api.serializers.places import MunicipalityPageSerializer, MunicipalitySerializer
from api.views.choosing import ChoosingView, ListView
from api.views.reading import problems


class MunicipalitiesView(ListView):
    required_scope = Scope.DISTRICTS
    filters = MunicipalityFilters

    @extend_schema(
        operation_id="list_municipalities",
        summary="Municipalities, by name",
        responses={200: MunicipalityPageSerializer, **problems(400)},
    )
    def get(self, _request: Request) -> Response:
        """Those whose nights the key opens: for a partner, one."""
        found, following = self.page(self.chosen(municipalities_of(self.opening)))
        return Response({"next": following, "results": [self.shown(municipality_payload(one)) for one in found]})


class MunicipalityView(ChoosingView):
    required_scope = Scope.DISTRICTS
    filters = OneMunicipality

    @extend_schema(
        operation_id="read_municipality",
        summary="One municipality",
        responses={200: MunicipalitySerializer, **problems(400, 404)},
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        """One of the list, by its id."""
        municipality = get_object_or_404(municipalities_of(self.opening), uuid=uuid)
        return Response(self.shown(municipality_payload(municipality)))
