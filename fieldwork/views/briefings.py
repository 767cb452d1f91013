"""Briefings: pages where coordinators write them, and the button of a group that has read them."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fieldwork.domain.briefings.writing import revise_briefing, take_back_briefing, write_briefing
from fieldwork.exceptions import FieldworkError, PersonSeen
from fieldwork.forms.briefings import BriefingForm, briefing_initial
from fieldwork.models import Briefing
from fieldwork.queries.briefings import access_briefing, briefings_ahead
from messaging.gateways import clock
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import User
from volunteers.queries import access_municipality, district_tree, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def briefings(request: HttpRequest, pk: int) -> HttpResponse:
    """Those of tonight and later; a POST writes one more."""
    town = access_municipality(standing_of(request.user), pk)
    now = clock.now()
    today = timezone.localdate(now, town.zone)
    form = BriefingForm(
        request.POST if request.method == "POST" else None,
        districts=district_tree(town),
        initial={"first_night": today},
    )
    author = cast("User", request.user)
    if form.is_valid() and attempt(form, lambda: write_briefing(town, form.terms, author=author, now=now)):
        messages.success(request, _("Genomgången är sparad. Grupperna ser den på sin sida när det är dags."))
        return see_other(reverse("fieldwork:briefings", args=[pk]))
    ahead = list(briefings_ahead(town, today=today))
    context = {
        "town": town,
        "form": form,
        "briefings": ahead,
        "tonight": [one for one in ahead if one.first_night <= today],
        "zone": town.zone,
    }
    return render(request, "fieldwork/briefings.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """One briefing to change, with what it said before."""
    found = access_briefing(standing_of(request.user), pk)
    town = found.municipality
    form = BriefingForm(
        request.POST if request.method == "POST" else None,
        districts=district_tree(town),
        initial=briefing_initial(found),
    )
    by = cast("User", request.user)
    if form.is_valid() and attempt(form, lambda: revise_briefing(found, form.terms, by=by, now=clock.now())):
        messages.success(request, _("Ändringen är sparad."))
        return see_other(reverse("fieldwork:briefings", args=[town.pk]))
    context = {
        "briefing": found,
        "town": town,
        "zone": town.zone,
        "form": form,
        "revisions": list(found.revisions.select_related("written_by")),
    }
    return render(request, "fieldwork/briefing.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@signed_in
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_briefing(standing_of(request.user), pk)
    take_back_briefing(found)
    messages.success(request, _("Genomgången är borta. Ingen ser den längre."))
    return see_other(reverse("fieldwork:briefings", args=[found.municipality_id]))


def attempt(form: BriefingForm, verb: Callable[[], Briefing]) -> Briefing | None:
    """The briefing, or nothing: then the form says what stands in the way."""
    try:
        return verb()
    except PersonSeen as error:
        form.add_error(error.field, str(error))
    except FieldworkError as error:
        form.add_error("last_night", str(error))
    return None
