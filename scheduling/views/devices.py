"""Where someone lets a calendar program follow along. A password is shown once, on the page that made it."""

from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.followed.calendars import calendar_over, title_of
from scheduling.domain.followed.choices import calendars_to_choose
from scheduling.domain.followed.passwords import make_password, revoke_password
from scheduling.forms.devices import DeviceForm
from scheduling.models import DevicePassword
from scheduling.queries.devices import access_device, devices_of
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import User
from volunteers.queries import standing_of


@dataclass(frozen=True)
class NewPassword:
    """What the page shows this one time."""

    device: str
    password: str


@dataclass(frozen=True)
class Device:
    """A line of the list."""

    row: DevicePassword
    calendars: tuple[str, ...]


@require_safe
@signed_in
def devices(request: HttpRequest) -> HttpResponse:
    """The devices there are, and a form for a new one."""
    return page(request, form_for(request))


@require_POST
@signed_in
def connect(request: HttpRequest) -> HttpResponse:
    form = form_for(request)
    if form is None:
        raise Http404
    if not form.is_valid():
        return page(request, form, status=UNPROCESSABLE)
    name = form.cleaned_data["name"]
    password = make_password(
        user_of(request),
        name=name,
        collections=[calendar_over(owner) for owner in form.owners],
        now=clock.now(),
    )
    return page(request, form_for(request, is_new=True), new=NewPassword(name, password))


@require_POST
@signed_in
def disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    device = access_device(user_of(request), pk)
    revoke_password(device, now=clock.now())
    messages.success(request, _("%(name)s är bortkopplad och hämtar inget mer.") % {"name": device.name})
    return see_other(reverse("scheduling:devices"))


def user_of(request: HttpRequest) -> User:
    return cast("User", request.user)


def form_for(request: HttpRequest, *, is_new: bool = False) -> DeviceForm | None:
    """None for someone who reaches no nights."""
    groups = calendars_to_choose(standing_of(request.user), today=timezone.localdate(clock.now()))
    if not groups:
        return None
    return DeviceForm(None if is_new or request.method != "POST" else request.POST, groups=groups)


def page(
    request: HttpRequest, form: DeviceForm | None, *, new: NewPassword | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "new": new,
        "devices": [
            Device(row, tuple(title_of(collection) for collection in row.collections.all()))
            for row in devices_of(user_of(request))
        ],
        "server": settings.PUBLIC_URL.split("://", 1)[1],
        "address": f"{settings.PUBLIC_URL}{settings.CALDAV_PATH}",
        "now": clock.now(),
    }
    response = render(request, "scheduling/devices.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
