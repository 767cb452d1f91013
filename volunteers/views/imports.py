"""Lists of people: uploaded, looked through, accepted or thrown away."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from messaging.gateways import clock
from volunteers.domain.imports import accept_import, discard_import, preview_import, read_list
from volunteers.domain.lists.comparing import Line, Outcome
from volunteers.exceptions import ImportClosed
from volunteers.forms.people import ImportForm
from volunteers.models import PeopleImport
from volunteers.queries import access_import, associations_for, standing_of
from volunteers.views.answers import ask, see

PER_PAGE = 100
TABS = {
    "nya": {Outcome.CREATED, Outcome.JOINED},
    "andras": {Outcome.CHANGED},
    "lika": {Outcome.UNCHANGED},
    "inte": {Outcome.REFUSED},
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    associations = list(associations_for(standing_of(request.user)).filter(is_active=True))
    if not associations or not request.user.is_authenticated:
        raise Http404
    user = request.user
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        associations=associations,
        initial={"association": request.GET.get(settings.ASSOCIATION_PARAMETER, "")},
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        kept = form.carry_out(
            lambda: read_list(
                file.read(),
                filename=file.name or "",
                association=form.cleaned_data["association"],
                uploaded_by=user,
                now=clock.now(),
            )
        )
        if kept:
            return see("preview_import", kept.uuid)
    return ask(request, "import_upload.html", form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    people_import = access_import(standing_of(request.user), str(uuid))
    if request.method == "POST":
        return accept(request, people_import)
    lines = preview_import(people_import)
    shown = request.GET.get("visa", "")
    wanted = TABS.get(shown, set(Outcome))
    context = {
        "people_import": people_import,
        "counts": count_lines(lines),
        "page": Paginator([line for line in lines if line.outcome in wanted], PER_PAGE).get_page(
            request.GET.get("sida")
        ),
        "shown": shown if shown in TABS else "",
        "total": len(lines),
    }
    return render(request, "volunteers/import_preview.html", context)


def accept(request: HttpRequest, people_import: PeopleImport) -> HttpResponse:
    try:
        done = accept_import(people_import, now=clock.now())
    except ImportClosed as error:
        messages.info(request, str(error))
        return see("upload_import")
    people = done.created_count + done.changed_count
    said = ngettext("%(count)s person är inläst.", "%(count)s personer är inlästa.", people) % {"count": people}
    messages.success(request, said)
    return see("preview_import", done.uuid)


@login_required
@require_POST
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    discard_import(access_import(standing_of(request.user), str(uuid)))
    messages.success(request, _("Listan är borttagen. Ingenting sparades."))
    return see("people")


def count_lines(lines: list[Line]) -> dict[str, int]:
    """By tab, and `written`: how many people accepting would add or change."""
    counts = {tab: sum(1 for line in lines if line.outcome in outcomes) for tab, outcomes in TABS.items()}
    return {**counts, "written": counts["nya"] + counts["andras"]}
