"""The same requests through a real web server over loopback, arriving at a fixed rate whether or not it keeps up."""

import http.client
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

from bench.doors import Ask, Door, WrongAnswer
from bench.figures import Figure, median_and_p95

HOST = "127.0.0.1"
WORKERS, THREADS = 2, 4
SERVER = f"gunicorn ({WORKERS} workers of {THREADS} threads)"
STARTS_WITHIN = 20  # seconds
WARM_UP = 6  # rounds of every door, so that both workers have met each
CLIENTS = 32


@contextmanager
def web_server(*, workers: int = WORKERS, threads: int = THREADS) -> Iterator[int]:
    """Gunicorn on a free port, with the settings and the database of this process; no queue worker. Yields the port."""
    port = free_port()
    options = f"--bind {HOST}:{port} --worker-class gthread --workers {workers} --threads {threads} --no-control-socket"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--log-level", "warning", *options.split()]
    server = subprocess.Popen(command, stdout=sys.stderr)
    try:
        wait_for(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=40)  # one that has fallen behind ends what it has begun first


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Raises RuntimeError when the server does not take connections in time."""
    give_up_at = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < give_up_at and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The web server has not started.")


def measure_served(doors: Sequence[Door], *, rate: float, seconds: float) -> list[Figure]:
    """`rate` requests a second, the doors in turn. A request's time begins when it was due, also if it left later."""
    rounds = max(1, round(rate * seconds / len(doors)))
    with web_server() as port:
        readers = [door for door in doors if door.asks is None]
        for door in readers * WARM_UP:
            fetch(port, door, door.ask())
        waiting = [
            (door, door.ask()) for turn in range(rounds) for door in doors if door.asks is None or turn < door.asks
        ]
        times = arrive(port, waiting, rate=rate)
    return [Figure(name, *median_and_p95(taken)) for name, taken in times.items()]


def arrive(port: int, waiting: Sequence[tuple[Door, Ask]], *, rate: float) -> dict[str, list[float]]:
    """Milliseconds from when each request was due until its answer was read."""
    began = time.monotonic() + 0.1
    times: dict[str, list[float]] = defaultdict(list)

    def take_turn(number: int, door: Door, ask: Ask) -> float:
        due = began + number / rate
        time.sleep(max(0.0, due - time.monotonic()))
        fetch(port, door, ask)
        return (time.monotonic() - due) * 1000

    with ThreadPoolExecutor(CLIENTS) as clients:
        turns = [(door, clients.submit(take_turn, number, door, ask)) for number, (door, ask) in enumerate(waiting)]
        for door, turn in turns:
            times[door.name].append(turn.result())
    return dict(times)


def fetch(port: int, door: Door, ask: Ask) -> None:
    """Raises WrongAnswer for another status than the door's."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        if ask.form is None:
            connection.request("GET", ask.path, headers=dict(ask.headers))
        else:
            headers = {**ask.headers, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", ask.path, urlencode(ask.form), headers)
        response = connection.getresponse()
        response.read()
    finally:
        connection.close()
    if response.status != door.status:
        raise WrongAnswer(f"{door.name}: {response.status} instead of {door.status}")
