"""Who mends what: pages for coordinators."""

from typing import Any, Literal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fieldwork.domain.owners.keeping import add_rule, remove_rule, save_owner, shift_rule
from fieldwork.domain.owners.routing import deciding_rule
from fieldwork.domain.owners.services import choose_services, want_services
from fieldwork.domain.owners.words import rule_words
from fieldwork.domain.referrals.open311 import desk_of
from fieldwork.enums import HandOverWay
from fieldwork.forms.owners import OwnerForm, RuleForm, ServicesForm, TryForm
from fieldwork.models import OwnerRule, PlaceOwner
from fieldwork.queries.owners import (
    access_owner,
    access_rule,
    category_tree,
    owners_of,
    rules_of,
    services_chosen,
)
from messaging.gateways import clock
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Municipality
from volunteers.queries import access_municipality, district_tree, standing_of

DIRECTIONS: dict[str, Literal["up", "down"]] = {"upp": "up", "ner": "down"}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def owners(request: HttpRequest, pk: int) -> HttpResponse:
    """Owners, rules in their order, and a fault to try them on; a POST adds a rule."""
    town = access_municipality(standing_of(request.user), pk)
    found, placed = list(owners_of(town)), places_of(town)
    form = RuleForm(
        request.POST if request.method == "POST" else None, owners=[one for one in found if one.is_active], **placed
    )
    if form.is_valid():
        added = form.carry_out(lambda: add_rule(town, **form.cleaned_data))
        if added:
            messages.success(
                request, _("%(rule)s: %(owner)s.") % {"rule": rule_words(added), "owner": added.owner.name}
            )
            return see_other(f"{address_of(town)}#regler")
    context = {
        "town": town,
        "owners": found,
        "rules": [(rule, rule_words(rule)) for rule in rules_of(town)],
        "form": form,
        **tried(request, town, placed),
    }
    return render(request, "fieldwork/owners.html", context, status=UNPROCESSABLE if form.errors else 200)


def places_of(town: Municipality) -> dict[str, Any]:
    return {"categories": category_tree(town), "districts": district_tree(town)}


def tried(request: HttpRequest, town: Municipality, placed: dict[str, Any]) -> dict[str, Any]:
    """Whose the fault of the address would be. `verdict` is None until a kind is chosen."""
    form = TryForm(request.GET if "prov-category" in request.GET else None, **placed)
    category = form.cleaned_data.get("category") if form.is_valid() else None
    if category is None:
        return {"try_form": form, "verdict": None}
    rule = deciding_rule(town, category=category, district=form.cleaned_data["district"])
    return {"try_form": form, "verdict": {"rule": rule, "words": rule_words(rule) if rule else ""}}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, pk: int) -> HttpResponse:
    town = access_municipality(standing_of(request.user), pk)
    return ask_about(request, PlaceOwner(municipality=town))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    return ask_about(request, access_owner(standing_of(request.user), pk))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def services(request: HttpRequest, pk: int) -> HttpResponse:
    """What the owner's Open311 system takes, and which of it each kind of fault is. Raises Http404 for other ways."""
    about = access_by_open311(request, pk)
    form = ServicesForm(
        request.POST if request.method == "POST" else None,
        owner=about,
        categories=category_tree(about.municipality),
        chosen=services_chosen(about),
    )
    if form.is_valid():
        choose_services(about, form.chosen)
        messages.success(request, _("Tjänsterna är sparade."))
        return see_other(reverse("fieldwork:owner_services", args=[pk]))
    context = {
        "town": about.municipality,
        "owner": about,
        "form": form,
        "has_key": bool(desk_of(about).key),
        "zone": about.municipality.zone,
        "now": clock.now(),
    }
    return render(request, "fieldwork/owner_services.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@signed_in
def fetch_services(request: HttpRequest, pk: int) -> HttpResponse:
    about = access_by_open311(request, pk)
    want_services(about, now=clock.now())
    messages.success(request, _("Lykta frågar deras system nu. Ladda om sidan om en liten stund."))
    return see_other(reverse("fieldwork:owner_services", args=[pk]))


def access_by_open311(request: HttpRequest, pk: int) -> PlaceOwner:
    """Raises Http404 for an owner who is told in another way."""
    about = access_owner(standing_of(request.user), pk)
    if about.way != HandOverWay.OPEN311:
        raise Http404
    return about


def ask_about(request: HttpRequest, about: PlaceOwner) -> HttpResponse:
    initial = OwnerForm.shown(about)
    form = OwnerForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and form.carry_out(lambda: save_owner(about, **form.cleaned_data)) is not None:
        messages.success(request, _("%(name)s är sparad.") % {"name": about.name})
        if about.way == HandOverWay.OPEN311:
            if about.open311_read_at is None:
                want_services(about, now=clock.now())
            return see_other(reverse("fieldwork:owner_services", args=[about.pk]))
        return see_other(address_of(about.municipality))
    context = {"town": about.municipality, "owner": about if about.pk else None, "title": initial["name"], "form": form}
    return render(request, "fieldwork/owner.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@signed_in
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    rule = access_rule(standing_of(request.user), pk)
    remove_rule(rule)
    messages.success(request, _("Regeln är borta. Det som redan har en ägare behåller den."))
    return back_to_rules(rule)


@require_POST
@signed_in
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    rule = access_rule(standing_of(request.user), pk)
    direction = DIRECTIONS.get(request.POST.get("riktning", ""))
    if direction:
        shift_rule(rule, direction=direction)
    return back_to_rules(rule)


def back_to_rules(rule: OwnerRule) -> HttpResponse:
    return see_other(f"{address_of(rule.municipality)}#regler")


def address_of(town: Municipality) -> str:
    return reverse("fieldwork:owners", args=[town.pk])
