"""What nobody understands from somebody who is out, or was told of an alarm, is answered with the words that do."""

from datetime import timedelta

import pytest

from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.models import AlarmPolicy, CheckIn
from scheduling.enums import Concern
from scheduling.models import Attendance, InboxItem
from tests.factories import AttendanceFactory
from tests.fieldwork.domain.alarms.test_replies import write
from tests.fieldwork.domain.alarms.test_sweeping import OVERDUE, sweep_until
from tests.fieldwork.overdue import ASSOCIATION, COORDINATOR, DUE, LEADER, MINUTE, SECOND, group_out, texts_to

pytestmark = pytest.mark.django_db
WHAT_TO_WRITE = (
    "Karin, vi är inte säkra på vad du menar. Svara HEMMA när alla är hemma, MER för 30 minuter till, LARM om ni "
    "behöver hjälp. Vid fara: 112."
)


@pytest.mark.parametrize(
    "words", ["Ja", "nej", "Nej inte än", "ok", "snart", "vi är försenade", "Vi är tillbaka, alla mår bra", "👍"]
)
@pytest.mark.parametrize("after", [-30 * MINUTE, 2 * MINUTE])
def test_who_is_out_is_told_what_to_write(words: str, after: timedelta) -> None:
    """Before the group is due, and when it has been asked whether it is home."""
    group_out()
    sweep_alarms(DUE)
    assert write(LEADER, words, at=DUE + after).outcome == "night_unclear"
    assert texts_to(LEADER)[-1] == WHAT_TO_WRITE
    assert CheckIn.objects.filter(home_at=None).count() == 3
    assert InboxItem.objects.get().attendance == Attendance.objects.get(volunteer__mobile=LEADER)


def test_others_are_asked_of_themselves_and_the_words_are_those_of_the_municipality() -> None:
    group = group_out()
    town = group.shift.association.municipality
    AlarmPolicy.objects.create(municipality=town, extend_minutes=45, panic_words=["BLÅBÄR"])
    write(SECOND, "vi är försenade", at=DUE - MINUTE)
    assert texts_to(SECOND) == [
        (
            "Johan, vi är inte säkra på vad du menar. Svara HEMMA när du är hemma, MER för 45 minuter till, BLÅBÄR "
            "om ni behöver hjälp. Vid fara: 112."
        )
    ]
    assert InboxItem.objects.get().concern == Concern.LATE


def test_answer_to_a_question_about_another_night_is_the_rotas() -> None:
    group = group_out()
    person = group.people[1].volunteer
    asked = AttendanceFactory(
        volunteer=person, shift__association=group.shift.association, shift__starts_at=DUE + timedelta(days=6)
    )
    assert write(SECOND, "ja", at=DUE - 30 * MINUTE).outcome != "night_unclear"
    asked.refresh_from_db()
    assert asked.state == "confirmed"


@pytest.mark.parametrize(
    "words", ["kan inte på lördag", "JA 2", "nej 12/11", "SIDA", "Jag kör just nu och svarar senare"]
)
def test_what_is_not_of_tonight_is_left_to_others(words: str) -> None:
    group_out()
    assert write(LEADER, words, at=DUE - 30 * MINUTE).outcome != "night_unclear"


def test_who_is_home_is_thanked_for_telling() -> None:
    group = group_out()
    group.is_home(at=DUE - 5 * MINUTE)
    assert write(LEADER, "Ja det gick bra", at=DUE + 5 * MINUTE).outcome == "feedback"


@pytest.mark.parametrize("words", ["Ja", "ok jag kollar", "Jag ringer Karin nu"])
def test_who_is_on_duty_is_told_that_the_alarm_is_not_taken(words: str) -> None:
    group_out()
    sweep_until(OVERDUE + 15 * MINUTE, start=OVERDUE)
    assert write(COORDINATOR, words, at=OVERDUE + 16 * MINUTE).outcome == "alarm_unclear"
    assert texts_to(COORDINATOR)[-1] == (
        "Vi är inte säkra på vad du menar. Svara TAR om du tar larmet om Vårby, annars går det vidare 01.05."
    )


def test_who_has_the_alarm_is_told_how_it_ends_and_others_who_has_it() -> None:
    group_out()
    sweep_until(OVERDUE + 15 * MINUTE, start=OVERDUE)
    write(COORDINATOR, "TAR", at=OVERDUE + 16 * MINUTE)
    assert write(COORDINATOR, "De svarade, alla mår bra", at=OVERDUE + 18 * MINUTE).outcome == "alarm_unclear"
    assert texts_to(COORDINATOR)[-1] == (
        "Du har larmet om Vårby. Svara KLART och vem du har pratat med när alla är trygga, annars går det vidare 01.16."
    )
    assert write(ASSOCIATION, "jag kan åka dit", at=OVERDUE + 19 * MINUTE).outcome == "taken_already"


def test_words_after_the_alarm_is_over_are_as_any() -> None:
    group = group_out()
    sweep_until(OVERDUE + 15 * MINUTE, start=OVERDUE)
    write(LEADER, "alla hemma", at=OVERDUE + 16 * MINUTE)
    assert group.alarm.state == "resolved"
    assert write(COORDINATOR, "skönt", at=OVERDUE + 18 * MINUTE).outcome == "unknown_number"
