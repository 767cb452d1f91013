"""Choices that belong to the device in hand: day, night or as the device says."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from volunteers.enums import Theme

A_YEAR = 60 * 60 * 24 * 365


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie of its own, so that it also holds for visitors and on the sign-in page."""
    response = HttpResponseRedirect(way_back(request))
    theme = request.POST.get("theme", "")
    if theme not in {Theme.DAY, Theme.NIGHT}:
        response.delete_cookie(settings.THEME_COOKIE_NAME, samesite="Lax")
    else:
        response.set_cookie(
            settings.THEME_COOKIE_NAME, theme, max_age=A_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    return response


def way_back(request: HttpRequest) -> str:
    """The page the form stood on, if it is one of ours; else the start page."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else "/"
