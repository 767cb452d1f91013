"""The coordinator's tree of districts."""

from typing import Literal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.gateways import clock
from volunteers.domain.districts import add_district, delete_district, family_of, revise_district, shift_district
from volunteers.exceptions import InUse
from volunteers.forms.organisations import DistrictForm
from volunteers.models import District, DistrictBoundary, Municipality
from volunteers.queries import (
    Standing,
    access_district,
    access_municipality,
    districts_for,
    municipalities_for,
    standing_of,
)
from volunteers.views.answers import ask, see

DIRECTIONS: dict[str, Literal["up", "down"]] = {"upp": "up", "ner": "down"}


@login_required
@require_safe
def districts(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    if not standing.is_coordinator:
        raise Http404
    by_municipality: dict[int, list[District]] = {}
    for district in districts_for(standing):
        by_municipality.setdefault(district.municipality_id, []).append(district)
    municipalities = list(municipalities_for(standing))
    trees = [(municipality, by_municipality.get(municipality.pk, [])) for municipality in municipalities]
    return render(request, "volunteers/districts.html", {"trees": trees, "municipalities": municipalities})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, municipality_pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    municipality = access_municipality(standing, municipality_pk)
    form = DistrictForm(
        request.POST or None,
        municipality=municipality,
        districts=tree_of(standing, municipality),
        initial={"parent": request.GET.get("i", "")},
    )
    if form.is_valid():
        added = form.carry_out(lambda: add_district(municipality=municipality, **form.cleaned_data))
        if added:
            messages.success(request, _("%(name)s är tillagt.") % {"name": added.name})
            return see("districts")
    return ask(request, "district_form.html", form, municipality=municipality)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    district = access_district(standing, pk)
    family = family_of(district)
    form = DistrictForm(
        request.POST or None,
        municipality=district.municipality,
        districts=[d for d in tree_of(standing, district.municipality) if d.pk not in family],
        initial={"name": district.name, "parent": district.parent_id},
    )
    if (
        form.is_valid()
        and form.carry_out(lambda: revise_district(district, now=clock.now(), **form.cleaned_data)) is not None
    ):
        messages.success(request, _("Området är sparat."))
        return see("districts")
    has_boundary = DistrictBoundary.objects.filter(district=district).exists()
    context = {"municipality": district.municipality, "district": district, "has_boundary": has_boundary}
    return ask(request, "district_form.html", form, **context)


@login_required
@require_POST
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    district = access_district(standing_of(request.user), pk)
    direction = DIRECTIONS.get(request.POST.get("riktning", ""))
    if direction:
        shift_district(district, direction=direction)
    return see("districts", query=f"#omrade-{pk}")


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    district = access_district(standing_of(request.user), pk)
    try:
        delete_district(district)
    except InUse as error:
        messages.warning(request, str(error))
        return see("edit_district", pk)
    messages.success(request, _("%(name)s är borttaget.") % {"name": district.name})
    return see("districts")


def tree_of(standing: Standing, municipality: Municipality) -> list[District]:
    return [district for district in districts_for(standing) if district.municipality_id == municipality.pk]
