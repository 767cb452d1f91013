"""free-busy-query (RFC 4791, 7.10)."""

from http import HTTPStatus
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse

from api.domain.caldav.busy import busy_times
from api.domain.caldav.filters import ALWAYS, NEVER, read_span
from api.domain.caldav.names import full
from api.domain.caldav.properties import calendar_in
from api.domain.caldav.resources import Resource, Scene
from api.exceptions import NotMet
from api.views.caldav.answers import answer


def free_busy_query(_request: HttpRequest, body: Element, scene: Scene, calendar: Resource) -> HttpResponse:
    """Raises NotMet without a span that both begins and ends."""
    asked = body.find(full("C:time-range"))
    span = read_span(asked) if asked is not None else None
    if span is None or span.start == ALWAYS or span.end == NEVER:
        raise NotMet("C:valid-filter")
    entries = scene.reading(calendar_in(calendar)).entries.values()
    return answer(
        HTTPStatus.OK, busy_times(entries, span=span, now=scene.now), media_type="text/calendar; charset=utf-8"
    )
