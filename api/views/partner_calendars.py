"""Where a coordinator makes and closes partners' calendars. A link is shown once, on the page that made it."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from api.domain.partner_calendars import keys_that_show_nights, make_calendar, renew_calendar
from api.exceptions import KeyRefused
from api.forms.partner_calendars import PartnerCalendarForm
from api.models import Partner
from api.queries.partners import access_calendar, access_partner
from api.views.partners import coordinating
from messaging.gateways import clock
from scheduling.domain.calendar_links import revoke_link
from scheduling.domain.feeds.kinds import FEED_TYPES
from scheduling.enums import FeedKind
from scheduling.exceptions import LinkClosed
from scheduling.views.calendars import WayBack, made, private
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import User


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A form over the keys that show nights, which answers with the link."""
    partner, now = access_partner(coordinating(request), pk), clock.now()
    keys = keys_that_show_nights(
        partner.keys.select_related("partner__municipality").order_by("-created_at", "-pk"), now=now
    )
    form = PartnerCalendarForm(request.POST if request.method == "POST" else None, keys=keys)
    if form.is_valid():
        given, by = form.cleaned_data, cast("User", request.user)
        try:
            token = make_calendar(given["key"], grant=form.grant, label=given["label"], by=by, now=now)
        except KeyRefused:
            form.add_error("key", _("Nyckeln öppnar inga kvällar. Välj en annan."))
        else:
            return shown_once(request, partner, token)
    context = {"partner": partner, "form": form, "feed_type": FEED_TYPES[FeedKind.PARTNER]}
    return private(render(request, "api/calendar_form.html", context, status=UNPROCESSABLE if form.errors else 200))


@signed_in
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address to the same calendar; the old one is closed."""
    now = clock.now()
    calendar = access_calendar(coordinating(request), pk, now=now)
    partner = cast("Partner", calendar.key.partner)
    try:
        token = renew_calendar(calendar, by=cast("User", request.user), now=now)
    except (KeyRefused, LinkClosed):
        messages.error(request, _("Kalendern är redan stängd. Gör en ny i stället."))
        return see_other(page_of(partner))
    return shown_once(request, partner, token, is_renewed=True)


@signed_in
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    calendar = access_calendar(coordinating(request), pk, now=now)
    revoke_link(calendar.link, by=cast("User", request.user), now=now)
    messages.success(request, _("Länken är stängd. Kalendern visar det i 30 dagar och försvinner sedan."))
    return see_other(page_of(cast("Partner", calendar.key.partner)))


def shown_once(request: HttpRequest, partner: Partner, token: str, *, is_renewed: bool = False) -> HttpResponse:
    back = WayBack(page_of(partner), partner.name, _("Klart, tillbaka till partnern"))
    feed_type = FEED_TYPES[FeedKind.PARTNER]
    return made(request, token, owner=partner.name, feed_type=feed_type, is_renewed=is_renewed, back=back)


def page_of(partner: Partner) -> str:
    return f"{reverse('api:partner', args=[partner.pk])}#kalender"
