"""The first night beside somebody experienced, from the yes by text to the warning when they are gone."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from scheduling.domain.attendance import remove_attendance
from scheduling.domain.walk_rules.keeping import drop_rule, is_looser, own_rules, save_rule
from scheduling.enums import RuleForce, RuleKind, ShiftState
from scheduling.exceptions import NotAllowed
from scheduling.models import CrewRule
from tests.factories import AttendanceFactory, ShiftFactory, coordinator_of, leader_of, member_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to
from volunteers.models import Municipality, User, Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def rota() -> Rota:
    """Three who never walked, and the rule: two of them, at most, beside one who has walked three nights."""
    made = make_rota(3, leaders_needed=0)
    begin_rule(made)
    return made


def begin_rule(rota: Rota) -> None:
    town = rota.shift.association.municipality
    save_rule(town, RuleKind.FIRST_WALK, force=RuleForce.HARD, number=3, most=2, may_except=True)


def test_somebody_new_is_asked_when_somebody_experienced_is_confirmed(rota: Rota) -> None:
    birgitta = experienced(rota, "Birgitta Holm")
    with pytest.raises(NotAllowed, match="Person0 går sin första kväll: någon van ska vara klar först"):
        rota.ask(rota.people[0])
    rota.ask(birgitta)
    sms(birgitta, "ja")
    rota.ask(rota.people[0])
    assert rota.state(rota.people[0]) == "asked"


def experienced(rota: Rota, name: str) -> Volunteer:
    person: Volunteer = member_of(rota.shift.association, name=name)
    for week in range(1, 4):
        walked = ShiftFactory(
            association=rota.shift.association,
            route=rota.shift.route,
            state=ShiftState.DONE,
            starts_at=rota.shift.starts_at - timedelta(weeks=week),
        )
        AttendanceFactory(shift=walked, volunteer=person, state="attended")
    return person


def test_yes_of_somebody_new_waits_for_somebody_experienced(rota: Rota) -> None:
    birgitta, new = experienced(rota, "Birgitta Holm"), rota.people
    drop_rule(rota.shift.association.municipality, RuleKind.FIRST_WALK)
    rota.ask(birgitta, *new)
    begin_rule(rota)
    assert sms(new[0], "ja").outcome == "not_allowed"
    assert texts_to(new[0])[-1] == "not_allowed"
    sms(birgitta, "ja")
    assert [sms(person, "ja").outcome == "not_allowed" for person in new] == [False, False, True]
    assert [rota.state(person) for person in (birgitta, *new)] == ["confirmed", "confirmed", "confirmed", "asked"]


def test_page_warns_when_the_experienced_one_is_gone_and_says_who_can_mend_it(rota: Rota, client: Client) -> None:
    birgitta, _lars = experienced(rota, "Birgitta Holm"), experienced(rota, "Lars Björk")
    rota.ask(birgitta)
    sms(birgitta, "ja")
    rota.ask(rota.people[0])
    sms(rota.people[0], "ja")
    client.force_login(leader_of(rota.shift.association))
    address = reverse("scheduling:shift", args=[rota.shift.pk])
    warning = "1 person går sin första kväll, och ingen van är klar."
    with time_machine.travel(MONDAY, tick=False):
        assert warning not in client.get(address).content.decode()
        remove_attendance(rota.attendance(birgitta), origin=BY_LEADER, now=MONDAY)
        page = client.get(address).content.decode()
    assert warning in page
    assert "Är van, och någon ny behöver det" in page


def test_town_sets_how_many_new_and_an_association_can_only_be_stricter(rota: Rota, client: Client) -> None:
    association = rota.shift.association
    client.force_login(coordinator_of(association.municipality))
    given = {"kind": "first_walk", "force": "hard", "number": "3", "most": "3", "may_except": "on"}
    address = reverse("scheduling:town_rules", args=[association.municipality_id])
    assert client.post(address, given).status_code == 303
    assert own_rules(association.municipality)[RuleKind.FIRST_WALK].most == 3
    assert "3 kvällar · högst 3 nya för varje van" in client.get(address).content.decode()
    assert client.post(address, given | {"most": "11"}).status_code == 422
    client.force_login(leader_of(association))
    mine = reverse("scheduling:association_rules", args=[association.pk])
    assert [client.post(mine, given | {"most": most}).status_code for most in ("4", "", "1")] == [422, 422, 303]


def test_rule_without_a_bound_is_looser_than_one_with() -> None:
    town, unbound = (CrewRule(kind="first_walk", force="hard", number=3, most=most) for most in (2, None))
    assert is_looser(unbound, town)
    assert not is_looser(town, unbound)


def test_new_town_begins_with_the_rule_and_a_coordinator() -> None:
    call_command("open_town", "Nystad", coordinator="Maria Ek", email="maria@lykta.example")
    town = Municipality.objects.get(name="Nystad")
    rule = own_rules(town)[RuleKind.FIRST_WALK]
    assert (rule.force, rule.number, rule.most, rule.may_except) == ("soft", 3, 2, False)
    maria = User.objects.get()
    assert (maria.email, maria.roles.get().municipality, maria.has_usable_password()) == (
        "maria@lykta.example",
        town,
        False,
    )
    with pytest.raises(CommandError):
        call_command("open_town", "Nystad", coordinator="Maria Ek", email="maria@lykta.example")
    with pytest.raises(CommandError):
        call_command("open_town", "Andra stad", coordinator="Maria Ek", email="maria")
    assert Municipality.objects.count() == 1
