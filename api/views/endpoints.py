"""Where a coordinator sees to a partner's webhooks. A secret is shown once, on the page that made it."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from api.domain.webhooks.endpoints import (
    change_endpoint,
    make_endpoint,
    pause,
    remove_endpoint,
    resume,
    rotate_secret,
)
from api.domain.webhooks.log import Page, host_of, wishes_of
from api.domain.webhooks.spreading import resend, send_test
from api.exceptions import EndpointRefused
from api.forms.webhooks import EndpointForm
from api.models import Partner, WebhookEndpoint
from api.queries.partners import access_delivery, access_endpoint, access_partner
from api.views.partners import coordinating
from messaging.gateways import clock
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import User
from volunteers.queries import Standing, districts_for

LARGEST_NUMBER = 18  # digits of what is asked for as a number in an address


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    standing = coordinating(request)
    partner = access_partner(standing, pk)
    form = form_of(standing, partner, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = make_endpoint(partner, **form.cleaned_data, made_by=cast("User", request.user), now=clock.now())
        except EndpointRefused as error:
            form.add_error("url", str(error))
        else:
            return page(request, made, secret=made.secret)
    context = {"partner": partner, "form": form}
    return render(request, "api/endpoint_form.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    standing = coordinating(request)
    endpoint = access_endpoint(standing, pk)
    data = request.POST if request.method == "POST" else None
    form = form_of(standing, endpoint.partner, data=data, initial=EndpointForm.shown(endpoint))
    if form.is_valid():
        try:
            change_endpoint(endpoint, **form.cleaned_data)
        except EndpointRefused as error:
            form.add_error("url", str(error))
        else:
            messages.success(request, _("Ändringen är sparad."))
            return to_page(endpoint)
    context = {"partner": endpoint.partner, "endpoint": endpoint, "form": form}
    return render(request, "api/endpoint_form.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_safe
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """How it goes, and the log of what was sent: `visa=fel` for what did not arrive, `fore` for older rows."""
    return page(request, access_endpoint(coordinating(request), pk))


@signed_in
@require_POST
def rotate_endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    held = rotate_secret(access_endpoint(coordinating(request), pk), now=clock.now())
    return page(request, held, secret=held.secret, is_rotated=True)


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_endpoint(coordinating(request), pk)
    remove_endpoint(found)
    messages.success(request, _("Webhooken är borttagen. Inget mer skickas dit."))
    return see_other(f"{reverse('api:partner', args=[found.partner_id])}#webhookar")


def deed(act: Callable[[WebhookEndpoint], object], said: Callable[[], str]) -> Callable[..., HttpResponse]:
    """A button on the endpoint's page that does one thing and comes back to it."""

    @signed_in
    @require_POST
    def door(request: HttpRequest, pk: int) -> HttpResponse:
        found = access_endpoint(coordinating(request), pk)
        act(found)
        messages.success(request, said())
        return to_page(found)

    return door


pause_endpoint = deed(
    lambda found: pause(found, now=clock.now()),
    lambda: _("Pausad. Det som händer väntar, högst fyra dygn."),
)
resume_endpoint = deed(
    lambda found: resume(found, now=clock.now()),
    lambda: _("Igång igen. Det som väntade skickas nu."),
)
try_endpoint = deed(
    lambda found: send_test(found, now=clock.now()),
    lambda: _("En händelse på prov är på väg. Läs om sidan så ser du hur det gick."),
)


@signed_in
@require_POST
def resend_delivery(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = access_delivery(coordinating(request), pk)
    resend(delivery, now=clock.now())
    messages.success(request, _("Händelse %(number)d skickas en gång till.") % {"number": delivery.sequence})
    return to_page(delivery.endpoint)


def to_page(found: WebhookEndpoint) -> HttpResponse:
    return see_other(reverse("api:endpoint", args=[found.pk]))


def form_of(standing: Standing, partner: Partner, **given: Any) -> EndpointForm:
    tree = [one for one in districts_for(standing) if one.municipality_id == partner.municipality_id]
    return EndpointForm(districts=tree, **given)


def page(request: HttpRequest, found: WebhookEndpoint, *, secret: str = "", is_rotated: bool = False) -> HttpResponse:
    asked = request.GET.get("fore", "")
    before = int(asked) if asked.isdecimal() and len(asked) <= LARGEST_NUMBER else None
    only_troubled = request.GET.get("visa") == "fel"
    now = clock.now()
    context = {
        "endpoint": found,
        "partner": found.partner,
        "host": host_of(found),
        "wishes": wishes_of(found),
        "log": Page.of(found, before=before, only_troubled=only_troubled),
        "only_troubled": only_troubled,
        "secret": secret,
        "is_rotated": is_rotated,
        "is_overlapping": found.former_until is not None and now < found.former_until,
        "now": now,
    }
    response = render(request, "api/endpoint.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response
