import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from emulator.settings import Settings, settings_from

ROOT = Path(__file__).parent.parent.parent


@contextlib.contextmanager
def start(**environ: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-m", "emulator"],
        cwd=ROOT,
        env=os.environ | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as wire:
        port: int = wire.getsockname()[1]
    return port


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_process_serves_and_stops_at_once(stop: signal.Signals) -> None:
    port = free_port()
    with start(EMULATOR_PORT=str(port)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"SMS emulator: http://127.0.0.1:{port}\n"
        assert requests.get(f"http://127.0.0.1:{port}/healthz", timeout=60).text == "ok"
        process.send_signal(stop)
        assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 0


def test_port_in_use_gives_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as wire:
        port = wire.getsockname()[1]
        with start(EMULATOR_PORT=str(port)) as process:
            _, error = process.communicate(timeout=60)
    assert process.returncode == 1
    assert error == f"The SMS emulator cannot listen on 127.0.0.1:{port}: Address already in use. Set EMULATOR_PORT.\n"


def test_unreadable_setting_gives_one_clear_line() -> None:
    with start(EMULATOR_MAGIC="nonsense") as process:
        _, error = process.communicate(timeout=60)
    assert process.returncode == 2
    assert error.splitlines() == ["EMULATOR_MAGIC: cannot read 'nonsense'; write for example +46701740697=429x1"]


def test_settings_are_read_from_the_environment() -> None:
    settings = settings_from(
        {
            "EMULATOR_PORT": "9001",
            "EMULATOR_NUMBER": "+46701740688",
            "EMULATOR_DEMO_URL": "http://127.0.0.1:9000/demo/",
            "EMULATOR_SPEED": "50",
            "EMULATOR_ADVANCED_OPT_OUT": "1",
            "EMULATOR_COUNTRIES": "SE",
            "EMULATOR_MAGIC": "",
        }
    )
    assert settings == Settings(
        port=9001,
        number="+46701740688",
        demo_url="http://127.0.0.1:9000/demo",
        speed=50,
        advanced_opt_out=True,
        countries=frozenset({"SE"}),
        magic={},
    )


def test_settings_have_a_working_default() -> None:
    assert settings_from({}) == Settings()


@pytest.mark.parametrize("speed", ["0", "-1"])
def test_speed_must_be_above_zero(speed: str) -> None:
    with pytest.raises(ValueError, match="EMULATOR_SPEED"):
        settings_from({"EMULATOR_SPEED": speed})
