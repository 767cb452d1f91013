"""Who has walked with an association, and for how long: on a page and as files."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from messaging.gateways import clock
from scheduling.domain.hours import Walked, hours_of, walked_between
from scheduling.domain.hours_sheet import table_of, workbook_of
from scheduling.domain.workbooks import XLSX
from scheduling.forms.hours import PeriodForm
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Association
from volunteers.queries import access_association, standing_of

PER_PAGE = 50
CSV = "text/csv; charset=utf-8"
NOT_KEPT = "private, no-store"


@require_safe
@signed_in
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    association = access_association(standing_of(request.user), pk)
    form = period_form(request, association)
    is_valid = form.is_valid()
    people = hours_of(walked_in(association, form)) if is_valid else []
    context = {
        "association": association,
        "form": form,
        "is_valid": is_valid,
        "page": Paginator(people, PER_PAGE).get_page(request.GET.get("sida")),
        "minutes": sum(one.minutes for one in people),
        "query": query_of(form) if is_valid else "",
    }
    response = render(request, "scheduling/hours.html", context, status=200 if is_valid else UNPROCESSABLE)
    response["Cache-Control"] = NOT_KEPT
    return response


@require_safe
@signed_in
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    return as_file(request, pk, ending="xlsx")


@require_safe
@signed_in
def table(request: HttpRequest, pk: int) -> HttpResponse:
    return as_file(request, pk, ending="csv")


def as_file(request: HttpRequest, pk: int, *, ending: str) -> HttpResponse:
    """The page says what is wrong with a period that is none."""
    association = access_association(standing_of(request.user), pk)
    form = period_form(request, association)
    if not form.is_valid():
        return see_other(f"{reverse('scheduling:hours', args=[pk])}?{request.GET.urlencode()}")
    walked, zone = walked_in(association, form), association.municipality.zone
    content, kind = (workbook_of(walked, zone), XLSX) if ending == "xlsx" else (table_of(walked, zone), CSV)
    period = form.cleaned_data
    name = f"timmar-{slugify(association.name) or pk}-{period['fran']}-{period['till']}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": NOT_KEPT}
    return HttpResponse(content, content_type=kind, headers=headers)


def period_form(request: HttpRequest, association: Association) -> PeriodForm:
    """What the address asks for; this year where it says nothing."""
    year = timezone.localdate(clock.now(), association.municipality.zone).year
    period: dict[str, Any] = {"fran": f"{year}-01-01", "till": f"{year}-12-31"}
    return PeriodForm({name: request.GET.get(name, proposed) for name, proposed in period.items()})


def walked_in(association: Association, form: PeriodForm) -> list[Walked]:
    return walked_between(association, form.cleaned_data["fran"], form.cleaned_data["till"])


def query_of(form: PeriodForm) -> str:
    return urlencode({name: form.cleaned_data[name] for name in ("fran", "till")})
