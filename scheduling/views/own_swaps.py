"""Where somebody asks one person, from their own page, to change nights or to take the place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from scheduling.domain.hand_overs.cards import own_card
from scheduling.domain.hand_overs.choices import Choice
from scheduling.domain.hand_overs.own_choices import own_choices, swap_cards
from scheduling.domain.hand_overs.refusals import fit_for
from scheduling.domain.hand_overs.swaps import propose_swap
from scheduling.domain.origins import Origin
from scheduling.domain.own_page import own_night
from scheduling.enums import Door
from scheduling.exceptions import SchedulingError
from scheduling.forms.hand_overs import SwapForm
from scheduling.models import Attendance
from scheduling.queries.personal import access_own_night
from scheduling.views.doors import UNPROCESSABLE, see_other
from scheduling.views.own_gate import Mine, of_the_person
from volunteers.models import Volunteer


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_person
def swap(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    """404 for a night that is not the person's. One that cannot be swapped, or is being, is shown on their page."""
    place = access_own_night(mine.volunteer, pk, now=mine.now)
    home = f"{mine.address}?kvall={pk}#kvall"
    if not own_card(place, now=mine.now).may_swap:
        return see_other(home)
    choices = own_choices(place, now=mine.now)
    if request.method != "POST":
        return draw(request, mine, place, choices)
    form = SwapForm(request.POST, choices=choices)
    if not form.is_valid():
        return draw(request, mine, place, choices, problem=str(form.errors["with_whom"][0]))
    try:
        taker = ask(place, form.chosen, mine)
    except SchedulingError as error:
        return draw(request, mine, place, choices, problem=fit_for(error, mine.volunteer))
    messages.success(request, _("Frågan är på väg till %(name)s.") % {"name": taker.first_name})
    return see_other(home)


def ask(place: Attendance, chosen: Choice, mine: Mine) -> Volunteer:
    """Raises SchedulingError with what stands in the way of either of them."""
    taker = Volunteer.objects.get(pk=chosen.volunteer)
    propose_swap(place, taker, in_return=chosen.in_return, origin=Origin(Door.PERSONAL), now=mine.now)
    return taker


def draw(
    request: HttpRequest, mine: Mine, place: Attendance, choices: list[Choice], *, problem: str = ""
) -> HttpResponse:
    context = {
        "token": mine.token,
        "night": own_night(place, now=mine.now, language=get_language() or "sv"),
        "swaps": swap_cards(choices, zone=place.shift.association.municipality.zone),
        "gives": [choice for choice in choices if choice.in_return is None],
        "problem": problem,
    }
    return render(request, "scheduling/own_swap.html", context, status=UNPROCESSABLE if problem else 200)
