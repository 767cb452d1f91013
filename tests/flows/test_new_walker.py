"""From the form to the first night: a number proved, an association that says yes, a question and JA."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from messaging.domain.outbox import send_due
from messaging.gateways.memory import MemoryGateway
from messaging.models import OutboundMessage
from scheduling.domain.last_look import review
from scheduling.enums import AttendanceState
from scheduling.models import Attendance
from tests.factories import leader_of
from tests.scheduling.newcomers import YASMIN, code_sent, written
from tests.scheduling.rota import MONDAY, make_rota, sms
from volunteers.models import Volunteer
from volunteers.tasks import tell_of_interests

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def last_text(provider: MemoryGateway) -> str:
    """What came last to Yasmin's phone, by the worker's own way out."""
    send_due(MONDAY, review=review)
    return next(text.body for text in reversed(provider.texts) if text.to == YASMIN)


def test_somebody_new_walks(client: Client, sms_provider: MemoryGateway, mailoutbox: list[object]) -> None:
    rota = make_rota()
    karin = leader_of(rota.shift.association)
    written(client, district=str(rota.shift.route.district_id))
    text = last_text(sms_provider)
    code = text.rpartition("#")[2]
    assert text.splitlines()[-1] == f"@127.0.0.1 #{code}"
    assert code_sent(client, code).status_code == 303
    assert tell_of_interests() == len(mailoutbox) == 1

    leader = Client()
    leader.force_login(karin)
    page = leader.get(reverse("volunteers:interests")).content.decode()
    assert "Yasmin Karlsson" in page
    accept = page.partition('formaction="')[0].rpartition('action="')[2].partition('"')[0]
    leader.post(accept)
    assert last_text(sms_provider).startswith("Välkommen Yasmin! Nu är du med i")

    yasmin = Volunteer.objects.get(mobile=YASMIN)
    rota.ask(yasmin, arrives=False)
    assert last_text(sms_provider).startswith("Hej Yasmin! Nattvandring fre 16/10")
    sms(yasmin, "ja gärna", now=MONDAY)
    assert Attendance.objects.get(volunteer=yasmin).state == AttendanceState.CONFIRMED
    assert last_text(sms_provider).startswith("Tack Yasmin, du är med")
    assert not OutboundMessage.objects.filter(body__contains=code).exists()
