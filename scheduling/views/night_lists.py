"""Lists of planned nights: uploaded, looked through row by row, carried out as drafts or thrown away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.night_imports import accept_nights, discard_nights, preview_nights, read_nights
from scheduling.domain.night_lists.comparing import Line, Outcome
from scheduling.domain.night_lists.example import example_of
from scheduling.domain.night_lists.showing import shown_lines
from scheduling.domain.walks import names_for
from scheduling.domain.workbooks import XLSX
from scheduling.enums import Door
from scheduling.exceptions import ChangedMeanwhile, SchedulingError
from scheduling.models import NightsImport
from scheduling.queries.seasons import access_nights_import, nights_imports_for
from scheduling.views.board import number
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.forms.people import ImportForm
from volunteers.queries import access_association, associations_for, standing_of

CHOSEN = "rad"
EARLIER_SHOWN = 5


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def upload(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    associations = list(associations_for(standing).filter(is_active=True))
    actor = by_hand(request).actor
    if not associations or actor is None:
        raise Http404
    asked = request.GET.get(settings.ASSOCIATION_PARAMETER, "")
    form = ImportForm(
        request.POST or None, request.FILES or None, associations=associations, initial={"association": asked}
    )
    if form.is_valid():
        file, association = form.cleaned_data["file"], form.cleaned_data["association"]
        kept = form.carry_out(
            lambda: read_nights(
                file.read(), filename=file.name or "", association=association, uploaded_by=actor, now=clock.now()
            )
        )
        if kept:
            return see_other(reverse("scheduling:preview_nights", args=[kept.uuid]))
    chosen = next((one for one in associations if str(one.pk) == asked), associations[0])
    context = {
        "form": form,
        "association": chosen,
        "several": len(associations) > 1,
        "earlier": nights_imports_for(standing)[:EARLIER_SHOWN],
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "scheduling/nights_upload.html", context, status=status)


@require_safe
@signed_in
def example(request: HttpRequest, pk: int) -> HttpResponse:
    """A list to begin from, with the town's own routes and the next two weekends."""
    association = access_association(standing_of(request.user), pk)
    today = timezone.localdate(clock.now(), association.municipality.zone)
    headers = {"Content-Disposition": 'attachment; filename="kvallar.xlsx"', "Cache-Control": "private, no-store"}
    return HttpResponse(example_of(association, today=today), content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    nights_import = access_nights_import(standing_of(request.user), str(uuid))
    if request.method == "POST":
        return accept(request, nights_import)
    return render(request, "scheduling/nights_preview.html", preview_context(nights_import))


def accept(request: HttpRequest, nights_import: NightsImport) -> HttpResponse:
    chosen = {key for text in request.POST.getlist(CHOSEN) if (key := number(text)) is not None}
    try:
        done = accept_nights(nights_import, chosen, origin=by_hand(request, Door.LOADED), now=clock.now())
    except ChangedMeanwhile as error:
        messages.info(request, str(error))
        return see_other(reverse("scheduling:preview_nights", args=[nights_import.uuid]))
    except SchedulingError as error:
        context = {**preview_context(nights_import), "problem": str(error), "ticked": chosen}
        return render(request, "scheduling/nights_preview.html", context, status=UNPROCESSABLE)
    count = done.created_count + done.changed_count
    said = ngettext("%(count)s kväll är inläst.", "%(count)s kvällar är inlästa.", count) % {"count": count}
    messages.success(request, f"{said} {_('Inga sms har gått ut.')}")
    return see_other(reverse("scheduling:preview_nights", args=[done.uuid]))


@require_POST
@signed_in
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    discard_nights(access_nights_import(standing_of(request.user), str(uuid)))
    messages.success(request, _("Listan är borttagen. Ingenting sparades."))
    return see_other(reverse("scheduling:seasons"))


def preview_context(nights_import: NightsImport) -> dict[str, Any]:
    """Rows in the order of what a person looks for: new nights, changed drafts, what cannot be, what is as before."""
    if nights_import.accepted_at or nights_import.problem:
        return {"nights_import": nights_import}
    lines = preview_nights(nights_import, now=clock.now())
    met = [clash for line in lines for clash in line.clashes]
    names = names_for(nights_import.association, met, language=get_language() or "sv")
    shown = shown_lines(lines, names)
    return {
        "nights_import": nights_import,
        "counts": counts_of(lines),
        "groups": [
            (outcome.value, title, [line for line in shown if line.outcome == outcome])
            for outcome, title in titles().items()
        ],
        "ticked": {line.number for line in shown if line.is_ticked},
        "clash_count": sum(bool(line.clashes) for line in lines),
    }


def titles() -> dict[Outcome, str]:
    return {
        Outcome.CREATED: _("Nya kvällar"),
        Outcome.CHANGED: _("Utkast som ändras"),
        Outcome.REFUSED: _("Går inte in"),
        Outcome.UNCHANGED: _("Som förut"),
    }


def counts_of(lines: Sequence[Line]) -> dict[str, int]:
    return {outcome.value: sum(line.outcome == outcome for line in lines) for outcome in Outcome}
