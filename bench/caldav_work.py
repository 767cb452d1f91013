"""The work of `python -m bench.caldav` in a process of its own: `NIGHTS TIMES`; prints the figures as JSON."""

import json
import os
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from itertools import count
from typing import Any
from xml.etree.ElementTree import fromstring

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, median_and_p95
from bench.measuring import TRANSACTION
from bench.moment import START
from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.passwords import make_password
from scheduling.models import Route, Shift
from volunteers.enums import RoleKind
from volunteers.models import Association, District, Municipality, Role, User

MULTI_STATUS = 207
ROUTES, FETCHED = 50, 50
DAV = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
SYNC = f"<D:sync-collection {DAV}><D:sync-token>{{}}</D:sync-token><D:prop><D:getetag/></D:prop></D:sync-collection>"
LIST = f"<D:propfind {DAV}><D:prop><D:getetag/><D:getcontenttype/><D:resourcetype/></D:prop></D:propfind>"
MULTIGET = f"<C:calendar-multiget {DAV}><D:prop><D:getetag/><C:calendar-data/></D:prop>{{}}</C:calendar-multiget>"
QUERY = (
    f'<C:calendar-query {DAV}><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR">'
    '<C:comp-filter name="VEVENT"><C:time-range start="{}" end="{}"/></C:comp-filter></C:comp-filter></C:filter>'
    "</C:calendar-query>"
)
Ask = Callable[[str, str], bytes]


def main() -> int:
    nights, times = map(int, sys.argv[1:])
    call_command("migrate", verbosity=0)
    town = load(nights)
    ask, path = device_of(town)
    figures = measure(ask, path, times)
    print(json.dumps([database(), *map(asdict, figures)]))
    return 0


def load(nights: int) -> Municipality:
    """A municipality with one association, whose nights follow one another from a month ago on."""
    town = Municipality.objects.create(name="Bänkköping")
    association = Association.objects.create(municipality=town, name="Vandrarna")
    district = District.objects.create(municipality=town, name="Söder")
    routes = [
        Route.objects.create(municipality=town, district=district, name=f"Runda {number}", meeting_point="biblioteket")
        for number in range(ROUTES)
    ]
    begin = START - timedelta(days=30)
    Shift.objects.bulk_create(
        Shift(
            association=association,
            route=routes[number % ROUTES],
            starts_at=begin + timedelta(hours=number),
            ends_at=begin + timedelta(hours=number + 4),
            night=(begin + timedelta(hours=number)).date(),
            state="published",
            created_at=begin,
            updated_at=begin,
        )
        for number in range(nights)
    )
    return town


def device_of(town: Municipality) -> tuple[Ask, str]:
    """What asks for the coordinator's telephone, and the address of the municipality's calendar."""
    user = User.objects.create_user("samordnare@lykta.example", name="Samordnaren")
    Role.objects.create(user=user, kind=RoleKind.COORDINATOR, municipality=town)
    calendar = calendar_over(town)
    password = make_password(user, name="Telefonen", collections=[calendar], now=START)
    headers = {"Authorization": "Basic " + b64encode(f"{user.email}:{password}".encode()).decode(), "Depth": "1"}
    path = f"/caldav/calendars-{user.pk}/{calendar.uuid}/"
    client = Client(SERVER_NAME="127.0.0.1")

    def ask(method: str, body: str) -> bytes:
        answer = client.generic(method, path, body, content_type="application/xml", headers=headers)
        if answer.status_code != MULTI_STATUS:
            raise SystemExit(f"{method}: {answer.status_code}")
        return bytes(answer.content)

    return ask, path


def measure(ask: Ask, path: str, times: int) -> list[Figure]:
    """Every first request sees what a device sees whose calendar nobody has followed before."""
    began = time.perf_counter()
    first = ask("REPORT", SYNC.format(""))
    newcomer = (time.perf_counter() - began) * 1000
    token = token_in(first)
    hrefs = "".join(f"<D:href>{path}shift-{uuid}.ics</D:href>" for uuid in uuids(FETCHED))
    month = [moment.strftime("%Y%m%dT%H%M%SZ") for moment in (START, START + timedelta(days=28))]
    tokens = {"known": token}
    return [
        Figure("First of all to follow it", newcomer, newcomer, queries=None),
        figure("Nothing has changed", lambda: ask("REPORT", SYNC.format(token)), times),
        figure("One night has changed, first to ask", lambda: follow(ask, tokens), times, before=change_one),
        figure("The same, for the next to ask", lambda: ask("REPORT", SYNC.format(token)), times),
        figure(f"{FETCHED} nights by name, with data", lambda: ask("REPORT", MULTIGET.format(hrefs)), times),
        figure("Four weeks by calendar-query", lambda: ask("REPORT", QUERY.format(*month)), times),
        figure("All tags by PROPFIND", lambda: ask("PROPFIND", LIST), times),
        figure("All tags by a first sync", lambda: ask("REPORT", SYNC.format("")), times),
    ]


def follow(ask: Ask, tokens: dict[str, str]) -> None:
    tokens["known"] = token_in(ask("REPORT", SYNC.format(tokens["known"])))


changes = count(1)


def change_one() -> None:
    """As a verb does it: another crew, another revision, another time of change."""
    row = Shift.objects.order_by("pk")[next(changes) % Shift.objects.count()]
    Shift.objects.filter(pk=row.pk).update(
        crew_target=5, revision=F("revision") + 1, updated_at=START + timedelta(seconds=next(changes))
    )


def figure(name: str, work: Callable[[], Any], times: int, *, before: Callable[[], None] = lambda: None) -> Figure:
    before()
    with CaptureQueriesContext(connection) as captured:
        work()
    queries = sum(not query["sql"].startswith(TRANSACTION) for query in captured.captured_queries)
    took = []
    for _time in range(times):
        before()
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return Figure(name, *median_and_p95(took), queries=queries)


def token_in(answer: bytes) -> str:
    return fromstring(answer).findtext("{DAV:}sync-token") or ""  # noqa: S314 - our own answer


def uuids(most: int) -> list[str]:
    return [str(uuid) for uuid in Shift.objects.order_by("starts_at").values_list("uuid", flat=True)[:most]]


def database() -> str:
    if connection.vendor == "postgresql":
        version, name = "SHOW server_version", "PostgreSQL"
    else:
        version, name = "SELECT sqlite_version()", "SQLite"
    with connection.cursor() as cursor:
        cursor.execute(version)
        return f"{name} {str(cursor.fetchone()[0]).split()[0]}"


if __name__ == "__main__":
    sys.exit(main())
