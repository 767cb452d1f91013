"""A night that is too few, from the deadline to its start: by the clock, pages and phones alone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from messaging.gateways.memory import MemoryGateway
from messaging.models import OutboundMessage
from scheduling import tasks
from scheduling.enums import AttendanceState as State
from scheduling.models import Shift
from tests.factories import coordinator_of, leader_of, member_of
from tests.scheduling.regrouping.nights import TwoGroups, comes, elsewhere, state_of, two_groups
from tests.scheduling.rota import sms
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
DEADLINE = datetime(2026, 10, 15, 18, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DEADLINE - HOUR, tick=False) as clock:
        yield clock


def minute() -> None:
    """What the clock drives, as far as this story needs it."""
    tasks.begin_and_end_shifts()
    tasks.ask_for_decisions()
    tasks.send_due_texts()


def told(provider: MemoryGateway, person: Volunteer) -> list[str]:
    return [text.body for text in provider.texts if text.to == person.mobile]


def press(client: Client, address: str, page: str, **fields: object) -> str:
    stamp = re.search(r'name="stampel" value="(\w+)"', page)
    assert stamp is not None
    answer = client.post(address, {"stampel": stamp[1], **fields}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def groups_elsewhere() -> tuple[TwoGroups, Volunteer, Volunteer]:
    """Anna is alone in Vårby; three walk in Skogås the same evening."""
    groups = two_groups()
    groups.large.route = elsewhere(groups.small.route)
    groups.large.save()
    for name in ("Karin Öberg", "Mehmet Aydin", "Sofia Lund"):
        comes(groups.large, name, leads=name.startswith("Karin"))
    anna = comes(groups.small, "Anna Lindqvist")
    return groups, anna, member_of(groups.small.association, name="Lena Ledare", email="lena@lykta.example")


def test_from_the_deadline_to_one_group(
    client: Client, clock: time_machine.Traveller, sms_provider: MemoryGateway
) -> None:
    groups, anna, lena = groups_elsewhere()
    leader = leader_of(groups.small.association)
    leader.email = lena.email
    leader.save()
    coordinator = coordinator_of(groups.small.association.municipality)
    client.force_login(leader)
    minute()
    assert "måste avgöras" not in client.get("/pass").content.decode()
    clock.move_to(DEADLINE)
    minute()
    minute()
    assert [text.split(":")[0] for text in told(sms_provider, lena)] == ["Måste avgöras"]
    assert [sorted(letter.to) for letter in mail.outbox] == [sorted([leader.email, coordinator.email])]

    board = client.get("/pass").content.decode()
    assert "<b>1 kväll måste avgöras nu.</b>" in board
    night = f"/pass/{groups.small.pk}"
    assert f'href="{night}#avgor"' in board
    assert f'href="{night}/sla-ihop"' in client.get(night).content.decode()
    page = client.get(f"{night}/sla-ihop", {"med": groups.large.pk}).content.decode()
    assert "Ändrat, Anna: fre 16/10 blir det" in page
    assert "Grupperna är en." in press(client, f"{night}/sla-ihop", page, med=groups.large.pk)
    minute()
    assert "måste avgöras nu" not in client.get("/pass").content.decode()
    assert [text[:12] for text in told(sms_provider, anna)][-1:] == ["Ändrat, Anna"]

    OutboundMessage.objects.filter(kind="moved").update(sent_at=DEADLINE)
    clock.move_to(DEADLINE + HOUR)
    sms(anna, "ja", now=DEADLINE + HOUR)
    assert state_of(anna, groups.large) == State.CONFIRMED
    clock.move_to(DEADLINE + 24 * HOUR)
    minute()
    assert Shift.objects.get(pk=groups.large.pk).state == "under_way"
    assert len(mail.outbox) == 1


def test_nobody_decides_and_the_night_says_so(
    client: Client, clock: time_machine.Traveller, sms_provider: MemoryGateway
) -> None:
    groups, anna, lena = groups_elsewhere()
    leader = leader_of(groups.small.association)
    leader.email = lena.email
    leader.save()
    for hours in range(26):
        clock.move_to(DEADLINE + hours * HOUR)
        minute()
    assert [text.split(":")[0] for text in told(sms_provider, lena)] == ["Måste avgöras", "Ingen har bestämt"]
    assert [letter.subject.split(":")[0] for letter in mail.outbox] == ["Måste avgöras", "Ingen har bestämt"]
    assert not any(text.startswith("Inställt") for text in told(sms_provider, anna))
    assert Shift.objects.get(pk=groups.small.pk).state == "under_way"
