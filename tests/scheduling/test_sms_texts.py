"""Every text of every language fits, whatever the names, and tells what it must."""

import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from messaging.domain import texts
from messaging.models import OutboundMessage
from scheduling.domain import sms_texts
from scheduling.domain.answers import Meaning, read_answer
from scheduling.domain.wordings import longest, opt_out_words
from tests.factories import AttendanceFactory, VolunteerFactory, member_of
from tests.scheduling.rota import make_rota, sms
from volunteers.enums import Language
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR) / "templates/sms"
LANGUAGES = [str(language) for language in Language]
KINDS = sorted(path.stem for path in (TEMPLATES / "sv").glob("*.txt"))
TEXTS = [(path.parent.name, path.stem) for path in sorted(TEMPLATES.glob("*/*.txt"))]
# What decides whether one is walking. Others may be read in Swedish.
ESSENTIAL = {
    "ask",
    "confirmed",
    "declined",
    "waiting",
    "promoted",
    "place_free",
    "changed",
    "cancelled",
    "removed",
    "reminder",
    "lapsed",
    "overlaps",
    "unclear",
    "too_late",
    "stopped",
    "started",
    "help",
    "ask_again",
    "ask_several",
    "cancelled_several",
    "changed_again",
    "confirmed_told",
    "declined_told",
    "late_told",
    "passed_on",
    "question",
    "changes",
    "news",
}
UNTRANSLATED = {"activity", "crew"}  # said by words of the language itself
STOPS = {"stopped", "started", "help"}
NAMED = re.compile(r"{{ (\w+)(?:\|\w+)? }}")


def longest_of(kind: str, language: str, *, is_leader: bool, **said: object) -> str:
    values = longest(language)
    choices = ", ".join(f"{n}: {values.rest['day']} Norra Sjö." for n in range(9, 13))
    nights = [values.rest | {"place": "Vårby", "code": code} for code in (11, 12)]
    exact = values.rest | {"is_leader": is_leader, "choices": choices, "example": 12, "nights": nights} | said
    return sms_texts.write(kind, language=language, clipped=values.names, **exact)


@pytest.mark.parametrize(("language", "kind"), TEXTS)
@pytest.mark.parametrize("is_leader", [False, True])
@pytest.mark.parametrize("is_asked", [False, True])
def test_every_text_fits_with_the_longest_names(language: str, kind: str, *, is_leader: bool, is_asked: bool) -> None:
    body = longest_of(kind, language, is_leader=is_leader, is_asked=is_asked)
    assert texts.segments(body) <= (2 if language == "ar" else 1)
    assert texts.is_gsm(body) is (language != "ar")
    assert "  " not in body


@pytest.mark.parametrize(("language", "kind"), TEXTS)
def test_every_text_fits_when_the_leader_has_a_foreign_number(language: str, kind: str) -> None:
    number = sms_texts.number_words("+358401234567", language)
    assert longest_of(kind, language, is_leader=False, leader_number=number)


@pytest.mark.parametrize(("language", "kind"), TEXTS)
def test_no_text_suggests_what_the_provider_takes_for_an_opt_out(language: str, kind: str) -> None:
    found = set(opt_out_words((TEMPLATES / language / f"{kind}.txt").read_text(encoding="utf-8")))
    assert found <= ({"STOPP"} if kind in STOPS else set())


@pytest.mark.parametrize(("language", "kind"), TEXTS)
def test_every_language_tells_what_the_swedish_text_tells(language: str, kind: str) -> None:
    told, swedish = (
        set(NAMED.findall((TEMPLATES / one / f"{kind}.txt").read_text(encoding="utf-8"))) for one in (language, "sv")
    )
    assert told <= swedish | {"bring"}
    assert swedish - told <= UNTRANSLATED | {"name", "bring"}


