"""The work of `python -m bench.calendars` on the database that LYKTA_BENCH_DATABASE_URL names; prints JSON."""

import json
import os
import sys
import time
from dataclasses import asdict
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from django.test import Client

from bench.calendars_growth import grow
from bench.calendars_limits import GROWTH, LARGE, OWN, QUIET, TIMES
from bench.calendars_load import count_answers
from bench.calendars_rows import add_calendars, district_token, own_token
from bench.doors import Ask, Door, send
from bench.loading import database_name, settle
from bench.measuring import measure
from bench.serving import web_server

GZIP = {"Accept-Encoding": "gzip"}
NOT_MODIFIED = 304


def main() -> int:
    seconds = float(sys.argv[1])
    say("Calendars ...")
    add_calendars({LARGE, *GROWTH})
    settle()
    busy = await_quiet(float(sys.argv[2]))
    say("Doors ...")
    figures = [asdict(measure(door, requests=TIMES)) for door in doors()]
    say("Growth ...")
    growth = [asdict(grow(district_token(nights), nights=nights)) for nights in GROWTH]
    say("304s over sockets ...")
    measured = {"database": database_name(), "busy": busy, "figures": figures, "growth": growth}
    print(json.dumps({**measured, "rates": rates(seconds)}))
    return 0


def await_quiet(most: float) -> float:
    """Let others finish, for so many seconds at most. Returns the load average, which is of the last minute."""
    give_up_at = time.monotonic() + most
    while (busy := os.getloadavg()[0]) > QUIET and time.monotonic() < give_up_at:
        time.sleep(5)
    return busy


def doors() -> list[Door]:
    """By the names that bench.calendars_page knows their bars by."""
    return [
        *doors_to("volunteer", own_token(), nights=OWN),
        *doors_to("district", district_token(LARGE), nights=LARGE),
    ]


def doors_to(kind: str, token: str, *, nights: int) -> list[Door]:
    """As it is, as calendar programs ask for it, and when it is what they have already."""
    plain, packed = address(token), Ask(address(token).path, GZIP)
    require_length(plain, nights=nights)
    again = with_etag(packed)
    return [
        Door(f"{kind}, whole", lambda: plain),
        Door(f"{kind}, whole, gzip", lambda: packed),
        Door(f"{kind}, unchanged", lambda: again, status=NOT_MODIFIED),
    ]


def address(token: str) -> Ask:
    return Ask(f"/calendar/{token}.ics")


def require_length(ask: Ask, *, nights: int) -> None:
    """Raises SystemExit for a calendar of another length than what is measured."""
    found = content(ask).count(b"BEGIN:VEVENT")
    if found != nights:
        raise SystemExit(f"{ask.path} has {found} events instead of {nights}.")


def content(ask: Ask) -> bytes:
    answer: Any = send(Client(), ask)
    return bytes(answer.content)


def with_etag(ask: Ask) -> Ask:
    return Ask(ask.path, {**ask.headers, "If-None-Match": send(Client(), ask).headers["ETag"]})


def rates(seconds: float) -> list[dict[str, Any]]:
    found = []
    for kind, token in (("volunteer", own_token()), ("district", district_token(LARGE))):
        ask = with_etag(Ask(address(token).path, GZIP))
        with web_server() as port:
            found.append({"kind": kind, **asdict(count_answers(port, ask, status=NOT_MODIFIED, seconds=seconds))})
    return found


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
