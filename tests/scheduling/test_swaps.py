"""Two change nights directly, or one takes the other's place: asked by text, or agreed on and written down."""

from datetime import timedelta
from typing import Any

import pytest

from messaging.models import OutboundMessage
from scheduling.domain.attendance import confirm_attendance
from scheduling.domain.hand_overs.requests import expire_hand_overs, keep_place, request_hand_over
from scheduling.domain.hand_overs.swaps import agree_on_swap, propose_swap
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState as State
from scheduling.enums import Door, EventKind, HandOverState, RuleForce, RuleKind
from scheduling.exceptions import NoSwap, SchedulingError
from scheduling.models import Attendance, CrewRule, HandOver, Shift, ShiftEvent
from tests.factories import ShiftFactory
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Two:
    """Anna walks on Friday the 16th, Bo on Saturday the 24th; a third is a member and walks on neither."""

    def __init__(self, *, days: int = 8, **fields: Any) -> None:
        sizes = {"crew_min": 2, "crew_target": 2, "crew_max": 2, "leaders_needed": 0} | fields
        self.first = make_rota(3, **sizes)
        shift = ShiftFactory(
            association=self.first.shift.association,
            route=self.first.shift.route,
            starts_at=self.first.shift.starts_at + timedelta(days=days),
            **sizes,
        )
        self.second = Rota(shift, self.first.people)
        self.anna, self.bo, self.third = self.first.people
        for person, name in ((self.anna, "Anna Ek"), (self.bo, "Bo Alm"), (self.third, "Cia Dal")):
            person.name = name
            person.save()
        join(self.first, self.anna)
        join(self.second, self.bo)

    def propose(self, **more: Any) -> HandOver:
        return propose_swap(
            self.first.attendance(self.anna),
            self.bo,
            in_return=self.second.attendance(self.bo),
            origin=BY_LEADER,
            now=MONDAY,
            **more,
        )

    def states(self) -> list[str | None]:
        """Anna and Bo on the first night, then on the second."""
        places = {(one.shift_id, one.volunteer_id): one.state for one in Attendance.objects.all()}
        return [
            places.get((rota.shift.pk, person.pk))
            for rota in (self.first, self.second)
            for person in (self.anna, self.bo)
        ]


def join(rota: Rota, person: Volunteer, *, as_leader: bool = False) -> None:
    rota.ask(person, as_leader=as_leader, now=MONDAY - HOUR)
    code = rota.attendance(person).reply_code
    sms(person, f"ja {code}", now=MONDAY - HOUR / 2)


def last_text(person: Volunteer) -> str:
    return OutboundMessage.objects.filter(to_number=person.mobile).latest("pk").body


def test_yes_swaps_both_nights_and_each_is_told_once() -> None:
    two = Two()
    offer = two.propose()
    assert two.states() == [State.CONFIRMED, State.ASKED, None, State.CONFIRMED]
    assert last_text(two.bo) == (
        "Hej Bo! Vill du byta kväll med Anna? Du går fre 16/10 20.30-00.30 i Vårby i stället för lör 24/10. "
        "Svara JA 2 eller NEJ 2."
    )
    sms(two.bo, "JA 2", now=MONDAY + HOUR)
    assert two.states() == [State.DECLINED, State.CONFIRMED, State.CONFIRMED, State.DECLINED]
    assert last_text(two.anna) == (
        "Bytet är klart, Anna: du går lör 24/10 i stället för fre 16/10. Samling 20.30 vid biblioteket i Vårby. "
        "Förhinder? NEJ."
    )
    assert last_text(two.bo) == (
        "Bytet är klart, Bo: du går fre 16/10 i stället för lör 24/10. Samling 20.30 vid biblioteket i Vårby. "
        "Förhinder? NEJ."
    )
    assert texts_to(two.anna) == ["ask", "confirmed", "swapped"]
    assert texts_to(two.bo) == ["ask", "confirmed", "swap_ask", "swapped_yes"]
    offer.refresh_from_db()
    assert offer.state == HandOverState.TAKEN
    for rota in (two.first, two.second):
        kinds = list(ShiftEvent.objects.filter(shift=rota.shift).order_by("pk").values_list("kind", flat=True))
        assert kinds[-2:] == [EventKind.HANDED_OVER, EventKind.SWAPPED]
        assert Shift.objects.get(pk=rota.shift.pk).confirmed_count == 1


