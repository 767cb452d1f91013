"""The door of CalDAV: who asks, for what, and which file behind it answers.

Calendar programs send a password with every request and keep no cookie, so no session is looked at and there is
nothing for a forged request to use. Nothing here ever redirects but the address that RFC 6764 has set aside.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from api.domain.caldav.bodies import MOST_BYTES
from api.domain.caldav.credentials import count_guess, guesses_left, is_within_pace, read_basic, seconds_left
from api.domain.caldav.resources import Resource, Scene
from api.exceptions import BodyRefused, NotMet
from api.views.caldav.answers import (
    WRITES,
    allowed,
    answer,
    not_allowed,
    not_met,
    read_only,
    refused,
    too_many,
    unauthorized,
)
from api.views.caldav.events import get_event
from api.views.caldav.propfind import propfind
from api.views.caldav.reports import report
from messaging.gateways import clock
from scheduling.domain.followed.passwords import find_device, note_use

MINUTE = 60
Method = Callable[[HttpRequest, Scene, Resource], HttpResponse]
METHODS: Mapping[str, Method] = {"PROPFIND": propfind, "REPORT": report, "GET": get_event, "HEAD": get_event}


@csrf_exempt
def well_known(_request: HttpRequest) -> HttpResponse:
    """Where programs begin that know only the name of the server (RFC 6764)."""
    return answer(HTTPStatus.MOVED_PERMANENTLY, headers={"Location": settings.CALDAV_PATH})


@csrf_exempt
def caldav(request: HttpRequest) -> HttpResponse:
    if request.method == "OPTIONS":
        return answer(HTTPStatus.OK, headers={"Allow": allowed(None)})
    scene = come_in(request)
    if isinstance(scene, HttpResponse):
        return scene
    try:
        return handle(request, scene)
    except BodyRefused:
        return refused(HTTPStatus.BAD_REQUEST)
    except NotMet as error:
        return not_met(error.condition)


def handle(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Raises BodyRefused and NotMet. What would change something is refused before it is looked for."""
    if request.method in WRITES:
        return read_only(request.path, request.method)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    resource = scene.find(request.path_info)
    if resource is None:
        return refused(HTTPStatus.NOT_FOUND)
    method = METHODS.get(request.method or "")
    return method(request, scene, resource) if method else not_allowed(resource.kind)


def come_in(request: HttpRequest) -> Scene | HttpResponse:
    """The device that asks and what it may see, or the answer that keeps it out."""
    now = clock.now()
    given = read_basic(request.headers.get("Authorization", ""))
    if given is None:
        return unauthorized()
    address = get_adapter().get_client_ip(request)
    if not guesses_left(given[0], address, now=now):
        return too_many(seconds_left(now))
    device = find_device(*given)
    if device is None:
        count_guess(given[0], address, now=now)
        return unauthorized()
    if not is_within_pace(device.pk, now=now):
        return too_many(seconds_left(now, MINUTE))
    note_use(device, user_agent=request.headers.get("User-Agent", ""), now=now)
    return Scene(device, now)
