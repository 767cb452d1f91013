"""The call list: whom to phone tonight, who does it, and what they said."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.calls import claim_call, record_call
from scheduling.enums import CallOutcome
from scheduling.exceptions import SchedulingError
from scheduling.models import CallTask
from scheduling.queries import access_call, calls_for
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import User
from volunteers.queries import Standing, standing_of


@signed_in
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    return draw(request, standing_of(request.user))


@require_POST
@signed_in
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one is phoning."""
    standing = standing_of(request.user)
    task = access_call(standing, pk, now=clock.now())
    try:
        claim_call(task, user=cast("User", request.user), now=clock.now())
    except SchedulingError as error:
        return draw(request, standing, problem=str(error), at=task)
    return see_other(f"{reverse('scheduling:calls')}#samtal-{pk}")


@require_POST
@signed_in
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What they said; the next call is then first on the list."""
    standing = standing_of(request.user)
    task = access_call(standing, pk, now=clock.now())
    chosen = request.POST.get("svar", "")
    if chosen not in CallOutcome.values:
        raise Http404
    try:
        record_call(task, CallOutcome(chosen), user=cast("User", request.user), now=clock.now())
    except SchedulingError as error:
        return draw(request, standing, problem=str(error), at=task)
    messages.success(request, said_words(CallOutcome(chosen), task))
    return see_other(reverse("scheduling:calls"))


def said_words(chosen: CallOutcome, task: CallTask) -> str:
    name = {"name": task.attendance.volunteer.first_name}
    words = {
        CallOutcome.YES: _("%(name)s sa ja. Kvällen är uppdaterad."),
        CallOutcome.NO: _("%(name)s kan inte. Platsen är ledig igen."),
        CallOutcome.NO_ANSWER: _("%(name)s svarade inte. Samtalet står kvar på listan."),
        CallOutcome.TOLD: _("Bra. %(name)s har fått veta."),
        CallOutcome.WRONG_NUMBER: _("Fel nummer till %(name)s. Rätta det på personens sida."),
    }
    return words[chosen] % name


def draw(request: HttpRequest, standing: Standing, *, problem: str = "", at: CallTask | None = None) -> HttpResponse:
    now = clock.now()
    tasks = list(calls_for(standing, now=now))
    # Those who did not answer come last among the night's; whom one is phoning oneself comes first of all.
    tasks.sort(key=lambda task: (task.claimed_by_id != request.user.pk, task.outcome != ""))
    context: dict[str, Any] = {
        "tasks": tasks,
        "problem": problem,
        "problem_at": at.pk if at else None,
        "outcomes": CallOutcome,
        "now": now,
    }
    return render(request, "scheduling/calls.html", context, status=UNPROCESSABLE if problem else 200)
