"""The calendars of others that a municipality has Lykta follow: added, looked into, named, paused, taken away."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.gateways import clock
from scheduling.domain.subscribed.addresses import host_of
from scheduling.domain.subscribed.subscribing import (
    accept_calendar,
    hurry_calendar,
    pause_calendar,
    propose_calendar,
    remove_calendar,
    resume_calendar,
    revise_calendar,
)
from scheduling.domain.subscribed.words import Health, condition_of, days_words
from scheduling.exceptions import CalendarRefused
from scheduling.forms.outside import AddressForm, OutsideCalendarForm
from scheduling.models import SubscribedCalendar
from scheduling.queries import access_subscribed_calendar
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Municipality
from volunteers.queries import access_municipality, standing_of

EVENTS_SHOWN = 40


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def calendars(request: HttpRequest, pk: int) -> HttpResponse:
    """The town's, each with how it stands, and a form for the address of another."""
    town = access_municipality(standing_of(request.user), pk)
    form = AddressForm(request.POST or None)
    if form.is_valid():
        try:
            proposed = propose_calendar(town, address=form.cleaned_data["address"], now=clock.now())
        except CalendarRefused as why:
            form.add_error("address", str(why))
        else:
            return see_other(path_of(proposed))
    kept = SubscribedCalendar.objects.accepted().filter(municipality=town)
    context = {"town": town, "form": form, "calendars": [told(calendar, town) for calendar in kept]}
    return render(request, "scheduling/outside_calendars.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """What one holds and how it stands. The form keeps one that is new, and changes one that is kept."""
    found = access_subscribed_calendar(standing_of(request.user), pk)
    form = OutsideCalendarForm(request.POST or None, instance=found, initial=suggested(found))
    if form.is_valid():
        keep = revise_calendar if found.accepted_at else accept_calendar
        try:
            keep(found, **form.cleaned_data, now=clock.now())
        except CalendarRefused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("%(name)s är sparad.") % {"name": form.cleaned_data["name"]})
            return see_other(path_of(found) if keep is revise_calendar else list_of(found.municipality))
    return render(
        request, "scheduling/outside_calendar.html", page(found, form), status=UNPROCESSABLE if form.errors else 200
    )


@require_POST
@signed_in
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_subscribed_calendar(standing_of(request.user), pk)
    pause_calendar(found, now=clock.now())
    return see_other(path_of(found))


@require_POST
@signed_in
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_subscribed_calendar(standing_of(request.user), pk)
    resume_calendar(found, now=clock.now())
    return see_other(path_of(found))


@require_POST
@signed_in
def hurry(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_subscribed_calendar(standing_of(request.user), pk)
    try:
        hurry_calendar(found, now=clock.now())
    except CalendarRefused as why:
        messages.warning(request, str(why))
    else:
        messages.success(request, _("Kalendern hämtas. Det tar några sekunder."))
    return see_other(path_of(found))


@require_POST
@signed_in
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_subscribed_calendar(standing_of(request.user), pk)
    remove_calendar(found, now=clock.now())
    messages.success(request, _("%(name)s är borttagen.") % {"name": found.name})
    return see_other(list_of(found.municipality))


def told(calendar: SubscribedCalendar, town: Municipality) -> dict[str, Any]:
    calendar.municipality = town
    return {
        "calendar": calendar,
        "host": host_of(calendar.address),
        "condition": condition_of(calendar, now=clock.now(), language=get_language() or "sv"),
    }


def suggested(calendar: SubscribedCalendar) -> dict[str, str]:
    """A new one is called what it calls itself, if it does."""
    if calendar.accepted_at or not calendar.own_name:
        return {}
    return {"name": calendar.own_name[:60]}


def page(calendar: SubscribedCalendar, form: OutsideCalendarForm) -> dict[str, Any]:
    now = clock.now()
    today = now.astimezone(calendar.municipality.zone).date()
    coming = calendar.events.filter(last_on__gte=today)
    context = told(calendar, calendar.municipality)
    return {
        **context,
        "town": calendar.municipality,
        "form": form,
        "path": path_of(calendar),
        "is_awaited": context["condition"].health == Health.AWAITED,
        "coming": coming.count(),
        "chosen": coming.filter(is_chosen=True).count(),
        "events": events_in_words(calendar, today),
    }


def events_in_words(calendar: SubscribedCalendar, today: date) -> list[dict[str, Any]]:
    zone, language = calendar.municipality.zone, get_language() or "sv"
    coming = calendar.events.filter(last_on__gte=today)[:EVENTS_SHOWN]
    return [{"event": event, "when": days_words(event, today=today, zone=zone, language=language)} for event in coming]


def path_of(calendar: SubscribedCalendar) -> str:
    return reverse("scheduling:outside_calendar", args=[calendar.pk])


def list_of(town: Municipality) -> str:
    return reverse("scheduling:outside_calendars", args=[town.pk])
