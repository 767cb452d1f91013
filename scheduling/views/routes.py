"""Routes: the list, one route with its map, the form, and GeoJSON out."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from messaging.gateways import clock
from scheduling.domain.changes.meeting_points import Telling, foresee_meeting, meeting_of, save_meeting
from scheduling.domain.regrouping.showing import show_told
from scheduling.domain.routes import Line, geojson_of, save_route, sketch_of
from scheduling.forms.routes import RouteForm
from scheduling.models import Route
from scheduling.queries import access_route, routes_for, upcoming_on_route
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from scheduling.views.maps import map_data
from volunteers.queries import Standing, associations_for, standing_of

NIGHTS_SHOWN = 6
TELLS, YES, NO = "beratta", "ja", "nej"  # whether those who have said yes hear of another meeting point
SHOWN = "visad"  # the one that they were shown with


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
    if request.method != "POST":
        form = RouteForm(standing=standing, instance=route, initial={"geojson": written(route.line)})
        return render(request, "scheduling/route_form.html", form_context(form))
    form = RouteForm(request.POST, request.FILES, standing=standing, instance=route)
    if not form.is_valid():
        return render(request, "scheduling/route_form.html", form_context(form), status=UNPROCESSABLE)
    moved = foresee_meeting(form.instance, now=clock.now()) if form.moves_meeting else []
    if moved and not is_answered(request, form):
        given = request.POST.copy()
        given["geojson"] = written(form.cleaned_data["line"])  # no form shows a file a second time
        again = RouteForm(given, standing=standing, instance=route)
        context = form_context(again) | moved_context(route, moved, standing)
        return render(request, "scheduling/route_form.html", context)
    return keep(request, form)


def written(line: Line) -> str:
    """A line as the form has it."""
    return json.dumps({"type": "LineString", "coordinates": line}) if line else ""


def is_answered(request: HttpRequest, form: RouteForm) -> bool:
    """Whether the form says if people are told of the very meeting point that it was shown with."""
    return request.POST.get(TELLS) in {YES, NO} and request.POST.get(SHOWN) == meeting_of(form.instance)


def keep(request: HttpRequest, form: RouteForm) -> HttpResponse:
    """Save the route; where it has another meeting point, those who have said yes are told if the form says so."""
    line, now, told = form.cleaned_data["line"], clock.now(), 0
    if form.moves_meeting:
        tells = request.POST.get(TELLS) == YES
        told = save_meeting(form.instance, line=line, tells=tells, origin=by_hand(request), now=now)
    else:
        save_route(form.instance, line=line, origin=by_hand(request), now=now)
    said = _("Rutten %(name)s är sparad.") % {"name": form.instance.name}
    words = ngettext("%(count)s person får veta det.", "%(count)s personer får veta det.", told) % {"count": told}
    messages.success(request, f"{said} {words}" if told else said)
    return see_other(reverse("scheduling:route", args=[form.instance.pk]))


def form_context(form: RouteForm) -> dict[str, Any]:
    return {"form": form, "route": form.instance, "map": map_data(form.instance)}


def moved_context(route: Route, tellings: Sequence[Telling], standing: Standing) -> dict[str, Any]:
    """Whom another meeting point concerns, and what each is told; of other associations only how many they are."""
    mine = set(associations_for(standing).values_list("pk", flat=True))
    shown = [(one, show_told(one.outcome, (), one.association, now=clock.now())) for one in tellings]
    return {
        "people": [person for one, told in shown if one.association.pk in mine for person in told.people],
        "others": sum(len(told.people) for one, told in shown if one.association.pk not in mine),
        "texts": sum(told.texts for _one, told in shown),
        "price": sum((told.price for _one, told in shown), Decimal(0)),
        "tells": TELLS,
        "shown": SHOWN,
        "meeting": meeting_of(route),
    }
