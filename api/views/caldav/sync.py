"""sync-collection (RFC 6578): what has changed since the program last asked."""

from http import HTTPStatus
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse

from api.domain.caldav.multistatus import element, multistatus, told
from api.domain.caldav.names import full
from api.domain.caldav.properties import calendar_in
from api.domain.caldav.resources import Resource, Scene
from api.exceptions import BodyRefused, NotMet
from api.views.caldav.answers import answer
from api.views.caldav.found import read_asked
from api.views.caldav.preferences import brief_headers
from scheduling.domain.followed.states import changes_since
from scheduling.exceptions import TokenUnknown

LEVELS = {"1", "infinite", ""}  # below a calendar there is one level; older drafts had no such element
LIMIT_DIGITS = 6


def sync_collection(request: HttpRequest, body: Element, scene: Scene, calendar: Resource) -> HttpResponse:
    """Raises NotMet for a token that is too old or never was: the program then begins anew."""
    if text_in(body, "D:sync-level") not in LEVELS:
        raise BodyRefused
    asked = read_asked(request, body)
    collection = calendar_in(calendar)
    try:
        changes = changes_since(scene.reading(collection), text_in(body, "D:sync-token"), limit=limit_in(body))
    except TokenUnknown as error:
        raise NotMet("D:valid-sync-token") from error
    responses = [asked.describe(scene, scene.event(collection, entry)) for entry in changes.entries]
    responses += [told(scene.event_path(collection, name), HTTPStatus.NOT_FOUND) for name in changes.gone]
    if changes.is_cut:
        responses.append(
            told(calendar.path, HTTPStatus.INSUFFICIENT_STORAGE, element("D:number-of-matches-within-limits"))
        )
    return answer(HTTPStatus.MULTI_STATUS, multistatus(responses, token=changes.token), headers=brief_headers(request))


def text_in(body: Element, name: str) -> str:
    return (body.findtext(full(name)) or "").strip()


def limit_in(body: Element) -> int | None:
    """Raises BodyRefused for a limit that is no number above nought."""
    limit = body.find(full("D:limit"))
    if limit is None:
        return None
    most = text_in(limit, "D:nresults")
    if not (most.isascii() and most.isdigit() and len(most) <= LIMIT_DIGITS and int(most)):
        raise BodyRefused
    return int(most)
