"""How much processor time each part of Lykta takes, as the kernel counts it; PostgreSQL's processes among them."""

import os
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

POSTGRES = "PostgreSQL"
TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 1.0  # second: a connection that has ended takes its time with it
# In /proc/<pid>/stat, counted from what follows the name in brackets.
SESSION, USER, SYSTEM = 3, 11, 12


@dataclass
class Costs:
    """Looks at /proc now and then. A process belongs to the part whose session it is in."""

    _sessions: dict[int, str] = field(default_factory=dict)
    _first: dict[int, float] = field(default_factory=dict)
    _last: dict[int, tuple[str, float]] = field(default_factory=dict)
    _is_over: threading.Event = field(default_factory=threading.Event)
    _watcher: threading.Thread | None = None

    def watch(self, parts: Mapping[str, int]) -> None:
        self._sessions = {session: name for name, session in parts.items()}
        self._first = {pid: spent for pid, _name, spent in self._look()}
        self._watcher = threading.Thread(target=self._keep_looking, daemon=True)
        self._watcher.start()

    def stop(self) -> dict[str, float]:
        """Seconds since `watch`, by part."""
        self._is_over.set()
        if self._watcher is not None:
            self._watcher.join()
        totals: dict[str, float] = defaultdict(float)
        for pid, (name, spent) in self._last.items():
            totals[name] += spent - self._first.get(pid, 0.0)
        return dict(totals)

    def _keep_looking(self) -> None:
        while True:
            is_over = self._is_over.wait(EVERY)
            self._last |= {pid: (name, spent) for pid, name, spent in self._look()}
            if is_over:
                return

    def _look(self) -> Iterator[tuple[int, str, float]]:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "stat").read_text()
                is_postgres = " (postgres) " in words
                values = words.rpartition(")")[2].split()
                name = POSTGRES if is_postgres else self._sessions.get(int(values[SESSION]))
            except (OSError, IndexError, ValueError):
                continue
            if name is not None:
                yield int(folder.name), name, (int(values[USER]) + int(values[SYSTEM])) / TICKS
