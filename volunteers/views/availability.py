"""When a volunteer can walk and with whom: the pattern, periods away and wishes, as a leader puts them down."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteers.domain.availability import (
    add_away,
    end_wish_for_company,
    remove_away,
    set_availability,
    wish_for_company,
)
from volunteers.forms.availability import AvailabilityForm, AwayForm, CompanyForm, availability_initial
from volunteers.models import District, Volunteer
from volunteers.queries import (
    Standing,
    access_volunteer,
    availability_of,
    away_ahead,
    companions_of,
    districts_for,
    possible_companions,
    standing_of,
)
from volunteers.views.answers import ask, see
from volunteers.views.people import local_today


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    volunteer = access_volunteer(standing, pk)
    form = AvailabilityForm(
        request.POST if request.method == "POST" else None,
        districts=districts_of(standing, volunteer),
        initial=availability_initial(availability_of([pk]).get(pk)),
    )
    if request.method != "POST":
        return show(request, volunteer, form=form)
    if form.is_valid():
        form.carry_out(lambda: set_availability(volunteer, **form.cleaned_data))
    if form.errors:
        return show(request, volunteer, form=form)
    messages.success(request, _("Det som passar %(name)s är sparat.") % {"name": volunteer.first_name})
    return see("person", pk)


@login_required
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    standing, today = standing_of(request.user), local_today()
    volunteer = access_volunteer(standing, pk)
    away_form = AwayForm(request.POST, today=today)
    if away_form.is_valid():
        away_form.carry_out(lambda: add_away(volunteer, today=today, **away_form.cleaned_data))
    if away_form.errors:
        return show(request, volunteer, form=pattern_of(standing, volunteer), away_form=away_form)
    messages.success(request, _("Perioden är sparad."))
    return see("availability", pk)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    volunteer = access_volunteer(standing_of(request.user), pk)
    period = request.POST.get("period", "")
    if period.isdecimal():
        remove_away(volunteer, int(period))
        messages.success(request, _("Perioden är borttagen."))
    return see("availability", pk)


@login_required
@require_POST
def add_company(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    volunteer = access_volunteer(standing, pk)
    company_form = CompanyForm(request.POST, people=possible_companions(standing, volunteer))
    if company_form.is_valid():
        company_form.carry_out(lambda: wish_for_company(volunteer, company_form.cleaned_data["companion"]))
    if company_form.errors:
        return show(request, volunteer, form=pattern_of(standing, volunteer), company_form=company_form)
    messages.success(request, _("Önskemålet är sparat."))
    return see("availability", pk)


@login_required
@require_POST
def remove_company(request: HttpRequest, pk: int) -> HttpResponse:
    volunteer = access_volunteer(standing_of(request.user), pk)
    companion = request.POST.get("companion", "")
    if companion.isdecimal():
        end_wish_for_company(volunteer, int(companion))
        messages.success(request, _("Önskemålet är borttaget."))
    return see("availability", pk)


def pattern_of(standing: Standing, volunteer: Volunteer) -> AvailabilityForm:
    told = availability_initial(availability_of([volunteer.pk]).get(volunteer.pk))
    return AvailabilityForm(districts=districts_of(standing, volunteer), initial=told)


def districts_of(standing: Standing, volunteer: Volunteer) -> list[District]:
    return [one for one in districts_for(standing) if one.municipality_id == volunteer.municipality_id]


def show(
    request: HttpRequest,
    volunteer: Volunteer,
    *,
    form: AvailabilityForm,
    away_form: AwayForm | None = None,
    company_form: CompanyForm | None = None,
) -> HttpResponse:
    today, people = local_today(), possible_companions(standing_of(request.user), volunteer)
    context: dict[str, Any] = {
        "volunteer": volunteer,
        "pattern": form,
        "away_periods": away_ahead(volunteer, today),
        "companions": companions_of(volunteer),
        "has_company": bool(people),
    }
    shown = away_form or company_form or (form if form.is_bound else None)
    context["company_form"] = company_form or CompanyForm(None, people=people)
    context["away_form"] = away_form or AwayForm(None, today=today)
    return ask(request, "availability.html", shown or form, **context)
