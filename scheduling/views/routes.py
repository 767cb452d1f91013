"""Routes: the list, one route with its map, the form, and GeoJSON out."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from messaging.gateways import clock
from scheduling.domain.routes import geojson_of, save_route, sketch_of
from scheduling.forms.routes import RouteForm
from scheduling.models import Route
from scheduling.queries import access_route, routes_for, upcoming_on_route
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from scheduling.views.maps import map_data
from volunteers.queries import standing_of

NIGHTS_SHOWN = 6


@require_safe
@signed_in
def routes(request: HttpRequest) -> HttpResponse:
    """All routes in reach, by district."""
    found = routes_for(standing_of(request.user)).order_by("-is_active", "district__name", "name")
    return render(request, "scheduling/routes.html", {"routes": [(route, sketch_of(route)) for route in found]})


@require_safe
@signed_in
def route(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    route = access_route(standing, pk)
    coming = upcoming_on_route(route, now=clock.now())
    reachable = coming.within(**standing.reach)[:NIGHTS_SHOWN]
    context = {
        "route": route,
        "sketch": sketch_of(route),
        "shifts": reachable,
        "zone": route.municipality.zone,
        "map": map_data(route),
        "may_rule": route.municipality_id in standing.municipalities,
    }
    return render(request, "scheduling/route.html", context)


@require_safe
@signed_in
def geojson(request: HttpRequest, pk: int) -> HttpResponse:
    """The route as a file that other programs read (RFC 7946)."""
    route = access_route(standing_of(request.user), pk)
    text = json.dumps(geojson_of(route), ensure_ascii=False)
    return HttpResponse(text, content_type="application/geo+json")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    return edit(request, Route())


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: HttpRequest, pk: int) -> HttpResponse:
    return edit(request, access_route(standing_of(request.user), pk))


def edit(request: HttpRequest, route: Route) -> HttpResponse:
    """Show or keep the form of a new or an existing route."""
    standing = standing_of(request.user)
    line = json.dumps({"type": "LineString", "coordinates": route.line}) if route.line else ""
    if request.method != "POST":
        form = RouteForm(standing=standing, instance=route, initial={"geojson": line})
        return render(request, "scheduling/route_form.html", form_context(form))
    form = RouteForm(request.POST, request.FILES, standing=standing, instance=route)
    if not form.is_valid():
        return render(request, "scheduling/route_form.html", form_context(form), status=UNPROCESSABLE)
    saved = save_route(form.instance, line=form.cleaned_data["line"], now=clock.now())
    messages.success(request, _("Rutten %(name)s är sparad.") % {"name": saved.name})
    return see_other(reverse("scheduling:route", args=[saved.pk]))


def form_context(form: RouteForm) -> dict[str, Any]:
    return {"form": form, "route": form.instance, "map": map_data(form.instance)}
