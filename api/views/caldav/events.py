"""GET and HEAD of one event."""

from email.utils import format_datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from api.domain.caldav.properties import EVENT_TYPE
from api.domain.caldav.resources import Resource, Scene
from api.views.caldav.answers import COMMON, answer, not_allowed
from scheduling.domain.calendars import whole_seconds
from scheduling.domain.followed.objects import build_object


def get_event(request: HttpRequest, _scene: Scene, resource: Resource) -> HttpResponse:
    """A calendar as a whole is not fetched by GET: there are feeds for that."""
    entry = resource.entry
    if entry is None:
        return not_allowed(resource.kind)
    etag = quote_etag(entry.etag)
    response = answer(
        HTTPStatus.OK,
        build_object(entry),
        media_type=EVENT_TYPE,
        headers={
            "ETag": etag,
            "Last-Modified": format_datetime(whole_seconds(entry.event.updated_at), usegmt=True),
            "Content-Language": entry.language,
        },
    )
    conditional = get_conditional_response(request, etag=etag, response=response)
    if conditional is None or conditional is response:
        return response
    for name, value in COMMON.items():
        conditional.headers.setdefault(name, value)
    return conditional
