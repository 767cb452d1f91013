"""The municipality's calendar of special days: a page for coordinators."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.gateways import clock
from scheduling.domain.seasons.special_days import calendar_of, enter_day, remove_day
from scheduling.exceptions import SchedulingError
from scheduling.forms.special_days import SpecialDayForm
from scheduling.queries.seasons import access_special_day
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Municipality
from volunteers.queries import access_municipality, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def special_days(request: HttpRequest, pk: int) -> HttpResponse:
    """The year to come; a POST marks one more day or period."""
    town = access_municipality(standing_of(request.user), pk)
    form = SpecialDayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            day = enter_day(town, **form.cleaned_data, now=clock.now())
        except SchedulingError as error:
            form.add_error("last_on", str(error))
        else:
            messages.success(request, _("%(name)s står i kalendern.") % {"name": day.name})
            return see_other(reverse("scheduling:special_days", args=[pk]))
    return render(
        request, "scheduling/special_days.html", context_of(town, form), status=UNPROCESSABLE if form.errors else 200
    )


def context_of(town: Municipality, form: SpecialDayForm) -> dict[str, Any]:
    today = timezone.localdate(clock.now(), town.zone)
    lines = calendar_of(town, today=today, language=get_language() or "sv")
    own = [line for line in lines if line.day is not None]
    return {"town": town, "form": form, "own": own, "known": [line for line in lines if line.day is None]}


@require_POST
@signed_in
def remove(request: HttpRequest, pk: int, day_pk: int) -> HttpResponse:
    town = access_municipality(standing_of(request.user), pk)
    day = access_special_day(town, day_pk)
    try:
        remove_day(day)
    except SchedulingError as error:
        messages.error(request, str(error))
        return see_other(reverse("scheduling:outside_calendars", args=[pk]))
    messages.success(request, _("%(name)s är borta ur kalendern.") % {"name": day.name})
    return see_other(reverse("scheduling:special_days", args=[pk]))
