"""What is done to an observation from home: noted for somebody who rang, corrected, joined, parted, remarked on."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fieldwork.domain.observations.categories import open_categories
from fieldwork.domain.observations.correcting import remark
from fieldwork.domain.observations.joining import join_observations, part_sighting, undo_joining
from fieldwork.domain.observations.noting import note_observation
from fieldwork.domain.referrals.correcting import correct_observation
from fieldwork.exceptions import FieldworkError, ObservationRefused, PersonSeen
from fieldwork.forms.observations import CorrectionForm, ObserveForm, PartForm, RemarkForm
from fieldwork.models import Observation
from fieldwork.queries.observations import categories_to_choose, sightings_whole, was_known
from fieldwork.views.observation_page import access_coordinated, access_correctable, draw, join_form
from messaging.gateways import clock
from scheduling.models import Route
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from scheduling.views.maps import town_map
from volunteers.models import Municipality
from volunteers.queries import access_municipality, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody has told of who walks with no group. 404 for whoever does not coordinate the municipality."""
    town = access_municipality(standing_of(request.user), pk)
    open_categories(town)
    categories = categories_to_choose(town)
    if request.method != "POST":
        return draw_note(request, town, ObserveForm(categories=categories, initial={"client_key": uuid4()}))
    form = ObserveForm(request.POST, request.FILES, categories=categories)
    if form.is_valid():
        key = form.cleaned_data["client_key"]
        try:
            found = note_observation(
                form.cleaned_data["seen"], client_key=key, origin=by_hand(request), now=clock.now()
            )
        except (ObservationRefused, PersonSeen) as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            told = _("%(reference)s fanns redan. Nu står det att den är sedd igen.")
            messages.success(
                request, (told if was_known(key) else _("%(reference)s är noterad.")) % {"reference": found.reference}
            )
            return see_other(page_of(found))
    return draw_note(request, town, form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is and where. Coordinators, and leaders of those who saw it."""
    found = access_correctable(standing_of(request.user), pk)
    if found.joined_to_id:
        raise Http404
    categories = categories_to_choose(found.municipality)
    if request.method != "POST":
        return draw_correction(request, found, CorrectionForm(one=found, categories=categories))
    form = CorrectionForm(request.POST, one=found, categories=categories)
    if form.is_valid():
        try:
            correct_observation(found, form.cleaned_data["correction"], origin=by_hand(request), now=clock.now())
        except (ObservationRefused, PersonSeen) as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("%(reference)s är rättad.") % {"reference": found.reference})
            return see_other(page_of(found))
    return draw_correction(request, found, form)


@require_POST
@signed_in
def add_remark(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    found = access_correctable(standing, pk)
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            remark(found, form.cleaned_data["words"], origin=by_hand(request), now=clock.now())
        except (ObservationRefused, PersonSeen) as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("Anteckningen är sparad."))
            return see_other(f"{page_of(found)}#handelser")
    return draw(request, found, standing, remark_form=form)


@require_POST
@signed_in
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Goes on to the page of the one that is kept."""
    standing = standing_of(request.user)
    found = access_coordinated(standing, pk)
    form = join_form(found, request.POST)
    if form.is_valid():
        try:
            kept = join_observations(found, form.cleaned_data["into"], origin=by_hand(request), now=clock.now())
        except ObservationRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            told = _("%(gone)s är nu en del av %(kept)s.") % {"gone": found.reference, "kept": kept.reference}
            messages.success(request, told)
            return see_other(page_of(kept))
    return draw(request, found, standing, join_form=form)


@require_POST
@signed_in
def undo_join(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_coordinated(standing_of(request.user), pk)
    try:
        undo_joining(found, origin=by_hand(request), now=clock.now())
    except FieldworkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(reference)s är öppen igen, för sig.") % {"reference": found.reference})
    return see_other(page_of(found))


@require_POST
@signed_in
def part(request: HttpRequest, pk: int, sighting_pk: int) -> HttpResponse:
    """Goes on to the page of the new one. 404 for what was not seen of this one."""
    found = access_coordinated(standing_of(request.user), pk)
    sighting = get_object_or_404(sightings_whole(found), pk=sighting_pk)
    form = PartForm(request.POST)
    try:
        place = form.cleaned_data["place"] if form.is_valid() else ""
        parted = part_sighting(sighting, place=place, origin=by_hand(request), now=clock.now())
    except FieldworkError as error:
        messages.error(request, str(error))
        return see_other(f"{page_of(found)}#sedd")
    told = _("%(reference)s är en egen iakttagelse nu. Rätta vad och var om det behövs.")
    messages.success(request, told % {"reference": parted.reference})
    return see_other(page_of(parted))


def page_of(found: Observation) -> str:
    return reverse("fieldwork:observation", args=[found.pk])


def draw_note(request: HttpRequest, town: Municipality, form: ObserveForm) -> HttpResponse:
    context = {"town": town, "form": form, "photo_megabytes": settings.PHOTO_MAX_SIZE >> 20, "map": map_of(town)}
    return answer(request, "fieldwork/note_observation.html", form, context)


def draw_correction(request: HttpRequest, found: Observation, form: CorrectionForm) -> HttpResponse:
    context = {"one": found, "form": form, "map": map_of(found.municipality)}
    return answer(request, "fieldwork/correct_observation.html", form, context)


def answer(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)


def map_of(town: Municipality) -> dict[str, Any]:
    return town_map(Route.objects.filter(municipality=town, is_active=True).order_by("pk"))
