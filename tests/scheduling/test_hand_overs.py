"""A place is handed over: its owner holds it until somebody eligible says yes; the first yes wins."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from messaging.models import OutboundMessage
from scheduling.domain.attendance import add_confirmed, confirm_attendance, remove_attendance
from scheduling.domain.crew_list import state_words
from scheduling.domain.hand_overs.asking import carry_on_hand_overs, let_left_questions_lapse
from scheduling.domain.hand_overs.requests import expire_hand_overs, keep_place, request_hand_over
from scheduling.domain.invitations import lapse_silent
from scheduling.domain.rounds import carry_on_rounds, pause_round, start_round
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import AttendanceState as State
from scheduling.enums import EventKind, HandOverState
from scheduling.exceptions import MoveNotAllowed, SchedulingError, ShiftFull, TooLate
from scheduling.models import Attendance, HandOver, Shift, ShiftEvent, TextPlan
from scheduling.queries.records import records_of
from tests.factories import ShiftFactory
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def crewed(people: int = 8, on_crew: int = 3, **fields: Any) -> Rota:
    """Three are wanted on Friday and three are on; the others are members who were never asked."""
    sizes = {"crew_min": 2, "crew_target": 3, "crew_max": 4, "leaders_needed": 0}
    rota = make_rota(people, **sizes | fields)
    join(rota, *rota.people[:on_crew])
    return rota


def join(rota: Rota, *people: Volunteer, as_leader: bool = False) -> None:
    rota.ask(*people, as_leader=as_leader, now=MONDAY - HOUR)
    for person in people:
        sms(person, "ja", now=MONDAY - HOUR / 2)


def offer_of(rota: Rota, person: Volunteer) -> HandOver:
    return HandOver.objects.filter(attendance=rota.attendance(person)).latest("pk")


def asked(rota: Rota) -> list[Volunteer]:
    rows = Attendance.objects.filter(shift=rota.shift, instead_of__isnull=False).order_by("pk")
    return [row.volunteer for row in rows.select_related("volunteer")]


def shift_of(rota: Rota) -> Shift:
    return Shift.objects.get(pk=rota.shift.pk)


def last_text(person: Volunteer) -> str:
    return OutboundMessage.objects.filter(to_number=person.mobile).latest("pk").body


@pytest.mark.parametrize(
    "words",
    [
        "FRÅGA ANDRA",
        "fraga andra",
        "Jag kan inte, fråga andra",
        "jag kan inte fråga andra",
        "Kan tyvärr inte på fredag. Fråga någon annan!",
        "byt",
        "Hej! Jag behöver byta",
        "kan ni hitta någon annan?",
        "Ask others please",
    ],
)
def test_owner_keeps_the_place_and_hears_so_while_others_are_asked(words: str) -> None:
    rota = crewed()
    owner = rota.people[0]
    assert sms(owner, words, now=MONDAY).outcome == "handing_over"
    assert rota.state(owner) == State.CONFIRMED
    assert shift_of(rota).confirmed_count == 3
    assert shift_of(rota).asked_count == 0
    assert last_text(owner) == (
        "Vi frågar andra, Person0. Du står kvar fre 16/10 i Vårby tills någon tar över, då får du sms. "
        "Kan du ändå? Svara BEHÅLL. Inte alls? NEJ."
    )
    assert asked(rota) == rota.people[3:5]
    assert [texts_to(one) for one in asked(rota)] == [["ask"], ["ask"]]


@pytest.mark.parametrize(
    "words", ["fråga gärna någon annan gång", "ni behöver inte fråga andra", "byt dag", "byt nummer", "byt med Sara"]
)
def test_what_only_sounds_like_it_asks_nobody(words: str) -> None:
    rota = crewed()
    sms(rota.people[0], words, now=MONDAY)
    assert not HandOver.objects.exists()


def test_someone_asked_who_says_ask_another_is_no_owner() -> None:
    rota = crewed()
    rota.ask(rota.people[5])
    sms(rota.people[5], "Nej, fråga någon annan", now=MONDAY)
    assert rota.state(rota.people[5]) == State.DECLINED
    assert not HandOver.objects.exists()


def test_first_yes_takes_the_place_and_both_are_told_once() -> None:
    rota = crewed()
    owner = rota.people[0]
    sms(owner, "fråga andra", now=MONDAY)
    first, second = asked(rota)
    sms(first, "ja", now=MONDAY + HOUR)
    assert (rota.state(owner), rota.state(first), rota.state(second)) == (State.DECLINED, State.CONFIRMED, State.LAPSED)
    assert shift_of(rota).confirmed_count == 3
    assert (offer_of(rota, owner).state, offer_of(rota, owner).taken_by) == (
        HandOverState.TAKEN,
        rota.attendance(first),
    )
    assert texts_to(owner)[-2:] == ["handing_over", "handed_over"]
    assert last_text(owner) == (
        "Klart Person0: någon annan har tagit din plats fre 16/10 i Vårby. Du behöver inte komma. "
        "Tack för att du sa till!"
    )
    assert texts_to(first) == ["ask", "confirmed"]
    kinds = list(ShiftEvent.objects.filter(shift=rota.shift).order_by("pk").values_list("kind", flat=True))
    assert kinds[-3:] == [EventKind.HANDED_OVER, EventKind.TOOK_OVER, EventKind.LAPSED]


def test_whoever_was_asked_and_not_needed_is_not_said_to_be_silent() -> None:
    rota = crewed()
    sms(rota.people[0], "fråga andra", now=MONDAY)
    first, second = asked(rota)
    sms(first, "ja", now=MONDAY + HOUR)
    assert ShiftEvent.objects.get(kind=EventKind.LAPSED).detail == "frågan gäller inte längre"
    assert state_words(rota.attendance(second)) == "Frågan gäller inte längre"
    assert records_of([second.pk], shift_of(rota), now=MONDAY + 2 * HOUR)[second.pk].silent_times == 0


def test_who_says_yes_too_late_is_thanked_and_gets_no_place() -> None:
    rota = crewed()
    sms(rota.people[0], "fråga andra", now=MONDAY)
    first, second = asked(rota)
    sms(first, "ja", now=MONDAY + HOUR)
    for n in (2, 3):  # also when they say so again
        sms(second, "ja", now=MONDAY + n * HOUR)
        assert rota.state(second) == State.LAPSED
    assert texts_to(second) == ["ask", "solved", "solved"]
    assert last_text(second) == (
        f"Tack för svaret, {second.first_name}! Vårby fre 16/10 är redan löst, så du behöver inte komma. "
        "Vi frågar gärna igen en annan kväll."
    )
    assert shift_of(rota).confirmed_count == 3
    sms(second, "nej", now=MONDAY + 4 * HOUR)
    assert texts_to(second)[-1] == "solved"


def test_owner_who_can_after_all_keeps_the_place() -> None:
    rota = crewed()
    owner = rota.people[0]
    sms(owner, "fråga andra", now=MONDAY)
    assert sms(owner, "Ok, tack", now=MONDAY + HOUR / 2).outcome == "confirmed"
    assert offer_of(rota, owner).state == HandOverState.OPEN  # an ok to "we ask others" is no yes to the night
    assert texts_to(owner)[-1] == "handing_over"
    assert sms(owner, "Behåll", now=MONDAY + HOUR).outcome == "kept"
    assert offer_of(rota, owner).state == HandOverState.WITHDRAWN
    assert last_text(owner) == (
        "Bra Person0, då räknar vi med dig fre 16/10 20.30 vid biblioteket i Vårby. Får du förhinder? Svara NEJ."
    )
    assert [rota.state(one) for one in rota.people[3:5]] == [State.LAPSED, State.LAPSED]
    sms(rota.people[3], "ja", now=MONDAY + 2 * HOUR)
    assert rota.state(rota.people[3]) == State.LAPSED


@pytest.mark.parametrize("words", ["jag kan ändå", "Det löste sig, jag kommer!", "keep"])
def test_ways_to_say_that_one_can_after_all(words: str) -> None:
    rota = crewed()
    sms(rota.people[0], "fråga andra", now=MONDAY)
    assert sms(rota.people[0], words, now=MONDAY + HOUR).outcome == "kept"


def test_owner_who_says_no_outright_frees_the_place_as_always() -> None:
    rota = crewed()
    owner = rota.people[0]
    sms(owner, "fråga andra", now=MONDAY)
    sms(owner, "nej", now=MONDAY + HOUR)
    assert rota.state(owner) == State.DECLINED
    assert offer_of(rota, owner).state == HandOverState.WITHDRAWN
    assert (shift_of(rota).confirmed_count, shift_of(rota).asked_count) == (2, 2)
    sms(rota.people[4], "ja", now=MONDAY + 2 * HOUR)
    assert rota.state(rota.people[4]) == State.CONFIRMED


def test_wish_said_twice_asks_nobody_twice() -> None:
    rota = crewed()
    sms(rota.people[0], "fråga andra", now=MONDAY)
    sms(rota.people[0], "byt", now=MONDAY + HOUR / 4)
    assert HandOver.objects.count() == 1
    assert len(asked(rota)) == 2


def test_next_are_asked_when_the_first_are_silent() -> None:
    rota = crewed()
    sms(rota.people[0], "fråga andra", now=MONDAY)
    assert carry_on_hand_overs(MONDAY + HOUR) == 0
    assert carry_on_hand_overs(MONDAY + 9 * HOUR) == 2
    assert asked(rota) == rota.people[3:7]
    sms(rota.people[6], "ja", now=MONDAY + 10 * HOUR)
    assert rota.state(rota.people[0]) == State.DECLINED
    assert carry_on_hand_overs(MONDAY + 20 * HOUR) == 0


def test_nobody_is_asked_in_quiet_hours_nor_while_the_leader_has_paused_the_round() -> None:
    rota = crewed()
    TextPlan.objects.update(quiet_from=time(21), quiet_to=time(8))
    night = datetime(2026, 10, 12, 20, 0, tzinfo=MONDAY.tzinfo)
    sms(rota.people[0], "fråga andra", now=night)
    assert asked(rota) == []
    assert carry_on_hand_overs(night + 11 * HOUR) == 2
    other = crewed()
    start_round(other.shift, origin=BY_LEADER, now=MONDAY)
    pause_round(other.shift, origin=BY_LEADER, now=MONDAY)
    sms(other.people[0], "fråga andra", now=MONDAY)
    assert asked(other) == []


def test_round_asks_for_its_gap_and_the_hand_over_for_its_place() -> None:
    rota = crewed(people=12, crew_target=4)
    start_round(rota.shift, origin=BY_LEADER, now=MONDAY)
    by_round = set(Attendance.objects.filter(shift=rota.shift, state=State.ASKED).values_list("volunteer", flat=True))
    sms(rota.people[0], "fråga andra", now=MONDAY)
    for hours in range(1, 5):
        carry_on_rounds(MONDAY + hours * HOUR)
        carry_on_hand_overs(MONDAY + hours * HOUR)
    in_place = {person.pk for person in asked(rota)}
    assert (len(by_round), len(in_place), by_round & in_place) == (2, 2, set())
    assert shift_of(rota).asked_count == 2  # who is asked for a place fills no gap
    gap, place = Volunteer.objects.get(pk=min(by_round)), asked(rota)[0]
    sms(gap, "ja", now=MONDAY + 5 * HOUR)
    assert (rota.state(rota.people[0]), shift_of(rota).confirmed_count) == (State.CONFIRMED, 4)
    sms(place, "ja", now=MONDAY + 5 * HOUR)
    assert (rota.state(rota.people[0]), shift_of(rota).confirmed_count) == (State.DECLINED, 4)


def test_who_was_asked_before_takes_the_place_when_no_gap_is_left() -> None:
    rota = crewed(on_crew=2)
    rota.ask(*rota.people[2:4])
    sms(rota.people[0], "fråga andra", now=MONDAY)
    sms(rota.people[2], "ja", now=MONDAY + HOUR)
    assert (rota.state(rota.people[0]), shift_of(rota).confirmed_count) == (State.CONFIRMED, 3)
    sms(rota.people[3], "ja", now=MONDAY + 2 * HOUR)
    assert (rota.state(rota.people[0]), shift_of(rota).confirmed_count) == (State.DECLINED, 3)


def test_first_in_the_queue_gets_the_place_at_once() -> None:
    rota = crewed(on_crew=4)
    join(rota, rota.people[4])
    assert rota.state(rota.people[4]) == State.WAITING
    sms(rota.people[0], "fråga andra", now=MONDAY)
    assert (rota.state(rota.people[0]), rota.state(rota.people[4])) == (State.DECLINED, State.CONFIRMED)
    assert texts_to(rota.people[0])[-1] == "handing_over"
    assert last_text(rota.people[0]).startswith("Klart Person0: någon annan har tagit din plats fre 16/10")
    assert texts_to(rota.people[4])[-1] == "promoted"
    assert (shift_of(rota).confirmed_count, shift_of(rota).waiting_count) == (4, 0)


def test_near_the_walk_the_first_in_the_queue_is_asked_again() -> None:
    rota = crewed(on_crew=4)
    join(rota, rota.people[4])
    near = rota.shift.starts_at - 20 * HOUR
    sms(rota.people[0], "fråga andra", now=near)
    assert (rota.state(rota.people[0]), rota.state(rota.people[4])) == (State.CONFIRMED, State.ASKED)
    assert texts_to(rota.people[4])[-1] == "place_free"
    sms(rota.people[4], "ja", now=near + HOUR)
    assert (rota.state(rota.people[0]), rota.state(rota.people[4])) == (State.DECLINED, State.CONFIRMED)


def test_nobody_took_it_in_time_so_the_owner_stands_and_hears_so() -> None:
    rota = crewed()
    owner = rota.people[0]
    sms(owner, "fråga andra", now=MONDAY)
    by = offer_of(rota, owner).expires_at
    assert expire_hand_overs(by - HOUR) == 0
    assert expire_hand_overs(by) == 1
    assert expire_hand_overs(by) == 0
    assert lapse_silent(by) == 0
    assert (offer_of(rota, owner).state, rota.state(owner)) == (HandOverState.EXPIRED, State.CONFIRMED)
    assert last_text(owner) == (
        "Hej Person0! Ingen har kunnat ta din plats fre 16/10 i Vårby, så vi räknar med dig 20.30. Går det inte? "
        "Svara NEJ."
    )
    assert [rota.state(one) for one in asked(rota)] == [State.LAPSED, State.LAPSED]
    sms(owner, "nej", now=by + HOUR)
    assert rota.state(owner) == State.DECLINED


def test_only_one_who_may_lead_takes_the_only_leaders_place() -> None:
    rota = crewed(on_crew=2, leaders_needed=1)
    leader, able = rota.people[2], rota.people[6]
    Volunteer.objects.filter(pk=able.pk).update(leader_training_until=rota.shift.night)
    join(rota, leader, as_leader=True)
    sms(leader, "fråga andra", now=MONDAY)
    assert asked(rota) == [able]
    add_confirmed(rota.shift, rota.people[7], origin=BY_LEADER, now=MONDAY)  # only walks: one more on the crew
    assert (rota.state(leader), shift_of(rota).confirmed_count) == (State.CONFIRMED, 4)
    with pytest.raises(ShiftFull):
        add_confirmed(rota.shift, rota.people[5], origin=BY_LEADER, now=MONDAY)
    sms(able, "ja", now=MONDAY + HOUR)
    shift = shift_of(rota)
    assert (rota.state(leader), shift.leader_count, shift.confirmed_count) == (State.DECLINED, 1, 4)


def test_leader_puts_someone_in_the_place_of_a_full_crew() -> None:
    rota = crewed(on_crew=4)
    owner = rota.people[0]
    with pytest.raises(ShiftFull):
        add_confirmed(rota.shift, rota.people[6], origin=BY_LEADER, now=MONDAY)
    request_hand_over(rota.attendance(owner), origin=BY_LEADER, now=MONDAY)
    add_confirmed(rota.shift, rota.people[6], origin=BY_LEADER, now=MONDAY)
    assert (rota.state(owner), rota.state(rota.people[6])) == (State.DECLINED, State.CONFIRMED)
    assert shift_of(rota).confirmed_count == 4


def test_leader_takes_at_their_word_whoever_says_yes_on_the_phone_too_late() -> None:
    rota = crewed()
    sms(rota.people[0], "fråga andra", now=MONDAY)
    first, second = asked(rota)
    sms(first, "ja", now=MONDAY + HOUR)
    confirm_attendance(rota.attendance(second), origin=BY_LEADER, now=MONDAY + 2 * HOUR)
    assert (rota.state(second), shift_of(rota).confirmed_count) == (State.CONFIRMED, 4)


def test_cancelled_night_and_removed_owner_end_the_wish() -> None:
    rota = crewed()
    sms(rota.people[0], "fråga andra", now=MONDAY)
    sms(rota.people[1], "fråga andra", now=MONDAY)
    remove_attendance(rota.attendance(rota.people[0]), origin=BY_LEADER, now=MONDAY + HOUR)
    assert offer_of(rota, rota.people[0]).state == HandOverState.WITHDRAWN
    assert offer_of(rota, rota.people[1]).state == HandOverState.OPEN
    cancel_shift(rota.shift, origin=BY_LEADER, now=MONDAY + 2 * HOUR)
    assert offer_of(rota, rota.people[1]).state == HandOverState.CANCELLED


def test_wish_for_several_nights_is_asked_back_and_a_number_is_enough() -> None:
    rota = crewed()
    owner = rota.people[0]
    later = ShiftFactory(
        association=rota.shift.association, route=rota.shift.route, starts_at=rota.shift.starts_at + timedelta(days=7)
    )
    other = Rota(later, rota.people)
    join(other, owner)
    assert sms(owner, "fråga andra", now=MONDAY).outcome == "which"
    assert last_text(owner).endswith("Svara till exempel 1.")
    assert sms(owner, "2", now=MONDAY + HOUR).outcome == "handing_over"
    assert offer_of(other, owner).state == HandOverState.OPEN
    assert sms(owner, "fråga andra på fredag 16/10", now=MONDAY + HOUR).outcome == "handing_over"
    assert offer_of(rota, owner).state == HandOverState.OPEN
    assert sms(owner, "behåll 2", now=MONDAY + 2 * HOUR).outcome == "kept"
    assert offer_of(other, owner).state == HandOverState.WITHDRAWN


def test_what_cannot_be_handed_over_says_why() -> None:
    rota = crewed()
    place = rota.attendance(rota.people[0])
    with pytest.raises(SchedulingError, match="Ingen blir frågad om den platsen längre"):
        keep_place(place, origin=BY_LEADER, now=MONDAY)
    with pytest.raises(TooLate, match="Nu hinner ingen"):
        request_hand_over(place, origin=BY_LEADER, now=rota.shift.starts_at - HOUR / 4)
    sms(rota.people[0], "nej", now=MONDAY)
    with pytest.raises(MoveNotAllowed, match="Person0 har ingen plats att lämna över"):
        request_hand_over(place, origin=BY_LEADER, now=MONDAY)


def test_just_before_the_walk_it_is_a_plain_no() -> None:
    rota = crewed()
    sms(rota.people[0], "kan inte, fråga andra", now=rota.shift.starts_at - HOUR / 4)
    assert rota.state(rota.people[0]) == State.DECLINED
    assert not HandOver.objects.exists()


def test_sweep_lets_questions_lapse_that_something_else_left_open() -> None:
    rota = crewed()
    sms(rota.people[0], "fråga andra", now=MONDAY)
    HandOver.objects.update(state=HandOverState.WITHDRAWN)
    assert let_left_questions_lapse(MONDAY + HOUR) == 1
    assert [rota.state(one) for one in asked(rota)] == [State.LAPSED, State.LAPSED]
    assert let_left_questions_lapse(MONDAY + HOUR) == 0
