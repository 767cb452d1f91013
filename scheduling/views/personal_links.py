"""Where a leader sends somebody the link to their own page, sees which are open, and closes them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.personal_links import (
    VALID_FOR,
    open_personal_links,
    revoke_personal_links,
    send_personal_link,
)
from scheduling.exceptions import SchedulingError
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Association, Volunteer
from volunteers.queries import Standing, access_volunteer, associations_for, standing_of


@signed_in
@require_safe
def personal_links(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    return show(request, standing, access_volunteer(standing, pk))


@require_POST
@signed_in
def send(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    volunteer = access_volunteer(standing, pk)
    association = sender_for(standing, volunteer)
    if association is None:
        raise Http404
    try:
        send_personal_link(volunteer, association=association, now=clock.now())
    except SchedulingError as error:
        return show(request, standing, volunteer, problem=str(error))
    messages.success(request, _("Länken är på väg till %(name)s.") % {"name": volunteer.first_name})
    return see_other(reverse("scheduling:personal_links", args=[pk]))


@require_POST
@signed_in
def close(request: HttpRequest, pk: int) -> HttpResponse:
    volunteer = access_volunteer(standing_of(request.user), pk)
    revoke_personal_links(volunteer, now=clock.now())
    messages.success(request, _("Länkarna är stängda. %(name)s kan få en ny.") % {"name": volunteer.first_name})
    return see_other(reverse("scheduling:personal_links", args=[pk]))


def sender_for(standing: Standing, volunteer: Volunteer) -> Association | None:
    """In whose name: the first association of the person's within reach; None for someone in none."""
    within = associations_for(standing).filter(memberships__volunteer=volunteer).order_by("name")
    return within.first()


def show(request: HttpRequest, standing: Standing, volunteer: Volunteer, *, problem: str = "") -> HttpResponse:
    now = clock.now()
    context = {
        "volunteer": volunteer,
        "links": open_personal_links(volunteer, now=now),
        "may_send": sender_for(standing, volunteer) is not None,
        "days": VALID_FOR.days,
        "problem": problem,
        "zone": volunteer.municipality.zone,
        "now": now,
    }
    status = UNPROCESSABLE if problem else 200
    return render(request, "scheduling/personal_links.html", context, status=status)
