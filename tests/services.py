"""What some tests need beyond Python: a browser, servers, calendar programs. What is missing is told, never hidden."""

import ctypes
import os
import shutil
import socket
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from django.db import connection

from fieldwork.gateways.pdf import is_available

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
REQUIRED = frozenset(filter(None, os.environ.get("LYKTA_TEST_REQUIRE", "").split(",")))
NODE_READERS = Path(__file__).parent / "readers" / "node"
NODE_WEBHOOKS = Path(__file__).parent / "api" / "node"
REDIS_URL = os.environ.get("LYKTA_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


def chromium_path() -> str | None:
    """LYKTA_TEST_CHROMIUM, or the first Chromium on the PATH."""
    return os.environ.get("LYKTA_TEST_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def lacks_browser() -> str:
    return "" if chromium_path() else "no Chromium on the PATH (apt-get install chromium, or set LYKTA_TEST_CHROMIUM)"


def lacks_postgres() -> str:
    return "" if connection.vendor == "postgresql" else "not on PostgreSQL (set LYKTA_TEST_DATABASE_URL)"


def lacks_sqlite() -> str:
    return "" if connection.vendor == "sqlite" else "not on SQLite"


def lacks_redis() -> str:
    try:
        redis.Redis.from_url(REDIS_URL, socket_timeout=30).ping()
    except redis.RedisError as error:
        return f"no Redis at {REDIS_URL} ({type(error).__name__}; set LYKTA_TEST_REDIS_URL)"
    return ""


def lacks_node() -> str:
    if shutil.which("node") is None:
        return "no Node on the PATH (apt-get install nodejs npm)"
    if not (NODE_READERS / "node_modules" / "ical.js").exists():
        return "Node has not what it reads by (npm ci --prefix tests/readers/node)"
    return ""


def lacks_node_webhooks() -> str:
    if shutil.which("node") is None:
        return "no Node on the PATH (apt-get install nodejs npm)"
    if not (NODE_WEBHOOKS / "node_modules" / "standardwebhooks").exists():
        return "Node has not what it verifies by (npm ci --prefix tests/api/node)"
    return ""


def lacks_libical() -> str:
    try:
        ctypes.CDLL("libical.so.3")
    except OSError:
        return "no libical 3 (apt-get install libical3)"
    return ""


def lacks_pango() -> str:
    return "" if is_available() else "no Pango (apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"


def lacks_loopback() -> str:
    try:
        socket.create_server(("127.0.0.1", 0)).close()
    except OSError:
        return "nothing may listen on 127.0.0.1"
    return ""


LACKS: dict[str, Callable[[], str]] = {
    "browser": lacks_browser,
    "libical": lacks_libical,
    "node": lacks_node,
    "node_webhooks": lacks_node_webhooks,
    "pdf": lacks_pango,
    "postgres": lacks_postgres,
    "processes": lacks_loopback,
    "redis": lacks_redis,
    "sqlite": lacks_sqlite,
}
_found: dict[str, str] = {}


def missing(service: str) -> str:
    """What a service lacks, looked up once for each process; nothing when it is there."""
    if service not in _found:
        _found[service] = LACKS[service]()
    return _found[service]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out for want of a service, or fail it when LYKTA_TEST_REQUIRE names that service."""
    for service in LACKS:
        if item.get_closest_marker(service) and (lack := missing(service)):
            if service in REQUIRED:
                pytest.fail(f"{service} is required: {lack}", pytrace=False)
            pytest.skip(f"{service}: {lack}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = Counter(reason_of(report) for report in terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.section("left out")
        for reason, count in skipped.most_common():
            terminalreporter.line(f"{count:>4}  {reason}")


def reason_of(report: pytest.TestReport) -> str:
    """A skip's long text is a file, a line and "Skipped: why"."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")
