"""How Lykta starts, and refuses to start, outside the demo: in a process of its own, by environment alone."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import BASE_DIR, DEMO_AUTH_TOKEN, DEMO_SECRET_KEY

SOUND = {
    "LYKTA_PUBLIC_URL": "https://lykta.example",
    "LYKTA_SECRET_KEY": secrets.token_urlsafe(50),
    "LYKTA_TRUSTED_PROXIES": "1",
    "LYKTA_TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "LYKTA_TWILIO_AUTH_TOKEN": "invented-for-this-test",
    "LYKTA_TWILIO_FROM": "+46701740699",
}


def manage(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` with this environment and nothing of the developer's own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        env=kept | environment,
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def last_line(run: subprocess.CompletedProcess[str]) -> str:
    return run.stderr.strip().splitlines()[-1].removeprefix("django.core.exceptions.ImproperlyConfigured: ")


def test_deployment_checks_are_clean() -> None:
    run = manage("check", "--deploy", "--fail-level", "WARNING", **SOUND)
    assert (run.returncode, run.stdout) == (0, "System check identified no issues (1 silenced).\n"), run.stderr


@pytest.mark.parametrize(
    ("change", "beginning"),
    [
        ({"LYKTA_SECRET_KEY": ""}, "LYKTA_SECRET_KEY is missing, too short or the demo's. Set it to"),
        ({"LYKTA_SECRET_KEY": "short"}, "LYKTA_SECRET_KEY is missing, too short or the demo's. Set it to"),
        ({"LYKTA_SECRET_KEY": DEMO_SECRET_KEY}, "LYKTA_SECRET_KEY is missing, too short or the demo's. Set it to"),
        ({"LYKTA_PUBLIC_URL": ""}, "LYKTA_PUBLIC_URL must be an address like https://lykta.example"),
        ({"LYKTA_TWILIO_AUTH_TOKEN": ""}, "Texts cannot be sent: set LYKTA_TWILIO_ACCOUNT_SID, "),
        ({"LYKTA_TWILIO_FROM": ""}, "Texts cannot be sent: set LYKTA_TWILIO_ACCOUNT_SID, "),
        ({"LYKTA_TWILIO_AUTH_TOKEN": DEMO_AUTH_TOKEN}, "LYKTA_TWILIO_AUTH_TOKEN is the demo's, known to everyone."),
    ],
)
def test_production_refuses_to_start_and_says_what_to_set(change: dict[str, str], beginning: str) -> None:
    run = manage("check", **SOUND | change)
    assert (run.returncode, last_line(run)[: len(beginning)]) == (1, beginning)


def test_the_secret_can_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(secrets.token_urlsafe(50), encoding="utf-8")
    run = manage("check", **SOUND | {"LYKTA_SECRET_KEY": "", "LYKTA_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert run.returncode == 0, run.stderr


def test_the_demo_is_not_installed_and_has_no_doors_outside_the_demo() -> None:
    script = (
        "from django.apps import apps; from django.urls import resolve, Resolver404\n"
        "print(apps.is_installed('demo'))\n"
        "for path in ('/demo/clock', '/demo/state'):\n"
        "    try: resolve(path); print('open')\n"
        "    except Resolver404: print('404')\n"
    )
    run = manage("shell", "--no-imports", "-c", script, **SOUND)
    assert run.stdout.split() == ["False", "404", "404"], run.stderr


def test_the_demo_needs_no_environment_but_its_switch() -> None:
    assert manage("check", LYKTA_DEMO="1").returncode == 0


def test_every_variable_that_is_read_has_its_line_in_the_operations_manual() -> None:
    read = set()
    for name in ("settings.py", "settings_test.py"):
        source = (BASE_DIR / "config" / name).read_text(encoding="utf-8")
        read |= set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
        read |= set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', source))
    manual = (BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    written = set(re.findall(r"^\| `([A-Z_]+)`", manual, flags=re.MULTILINE))
    # What tests read is written there too, and stands in tests/services.py.
    assert read - written == set()
    assert {name for name in written - read if not name.startswith("LYKTA_TEST_")} == set()
