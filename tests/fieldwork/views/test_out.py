"""The night on the page of its people: whose it is, what each may do, and what they are told."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fieldwork.enums import WalkState
from fieldwork.models import AlarmPolicy, CheckIn, Walk
from scheduling.domain.walk_rules.keeping import save_rule
from scheduling.enums import RuleForce, RuleKind
from scheduling.models import Attendance
from tests.factories import AssociationFactory, member_of
from tests.fieldwork.groups import END, HOUR, MINUTE, START, Group, group_of
from tests.scheduling.own_pages import let_in, shown_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def group() -> Group:
    return group_of(4)


def hub(client: Client, group: Group, n: int = 0) -> str:
    """The address of the night on the page of one of them, who has come through the gate."""
    return f"{let_in(client, group.people[n], now=START - HOUR)}/kvall/{group.place(n).pk}/ute"


def act(client: Client, address: str, what: str, *whom: Attendance, **more: object) -> tuple[int, str]:
    told = client.post(address, {"gor": what, "vem": [one.pk for one in whom], **more}, follow=True)
    return told.status_code, told.content.decode()


def test_leader_checks_the_group_out_and_home(client: Client, group: Group) -> None:
    address = hub(client, group)
    assert "Ni är fyra. Gå ut när ni är samlade." in shown_on(client, address)
    status, page = act(client, address, "ute", *group.places[:3])
    assert (status, "Tre är utcheckade." in page, "Tre är ute" in page) == (200, True, True)
    status, page = act(client, address, "hemma", *group.places[:3])
    assert (status, "Alla är hemma. Tack för i kväll!" in page) == (200, True)
    assert group.states() == ["attended"] * 3 + ["no_show"]


def test_leader_reads_that_a_youth_lacks_adults_and_nobody_else_does(client: Client, group: Group) -> None:
    words = "Någon i gruppen är under 18 och går alltid med vuxna. Klara vuxna: 2 av minst 3."
    save_rule(group.shift.association, RuleKind.WITH_ADULTS, force=RuleForce.HARD, number=3)
    group.people[3].born_on = date(2010, 5, 1)
    group.people[3].save()
    address = hub(client, group)
    page = shown_on(client, address)
    assert ("Ni är fyra." in page, words in page) == (True, False)
    Attendance.objects.filter(pk=group.place(2).pk).update(state="no_show")
    assert words in shown_on(client, address)
    page = shown_on(client, hub(client, group, 1))
    assert ("Ni är tre." in page, words in page) == (True, False)


def test_others_speak_for_themselves_alone(client: Client, group: Group) -> None:
    address = hub(client, group, 1)
    assert act(client, address, "ute", *group.places)[0] == 422
    status, page = act(client, address, "ute", group.place(1))
    assert (status, "Noterat. Ni är ute när två är på plats." in page) == (200, True)
    group.go_out(0, 1, 2)
    assert act(client, address, "hemma", group.place(2))[0] == 422
    assert act(client, address, "kom-inte", group.place(3))[0] == 422
    act(client, address, "hemma", group.place(1))
    assert [one.volunteer for one in group.night().out] == [group.people[0], group.people[2]]


def test_where_nobody_leads_anybody_speaks_for_all(client: Client) -> None:
    group = group_of(3, leaders=0)
    address = hub(client, group, 2)
    assert "Tre är utcheckade." in act(client, address, "ute", *group.places)[1]


def test_numbers_of_the_crew_are_the_leaders_to_see(client: Client, group: Group) -> None:
    assert group.people[2].mobile in shown_on(client, hub(client, group))
    page = shown_on(client, hub(client, group, 1))
    assert (group.people[0].mobile in page, group.people[2].mobile in page) == (True, False)


def test_too_few_are_told_whom_to_ring_and_what_they_can_do(client: Client) -> None:
    group = group_of(2, crew_safe=3)
    other = group_of(3, association=AssociationFactory(municipality=group.shift.association.municipality))
    address = hub(client, group)
    page = shown_on(client, address)
    assert "Ni är två, och det behövs tre för att gå ut." in page
    assert ("tel:112" in page, "tel:+46701740610" in page, "Gå med dem" in page) == (True, True, True)
    joining = page.split('id="ga-med"', 1)[1].split("</section>", 1)[0]
    assert "tel:+46701740610" in joining
    assert act(client, address, "ute", *group.places)[0] == 422
    assert not Walk.objects.exists()
    status, page = act(client, address, "ga-med", grupp=other.shift.pk)
    assert (status, f"Ni går med gruppen i {other.shift.place}." in page) == (200, True)
    assert {one.volunteer for one in other.night().crew} == {*other.people, *group.people}


def test_who_is_out_is_told_the_word_for_help_and_where_to_send_it(client: Client, group: Group) -> None:
    address = hub(client, group, 1)
    assert "Behöver ni hjälp? Sms:a LARM" in shown_on(client, address)
    group.go_out()
    AlarmPolicy.objects.create(municipality=group.shift.association.municipality, panic_words=["BLÅBÄR", "LARM"])
    assert "sms:+46701740699?&amp;body=BL%C3%85B%C3%84R" in shown_on(client, address)
    group.go_home()
    assert "Behöver ni hjälp?" not in shown_on(client, address)


def test_groups_that_cannot_be_joined_are_not_offered(client: Client) -> None:
    group = group_of(1)
    town = {"association": AssociationFactory(municipality=group.shift.association.municipality)}
    full = group_of(3, crew_min=2, crew_target=3, crew_max=3, **town)
    tomorrow = group_of(3, starts_at=START + timedelta(days=1), **town)
    elsewhere = group_of(3)
    address = hub(client, group)
    for other in (full, tomorrow, elsewhere):
        assert act(client, address, "ga-med", grupp=other.shift.pk)[0] == 422


def test_leader_puts_right_who_was_there(client: Client, group: Group) -> None:
    address = hub(client, group)
    act(client, address, "ute", *group.places)
    assert "Cia kom inte." in act(client, address, "kom-inte", group.place(3))[1]
    assert "En är utcheckad." in act(client, address, "var-med", group.place(3))[1]
    act(client, address, "hemma", *group.places)
    assert "Cia kom inte." in act(client, address, "kom-inte", group.place(3))[1]
    assert "Cia var med." in act(client, address, "var-med", group.place(3))[1]


def test_group_that_gets_too_small_is_warned(client: Client) -> None:
    group = group_of(2)
    address = hub(client, group)
    act(client, address, "ute", *group.places)
    assert "färre än det behövs" in act(client, address, "kom-inte", group.place(1))[1]


def test_group_that_somebody_leaves_early_is_warned_and_not_at_the_end(
    client: Client, clock: time_machine.Traveller
) -> None:
    group = group_of(3, crew_safe=3)
    address = hub(client, group)
    act(client, address, "ute", *group.places)
    page = act(client, address, "hemma", group.place(1))[1]
    assert "Anna är hemma. Nu är ni färre än det behövs. Ring jouren innan ni går vidare." in page
    clock.move_to(END - 10 * MINUTE)
    assert "färre än det behövs" not in act(client, address, "hemma", group.place(2))[1]


def test_what_was_said_too_early_is_taken_back(client: Client, group: Group, clock: time_machine.Traveller) -> None:
    address = hub(client, group)
    act(client, address, "ute", *group.places)
    act(client, address, "hemma", *group.places)
    assert "Inte hemma än" in shown_on(client, address)
    act(client, address, "inte-hemma", group.place(2))
    assert [one.volunteer for one in group.night().out] == [group.people[2]]
    act(client, address, "hemma", group.place(2))
    clock.move_to(START + HOUR)
    assert "Inte hemma än" not in shown_on(client, address)


def test_more_time_by_anybody_who_is_out(client: Client, group: Group) -> None:
    group.go_out()
    assert "Ni har tid till 01.00." in act(client, hub(client, group, 2), "mer-tid")[1]
    assert group.walk.due_home_at == END + 30 * MINUTE


def test_late_group_is_told_so(client: Client, group: Group, clock: time_machine.Traveller) -> None:
    group.go_out()
    clock.move_to(END + MINUTE)
    page = shown_on(client, hub(client, group))
    assert ("Ni är försenade" in page, "Ni skulle vara hemma 00.30." in page) == (True, True)


def test_leader_says_of_somebody_presumed_home_that_they_came_home_or_never_came(client: Client, group: Group) -> None:
    group.go_out()
    group.go_home(0, now=END)
    for n in (1, 2, 3):
        row = group.check_in(n)
        row.home_at, row.is_presumed = END, True
        row.save()
    Walk.objects.update(state="home", home_at=END)
    address = hub(client, group)
    assert shown_on(client, address).count("Antas hemma") == 3
    assert "kom hem. Nu är det sagt." in act(client, address, "hemma", group.place(1))[1]
    assert "kom inte." in act(client, address, "kom-inte", group.place(2))[1]
    assert shown_on(client, address).count("Antas hemma") == 1
    kept = {one.volunteer: (one.is_presumed, one.home_at) for one in group.walk.check_ins.all()}
    assert (kept[group.people[1]], group.people[2] in kept) == ((False, END), False)
    assert act(client, hub(client, group, 3), "hemma", group.place(3))[0] == 200


def test_leader_brings_somebody_along(client: Client, group: Group) -> None:
    address = hub(client, group)
    gun = member_of(group.shift.association, name="Gun Grön")
    stranger = member_of(AssociationFactory(municipality=group.shift.association.municipality), name="Okänd")
    assert "Gun Grön" in shown_on(client, address)
    assert act(client, address, "ta-med", person=stranger.pk)[0] == 422
    act(client, address, "ute", *group.places)
    assert "Gun står på listan." in act(client, address, "ta-med", person=gun.pk)[1]
    assert CheckIn.objects.filter(volunteer=gun, home_at=None).exists()


@pytest.mark.parametrize("hours", [-13, 4 + 73])
def test_night_far_ahead_or_long_ago_is_not_there(client: Client, clock: time_machine.Traveller, hours: int) -> None:
    group = group_of(2)
    clock.move_to(START + hours * HOUR)
    address = let_in(client, group.people[0], now=START + hours * HOUR)
    assert client.get(f"{address}/kvall/{group.place(0).pk}/ute").status_code == 404


def test_somebody_elses_night_is_not_there(client: Client, group: Group) -> None:
    address = let_in(client, group.people[1], now=START - HOUR)
    assert client.get(f"{address}/kvall/{group.place(0).pk}/ute").status_code == 404


@pytest.mark.parametrize("state", ["asked", "declined", "withdrawn", "waiting"])
def test_night_without_a_place_is_not_there(client: Client, group: Group, state: str) -> None:
    address = hub(client, group, 2)
    Attendance.objects.filter(pk=group.place(2).pk).update(state=state)
    assert client.get(address).status_code == 404


def test_gate_stands_before_the_night(client: Client, group: Group) -> None:
    address = hub(client, group)
    assert Client().get(address).status_code == 303
    assert Client().post(address, {"gor": "ute", "vem": [group.place(0).pk]}).status_code == 303
    assert not Walk.objects.exists()


def test_unknown_act_is_refused(client: Client, group: Group) -> None:
    assert act(client, hub(client, group), "flyga", *group.places)[0] == 422


def test_own_page_leads_to_the_night_that_is_at_hand(
    client: Client, group: Group, clock: time_machine.Traveller
) -> None:
    address = let_in(client, group.people[0], now=START - HOUR)
    link = f'href="{address}/kvall/{group.place(0).pk}/ute"'
    assert link in shown_on(client, address)
    clock.move_to(END + 3 * HOUR)  # some come home late
    assert link in shown_on(client, address)
    clock.move_to(START - 13 * HOUR)
    assert link not in shown_on(client, address)


def test_page_costs_a_fixed_number_of_queries(client: Client) -> None:
    costs = []
    for size in (2, 5):
        group = group_of(size)
        address = hub(client, group)
        group.go_out()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 19


def test_walk_is_home_when_the_last_one_says_so(client: Client, group: Group) -> None:
    group.go_out(0, 1)
    act(client, hub(client, group, 1), "hemma", group.place(1))
    assert group.walk.state == WalkState.OUT
    act(client, hub(client, group), "hemma", group.place(0))
    assert group.walk.state == WalkState.HOME
