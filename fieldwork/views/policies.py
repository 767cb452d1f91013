"""A municipality's ladder as its coordinators set it, and what it would do tonight."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fieldwork.domain.alarms.policies import change_policy, policy_of
from fieldwork.domain.alarms.previewing import preview
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.alarms import PolicyForm
from fieldwork.forms.drills import DrillForm
from fieldwork.queries.drills import drills_of, leaders_who_could
from messaging.gateways import clock
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Municipality
from volunteers.queries import access_municipality, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_municipality(request: HttpRequest, pk: int) -> HttpResponse:
    """404 but for its coordinators."""
    town = access_municipality(standing_of(request.user), pk)
    policy = policy_of(town)
    form = PolicyForm(request.POST if request.method == "POST" else None, policy=policy)
    if form.is_valid():
        try:
            change_policy(town, **form.chosen)
        except FieldworkError as error:
            form.add_error("panic_words", str(error))
        else:
            messages.success(request, _("Larmtrappan är sparad. Den gäller från nästa steg."))
            return see_other(reverse("fieldwork:alarm_policy", args=[pk]))
    context = {"town": town, "form": form, "preview": preview(town, policy, now=clock.now()), "zone": town.zone}
    context |= drills_context(town, now=clock.now())
    return render(request, "fieldwork/alarm_policy.html", context, status=UNPROCESSABLE if form.errors else 200)


def drills_context(town: Municipality, *, now: datetime) -> dict[str, Any]:
    """The drill that is planned or on, those that were held, and a form for the next."""
    drills = drills_of(town)
    coming = next((one for one in drills if one.ended_at is None), None)
    local = coming.starts_at.astimezone(town.zone) if coming else None
    initial = {"day": local.date(), "time": local.time(), "leader": coming.leader} if coming and local else None
    return {
        "drills": [one for one in drills if one.ended_at is not None],
        "coming": coming,
        "drill_form": DrillForm(town=town, leaders=leaders_who_could(town), now=now, initial=initial),
    }
