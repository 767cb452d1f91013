"""PROPFIND (RFC 4918, 9.1): what there is, and what is said of it."""

from collections.abc import Iterable
from http import HTTPStatus
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse

from api.domain.caldav.bodies import read_xml
from api.domain.caldav.multistatus import found, multistatus
from api.domain.caldav.names import full
from api.domain.caldav.properties import IN_ALL, TABLES, described
from api.domain.caldav.resources import Resource, Scene
from api.exceptions import BodyRefused, NotMet
from api.views.caldav.answers import answer
from api.views.caldav.preferences import brief_headers, is_brief

DEPTHS = {"0": False, "1": True}


def propfind(request: HttpRequest, scene: Scene, resource: Resource) -> HttpResponse:
    """Raises NotMet for everything below at once, which is what no Depth means too, and BodyRefused."""
    with_children = DEPTHS.get(request.headers.get("Depth", "infinity").strip())
    if with_children is None and resource.is_collection:
        raise NotMet("D:propfind-finite-depth")
    asked = read_xml(request.body) if request.body else None
    shown = [resource, *(scene.children(resource) if with_children else ())]
    responses = [response_for(scene, each, asked, is_brief=is_brief(request)) for each in shown]
    return answer(HTTPStatus.MULTI_STATUS, multistatus(responses), headers=brief_headers(request))


def response_for(scene: Scene, resource: Resource, asked: Element | None, *, is_brief: bool) -> Element:
    if asked is not None and asked.tag != full("D:propfind"):
        raise BodyRefused
    has = TABLES[resource.kind]
    if asked is not None and asked.find(full("D:propname")) is not None:
        return found(resource.path, map(Element, has))
    wanted = asked.find(full("D:prop")) if asked is not None else None
    if wanted is not None:
        return described(scene, resource, names_in(wanted), is_brief=is_brief)
    if asked is not None and asked.find(full("D:allprop")) is None:
        raise BodyRefused
    included = asked.find(full("D:include")) if asked is not None else None
    names = [name for name in has if name in IN_ALL]
    names += [name for name in names_in(included if included is not None else ()) if name not in names]
    return described(scene, resource, names, is_brief=is_brief)


def names_in(elements: Iterable[Element]) -> list[str]:
    """Each once, in the order asked for."""
    return list(dict.fromkeys(each.tag for each in elements))
