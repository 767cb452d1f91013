"""The plan of texts: a municipality's, an association's own, and what it comes to for one night."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.plan_steps import example_steps
from scheduling.domain.summaries.preview import preview_of
from scheduling.domain.text_plans import drop_own_plan, plan_of, save_plan, town_plan
from scheduling.forms.plans import PlanForm
from scheduling.models import TextPlan
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Association, Municipality
from volunteers.queries import access_association, access_municipality, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_town(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds for every association that has no plan of its own."""
    town = access_municipality(standing_of(request.user), pk)
    form = PlanForm(request.POST or None, instance=town_plan(town), may_set_ceiling=True)
    if form.is_valid():
        save_plan(town, **form.cleaned_data)
        messages.success(request, _("Sms-planen är sparad."))
        return see_other(reverse("scheduling:town_plan", args=[pk]))
    return draw(request, form, town=town)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_association(request: HttpRequest, pk: int) -> HttpResponse:
    """The association's own plan, or the municipality's until it is saved as its own."""
    standing = standing_of(request.user)
    association = access_association(standing, pk)
    in_force = plan_of(association)
    coordinates = association.municipality_id in standing.municipalities
    form = PlanForm(request.POST or None, instance=in_force, may_set_ceiling=coordinates)
    if form.is_valid():
        save_plan(association, **{"month_ceiling": in_force.month_ceiling} | form.cleaned_data)
        messages.success(request, _("Föreningens sms-plan är sparad."))
        return see_other(reverse("scheduling:association_plan", args=[pk]))
    is_own = TextPlan.objects.filter(association=association).exists()
    return draw(request, form, town=association.municipality, association=association, is_own=is_own)


@require_POST
@signed_in
def follow_town(request: HttpRequest, pk: int) -> HttpResponse:
    association = access_association(standing_of(request.user), pk)
    if drop_own_plan(association):
        messages.success(request, _("Föreningen följer kommunens sms-plan."))
    return see_other(reverse("scheduling:association_plan", args=[pk]))


@require_safe
@signed_in
def preview(request: HttpRequest) -> HttpResponse:
    """While the form is filled in: the steps of one night."""
    form = PlanForm(request.GET, may_set_ceiling=True)
    context = ladder_context(form, Municipality()) if form.is_valid() else {}
    return render(request, "scheduling/_plan_steps.html", context)


def draw(
    request: HttpRequest,
    form: PlanForm,
    *,
    town: Municipality,
    association: Association | None = None,
    is_own: bool = False,
) -> HttpResponse:
    context = {"form": form, "town": town, "association": association, "is_own": is_own}
    if not form.errors:
        summary = preview_of(association or town, form.instance, now=clock.now())
        context |= {**ladder_context(form, town), "summary": summary}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "scheduling/plan.html", context, status=status)


def ladder_context(form: PlanForm, town: Municipality) -> dict[str, Any]:
    today = clock.now().astimezone(town.zone).date()
    return {"steps": example_steps(form.instance, today=today, zone=town.zone, language=get_language() or "sv")}
