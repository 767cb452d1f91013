"""vdirsyncer as a process of its own: keeps one file for each event of a CalDAV server's calendars."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import PATIENCE

CONFIG = """
[general]
status_path = "{folder}/status"

[pair lykta]
a = "lykta_far"
b = "lykta_near"
collections = ["from a"]
conflict_resolution = "a wins"
metadata = ["displayname", "color"]

[storage lykta_far]
type = "caldav"
url = "{url}"
username = "{name}"
password = "{password}"
read_only = true
{more}

[storage lykta_near]
type = "filesystem"
path = "{folder}/calendars"
fileext = ".ics"
"""


@dataclass
class Vdirsyncer:
    """Everything it knows is in the folder."""

    folder: Path
    url: str
    name: str
    password: str

    def run(self, *arguments: str, more: str = "") -> "subprocess.CompletedProcess[str]":
        """`more` is set on the side of the server."""
        self.folder.mkdir(exist_ok=True)
        config = self.folder / "config"
        values = {"folder": self.folder, "url": self.url, "name": self.name, "password": self.password}
        config.write_text(CONFIG.format(**values, more=more), encoding="utf-8")
        return subprocess.run(
            [Path(sys.executable).with_name("vdirsyncer"), "--config", config, *arguments],
            check=False,
            capture_output=True,
            text=True,
            input="y\ny\ny\n",
            timeout=PATIENCE,
        )

    def bodies(self) -> dict[str, list[str]]:
        """What it has kept, by the name of the calendar."""
        return {
            calendar.name: [event.read_text(encoding="utf-8") for event in sorted(calendar.glob("*.ics"))]
            for calendar in (self.folder / "calendars").iterdir()
            if calendar.is_dir()
        }
