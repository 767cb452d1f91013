"""The follow-up as files: a workbook, a table at a time as CSV, and a report on paper or as PDF; a frozen one too."""

from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fieldwork.domain.follow_up.files import table_of, workbook_of
from fieldwork.domain.follow_up.frozen import figures_in, places_in
from fieldwork.domain.follow_up.gathering import follow_up_of
from fieldwork.domain.follow_up.papers import Paper, headed, paper_of
from fieldwork.domain.follow_up.words import smallest_of
from fieldwork.domain.surveys.charts import charts_of
from fieldwork.domain.surveys.figures import questions_in
from fieldwork.forms.follow_up import mapped_in
from fieldwork.gateways.pdf import is_available, pdf_of
from fieldwork.models import FrozenReport
from fieldwork.queries.follow_up_own import access_frozen_report
from fieldwork.views.follow_up import asked_in, own_words, reach_of, scope_words_of
from messaging.gateways import clock
from scheduling.domain.workbooks import XLSX
from scheduling.views.doors import see_other, signed_in
from volunteers.domain.calendar_words import night_long
from volunteers.queries import boundaries_of, standing_of

CSV, PDF = "text/csv; charset=utf-8", "application/pdf"
NOT_KEPT = "private, no-store"
OUTWARD = "utat"  # in the address: the form that may leave the municipality
CSS = "css/report.css"


@require_safe
@signed_in
def workbook(request: HttpRequest) -> HttpResponse:
    paper = paper_asked(request)
    return as_file(workbook_of(paper), XLSX, name_of(paper, "xlsx"))


@require_safe
@signed_in
def table(request: HttpRequest, key: str) -> HttpResponse:
    """404 for a table that there is none of, also since it has no rows."""
    paper = paper_asked(request)
    found = next((one for one in paper.whole if one.key == key), None)
    if found is None:
        raise Http404
    return as_file(table_of(found), CSV, name_of(paper, "csv", more=slugify(found.title)))


@require_safe
@signed_in
def printed(request: HttpRequest) -> HttpResponse:
    return on_paper(request, paper_asked(request), back=f"{reverse('fieldwork:follow_up')}?{request.GET.urlencode()}")


@require_safe
@signed_in
def pdf(request: HttpRequest) -> HttpResponse:
    """The page to print where this server can make none."""
    if not is_available():
        return see_other(f"{reverse('fieldwork:follow_up_print')}?{request.GET.urlencode()}")
    return as_pdf(paper_asked(request))


@require_safe
@signed_in
def frozen_printed(request: HttpRequest, pk: int) -> HttpResponse:
    return on_paper(request, frozen_paper(request, pk), back=reverse("fieldwork:frozen_report", args=[pk]))


@require_safe
@signed_in
def frozen_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    if not is_available():
        path = reverse("fieldwork:frozen_report_print", args=[pk])
        return see_other(f"{path}?{request.GET.urlencode()}")
    return as_pdf(frozen_paper(request, pk))


def paper_asked(request: HttpRequest) -> Paper:
    """What the address asks for: in full, or as it may leave the municipality for those who coordinate it.

    Raises Http404 for what is out of reach.
    """
    reach = reach_of(request)
    asked, tree = asked_in(request, reach)
    is_outward = OUTWARD in request.GET
    if is_outward and not asked.is_whole:
        raise Http404
    town = asked.scope.municipality
    own: dict[str, Any] = own_words(town, asked, tree) if asked.is_whole else {}
    words = own.get("words")
    return paper_of(
        follow_up_of(asked.scope, asked.period),
        name=_("Uppföljning av nattvandringen"),
        scope=scope_words_of(asked, tree, reach),
        words=headed((words.problem, words.measures, words.outcome)) if words else {},
        charts=own.get("charts", ()),
        definitions=None,
        smallest=smallest_of(town) if is_outward else None,
        language=get_language() or "sv",
        made_at=clock.now().astimezone(town.zone),
        boundaries=boundaries_of(town),
        mapped=asked.mapped,
    )


def frozen_paper(request: HttpRequest, pk: int) -> Paper:
    """As it was frozen; with the limit of small numbers of that day where it is to leave the municipality."""
    report = access_frozen_report(standing_of(request.user), pk)
    words = report.words
    return paper_of(
        figures_in(report),
        name=report.name,
        scope=report.scope,
        words=headed((words["problem"], words["measures"], words["outcome"])),
        charts=charts_of(questions_in(report.survey)),
        definitions=report.definitions,
        smallest=report.smallest if OUTWARD in request.GET else None,
        language=get_language() or "sv",
        made_at=clock.now().astimezone(report.municipality.zone),
        frozen=frozen_words(report),
        withdrawn=report.withdraw_reason if report.withdrawn_at else "",
        boundaries=places_in(report).boundaries,
        mapped=mapped_in(request.GET),
    )


def frozen_words(report: FrozenReport) -> str:
    day = night_long(report.frozen_at, zone=report.municipality.zone, language=get_language() or "sv")
    return _("Fryst av %(who)s %(day)s. Siffrorna ändras inte.") % {"who": report.frozen_by_name, "day": day}


def on_paper(request: HttpRequest, paper: Paper, *, back: str) -> HttpResponse:
    context = {"paper": paper, "back": back, "has_pdf": is_available()}
    response = render(request, "fieldwork/report.html", context)
    response["Cache-Control"] = NOT_KEPT
    return response


def as_pdf(paper: Paper) -> HttpResponse:
    html = render_to_string("fieldwork/report_pdf.html", {"paper": paper})
    return as_file(pdf_of(html, css=report_css()), PDF, name_of(paper, "pdf"))


def report_css() -> str:
    """The style sheet of the printed page, wherever static files are kept."""
    found = finders.find(CSS)
    if found:
        with open(found, encoding="utf-8") as sheet:  # noqa: PTH123 - finders give the path as text
            return sheet.read()
    with staticfiles_storage.open(CSS) as kept:
        said: bytes = kept.read()
    return said.decode()


def as_file(content: bytes | str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": NOT_KEPT}
    return HttpResponse(content, content_type=kind, headers=headers)


def name_of(paper: Paper, ending: str, *, more: str = "") -> str:
    """uppfoljning-huddinge-hosten-2026-utat.pdf"""
    form = OUTWARD if paper.smallest is not None else ""
    parts = (paper.name if paper.frozen else "uppfoljning", paper.town, paper.period, more, form)
    return f"{'-'.join(slugify(part) for part in parts if part)}.{ending}"
