"""Many send the same call at the same moment: it is carried out once, and nobody is told anything else."""

import threading

import pytest
from django.db import connection, connections

from api.domain.repeats import Answer, once
from api.exceptions import StillRunning
from api.models import KeptCall, Partner
from tests.api.conftest import MADE
from tests.factories import MunicipalityFactory
from volunteers.models import District

SENDERS = 12
PATIENCE = 120
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def send_at_once(partner: Partner) -> list[str]:
    start, refused = threading.Barrier(SENDERS), threading.Event()
    told: list[str] = []

    def work() -> Answer:
        row = District.objects.create(municipality=partner.municipality, name="Norra")
        assert refused.wait(PATIENCE)
        return Answer(201, {"id": str(row.uuid)})

    def send() -> None:
        try:
            start.wait(PATIENCE)
            answer = once(work, partner=partner, idempotency_key="1", fingerprint="a", now=MADE)
            told.append("repeated" if answer.is_repeated else "made")
        except StillRunning:
            told.append("running")
            refused.set()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
    return told


def test_of_many_one_carries_it_out() -> None:
    assert connection.vendor == "postgresql"
    partner = Partner.objects.create(municipality=MunicipalityFactory(), name="Polisen")
    told = send_at_once(partner)
    assert (len(told), told.count("made")) == (SENDERS, 1)
    assert "running" in told
    assert District.objects.count() == 1
    assert once(lambda: Answer(500, None), partner=partner, idempotency_key="1", fingerprint="a", now=MADE).is_repeated


def test_of_many_that_find_it_given_up_one_carries_it_out() -> None:
    partner = Partner.objects.create(municipality=MunicipalityFactory(), name="Polisen")
    KeptCall.objects.create(
        partner=partner, idempotency_key="1", fingerprint="a", claimed_at=MADE.replace(year=MADE.year - 1)
    )
    assert send_at_once(partner).count("made") == 1
    assert District.objects.count() == 1
