"""A night for those who lead it from home, and for coordinators: who is out and home, and the same acts by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fieldwork.domain.walks.contacts import contacts_of
from fieldwork.domain.walks.showing import Stage, neighbours, night_card
from fieldwork.domain.walks.timeline import lines_of
from fieldwork.exceptions import FieldworkError
from fieldwork.models import FieldEvent
from fieldwork.queries.nights import groups_to_join, members_to_bring, read_night
from fieldwork.views.sections import night_sections
from fieldwork.views.walk_acts import BY_LEADERS, Asking
from messaging.gateways import clock
from scheduling.domain.walk_rules.unmet import unmet_words
from scheduling.exceptions import SchedulingError
from scheduling.models import Shift
from scheduling.queries import access_shift
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.queries import standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def night(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for a shift out of reach."""
    shift = access_shift(standing_of(request.user), pk)
    if request.method != "POST":
        return draw(request, shift)
    act = BY_LEADERS.get(request.POST.get("gor", ""))
    if act is None:
        return draw(request, shift, problem=_("Sidan har ändrats. Försök igen."))
    try:
        messages.success(request, act(Asking(read_night(shift), request.POST, by_hand(request), clock.now())))
    except (FieldworkError, SchedulingError) as error:
        return draw(request, shift, problem=str(error))
    return see_other(reverse("fieldwork:night", args=[pk]))


def draw(request: HttpRequest, shift: Shift, *, problem: str = "", **refused: object) -> HttpResponse:
    """The page; 422 with a problem to say, or with forms of its sections that were `refused`."""
    context = night_context(shift) | {"problem": problem, **refused}
    return render(request, "fieldwork/night.html", context, status=UNPROCESSABLE if problem or refused else 200)


def night_context(shift: Shift) -> dict[str, Any]:
    """What the sections of the page are drawn from."""
    now, language = clock.now(), get_language() or "sv"
    zone = shift.association.municipality.zone
    known = read_night(shift)
    card = night_card(known, language=language, now=now)
    is_on = card.stage in {Stage.GATHERING, Stage.OUT}
    others = groups_to_join(shift, now=now) if card.is_too_few else []
    return {
        "shift": shift,
        "zone": zone,
        "now": now,
        "card": card,
        "leads": True,
        "others": neighbours(others, zone, language=language),
        "unmet": unmet_words(shift) if card.stage == Stage.GATHERING else [],
        "to_bring": members_to_bring(shift) if is_on else None,
        "contacts": contacts_of(known, me=None, now=now),
        "action": reverse("fieldwork:night", args=[shift.pk]),
        "events": lines_of(events_of(shift)),
        **night_sections(shift, now=now),
    }


def events_of(shift: Shift) -> list[FieldEvent]:
    """What has happened, the last first."""
    return list(shift.field_events.select_related("volunteer", "actor", "by"))
