"""The same log comes twice at once, and two phones of one crew at once: one log, and nothing is lost."""

from functools import partial
from uuid import UUID, uuid4

import pytest

from fieldwork.domain.logs.filing import file_log
from fieldwork.models import LogRevision, WalkLog
from tests.fieldwork.nights import HOME, ON_ITS_PAGE, Night, walked_night
from tests.support.at_once import at_once, threads_share_the_database

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _threads_share_the_database() -> None:
    threads_share_the_database()


def send(night: Night, note: str, key: UUID) -> int:
    told = night.telling(note=note)
    return file_log(night.shift, told, client_key=key, origin=ON_ITS_PAGE, by=night.leader, now=HOME).pk


def test_log_that_arrives_twelve_times_at_once_is_stored_once() -> None:
    night, key = walked_night(), uuid4()
    results = at_once(*[partial(send, night, "Glas vid lekplatsen", key)] * 12)
    log = WalkLog.objects.get()
    assert (results, log.revision, LogRevision.objects.count()) == ([log.pk] * 12, 1, 0)


def test_two_phones_at_once_make_one_log_with_both_notes() -> None:
    night = walked_night()
    notes = ["Glas vid lekplatsen", "Lampan är trasig", "Lugnt vid skolan"]
    results = at_once(*[partial(send, night, note, uuid4()) for note in notes])
    log = WalkLog.objects.get()
    assert results == [log.pk] * 3
    assert (sorted(log.note.split("\n")), log.revision) == (sorted(notes), 3)
