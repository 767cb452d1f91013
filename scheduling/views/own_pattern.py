"""When one can walk, when one is away and whom one would like to walk with, told on one's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scheduling.forms.own_page import OwnAwayForm, OwnCompanyForm, OwnPatternForm
from scheduling.queries.personal import districts_to_walk, walked_beside
from scheduling.views.doors import see_other
from scheduling.views.own_gate import Mine, of_the_person
from scheduling.views.own_page import page
from volunteers.domain.availability import (
    add_away,
    end_wish_for_company,
    remove_away,
    set_availability,
    wish_for_company,
)


@require_POST
@of_the_person
def save(request: HttpRequest, mine: Mine) -> HttpResponse:
    form = OwnPatternForm(request.POST, districts=districts_to_walk(mine.volunteer))
    if form.is_valid():
        form.carry_out(lambda: set_availability(mine.volunteer, **form.cleaned_data))
    if form.errors:
        return page(request, mine, pattern=form)
    messages.success(request, _("Sparat. Vi tänker på det när vi frågar."))
    return see_other(f"{mine.address}#kan")


@require_POST
@of_the_person
def add_period(request: HttpRequest, mine: Mine) -> HttpResponse:
    form = OwnAwayForm(request.POST, today=mine.today)
    if form.is_valid():
        form.carry_out(lambda: add_away(mine.volunteer, today=mine.today, **form.cleaned_data))
    if form.errors:
        return page(request, mine, away_form=form)
    messages.success(request, _("Sparat. Då frågar vi andra."))
    return see_other(f"{mine.address}#borta")


@require_POST
@of_the_person
def remove_period(request: HttpRequest, mine: Mine) -> HttpResponse:
    period = request.POST.get("period", "")
    if period.isdecimal():
        remove_away(mine.volunteer, int(period))
        messages.success(request, _("Perioden är borttagen."))
    return see_other(f"{mine.address}#borta")


@require_POST
@of_the_person
def add_company(request: HttpRequest, mine: Mine) -> HttpResponse:
    form = OwnCompanyForm(request.POST, people=walked_beside(mine.volunteer))
    if form.is_valid():
        form.carry_out(lambda: wish_for_company(mine.volunteer, form.cleaned_data["companion"]))
    if form.errors:
        return page(request, mine, company_form=form)
    messages.success(request, _("Sparat. Bara ledaren ser det."))
    return see_other(f"{mine.address}#sallskap")


@require_POST
@of_the_person
def remove_company(request: HttpRequest, mine: Mine) -> HttpResponse:
    companion = request.POST.get("companion", "")
    if companion.isdecimal():
        end_wish_for_company(mine.volunteer, int(companion))
        messages.success(request, _("Önskemålet är borttaget."))
    return see_other(f"{mine.address}#sallskap")
