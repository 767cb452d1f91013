"""PostgreSQL is restarted while people answer. What cannot be written down is refused, and the provider tries again."""

import math
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from tests.factories import fictional_number
from tests.faults.ledger import Ledger, Note
from tests.faults.questions import sid_of
from tests.support.private_postgres import Cluster, private_postgres
from tests.support.processes import Stage, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.postgres]

PHONES = 8
SECONDS_BEFORE, SECONDS_AFTER = 2.0, 3.0
AGAIN_AFTER = 0.2  # seconds until the provider calls anew
GIVES_UP_AFTER = 60.0
MOST_TIMES = 20


@dataclass
class Phones:
    """Each writes a text, hands it over until it is taken, and writes the next, until `stop_at`."""

    stage: Stage
    stop_at: float = math.inf
    taken: list[str] = field(default_factory=list)
    refused: Counter[int | None] = field(default_factory=Counter)

    def write(self, phone: int) -> None:
        turn = 0
        while time.monotonic() < self.stop_at:
            sid = sid_of(phone, turn)
            while (status := self.stage.post_inbound(sid=sid, number=fictional_number(phone), body="Hej")) != 200:
                self.refused[status] += 1
                assert time.monotonic() < self.stop_at + GIVES_UP_AFTER, self.refused
                time.sleep(AGAIN_AFTER)
            self.taken.append(sid)
            turn += 1


@pytest.mark.parametrize("mode", ["restarted", "stopped for a while"])
def test_every_text_is_recorded_once_or_refused(stage: Stage, record: Note, mode: str) -> None:
    with private_postgres() as cluster:
        stage.url = cluster.url
        stage.start_web(processes=2)
        worker = stage.start_worker()
        phones = Phones(stage)
        disturber = threading.Timer(SECONDS_BEFORE, disturb, (cluster, mode, phones))
        disturber.start()
        with ThreadPoolExecutor(PHONES) as pool:
            list(pool.map(phones.write, range(PHONES)))
        disturber.join()
        with cluster.connect() as reader:
            rows = "SELECT provider_sid FROM messaging_inboundmessage"
            recorded = Counter(sid for (sid,) in reader.execute(rows))
            unread = "SELECT count(*) FROM messaging_inboundmessage WHERE handled_at IS NULL"
            assert wait_until(lambda: reader.execute(unread).fetchone() == (0,)), worker.words()[-2000:]
        assert worker.process.poll() is None, worker.words()
    assert phones.refused, "nobody has noticed the restart"
    assert set(phones.refused) <= {500, 503, None}
    outcome = Ledger(
        texts=0,
        twice=0,
        lost=0,
        inbound=len(phones.taken),
        refused=sum(phones.refused.values()),
        unread=len(set(phones.taken) - set(recorded)),
        repeated=sum(times - 1 for times in recorded.values()),
    )
    outcome.note(record, f"PostgreSQL {mode} under load")


def disturb(cluster: Cluster, mode: str, phones: Phones) -> None:
    """However long it takes on a busy machine, the phones go on until some time after it.

    A restart is quick, and on a slow machine texts are few: it is done again until one has met it.
    """
    try:
        for _time in range(MOST_TIMES):
            if mode == "restarted":
                cluster.restart()
            else:
                cluster.stop(mode="immediate")
                time.sleep(1)
                cluster.start()
            if wait_until(lambda: bool(phones.refused), seconds=1):
                break
    finally:
        phones.stop_at = time.monotonic() + SECONDS_AFTER
