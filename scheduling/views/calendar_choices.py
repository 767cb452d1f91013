"""Where an association chooses what its calendars may say, and sees what they say now."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from messaging.gateways import clock
from scheduling.domain.calendar_choices import choice_history, choice_of, choose_calendar
from scheduling.domain.feeds.examples import example_of
from scheduling.enums import FeedKind
from scheduling.forms.calendars import CalendarChoiceForm
from scheduling.views.doors import see_other, signed_in
from volunteers.models import User
from volunteers.queries import access_association, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def choice(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for whoever neither leads the association nor coordinates its municipality."""
    association = access_association(standing_of(request.user), pk)
    now = clock.now()
    if request.method == "POST":
        form = CalendarChoiceForm(request.POST)
        form.is_valid()  # boxes that are ticked or not: nothing can be wrong with them
        changed = choose_calendar(association, **form.cleaned_data, by=cast("User", request.user), now=now)
        said = _("Valet är sparat. Kalendrarna följer med nästa gång de hämtas.") if changed else _("Inget är ändrat.")
        messages.success(request, said)
        return see_other(reverse("scheduling:calendar_choice", args=[pk]))
    chosen = choice_of(association)
    fields = ("shows_first_names", "opens_every_night")
    context = {
        "association": association,
        "zone": association.municipality.zone,
        "form": CalendarChoiceForm(initial={name: getattr(chosen, name) for name in fields}),
        "team": example_of(association, FeedKind.ASSOCIATION, now=now),
        "public": example_of(association, FeedKind.PUBLIC, now=now),
        "history": choice_history(association),
        "now": now,
    }
    return render(request, "scheduling/calendar_choice.html", context)
