"""A leader's or coordinator's own keys, for programs that read what they themselves may see."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from api.domain.keys import make_personal_key, revoke_key, rotate_key
from api.exceptions import KeyRefused
from api.forms.partners import PersonalKeyForm
from api.models import ApiKey
from api.queries.partners import access_own_key, access_persons_key, own_keys
from api.views.partners import coordinating
from messaging.gateways import clock
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import User
from volunteers.queries import Standing, standing_of


def leading(request: HttpRequest) -> User:
    """Raises Http404 for whoever neither leads nor coordinates."""
    if standing_of(request.user) == Standing():
        raise Http404
    return cast("User", request.user)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own keys, and a form for a new one, which is shown once on the page that made it."""
    holder = leading(request)
    form = PersonalKeyForm(request.POST or None)
    if not form.is_valid():
        return page(request, holder, form, status=UNPROCESSABLE if form.errors else 200)
    given, now = form.cleaned_data, clock.now()
    expires_at = now + timedelta(days=int(given["days"])) if given["days"] else None
    made, token = make_personal_key(holder, scopes=given["scopes"], name=given["name"], now=now, expires_at=expires_at)
    return page(request, holder, PersonalKeyForm(), made=made, token=token)


@signed_in
@require_POST
def rotate_own(request: HttpRequest, pk: int) -> HttpResponse:
    holder = leading(request)
    try:
        made, token = rotate_key(access_own_key(holder, pk), by=holder, now=clock.now())
    except KeyRefused:
        messages.error(request, _("Nyckeln gäller inte längre. Gör en ny i stället."))
        return see_other(reverse("api:own_keys"))
    return page(request, holder, PersonalKeyForm(), made=made, token=token, is_rotated=True)


@signed_in
@require_POST
def revoke_own(request: HttpRequest, pk: int) -> HttpResponse:
    revoke_key(access_own_key(cast("User", request.user), pk), now=clock.now())
    messages.success(request, _("Nyckeln är spärrad. Den öppnar inget mer."))
    return see_other(reverse("api:own_keys"))


@signed_in
@require_POST
def revoke_persons(request: HttpRequest, pk: int) -> HttpResponse:
    """A coordinator closes the key of somebody who leads or coordinates in the municipality."""
    revoke_key(access_persons_key(coordinating(request), pk), now=clock.now())
    messages.success(request, _("Nyckeln är spärrad. Den öppnar inget mer."))
    return see_other(reverse("api:partners"))


def page(
    request: HttpRequest,
    holder: User,
    form: PersonalKeyForm,
    *,
    made: ApiKey | None = None,
    token: str = "",
    is_rotated: bool = False,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    context = {"keys": own_keys(holder, now=now), "form": form, "made": made, "token": token, "now": now}
    response = render(request, "api/keys.html", {**context, "is_rotated": is_rotated}, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
