"""Districts of the partner's municipality."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.payloads import district_payload
from api.enums import Scope
from api.queries import districts_of
from api.serializers.filters import DistrictFilters
from api.serializers.places import DistrictPageSerializer, DistrictSerializer
from api.views.reading import ReadingView, problems


class DistrictsView(ReadingView):
    required_scope = Scope.DISTRICTS

    @extend_schema(
        operation_id="list_districts",
        summary="Districts, by name",
        parameters=[DistrictFilters],
        responses={200: DistrictPageSerializer, **problems(400)},
    )
    def get(self, _request: Request) -> Response:
        """The districts form a tree: each names the one it is a part of."""
        asked = self.asked(DistrictFilters)
        rows = districts_of(self.municipality.pk)
        within = self.below(asked)
        if within is not None:
            rows = rows.filter(pk__in=within)
        found, following = self.page(rows, asked, field="name")
        return Response({"next": following, "results": [district_payload(district) for district in found]})


class DistrictView(ReadingView):
    required_scope = Scope.DISTRICTS

    @extend_schema(
        operation_id="read_district", summary="One district", responses={200: DistrictSerializer, **problems(404)}
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        """One of the list, by its id."""
        return Response(district_payload(get_object_or_404(districts_of(self.municipality.pk), uuid=uuid)))
