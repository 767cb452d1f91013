"""A group becomes two: the proposal with all that it means, and the deed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from messaging.gateways import clock
from scheduling.domain.crew_list import is_trained
from scheduling.domain.regrouping.showing import show_told
from scheduling.domain.regrouping.splitting import (
    Choice,
    can_split,
    foresee_split,
    people_to_split,
    proposal_for,
    split_shift,
)
from scheduling.domain.regrouping.stamps import stamp_of_people
from scheduling.enums import AttendanceState
from scheduling.exceptions import SchedulingError
from scheduling.forms.regrouping import SplitForm
from scheduling.models import Attendance, Route, Shift
from scheduling.queries import access_shift
from scheduling.queries.groups import routes_walked_by
from scheduling.views.crew import first_error
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.queries import standing_of

LOOK = "visa"  # the button that only shows


@dataclass(frozen=True)
class Member:
    """One line of the form."""

    key: int
    name: str
    words: str
    goes: bool
    leads: bool
    may_lead: bool


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """One press to see the proposal, one to carry it out; whoever wants another division asks to see that first."""
    shift, now = access_shift(standing_of(request.user), pk), clock.now()
    people, routes = people_to_split(shift), routes_walked_by(shift)
    form = SplitForm(
        request.POST if request.method == "POST" else None,
        people=people,
        routes=[route.pk for route in routes],
        proposal=proposal_for(shift, people),
        route=shift.route,
    )
    if form.is_bound and not form.is_valid():
        return draw_split(request, shift, people, routes, None, problem=first_error(form))
    choice, problem = form.choice(), ""
    if form.is_bound and LOOK not in request.POST:
        stamp = request.POST.get("stampel", "")
        try:
            done = split_shift(shift, choice, stamp=stamp, origin=by_hand(request), now=now)
        except SchedulingError as error:
            problem = str(error)
        else:
            messages.success(request, done_words(done.outcome.told))
            return see_other(reverse("scheduling:shift", args=[done.twin.pk]))
    return draw_split(request, shift, people, routes, choice, problem=problem)


def done_words(told: int) -> str:
    said = _("Gruppen är två. Det här är den nya.")
    words = ngettext("%(count)s person får veta det.", "%(count)s personer får veta det.", told) % {"count": told}
    return f"{said} {words}" if told else said


def draw_split(
    request: HttpRequest,
    shift: Shift,
    people: Sequence[Attendance],
    routes: Sequence[Route],
    choice: Choice | None,
    *,
    problem: str,
) -> HttpResponse:
    now, splitting, told = clock.now(), None, None
    if choice is not None and can_split(shift, now=now):
        try:
            splitting = foresee_split(shift, people, choice, now=now)
            stays = [one.volunteer for one in splitting.stays]
            told = show_told(splitting.outcome, (), shift.association, stays=stays, now=now)
        except SchedulingError as error:
            problem = problem or str(error)
    zone = shift.association.municipality.zone
    context = {
        "shift": shift,
        "zone": zone,
        "now": now,
        "can_split": can_split(shift, now=now),
        "members": members_of(shift, people, choice),
        "routes": routes,
        "route": choice.route if choice else shift.route,
        "splitting": splitting,
        "told": told,
        "stamp": stamp_of_people(shift, people),
        "problem": problem,
    }
    status = UNPROCESSABLE if problem else 200
    return render(request, "scheduling/split.html", context, status=status)


def members_of(shift: Shift, people: Sequence[Attendance], choice: Choice | None) -> list[Member]:
    return [
        Member(
            key=one.pk,
            name=one.volunteer.name,
            words=member_words(shift, one),
            goes=choice is not None and one.pk in choice.goes,
            leads=choice is not None and one.pk == choice.leader,
            may_lead=one.is_leader or is_trained(one.volunteer, shift.night),
        )
        for one in people
    ]


def member_words(shift: Shift, one: Attendance) -> str:
    if one.state == AttendanceState.WAITING:
        return _("Står på reservlistan och får plats")
    if one.is_leader:
        return _("Ledare")
    return _("Kan leda, har gått utbildningen") if is_trained(one.volunteer, shift.night) else ""
