"""Many texts at once do what they would have done one by one."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging.domain.opt_outs import is_opted_out
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.many_replies import apply_all
from scheduling.enums import AttendanceState as State
from scheduling.models import Attendance, InboxItem, Shift, ShiftEvent
from tests.factories import InboundFactory, ShiftFactory
from tests.scheduling.rota import MONDAY, Rota, make_rota, texts_to
from tests.support.at_once import at_once
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=1)


def received(person: Volunteer, body: str, **fields: object) -> InboundMessage:
    inbound: InboundMessage = InboundFactory(from_number=person.mobile, body=body, received_at=LATER, **fields)
    return inbound


def come_in(rota: Rota, *bodies: str) -> list[InboundMessage]:
    """One text from each, in the order of the people."""
    return [received(person, body) for person, body in zip(rota.people, bodies, strict=True)]


def apply_together(texts: Sequence[InboundMessage]) -> int:
    return apply_all(texts, clock=lambda: LATER)


def told(person: Volunteer) -> str:
    """The words of the last text to them."""
    return without_number(OutboundMessage.objects.filter(to_number=person.mobile).latest("pk").body)


def without_number(body: str) -> str:
    """Two nights have two leaders."""
    return re.sub(r"070-174 \d\d \d\d", "070-174 xx xx", body)


def last_said(attendance: Attendance) -> str:
    return without_number(attendance.last_text.body) if attendance.last_text else ""


def what_happened(rota: Rota) -> dict[str, object]:
    """All that can be seen of a night, without keys."""
    shift = Shift.objects.get(pk=rota.shift.pk)
    events = ShiftEvent.objects.filter(shift=shift).order_by("pk")
    names = {person.pk: place for place, person in enumerate(rota.people)}
    return {
        "counts": [shift.confirmed_count, shift.leader_count, shift.asked_count, shift.waiting_count],
        "states": [rota.state(person) for person in rota.people],
        "moments": [
            (one.answered_at, one.confirmed_at, one.waiting_since is None, one.last_answer is None)
            for one in map(rota.attendance, rota.people)
        ],
        "texts": [texts_to(person) for person in rota.people],
        "words": [told(person) for person in rota.people],
        "said last": [last_said(rota.attendance(person)) for person in rota.people],
        "history": sorted(
            (event.kind, names[event.attendance.volunteer_id], event.from_state, event.to_state, event.door)
            for event in events
            if event.attendance is not None
        ),
        "outcomes": list(
            InboundMessage.objects.filter(from_number__in=[person.mobile for person in rota.people])
            .order_by("pk")
            .values_list("outcome", flat=True)
        ),
    }


BODIES = {
    "everyone says yes": ["JA", "Ja gärna!", "Absolut", "japp"],
    "yes and no": ["JA", "NEJ", "Kan inte tyvärr", "JA"],
    "more than there is room for": ["JA", "JA", "JA", "JA"],
    "one has more to say": ["JA", "ja, men blir sen", "JA", "NEJ"],
    "one names another time": ["JA", "ja, kommer vid 22", "JA 20.30", "NEJ"],
    "one is unclear": ["JA", "Vem är detta?", "kanske", "JA"],
    "one asks for silence": ["STOPP", "JA", "NEJ", "JA"],
}


@pytest.mark.parametrize("bodies", BODIES.values(), ids=list(BODIES))
def test_texts_together_do_what_they_do_alone(bodies: list[str]) -> None:
    alone, together = (make_rota(4, crew_min=2, crew_target=2, crew_max=3) for _ in range(2))
    for rota in (alone, together):
        rota.ask(rota.people[0], as_leader=True)
        rota.ask(*rota.people[1:])
    for text in come_in(alone, *bodies):
        assert apply_together([text]) == 1
    assert apply_together(come_in(together, *bodies)) == 4
    assert what_happened(together) == what_happened(alone)


def test_places_and_the_queue_are_given_in_the_order_the_texts_came() -> None:
    rota = make_rota(5, crew_min=2, crew_target=2, crew_max=2)
    rota.ask()
    order = [rota.people[place] for place in (3, 0, 4, 2, 1)]
    apply_together([received(person, "JA") for person in order])
    assert [rota.state(person) for person in order] == [State.CONFIRMED] * 2 + [State.WAITING] * 3
    assert [told(person).split("nummer ")[1].split()[0] for person in order[2:]] == ["1", "2", "3"]
    queue = Attendance.objects.filter(state=State.WAITING).order_by("waiting_since")
    assert [one.volunteer for one in queue] == order[2:]


def test_no_lets_the_first_in_the_queue_in_also_among_many() -> None:
    rota = make_rota(5, crew_min=2, crew_target=2, crew_max=2)
    rota.ask()
    first, second, third, fourth, fifth = rota.people
    apply_together([received(person, "JA") for person in (first, second, third, fourth)])
    apply_together([received(fifth, "NEJ"), received(second, "NEJ")])
    assert [rota.state(person) for person in rota.people] == [
        State.CONFIRMED,
        State.DECLINED,
        State.CONFIRMED,
        State.WAITING,
        State.DECLINED,
    ]


def test_of_two_texts_of_one_person_the_last_one_stands() -> None:
    rota = make_rota(3)
    rota.ask()
    anna, bo, cia = rota.people
    apply_together([received(anna, "NEJ"), received(bo, "JA"), received(anna, "JA"), received(cia, "NEJ")])
    assert [rota.state(person) for person in rota.people] == [State.CONFIRMED, State.CONFIRMED, State.DECLINED]
    assert texts_to(anna) == ["ask", "declined", "confirmed"]


def test_whoever_walks_elsewhere_that_night_is_told_so_and_a_leader_sees_it() -> None:
    here, there = make_rota(3), ShiftFactory()
    here.ask()
    busy = here.people[1]
    Attendance.objects.create(
        shift=there, volunteer=busy, state=State.CONFIRMED, starts_at=there.starts_at, ends_at=there.ends_at
    )
    Attendance.objects.filter(shift=there).update(reply_code=2)
    apply_together([received(person, "JA 1" if person == busy else "JA") for person in here.people])
    assert [here.state(person) for person in here.people] == [State.CONFIRMED, State.ASKED, State.CONFIRMED]
    assert texts_to(busy) == ["ask", "overlaps"]
    assert InboxItem.objects.get().volunteer == busy


def test_stop_among_many_is_a_stop() -> None:
    rota = make_rota(3)
    rota.ask()
    apply_together(come_in(rota, "JA", "STOPP", "JA"))
    assert [is_opted_out(person.mobile) for person in rota.people] == [False, True, False]
    assert texts_to(rota.people[1]) == ["ask", "stopped"]


def test_text_that_is_handled_already_is_not_done_again_and_the_others_are() -> None:
    rota = make_rota(3)
    rota.ask()
    texts = come_in(rota, "JA", "JA", "JA")
    apply_together([InboundMessage.objects.get(pk=texts[1].pk)])
    apply_together(texts)
    assert [texts_to(person) for person in rota.people] == [["ask", "confirmed"]] * 3
    assert rota.shift.events.filter(kind="confirmed").count() == 3


def test_text_that_cannot_be_applied_is_left_and_the_others_are_applied(caplog: pytest.LogCaptureFixture) -> None:
    rota = make_rota(3)
    rota.ask()
    texts = come_in(rota, "JA", "JA", "JA")
    texts[1].provider_sid = "key:not-a-key"  # as no door records it
    assert apply_together(texts) == 2
    assert [rota.state(person) for person in rota.people] == [State.CONFIRMED, State.ASKED, State.CONFIRMED]
    assert InboundMessage.objects.get(handled_at=None).pk == texts[1].pk
    assert [line for line in caplog.messages if rota.people[1].mobile in line or "JA" in line] == []


def test_many_take_as_many_queries_as_few() -> None:
    def queries_of(people: int) -> int:
        rota = make_rota(people, crew_target=20, crew_max=20)
        rota.ask()
        texts = come_in(rota, *["JA"] * people)
        with CaptureQueriesContext(connection) as captured:
            apply_together(texts)
        assert Attendance.objects.filter(shift=rota.shift, state=State.CONFIRMED).count() == people
        return len(captured)

    assert queries_of(2) == queries_of(12)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_same_texts_applied_by_several_processes_are_answered_once() -> None:
    rota = make_rota(12, crew_target=8, crew_max=8)
    rota.ask()
    texts = [text.pk for text in come_in(rota, *["JA"] * 12)]
    rounds = [list(InboundMessage.objects.filter(pk__in=texts).order_by("pk")) for _turn in range(4)]
    came = at_once(*[partial(apply_together, texts) for texts in rounds])
    assert [one for one in came if isinstance(one, Exception)] == []
    states = [rota.state(person) for person in rota.people]
    assert (states.count(State.CONFIRMED), states.count(State.WAITING)) == (8, 4)
    assert sorted({len(texts_to(person)) for person in rota.people}) == [2]
    assert ShiftEvent.objects.filter(answer__isnull=False).count() == 12
    assert not InboundMessage.objects.filter(handled_at=None).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_who_say_yes_to_two_nights_at_once_walk_one() -> None:
    rota = make_rota(10, crew_target=20, crew_max=20)
    rota.ask()
    other = Rota(ShiftFactory(association=rota.shift.association, crew_target=20, crew_max=20), rota.people)
    other.ask()
    first = come_in(rota, *["JA 1"] * 10)
    second = come_in(rota, *["JA 2"] * 10)
    came = at_once(partial(apply_together, first), partial(apply_together, second))
    assert [one for one in came if isinstance(one, Exception)] == []
    for person in rota.people:
        assert sorted([rota.state(person), other.state(person)]) == [State.ASKED, State.CONFIRMED]
        assert sorted(texts_to(person)) == ["ask", "ask", "confirmed", "overlaps"]
    crews = Shift.objects.values_list("confirmed_count", flat=True)
    assert sum(crews) == 10
