"""Readers that are programs of their own, run as a person would: khal, vdirsyncer and Radicale."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

from tests.readers.entries import Entry, moment, plainly_read
from tests.support.processes import HOST, PATIENCE, free_port, wait_until

BESIDE_PYTHON = Path(sys.executable).parent
FIELD, RECORD = "\x1f", "\x1e"  # control characters, which no feed of ours holds
KHAL_SETTINGS = """
[calendars]
[[none]]
path = {folder}/none
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
"""
KHAL_FIELDS = ("uid", "start-long", "end-long", "title", "location", "description")
VDIRSYNCER_PAIR = """
[pair of_{number}]
a = "from_{number}"
b = "to_{number}"
collections = null
[storage from_{number}]
type = "http"
url = "{url}/{number}.ics"
[storage to_{number}]
type = "filesystem"
path = "{folder}/{number}"
fileext = ".ics"
"""


def by_khal(feeds: Sequence[bytes], folder: Path) -> list[list[Entry]]:
    (folder / "none").mkdir()
    (folder / "settings").write_text(KHAL_SETTINGS.format(folder=folder), encoding="utf-8")

    def read(number: int) -> list[Entry]:
        path = folder / f"{number}.ics"
        path.write_bytes(feeds[number])
        said = run(
            "khal",
            "-c",
            folder / "settings",
            "printics",
            "-f",
            RECORD + FIELD.join(f"{{{name}}}" for name in KHAL_FIELDS),
            path,
        )
        return [khal_entry(*record.removesuffix("\n").split(FIELD)) for record in said.split(RECORD)[1:]]

    with ThreadPoolExecutor(2) as hands:
        return list(hands.map(read, range(len(feeds))))


def khal_entry(uid: str, starts: str, ends: str, *texts: str) -> Entry:
    """It names the last day of a whole-day event rather than the day after."""
    end = moment(ends)
    return Entry(uid, moment(starts), end + timedelta(days=1) if type(end) is date else end, *texts)


def by_vdirsyncer(feeds: Sequence[bytes], folder: Path) -> list[list[Entry]]:
    """Each feed fetched over HTTP and split into a file for each event; what those hold."""
    with serving(feeds) as url:
        pairs = (VDIRSYNCER_PAIR.format(number=number, url=url, folder=folder) for number in range(len(feeds)))
        settings = f'[general]\nstatus_path = "{folder}/status"\n{"".join(pairs)}'
        (folder / "settings").write_text(settings, encoding="utf-8")
        for number in range(len(feeds)):
            (folder / str(number)).mkdir()
        for command in ("discover", "sync"):
            run("vdirsyncer", "-c", folder / "settings", command)
    return [
        [entry for path in sorted((folder / str(number)).glob("*.ics")) for entry in plainly_read(path.read_bytes())]
        for number in range(len(feeds))
    ]


@contextmanager
def serving(feeds: Sequence[bytes]) -> Iterator[str]:
    """The feeds at /0.ics, /1.ics and on, as Lykta would send them."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = feeds[int(self.path.strip("/").removesuffix(".ics"))]
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """Tests say nothing of what goes well."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def by_radicale(feeds: Sequence[bytes], folder: Path) -> list[list[Entry]]:
    """Each feed put whole into a calendar of the server and taken back from it."""
    with radicale_at(folder) as url, requests.Session() as session:
        session.auth = ("lykta", "any password does")
        found = []
        for number, feed in enumerate(feeds):
            address = f"{url}/lykta/{number}/"
            put = session.put(address, feed, headers={"Content-Type": "text/calendar; charset=utf-8"}, timeout=PATIENCE)
            assert put.status_code == 201, put.text
            found.append(plainly_read(session.get(address, timeout=PATIENCE).content))
        return found


@contextmanager
def radicale_at(folder: Path) -> Iterator[str]:
    port = free_port()
    options = f"--config= --hosts {HOST}:{port} --auth-type none --storage-filesystem-folder {folder}/store"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "radicale", *options.split()], stdout=log, stderr=log, cwd=folder
        )
    try:
        assert wait_until(lambda: is_answering(port)), (folder / "log").read_text()
        yield f"http://{HOST}:{port}"
    finally:
        server.terminate()
        server.wait(60)


def is_answering(port: int) -> bool:
    try:
        return requests.get(f"http://{HOST}:{port}/.web/", timeout=5).ok
    except requests.RequestException:
        return False


def run(program: str, *arguments: str | Path) -> str:
    done = subprocess.run(
        [BESIDE_PYTHON / program, *arguments], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
