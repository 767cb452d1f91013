"""What groups have noted of places: the map and the table, and one with its history, its photo and what is done."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fieldwork.domain.observations.cards import geojson_of, is_late, list_sentence, rows_of
from fieldwork.domain.observations.photos import remove_photo
from fieldwork.domain.observations.sketches import place_sketch
from fieldwork.domain.observations.states import move_observation
from fieldwork.enums import ObservationState
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.observation_list import MoveForm, ObservationFilter, PhotoRemovalForm
from fieldwork.models import Observation, ObservationPhoto
from fieldwork.models.observation import ObservationQuerySet
from fieldwork.queries.observations import access_observation, access_photo, observations_for, towns_of
from fieldwork.views.observation_page import access_coordinated, draw
from messaging.gateways import clock
from scheduling.models import Route
from scheduling.views.doors import by_hand, see_other, signed_in
from volunteers.queries import Standing, municipalities_for, standing_of

A_PAGE = 50
AS_GEOJSON = "application/geo+json"


@require_safe
@signed_in
def observations(request: HttpRequest) -> HttpResponse:
    """What is open, the latest first; by state, kind, district and owner for those who ask."""
    standing = standing_of(request.user)
    today = localdate(clock.now())
    form = filter_of(request, standing)
    reached = observations_for(standing)
    page = Paginator(in_order(form.of(reached)), A_PAGE).get_page(request.GET.get("sida"))
    headline, rest = list_sentence(reached.still_open().count(), reached.late(today).count())
    context = {
        "page": page,
        "rows": rows_of(page, today=today, first=page.start_index() or 1),
        "sketch": sketch_over(list(page), today=today, first=page.start_index() or 1),
        "form": form,
        "query": query_without_page(request),
        "headline": headline,
        "rest": rest,
        "has_any": reached.exists(),
        "municipalities": list(municipalities_for(standing)),
        "is_coordinator": standing.is_coordinator,
    }
    return render(request, "fieldwork/observations.html", context)


@require_safe
@signed_in
def geojson(request: HttpRequest) -> HttpResponse:
    """The same choice as a file that map programs read."""
    standing = standing_of(request.user)
    found = in_order(filter_of(request, standing).of(observations_for(standing)))
    text = json.dumps(geojson_of(list(found)), ensure_ascii=False)
    headers = {
        "Content-Disposition": 'attachment; filename="iakttagelser.geojson"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(text, content_type=AS_GEOJSON, headers=headers)


@require_safe
@signed_in
def observation(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    return draw(request, access_observation(standing, pk), standing)


@require_POST
@signed_in
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Coordinators alone; it is theirs to say what becomes of it."""
    found = access_coordinated(standing_of(request.user), pk)
    form = MoveForm(request.POST)
    page = see_other(reverse("fieldwork:observation", args=[pk]))
    if not form.is_valid() or form.cleaned_data["seen"] != found.state:
        messages.error(request, _("Läget har ändrats sedan du öppnade sidan. Läs igen."))
        return page
    to, detail = ObservationState(form.cleaned_data["to"]), form.cleaned_data["detail"]
    try:
        move_observation(found, to, origin=by_hand(request), now=clock.now(), detail=detail)
    except FieldworkError as error:
        messages.error(request, str(error))
        return page
    messages.success(request, _("Nytt läge: %(state)s.") % {"state": to.label})
    return page


@require_safe
@signed_in
def photo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture alone, kept by no browser and by nothing between."""
    found = access_photo(standing_of(request.user), uuid)
    headers = {
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'inline; filename="{found.observation.reference}.jpg"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(bytes(found.jpeg), content_type="image/jpeg", headers=headers)


@require_POST
@signed_in
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """For good. Coordinators alone."""
    found = access_own_photo(standing_of(request.user), uuid)
    form = PhotoRemovalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    remove_photo(found, origin=by_hand(request), now=clock.now(), reason=reason)
    messages.success(request, _("Fotot är borta. Det går inte att få tillbaka."))
    return see_other(reverse("fieldwork:observation", args=[found.observation_id]))


def access_own_photo(standing: Standing, uuid: UUID) -> ObservationPhoto:
    """Raises Http404 for a photo in a municipality the user does not coordinate."""
    found = access_photo(standing, uuid)
    if found.observation.municipality_id not in standing.municipalities:
        raise Http404
    return found


def filter_of(request: HttpRequest, standing: Standing) -> ObservationFilter:
    return ObservationFilter(request.GET, towns=towns_of(standing))


def in_order(found: ObservationQuerySet) -> ObservationQuerySet:
    """What should have been mended longest ago first."""
    return found.order_by(F("target_on").asc(nulls_last=True), "first_seen_at", "pk")


def query_without_page(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("sida", None)
    return asked.urlencode()


def sketch_over(shown: list[Observation], *, today: date, first: int) -> Any:
    """With the routes of the districts that something is noted in."""
    districts = {one.district_id for one in shown if one.longitude is not None}
    routes = list(Route.objects.filter(district__in=districts, is_active=True).order_by("pk")) if districts else []
    numbered = [(number, one, is_late(one, today=today)) for number, one in enumerate(shown, first)]
    return place_sketch(numbered, routes)
