"""A night that is moved in the moment in which everybody answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.changes.drafts import draft_change
from scheduling.domain.changes.publishing import preview_changes, publish_changes
from scheduling.domain.changes.values import values_of
from scheduling.domain.replies import apply_inbound
from scheduling.domain.telling import time_words
from scheduling.enums import ON_CREW
from scheduling.enums import AttendanceState as State
from scheduling.exceptions import ChangedMeanwhile
from scheduling.models import Attendance, Shift
from tests.factories import InboundFactory
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota
from tests.support.at_once import at_once, threads_share_the_database

THREADS = 50
ROOM = 20
AN_HOUR = timedelta(hours=1)
NOW = MONDAY + AN_HOUR


def published(rota: Rota) -> bool:
    """As a leader does who looks, publishes, and looks again when something has happened in between."""
    for _try in range(500):
        preview = preview_changes(rota.shift.association, now=NOW)
        try:
            publish_changes(rota.shift.association, stamp=preview.stamp, origin=BY_LEADER, now=NOW)
        except ChangedMeanwhile:
            continue
        return True
    return False


def answers(inbound: InboundMessage) -> Callable[[], object]:
    return lambda: apply_inbound(inbound, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_everyone_is_told_once_of_the_new_time_and_the_crew_stays_within_its_maximum() -> None:
    threads_share_the_database()
    rota = make_rota(THREADS - 1, crew_min=2, crew_target=ROOM, crew_max=ROOM, leaders_needed=0)
    rota.ask()
    values = values_of(Shift.objects.get(pk=rota.shift.pk))
    later = replace(values, starts_at=values.starts_at + AN_HOUR, ends_at=values.ends_at + AN_HOUR)
    draft_change(rota.shift, later, actor=None, now=MONDAY)
    said = ["nej" if n % 5 == 0 else "ja" for n in range(THREADS - 1)]
    texts = [
        InboundFactory(from_number=person.mobile, body=word, received_at=NOW)
        for person, word in zip(rota.people, said, strict=True)
    ]

    results = at_once(lambda: published(rota), *(answers(text) for text in texts))

    assert results == [True] + [None] * len(texts)
    shift = Shift.objects.get(pk=rota.shift.pk)
    crew = list(Attendance.objects.filter(shift=shift))
    states = [one.state for one in crew]
    assert shift.starts_at == later.starts_at
    assert {(one.starts_at, one.ends_at) for one in crew} == {(later.starts_at, later.ends_at)}
    assert shift.confirmed_count == sum(state in ON_CREW for state in states) <= ROOM
    assert (shift.asked_count, shift.waiting_count) == (states.count(State.ASKED), states.count(State.WAITING))
    for one in crew:
        changed = OutboundMessage.objects.filter(about=one.uuid, kind="changed")
        was_told = one.state != State.DECLINED or changed.exists()
        assert changed.count() == was_told
        if one.state in {State.ASKED, State.CONFIRMED, State.WAITING}:
            assert one.last_text is not None
            assert one.last_text.expects == time_words(later.starts_at)
