"""Child processes that live and die together under one parent. Knows nothing of what they are.

Each child leads a session of its own, so that Ctrl-C in a terminal reaches the parent alone. A stop is SIGTERM to each
child's main process only: the queue's cluster hangs when its own children get the signal too. Whatever is left of a
child's session after the grace, or after its main process, is killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

GRACE = 6.0  # seconds between SIGTERM and SIGKILL
READY_WITHIN = 60.0
POLL = 0.1
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """A process to be. `is_ready` is asked, with the process id, until it says yes."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    is_ready: Callable[[int], bool]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                list(self.command),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 - no threads here
            )

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def signal_main(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill_session(self) -> None:
        """Nothing of the child is left after this."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def die_with(parent: int) -> Callable[[], None]:
    """Linux: the child gets SIGTERM when its parent is killed outright. Runs between fork and exec."""

    def ask_kernel() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    return ask_kernel


class Stopped(Exception):
    """Someone asked for the end: Ctrl-C, SIGTERM or the terminal closing."""


class Ended(Exception):
    """A child ended that should have lived on."""

    def __init__(self, child: Child) -> None:
        code = child.process.returncode if child.process else None
        super().__init__(f"{child.name} ended by itself (exit code {code})")
        self.child = child


class NotReady(Exception):
    """A child lives but does not answer."""

    def __init__(self, child: Child) -> None:
        super().__init__(f"{child.name} did not answer within {READY_WITHIN:.0f} seconds")
        self.child = child


class Supervisor:
    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._is_asked_to_stop = False

    def run(self, when_ready: Callable[[], None]) -> None:
        """Start all, call `when_ready` once all answer, and stay until stopped. All children are gone on return.

        Returns when asked to stop; raises Ended or NotReady when a child fails.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            for child in self._children:
                child.start()
            self._wait_until_ready()
            when_ready()
            while True:
                self._rest()
        except Stopped:
            return
        finally:
            self._stop()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_asked_to_stop = True

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN
        waiting = list(self._children)
        while waiting:
            self._rest()
            waiting = [child for child in waiting if child.process and not child.is_ready(child.process.pid)]
            if waiting and time.monotonic() > until:
                raise NotReady(waiting[0])

    def _rest(self) -> None:
        time.sleep(POLL)
        if self._is_asked_to_stop:
            raise Stopped
        for child in self._children:
            if child.has_ended():
                raise Ended(child)

    def _stop(self) -> None:
        """All at once, at most GRACE seconds."""
        for child in self._children:
            child.signal_main(signal.SIGTERM)
        until = time.monotonic() + GRACE
        while time.monotonic() < until and not all(child.has_ended() for child in self._children if child.process):
            time.sleep(POLL)
        for child in self._children:
            child.kill_session()
