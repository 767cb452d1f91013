"""Texts from phones come twice, out of order, all at once, and to web servers that die at any step."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from messaging.models import InboundMessage, OutboundMessage
from scheduling.enums import AttendanceState as State
from scheduling.models import Attendance
from tests.factories import fictional_number
from tests.faults.ledger import Note, are_all_read, close_books, have_arrived, settle
from tests.faults.questions import ask_people, sid_of
from tests.support.processes import Provider, Stage, free_port, wait_until

pytestmark = pytest.mark.processes

PEOPLE = 20
DEATHS = {
    "before the text is written down": "messaging.domain.inbox:record_inbound:before",
    "after the text is written down": "messaging.domain.inbox:record_inbound:after",
    "before the answer is committed": "messaging.domain.outbox.queueing:queue_all:after",
    "after the answer is committed": "scheduling.domain.replies:apply_inbound:after",
}


def answers_to(number: str) -> list[str]:
    sent = OutboundMessage.objects.filter(to_number=number).exclude(kind="ask").order_by("pk")
    return list(sent.values_list("kind", flat=True))


def test_doubled_texts_are_answered_once_by_two_web_servers(stage: Stage, record: Note) -> None:
    ask_people(PEOPLE)
    other = free_port()
    stage.start_web(processes=2)
    stage.start_web(port=other)
    calls = [(n, port) for n in range(PEOPLE) for port in (stage.web_port, other)]
    with ThreadPoolExecutor(8) as phones:
        statuses = list(
            phones.map(
                lambda call: stage.post_inbound(
                    sid=sid_of(call[0]), number=fictional_number(call[0]), body="JA", port=call[1]
                ),
                calls,
            )
        )
    assert statuses == [200] * len(calls)
    stage.start_worker()
    settle(are_all_read)
    assert Counter(kind for n in range(PEOPLE) for kind in answers_to(fictional_number(n))) == {"confirmed": PEOPLE}
    assert Attendance.objects.filter(state=State.CONFIRMED).count() == PEOPLE
    posted = [sid_of(n) for n in range(PEOPLE)]
    close_books([], posted=posted, is_sent=False).note(record, "inbound doubled, at two web servers at once")


def test_texts_out_of_order_are_all_answered_and_the_last_answer_is_how_it_stands(
    stage: Stage, provider: Provider, record: Note
) -> None:
    ask_people(4)
    stage.start_web(processes=2)
    for turn, word in enumerate(("NEJ", "JA", "NEJ", "JA")):
        for n in range(4):
            assert provider.receive(fictional_number(n), word, sid=sid_of(n, 3 - turn)) == 200
    stage.start_worker()
    settle(lambda: are_all_read() and have_arrived())
    for attendance in Attendance.objects.select_related("volunteer"):
        assert (attendance.state, answers_to(attendance.volunteer.mobile)[-1]) == ("confirmed", "confirmed")
    posted = [sid_of(n, turn) for n in range(4) for turn in range(4)]
    OutboundMessage.objects.filter(kind="ask").delete()
    close_books(provider.texts(), posted=posted).note(record, "inbound out of order")


def test_all_answer_at_once_to_two_web_servers_and_two_workers(stage: Stage, provider: Provider, record: Note) -> None:
    ask_people(40, places=3)
    stage.start_web(processes=2)
    stage.start_worker()
    stage.start_worker()
    with ThreadPoolExecutor(16) as phones:
        statuses = list(phones.map(lambda n: provider.receive(fictional_number(n), "JA", sid=sid_of(n)), range(40)))
    assert statuses == [200] * 40
    settle(lambda: are_all_read() and have_arrived())
    states = Counter(Attendance.objects.values_list("state", flat=True))
    assert states == {State.CONFIRMED: 3, State.WAITING: 37}
    OutboundMessage.objects.filter(kind="ask").delete()
    posted = [sid_of(n) for n in range(40)]
    close_books(provider.texts(), posted=posted).note(record, "two web servers, two workers, forty answers at once")


def has_taken(provider: Provider, n: int) -> bool:
    """Whether the web server has taken a yes. The provider sends the same again while the next one starts."""
    return provider.receive(fictional_number(n), "JA", sid=sid_of(n)) == 200


@pytest.mark.parametrize("when", DEATHS)
def test_texts_of_a_killed_web_server_are_answered_once(
    stage: Stage, provider: Provider, record: Note, when: str
) -> None:
    ask_people(3)
    stage.start_web(at=DEATHS[when])
    for n in range(3):
        assert wait_until(partial(has_taken, provider, n))
    assert stage.has_struck
    stage.start_worker()
    settle(lambda: are_all_read() and have_arrived())
    assert [answers_to(fictional_number(n)) for n in range(3)] == [["confirmed"]] * 3
    assert InboundMessage.objects.count() == 3
    OutboundMessage.objects.filter(kind="ask").delete()
    close_books(provider.texts(), posted=[sid_of(n) for n in range(3)]).note(record, f"web server killed -9 {when}")
