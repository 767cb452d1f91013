"""A group goes with another of the same night, or becomes two. First shown, then done as shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from messaging.gateways import clock
from scheduling.domain.decisions.words import need_words
from scheduling.domain.regrouping.groups import as_groups, groups_beside
from scheduling.domain.regrouping.merging import foresee_merge, merge_shifts
from scheduling.domain.regrouping.showing import show_told
from scheduling.exceptions import SchedulingError
from scheduling.models import Shift
from scheduling.queries import access_shift
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.queries import standing_of

RAISE = "hoj"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """The groups of the night to choose among, what going with one would mean, and the deed."""
    standing, now = standing_of(request.user), clock.now()
    shift = access_shift(standing, pk)
    given = request.POST if request.method == "POST" else request.GET
    others = groups_beside(standing, shift, now=now)
    into = next((other for other in others if str(other.pk) == given.get("med")), None)
    raises = RAISE in given
    problem = "" if into or "med" not in given else _("Den gruppen går inte längre att gå ihop med. Välj en annan.")
    if request.method == "POST" and into is not None:
        stamp = given.get("stampel", "")
        try:
            merge_shifts(shift, into, raises_maximum=raises, stamp=stamp, origin=by_hand(request), now=now)
        except SchedulingError as error:
            problem = str(error)
        else:
            messages.success(request, _("Grupperna är en. Alla som berörs får veta det, en gång."))
            return see_other(reverse("scheduling:shift", args=[into.pk]))
    return draw_merge(request, shift, others, into, raises=raises, problem=problem)


def draw_merge(
    request: HttpRequest, shift: Shift, others: list[Shift], into: Shift | None, *, raises: bool, problem: str
) -> HttpResponse:
    now, merging, told = clock.now(), None, None
    if into is not None:
        try:
            merging = foresee_merge(shift, into, raises_maximum=raises, now=now)
            told = show_told(merging.outcome, merging.let_go, shift.association, now=now)
        except SchedulingError as error:
            problem = problem or str(error)
    context = {
        "shift": shift,
        "zone": shift.association.municipality.zone,
        "now": now,
        "need": need_words(shift),
        "groups": as_groups(shift, others, language=get_language() or "sv"),
        "into": into,
        "merging": merging,
        "told": told,
        "raises": raises,
        "problem": problem,
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "scheduling/merge.html", context, status=status)
