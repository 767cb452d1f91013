"""The guide for partners does as it says: its Python and its JavaScript run, over real HTTP, as they stand there."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from api.domain.keys import make_key
from api.enums import Scope
from api.models import Partner
from tests.factories import AssociationFactory, ShiftFactory
from tests.support.processes import PATIENCE
from volunteers.models import Association

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "lykta_demo_open-to-all-in-the-invented-town"
GUIDE = (Path(settings.BASE_DIR) / "docs" / "partners.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _town(live_server: LiveServer) -> None:
    """The server has answered once: what it loads for its first answer is not the partner's to wait for."""
    requests.get(f"{live_server.url}/api/v1/shifts", timeout=PATIENCE)
    association: Association = AssociationFactory()
    partner = Partner.objects.create(municipality=association.municipality, name="Polisen")
    make_key(partner, scopes=Scope.values, now=datetime(2026, 1, 1, tzinfo=UTC), token=TOKEN)
    for day in range(3):
        ShiftFactory(
            association=association, starts_at=datetime(2026, 10, 16, 18, 30, tzinfo=UTC) + timedelta(days=day)
        )


def block(language: str, server: LiveServer) -> str:
    found = re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    assert "http://127.0.0.1:8000" in found[1]
    return found[1].replace("http://127.0.0.1:8000", server.url)


def run(*command: str) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_python_prints_each_night_that_is_short(live_server: LiveServer) -> None:
    lines = run(sys.executable, "-c", block("python", live_server))
    assert [line.split()[0] for line in lines] == ["2026-10-16", "2026-10-17", "2026-10-18"]
    assert all(line.endswith("0 of 4") for line in lines)


@pytest.mark.node
def test_javascript_prints_each_district_that_is_short(live_server: LiveServer) -> None:
    lines = run("node", "--input-type=module", "-e", block("javascript", live_server))
    assert [line.split()[0] for line in lines] == ["2026-10-16", "2026-10-17", "2026-10-18"]


def test_every_curl_answers(live_server: LiveServer) -> None:
    commands = re.findall(r"^    ((?:night=[^\n]*\n    )?curl .*?)(?:\n(?!      )|\Z)", GUIDE, re.DOTALL | re.MULTILINE)
    assert len(commands) >= 2
    for command in commands:
        told = command.replace("http://127.0.0.1:8000", live_server.url).replace("curl ", "curl --fail --silent ", 1)
        assert run("sh", "-c", told)[0].startswith("{")
