"""Where a leader or coordinator hands out calendar links. A link is shown once, on the page that made it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.calendar_links import addresses_of, make_link, renew_link, revoke_link
from scheduling.domain.calendar_ways import code_of, ways_of
from scheduling.domain.feeds.kinds import FEED_TYPES, FeedType
from scheduling.domain.feeds.limits import limit_words
from scheduling.domain.feeds.subscriptions import CLOSING_KEPT, owner_words
from scheduling.enums import FeedKind
from scheduling.exceptions import SchedulingError
from scheduling.forms.calendars import CalendarLinkForm
from scheduling.models import CalendarLink
from scheduling.queries import access_calendar_link, calendar_links_for, calendar_links_within, closed_links
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import User
from volunteers.queries import Standing, associations_for, districts_for, standing_of

LINKS_ON_A_PAGE = 50


@dataclass(frozen=True)
class LinkRow:
    """A line of the list."""

    link: CalendarLink
    limits: list[str] = field(default_factory=list)

    @property
    def owner(self) -> str:
        return owner_words(getattr(self.link, FEED_TYPES[self.link.kind].owner_field))

    @property
    def may_renew(self) -> bool:
        """A partner's calendar is not the municipality's own to hand out anew."""
        return self.link.kind != FeedKind.PARTNER


@dataclass(frozen=True)
class WayBack:
    """Where the page of a new link came from, and what the button there says."""

    address: str
    name: str
    button: str


@require_safe
@signed_in
def calendar_links(request: HttpRequest) -> HttpResponse:
    """The links there are, those closed lately, and the kinds of which a new one can be made."""
    standing, now = standing_of(request.user), clock.now()
    found = Paginator(calendar_links_for(standing, now=now), LINKS_ON_A_PAGE).get_page(request.GET.get("sida"))
    closed: list[Any] = list(closed_links(calendar_links_within(standing), now=now)[:LINKS_ON_A_PAGE])
    limits = limit_words([*found, *closed])
    context = {
        "kinds": kinds_for(standing),
        "links": found,
        "rows": [LinkRow(link, limits[link.pk]) for link in found],
        "closed": [(LinkRow(link, limits[link.pk]), link.closed_at + CLOSING_KEPT) for link in closed],
        "choosing": associations_for(standing).filter(pk__in=standing.associations),
        "is_coordinator": standing.is_coordinator,
        "now": now,
    }
    return private(render(request, "scheduling/calendar_links.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A form for a link of this kind, which answers with the link. `?vem=` chooses the owner in advance.

    404 for a kind that the reader cannot make links of.
    """
    standing = standing_of(request.user)
    feed_type = FEED_TYPES.get(kind)
    if feed_type is None or feed_type not in kinds_for(standing):
        raise Http404
    form = form_for(standing, feed_type, request)
    if not form.is_valid():
        context = {"form": form, "feed_type": feed_type}
        status = UNPROCESSABLE if form.is_bound else 200
        return private(render(request, "scheduling/calendar_link_form.html", context, status=status))
    given = form.cleaned_data
    token = make_link(
        given["owner"],
        kind=feed_type.kind,
        grant=form.grant,
        label=given["label"],
        made_by=cast("User", request.user),
        now=clock.now(),
    )
    return made(request, token, owner=owner_words(given["owner"]), feed_type=feed_type)


@require_POST
@signed_in
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address to the same calendar; the old one is closed."""
    now = clock.now()
    row = LinkRow(access_calendar_link(standing_of(request.user), pk, now=now))
    if not row.may_renew:
        raise Http404
    try:
        token = renew_link(row.link, by=cast("User", request.user), now=now)
    except SchedulingError as error:
        messages.error(request, str(error))
        return see_other(reverse("scheduling:calendar_links"))
    return made(request, token, owner=row.owner, feed_type=FEED_TYPES[row.link.kind], is_renewed=True)


@require_POST
@signed_in
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    link = access_calendar_link(standing_of(request.user), pk, now=now)
    revoke_link(link, by=cast("User", request.user), now=now)
    messages.success(request, _("Länken är stängd. Kalendern visar det i 30 dagar och försvinner sedan."))
    return see_other(reverse("scheduling:calendar_links"))


def kinds_for(standing: Standing) -> list[FeedType]:
    """Those of which someone of this standing makes links here."""
    offered = [one for one in FEED_TYPES.values() if one.owners is not None]
    return [one for one in offered if standing.is_coordinator or (standing.associations and not one.is_of_town)]


def form_for(standing: Standing, feed_type: FeedType, request: HttpRequest) -> CalendarLinkForm:
    owners: Iterable[Any] = feed_type.owners(standing) if feed_type.owners else ()
    districts = [one for one in districts_for(standing) if one.municipality_id in standing.municipalities]
    data = request.POST if request.method == "POST" else None
    initial = {"owner": request.GET.get("vem", "")}
    return CalendarLinkForm(data, feed_type=feed_type, owners=owners, districts=districts, initial=initial)


def made(
    request: HttpRequest,
    token: str,
    *,
    owner: str,
    feed_type: FeedType,
    is_renewed: bool = False,
    back: WayBack | None = None,
) -> HttpResponse:
    """The one page that shows a new link."""
    context = {
        **new_link(token, owner=owner, feed_type=feed_type),
        "is_renewed": is_renewed,
        "back": back or WayBack(reverse("scheduling:calendar_links"), _("Kalender"), _("Klart, visa alla länkar")),
    }
    return private(render(request, "scheduling/calendar_link_made.html", context))


def new_link(token: str, *, owner: str, feed_type: FeedType) -> dict[str, Any]:
    """What is shown of a link once, and the ways it gets into a calendar."""
    addresses = addresses_of(token)
    return {
        "owner": owner,
        "feed_type": feed_type,
        "addresses": addresses,
        "ways": ways_of(addresses, name=f"{feed_type.kind.label}, {owner}"),
        "code": code_of(addresses.webcal),
    }


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response
