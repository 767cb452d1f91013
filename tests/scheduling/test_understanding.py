"""What is not a plain yes or no: nothing is lost, nothing is guessed, and everyone gets an answer of their own."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import override_settings

from messaging.domain.opt_outs import is_opted_out
from messaging.domain.senders import add_sender
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.crews import CrewSize
from scheduling.domain.invitations import invite_volunteers, lapse_silent
from scheduling.domain.shifts import progress_shifts, revise_shift
from scheduling.enums import AttendanceState as State
from scheduling.enums import Concern, EventKind, Resolution
from scheduling.models import Attendance, CallTask, InboxItem, Shift, ShiftEvent
from tests.factories import MunicipalityFactory, ShiftFactory, VolunteerFactory, member_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
SOON = MONDAY + timedelta(hours=1)
LATER = MONDAY + timedelta(hours=5)


def asked(people: int = 1) -> Rota:
    rota = make_rota(people)
    rota.ask()
    return rota


def another_night(rota: Rota, *, days: int = 1) -> Rota:
    shift = ShiftFactory(
        association=rota.shift.association,
        route=rota.shift.route,
        starts_at=rota.shift.starts_at + timedelta(days=days),
    )
    return Rota(shift, rota.people)


def three_nights() -> tuple[Rota, Rota, Rota]:
    first = asked()
    nights = first, another_night(first), another_night(first, days=2)
    for night in nights[1:]:
        night.ask()
    return nights


def with_leader(rota: Rota) -> Volunteer:
    leader: Volunteer = member_of(rota.shift.association, name="Karin Öberg")
    rota.ask(leader, as_leader=True)
    sms(leader, "ja", now=MONDAY + timedelta(minutes=5))
    return leader


def concerns() -> list[str]:
    return list(InboxItem.objects.order_by("pk").values_list("concern", flat=True))


def waiting() -> list[str]:
    return list(InboxItem.objects.filter(resolved_at=None).order_by("pk").values_list("concern", flat=True))


def last_text(person: Volunteer) -> OutboundMessage:
    return OutboundMessage.objects.filter(to_number=person.mobile).latest("pk")


def change_time(rota: Rota, *, hours: int = 1) -> None:
    shift = rota.shift
    revise_shift(
        shift,
        route=shift.route,
        kind=shift.kind,
        starts_at=shift.starts_at + timedelta(hours=hours),
        ends_at=shift.ends_at + timedelta(hours=hours),
        crew=crew_of(shift),
        note="",
        origin=BY_LEADER,
        now=MONDAY + timedelta(minutes=30),
    )
    shift.refresh_from_db()


def crew_of(shift: Shift) -> CrewSize:
    return CrewSize(
        safe=shift.crew_safe,
        minimum=shift.crew_min,
        target=shift.crew_target,
        maximum=shift.crew_max,
        leaders=shift.leaders_needed,
    )


# A yes, a no, and something more


def test_yes_with_more_gives_the_place_and_the_leader_sees_it() -> None:
    rota = asked()
    person = rota.people[0]
    inbound = sms(person, "Ja, men blir lite sen")
    assert (rota.state(person), concerns()) == (State.CONFIRMED, [Concern.TOLD])
    assert texts_to(person) == ["ask", "confirmed_told"]
    assert "ser vad du skrev" in last_text(person).body
    told = ShiftEvent.objects.get(kind=EventKind.TOLD)
    assert (told.answer, told.attendance) == (inbound, rota.attendance(person))


def test_yes_with_another_time_than_the_walks_reaches_the_leader() -> None:
    rota = asked(2)
    sms(rota.people[0], "Ja, kl 20.30")
    assert (texts_to(rota.people[0]), concerns()) == (["ask", "confirmed"], [])
    sms(rota.people[1], "Kan komma vid 22")
    assert (texts_to(rota.people[1]), concerns()) == (["ask", "confirmed_told"], [Concern.TOLD])


def test_no_with_more_declines_and_the_leader_sees_it() -> None:
    rota = asked()
    person = rota.people[0]
    sms(person, "nej men tar gärna nästa fredag")
    assert (rota.state(person), concerns()) == (State.DECLINED, [Concern.TOLD])
    assert texts_to(person) == ["ask", "declined_told"]


def test_plain_yes_and_no_wait_for_nobody() -> None:
    rota = asked(2)
    sms(rota.people[0], "japp")
    sms(rota.people[1], "nä tyvärr")
    assert concerns() == []


def test_withdrawal_frees_the_place() -> None:
    rota = asked()
    person = rota.people[0]
    sms(person, "ja")
    sms(person, "måste tyvärr hoppa av", now=LATER)
    assert rota.state(person) == State.DECLINED
    assert texts_to(person)[-1] == "declined"


# Late


def test_late_is_told_to_the_leader_and_changes_nothing() -> None:
    rota = asked()
    person, leader = rota.people[0], with_leader(rota)
    sms(person, "ja")
    near = rota.shift.starts_at - timedelta(hours=1)
    sms(person, "blir 10 min sen", now=near)
    assert (rota.state(person), concerns()) == (State.CONFIRMED, [Concern.LATE])
    assert ShiftEvent.objects.filter(kind=EventKind.LATE).count() == 1
    assert texts_to(person)[-1] == "late_told"
    notice = last_text(leader)
    assert (notice.kind, notice.body) == (
        "leader_notice",
        f"{person.first_name} blir sen till Vårby fre 16/10: blir 10 min sen",
    )


def test_late_long_before_the_start_is_not_texted_to_the_leader() -> None:
    rota = asked()
    person, leader = rota.people[0], with_leader(rota)
    sms(person, "ja")
    sms(person, "jag blir 20 min sen", now=LATER)
    assert (texts_to(leader)[-1], concerns()) == ("confirmed", [Concern.LATE])


def test_words_of_one_person_never_reach_the_crew() -> None:
    rota = asked(3)
    leader = with_leader(rota)
    for person in rota.people:
        sms(person, "ja")
    sms(rota.people[0], "blir sen, bilen är trasig", now=rota.shift.starts_at - timedelta(hours=1))
    told = OutboundMessage.objects.filter(body__contains="bilen")
    assert [text.to_number for text in told] == [leader.mobile]


def test_late_from_someone_only_asked_is_no_yes() -> None:
    rota = asked()
    sms(rota.people[0], "blir 10 min sen")
    assert (rota.state(rota.people[0]), concerns()) == (State.ASKED, [Concern.LATE])


# Questions and what is unclear


def test_question_goes_to_the_leader_and_the_person_hears_how_to_answer() -> None:
    rota = asked()
    person = rota.people[0]
    sms(person, "Vem är detta?")
    assert (rota.state(person), concerns()) == (State.ASKED, [Concern.QUESTION])
    assert texts_to(person) == ["ask", "question"]
    assert "JA" in last_text(person).body


def test_unclear_is_asked_back_once_and_then_passed_on() -> None:
    rota = asked()
    person = rota.people[0]
    sms(person, "kanske, måste kolla med jobbet")
    sms(person, "vet inte riktigt än", now=LATER)
    assert texts_to(person) == ["ask", "unclear", "passed_on"]
    assert concerns() == [Concern.UNCLEAR, Concern.UNCLEAR]


def test_yes_after_asking_back_settles_what_waited() -> None:
    rota = asked()
    person = rota.people[0]
    sms(person, "kanske, måste kolla med jobbet")
    sms(person, "ja", now=LATER)
    assert (rota.state(person), waiting()) == (State.CONFIRMED, [])
    assert InboxItem.objects.get().resolution == Resolution.ANSWERED


def test_question_waits_for_the_leader_also_after_the_yes() -> None:
    rota = asked()
    sms(rota.people[0], "Vilken väst ska jag ha?")
    sms(rota.people[0], "ja", now=LATER)
    assert waiting() == [Concern.QUESTION]


def test_something_unclear_from_one_on_the_crew_changes_nothing() -> None:
    rota = asked()
    person = rota.people[0]
    sms(person, "ja")
    sms(person, "Jag har nyckeln till förrådet hemma hos mig", now=LATER)
    assert (rota.state(person), concerns()) == (State.CONFIRMED, [Concern.UNCLEAR])
    assert texts_to(person)[-1] == "passed_on"


def test_mixed_answer_about_two_nights_goes_to_a_person() -> None:
    friday = asked()
    saturday = another_night(friday)
    saturday.ask()
    sms(friday.people[0], "ja till lördag, nej till fredag")
    assert {friday.state(friday.people[0]), saturday.state(friday.people[0])} == {State.ASKED}
    assert waiting() == [Concern.UNCLEAR]


# Which question


def test_number_after_an_ask_back_means_what_was_said_then() -> None:
    first, second, third = three_nights()
    person = first.people[0]
    sms(person, "JA")
    assert texts_to(person)[-1] == "which"
    sms(person, "1 och 3", now=LATER)
    assert [night.state(person) for night in (first, second, third)] == [State.CONFIRMED, State.ASKED, State.CONFIRMED]
    assert waiting() == []


def test_question_of_someone_on_several_nights_goes_to_the_leader_without_asking_which() -> None:
    first = asked()
    second = another_night(first)
    second.ask()
    person = first.people[0]
    sms(person, "JA 1")
    sms(person, "JA 2", now=LATER)
    sms(person, "Hej, får jag ta med min granne?", now=LATER + timedelta(minutes=1))
    assert texts_to(person)[-1] == "passed_on"
    assert waiting() == [Concern.QUESTION]
    assert [night.state(person) for night in (first, second)] == [State.CONFIRMED, State.CONFIRMED]


@pytest.mark.parametrize(
    ("first_word", "again", "state", "words"),
    [
        ("JA 1", "ja", State.CONFIRMED, "Du är redan med: 1: fre 16/10 Vårby, 2: lör 17/10 Vårby. Förhinder?"),
        ("NEJ 1", "Nej tyvärr", State.DECLINED, "Du är inte uppsatt: 1: fre 16/10 Vårby, 2: lör 17/10 Vårby. Kan du"),
    ],
)
def test_what_is_settled_already_is_said_and_not_asked_about(
    first_word: str, again: str, state: State, words: str
) -> None:
    first = asked()
    second = another_night(first)
    second.ask()
    person = first.people[0]
    sms(person, first_word)
    sms(person, first_word.replace("1", "2"), now=LATER)
    assert sms(person, again, now=LATER + timedelta(minutes=1)).outcome == "standing"
    assert OutboundMessage.objects.latest("pk").body.startswith(words)
    assert [night.state(person) for night in (first, second)] == [state, state]
    assert waiting() == []
    sms(person, "NEJ 2" if state == State.CONFIRMED else "JA 2", now=LATER + timedelta(minutes=2))
    assert second.state(person) != state


def test_number_days_after_a_no_was_asked_back_is_still_a_no() -> None:
    first, second, _third = three_nights()
    person = first.people[0]
    sms(person, "nej tyvärr")
    assert "NEJ 1" in last_text(person).body
    sms(person, "2", now=MONDAY + timedelta(days=2))
    assert (first.state(person), second.state(person)) == (State.ASKED, State.DECLINED)


def test_yes_with_several_codes_answers_each() -> None:
    first, second, third = three_nights()
    person = first.people[0]
    sms(person, "ja 1 och 3")
    assert [night.state(person) for night in (first, second, third)] == [State.CONFIRMED, State.ASKED, State.CONFIRMED]


def test_day_in_words_points_out_the_night() -> None:
    friday = asked()
    saturday = another_night(friday)
    saturday.ask()
    sms(friday.people[0], "ja på lördag")
    assert (friday.state(friday.people[0]), saturday.state(friday.people[0])) == (State.ASKED, State.CONFIRMED)


def test_number_alone_without_an_ask_back_moves_nothing() -> None:
    rota = asked()
    sms(rota.people[0], "1")
    assert (rota.state(rota.people[0]), waiting()) == (State.ASKED, [Concern.UNCLEAR])


def test_number_of_a_night_asked_about_since_is_not_what_was_meant() -> None:
    first = asked()
    second = another_night(first)
    second.ask()
    person = first.people[0]
    sms(person, "JA")
    third = another_night(first, days=2)
    third.ask(now=LATER)
    sms(person, "3", now=LATER + timedelta(hours=1))
    assert third.state(person) == State.ASKED


def test_number_that_was_not_offered_moves_nothing() -> None:
    first, second, _third = three_nights()
    person = first.people[0]
    sms(person, "JA")
    sms(person, "7", now=LATER)
    assert {first.state(person), second.state(person)} == {State.ASKED}


def test_bare_yes_that_could_mean_two_nights_waits_in_the_inbox_too() -> None:
    first, _second, _third = three_nights()
    sms(first.people[0], "ja")
    assert waiting() == [Concern.UNCLEAR]
    assert InboxItem.objects.get().suggested == Resolution.YES


# A night that changed


def test_answer_that_crosses_a_change_gets_the_change_and_is_asked_again() -> None:
    rota = asked()
    person = rota.people[0]
    change_time(rota)
    inbound = sms(person, "ja", now=MONDAY + timedelta(minutes=31))
    assert (rota.state(person), inbound.outcome) == (State.ASKED, "changed")
    assert texts_to(person) == ["ask", "changed", "changed_again"]
    assert "21.30" in last_text(person).body
    assert OutboundMessage.objects.get(kind="changed").state == "dropped"


@pytest.mark.parametrize("word", ["ja", "nej"])
def test_answer_after_the_change_has_arrived_counts(word: str) -> None:
    rota = asked()
    person = rota.people[0]
    change_time(rota)
    OutboundMessage.objects.update(state="delivered", sent_at=MONDAY + timedelta(minutes=32))
    sms(person, word)
    assert rota.state(person) == (State.CONFIRMED if word == "ja" else State.DECLINED)


def test_answer_within_seconds_of_the_change_is_about_the_night_as_it_was() -> None:
    rota = asked()
    change_time(rota)
    sent = MONDAY + timedelta(minutes=32)
    OutboundMessage.objects.update(state="delivered", sent_at=sent)
    sms(rota.people[0], "nej", now=sent + timedelta(seconds=4))
    assert rota.state(rota.people[0]) == State.ASKED


def test_change_that_never_arrived_is_told_again() -> None:
    rota = asked()
    change_time(rota)
    OutboundMessage.objects.filter(kind="changed").update(state="undelivered")
    sms(rota.people[0], "ja")
    assert texts_to(rota.people[0])[-1] == "changed_again"


def test_yes_after_a_no_to_a_night_that_moved_since_is_asked_again() -> None:
    rota = asked()
    person = rota.people[0]
    sms(person, "nej", now=MONDAY + timedelta(minutes=10))
    change_time(rota)
    sms(person, "ja ändå")
    assert rota.state(person) == State.ASKED
    assert texts_to(person)[-1] == "changed_again"
    OutboundMessage.objects.update(state="delivered")
    sms(person, "ja", now=LATER)
    assert rota.state(person) == State.CONFIRMED


# After start, after lapse, paused, strangers, shared phones


def test_answer_after_the_start_has_its_own_reply_and_reaches_the_leader() -> None:
    rota = asked(2)
    for body, person in zip(("ja", "nej"), rota.people, strict=True):
        sms(person, body, now=rota.shift.starts_at + timedelta(minutes=5))
    assert concerns() == [Concern.AFTER_START] * 2
    assert texts_to(rota.people[1])[-1] == "too_late"
    assert "Ledaren ser ditt svar" in last_text(rota.people[1]).body


def test_no_during_the_walk_from_one_on_the_crew_is_texted_to_the_leader() -> None:
    rota = asked()
    person, leader = rota.people[0], with_leader(rota)
    sms(person, "ja")
    progress_shifts(rota.shift.starts_at)
    sms(person, "nej, sjuk", now=rota.shift.starts_at + timedelta(minutes=2))
    assert texts_to(leader)[-1] == "leader_notice"


def test_yes_after_lapse_without_a_free_place_waits_in_the_inbox() -> None:
    rota = make_rota(5, crew_max=4)
    rota.ask()
    late = rota.people[4]
    for person in rota.people[:4]:
        sms(person, "ja")
    after = rota.attendance(late).confirm_by
    assert after is not None
    lapse_silent(after)
    sms(late, "ja", now=after + timedelta(minutes=1))
    assert (rota.state(late), concerns()) == (State.WAITING, [Concern.AFTER_LAPSE])


def test_paused_person_gets_no_place_by_text_and_the_leader_decides() -> None:
    rota = asked()
    person = rota.people[0]
    Volunteer.objects.filter(pk=person.pk).update(state="paused")
    sms(person, "ja")
    assert (rota.state(person), texts_to(person)[-1], concerns()) == (State.ASKED, "paused", [Concern.PAUSED])
    assert InboxItem.objects.get().suggested == Resolution.YES


def test_paused_person_can_always_say_no() -> None:
    rota = asked()
    person = rota.people[0]
    sms(person, "ja")
    Volunteer.objects.filter(pk=person.pk).update(state="paused")
    sms(person, "nej", now=LATER)
    assert rota.state(person) == State.DECLINED


def test_paused_person_without_a_question_has_an_own_reply() -> None:
    person = member_of(make_rota(0).shift.association, state="paused")
    sms(person, "hej, jag vill vara med igen")
    assert (texts_to(person), concerns()) == (["paused"], [Concern.PAUSED])


def test_stranger_and_member_without_a_question_are_read_by_a_person() -> None:
    member = member_of(make_rota(0).shift.association)
    sms(member, "hej! behövs det folk?")
    sms(VolunteerFactory.build(), "hej! behövs det folk?")
    assert concerns() == [Concern.NOTHING_OPEN, Concern.UNKNOWN_NUMBER]
    assert InboxItem.objects.get(volunteer=member).association is not None


def shared_phone() -> tuple[Rota, Volunteer, Volunteer]:
    rota = make_rota(0)
    anna = member_of(rota.shift.association, name="Anna Ek", mobile="+46701740630")
    per = member_of(rota.shift.association, name="Per Ek", mobile="+46701740630")
    rota.ask(anna, per)
    return rota, anna, per


def test_every_answer_is_counted_in_somebodys_month() -> None:
    rota = asked()
    association, stranger = rota.shift.association, VolunteerFactory.build()
    sms(rota.people[0], "hjälp")
    sms(member_of(association), "Hej")
    sms(stranger, "Hej")
    counted = OutboundMessage.objects.filter(kind__in=["help", "nothing_open", "unknown_number"]).order_by("pk")
    town = association.municipality_id
    assert list(counted.values_list("lane", "payer")) == [(town, association.pk), (town, association.pk), (town, None)]


def test_stranger_belongs_to_the_town_whose_number_was_texted() -> None:
    north, _south = MunicipalityFactory(name="Norr"), MunicipalityFactory(name="Söder")
    add_sender("north", number="+46701740698", per_second=Decimal(1), lane=north.pk)
    sms(VolunteerFactory.build(), "Hej", to_number="+46701740698")
    assert InboxItem.objects.get().municipality == north
    assert OutboundMessage.objects.get().lane == north.pk


def test_shared_phone_is_asked_who_it_is_and_codes_tell_them_apart() -> None:
    rota, anna, per = shared_phone()
    sms(anna, "ja")
    assert {rota.state(anna), rota.state(per)} == {State.ASKED}
    assert last_text(anna).body == ("Vem av er svarar? 1: Anna fre 16/10, 2: Per fre 16/10. Svara till exempel JA 1.")
    assert waiting() == [Concern.SHARED_NUMBER]
    sms(anna, "2", now=LATER)
    assert (rota.state(anna), rota.state(per), waiting()) == (State.ASKED, State.CONFIRMED, [])


def test_code_from_a_shared_phone_is_plain() -> None:
    rota, anna, per = shared_phone()
    sms(anna, "nej 1")
    assert (rota.state(anna), rota.state(per), waiting()) == (State.DECLINED, State.ASKED, [])


# How it went


def walked(rota: Rota) -> Volunteer:
    person = rota.people[0]
    sms(person, "ja")
    progress_shifts(rota.shift.starts_at)
    progress_shifts(rota.shift.ends_at)
    return person


@pytest.mark.parametrize("body", ["Lugn kväll, träffade många", "Nej inget särskilt", "Bra!"])
def test_how_it_went_reaches_the_leader_with_thanks(body: str) -> None:
    rota = asked()
    person = walked(rota)
    sms(person, body, now=rota.shift.ends_at + timedelta(hours=10))
    assert (texts_to(person)[-1], concerns()) == ("feedback", [Concern.FEEDBACK])
    assert InboxItem.objects.get().attendance == rota.attendance(person)


def test_no_the_day_after_a_walk_never_costs_the_next_night_its_place() -> None:
    rota = asked()
    next_week = another_night(rota, days=7)
    next_week.ask()
    person = rota.people[0]
    sms(person, "ja 2")
    sms(person, "ja 1", now=LATER)
    walked(rota)
    sms(person, "nej", now=rota.shift.ends_at + timedelta(hours=10))
    assert (next_week.state(person), concerns()[-1]) == (State.CONFIRMED, Concern.FEEDBACK)


def test_who_cannot_come_the_day_after_a_walk_is_asked_which_night_is_meant() -> None:
    rota = asked()
    next_week = another_night(rota, days=7)
    next_week.ask()
    person = rota.people[0]
    sms(person, "ja 2")
    sms(person, "ja 1", now=LATER)
    walked(rota)
    after = rota.shift.ends_at + timedelta(hours=10)
    sms(person, "kommer inte", now=after)
    assert (next_week.state(person), texts_to(person)[-1]) == (State.CONFIRMED, "which")
    sms(person, "2", now=after + timedelta(minutes=1))
    assert next_week.state(person) == State.DECLINED


def test_answer_to_an_open_question_the_day_after_a_walk_is_an_answer() -> None:
    rota = asked()
    person = walked(rota)
    next_week = another_night(rota, days=7)
    after = rota.shift.ends_at + timedelta(hours=10)
    next_week.ask(now=after)
    sms(person, "nej", now=after + timedelta(hours=1))
    assert next_week.state(person) == State.DECLINED


# Stop, and machines


def test_stop_puts_the_open_question_on_the_call_list() -> None:
    rota = asked()
    sms(rota.people[0], "STOPP")
    assert list(CallTask.objects.values_list("reason", flat=True)) == ["opted_out"]
    assert texts_to(rota.people[0]) == ["ask", "stopped"]


def test_yes_to_the_question_ends_the_silence() -> None:
    rota = asked()
    person = rota.people[0]
    sms(person, "STOPP")
    sms(person, "ja", now=LATER)
    assert (rota.state(person), is_opted_out(person.mobile)) == (State.CONFIRMED, False)
    assert last_text(person).state == "queued"


def test_no_does_not_end_the_silence() -> None:
    rota = asked()
    person = rota.people[0]
    sms(person, "STOPP")
    sms(person, "nej", now=LATER)
    assert (rota.state(person), is_opted_out(person.mobile)) == (State.DECLINED, True)
    assert last_text(person).state == "dropped"


def test_automatic_reply_is_marked_and_never_answered() -> None:
    rota = asked()
    inbound = sms(rota.people[0], "Jag kör bil just nu. Detta är ett automatiskt svar.")
    assert (inbound.is_automatic, inbound.outcome) == (True, "automatic")
    assert (texts_to(rota.people[0]), concerns()) == (["ask"], [Concern.AUTOMATIC])


def test_automatic_reply_without_an_open_question_waits_for_nobody() -> None:
    sms(VolunteerFactory.build(), "Autosvar: jag är på semester till den 3 augusti.")
    assert (OutboundMessage.objects.count(), concerns()) == (0, [])


def test_what_sounds_like_a_machine_from_one_on_the_crew_reaches_the_leader() -> None:
    rota = asked()
    sms(rota.people[0], "ja")
    sms(rota.people[0], "På semester, har begränsad täckning", now=LATER)
    sms(rota.people[0], "Detta är ett automatiskt svar.", now=LATER)
    assert (texts_to(rota.people[0]), concerns()) == (["ask", "confirmed"], [Concern.AUTOMATIC])


@override_settings(REPLIES_PER_HOUR=3)
def test_two_machines_stop_talking_and_a_person_hears_of_it_once() -> None:
    stranger = VolunteerFactory.build()
    for minute in range(10):
        sms(stranger, f"Hej {minute}", now=MONDAY + timedelta(minutes=minute))
    sent = OutboundMessage.objects.filter(to_number=stranger.mobile).exclude(state="dropped")
    assert sent.count() == 3
    assert concerns().count(Concern.LOOP) == 1
    assert InboundMessage.objects.filter(handled_at=None).count() == 0


@override_settings(REPLIES_PER_HOUR=2)
def test_what_is_plain_is_done_also_when_it_is_not_answered() -> None:
    rota = asked()
    person = rota.people[0]
    for minute, word in enumerate(["ja", "nej", "ja"]):
        sms(person, word, now=MONDAY + timedelta(minutes=10 + minute))
    assert rota.state(person) == State.CONFIRMED
    assert (last_text(person).state, last_text(person).reason) == ("dropped", "loop")


@override_settings(REPLIES_PER_HOUR=2)
def test_the_next_hour_is_answered_again() -> None:
    rota = asked()
    person = rota.people[0]
    for minute, word in enumerate(["ja", "nej", "ja"]):
        sms(person, word, now=MONDAY + timedelta(minutes=10 + minute))
    sms(person, "nej", now=MONDAY + timedelta(hours=2))
    assert last_text(person).state == "queued"


def test_nothing_that_comes_in_is_without_an_outcome() -> None:
    rota = asked()
    for minute, body in enumerate(["", "?", "🤷", "ja nej", "hjälp", "1234567890", "ja " * 300]):
        inbound = sms(rota.people[0], body, now=MONDAY + timedelta(hours=minute + 1))
        assert inbound.outcome
        assert texts_to(rota.people[0])


def test_question_written_for_another_time_is_not_confirmed() -> None:
    rota = asked()
    person = rota.people[0]
    Attendance.objects.update(starts_at=rota.shift.starts_at + timedelta(hours=1))
    sms(person, "ja")
    assert rota.state(person) == State.ASKED


def test_invited_again_after_a_no_is_a_new_question() -> None:
    rota = asked()
    person = rota.people[0]
    after = rota.attendance(person).confirm_by
    assert after is not None
    lapse_silent(after)
    invite_volunteers(rota.shift, [person], origin=BY_LEADER, now=after + timedelta(minutes=1))
    sms(person, "ja", now=after + timedelta(hours=1))
    assert rota.state(person) == State.CONFIRMED
