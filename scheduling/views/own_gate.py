"""The gate before a volunteer's own page: whose it is, asked in every browser anew, before anything is shown or done.

The token in the address is the key, and a link is easily sent on. So the address alone opens nothing but a first name:
whoever says that it is theirs gets a cookie for this one page, which the link does not carry along.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from http import HTTPStatus
from time import time
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from messaging.gateways import clock
from scheduling.domain.personal_links import find_personal_link, is_open
from scheduling.models import PersonalLink
from scheduling.views.answers import shown
from scheduling.views.doors import see_other
from volunteers.models import Volunteer

P = ParamSpec("P")
COOKIE = "lykta_jag"
ONWARD, BELOW = "till", re.compile(r"(?:/[a-z0-9-]+)+")  # where the gate leads, within the person's own pages
KEPT_FOR = timedelta(hours=12)  # an evening; a phone that is lent the next day asks again


@dataclass(frozen=True)
class Mine:
    """Who has come through the gate, by which link, and when."""

    link: PersonalLink
    token: str
    now: datetime

    @property
    def volunteer(self) -> Volunteer:
        volunteer: Volunteer = self.link.volunteer
        return volunteer

    @property
    def today(self) -> date:
        return self.now.astimezone(self.volunteer.municipality.zone).date()

    @property
    def address(self) -> str:
        return address_of(self.token)


def known(view: Callable[Concatenate[HttpRequest, Mine, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """For a link that is open, in the person's language. 404 for a token that never was, 410 for one that is over."""

    @wraps(view)
    def guarded(request: HttpRequest, /, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        link, now = find_personal_link(token), clock.now()
        if link is None:
            raise Http404
        with override(language_for(request, link.volunteer)):
            if not is_open(link, now=now):
                return shown(render(request, "scheduling/me_gone.html", status=HTTPStatus.GONE))
            return shown(view(request, Mine(link, token, now), *args, **kwargs))

    return guarded


def of_the_person(view: Callable[Concatenate[HttpRequest, Mine, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """As `known`, and only for whoever said at the gate, in this browser, that the page is theirs."""

    @known
    @wraps(view)
    def guarded(request: HttpRequest, mine: Mine, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return (
            view(request, mine, *args, **kwargs) if has_passed(request, mine) else see_other(gate_before(request, mine))
        )

    return guarded


def gate_before(request: HttpRequest, mine: Mine) -> str:
    """The gate, which leads on to the page that was asked for."""
    below = request.path.removeprefix(mine.address)
    return f"{mine.address}?{urlencode({ONWARD: below})}" if request.method in {"GET", "HEAD"} else mine.address


def led_on(request: HttpRequest, mine: Mine) -> str:
    """Where somebody who has passed the gate was going: a page below their own, else that."""
    below = request.GET.get(ONWARD, "")
    return f"{mine.address}{below}" if BELOW.fullmatch(below) else mine.address


def language_for(request: HttpRequest, volunteer: Volunteer) -> str:
    """The one chosen in this browser, else the person's own where there are pages in it, else the browser's."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and volunteer.text_language in dict(settings.LANGUAGES):
        return str(volunteer.text_language)
    return get_language() or settings.LANGUAGE_CODE


def has_passed(request: HttpRequest, mine: Mine) -> bool:
    said = request.get_signed_cookie(COOKIE, default="", salt=salt_of(mine), max_age=KEPT_FOR)
    return said == str(mine.link.pk)


def stays_open_for(request: HttpRequest, mine: Mine) -> timedelta:
    """How much longer this browser is let in without being asked again; nothing for one that is not."""
    if not has_passed(request, mine):
        return timedelta(0)
    passed_at = signing.b62_decode(request.COOKIES[COOKIE].split(":")[-2])
    return KEPT_FOR - timedelta(seconds=int(time()) - passed_at)


def let_in(response: HttpResponse, request: HttpRequest, mine: Mine) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        str(mine.link.pk),
        salt=salt_of(mine),
        max_age=KEPT_FOR,
        path=mine.address,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def turn_away(response: HttpResponse, mine: Mine) -> HttpResponse:
    response.delete_cookie(COOKIE, path=mine.address, samesite="Lax")
    return response


def salt_of(mine: Mine) -> str:
    return f"scheduling.own_gate.{mine.link.token_hash}"


def address_of(token: str) -> str:
    return reverse("scheduling:me", args=[token])
