"""The page that a text about an alarm leads to: what is known, whom to ring, and the two things to do.

The token in the address is the key. Reading never takes the alarm: programs fetch links before people do.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fieldwork.domain.alarms.links import find_notice
from fieldwork.domain.alarms.policies import policy_for
from fieldwork.domain.alarms.resolving import resolve_alarm
from fieldwork.domain.alarms.showing import view_of
from fieldwork.domain.alarms.taking import hand_back, is_taken_by, take_alarm, taker_of
from fieldwork.domain.walks.extending import extend
from fieldwork.enums import AlarmKind, AlarmState, WalkState
from fieldwork.exceptions import FieldworkError, NobodySpokenTo, NotYourAlarm
from fieldwork.forms.alarms import SpokenForm
from fieldwork.models import AlarmNotice, Walk
from messaging.gateways import clock
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.views.answers import shown
from scheduling.views.doors import UNPROCESSABLE, see_other

BY_LINK = Origin(Door.PERSONAL)
RESOLVE = "klart"


@require_http_methods(["GET", "HEAD", "POST"])
def alarm(request: HttpRequest, token: str) -> HttpResponse:
    """404 for a token that never was, 410 for an alarm that is over."""
    notice = find_notice(token)
    if notice is None:
        raise Http404
    if notice.step.alarm.state == AlarmState.RESOLVED:
        return over(request)
    return act(request, notice, token) if request.method == "POST" else draw(request, notice)


def act(request: HttpRequest, notice: AlarmNotice, token: str) -> HttpResponse:
    pressed = request.POST.get("gor", "")
    form = SpokenForm(request.POST if pressed == RESOLVE else None)
    if pressed not in VERBS or (form.is_bound and not form.is_valid()):
        return draw(request, notice, form, status=UNPROCESSABLE)
    try:
        VERBS[pressed](notice, form)
    except NobodySpokenTo as error:
        form.add_error("spoken_with", str(error))
        return draw(request, notice, form, status=UNPROCESSABLE)
    except FieldworkError as error:
        return draw(request, notice, problem=str(error), status=UNPROCESSABLE)
    return shown(see_other(reverse("fieldwork:alarm", args=[token])))


def _take(notice: AlarmNotice, _form: SpokenForm) -> None:
    take_alarm(notice.step.alarm, taker=taker_of(notice), origin=BY_LINK, now=clock.now())


def _hand_back(notice: AlarmNotice, _form: SpokenForm) -> None:
    hand_back(notice.step.alarm, taker=taker_of(notice), origin=BY_LINK, now=clock.now())


def _resolve(notice: AlarmNotice, form: SpokenForm) -> None:
    spoken_with = form.cleaned_data["spoken_with"]
    resolve_alarm(notice.step.alarm, taker=taker_of(notice), spoken_with=spoken_with, origin=BY_LINK, now=clock.now())


def _give_time(notice: AlarmNotice, _form: SpokenForm) -> None:
    """Whoever has spoken with the group gives it the time it needs. Raises NotYourAlarm."""
    about = notice.step.alarm
    walk = Walk.objects.filter(shift=about.shift_id, state=WalkState.OUT).first()
    if walk is None or not is_taken_by(about, taker_of(notice)):
        raise NotYourAlarm(_("Ta larmet först."))
    minutes = policy_for(about).extend_minutes
    extend(walk, minutes=minutes, origin=BY_LINK, by=notice.volunteer, now=clock.now())


VERBS: dict[str, Callable[[AlarmNotice, SpokenForm], None]] = {
    "ta": _take,
    "lamna": _hand_back,
    RESOLVE: _resolve,
    "mer": _give_time,
}


def draw(
    request: HttpRequest, notice: AlarmNotice, form: SpokenForm | None = None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """What is over by now is told as such, whatever was pressed."""
    about = notice.step.alarm
    about.refresh_from_db()
    if about.state == AlarmState.RESOLVED:
        return over(request)
    policy = policy_for(about)
    context = {
        "view": view_of(about, language=get_language() or "sv", now=clock.now()),
        "alarm": about,
        "zone": about.shift.association.municipality.zone,
        "town": about.shift.association.municipality,
        "is_mine": about.state == AlarmState.ACKNOWLEDGED and is_taken_by(about, taker_of(notice)),
        "may_extend": about.kind == AlarmKind.OVERDUE and not about.is_drill,
        "policy": policy,
        "form": form or SpokenForm(),
        "problem": problem,
    }
    return shown(render(request, "fieldwork/alarm.html", context, status=status))


def over(request: HttpRequest) -> HttpResponse:
    return shown(render(request, "fieldwork/alarm_over.html", status=HTTPStatus.GONE))
