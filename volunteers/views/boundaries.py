"""The boundaries of a municipality's districts: loaded from one file, looked through, accepted or thrown away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from messaging.gateways import clock
from volunteers.domain.boundaries import loading
from volunteers.domain.boundaries.drawing import draw
from volunteers.domain.boundaries.matching import Pair
from volunteers.forms.boundaries import BoundaryFileForm, PairsForm
from volunteers.models import BoundaryImport, Municipality, User
from volunteers.queries import (
    access_boundary_import,
    access_district,
    access_municipality,
    boundaries_of,
    district_tree,
    standing_of,
)
from volunteers.views.answers import ask, see


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def boundaries(request: HttpRequest, municipality_pk: int) -> HttpResponse:
    """What there is, and a file to load."""
    town = access_municipality(standing_of(request.user), municipality_pk)
    assert isinstance(request.user, User)  # noqa: S101 - signed in, or there had been no municipality
    user, form = request.user, BoundaryFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        kept = form.carry_out(
            lambda: loading.read_file(
                file.read(), filename=file.name or "", municipality=town, uploaded_by=user, now=clock.now()
            )
        )
        if kept:
            return see("preview_boundaries", kept.uuid)
    return ask(request, "boundaries.html", form, **what_there_is(town))


def what_there_is(town: Municipality) -> dict[str, Any]:
    """A district whose parts are drawn is a line around them, and has no number of its own."""
    there = {one.district_id: one for one in boundaries_of(town)}
    tree = district_tree(town)
    divided = {one.parent_id for one in tree if one.pk in there}
    known = [one for one in tree if one.pk in there]
    drawing = draw({one.pk: (there[one.pk].outline, there[one.pk].middle) for one in known})
    numbered = list(enumerate((one for one in known if one.pk not in divided), start=1))
    return {
        "town": town,
        "has_districts": bool(tree),
        "count": len(known),
        "missing": [one for one in tree if one.pk not in there] if there else [],
        "numbered": numbered,
        "divided": [one for one in known if one.pk in divided],
        "drawing": drawing,
        "areas": [(number, drawing.shapes[one.pk]) for number, one in numbered] if drawing else [],
        "around": [drawing.shapes[one.pk] for one in known if one.pk in divided] if drawing else [],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which surface is which district: what seems so is chosen already, and a person has the last word."""
    found = access_boundary_import(standing_of(request.user), str(uuid))
    pairs = loading.preview(found)
    form = PairsForm(
        request.POST if request.method == "POST" else None, pairs=pairs, districts=district_tree(found.municipality)
    )
    if form.is_valid():
        by = request.user if isinstance(request.user, User) else None
        loaded = form.carry_out(lambda: loading.accept(found, chosen=form.chosen, by=by, now=clock.now()))
        if loaded is not None:
            said = ngettext("%(count)s gräns är inläst.", "%(count)s gränser är inlästa.", len(loaded))
            messages.success(request, said % {"count": len(loaded)})
            return see("boundaries", found.municipality_id)
    return ask(request, "boundaries_preview.html", form, **seen_in(found, pairs))


def seen_in(found: BoundaryImport, pairs: list[Pair]) -> dict[str, Any]:
    drawing = draw({number: (one["outline"], one["middle"]) for number, one in enumerate(found.surfaces, start=1)})
    matched = [pair.district for pair in pairs if pair.district is not None]
    here, divided = {district.pk for district in matched}, {district.parent_id for district in matched}
    around = {at for at, pair in enumerate(pairs, start=1) if pair.district and pair.district.pk in divided}
    drawn = drawing.shapes if drawing else {}
    return {
        "found": found,
        "town": found.municipality,
        "matched": len(here),
        "unmatched": sum(1 for pair in pairs if pair.district is None),
        "without": [one for one in district_tree(found.municipality) if one.pk not in here],
        "drawing": drawing,
        "areas": [(at, one) for at, one in drawn.items() if at not in around],
        "around": [drawn[at] for at in around],
    }


@login_required
@require_POST
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = access_boundary_import(standing_of(request.user), str(uuid))
    loading.discard(found)
    messages.success(request, _("Filen är slängd. Ingenting sparades."))
    return see("boundaries", found.municipality_id)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    district = access_district(standing_of(request.user), pk)
    loading.remove_boundary(district)
    messages.success(request, _("Gränsen för %(name)s är borttagen.") % {"name": district.name})
    return see("boundaries", district.municipality_id)
