"""What people answer when a group is overdue, and what becomes of it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from fieldwork.domain.alarms import said
from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.domain.alarms.taking import hand_back, taker_of
from fieldwork.domain.inbound import apply_inbound, take_tonight
from fieldwork.domain.walks.coming_home import come_home
from fieldwork.domain.walks.extending import take_more_time
from fieldwork.enums import AlarmState
from fieldwork.exceptions import NoMoreTime, NotYourAlarm
from fieldwork.models import Alarm, AlarmNotice, AlarmPolicy, CheckIn, Walk
from messaging.enums import Channel, OutboundState, Priority
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.answers import read_answer
from scheduling.domain.incoming import Incoming
from scheduling.domain.origins import Origin
from scheduling.enums import Concern, Door
from scheduling.models import InboxItem
from tests.factories import InboundFactory, VolunteerFactory
from tests.fieldwork.domain.alarms.test_sweeping import OVERDUE, sweep_until
from tests.fieldwork.overdue import (
    ASSOCIATION,
    COORDINATOR,
    DUE,
    LEADER,
    MINUTE,
    SECOND,
    THIRD,
    group_out,
    story,
    texts_to,
    told,
)

pytestmark = pytest.mark.django_db


def write(number: str, body: str, *, at: datetime, **fields: object) -> InboundMessage:
    """A text that came in and was taken care of."""
    inbound: InboundMessage = InboundFactory(from_number=number, body=body, received_at=at, **fields)
    apply_inbound(inbound, now=at)
    inbound.refresh_from_db()
    return inbound


@pytest.mark.parametrize(
    "words", ["TAR", "tar", "Jag tar det!", "ok tar", "Ja, jag tar larmet", "tar det nu", "vi tar hand om det"]
)
def test_words_that_take(words: str) -> None:
    assert said.takes(words)


@pytest.mark.parametrize(
    "words",
    [
        "MER",
        "mer 30",
        "30 min till",
        "Mer tid",
        "vi behöver mer tid",
        "mer 30 min",
        "en halvtimme till",
        "Mer tid tack",
        "nej, mer tid behövs",
        "more time please",
        "lisää aikaa",
        "waqti dheeri",
        "وقت إضافي",
    ],
)
def test_words_that_want_more_time(words: str) -> None:
    assert said.wants_more(words)


@pytest.mark.parametrize("words", ["KLART", "Klart!", "larmet klart", "klart, pratat med Karin", "allt klart"])
def test_words_that_end(words: str) -> None:
    assert said.ends(words)


@pytest.mark.parametrize(
    "words", ["JA", "nej", "tar du bilen?", "mer info", "jag tar med kaffe", "självklart", "hemma", "ute"]
)
def test_words_about_something_else(words: str) -> None:
    assert not (said.takes(words))
    assert not (said.wants_more(words))
    assert not (said.ends(words))


def test_whoever_takes_the_alarm_lets_it_rest_and_all_the_others_know() -> None:
    group = group_out()
    sweep_until(OVERDUE + 10 * MINUTE, start=OVERDUE)
    answered = OVERDUE + 11 * MINUTE
    assert write(ASSOCIATION, "TAR", at=answered).outcome == "taken"
    alarm = group.alarm
    assert (alarm.state, alarm.acknowledged_by, alarm.next_step_at) == (AlarmState.ACKNOWLEDGED, "Johan Ek", None)
    assert alarm.rests_until == answered + 15 * MINUTE
    assert texts_to(ASSOCIATION)[-1] == (
        "Du har larmet om Vårby. Ring Karin 070-174 06 12. Svara KLART när du har pratat med dem, "
        "annars går det vidare 01.11."
    )
    assert texts_to(LEADER)[-1] == (
        "Johan Ek tar larmet om Vårby och ringer runt, 070-174 06 30. Svara HEM när ni är hemma."
    )
    assert story(group.shift)[-1] == ("acknowledged", "Johan Ek")
    assert [sweep_alarms(answered + n * MINUTE) for n in range(15)] == [0] * 15


def test_texts_that_had_not_left_are_held_back_when_somebody_takes_the_alarm() -> None:
    group_out()
    sweep_until(OVERDUE + 5 * MINUTE, start=OVERDUE)
    write(LEADER, "tar", at=OVERDUE + 6 * MINUTE)
    steps = OutboundMessage.objects.filter(kind="alarm_group")
    assert set(steps.values_list("state", flat=True)) == {OutboundState.DROPPED}


def test_alarm_that_is_taken_and_not_resolved_goes_on_where_it_was() -> None:
    group = group_out()
    sweep_until(OVERDUE + 5 * MINUTE, start=OVERDUE)
    taken = OVERDUE + 6 * MINUTE
    write(LEADER, "TAR", at=taken)
    assert sweep_alarms(taken + 15 * MINUTE) == 1
    alarm = group.alarm
    assert (alarm.state, alarm.steps_taken) == (AlarmState.OPEN, 3)
    assert told(alarm, 3)[-1] == (ASSOCIATION, Channel.SMS)


def test_second_who_takes_it_hears_who_was_first() -> None:
    group_out()
    sweep_until(OVERDUE + 10 * MINUTE, start=OVERDUE)
    write(ASSOCIATION, "TAR", at=OVERDUE + 11 * MINUTE)
    assert write(LEADER, "jag tar det", at=OVERDUE + 12 * MINUTE).outcome == "taken_already"
    assert texts_to(LEADER)[-1] == (
        "Johan Ek har redan tagit larmet om Vårby. Du behöver inte göra något. Tack för att du svarade."
    )


def test_whoever_has_it_and_takes_it_again_gets_more_time_for_it() -> None:
    group = group_out()
    sweep_alarms(OVERDUE)
    write(LEADER, "TAR", at=OVERDUE + MINUTE)
    write(LEADER, "TAR", at=OVERDUE + 10 * MINUTE)
    assert group.alarm.rests_until == OVERDUE + 25 * MINUTE
    assert len(texts_to(SECOND)) == 0


def test_klart_of_whoever_took_it_resolves_it_and_all_are_home() -> None:
    group = group_out()
    sweep_until(OVERDUE + 10 * MINUTE, start=OVERDUE)
    write(ASSOCIATION, "TAR", at=OVERDUE + 11 * MINUTE)
    assert write(ASSOCIATION, "Klart, Karin svarade", at=OVERDUE + 15 * MINUTE).outcome == "resolved"
    alarm = group.alarm
    assert (alarm.state, alarm.resolved_by, alarm.resolution) == (
        AlarmState.RESOLVED,
        "Johan Ek",
        "Pratat med Karin svarade.",
    )
    assert Walk.objects.get().state == "home"
    assert not CheckIn.objects.filter(home_at=None).exists()
    assert texts_to(SECOND)[-1] == "Alla är trygga i Vårby. Larmet är löst. Tack."
    assert texts_to(ASSOCIATION)[-1] == "Alla är trygga i Vårby. Larmet är löst. Tack."
    assert sweep_alarms(OVERDUE + timedelta(hours=1)) == 0


def test_klart_of_somebody_else_resolves_nothing() -> None:
    group = group_out()
    sweep_until(OVERDUE + 10 * MINUTE, start=OVERDUE)
    assert write(ASSOCIATION, "KLART", at=OVERDUE + 11 * MINUTE).outcome == "not_yours"
    assert group.alarm.state == AlarmState.OPEN


def test_voicemail_is_nobody() -> None:
    group = group_out()
    sweep_alarms(OVERDUE)
    write(LEADER, "TAR", at=OVERDUE + MINUTE)
    assert write(LEADER, "klart röstbrevlåda", at=OVERDUE + 2 * MINUTE).outcome == "taken"
    assert group.alarm.state == AlarmState.ACKNOWLEDGED


def test_taking_what_is_over_is_answered() -> None:
    group = group_out()
    sweep_alarms(OVERDUE)
    write(LEADER, "TAR", at=OVERDUE + MINUTE)
    write(LEADER, "KLART", at=OVERDUE + 2 * MINUTE)
    assert write(LEADER, "TAR", at=OVERDUE + 3 * MINUTE).outcome == "alarm_over"
    assert texts_to(LEADER)[-1].startswith("Det finns inget öppet larm just nu.")
    assert group.alarm.state == AlarmState.RESOLVED


def test_alarm_that_is_handed_back_goes_on_at_once() -> None:
    group = group_out()
    sweep_alarms(OVERDUE)
    write(LEADER, "TAR", at=OVERDUE + MINUTE)
    notice = AlarmNotice.objects.get()
    back = OVERDUE + 3 * MINUTE
    hand_back(group.alarm, taker=taker_of(notice), origin=Origin(Door.PAGE), now=back)
    assert (group.alarm.state, group.alarm.next_step_at) == (AlarmState.OPEN, back + 5 * MINUTE)
    assert told(group.alarm, 2)[-1] == (THIRD, Channel.SMS)
    with pytest.raises(NotYourAlarm):
        hand_back(group.alarm, taker=taker_of(notice), origin=Origin(Door.PAGE), now=back)


def test_group_can_give_itself_more_time_before_it_is_overdue() -> None:
    group = group_out()
    assert write(SECOND, "MER", at=DUE - 5 * MINUTE).outcome == "more_time"
    assert texts_to(SECOND) == ["Ni har till 01.00. Svara HEM när ni är hemma. Vid fara: ring 112."]
    assert sweep_alarms(DUE + 30 * MINUTE) == 0
    assert sweep_alarms(DUE + 45 * MINUTE) == 1
    assert story(group.shift)[0] == ("extended", "till 01.00")


def test_more_time_ends_the_alarm_and_everybody_hears_of_it() -> None:
    group = group_out()
    sweep_until(OVERDUE + 10 * MINUTE, start=OVERDUE)
    write(LEADER, "mer 30", at=OVERDUE + 11 * MINUTE)
    alarm = group.alarm
    assert (alarm.state, alarm.resolved_by) == (AlarmState.RESOLVED, "Karin")
    assert texts_to(ASSOCIATION)[-1] == "Vårby har fått mer tid, till 01.26. Larmet är avslutat. Tack."
    assert sweep_alarms(OVERDUE + 15 * MINUTE) == 0
    assert sweep_alarms(OVERDUE + 56 * MINUTE) == 1
    assert Alarm.objects.count() == 2


def test_fourth_time_they_are_asked_to_ring() -> None:
    group_out()
    for n in range(3):
        assert write(LEADER, "MER", at=DUE + n * MINUTE).outcome == "more_time"
    assert write(LEADER, "MER", at=DUE + 4 * MINUTE).outcome == "no_more_time"
    assert texts_to(LEADER)[-1] == (
        "Ni har redan fått mer tid 3 gånger. Ring jouren: Johan Ek 070-174 06 30. Vid fara: ring 112."
    )


def test_last_one_home_resolves_the_alarm_by_itself() -> None:
    group = group_out()
    sweep_until(OVERDUE + 10 * MINUTE, start=OVERDUE)
    come_home(group.walk, group.people, origin=Origin(Door.PERSONAL), by=group.leader, now=OVERDUE + 11 * MINUTE)
    assert (group.alarm.state, group.alarm.resolution) == (AlarmState.RESOLVED, "Alla är hemma.")
    assert texts_to(ASSOCIATION)[-1] == "Alla är hemma i Vårby. Larmet är löst. Tack."
    assert sweep_alarms(OVERDUE + 15 * MINUTE) == 0


@pytest.mark.parametrize("word", ["LARM", "hjälp!", "HJALP", "SOS", "Help", "vi behöver hjälp"])
def test_word_for_help_alarms_all_on_duty_at_once(word: str) -> None:
    group = group_out()
    at = DUE - 60 * MINUTE
    assert write(SECOND, word, at=at).outcome == "panic"
    assert told(group.alarm, 1) == [
        (LEADER, Channel.SMS),
        (THIRD, Channel.SMS),
        (ASSOCIATION, Channel.SMS),
        (ASSOCIATION, Channel.VOICE),
        (COORDINATOR, Channel.SMS),
        (COORDINATOR, Channel.VOICE),
    ]
    [answer] = OutboundMessage.objects.filter(to_number=SECOND)
    assert answer.body == (
        "Ring 112 vid fara. Jouren är larmad och ringer dig: Johan Ek 070-174 06 30. Var det fel? Svara KLART."
    )
    assert answer.priority == Priority.ANSWER
    assert texts_to(COORDINATOR) == [
        "Larm Vårby 23.30: Johan ber om hjälp, 070-174 06 13. Svara TAR om du tar det. {larm}"
    ]
    assert texts_to(THIRD) == ["Larm: Johan i Vårby ber om hjälp. Håll ihop. Jouren är larmad. Vid fara: ring 112."]


@pytest.mark.parametrize(
    "words",
    [
        "LARM vi är på väg mot Coop",
        "Larm! Ja, kom",
        "hjälp vi är försenade",
        "vi är sena och behöver hjälp",
        "Hjälp, behöver ambulans, ja",
        "SOS, hon är sjuk",
        *("Apua!", "tarvitsemme apua", "النجدة", "ساعدوني", "caawimaad"),
    ],
)
def test_word_for_help_is_heard_whatever_else_is_said_and_in_every_language(words: str) -> None:
    group_out()
    assert write(SECOND, words, at=DUE - 60 * MINUTE).outcome == "panic"


@pytest.mark.parametrize(
    "words", ["Ja, tack för hjälp", "ingen fara, inget larm", "nej", "Ja, jag kommer och ger hjälp"]
)
def test_words_of_nobody_in_need_alarm_nobody(words: str) -> None:
    group_out()
    assert write(SECOND, words, at=DUE - 60 * MINUTE).outcome != "panic"
    assert not Alarm.objects.exists()


def test_own_word_of_the_municipality_is_heard_beside_an_answer() -> None:
    group = group_out()
    AlarmPolicy.objects.create(municipality=group.shift.association.municipality, panic_words=["BLÅBÄR"])
    assert write(SECOND, "hjälp", at=DUE - 60 * MINUTE).outcome == "help"
    assert write(SECOND, "Blåbär, kommer inte hem", at=DUE - 59 * MINUTE).outcome == "panic"


@pytest.mark.parametrize("caller", [SECOND, THIRD])
def test_caller_is_given_somebody_on_duty_who_is_not_out_with_them(caller: str) -> None:
    """Johan has the duty of the association and walks with the group."""
    group = group_out()
    association = group.shift.association
    association.contact_name, association.contact_number = "Johan Sandberg", SECOND
    association.save()
    write(caller, "LARM", at=DUE - 60 * MINUTE)
    assert texts_to(caller)[-1].startswith(
        "Ring 112 vid fara. Jouren är larmad och ringer dig: samordnaren 070-174 06 10."
    )
    assert [one.channel for one in AlarmNotice.objects.filter(number=SECOND)] == [Channel.SMS] * (caller == THIRD)


def test_phones_of_those_out_are_never_rung_after_a_word_for_help() -> None:
    group = group_out()
    write(SECOND, "LARM", at=DUE - 60 * MINUTE)
    sweep_until(DUE - 30 * MINUTE, start=DUE - 60 * MINUTE)
    calls = AlarmNotice.objects.filter(step__alarm=group.alarm, channel=Channel.VOICE)
    assert set(calls.values_list("number", flat=True)) == {ASSOCIATION, COORDINATOR}


def test_second_word_makes_no_second_alarm_and_is_written_down() -> None:
    group = group_out()
    write(SECOND, "LARM", at=DUE - 60 * MINUTE)
    write(THIRD, "SOS", at=DUE - 59 * MINUTE)
    assert Alarm.objects.count() == 1
    assert [kind for kind, _detail in story(group.shift)] == ["panic", "step", "panic"]
    assert texts_to(THIRD)[-1].startswith("Ring 112 vid fara.")


def test_whoever_has_taken_it_hears_that_help_is_called_for_again() -> None:
    group_out()
    write(SECOND, "LARM", at=DUE - 60 * MINUTE)
    write(COORDINATOR, "TAR", at=DUE - 59 * MINUTE)
    write(THIRD, "HJÄLP", at=DUE - 58 * MINUTE)
    assert texts_to(COORDINATOR)[-1].startswith("Larm Vårby 23.30: Anna igen ber om hjälp, 070-174 06 14.")


def test_mistake_is_taken_back_by_whoever_made_it() -> None:
    group = group_out()
    write(SECOND, "LARM", at=DUE - 60 * MINUTE)
    assert write(SECOND, "KLART", at=DUE - 58 * MINUTE).outcome == "resolved"
    assert group.alarm.state == AlarmState.RESOLVED
    assert Walk.objects.get().state == "out"
    assert texts_to(COORDINATOR)[-1] == "Larmet om Vårby var ett misstag. Ingen är i fara. Tack."


def test_coming_home_does_not_answer_a_call_for_help() -> None:
    group = group_out()
    write(SECOND, "LARM", at=DUE - 60 * MINUTE)
    come_home(group.walk, group.people, origin=Origin(Door.PERSONAL), by=group.leader, now=DUE - 50 * MINUTE)
    assert group.alarm.state == AlarmState.OPEN


@pytest.mark.parametrize("at", [DUE - timedelta(hours=7), DUE + timedelta(hours=4)])
def test_outside_a_night_help_asks_how_texts_work(at: datetime) -> None:
    group = group_out()
    group.is_home(at=DUE)
    inbound = write(SECOND, "HJÄLP", at=at)
    assert inbound.outcome == "help"
    assert not Alarm.objects.exists()


def test_whoever_is_home_from_the_walk_gets_help_with_texts() -> None:
    group = group_out()
    group.is_home(at=DUE - 30 * MINUTE)
    assert write(SECOND, "HJÄLP", at=DUE).outcome == "help"


def test_stranger_alarms_nobody() -> None:
    group_out()
    person = VolunteerFactory(mobile="+46701740688")
    assert write(person.mobile, "HJÄLP", at=DUE).outcome == "help"
    assert write("+46701740687", "TAR", at=DUE).outcome != "taken"
    assert not Alarm.objects.exists()


QUERIES = {"JA": 2, "nej": 2}  # whether whoever says so is out, or has been told of an alarm


def test_answer_about_another_night_costs_few_queries_or_none(django_assert_num_queries: Callable[[int], Any]) -> None:
    for words in ("JA", "nej", "JA 2", "stopp"):
        inbound = InboundFactory(from_number=SECOND, body=words)
        with django_assert_num_queries(QUERIES.get(words, 0)):
            assert take_tonight(Incoming(inbound, read_answer(words), DUE)) == ""


def test_a_text_that_is_read_twice_takes_once() -> None:
    group = group_out()
    sweep_alarms(OVERDUE)
    inbound = write(LEADER, "TAR", at=OVERDUE + MINUTE)
    apply_inbound(inbound, now=OVERDUE + 9 * MINUTE)
    assert group.alarm.rests_until == OVERDUE + 16 * MINUTE


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("KLART, pratat med Karin", "Karin"),
        ("klart! jag har pratat med Karin", "Karin"),
        ("Klart Karin", "Karin"),
        ("larmet klart", ""),
    ],
)
def test_whom_a_klart_names_is_said_once(words: str, named: str) -> None:
    assert said.spoken_with(words) == named


def test_more_time_by_text_and_on_the_page_is_one_rule() -> None:
    group = group_out()
    AlarmPolicy.objects.create(municipality=group.shift.association.municipality, extend_minutes=20, most_extensions=2)
    on_page = Origin(Door.PERSONAL)
    assert take_more_time(group.walk, origin=on_page, by=group.leader, now=DUE).due_home_at == DUE + 20 * MINUTE
    assert write(LEADER, "MER", at=DUE + MINUTE).outcome == "more_time"
    with pytest.raises(NoMoreTime, match="Ni har redan fått mer tid 2 gånger"):
        take_more_time(group.walk, origin=on_page, by=group.leader, now=DUE + 2 * MINUTE)
    assert write(SECOND, "MER", at=DUE + 3 * MINUTE).outcome == "no_more_time"
    group.walk.refresh_from_db()
    assert group.walk.due_home_at == DUE + 40 * MINUTE


@override_settings(REPLIES_PER_HOUR=2, SAFETY_REPLIES_PER_HOUR=20)
def test_words_about_tonight_are_answered_beyond_the_limit_and_always_done() -> None:
    """A machine that answers each of our texts is left alone in the end; what it says is done all the same."""
    group = group_out()
    for n in range(22):
        assert write(THIRD, "UTE", at=DUE - 40 * MINUTE + n * MINUTE).outcome == "night_out"
    answers = OutboundMessage.objects.filter(to_number=THIRD, priority=Priority.ANSWER)
    assert Counter(answers.values_list("state", "reason")) == {
        (OutboundState.QUEUED, ""): 20,
        (OutboundState.DROPPED, "loop"): 2,
    }
    assert InboxItem.objects.filter(concern=Concern.LOOP).count() == 1
    assert write(SECOND, "HEMMA", at=DUE - 15 * MINUTE).outcome == "night_home"
    assert answers_to(SECOND) == OutboundState.QUEUED
    assert write(THIRD, "HJÄLP", at=DUE - 14 * MINUTE).outcome == "panic"
    assert (group.alarm.kind, len(texts_to(COORDINATOR))) == ("panic", 1)
    assert InboundMessage.objects.filter(handled_at=None).count() == 0


def answers_to(number: str) -> str:
    return OutboundMessage.objects.filter(to_number=number, priority=Priority.ANSWER).latest("pk").state
