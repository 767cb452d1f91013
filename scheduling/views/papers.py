"""What is printed and taken along."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from messaging.gateways import clock
from scheduling.domain.night_choices import length_words
from scheduling.domain.paper_lists import paper_list
from scheduling.queries import access_shift
from scheduling.queries.walked import going_on
from scheduling.views.doors import signed_in
from volunteers.queries import standing_of


@require_safe
@signed_in
def crew_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The group of one night on one sheet of A4. No browser keeps it."""
    shift, now = access_shift(standing_of(request.user), pk), clock.now()
    zone = shift.association.municipality.zone
    context = {
        "shift": shift,
        "zone": zone,
        "now": now,
        "length": length_words(shift.starts_at, shift.ends_at, zone, get_language() or "sv"),
        "paper": paper_list(shift, going_on(shift), now=now),
    }
    response = render(request, "scheduling/crew_paper.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
