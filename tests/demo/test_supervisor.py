"""The supervisor with small children, each run in a process of its own since it takes over the signals."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.settings import BASE_DIR
from tests.support.processes import PATIENCE, wait_until

pytestmark = pytest.mark.processes

FAMILY = """
import os, sys
from pathlib import Path
from demo.domain import supervisor
supervisor.GRACE = 1.0
folder = Path(sys.argv[1])
children = [
    supervisor.Child(
        name=name,
        command=[sys.executable, "-c", code],
        environment={**os.environ, "FOLDER": str(folder)},
        log=folder / f"{name}.log",
        is_ready=lambda pid: True,
    )
    for name, code in zip(sys.argv[2::2], sys.argv[3::2])
]
try:
    tell = lambda: print("ready", *(child.process.pid for child in children), flush=True)
    supervisor.Supervisor(children).run(when_ready=tell)
except supervisor.Ended as trouble:
    print(trouble, flush=True)
    sys.exit(1)
print("stopped", flush=True)
"""
SLEEPS = "import time; time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
LEAVES = "import time; time.sleep(0.5); raise SystemExit(3)"
HAS_CHILD = (
    "import os, pathlib, subprocess, sys, time\n"
    f"child = subprocess.Popen([sys.executable, '-c', {DEAF!r}])\n"
    "pathlib.Path(os.environ['FOLDER'], 'grandchild').write_text(str(child.pid))\n"
    "time.sleep(600)"
)


def start(folder: Path, **children: str) -> subprocess.Popen[str]:
    named = [word for pair in children.items() for word in pair]
    return subprocess.Popen(
        [sys.executable, "-c", FAMILY, str(folder), *named], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True
    )


def ready(family: subprocess.Popen[str]) -> list[int]:
    assert family.stdout is not None
    word, *pids = family.stdout.readline().split()
    assert word == "ready"
    return [int(pid) for pid in pids]


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(*pids: int) -> list[int]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and any(map(is_alive, pids)):
        time.sleep(0.05)
    return [pid for pid in pids if is_alive(pid)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_child_and_is_no_failure(tmp_path: Path, number: signal.Signals) -> None:
    family = start(tmp_path, one=SLEEPS, two=SLEEPS)
    pids = ready(family)
    family.send_signal(number)
    told, _errors = family.communicate(timeout=60)
    assert (family.returncode, told, wait_until_gone(*pids)) == (0, "stopped\n", [])


def test_a_child_that_does_not_listen_is_killed_after_the_grace(tmp_path: Path) -> None:
    family = start(tmp_path, deaf=DEAF)
    pids = ready(family)
    time.sleep(0.5)
    family.terminate()
    family.communicate(timeout=60)
    assert (family.returncode, wait_until_gone(*pids)) == (0, [])


def test_when_one_child_ends_the_others_are_stopped_and_it_is_named(tmp_path: Path) -> None:
    family = start(tmp_path, stays=SLEEPS, leaves=LEAVES)
    pids = ready(family)
    told, _errors = family.communicate(timeout=60)
    assert (family.returncode, told, wait_until_gone(*pids)) == (1, "leaves ended by itself (exit code 3)\n", [])


def test_nothing_of_a_childs_own_children_is_left(tmp_path: Path) -> None:
    family = start(tmp_path, parent=HAS_CHILD)
    ready(family)
    note = tmp_path / "grandchild"
    assert wait_until(lambda: note.exists() and note.read_text() != "")
    family.terminate()
    family.communicate(timeout=60)
    assert wait_until_gone(int(note.read_text())) == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no signal at a parent's death")
def test_children_end_when_the_supervisor_is_killed_outright(tmp_path: Path) -> None:
    family = start(tmp_path, one=SLEEPS, two=SLEEPS)
    pids = ready(family)
    os.kill(family.pid, signal.SIGKILL)
    family.communicate(timeout=60)
    assert wait_until_gone(*pids) == []
