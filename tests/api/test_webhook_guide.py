"""The receivers that docs/partners.md shows partners: they run as they stand there, and verify what Lykta sends."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from django.conf import settings as django_settings
from pytest_django import Settings

from api.domain.webhooks.delivering import deliver_due
from api.domain.webhooks.endpoints import rotate_secret
from api.domain.webhooks.spreading import resend
from api.models import Partner, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from tests.api.hooks import NOW, be_patient, endpoint_of, happens, night_of, states
from tests.support.processes import HOST, free_port, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.processes]
NODE = Path(__file__).parent / "node"


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    be_patient(monkeypatch)


def shown(language: str) -> str:
    """The receiver in the chapter on webhooks."""
    guide = (django_settings.BASE_DIR / "docs" / "partners.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", guide, flags=re.MULTILINE | re.DOTALL)
    (code,) = [block for block in blocks if "Webhook" in block]
    return str(code)


def command_of(language: str, folder: Path) -> list[str]:
    if language == "python":
        file = folder / "receiver.py"
    else:
        file = folder / "receiver.mjs"
        (folder / "node_modules").symlink_to(NODE / "node_modules")
    file.write_text(shown(language), encoding="utf-8")
    return [sys.executable if language == "python" else str(shutil.which("node")), str(file)]


@contextmanager
def running(language: str, secret: str, port: int, folder: Path) -> Iterator[Path]:
    """The receiver as a process; what it prints is in the file."""
    said = folder / "said"
    environment = os.environ | {"LYKTA_SECRET": secret, "PORT": str(port)}
    with (
        said.open("wb") as out,
        subprocess.Popen(
            command_of(language, folder), env=environment, stdout=out, stderr=subprocess.DEVNULL
        ) as process,
    ):
        try:
            assert wait_until(lambda: is_up(port))
            yield said
        finally:
            process.kill()


def is_up(port: int) -> bool:
    """It refuses what nobody has signed."""
    try:
        answer = requests.post(f"http://{HOST}:{port}/", data=b"{}", timeout=5)
    except requests.RequestException:
        return False
    assert answer.status_code == 400
    return True


@pytest.mark.parametrize("language", ["python", pytest.param("javascript", marks=pytest.mark.node_webhooks)])
def test_receiver_of_the_guide_verifies_and_takes_each_event_once(
    partner: Partner, token: str, settings: Settings, tmp_path: Path, language: str
) -> None:
    settings.OUTWARD_NETWORKS, settings.OUTWARD_PLAIN_HTTP = [f"{HOST}/32"], True
    port = free_port()
    endpoint = endpoint_of(partner, f"http://{HOST}:{port}/hook")
    shift = night_of(partner)
    shift.association.name = "Åsö vuxna"
    with running(language, endpoint.secret, port, tmp_path) as said:
        happens(shift)
        assert deliver_due(NOW) == 1
        resend(WebhookDelivery.objects.get(), now=NOW)
        assert deliver_due(NOW) == 1
        rotate_secret(endpoint, now=NOW)
        happens(shift)
        assert deliver_due(NOW) == 1
        WebhookEndpoint.objects.update(former_until=NOW)
        happens(shift)
        assert deliver_due(NOW) == 0
        assert WebhookAttempt.objects.latest("pk").status == 400
        url = f"{settings.PUBLIC_URL}/api/v1/shifts/{shift.uuid}"
        lines = [f"1 shift.published {url}", f"2 shift.published {url}"]
        assert wait_until(lambda: said.read_text().splitlines() == lines), said.read_text()
    assert states(endpoint) == ["delivered", "delivered", "waiting"]
