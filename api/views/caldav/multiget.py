"""calendar-multiget (RFC 4791, 7.9): events by their addresses."""

from http import HTTPStatus
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse

from api.domain.caldav.multistatus import multistatus, told
from api.domain.caldav.names import full
from api.domain.caldav.resources import Kind, Resource, Scene
from api.exceptions import BodyRefused
from api.views.caldav.answers import answer
from api.views.caldav.found import Asked, read_asked
from api.views.caldav.preferences import brief_headers


def calendar_multiget(request: HttpRequest, body: Element, scene: Scene, calendar: Resource) -> HttpResponse:
    """One that is not in this calendar, or no longer, is answered as gone. Raises BodyRefused when none is named."""
    asked = read_asked(request, body)
    hrefs = list(dict.fromkeys(each.text or "" for each in body.findall(full("D:href"))))
    if not hrefs:
        raise BodyRefused
    responses = [response_for(href, asked, scene, calendar) for href in hrefs]
    return answer(HTTPStatus.MULTI_STATUS, multistatus(responses), headers=brief_headers(request))


def response_for(href: str, asked: Asked, scene: Scene, calendar: Resource) -> Element:
    event = scene.find_href(href)
    if event is None or event.kind != Kind.EVENT or event.collection != calendar.collection:
        return told(href.strip(), HTTPStatus.NOT_FOUND)
    return asked.describe(scene, event)
