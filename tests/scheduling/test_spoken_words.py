from datetime import UTC, datetime, time, timedelta

import pytest

from messaging.enums import Channel
from scheduling.domain import spoken_words
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.last_look import review
from scheduling.domain.origins import BY_CLOCK
from scheduling.domain.telling import SAID_WITHIN, tell
from scheduling.models import Attendance, TextPlan
from tests.factories import AttendanceFactory, ShiftFactory, member_of
from volunteers.domain.calendar_words import clock
from volunteers.enums import ContactWay

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 13, 12, 0, tzinfo=UTC)
KINDS = [
    *("ask", "ask_again", "place_free", "changed", "moved", "regrouped", "cancelled", "promoted", "removed"),
    *("reminder", "confirmed", "declined", "waiting", "overlaps", "too_late"),
    *("handing_over", "handed_over", "kept", "not_taken", "solved"),
    *("swap_ask", "swap_no", "swap_declined", "swap_stopped", "swapped", "swapped_yes"),
]


def called(**more: object) -> Attendance:
    """Anna, who is called, asked about Friday evening."""
    shift = ShiftFactory(starts_at=datetime(2026, 10, 16, 18, 30, tzinfo=UTC))
    person = member_of(shift.association, name="Anna Lind", contact_way=ContactWay.CALL, **more)
    attendance: Attendance = AttendanceFactory(shift=shift, volunteer=person)
    return attendance


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_is_said_has_the_name_the_night_and_no_words_to_write_back(kind: str, language: str) -> None:
    attendance = called(text_language=language)
    said = spoken_words.speak(kind, attendance, position=2, crew="tre", code=" 2")
    night = "Friday 16 October" if language == "en" else "fredag 16 oktober"
    assert night in said
    assert "{" not in said
    assert not {"JA", "NEJ", "YES", "NO", "sms"} & set(said.replace(".", " ").split())
    assert "Anna" in said
    keys = "Press 1 for yes, 2 for no." if language == "en" else "Tryck 1 för ja, 2 för nej."
    assert said.endswith(keys) == (kind in spoken_words.QUESTIONS)


def test_question_as_it_is_heard() -> None:
    attendance = called()
    attendance.shift.association.name = "Nattvandrarna i Vårby"
    said = spoken_words.speak("ask", attendance)
    place, meeting = attendance.shift.place, attendance.shift.route.meeting_point
    assert said == (
        "Hej Anna! Det här är en fråga från Nattvandrarna i Vårby. Nattvandring fredag 16 oktober, klockan 20.30 till "
        f"{clock(attendance.ends_at, zone=attendance.shift.association.municipality.zone)}, "
        f"i {place}. Samling vid {meeting}. Kan du gå? Tryck 1 för ja, 2 för nej."
    )


def test_person_who_is_called_is_asked_by_a_call() -> None:
    shift = ShiftFactory(starts_at=NOW + timedelta(days=3))
    person = member_of(shift.association, contact_way=ContactWay.CALL)
    [attendance] = invite_volunteers(shift, [person], origin=BY_CLOCK, now=NOW)
    text = attendance.last_text
    assert text is not None
    assert (text.channel, text.due_at, text.to_number) == (Channel.VOICE, NOW, person.mobile)


def test_answer_waits_for_the_call_that_is_going_on_and_a_thank_you_is_not_called() -> None:
    attendance = called()
    text = tell(attendance, "confirmed", now=NOW)
    assert text is not None
    assert text.due_at == NOW + SAID_WITHIN
    assert tell(attendance, "thanks", now=NOW) is None
    assert tell(attendance, "lapsed", now=NOW) is None


def test_someone_who_is_called_and_texts_is_answered_by_text() -> None:
    text = tell(called(), "unclear", now=NOW, code="")
    assert text is not None
    assert text.channel == Channel.SMS


def test_nobody_is_rung_at_night() -> None:
    night = datetime(2026, 10, 13, 20, 0, tzinfo=UTC)
    shift = ShiftFactory(starts_at=night + timedelta(days=3))
    person = member_of(shift.association, contact_way=ContactWay.CALL)
    [attendance] = invite_volunteers(shift, [person], origin=BY_CLOCK, now=night)
    TextPlan.objects.update(quiet_from=time(21), quiet_to=time(8))
    text = attendance.last_text
    assert text is not None
    assert review([text], night)[text.pk].later == datetime(2026, 10, 14, 6, 0, tzinfo=UTC)
