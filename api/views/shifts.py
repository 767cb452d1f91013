"""Shifts of the partner's municipality, with how well they are crewed, one by one and by night and district."""

from functools import partial
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.crew_names import pseudonym, read_contacts
from api.domain.payloads import contacts_payload, crew_payload, night_payload, shift_payload
from api.enums import Scope
from api.queries import named_districts, nights_of, shifts_of
from api.queries.crews import with_crew
from api.serializers.filters import NightFilters, OneCrew, OneShift, ShiftFilters
from api.serializers.shifts import ContactsSerializer, NightPageSerializer, ShiftPageSerializer, ShiftSerializer
from api.views.choosing import ChoosingView, ListView
from api.views.reading import problems
from messaging.gateways import clock
from scheduling.models import Shift


class ShiftsView(ListView):
    required_scope = Scope.SHIFTS
    filters = ShiftFilters
    tells_sequence = True

    @extend_schema(
        operation_id="list_shifts",
        summary="Shifts, by start",
        responses={200: ShiftPageSerializer, **problems(400, 410)},
    )
    def get(self, _request: Request) -> Response:
        """Published, under way, done and cancelled shifts; drafts are nobody's business yet."""
        found, following = self.page(self.chosen(rows_for(self)))
        return Response({"next": following, "results": [self.shown(told(self, shift)) for shift in found]})


class ShiftView(ChoosingView):
    required_scope = Scope.SHIFTS
    filters = OneShift

    @extend_schema(
        operation_id="read_shift", summary="One shift", responses={200: ShiftSerializer, **problems(400, 404)}
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        """One of the list, by its id."""
        shift = get_object_or_404(rows_for(self), uuid=uuid)
        return Response(self.shown(told(self, shift)))


class CoverageView(ListView):
    required_scope = Scope.SHIFTS
    filters = NightFilters

    @extend_schema(
        operation_id="list_coverage",
        summary="Coverage by night and district",
        responses={200: NightPageSerializer, **problems(400)},
    )
    def get(self, _request: Request) -> Response:
        """A row for each night and district with a shift, which sums its shifts up. No row: nobody walks there."""
        shifts = shifts_of(self.opening, is_of_districts=bool(self.asked.get("district")))
        found, following = self.page(nights_of(self.chosen(shifts)))
        districts = named_districts({row["route__district"] for row in found})
        results = [self.shown(night_payload(row, districts[row["route__district"]])) for row in found]
        return Response({"next": following, "results": results})


class ContactsView(ChoosingView):
    required_scope = Scope.CONTACT
    filters = OneCrew

    @extend_schema(
        operation_id="read_contacts",
        summary="Names and numbers of tonight's crew",
        responses={200: ContactsSerializer, **problems(400, 404)},
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """On the night of the shift alone, until it ends. Each reading is written down, and the coordinator sees it."""
        shift = get_object_or_404(shifts_of(self.opening), uuid=uuid)
        crew = read_contacts(
            shift,
            key=self.key,
            zone=self.opening.zones[shift.association.municipality_id],
            address=get_adapter().get_client_ip(request),
            now=clock.now(),
        )
        return Response(self.shown(contacts_payload(shift, crew)))


def rows_for(view: ChoosingView) -> QuerySet[Shift]:
    rows = shifts_of(view.opening, expand=view.expand, is_of_districts=bool(view.asked.get("district")))
    return with_crew(rows) if "crew" in view.expand else rows


def told(view: ChoosingView, shift: Shift) -> dict[str, Any]:
    zone = view.opening.zones[shift.association.municipality_id]
    crew = None
    if "crew" in view.expand:
        crew = crew_payload(shift.crew, partial(pseudonym, view.partner))  # type: ignore[attr-defined]  # with_crew()
    return shift_payload(shift, zone=zone, expand=view.expand, crew=crew)
