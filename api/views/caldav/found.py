"""The events that a report has found, with what it asks of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.http import HttpRequest

from api.domain.caldav.calendar_data import read_calendar_data
from api.domain.caldav.multistatus import element
from api.domain.caldav.names import full
from api.domain.caldav.properties import IN_ALL, TABLES, Table, described, entry_in
from api.domain.caldav.resources import Kind, Resource, Scene
from api.views.caldav.preferences import is_brief
from api.views.caldav.propfind import names_in

DATA = full("C:calendar-data")


@dataclass(frozen=True)
class Asked:
    """The properties wanted of each event, and the table of those that only a report can give."""

    names: Sequence[str]
    extra: Table
    is_brief: bool

    def describe(self, scene: Scene, event: Resource) -> Element:
        return described(scene, event, self.names, extra=self.extra, is_brief=self.is_brief)


def read_asked(request: HttpRequest, body: Element) -> Asked:
    """Raises NotMet for calendar data in a form there is none of. Without any list all that stands in PROPFIND's."""
    wanted = body.find(full("D:prop"))
    if wanted is None:
        has = TABLES[Kind.EVENT]
        names = list(has) if body.find(full("D:propname")) is not None else [name for name in has if name in IN_ALL]
        return Asked(names, {}, is_brief=is_brief(request))
    data = wanted.find(DATA)
    extra: Table = {}
    if data is not None:
        write = read_calendar_data(data)
        extra = {DATA: lambda _scene, event: element("C:calendar-data", write(entry_in(event)))}
    return Asked(names_in(wanted), extra, is_brief=is_brief(request))
