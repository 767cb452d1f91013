"""Seasons: the terms that associations plan their nights by."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.payloads import season_payload
from api.enums import Scope
from api.queries import seasons_of
from api.serializers.filters import OneSeason, SeasonFilters
from api.serializers.seasons import SeasonPageSerializer, SeasonSerializer
from api.views.choosing import ChoosingView, ListView
from api.views.reading import problems


class SeasonsView(ListView):
    required_scope = Scope.SEASONS
    filters = SeasonFilters

    @extend_schema(
        operation_id="list_seasons",
        summary="Seasons, by first night",
        responses={200: SeasonPageSerializer, **problems(400)},
    )
    def get(self, _request: Request) -> Response:
        """An association's nights from one date to another. The nights themselves are shifts, once published."""
        found, following = self.page(self.chosen(seasons_of(self.opening)))
        return Response({"next": following, "results": [self.shown(season_payload(one)) for one in found]})


class SeasonView(ChoosingView):
    required_scope = Scope.SEASONS
    filters = OneSeason

    @extend_schema(
        operation_id="read_season", summary="One season", responses={200: SeasonSerializer, **problems(400, 404)}
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        """One of the list, by its id."""
        return Response(self.shown(season_payload(get_object_or_404(seasons_of(self.opening), uuid=uuid))))
