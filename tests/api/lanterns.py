"""A small resource that can be made and changed, to hold the machinery of writing to. A lantern is a district."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.payloads import district_payload
from api.enums import Problem, Scope
from api.exceptions import Refused
from api.serializers.bodies import Body
from api.views.writing import WritingView, repeatable
from config import urls
from volunteers.models import District

PATH = "/api/v1/lanterns"


class PlaceBody(Body):
    latitude = serializers.FloatField()


class LanternBody(Body):
    name = serializers.CharField(max_length=20)
    places = PlaceBody(many=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["name"] == "alla":
            raise serializers.ValidationError("Not all at once.")
        return attrs


class LanternsView(WritingView):
    required_scope = Scope.DISTRICTS
    write_scope = Scope.ROUTES

    def get(self, _request: Request) -> Response:
        return Response({"count": District.objects.filter(municipality=self.municipality).count()})

    @repeatable
    def post(self, _request: Request) -> Response:
        given = self.given(LanternBody)
        if given["name"] == "sprucken":
            raise RuntimeError("hemligt")
        row = District.objects.create(municipality=self.municipality, name=given["name"])
        if given["name"] == "upptagen":
            raise Refused(Problem.CONFLICT, detail="Den lyser redan.")
        return Response(district_payload(row), status=201, headers={"Location": f"{PATH}/{row.uuid}"})


class LanternView(WritingView):
    required_scope = Scope.DISTRICTS
    http_method_names = ["get", "head", "patch"]

    def get(self, _request: Request, uuid: UUID) -> Response:
        return Response(district_payload(self.row(uuid)))

    @transaction.atomic
    def patch(self, _request: Request, uuid: UUID) -> Response:
        row = self.row(uuid)
        self.require_match(district_payload(row))
        row.name = self.given(LanternBody)["name"]
        row.save(update_fields=["name"])
        return Response(district_payload(row))

    def row(self, uuid: UUID) -> District:
        row = District.objects.filter(municipality=self.municipality, uuid=uuid).first()
        if row is None:
            raise Http404
        return row


def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("hemligt")


urlpatterns = [
    path("api/v1/lanterns", LanternsView.as_view()),
    path("api/v1/lanterns/<uuid:uuid>", LanternView.as_view()),
    path("api/v1/broken", broken),
    path("broken", broken),
    *urls.urlpatterns,
]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
