"""calendar-query (RFC 4791, 7.8): the events that a filter lets through."""

from http import HTTPStatus
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse

from api.domain.caldav.filters import Candidate, read_filter
from api.domain.caldav.multistatus import multistatus
from api.domain.caldav.properties import entry_in
from api.domain.caldav.resources import Resource, Scene
from api.views.caldav.answers import answer
from api.views.caldav.found import read_asked
from api.views.caldav.preferences import brief_headers


def calendar_query(request: HttpRequest, body: Element, scene: Scene, calendar: Resource) -> HttpResponse:
    """Raises NotMet for a filter that cannot be carried out."""
    asked = read_asked(request, body)
    passes = read_filter(body)
    events = [event for event in scene.children(calendar) if passes(Candidate(entry_in(event)))]
    responses = [asked.describe(scene, event) for event in events]
    return answer(HTTPStatus.MULTI_STATUS, multistatus(responses), headers=brief_headers(request))
