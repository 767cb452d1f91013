"""Readers that run in Node: ical.js, which Thunderbird reads by, and node-ical."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.readers.entries import Entry, moment

HERE = Path(__file__).parent / "node"


def by_ical_js(feeds: Sequence[bytes], folder: Path) -> list[list[Entry]]:
    return in_node("ical.js", feeds, folder)


def by_node_ical(feeds: Sequence[bytes], folder: Path) -> list[list[Entry]]:
    return in_node("node-ical", feeds, folder)


def in_node(program: str, feeds: Sequence[bytes], folder: Path) -> list[list[Entry]]:
    node = shutil.which("node")
    assert node is not None
    asked = folder / "asked.json"
    asked.write_text(json.dumps({"program": program, "feeds": [feed.decode() for feed in feeds]}), encoding="utf-8")
    at_home = {**os.environ, "TZ": "Europe/Stockholm"}
    done = subprocess.run([node, "read.mjs", asked], cwd=HERE, env=at_home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [[entry_of(*event) for event in events] for events in json.loads(done.stdout)]


def entry_of(uid: str, starts: str, ends: str, *texts: str | None) -> Entry:
    return Entry(uid, moment(starts), moment(ends), *(text or "" for text in texts))


def version(program: str) -> str:
    """As locked."""
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    return str(locked["packages"][f"node_modules/{program}"]["version"])
