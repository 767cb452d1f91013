"""Shifts of the partner's municipality, with how well they are crewed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.payloads import shift_payload
from api.enums import Scope
from api.queries import covered, shifts_of, since, until
from api.serializers.filters import ShiftFilters
from api.serializers.shifts import ShiftPageSerializer, ShiftSerializer
from api.views.reading import ReadingView, problems
from scheduling.models import Shift


class ShiftsView(ReadingView):
    required_scope = Scope.SHIFTS

    @extend_schema(
        operation_id="list_shifts",
        summary="Shifts, by start",
        parameters=[ShiftFilters],
        responses={200: ShiftPageSerializer, **problems(400)},
    )
    def get(self, _request: Request) -> Response:
        """Published, under way, done and cancelled shifts; drafts are nobody's business yet."""
        asked = self.asked(ShiftFilters)
        zone = self.municipality.zone
        found, following = self.page(self.chosen(asked), asked, field="starts_at")
        return Response({"next": following, "results": [shift_payload(shift, zone=zone) for shift in found]})

    def chosen(self, asked: Mapping[str, Any]) -> QuerySet[Shift]:
        rows = shifts_of(self.municipality.pk)
        within = self.below(asked)
        if within is not None:
            rows = rows.filter(route__district__in=within)
        if "from" in asked:
            rows = rows.filter(since(asked["from"]))
        if "to" in asked:
            rows = rows.filter(until(asked["to"]))
        if asked.get("kind"):
            rows = rows.filter(kind__in=asked["kind"])
        if asked.get("state"):
            rows = rows.filter(state__in=asked["state"])
        if asked.get("coverage"):
            rows = rows.filter(covered(asked["coverage"]))
        return rows


class ShiftView(ReadingView):
    required_scope = Scope.SHIFTS

    @extend_schema(operation_id="read_shift", summary="One shift", responses={200: ShiftSerializer, **problems(404)})
    def get(self, _request: Request, uuid: UUID) -> Response:
        """One of the list, by its id."""
        shift = get_object_or_404(shifts_of(self.municipality.pk), uuid=uuid)
        return Response(shift_payload(shift, zone=self.municipality.zone))
