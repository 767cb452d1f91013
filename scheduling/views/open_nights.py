"""Open nights for those who lead them: the terms of an association, and wishes that wait for a leader."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.gateways import clock
from scheduling.domain.open_nights.answering import accept_sign_up, refuse_sign_up
from scheduling.domain.open_nights.terms import choose_terms, terms_history, terms_of
from scheduling.enums import AttendanceState
from scheduling.exceptions import SchedulingError, UnsoundTerms
from scheduling.forms.open_nights import OpenNightTermsForm, initial_of
from scheduling.queries.sign_ups import access_sign_up
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.models import Association, User
from volunteers.queries import access_association, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for whoever neither leads the association nor coordinates its municipality."""
    association = access_association(standing_of(request.user), pk)
    form = OpenNightTermsForm(
        request.POST if request.method == "POST" else None, initial=initial_of(terms_of(association))
    )
    if form.is_valid() and keep_terms(request, association, form):
        return see_other(reverse("scheduling:open_night_terms", args=[pk]))
    context = {
        "association": association,
        "zone": association.municipality.zone,
        "form": form,
        "address": settings.PUBLIC_URL + reverse("scheduling:open_nights", args=[association.uuid]),
        "history": terms_history(association),
        "now": clock.now(),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "scheduling/open_night_terms.html", context, status=status)


def keep_terms(request: HttpRequest, association: Association, form: OpenNightTermsForm) -> bool:
    try:
        changed = choose_terms(association, form.wanted, by=cast("User", request.user), now=clock.now())
    except UnsoundTerms as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Villkoren är sparade och gäller nu.") if changed else _("Inget är ändrat."))
    return True


@require_POST
@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader's yes or no to somebody who wants to walk; 404 for a night out of reach."""
    sign_up = access_sign_up(standing_of(request.user), pk)
    name, origin, now = {"name": sign_up.volunteer.first_name}, by_hand(request), clock.now()
    try:
        if request.POST.get("svar") != "ja":
            refuse_sign_up(sign_up, origin=origin, now=now)
            messages.success(request, _("%(name)s har fått ett vänligt nej.") % name)
        elif accept_sign_up(sign_up, origin=origin, now=now).state == AttendanceState.WAITING:
            messages.success(request, _("Gruppen är full. %(name)s står på reservlistan.") % name)
        else:
            messages.success(request, _("%(name)s är med och får ett sms om det.") % name)
    except SchedulingError as error:
        messages.warning(request, str(error))
    return see_other(f"{reverse('scheduling:inbox')}#vill-ga")
