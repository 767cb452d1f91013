"""People who look at the board and at a leader's page all the time while texts come in."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.doors import session_of
from bench.serving import HOST
from bench.towns import coordinator_email, leader_email
from scheduling.enums import ShiftState
from scheduling.models import Shift
from volunteers.models import User


@dataclass(frozen=True)
class Reading:
    status: int
    milliseconds: float


@contextmanager
def reading(port: int, readers: int) -> Iterator[list[Reading]]:
    """So many people, each asking for the next page as soon as they have one; what they got is in the list."""
    readings: list[Reading] = []
    is_over = threading.Event()
    visits = [visit_of(number) for number in range(readers)]
    threads = [threading.Thread(target=read, args=(port, visit, readings, is_over)) for visit in visits]
    for thread in threads:
        thread.start()
    try:
        yield readings
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def visit_of(number: int) -> tuple[str, list[str]]:
    """A coordinator's or a leader's session, and the pages they look at: the board, and a night."""
    email = coordinator_email(number + 1) if number % 2 == 0 else leader_email(number + 1)
    user = User.objects.get(email=email)
    shift = Shift.objects.filter(state=ShiftState.PUBLISHED)
    own = (
        shift.filter(association__municipality=number + 1) if number % 2 == 0 else shift.filter(association=number + 1)
    )
    return session_of(user), ["/pass", f"/pass/{own.earliest('pk').pk}"]


def read(port: int, visit: tuple[str, list[str]], readings: list[Reading], is_over: threading.Event) -> None:
    cookie, pages = visit
    while not is_over.is_set():
        for page in pages:
            began = time.monotonic()
            status = fetch(port, page, cookie)
            readings.append(Reading(status, (time.monotonic() - began) * 1000))


def fetch(port: int, page: str, cookie: str) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", page, headers={"Cookie": cookie})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()
