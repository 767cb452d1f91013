"""What is to become of a night that is too few: it goes on being filled."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from messaging.gateways import clock
from scheduling.domain.decisions.keeping import keep_filling
from scheduling.domain.decisions.words import moment_words
from scheduling.forms.decisions import KeepForm
from scheduling.queries import access_shift
from scheduling.views.crew import carry_out, first_error, refuse
from scheduling.views.doors import by_hand, signed_in
from volunteers.queries import standing_of

DECIDE = "avgor"


@require_POST
@signed_in
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    shift = access_shift(standing, pk)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return refuse(request, standing, pk, first_error(form), at=DECIDE)
    until, asks_fast = form.cleaned_data["until"], form.cleaned_data["asks_fast"]

    def act() -> str:
        keep_filling(shift, until=until, asks_fast=asks_fast, origin=by_hand(request), now=clock.now())
        when = moment_words(until, shift.association.municipality.zone, get_language() or "sv")
        return _("Gruppen fylls på till %(when)s. Är ni för få då får ni frågan igen.") % {"when": when}

    return carry_out(request, standing, pk, act, at=DECIDE)
