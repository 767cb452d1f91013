"""Asking one person, from one's own page, to change nights or to take the place: who is offered, what is refused."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from messaging.domain.opt_outs import record_opt_out
from scheduling.domain.attendance import confirm_attendance
from scheduling.domain.hand_overs.swaps import MOST_ASKED_A_DAY, propose_swap
from scheduling.domain.origins import Origin
from scheduling.domain.own_page import shown_as
from scheduling.domain.pace import TOO_LATE_TO_ASK
from scheduling.enums import AttendanceState as State
from scheduling.enums import Door, HandOverState, RuleForce, RuleKind, ShiftState
from scheduling.exceptions import NoSwap
from scheduling.models import Attendance, CrewRule, HandOver
from tests.factories import AttendanceFactory, ShiftFactory, member_of
from tests.scheduling.own_pages import let_in, shown_on
from tests.scheduling.rota import BY_LEADER, MONDAY, texts_to
from tests.scheduling.test_swaps import Two, join
from volunteers.domain.availability import add_away
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BY_SELF = Origin(Door.PERSONAL)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def swap_page(mine: str, place: Attendance) -> str:
    return f"{mine}/kvall/{place.pk}/byt"


def walked_together(*people: Volunteer, two: Two) -> None:
    before = ShiftFactory(association=two.first.shift.association, state=ShiftState.DONE, starts_at=MONDAY - 9 * DAY)
    for person in people:
        AttendanceFactory(shift=before, volunteer=person, state=State.CONFIRMED)


def rule(two: Two, kind: RuleKind, number: int) -> None:
    municipality = two.first.shift.association.municipality
    CrewRule.objects.create(municipality=municipality, association=None, kind=kind, force=RuleForce.HARD, number=number)


def test_person_is_asked_waited_for_and_let_be(client: Client) -> None:
    two = Two()
    place = two.first.attendance(two.anna)
    mine = let_in(client, two.anna)
    here = swap_page(mine, place)
    assert here in shown_on(client, mine)
    page = shown_on(client, here)
    assert ["Bo A</b>" in page, "Alm" in page, "+4670" in page, "070-" in page] == [True, False, False, False]
    key = f"byt-{two.second.attendance(two.bo).pk}"
    said = client.post(here, {"with_whom": key}, follow=True).content.decode()
    assert "Frågan är på väg till Bo." in said
    assert "Bo har fått frågan om att byta mot lör 24 okt. Du står kvar tills Bo säger ja." in said
    assert ["Byt med någon" in said, "Jag går ändå" in said] == [False, False]
    assert texts_to(two.bo)[-1] == "swap_ask"
    again = client.post(here, {"with_whom": key})
    assert (again.status_code, HandOver.objects.count()) == (303, 1)
    back = client.post(
        f"{mine}/kvall/{place.pk}", {"svar": "behall", "start": shown_as(place)}, follow=True
    ).content.decode()
    assert ["Byt med någon" in back, "har fått frågan" in back] == [True, False]
    assert HandOver.objects.get().state == HandOverState.WITHDRAWN
    assert two.states() == [State.CONFIRMED, State.LAPSED, None, State.CONFIRMED]
    assert "Just nu finns det ingen att byta med." in shown_on(client, here)  # nobody is asked twice


def test_only_those_one_has_walked_with_are_asked_to_take_the_place(client: Client) -> None:
    two = Two()
    mine = let_in(client, two.anna)
    here = swap_page(mine, two.first.attendance(two.anna))
    assert "Cia" not in shown_on(client, here)
    refused = client.post(here, {"with_whom": f"ta-{two.third.pk}"})
    assert (refused.status_code, HandOver.objects.count()) == (422, 0)
    assert "Det bytet går inte längre. Välj igen." in refused.content.decode()
    walked_together(two.anna, two.third, two=two)
    assert "Fråga Cia D" in shown_on(client, here)
    said = client.post(here, {"with_whom": f"ta-{two.third.pk}"}, follow=True).content.decode()
    assert "Cia har fått frågan om att ta över. Du står kvar tills dess." in said
    assert texts_to(two.third) == ["swap_ask"]


def test_who_could_not_say_yes_is_left_out(client: Client) -> None:
    two = Two()
    mine = let_in(client, two.anna)
    here = swap_page(mine, two.first.attendance(two.anna))
    silent, away, said_no, busy = (member_of(two.first.shift.association) for _ in range(4))
    for person in (silent, away, said_no, busy):
        join(two.second, person) if person is silent else AttendanceFactory(
            shift=two.second.shift, volunteer=person, state=State.CONFIRMED
        )
    assert shown_on(client, here).count('value="byt-') == 5
    record_opt_out(silent.mobile, source="text", now=MONDAY)
    add_away(away, first_on=two.first.shift.night, last_on=two.first.shift.night, today=MONDAY.date())
    AttendanceFactory(shift=two.first.shift, volunteer=said_no, state=State.DECLINED)
    AttendanceFactory(shift=ShiftFactory(starts_at=two.first.shift.starts_at), volunteer=busy, state=State.CONFIRMED)
    page = shown_on(client, here)
    assert (page.count('value="byt-'), "Fråga Bo" in page) == (1, True)


def test_whom_a_rule_stops_is_left_out_and_the_rule_is_not_told(client: Client) -> None:
    two = Two()
    mine = let_in(client, two.anna)
    here = swap_page(mine, two.first.attendance(two.anna))
    Volunteer.objects.update(born_on=MONDAY.date() - 40 * 365 * DAY)
    rule(two, RuleKind.MIN_AGE, 18)
    assert "Fråga Bo" in shown_on(client, here)
    Volunteer.objects.filter(pk=two.bo.pk).update(born_on=MONDAY.date() - 16 * 365 * DAY)
    page = shown_on(client, here)
    assert ["Bo A" in page, "fyller" in page] == [False, False]
    assert "Just nu finns det ingen att byta med." in page


def test_night_that_one_leaves_counts_against_nobody(client: Client) -> None:
    two = Two(days=1)
    mine = let_in(client, two.anna)
    here = swap_page(mine, two.first.attendance(two.anna))
    rule(two, RuleKind.MONTHLY, 1)
    rule(two, RuleKind.REST, 48)
    assert "Fråga Bo" in shown_on(client, here)
    said = client.post(here, {"with_whom": f"byt-{two.second.attendance(two.bo).pk}"}, follow=True).content.decode()
    assert "Bo har fått frågan om att byta mot lör 17 okt." in said


def test_leader_the_crew_cannot_do_without_is_replaced_by_one_who_may_lead(client: Client) -> None:
    two = Two(leaders_needed=1)
    Attendance.objects.filter(volunteer=two.anna).update(is_leader=True)
    type(two.first.shift).objects.filter(pk=two.first.shift.pk).update(leader_count=1)
    mine = let_in(client, two.anna)
    here = swap_page(mine, two.first.attendance(two.anna))
    assert "Fråga Bo" not in shown_on(client, here)
    Volunteer.objects.filter(pk=two.bo.pk).update(leader_training_until=two.second.shift.night)
    assert "Fråga Bo" in shown_on(client, here)


def test_one_at_a_time_nobody_twice_and_few_in_a_day() -> None:
    two = Two()
    place = two.first.attendance(two.anna)
    propose_swap(place, two.third, origin=BY_SELF, now=MONDAY)
    with pytest.raises(NoSwap, match="Andra blir redan frågade om din plats"):
        propose_swap(place, two.bo, in_return=two.second.attendance(two.bo), origin=BY_SELF, now=MONDAY)
    HandOver.objects.update(state=HandOverState.DECLINED)
    Attendance.objects.filter(volunteer=two.third).update(state=State.DECLINED)
    with pytest.raises(NoSwap, match="Cia har redan fått frågan om den kvällen"):
        propose_swap(place, two.third, origin=BY_SELF, now=MONDAY)
    for _more in range(MOST_ASKED_A_DAY - 1):
        propose_swap(place, member_of(two.first.shift.association), origin=BY_SELF, now=MONDAY)
        HandOver.objects.update(state=HandOverState.DECLINED)
    with pytest.raises(NoSwap, match="Du har frågat flera det senaste dygnet"):
        propose_swap(place, two.bo, origin=BY_SELF, now=MONDAY + DAY / 2)
    propose_swap(place, two.bo, origin=BY_SELF, now=MONDAY + 1.1 * DAY)


def test_leader_is_not_held_back_by_what_somebody_asked_themselves() -> None:
    two = Two()
    place = two.first.attendance(two.anna)
    propose_swap(place, two.third, origin=BY_SELF, now=MONDAY)
    propose_swap(place, two.bo, origin=BY_LEADER, now=MONDAY)
    assert list(HandOver.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "open"]


def test_why_another_cannot_is_for_leaders_alone(client: Client) -> None:
    """Bo says yes on his page; what stops Anna from his night is not his to read."""
    two = Two()
    two.propose()
    Volunteer.objects.update(born_on=MONDAY.date() - 40 * 365 * DAY)
    Volunteer.objects.filter(pk=two.anna.pk).update(born_on=MONDAY.date() - 16 * 365 * DAY)
    rule(two, RuleKind.MIN_AGE, 18)
    place = two.first.attendance(two.bo)
    mine = let_in(client, two.bo)
    refused = client.post(f"{mine}/kvall/{place.pk}", {"svar": "ja", "start": shown_as(place)})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert ["Det bytet går inte att göra just nu. Ledaren kan säga mer." in page, "fyller" in page] == [True, False]
    with pytest.raises(NoSwap, match="Anna"):
        confirm_attendance(place, origin=BY_LEADER, now=MONDAY)


def test_anothers_night_and_one_without_a_place(client: Client) -> None:
    two = Two()
    mine = let_in(client, two.anna)
    theirs = swap_page(mine, two.second.attendance(two.bo))
    assert [client.get(theirs).status_code, client.post(theirs).status_code] == [404, 404]
    place = two.first.attendance(two.anna)
    Attendance.objects.filter(pk=place.pk).update(state=State.DECLINED)
    answer = client.get(swap_page(mine, place))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{mine}?kvall={place.pk}#kvall")
    assert "Byt med någon" not in shown_on(client, f"{mine}?kvall={place.pk}")


def test_nothing_is_shown_or_done_before_the_gate(client: Client) -> None:
    two = Two()
    mine = let_in(client, two.anna)
    here = swap_page(mine, two.first.attendance(two.anna))
    stranger = Client()
    key = {"with_whom": f"byt-{two.second.attendance(two.bo).pk}"}
    below = here.removeprefix(mine).replace("/", "%2F")
    turned_away = [stranger.get(here), stranger.post(here, key)]
    assert [answer.status_code for answer in turned_away] == [303, 303]
    assert [answer.headers["Location"] for answer in turned_away] == [f"{mine}?till={below}", mine]
    assert not HandOver.objects.exists()


def test_too_late_there_is_nobody_to_ask(client: Client) -> None:
    two = Two()
    near = two.first.shift.starts_at - TOO_LATE_TO_ASK / 2
    with time_machine.travel(near, tick=False):
        mine = let_in(client, two.anna, now=near)
        page = shown_on(client, mine)
        assert ["Du är med" in page, "Byt med någon" in page] == [True, False]
        assert client.get(swap_page(mine, two.first.attendance(two.anna))).status_code == 303


def test_list_of_many_nights_asks_no_more_of_the_database(
    client: Client, django_assert_max_num_queries: object
) -> None:
    two = Two()
    for week in range(1, 16):
        night = ShiftFactory(
            association=two.first.shift.association, starts_at=two.first.shift.starts_at + week * 7 * DAY
        )
        AttendanceFactory(shift=night, volunteer=two.bo, state=State.CONFIRMED)
    rule(two, RuleKind.MONTHLY, 20)
    mine = let_in(client, two.anna)
    here = swap_page(mine, two.first.attendance(two.anna))
    with django_assert_max_num_queries(65):  # type: ignore[operator]  # pytest-django's own fixture
        assert shown_on(client, here).count('value="byt-') == 8
