"""One shift: its page, planning and changing it, publishing and cancelling it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.changes.drafts import draft_cancellation, draft_change
from scheduling.domain.changes.values import NightValues
from scheduling.domain.seasons.comparing import change_of
from scheduling.domain.shifts import cancel_shift, plan_shift, publish_shifts, revise_shift
from scheduling.enums import ShiftState
from scheduling.exceptions import SchedulingError
from scheduling.forms.shifts import CancelForm, ShiftForm, initial_of, next_friday
from scheduling.models import Shift
from scheduling.queries import access_shift
from scheduling.views.crew import GROUP, refuse
from scheduling.views.doors import UNPROCESSABLE, by_hand, is_htmx, see_other, signed_in
from scheduling.views.sections import draw_sections, shift_context, shift_etag
from volunteers.queries import standing_of


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page, or for htmx the sections that change; those answer 304 while nothing has."""
    standing = standing_of(request.user)
    etag = shift_etag(standing, pk)
    if not is_htmx(request):
        context = shift_context(access_shift(standing, pk), etag=etag, now=clock.now())
        return render(request, "scheduling/shift.html", context)
    unchanged = get_conditional_response(request, etag=etag)
    return unchanged if unchanged is not None else draw_sections(request, standing, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan(request: HttpRequest, *, is_published: bool = False) -> HttpResponse:
    """A new shift, kept as a draft or published at once, by the address that the button posts to."""
    standing = standing_of(request.user)
    if request.method != "POST":
        form = ShiftForm(standing=standing, initial=proposal(request))
        return render(request, "scheduling/shift_form.html", {"form": form})
    form = ShiftForm(request.POST, standing=standing)
    if not form.is_valid():
        return render(request, "scheduling/shift_form.html", {"form": form}, status=UNPROCESSABLE)
    now, origin = clock.now(), by_hand(request)
    try:
        shift = plan_shift(association=form.cleaned_data["association"], **planned(form), origin=origin, now=now)
    except SchedulingError as error:
        form.add_error(None, str(error))
        return render(request, "scheduling/shift_form.html", {"form": form}, status=UNPROCESSABLE)
    messages.success(
        request, _("Utkastet är sparat.") if not is_published else _("Passet är publicerat. Fråga folk nu.")
    )
    if is_published:
        publish_shifts([shift], origin=origin, now=now)
    return see_other(reverse("scheduling:shift", args=[shift.pk]))


def proposal(request: HttpRequest) -> dict[str, Any]:
    """The night that the link named, else the coming Friday; and the association one acts for."""
    try:
        night = date.fromisoformat(request.GET.get("datum", ""))
    except ValueError:
        night = next_friday(timezone.localdate(clock.now()))
    return {"night": night, "association": request.GET.get("forening", "")}


def planned(form: ShiftForm) -> dict[str, Any]:
    """What planning and changing a shift have in common."""
    names = ("route", "kind", "starts_at", "ends_at", "crew", "note", "is_open")
    return {name: form.cleaned_data[name] for name in names}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft at once; a change of a published shift waits until its leader has seen whom it concerns."""
    standing = standing_of(request.user)
    shift = access_shift(standing, pk)
    waiting = change_of(shift)
    initial = initial_of(shift, waiting if waiting and not waiting.is_cancelled else None)
    if request.method != "POST":
        return draw_change(request, shift, ShiftForm(standing=standing, shift=shift, initial=initial))
    form = ShiftForm(request.POST, standing=standing, shift=shift, initial=initial)
    if not form.is_valid():
        return draw_change(request, shift, form, status=UNPROCESSABLE)
    try:
        return keep_change(request, shift, form)
    except SchedulingError as error:
        form.add_error(None, str(error))
        return draw_change(request, shift, form, status=UNPROCESSABLE)


def keep_change(request: HttpRequest, shift: Shift, form: ShiftForm) -> HttpResponse:
    """Raises SchedulingError with what stands in the way."""
    origin, now, given = by_hand(request), clock.now(), planned(form)
    if shift.state != ShiftState.PUBLISHED:
        revise_shift(shift, **given, origin=origin, now=now)
        messages.success(request, _("Ändringen är sparad."))
        return see_other(reverse("scheduling:shift", args=[shift.pk]))
    values = NightValues(route=given.pop("route").pk, **given)
    if draft_change(shift, values, leader=form.cleaned_data["lead"], actor=origin.actor, now=now) is None:
        messages.success(request, _("Inget är ändrat."))
        return see_other(reverse("scheduling:shift", args=[shift.pk]))
    return see_other(reverse("scheduling:changes", args=[shift.association_id]))


def draw_change(request: HttpRequest, shift: Shift, form: ShiftForm, *, status: int = 200) -> HttpResponse:
    held = shift.confirmed_count + shift.asked_count + shift.waiting_count
    told = held if shift.state == ShiftState.PUBLISHED else 0
    return render(request, "scheduling/shift_form.html", {"form": form, "shift": shift, "told": told}, status=status)


@require_safe
@signed_in
def night(request: HttpRequest) -> HttpResponse:
    """While the form is filled in: how long the night really is, and what its times leave open."""
    form = ShiftForm(request.GET, standing=standing_of(request.user))
    form.is_valid()
    return render(request, "scheduling/_night.html", {"form": form, "is_preview": True})


@require_POST
@signed_in
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    shift = access_shift(standing_of(request.user), pk)
    published = publish_shifts([shift], origin=by_hand(request), now=clock.now())
    words = _("Passet är publicerat. Fråga folk nu.") if published else _("Passet var redan publicerat.")
    messages.success(request, words)
    return see_other(reverse("scheduling:shift", args=[pk]))


@require_POST
@signed_in
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the night; everyone asked, confirmed or waiting is told."""
    standing = standing_of(request.user)
    shift = access_shift(standing, pk)
    reason = reason_of(request)
    try:
        told = cancel_shift(shift, reason=reason, origin=by_hand(request), now=clock.now())
    except SchedulingError as error:
        return refuse(request, standing, pk, str(error), at=GROUP)
    words = ngettext(
        "Passet är inställt. %(count)s person får sms.", "Passet är inställt. %(count)s personer får sms.", told
    )
    messages.success(request, words % {"count": told} if told else _("Passet är inställt. Ingen behövde få sms."))
    return see_other(reverse("scheduling:shift", args=[pk]))


@require_POST
@signed_in
def cancel_later(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the cancellation among the changes that wait, and show whom it concerns."""
    standing = standing_of(request.user)
    shift = access_shift(standing, pk)
    origin = by_hand(request)
    try:
        draft_cancellation(shift, reason=reason_of(request), actor=origin.actor, now=clock.now())
    except SchedulingError as error:
        return refuse(request, standing, pk, str(error), at=GROUP)
    return see_other(reverse("scheduling:changes", args=[shift.association_id]))


def reason_of(request: HttpRequest) -> str:
    form = CancelForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""
