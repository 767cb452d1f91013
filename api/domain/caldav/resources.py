"""What stands at the addresses of CalDAV, to one device.

/caldav/                              the root
/caldav/principal-7/                  the user whose device it is
/caldav/calendars-7/                  the calendars that the device may follow
/caldav/calendars-7/<uuid>/           one of them
/caldav/calendars-7/<uuid>/<name>.ics an event
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from functools import cached_property
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings

from scheduling.domain.followed.calendars import collections_of
from scheduling.domain.followed.objects import Entry
from scheduling.domain.followed.states import Reading, read_calendar
from scheduling.models import CalendarCollection, DevicePassword
from volunteers.models import User

ADDRESS = re.compile(
    r"(?:(?P<principal>principal-(?P<of>[1-9]\d{0,17}))|(?P<home>calendars-(?P<user>[1-9]\d{0,17}))"
    r"(?:/(?P<calendar>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/(?P<event>[^/]+)\.ics)?)?)?/?",
    re.ASCII,
)


class Kind(Enum):
    ROOT = auto()
    PRINCIPAL = auto()
    HOME = auto()
    CALENDAR = auto()
    EVENT = auto()


@dataclass(frozen=True)
class Resource:
    """`collection` is the calendar, or the one that the event is in."""

    kind: Kind
    path: str
    collection: CalendarCollection | None = None
    entry: Entry | None = None

    @property
    def is_collection(self) -> bool:
        return self.kind != Kind.EVENT


@dataclass
class Scene:
    """One request of one device: what it may see, each thing read at most once."""

    device: DevicePassword
    now: datetime
    _readings: dict[int, Reading] = field(default_factory=dict)

    @property
    def user(self) -> User:
        return self.device.user

    @cached_property
    def collections(self) -> Mapping[UUID, CalendarCollection]:
        """In the order they are listed."""
        return {collection.uuid: collection for collection in collections_of(self.device)}

    def reading(self, collection: CalendarCollection) -> Reading:
        if collection.pk not in self._readings:
            self._readings[collection.pk] = read_calendar(collection, now=self.now)
        return self._readings[collection.pk]

    @property
    def principal_path(self) -> str:
        return f"{settings.CALDAV_PATH}principal-{self.user.pk}/"

    @property
    def home_path(self) -> str:
        return f"{settings.CALDAV_PATH}calendars-{self.user.pk}/"

    def calendar_path(self, collection: CalendarCollection) -> str:
        return f"{self.home_path}{collection.uuid}/"

    def calendar(self, collection: CalendarCollection) -> Resource:
        return Resource(Kind.CALENDAR, self.calendar_path(collection), collection)

    def event(self, collection: CalendarCollection, entry: Entry) -> Resource:
        return Resource(Kind.EVENT, self.event_path(collection, entry.name), collection, entry)

    def event_path(self, collection: CalendarCollection, name: str) -> str:
        return f"{self.calendar_path(collection)}{name}.ics"

    def find(self, path: str) -> Resource | None:
        """What stands at a path, with or without its last slash; nothing of other users and other calendars does."""
        if not f"{path}/".startswith(settings.CALDAV_PATH):
            return None
        found = ADDRESS.fullmatch(path[len(settings.CALDAV_PATH) :])
        if found is None:
            return None
        if found["principal"]:
            return Resource(Kind.PRINCIPAL, self.principal_path) if int(found["of"]) == self.user.pk else None
        if not found["home"]:
            return Resource(Kind.ROOT, settings.CALDAV_PATH)
        if int(found["user"]) != self.user.pk:
            return None
        return self._in_home(found)

    def _in_home(self, found: re.Match[str]) -> Resource | None:
        if not found["calendar"]:
            return Resource(Kind.HOME, self.home_path)
        collection = self.collections.get(UUID(found["calendar"]))
        if collection is None:
            return None
        if not found["event"]:
            return self.calendar(collection)
        entry = self.reading(collection).entries.get(found["event"])
        return self.event(collection, entry) if entry else None

    def find_href(self, href: str) -> Resource | None:
        """What a program names in a body: an address, whole or without the host, with signs written as %2D or not."""
        return self.find(unquote(urlsplit(href.strip()).path))

    def children(self, resource: Resource) -> Iterable[Resource]:
        if resource.kind == Kind.ROOT:
            yield Resource(Kind.PRINCIPAL, self.principal_path)
            yield Resource(Kind.HOME, self.home_path)
        elif resource.kind == Kind.HOME:
            yield from map(self.calendar, self.collections.values())
        elif resource.kind == Kind.CALENDAR and resource.collection is not None:
            for entry in self.reading(resource.collection).entries.values():
                yield self.event(resource.collection, entry)