def test_bare_yes_is_enough_when_it_is_the_only_open_question() -> None:
    two = Two()
    two.propose()
    sms(two.bo, "ja gärna", now=MONDAY + HOUR)
    assert two.states() == [State.DECLINED, State.CONFIRMED, State.CONFIRMED, State.DECLINED]


def test_no_leaves_all_as_it_was_and_the_owner_hears() -> None:
    two = Two()
    offer = two.propose()
    sms(two.bo, "NEJ 2", now=MONDAY + HOUR)
    assert two.states() == [State.CONFIRMED, State.DECLINED, None, State.CONFIRMED]
    offer.refresh_from_db()
    assert offer.state == HandOverState.DECLINED
    assert last_text(two.bo).startswith("Tack för svaret, Bo. Då blir det inget byte fre 16/10 i Vårby.")
    assert last_text(two.anna) == (
        "Hej Anna! Bo kunde inte ta fre 16/10 i Vårby. Du står kvar. Svara FRÅGA ANDRA, så frågar vi fler, "
        "eller NEJ om du inte kommer."
    )
    sms(two.anna, "Fråga andra", now=MONDAY + 2 * HOUR)
    assert two.first.attendance(two.third).instead_of == two.first.attendance(two.anna)


def test_swap_of_nights_that_overlap_each_other_is_possible() -> None:
    two = Two(days=0)
    two.propose()
    sms(two.bo, "ja 2", now=MONDAY + HOUR)
    assert two.states() == [State.DECLINED, State.CONFIRMED, State.CONFIRMED, State.DECLINED]


def test_place_is_given_without_one_in_return() -> None:
    two = Two()
    propose_swap(two.first.attendance(two.anna), two.third, origin=BY_LEADER, now=MONDAY)
    assert last_text(two.third) == (
        "Hej Cia! Anna kan inte gå fre 16/10 20.30-00.30 i Vårby. Kan du gå i stället? Svara JA eller NEJ."
    )
    sms(two.third, "ja", now=MONDAY + HOUR)
    assert (two.first.state(two.anna), two.first.state(two.third)) == (State.DECLINED, State.CONFIRMED)
    assert texts_to(two.anna)[-1] == "handed_over"


def test_only_the_one_who_was_asked_takes_it() -> None:
    two = Two()
    two.propose()
    two.first.ask(two.third)
    sms(two.third, "ja", now=MONDAY + HOUR)
    assert two.first.state(two.anna) == State.CONFIRMED
    assert two.first.state(two.third) == State.CONFIRMED  # a gap was left


def test_agreed_on_between_the_two_it_is_done_at_once() -> None:
    two = Two()
    agree_on_swap(
        two.first.attendance(two.anna),
        two.bo,
        in_return=two.second.attendance(two.bo),
        origin=Origin(Door.PHONE),
        now=MONDAY,
    )
    assert two.states() == [State.DECLINED, State.CONFIRMED, State.CONFIRMED, State.DECLINED]
    assert (texts_to(two.anna)[-1], texts_to(two.bo)[-1]) == ("swapped", "swapped_yes")
    assert "swap_ask" not in texts_to(two.bo)


def test_rule_that_stops_one_of_them_on_the_others_night_stops_both_with_the_reason() -> None:
    two = Two()
    Volunteer.objects.update(born_on=MONDAY.date() - timedelta(days=40 * 365))
    Volunteer.objects.filter(pk=two.anna.pk).update(born_on=MONDAY.date() - timedelta(days=16 * 365))
    CrewRule.objects.create(
        municipality=two.first.shift.association.municipality,
        association=None,
        kind=RuleKind.MIN_AGE,
        force=RuleForce.HARD,
        number=18,
    )
    with pytest.raises(NoSwap, match="Anna"):
        two.propose()
    assert not HandOver.objects.exists()
    assert two.states() == [State.CONFIRMED, None, None, State.CONFIRMED]


