"""Rules at work: whom they keep from a place, what the person reads, and what a leader can decide."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from messaging.models import OutboundMessage
from scheduling.domain.attendance import add_confirmed, confirm_attendance, make_leader
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.many_replies import apply_all
from scheduling.domain.walk_rules.keeping import drop_rule, save_rule
from scheduling.domain.walk_rules.reading import rules_of
from scheduling.enums import Concern, EventKind, RuleForce, RuleKind
from scheduling.exceptions import NotAllowed
from scheduling.models import InboxItem, RuleException, ShiftEvent
from tests.factories import AssociationFactory, InboundFactory, ShiftFactory, member_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to

pytestmark = pytest.mark.django_db
HARD, SOFT, OFF = RuleForce.HARD, RuleForce.SOFT, RuleForce.OFF


@pytest.fixture
def rota() -> Rota:
    return make_rota(people=3)


def town_rule(rota: Rota, kind: RuleKind, number: int | None = None, *, may_except: bool = False) -> None:
    save_rule(rota.shift.association.municipality, kind, force=HARD, number=number, may_except=may_except)


def last_text(rota: Rota, place: int) -> str:
    found = OutboundMessage.objects.filter(to_number=rota.people[place].mobile).latest("pk")
    return found.body


def test_leader_cannot_ask_whom_a_rule_stops_and_reads_why(rota: Rota) -> None:
    young = member_of(rota.shift.association, name="Frida Ek", born_on=date(2007, 3, 3))
    town_rule(rota, RuleKind.MIN_AGE, 20)
    with pytest.raises(NotAllowed, match=r"Frida fyller 20 först den 3 mars 2027\."):
        rota.ask(young)
    assert texts_to(young) == []


def test_yes_that_a_rule_stops_gets_the_reason_and_reaches_the_leader(rota: Rota) -> None:
    person = rota.people[0]
    rota.ask(person)
    town_rule(rota, RuleKind.INTRODUCTION)
    inbound = sms(person, "Ja")
    assert (inbound.outcome, rota.state(person), texts_to(person)[-1]) == ("not_allowed", "asked", "not_allowed")
    assert last_text(rota, 0) == (
        "Tack Person0, men det går inte fre 16/10: Du har inte läst introduktionen än. Frågor? Ring din förening."
    )
    assert InboxItem.objects.get().concern == Concern.RULE


def test_reason_is_in_the_language_of_the_person(rota: Rota) -> None:
    person = rota.people[0]
    person.text_language = "en"
    person.save()
    rota.ask(person)
    town_rule(rota, RuleKind.INTRODUCTION)
    with override("sv"):
        sms(person, "Yes")
    assert "You have not read the introduction yet." in last_text(rota, 0)


def test_texts_that_come_together_meet_the_same_rules(rota: Rota) -> None:
    for person in rota.people[1:]:
        person.introduced_on = date(2026, 1, 1)
        person.save()
    rota.ask()
    town_rule(rota, RuleKind.INTRODUCTION)
    texts = [InboundFactory(from_number=person.mobile, body="JA", received_at=MONDAY) for person in rota.people]
    assert apply_all(texts, clock=lambda: MONDAY + timedelta(minutes=1)) == 3
    assert [rota.state(person) for person in rota.people] == ["asked", "confirmed", "confirmed"]
    assert [texts_to(person)[-1] for person in rota.people] == ["not_allowed", "confirmed", "confirmed"]


def test_exception_needs_a_rule_that_allows_it_and_a_reason(rota: Rota) -> None:
    person = rota.people[0]
    (attendance,) = rota.ask(person)
    town_rule(rota, RuleKind.INTRODUCTION)
    with pytest.raises(NotAllowed, match="Från den regeln görs inget undantag"):
        confirm_attendance(attendance, origin=BY_LEADER, now=MONDAY, exception="Läser på plats")
    town_rule(rota, RuleKind.INTRODUCTION, may_except=True)
    with pytest.raises(NotAllowed, match="Skriv varför"):
        confirm_attendance(attendance, origin=BY_LEADER, now=MONDAY, exception="  ")
    assert rota.state(person) == "asked"


def test_exception_is_in_the_history_and_holds_for_the_answer_too(rota: Rota) -> None:
    town_rule(rota, RuleKind.INTRODUCTION, may_except=True)
    person = rota.people[0]
    invite_volunteers(rota.shift, [person], origin=BY_LEADER, now=MONDAY, exception="Läser på plats")
    event = ShiftEvent.objects.get(kind=EventKind.EXCEPTED)
    assert event.detail == "har inte läst introduktionen: Läser på plats"
    assert RuleException.objects.get().attendance.volunteer == person
    sms(person, "Ja")
    assert rota.state(person) == "confirmed"


def test_person_put_down_by_phone_meets_the_rules(rota: Rota) -> None:
    town_rule(rota, RuleKind.EXTRACT_SHOWN, 12)
    with pytest.raises(NotAllowed, match="Person0 har inte visat registerutdrag"):
        add_confirmed(rota.shift, rota.people[0], origin=BY_LEADER, now=MONDAY)


def test_rule_about_leaders_lets_walk_but_not_lead(rota: Rota) -> None:
    town_rule(rota, RuleKind.LEADER_TRAINING)
    (attendance,) = rota.ask(rota.people[0])
    with pytest.raises(NotAllowed, match="har ingen ledarutbildning"):
        make_leader(attendance, is_leader=True, origin=BY_LEADER, now=MONDAY)


def test_leader_lets_somebody_lead_in_spite_of_the_rule_and_says_why(rota: Rota) -> None:
    town_rule(rota, RuleKind.LEADER_TRAINING, may_except=True)
    (attendance,) = rota.ask(rota.people[0])
    with pytest.raises(NotAllowed, match="Skriv varför"):
        make_leader(attendance, is_leader=True, origin=BY_LEADER, now=MONDAY, exception=" ")
    make_leader(attendance, is_leader=True, origin=BY_LEADER, now=MONDAY, exception="Går med Karin")
    assert ShiftEvent.objects.get(kind=EventKind.EXCEPTED).detail == "har ingen ledarutbildning: Går med Karin"
    sms(rota.people[0], "Ja")
    assert (rota.state(rota.people[0]), rota.attendance(rota.people[0]).is_leader) == ("confirmed", True)


def test_queue_is_passed_by_whom_a_rule_stops_meanwhile() -> None:
    rota = make_rota(people=4, crew_safe=2, crew_min=2, crew_target=2, crew_max=2)
    rota.ask()
    for person in rota.people:
        sms(person, "Ja")
    town_rule(rota, RuleKind.INTRODUCTION)
    last = rota.people[3]
    last.introduced_on = date(2026, 1, 1)
    last.save()
    sms(rota.people[0], "Nej")
    assert [rota.state(person) for person in rota.people] == ["declined", "confirmed", "waiting", "confirmed"]


def test_nearest_rule_holds(rota: Rota) -> None:
    shift = rota.shift
    town = shift.association.municipality
    save_rule(town, RuleKind.MIN_AGE, force=HARD, number=18)
    save_rule(shift.association, RuleKind.MIN_AGE, force=HARD, number=20)
    assert [one.number for one in rules_of(shift)] == [20]
    save_rule(shift.route, RuleKind.MIN_AGE, force=OFF)
    assert rules_of(shift) == []
    drop_rule(shift.route, RuleKind.MIN_AGE)
    drop_rule(shift.association, RuleKind.MIN_AGE)
    assert [one.number for one in rules_of(shift)] == [18]
    other = ShiftFactory(association=AssociationFactory())
    assert rules_of(other) == []


@pytest.mark.parametrize(
    ("kind", "towns", "own", "is_refused"),
    [
        (RuleKind.MIN_AGE, (HARD, 20), (HARD, 18), True),
        (RuleKind.MIN_AGE, (HARD, 20), (SOFT, 20), True),
        (RuleKind.MIN_AGE, (HARD, 20), (OFF, 20), True),
        (RuleKind.MIN_AGE, (HARD, 20), (HARD, 22), False),
        (RuleKind.MIN_AGE, (SOFT, 20), (HARD, 20), False),
        (RuleKind.MONTHLY, (HARD, 4), (HARD, 5), True),
        (RuleKind.MONTHLY, (HARD, 4), (HARD, 3), False),
        (RuleKind.MIN_AGE, (OFF, None), (HARD, 15), False),
    ],
)
def test_association_can_be_stricter_than_the_municipality_but_not_milder(
    rota: Rota, kind: RuleKind, towns: tuple[RuleForce, int | None], own: tuple[RuleForce, int], *, is_refused: bool
) -> None:
    association = rota.shift.association
    save_rule(association.municipality, kind, force=towns[0], number=towns[1])
    try:
        save_rule(association, kind, force=own[0], number=own[1], may_loosen=False)
    except ValidationError:
        assert is_refused
    else:
        assert not is_refused
    save_rule(association, kind, force=own[0], number=own[1])


@pytest.mark.parametrize("number", [None, 0, 12, 31])
def test_number_out_of_bounds_is_refused(rota: Rota, number: int | None) -> None:
    with pytest.raises(ValidationError, match="från 13 till 30"):
        save_rule(rota.shift.association, RuleKind.MIN_AGE, force=HARD, number=number)
