"""The page that an e-mailed question leads to, or a night in one's own calendar: whose it is, the night, yes or no.

The token in the address is the key. Reading never answers: mail programs fetch links before people do.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from messaging.gateways import clock
from scheduling.domain.answer_links import find_link, is_open, note_use
from scheduling.domain.attendance import confirm_attendance, decline_attendance
from scheduling.domain.hand_overs.refusals import fit_for
from scheduling.domain.origins import Origin
from scheduling.domain.presence.cards import wish_lines
from scheduling.domain.telling import time_words
from scheduling.enums import AttendanceState, Door
from scheduling.exceptions import SchedulingError
from scheduling.models import AnswerLink, Attendance
from scheduling.queries.presence import requests_carried
from scheduling.views.doors import UNPROCESSABLE, see_other
from volunteers.domain import calendar_words as words

PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
ANSWERS: dict[str, Callable[..., Attendance]] = {"ja": confirm_attendance, "nej": decline_attendance}


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """404 for a token that never was, 410 for one whose night has begun or whose place is gone."""
    link = access_link(token)
    if not is_open(link, now=clock.now()):
        return gone(request)
    if request.method == "POST":
        return take_answer(request, link, token)
    return show_night(request, link, token) if "visa" in request.GET else gate(request, link)


def access_link(token: str) -> AnswerLink:
    """Raises Http404 for a token that never was."""
    link = find_link(token)
    if link is None:
        raise Http404
    return link


def gate(request: HttpRequest, link: AnswerLink, *, is_calendar: bool = False) -> HttpResponse:
    """Whoever opens a link that was sent on to them sees a first name and no more."""
    context = {"name": link.attendance.volunteer.first_name, "is_calendar": is_calendar}
    return shown(render(request, "scheduling/answer_gate.html", context))


def gone(request: HttpRequest) -> HttpResponse:
    return shown(render(request, "scheduling/answer_gone.html", status=HTTPStatus.GONE))


def take_answer(request: HttpRequest, link: AnswerLink, token: str) -> HttpResponse:
    attendance, now = link.attendance, clock.now()
    verb = ANSWERS.get(request.POST.get("svar", ""))
    if verb is None or request.POST.get("start") != time_words(attendance.starts_at):
        return show_night(request, link, token, is_changed=verb is not None, status=UNPROCESSABLE)
    try:
        verb(attendance, origin=Origin(Door.CALENDAR if link.pk is None else Door.EMAIL), now=now)
    except SchedulingError as error:
        return show_night(request, link, token, problem=fit_for(error, attendance.volunteer), status=UNPROCESSABLE)
    note_use(link, now=now)
    return shown(see_other(f"{reverse('scheduling:answer', args=[token])}?visa=1"))


def show_night(
    request: HttpRequest,
    link: AnswerLink,
    token: str,
    *,
    problem: str = "",
    is_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    attendance = link.attendance
    shift, language = attendance.shift, get_language() or "sv"
    zone = shift.association.municipality.zone
    context = {
        "token": token,
        "attendance": attendance,
        "shift": shift,
        "name": attendance.volunteer.first_name,
        "night": words.night_long(shift.starts_at, zone=zone, language=language),
        "hours": words.span(shift.starts_at, shift.ends_at, zone=zone, language=language),
        "start": time_words(attendance.starts_at),
        "is_yes": attendance.state in {AttendanceState.CONFIRMED, AttendanceState.WAITING},
        "is_no": attendance.state == AttendanceState.DECLINED,
        "asked_for": wish_lines(requests_carried(shift), language=language),
        "problem": problem,
        "is_changed": is_changed,
    }
    return shown(render(request, "scheduling/answer.html", context, status=status))


def shown(response: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response
