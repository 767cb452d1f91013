"""Every text fits one GSM-7 segment, whatever the names, in both languages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from messaging.domain import texts
from scheduling.domain import sms_texts
from tests.factories import AttendanceFactory, VolunteerFactory, member_of

pytestmark = pytest.mark.django_db
LONGEST = {
    "name": "Maximiliana-Charlotta",
    "place": "Norra Sjödalen-Fullersta och Glömstadalen med omnejd",
    "meeting": "Fullersta torg vid fontänen öst"[:30],
    "leader": "Per-Alexander-Emanuel",
    "activity": "Föräldranattvandring",
}
EXACT = {
    "day": "tors 31/12",
    "start": "20.30",
    "hours": "20.30-00.30",
    "leader_number": "070-174 06 12",
    "code": " 12",
    "position": 12,
    "crew": "tolv",
    "choices": ", ".join(f"{n}: tors 31/12 Norra Sjö." for n in range(9, 13)),
    "example": 12,
}
KINDS = sorted(path.stem for path in (Path(settings.BASE_DIR) / "templates/sms/sv").glob("*.txt"))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_leader", [False, True])
def test_every_text_is_one_segment_with_the_longest_names(kind: str, language: str, *, is_leader: bool) -> None:
    body = sms_texts.write(kind, language=language, clipped=LONGEST, is_leader=is_leader, **EXACT)
    assert texts.segments(body) == 1
    assert texts.is_gsm(body)
    assert "  " not in body


def test_both_languages_have_every_kind() -> None:
    english = sorted(path.stem for path in (Path(settings.BASE_DIR) / "templates/sms/en").glob("*.txt"))
    assert english == KINDS


def test_question_reads_as_agreed() -> None:
    attendance = AttendanceFactory()
    attendance.volunteer.name = "Anna Lindqvist"
    attendance.shift.route.district.name = "Vårby"
    assert sms_texts.about_shift("ask", attendance, code="") == (
        "Hej Anna! Nattvandring fre 16/10 kl 20.30-00.30 i Vårby. Samling vid biblioteket. Kan du? Svara JA eller NEJ."
    )


def test_confirmation_names_the_leader_and_the_number() -> None:
    attendance = AttendanceFactory()
    attendance.volunteer.name = "Anna Lindqvist"
    attendance.shift.route.district.name = "Vårby"
    leader = member_of(attendance.shift.association, name="Karin Öberg", mobile="+46701740612")
    assert sms_texts.about_shift("confirmed", attendance, leader=leader) == (
        "Tack Anna, du är med fre 16/10! Samling 20.30 vid biblioteket i Vårby. "
        "Ledare Karin 070-174 06 12. Varma skor! Förhinder? Svara NEJ."
    )


@pytest.mark.parametrize(
    ("name", "written"), [("Łukasz", "Lukasz"), ("Ayşe", "Ayse"), ("Zoë", "Zoe"), ("Åsa", "Åsa"), ("Renée", "Renée")]
)
def test_names_are_written_in_letters_that_cost_one_segment(name: str, written: str) -> None:
    assert sms_texts.plain(name) == written


def test_autumn_night_is_texted_with_the_times_of_the_clock() -> None:
    """31 October 2027: 21.00 summer time to 04.00 winter time is eight true hours."""
    attendance = AttendanceFactory(
        shift__starts_at=datetime(2027, 10, 30, 19, 0, tzinfo=UTC),
        shift__ends_at=datetime(2027, 10, 31, 3, 0, tzinfo=UTC),
    )
    assert sms_texts.shift_words(attendance.shift, "sv") == {
        "day": "lör 30/10",
        "start": "21.00",
        "hours": "21.00-04.00",
    }


def test_name_that_no_segment_can_carry_is_left_out() -> None:
    attendance = AttendanceFactory()
    attendance.volunteer = VolunteerFactory(name="محمد")
    assert sms_texts.about_shift("ask", attendance, code="").startswith("Hej! ")
