"""What every page of the rota asks at its door: who is there, and whether htmx or a browser's own form is asking."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from messaging.gateways import clock
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from volunteers.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

SEE_OTHER = 303
UNPROCESSABLE = 422


def signed_in(view: View[P]) -> View[P]:
    """Only for those signed in. Others go to sign in; a section that asks for itself takes the whole page along."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        here = request.get_full_path() if request.method in {"GET", "HEAD"} else settings.HOME_URL
        to_sign_in = redirect_to_login(here)
        if not is_htmx(request):
            return to_sign_in
        return HttpResponse(status=204, headers={"HX-Redirect": to_sign_in.url})

    return guarded


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def by_hand(request: HttpRequest, door: Door = Door.PAGE) -> Origin:
    """The person at the page as the origin of a change. The view is one that asks for sign-in."""
    return Origin(door, actor=cast("User", request.user))


def see_other(to: str) -> HttpResponse:
    """After a form: the browser fetches the page anew with GET."""
    response = HttpResponseRedirect(to)
    response.status_code = SEE_OTHER
    return response


def etag_of(*parts: object) -> str:
    """A weak ETag of what a section shows. Words depend on the language, and "i kväll" on the day."""
    today = timezone.localdate(clock.now())
    told = repr((get_language(), today, *parts))
    return f'W/"{sha256(told.encode()).hexdigest()[:32]}"'


def fresh(response: HttpResponse, etag: str) -> HttpResponse:
    """A section for htmx: never kept by the browser, which would show it in place of its page on the way back."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response
