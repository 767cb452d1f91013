"""REPORT (RFC 3253, 3.6): which of the four is asked for."""

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse

from api.domain.caldav.bodies import read_xml
from api.domain.caldav.names import full
from api.domain.caldav.resources import Kind, Resource, Scene
from api.exceptions import NotMet
from api.views.caldav.busy import free_busy_query
from api.views.caldav.multiget import calendar_multiget
from api.views.caldav.query import calendar_query
from api.views.caldav.sync import sync_collection

Report = Callable[[HttpRequest, Element, Scene, Resource], HttpResponse]
REPORTS: Mapping[str, Report] = {
    full("C:calendar-query"): calendar_query,
    full("C:calendar-multiget"): calendar_multiget,
    full("C:free-busy-query"): free_busy_query,
    full("D:sync-collection"): sync_collection,
}


def report(request: HttpRequest, scene: Scene, resource: Resource) -> HttpResponse:
    """Raises BodyRefused, and NotMet for a report that is not answered here.

    Depth is not looked at: programs send what older drafts wanted, and below a calendar there are events alone.
    """
    asked = read_xml(request.body)
    answer = REPORTS.get(asked.tag)
    if answer is None or resource.kind != Kind.CALENDAR:
        raise NotMet("D:supported-report")
    return answer(request, asked, scene, resource)
