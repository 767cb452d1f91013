"""Where a leader hands out calendar links. A link is shown once, on the page that made it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.calendar_links import LinkAddresses, addresses_of, make_link, revoke_link
from scheduling.enums import FeedKind
from scheduling.forms.calendars import CalendarLinkForm
from scheduling.queries import access_calendar_link, calendar_links_for
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Association, Volunteer
from volunteers.queries import Standing, associations_for, standing_of, volunteers_wholly_for

LINKS_ON_A_PAGE = 50


@dataclass(frozen=True)
class NewLink:
    """What the page shows this one time."""

    owner: str
    addresses: LinkAddresses


@require_safe
@signed_in
def calendar_links(request: HttpRequest) -> HttpResponse:
    """The links there are, and forms for new ones. `?person=` chooses a volunteer in advance."""
    standing = standing_of(request.user)
    chosen = request.GET.get("person", "")
    people = people_form(standing, initial={"owner": int(chosen)} if chosen.isdecimal() else None)
    return page(request, standing, people=people)


@require_POST
@signed_in
def link_association(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    form = associations_form(standing, data=request.POST)
    if not form.is_valid():
        return page(request, standing, associations=form, status=UNPROCESSABLE)
    return page(request, standing, new=new_link(FeedKind.ASSOCIATION, form.cleaned_data["owner"]))


@require_POST
@signed_in
def link_volunteer(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    form = people_form(standing, data=request.POST)
    if not form.is_valid():
        return page(request, standing, people=form, status=UNPROCESSABLE)
    return page(request, standing, new=new_link(FeedKind.VOLUNTEER, form.cleaned_data["owner"]))


@require_POST
@signed_in
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    revoke_link(access_calendar_link(standing_of(request.user), pk, now=now), now=now)
    messages.success(request, _("Länken är stängd. Kalendern visar det i 30 dagar och försvinner sedan."))
    return see_other(reverse("scheduling:calendar_links"))


def new_link(kind: FeedKind, owner: Volunteer | Association) -> NewLink:
    return NewLink(owner.name, addresses_of(make_link(owner, kind=kind, now=clock.now())))


def associations_form(standing: Standing, **given: object) -> CalendarLinkForm:
    owners = associations_for(standing).filter(is_active=True)
    return CalendarLinkForm(owners=owners, label=_("Förening"), auto_id="forening_%s", **given)


def people_form(standing: Standing, **given: object) -> CalendarLinkForm:
    # A link shows every night of the person, so nobody makes one who may not see them all.
    owners = volunteers_wholly_for(standing).active()
    return CalendarLinkForm(owners=owners, label=_("Person"), auto_id="person_%s", **given)


def page(
    request: HttpRequest,
    standing: Standing,
    *,
    associations: CalendarLinkForm | None = None,
    people: CalendarLinkForm | None = None,
    new: NewLink | None = None,
    status: int = 200,
) -> HttpResponse:
    links = Paginator(calendar_links_for(standing, now=clock.now()), LINKS_ON_A_PAGE).get_page(request.GET.get("sida"))
    context = {
        "associations": associations or associations_form(standing),
        "people": people or people_form(standing),
        "new": new,
        "links": links,
        "now": clock.now(),
    }
    response = render(request, "scheduling/calendar_links.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
