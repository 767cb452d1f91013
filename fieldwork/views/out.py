"""A night on the page of its people: the crew goes out, comes home, and finds what it needs in between.

Other sections of the night stand on the same page; `hub_context` is what all of them are drawn from.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fieldwork.domain.alarms.policies import policy_for
from fieldwork.domain.logs.notes import note_for
from fieldwork.domain.walks.contacts import contacts_of, help_by_text
from fieldwork.domain.walks.showing import Stage, neighbours, night_card
from fieldwork.exceptions import FieldworkError
from fieldwork.queries.nights import Night, access_own_place, groups_to_join, members_to_bring, read_night
from fieldwork.views.kept import keep_in_phone
from fieldwork.views.sections import own_sections
from fieldwork.views.walk_acts import BY_ANYBODY, BY_LEADERS, Asking
from scheduling.domain.origins import Origin
from scheduling.domain.walk_rules.unmet import unmet_words
from scheduling.enums import Door
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance
from scheduling.views.doors import UNPROCESSABLE, see_other
from scheduling.views.own_gate import Mine, of_the_person


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_person
def out(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    """The night of one's own, and what is done with it. 404 for another's, and for one long ago or far ahead."""
    place = access_own_place(mine.volunteer, pk, now=mine.now)
    night = read_night(place.shift)
    if request.method != "POST":
        return draw(request, mine, place, night)
    leads = night.speaks_for_all(place)
    act = (BY_LEADERS if leads else BY_ANYBODY).get(request.POST.get("gor", ""))
    if act is None:
        return draw(request, mine, place, night, problem=_("Sidan har ändrats. Försök igen."))
    asking = Asking(night, request.POST, Origin(Door.PERSONAL), mine.now, me=place, leads=leads)
    try:
        messages.success(request, act(asking))
    except (FieldworkError, SchedulingError) as error:
        return draw(request, mine, place, read_night(place.shift), problem=str(error))
    return see_other(after(mine, place))


def after(mine: Mine, place: Attendance) -> str:
    """Where one stands after an act: one's own page once the place is given up."""
    place.refresh_from_db(fields=["state"])
    moved = Attendance.objects.filter(
        volunteer=mine.volunteer, shift__night=place.shift.night, state="confirmed", ends_at__gt=mine.now
    )
    now_at = place.pk if place.state != "withdrawn" else moved.values_list("pk", flat=True).first()
    return reverse("fieldwork:out", args=[mine.token, now_at]) if now_at else mine.address


def draw(
    request: HttpRequest, mine: Mine, place: Attendance, night: Night, *, problem: str = "", **refused: object
) -> HttpResponse:
    """The page; 422 with a problem to say, or with forms of its sections that were `refused`."""
    context = hub_context(mine, place, night) | {"problem": problem, **refused}
    page = render(request, "fieldwork/out.html", context, status=UNPROCESSABLE if problem or refused else 200)
    return keep_in_phone(page, request, mine, ends_at=night.shift.ends_at)


def hub_context(mine: Mine, place: Attendance, night: Night) -> dict[str, Any]:
    """What the sections of the page are drawn from. `place` is one's own, `night` all of it."""
    shift, language = night.shift, get_language() or "sv"
    zone = shift.association.municipality.zone
    leads = night.speaks_for_all(place)
    card = night_card(night, me=place, language=language, now=mine.now)
    may_join = card.is_too_few and card.stage == Stage.GATHERING
    others = groups_to_join(shift, now=mine.now) if may_join else []
    contacts, policy = contacts_of(night, me=mine.volunteer, now=mine.now), policy_for(shift)
    return {
        "token": mine.token,
        "place": place,
        "shift": shift,
        "zone": zone,
        "now": mine.now,
        "card": card,
        "leads": leads,
        "me": next((one for one in card.people if one.is_me), None),
        "others": neighbours(others, zone, language=language),
        "unmet": unmet_words(shift) if leads and card.stage == Stage.GATHERING else [],
        "to_bring": members_to_bring(shift) if leads and card.stage in {Stage.GATHERING, Stage.OUT} else None,
        "note": note_for(shift),
        "more_minutes": policy.extend_minutes,
        "contacts": contacts,
        "to_ring": next((one for one in contacts if not one.leads), None),
        "help": help_by_text(shift, policy) if card.stage in {Stage.GATHERING, Stage.OUT} else None,
        "action": reverse("fieldwork:out", args=[mine.token, place.pk]),
        **own_sections(mine, place, leads=leads),
    }
