"""People who want to walk, as those see them who can take them in."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging.domain.opt_outs import is_opted_out
from messaging.gateways import clock
from volunteers.domain.interests import accept_interest, decline_interest
from volunteers.enums import InterestState
from volunteers.exceptions import PeopleError
from volunteers.models import Association, Interest, User
from volunteers.queries import (
    Standing,
    able_to_take_in,
    access_interest,
    associations_for,
    interests_for,
    standing_of,
)
from volunteers.views.answers import see

SHOWN_ANSWERED = 20


@login_required
@require_safe
def interests(request: HttpRequest) -> HttpResponse:
    return show(request, standing_of(request.user))


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    interest = access_interest(standing, pk)
    association = chosen(request, able_to_take_in(standing, interest, associations_for(standing)))
    if association is None:
        return show(request, standing, problems={pk: _("Välj en förening först.")})
    try:
        volunteer = accept_interest(interest, association, by=cast("User", request.user), now=clock.now())
    except PeopleError as error:
        return show(request, standing, problems={pk: str(error)})
    silent = _("%(name)s är med i %(association)s, men har sagt stopp till sms. Ring och berätta.")
    told = _("%(name)s är med i %(association)s och har fått ett sms.")
    said = silent if is_opted_out(volunteer.mobile) else told
    messages.success(request, said % {"name": volunteer.name, "association": association.name})
    return see("person", volunteer.pk)


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader's no is the association's, a coordinator's is everybody's."""
    standing = standing_of(request.user)
    interest = access_interest(standing, pk)
    able = able_to_take_in(standing, interest, associations_for(standing))
    is_coordinators = interest.municipality_id in standing.municipalities
    association = None if is_coordinators else chosen(request, able)
    if not is_coordinators and association is None:
        return show(request, standing, problems={pk: _("Välj en förening först.")})
    try:
        was_told = decline_interest(interest, association, by=cast("User", request.user), now=clock.now())
    except PeopleError as error:
        return show(request, standing, problems={pk: str(error)})
    told = _("%(name)s har fått ett vänligt sms om att det inte går nu.")
    others = _("Klart. De andra föreningarna kan fortfarande ta emot %(name)s.")
    messages.success(request, (told if was_told else others) % {"name": interest.name})
    return see("interests")


def chosen(request: HttpRequest, able: list[Association]) -> Association | None:
    """One is no choice: it is taken for granted."""
    asked = request.POST.get("association", "")
    if not asked and len(able) == 1:
        return able[0]
    return next((one for one in able if str(one.pk) == asked), None)


def show(request: HttpRequest, standing: Standing, *, problems: dict[int, str] | None = None) -> HttpResponse:
    found = interests_for(standing).select_related("district", "municipality", "accepted_by", "volunteer")
    waiting = list(found.filter(state=InterestState.NEW).prefetch_related("offers__association"))
    within = list(associations_for(standing))
    answered = found.exclude(state=InterestState.NEW).order_by("-closed_at")
    context: dict[str, Any] = {
        "waiting": [row(standing, interest, within, (problems or {}).get(interest.pk, "")) for interest in waiting],
        "answered": list(answered[:SHOWN_ANSWERED]),
        "problem": "".join(words for pk, words in (problems or {}).items() if pk not in {one.pk for one in waiting}),
        "several": len({interest.municipality_id for interest in waiting}) > 1,
    }
    return render(request, "volunteers/interests.html", context, status=422 if problems else 200)


def row(standing: Standing, interest: Interest, within: list[Association], problem: str) -> dict[str, Any]:
    offers = list(interest.offers.all())
    return {
        "interest": interest,
        "able": able_to_take_in(standing, interest, within),
        "asked": [offer.association for offer in offers if offer.declined_at is None],
        "declined": [offer.association for offer in offers if offer.declined_at is not None],
        "is_coordinators": interest.municipality_id in standing.municipalities,
        "problem": problem,
    }
