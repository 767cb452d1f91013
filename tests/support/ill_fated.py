"""Places in the code where a process comes to grief, as a test orders by its environment.

FAULTS_AT is the place: "module:function:before" or ":after", "module:Class.method:…" alike. FAULTS_DEED is what happens
there: "kill" (as by kill -9), "pause" (nothing for two seconds) or "full" (no disk takes a byte more, for a second).
FAULTS_ONCE is a file that is made when it has happened, so that it happens once however many processes are to meet it.
"""

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial, wraps
from importlib import import_module
from pathlib import Path
from typing import Any

FULL_FOR = 1.0
PAUSED_FOR = 2.0
OURS = ("api.", "fieldwork.", "messaging.", "scheduling.")


def await_fate() -> None:
    """Do what the environment orders; nothing where it orders nothing."""
    if os.environ.get("FAULTS_AT"):
        place, _, when = os.environ["FAULTS_AT"].rpartition(":")
        put(place, partial(ill_fated, when=when))


def put(place: str, make: Callable[[Any], Any]) -> None:
    """Put another in the place of what a name stands for, in every module that has it by that name."""
    module, _, path = place.partition(":")
    holder: Any = import_module(module)
    *outer, name = path.split(".")
    for step in outer:
        holder = getattr(holder, step)
    old = getattr(holder, name)
    new = make(old)
    setattr(holder, name, new)
    for other in [] if outer else list(sys.modules.values()):
        if other.__name__.startswith(OURS) and getattr(other, name, None) is old:
            setattr(other, name, new)


def ill_fated(function: Callable[..., Any], *, when: str) -> Callable[..., Any]:
    deed = {"kill": die, "pause": pause, "full": fill_the_disk}[os.environ["FAULTS_DEED"]]

    @wraps(function)
    def doomed(*args: Any, **options: Any) -> Any:
        if when == "before":
            strike(deed)
        result = function(*args, **options)
        if when == "after":
            strike(deed)
        return result

    return doomed


def strike(deed: Callable[[], None]) -> None:
    with suppress(FileExistsError):
        Path(os.environ["FAULTS_ONCE"]).touch(exist_ok=False)
        deed()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def pause() -> None:
    time.sleep(PAUSED_FOR)


def fill_the_disk() -> None:
    """No file of this process may grow beyond its first byte, as on a disk without room; there is room again later."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    threading.Timer(FULL_FOR, partial(resource.setrlimit, resource.RLIMIT_FSIZE, (hard, hard))).start()
