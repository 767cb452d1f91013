"""What is asked of the API, as plain requests: each with the most that one may take, and the most queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from django.test import Client

from bench.api_limits import DEEP, MOST_MS, MOST_QUERIES, PAGE
from bench.doors import Ask, send
from bench.moment import START
from bench.towns import partner_token
from scheduling.models import Shift
from volunteers.models import District

TOWN = 1
LIST = "/api/v1/shifts"
HEADERS = {"Authorization": f"Bearer {partner_token(TOWN)}"}
WEEK = {"from": "2026-10-12", "to": "2026-10-18"}


@dataclass(frozen=True)
class ApiDoor:
    name: str
    ask: Ask
    status: int = 200
    bars: Mapping[str, int] = field(default_factory=dict)  # of "ms" at p95 and "queries"
    times: int = 200


def asked(path: str, **query: str) -> Ask:
    return Ask(f"{path}?{urlencode(query)}" if query else path, HEADERS)


def api_doors() -> list[ApiDoor]:
    of_list = {"ms": MOST_MS, "queries": MOST_QUERIES}
    first = asked(LIST, limit=str(PAGE))
    tonight = asked(LIST, **{"from": START.date().isoformat(), "limit": str(PAGE)})
    shift = Shift.objects.filter(association__municipality=TOWN, starts_at__gt=START).order_by("starts_at", "pk")[0]
    quarter = District.objects.filter(municipality=TOWN, parent=None).order_by("pk")[0]
    return [
        ApiDoor(f"List, {PAGE} shifts, the first page of all", first, bars=of_list),
        ApiDoor(f"List, {PAGE} shifts, page {DEEP}", deep_page(), bars=of_list),
        ApiDoor(f"List, {PAGE} shifts, from tonight", tonight, bars=of_list),
        ApiDoor(
            f"List, {PAGE} shifts, a district and all below it",
            asked(LIST, limit=str(PAGE), district=str(quarter.uuid)),
            bars=of_list,
        ),
        ApiDoor("List, unchanged (304)", unchanged(tonight), status=304),
        ApiDoor("One shift", asked(f"{LIST}/{shift.uuid}")),
        ApiDoor("Coverage of a week", asked("/api/v1/coverage", **WEEK)),
        ApiDoor("Events, none new", asked("/api/v1/events", after="0")),
        ApiDoor(f"Plain REST framework, {PAGE} shifts, columns alone", Ask("/plain/flat"), times=50),
        ApiDoor(f"Plain REST framework, {PAGE} shifts with what they point to", Ask("/plain/nested"), times=50),
        ApiDoor(f"Plain REST framework, columns alone, page {DEEP}", Ask(f"/plain/flat?page={DEEP}"), times=50),
    ]


def deep_page() -> Ask:
    """By following `next` from the first page on, as a reader would."""
    client, ask = Client(), asked(LIST, limit=str(PAGE))
    for _page in range(DEEP - 1):
        following = urlsplit(send(client, ask).json()["next"])  # type: ignore[attr-defined]  # the test client's
        ask = Ask(f"{following.path}?{following.query}", HEADERS)
    return ask


def unchanged(ask: Ask) -> Ask:
    return Ask(ask.path, {**ask.headers, "If-None-Match": send(Client(), ask).headers["ETag"]})


def mixed() -> list[Ask]:
    """What partners ask for in a minute: mostly whether there is news, then what tonight looks like, then one shift."""
    tonight = asked(LIST, **{"from": START.date().isoformat(), "limit": "20"})
    near = Shift.objects.filter(association__municipality=TOWN, starts_at__gt=START).order_by("starts_at", "pk")[:4]
    return [
        *[unchanged(tonight)] * 6,
        *[asked("/api/v1/events", after="0")] * 5,
        *[asked(f"{LIST}/{shift.uuid}") for shift in near],
        *[tonight] * 3,
        asked("/api/v1/coverage", **WEEK),
        asked("/api/v1/districts"),
    ]


def written(ask: Ask) -> bytes:
    """The whole HTTP request."""
    head = "".join(f"{name}: {value}\r\n" for name, value in ask.headers.items())
    return f"GET {ask.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{head}\r\n".encode()