def test_something_that_came_between_leaves_both_where_they_were() -> None:
    two = Two()
    offer = two.propose()
    shift = ShiftFactory(starts_at=two.second.shift.starts_at, association=two.first.shift.association)
    join(Rota(shift, [two.anna]), two.anna)
    assert sms(two.bo, "ja 2", now=MONDAY + HOUR).outcome == "swap_stopped"
    assert two.states() == [State.CONFIRMED, State.ASKED, None, State.CONFIRMED]
    assert last_text(two.bo) == (
        "Tack Bo, men bytet fre 16/10 i Vårby går inte att göra just nu. Det du redan har sagt ja till gäller som "
        "förut. Ledaren får veta."
    )
    with pytest.raises(NoSwap, match="Anna går redan ett annat pass samma tid"):
        confirm_attendance(two.first.attendance(two.bo), origin=BY_LEADER, now=MONDAY + HOUR)
    offer.refresh_from_db()
    assert offer.state == HandOverState.OPEN


@pytest.mark.parametrize("who", ["owner keeps", "owner is off", "other is off"])
def test_swap_that_is_off_gives_nobody_two_nights(who: str) -> None:
    two = Two()
    two.propose()
    if who == "owner keeps":
        keep_place(two.first.attendance(two.anna), origin=BY_LEADER, now=MONDAY)
    elif who == "owner is off":
        sms(two.anna, "nej", now=MONDAY)
    else:
        sms(two.bo, f"nej {two.second.attendance(two.bo).reply_code}", now=MONDAY)
    before = two.states()
    assert sms(two.bo, "ja 2", now=MONDAY + HOUR).outcome == State.LAPSED
    assert two.first.state(two.bo) == State.LAPSED
    assert [two.states()[n] for n in (0, 3)] == [before[n] for n in (0, 3)]
    assert texts_to(two.bo)[-1] == "solved"


def test_nobody_answered_in_time() -> None:
    two = Two()
    offer = two.propose()
    assert offer.expires_at == two.first.shift.starts_at - DAY
    assert expire_hand_overs(offer.expires_at) == 1
    assert two.states() == [State.CONFIRMED, State.LAPSED, None, State.CONFIRMED]
    assert texts_to(two.anna)[-1] == "not_taken"


def test_others_are_asked_in_place_of_the_one_who_was() -> None:
    two = Two()
    two.propose()
    request_hand_over(two.first.attendance(two.anna), origin=BY_LEADER, now=MONDAY)
    assert two.first.state(two.bo) == State.LAPSED
    assert [offer.state for offer in HandOver.objects.order_by("pk")] == [HandOverState.WITHDRAWN, HandOverState.OPEN]


def test_what_cannot_be_swapped_says_why() -> None:
    two = Two()
    mine = two.first.attendance(two.anna)
    join(two.second, two.third)
    join(two.first, two.third)

    def propose(owner: Attendance, taker: Volunteer, in_return: Attendance | None = None) -> None:
        propose_swap(owner, taker, in_return=in_return, origin=BY_LEADER, now=MONDAY)

    with pytest.raises(NoSwap, match="Cia går redan den kvällen"):
        propose(mine, two.third)
    with pytest.raises(NoSwap, match="Välj en kväll som Bo har en plats på"):
        propose(mine, two.bo, two.second.attendance(two.third))
    other = Two()
    with pytest.raises(SchedulingError):
        propose(mine, other.bo)
    Attendance.objects.filter(pk=mine.pk).update(is_leader=True)
    Shift.objects.filter(pk=two.first.shift.pk).update(leaders_needed=1, leader_count=1)
    with pytest.raises(NoSwap, match="Bo har inte gått ledarutbildningen"):
        propose(two.first.attendance(two.anna), two.bo)


def test_leader_who_swaps_leads_on_neither_nights_account_but_the_crews() -> None:
    """Who takes the place of the only leader leads; the one they come from has no need of a leader."""
    two = Two(leaders_needed=1)
    Attendance.objects.filter(volunteer=two.anna).update(is_leader=True)
    Shift.objects.filter(pk=two.first.shift.pk).update(leader_count=1)
    Volunteer.objects.filter(pk=two.bo.pk).update(leader_training_until=two.second.shift.night)
    two.bo.refresh_from_db()
    two.propose()
    sms(two.bo, "ja 2", now=MONDAY + HOUR)
    assert two.first.attendance(two.bo).is_leader
    assert not two.second.attendance(two.anna).is_leader
    assert Shift.objects.get(pk=two.first.shift.pk).leader_count == 1
    assert "Du leder gruppen." in last_text(two.bo)
