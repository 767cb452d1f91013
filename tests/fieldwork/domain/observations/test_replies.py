"""LAGAT and KVAR by text: who is asked, what is done, and what is answered."""

from datetime import timedelta
from uuid import uuid4

import pytest

from fieldwork.domain.inbound import apply_inbound
from fieldwork.models import Observation, Sighting
from messaging.models import InboundMessage, OutboundMessage
from tests.factories import InboundFactory, ShiftFactory, VolunteerFactory
from tests.factories.fieldwork import ObservationCategoryFactory, ObservationFactory
from tests.fieldwork.groups import START, Group, group_of
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
KARIN, ANNA = range(2)
LONG_AGO = START - timedelta(days=40)


@pytest.fixture
def group() -> Group:
    return group_of(3)


def late(group: Group, **fields: object) -> Observation:
    """Noted from the group's own route, and late by now."""
    town = group.shift.association.municipality
    fields = {"category": ObservationCategoryFactory(municipality=town, name="Trasig lampa"), **fields}
    facts = {"target_on": START.date() - timedelta(days=3), "first_seen_at": LONG_AGO, **fields}
    observation: Observation = ObservationFactory(municipality=town, **facts)
    before = ShiftFactory(association=group.shift.association, route=group.shift.route, starts_at=LONG_AGO)
    Sighting.objects.create(observation=observation, client_key=uuid4(), shift=before, seen_at=LONG_AGO)
    return observation


def write(person: Volunteer, body: str) -> tuple[str, str]:
    """(what came of it, the words of the answer)."""
    inbound: InboundMessage = InboundFactory(from_number=person.mobile, body=body, received_at=START)
    apply_inbound(inbound, now=START)
    inbound.refresh_from_db()
    answers = OutboundMessage.objects.filter(to_number=person.mobile, dedupe_key__endswith=f"inbound:{inbound.pk}")
    return inbound.outcome, " | ".join(answers.order_by("pk").values_list("body", flat=True))


def asked(person: Volunteer) -> list[str]:
    return list(
        OutboundMessage.objects.filter(to_number=person.mobile, kind="place_ask").values_list("body", flat=True)
    )


def test_a_leader_who_checks_out_by_text_is_asked_by_text_once(group: Group) -> None:
    late(group)
    for _twice in range(2):
        write(group.people[KARIN], "UTE")
    assert asked(group.people[KARIN]) == [
        "Går ni förbi Tunneln mot Masmo? Nr 1: Trasig lampa. Är det lagat? Svara LAGAT 1 eller KVAR 1."
    ]
    write(group.people[ANNA], "UTE")
    assert asked(group.people[ANNA]) == []


def test_nobody_is_asked_where_there_is_nothing_to_look_at(group: Group) -> None:
    write(group.people[KARIN], "UTE")
    assert asked(group.people[KARIN]) == []


def test_what_is_said_is_done_and_the_next_is_asked(group: Group) -> None:
    lamp = late(group)
    bush = late(group, place="Bänkarna", target_on=START.date() - timedelta(days=1))
    assert write(group.people[KARIN], "LAGAT 1") == (
        "place_told",
        "Tack! Lagat: 1. Bänkarna, Trasig lampa: LAGAT 2 eller KVAR 2.",
    )
    assert write(group.people[ANNA], "kvar 2") == ("place_told", "Tack! Kvar: 2.")
    lamp.refresh_from_db()
    bush.refresh_from_db()
    assert (lamp.state, bush.state, bush.last_seen_at) == ("fixed", "new", START)
    line = lamp.events.get(kind="confirmed")
    assert (line.by, line.shift, line.door) == (group.people[KARIN], group.shift, "sms")


def test_the_first_answer_of_a_night_stands(group: Group) -> None:
    lamp = late(group)
    write(group.people[KARIN], "LAGAT 1")
    assert write(group.people[ANNA], "KVAR 1") == ("place_told", "Tack! Redan svarat: 1.")
    lamp.refresh_from_db()
    assert lamp.state == "fixed"


def test_a_number_that_there_is_none_of_is_said_so(group: Group) -> None:
    late(group)
    assert write(group.people[KARIN], "LAGAT 9")[1] == (
        "Inget är ändrat. Finns inte: 9. Tunneln mot Masmo, Trasig lampa: LAGAT 1 eller KVAR 1."
    )


def test_another_groups_lamp_is_not_theirs_to_tell_of(group: Group) -> None:
    far = ObservationFactory(
        municipality=group.shift.association.municipality, state="fixed", fixed_at=START, latitude=59.9, longitude=17.0
    )
    assert write(group.people[KARIN], "KVAR 1") == ("place_told", "Inget är ändrat. Inte på er väg i kväll: 1.")
    far.refresh_from_db()
    assert far.state == "fixed"


def test_the_word_alone_is_answered_with_what_is_asked(group: Group) -> None:
    late(group)
    assert (
        write(group.people[KARIN], "kvar")[1]
        == "Inget är ändrat. Tunneln mot Masmo, Trasig lampa: LAGAT 1 eller KVAR 1."
    )


def test_where_nothing_is_asked_a_person_reads_the_word(group: Group) -> None:
    assert write(group.people[KARIN], "kvar")[0] != "place_told"


def test_who_walks_with_nobody_tonight_is_read_by_a_person(group: Group) -> None:
    late(group)
    assert write(VolunteerFactory(), "LAGAT 1")[0] != "place_told"
