"""Districts of the partner's municipality."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.payloads import district_payload
from api.enums import Scope
from api.queries import districts_of
from api.serializers.filters import DistrictFilters, OneDistrict
from api.serializers.places import DistrictPageSerializer, DistrictSerializer
from api.views.choosing import ChoosingView, ListView
from api.views.reading import problems


class DistrictsView(ListView):
    required_scope = Scope.DISTRICTS
    filters = DistrictFilters

    @extend_schema(
        operation_id="list_districts",
        summary="Districts, by name",
        responses={200: DistrictPageSerializer, **problems(400)},
    )
    def get(self, _request: Request) -> Response:
        """The districts form a tree: each names the one it is a part of."""
        found, following = self.page(self.chosen(districts_of(self.opening, expand=self.expand)))
        rows = [self.shown(district_payload(one, expand=self.expand)) for one in found]
        return Response({"next": following, "results": rows})


class DistrictView(ChoosingView):
    required_scope = Scope.DISTRICTS
    filters = OneDistrict

    @extend_schema(
        operation_id="read_district", summary="One district", responses={200: DistrictSerializer, **problems(400, 404)}
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        """One of the list, by its id."""
        found = get_object_or_404(districts_of(self.opening, expand=self.expand), uuid=uuid)
        return Response(self.shown(district_payload(found, expand=self.expand)))
