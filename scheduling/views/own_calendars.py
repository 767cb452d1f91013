"""Where a volunteer puts their own nights in the calendar of a telephone: from a question to them, or from their page.

The same token opens it, behind the same gate and for as long. Reading makes nothing.
"""

from dataclasses import dataclass
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.gateways import clock
from scheduling.domain.answer_links import is_open
from scheduling.domain.calendar_links import revoke_link
from scheduling.domain.feeds.kinds import FEED_TYPES
from scheduling.domain.feeds.limits import limit_words
from scheduling.domain.own_calendars import make_own_link, own_links
from scheduling.enums import FeedKind
from scheduling.exceptions import TooManyLinks
from scheduling.forms.calendars import OwnLinkForm
from scheduling.models import AnswerLink, CalendarLink
from scheduling.views.answers import access_link, gate, gone, shown
from scheduling.views.calendars import new_link
from scheduling.views.doors import UNPROCESSABLE, see_other
from scheduling.views.own_gate import Mine, of_the_person
from volunteers.models import Volunteer


@dataclass(frozen=True)
class Shelf:
    """Whose calendar it is, and where its page and forms are. `home` is the page that led there."""

    volunteer: Volunteer
    zone: ZoneInfo
    address: str
    home: str
    home_words: str
    gate_passed: str = ""  # what the address carries once the gate is passed, where no cookie tells it

    @property
    def page(self) -> str:
        return f"{self.address}{self.gate_passed}"


@require_http_methods(["GET", "HEAD", "POST"])
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What the calendar will show and how slow calendars are, with the links there are. POST makes another.

    404 for a token that never was, 410 for one whose night has begun or whose place is gone.
    """
    link = access_link(token)
    if not is_open(link, now=clock.now()):
        return gone(request)
    if request.method == "POST":
        return make(request, beside_question(link, token))
    if "visa" not in request.GET:
        return gate(request, link, is_calendar=True)
    return page(request, beside_question(link, token))


@require_POST
def close(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The token may come from the very calendar that is closed, and open nothing after that."""
    link, now = access_link(token), clock.now()
    if not is_open(link, now=now):
        return gone(request)
    revoke_link(access_own_link(link.attendance.volunteer, pk), now=now)
    if not is_open(access_link(token), now=now):
        return shown(render(request, "scheduling/own_calendar_closed.html"))
    return closed(request, beside_question(link, token))


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_person
def my_calendar(request: HttpRequest, mine: Mine) -> HttpResponse:
    """The same, from one's own page."""
    return make(request, beside_page(mine)) if request.method == "POST" else page(request, beside_page(mine))


@require_POST
@of_the_person
def close_mine(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    revoke_link(access_own_link(mine.volunteer, pk), now=mine.now)
    return closed(request, beside_page(mine))


def beside_question(link: AnswerLink, token: str) -> Shelf:
    return Shelf(
        volunteer=link.attendance.volunteer,
        zone=link.attendance.shift.association.municipality.zone,
        address=reverse("scheduling:own_calendar", args=[token]),
        home=f"{reverse('scheduling:answer', args=[token])}?visa=1",
        home_words=_("Till frågan"),
        gate_passed="?visa=1",
    )


def beside_page(mine: Mine) -> Shelf:
    return Shelf(
        volunteer=mine.volunteer,
        zone=mine.volunteer.municipality.zone,
        address=reverse("scheduling:my_calendar", args=[mine.token]),
        home=mine.address,
        home_words=_("Till din sida"),
    )


def access_own_link(volunteer: Volunteer, pk: int) -> CalendarLink:
    """Raises Http404 for a link to somebody else's nights, or one that is closed."""
    link = own_links(volunteer, now=clock.now()).filter(pk=pk).first()
    if link is None:
        raise Http404
    return link


def closed(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    messages.success(request, _("Länken är stängd. Kalendern visar det i 30 dagar och försvinner sedan."))
    return shown(see_other(shelf.page))


def make(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    form = OwnLinkForm(request.POST)
    if not form.is_valid():
        return page(request, shelf, form=form, status=UNPROCESSABLE)
    try:
        made = make_own_link(shelf.volunteer, alarm=int(form.cleaned_data["alarm"]), now=clock.now())
    except TooManyLinks as error:
        return page(request, shelf, form=form, problem=str(error), status=UNPROCESSABLE)
    context = {
        **new_link(made.token, owner=shelf.volunteer.name, feed_type=FEED_TYPES[FeedKind.VOLUNTEER]),
        "has_closed": made.has_closed,
        "back": shelf.page,
    }
    return shown(render(request, "scheduling/own_calendar_made.html", context))


def page(
    request: HttpRequest,
    shelf: Shelf,
    *,
    form: OwnLinkForm | None = None,
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    now = clock.now()
    links = list(own_links(shelf.volunteer, now=now))
    limits = limit_words(links)
    context = {
        "shelf": shelf,
        "form": form or OwnLinkForm(),
        "rows": [(link, limits[link.pk]) for link in links],
        "problem": problem,
        "zone": shelf.zone,
        "now": now,
    }
    return shown(render(request, "scheduling/own_calendar.html", context, status=status))