@pytest.mark.parametrize("kind", [kind for language, kind in TEXTS if language == "ar"])
def test_arabic_text_begins_in_arabic_so_that_phones_set_it_from_right_to_left(kind: str) -> None:
    body = longest_of(kind, "ar", is_leader=False)
    assert next(unicodedata.bidirectional(char) for char in body if char.isalpha()) == "AL"


def test_english_has_every_kind_and_the_other_languages_the_essential_ones() -> None:
    kinds = {language: {kind for one, kind in TEXTS if one == language} for language in LANGUAGES}
    assert kinds["en"] == set(KINDS)
    assert [ESSENTIAL - kinds[language] for language in ("fi", "ar", "so")] == [set()] * 3


def test_text_without_words_in_the_persons_language_is_in_swedish() -> None:
    assert sms_texts.language_of("ask", "fi") == "fi"
    assert sms_texts.language_of("unknown_number", "fi") == "sv"
    body = sms_texts.write("unknown_number", language="so", clipped={})
    assert body.startswith("Hej! Vi hittar ingen fråga")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fi",
            (
                "Hei Aino! Yökävely pe 16.10. klo 20.30-00.30, Vårby. Kokoontuminen: biblioteket. Pääsetkö? "
                "Vastaa JA (kyllä) tai NEJ (ei)."
            ),
        ),
        (
            "so",
            (
                "Salaan Aino! Socod habeen Jimce 16/10 20:30-00:30, Vårby. Kulanka: biblioteket. Ma imaan kartaa? "
                "Ku jawaab JA (haa) ama NEJ (maya)."
            ),
        ),
        (
            "ar",
            (
                "مرحبا Aino! جولة ليلية الجمعة 16/10 20:30 حتى 00:30 في Vårby، عند biblioteket. هل يمكنك الحضور؟ "
                "أجب JA (نعم) أو NEJ (لا)."
            ),
        ),
    ],
)
def test_question_in_the_persons_own_language(language: str, said: str) -> None:
    attendance = AttendanceFactory()
    attendance.volunteer.name, attendance.volunteer.text_language = "Aino Virtanen", language
    attendance.shift.route.district.name = "Vårby"
    assert sms_texts.about_shift("ask", attendance, code="") == said


def test_answers_that_the_texts_suggest_are_understood() -> None:
    for word, meaning in [("JA", Meaning.YES), ("NEJ", Meaning.NO), ("نعم", Meaning.YES), ("لا", Meaning.NO)]:
        assert read_answer(word).meaning == meaning
    for word in ("kyllä", "haa"):
        assert read_answer(word).meaning == Meaning.YES
    for word in ("ei", "maya"):
        assert read_answer(word).meaning == Meaning.NO


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


def test_arabic_text_keeps_a_name_in_its_own_letters_and_a_number_in_one_piece() -> None:
    attendance = AttendanceFactory()
    attendance.volunteer.name, attendance.volunteer.text_language = "محمد", "ar"
    leader = member_of(attendance.shift.association, name="Karin Öberg", mobile="+46701740612")
    body = sms_texts.about_shift("confirmed", attendance, leader=leader)
    assert body.startswith("شكرا محمد،")
    assert "القيادة: Karin 0701740612." in body


@pytest.mark.parametrize(
    ("language", "word", "said"),
    [("so", "jooji", "Fariimo dambe"), ("fi", "lopeta", "Et saa meiltä"), ("ar", "مساعدة", "نسأل إن كان")],
)
def test_stop_and_help_are_answered_in_the_persons_own_language(language: str, word: str, said: str) -> None:
    rota = make_rota(1)
    Volunteer.objects.update(text_language=language)
    sms(rota.people[0], word)
    assert OutboundMessage.objects.get().body.startswith(said)


def test_name_that_no_segment_can_carry_is_left_out() -> None:
    attendance = AttendanceFactory()
    attendance.volunteer = VolunteerFactory(name="محمد")
    assert sms_texts.about_shift("ask", attendance, code="").startswith("Hej! ")
