"""Several nights of an association at once: ticked in a list, then moved, cancelled or copied."""

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.board import DESIGN_STATES
from scheduling.domain.crews import chip_label, coverage
from scheduling.domain.several_nights import Shifting, copy_shifts, draft_cancellations, draft_moves, foresee_copies
from scheduling.domain.walks import clash_words, names_for
from scheduling.enums import ShiftState
from scheduling.exceptions import SchedulingError
from scheduling.forms.several import ShiftingForm
from scheduling.forms.shifts import CancelForm
from scheduling.models import Shift
from scheduling.queries import shifts_for
from scheduling.views.board import number
from scheduling.views.doors import by_hand, see_other, signed_in
from volunteers.models import Association
from volunteers.queries import access_association, standing_of

TICKED = "pass"


@require_safe
@signed_in
def several(request: HttpRequest, pk: int) -> HttpResponse:
    """Every night to come, across seasons, and whatever the address has ticked."""
    association = access_association(standing_of(request.user), pk)
    ticked, season = keys_of(request.GET.getlist(TICKED)), number(request.GET.get("sasong", ""))
    coming = Q(ends_at__gt=clock.now(), state__in=[ShiftState.DRAFT, ShiftState.PUBLISHED])
    if season is not None:
        coming &= Q(season=season)
    shifts = list(
        shifts_for(standing_of(request.user))
        .filter(coming | Q(pk__in=ticked), association=association)
        .select_related("season", "change__route")
        .order_by("starts_at", "pk")
    )
    if "alla" in request.GET:
        ticked = {shift.pk for shift in shifts}
    context = {
        "association": association,
        "zone": association.municipality.zone,
        "shifts": [(shift, DESIGN_STATES[coverage(shift)], chip_label(shift)) for shift in shifts],
        "ticked": ticked,
        "season": season,
        "form": ShiftingForm(),
    }
    return render(request, "scheduling/several.html", context)


@require_POST
@signed_in
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    association, keys = chosen(request, pk)
    form = CancelForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        draft_cancellations(association, keys, reason=reason, actor=by_hand(request).actor, now=clock.now())
    except SchedulingError as error:
        return refuse(request, association, keys, str(error))
    return see_other(reverse("scheduling:changes", args=[pk]))


@require_POST
@signed_in
def move(request: HttpRequest, pk: int) -> HttpResponse:
    association, keys = chosen(request, pk)
    form = ShiftingForm(request.POST)
    if (by := form.shifting) is None:
        return refuse(request, association, keys, form.problem)
    try:
        draft_moves(association, keys, by, actor=by_hand(request).actor, now=clock.now())
    except SchedulingError as error:
        return refuse(request, association, keys, str(error))
    return see_other(reverse("scheduling:changes", args=[pk]))


@require_POST
@signed_in
def preview_copies(request: HttpRequest, pk: int) -> HttpResponse:
    """What copying would make, with what is in the way. Nothing comes into being yet."""
    association, keys = chosen(request, pk)
    form = ShiftingForm(request.POST)
    if (by := form.shifting) is None:
        return refuse(request, association, keys, form.problem)
    found = shifts_for(standing_of(request.user)).filter(association=association, pk__in=keys)
    try:
        context = copies_context(association, list(found.order_by("starts_at", "pk")), by)
    except SchedulingError as error:
        return refuse(request, association, keys, str(error))
    return render(request, "scheduling/copies.html", {**context, "asked": form.data})


@require_POST
@signed_in
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the copies; they come ticked in the list, so that they can be taken away again."""
    association, keys = chosen(request, pk)
    form = ShiftingForm(request.POST)
    if (by := form.shifting) is None:
        return refuse(request, association, keys, form.problem)
    try:
        made = copy_shifts(association, keys, by, origin=by_hand(request), now=clock.now())
    except SchedulingError as error:
        return refuse(request, association, keys, str(error))
    count = len(made)
    words = ngettext("%(count)s utkast är skapat.", "%(count)s utkast är skapade.", count) % {"count": count}
    said = f"{words} {_('Inga sms har gått ut.')}" if made else _("Kvällarna fanns redan. Inget nytt är skapat.")
    messages.success(request, said)
    return see_other(page_of(association, [shift.pk for shift in made]))


def copies_context(association: Association, shifts: Sequence[Shift], by: Shifting) -> dict[str, Any]:
    copies = foresee_copies(association, shifts, by, now=clock.now())
    met = [clash for one in copies for clash in one.clashes]
    names = names_for(association, met, language=get_language() or "sv")
    lines = [
        {
            "shift": one.shift,
            "night": names.night(one.values.starts_at),
            "hours": names.hours(one.values.starts_at, one.values.ends_at),
            "route": names.routes.get(one.values.route, ""),
            "remark": one.remark,
            "is_there": one.is_there,
            "clashes": [] if one.is_there else [clash_words(clash, names) for clash in one.clashes],
        }
        for one in copies
    ]
    count = sum(not one.is_there for one in copies)
    return {"association": association, "zone": names.zone, "lines": lines, "count": count}


def chosen(request: HttpRequest, pk: int) -> tuple[Association, set[int]]:
    return access_association(standing_of(request.user), pk), keys_of(request.POST.getlist(TICKED))


def keys_of(words: Collection[str]) -> set[int]:
    return {key for key in map(number, words) if key is not None}


def refuse(request: HttpRequest, association: Association, keys: Collection[int], problem: str) -> HttpResponse:
    """Back to the list with the reason, and with what was ticked."""
    messages.error(request, problem)
    return see_other(page_of(association, keys))


def page_of(association: Association, ticked: Collection[int]) -> str:
    path = reverse("scheduling:several", args=[association.pk])
    return f"{path}?{urlencode([(TICKED, key) for key in sorted(ticked)])}" if ticked else path
