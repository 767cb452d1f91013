"""Where a coordinator gives partners their keys. A key is shown once, on the page that made it."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from api.domain.keys import make_key, revoke_key, rotate_key
from api.domain.partner_calendars import calendars_of, keys_that_show_nights
from api.domain.partners import add_partner, close_out, let_in
from api.domain.webhooks.log import endpoints_of
from api.exceptions import KeyRefused, PartnerExists
from api.forms.partners import KeyForm, PartnerForm
from api.models import ApiKey, Partner
from api.queries.crews import contact_reads
from api.queries.partners import access_key, access_partner, partners_for, peoples_keys, places_opened
from messaging.gateways import clock
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import User
from volunteers.queries import Standing, districts_for, municipalities_for, standing_of

READS_SHOWN = 50


def coordinating(request: HttpRequest) -> Standing:
    """Raises Http404 for whoever coordinates no municipality."""
    standing = standing_of(request.user)
    if not standing.is_coordinator:
        raise Http404
    return standing


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest) -> HttpResponse:
    """All partners, and a form for a new one."""
    standing = coordinating(request)
    municipalities = list(municipalities_for(standing))
    form = PartnerForm(request.POST or None, municipalities=municipalities)
    if form.is_valid():
        try:
            partner = add_partner(**form.cleaned_data)
        except PartnerExists as error:
            form.add_error("name", str(error))
        else:
            return see_other(reverse("api:partner", args=[partner.pk]))
    now = clock.now()
    context = {
        "partners": partners_for(standing, now=now),
        "peoples_keys": list(peoples_keys(standing, now=now)),
        "form": form,
        "municipalities": municipalities,
        "now": now,
    }
    return render(request, "api/partners.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_safe
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    standing = coordinating(request)
    found = access_partner(standing, pk)
    return page(request, found, key_form(standing, found))


@signed_in
@require_POST
def add_key(request: HttpRequest, pk: int) -> HttpResponse:
    standing = coordinating(request)
    found = access_partner(standing, pk)
    form = key_form(standing, found, data=request.POST)
    if not form.is_valid():
        return page(request, found, form, status=UNPROCESSABLE)
    given, now = form.cleaned_data, clock.now()
    key, token = make_key(
        found,
        scopes=given["scopes"],
        now=now,
        name=given["name"],
        expires_at=now + timedelta(days=int(given["days"])) if given["days"] else None,
        districts=given.get("districts", []),
        networks=given["networks"],
        made_by=cast("User", request.user),
    )
    return page(request, found, key_form(standing, found), made=key, token=token)


@signed_in
@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    standing = coordinating(request)
    old = access_key(standing, pk)
    found = access_partner(standing, old.partner_id)
    try:
        key, token = rotate_key(old, by=cast("User", request.user), now=clock.now())
    except KeyRefused:
        messages.error(request, _("Nyckeln gäller inte längre. Gör en ny i stället."))
        return see_other(reverse("api:partner", args=[found.pk]))
    return page(request, found, key_form(standing, found), made=key, token=token, is_rotated=True)


@signed_in
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    key = access_key(coordinating(request), pk)
    revoke_key(key, by=cast("User", request.user), now=clock.now())
    messages.success(request, _("Nyckeln är spärrad. Den öppnar inget mer."))
    return see_other(reverse("api:partner", args=[key.partner_id]))


@signed_in
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """No key of theirs opens anything, until `reopen`."""
    found = access_partner(coordinating(request), pk)
    close_out(found, by=cast("User", request.user), now=clock.now())
    messages.success(request, _("%(name)s är stängd ute. Ingen av nycklarna öppnar något.") % {"name": found.name})
    return see_other(reverse("api:partner", args=[pk]))


@signed_in
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_partner(coordinating(request), pk)
    let_in(found)
    messages.success(request, _("%(name)s kan läsa igen med sina nycklar.") % {"name": found.name})
    return see_other(reverse("api:partner", args=[pk]))


def key_form(standing: Standing, found: Partner, **given: Any) -> KeyForm:
    tree = [one for one in districts_for(standing) if one.municipality_id == found.municipality_id]
    return KeyForm(districts=tree, **given)


def page(
    request: HttpRequest,
    found: Partner,
    form: KeyForm,
    *,
    made: ApiKey | None = None,
    token: str = "",
    is_rotated: bool = False,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    keys = places_opened(found, now=now)
    context = {
        "partner": found,
        "keys": keys,
        "calendars": calendars_of(found, now=now),
        "may_add_calendar": bool(keys_that_show_nights([row.key for row in keys], now=now)),
        "endpoints": endpoints_of(found),
        "form": form,
        "made": made,
        "token": token,
        "is_rotated": is_rotated,
        "contact_reads": list(contact_reads(found)[:READS_SHOWN]),
        "contact_count": contact_reads(found).count(),
        "now": now,
    }
    response = render(request, "api/partner.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
