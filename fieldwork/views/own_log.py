"""The log of a night on the page of somebody who walked it: two minutes, one thumb, also without network."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fieldwork.domain.logs.filing import file_log, first_names
from fieldwork.domain.logs.showing import begun_with, routes_to_choose
from fieldwork.domain.logs.walkers import people_to_tick
from fieldwork.domain.logs.words import said_of
from fieldwork.domain.text_checks import rules_for
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.logs import LogForm, tell_problem
from fieldwork.models import WalkLog
from fieldwork.queries.logs import access_night_to_log, log_of
from fieldwork.views.kept import keep_in_phone
from fieldwork.views.sections import places_told
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance
from scheduling.views.doors import UNPROCESSABLE, see_other
from scheduling.views.own_gate import Mine, of_the_person

JSON = "application/json"


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_person
def log(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    """404 for a night that is not the person's to tell of. A script gets its answer as JSON."""
    place = access_night_to_log(mine.volunteer, pk, now=mine.now)
    standing = log_of(place.shift)
    if request.method != "POST":
        return draw(request, mine, place, standing, form_for(place, standing))
    form = form_for(place, standing, request.POST)
    if form.is_valid() and file(form, place, mine):
        kept = f"{address_of(mine, place)}?sparad={form.cleaned_data['client_key']}"
        return JsonResponse({"kept": kept}) if wants_json(request) else see_other(kept)
    if wants_json(request):
        return JsonResponse({"problems": problems_of(form)}, status=UNPROCESSABLE)
    return draw(request, mine, place, standing, form)


@require_safe
@of_the_person
def key(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    """What a log that waits in the phone needs to be sent: the token of this day, for that of its page may be over."""
    access_night_to_log(mine.volunteer, pk, now=mine.now)
    return JsonResponse({"token": get_token(request)})


def form_for(place: Attendance, standing: WalkLog | None, data: Any = None) -> LogForm:
    shift = place.shift
    return LogForm(
        data,
        told=said_of(standing) if standing else begun_with(shift),
        crew=people_to_tick(shift),
        routes=routes_to_choose(shift),
        zone=shift.association.municipality.zone,
        revision=standing.revision if standing else 0,
    )


def file(form: LogForm, place: Attendance, mine: Mine) -> bool:
    """Whether it was kept; else the form says why not."""
    data = form.cleaned_data
    try:
        file_log(
            place.shift,
            form.telling,
            client_key=data["client_key"],
            knows=data["knows"],
            walked=form.walked_keys,
            may_name=data["may_name"],
            origin=Origin(Door.PERSONAL),
            by=mine.volunteer,
            now=mine.now,
        )
    except (FieldworkError, SchedulingError) as error:
        tell_problem(form, error)
        return False
    return True


def problems_of(form: LogForm) -> list[str]:
    return [str(problem) for problems in form.errors.values() for problem in problems]


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == JSON


def address_of(mine: Mine, place: Attendance) -> str:
    return reverse("fieldwork:log", args=[mine.token, place.pk])


def draw(request: HttpRequest, mine: Mine, place: Attendance, standing: WalkLog | None, form: LogForm) -> HttpResponse:
    shift = place.shift
    context = {
        "token": mine.token,
        "place": place,
        "shift": shift,
        "name": mine.volunteer.first_name,
        "zone": shift.association.municipality.zone,
        "form": form,
        "log": standing,
        "just_kept": request.GET.get("sparad", "") if standing else "",
        "kept_days": settings.LOG_NOTES_KEPT_DAYS,
        "rules": rules_for(first_names(shift), today=shift.night),
        **places_told(shift, now=mine.now),
    }
    page = render(request, "fieldwork/log.html", context, status=UNPROCESSABLE if form.errors else 200)
    return keep_in_phone(page, request, mine, ends_at=shift.ends_at)
