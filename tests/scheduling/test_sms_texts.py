"""Every text of every language fits, whatever the names, and tells what it must."""

import re
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override
from pytest_django import Settings

from messaging.domain import texts
from messaging.domain.personal_links import PAGE_MARK, as_long
from messaging.models import OutboundMessage
from scheduling.domain import sms_texts
from scheduling.domain.answers import Meaning, read_answer
from scheduling.domain.walk_rules import texted
from scheduling.domain.walk_rules import words as walk_rules
from scheduling.domain.walk_rules.checks import Finding
from scheduling.domain.wordings import longest, opt_out_words
from scheduling.enums import RuleForce, RuleKind
from tests.factories import AttendanceFactory, VolunteerFactory, member_of
from tests.scheduling.rota import make_rota, sms
from volunteers.enums import Language
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR) / "templates/sms"
LANGUAGES = [str(language) for language in Language]
KINDS = sorted(path.stem for path in (TEMPLATES / "sv").glob("*.txt"))
TEXTS = [(path.parent.name, path.stem) for path in sorted(TEMPLATES.glob("*/*.txt"))]
UNREAD = {"unknown_number"}  # nobody knows what is read at a number that is nobody's
UNTRANSLATED = {"activity", "crew"}  # said by words of the language itself
STOPS = {"stopped", "started", "help"}
NAMED = re.compile(r"{{ (\w+)(?:\|\w+)? }}")


def longest_of(kind: str, language: str, *, is_leader: bool, **said: object) -> str:
    values = longest(language)
    most = sms_texts.most_choices(language)
    choices = ", ".join(f"{n}: {values.rest['day']} Norra Sjö." for n in range(13 - most, 13))
    nights = [values.rest | {"place": "Vårby", "code": code} for code in (11, 12)]
    exact = values.rest | {"is_leader": is_leader, "choices": choices, "example": 12, "nights": nights}
    exact |= {"other_day": values.rest["day"]} | said
    names = values.names | {"association": "Föräldravandrarna i Norra Sjödalen", "other": "Per-Alexander-Emanuel"}
    names |= {"group": values.names["place"]}
    return sms_texts.write(kind, language=language, clipped=names, **{"link": PAGE_MARK} | exact)


@pytest.mark.parametrize(("language", "kind"), TEXTS)
@pytest.mark.parametrize("is_leader", [False, True])
@pytest.mark.parametrize("is_asked", [False, True])
def test_every_text_fits_with_the_longest_names(language: str, kind: str, *, is_leader: bool, is_asked: bool) -> None:
    body = longest_of(kind, language, is_leader=is_leader, is_asked=is_asked)
    assert texts.segments(as_long(body)) <= (2 if language == "ar" else 1)
    assert texts.is_gsm(body) is (language != "ar")
    assert "  " not in body


@pytest.mark.parametrize("kind", ["page", "page_link"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_link_fits_also_where_the_address_of_the_site_is_long(settings: Settings, language: str, kind: str) -> None:
    settings.PUBLIC_URL = "https://nattvandring.upplands-vasby.kommun.se"
    body = as_long(longest_of(kind, language, is_leader=False))
    assert settings.PUBLIC_URL in body
    assert texts.segments(body) <= (2 if language == "ar" else 1)


@pytest.mark.parametrize(("language", "kind"), TEXTS)
def test_no_link_is_lost_where_the_address_of_the_site_is_long(settings: Settings, language: str, kind: str) -> None:
    settings.PUBLIC_URL = "https://nattvandring.upplands-vasby.kommun.se"
    link = f"{PAGE_MARK}/kvall/123456/logg"
    body = as_long(longest_of(kind, language, is_leader=False, is_all=True, link=link))
    is_linked = settings.PUBLIC_URL in body
    assert texts.segments(body) <= (2 if language == "ar" else 1) + is_linked


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


def test_every_kind_that_somebody_known_gets_is_in_every_language() -> None:
    kinds = {language: {kind for one, kind in TEXTS if one == language} for language in LANGUAGES}
    assert kinds == {"sv": set(KINDS), "en": set(KINDS)} | {one: set(KINDS) - UNREAD for one in ("fi", "ar", "so")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusal_fits_whatever_rule_it_tells_of(language: str) -> None:
    night, day = date(2026, 9, 30), date(2028, 9, 24)
    with override(language):
        shades = texted.TO_VOLUNTEER.get(language, walk_rules.TO_VOLUNTEER)
        assert set(shades) == set(walk_rules.TO_VOLUNTEER)
        for kind, shade in shades:
            finding = Finding(
                kind,
                RuleForce.HARD,
                number=18,
                day=day if shade == texted.DATED or kind == RuleKind.REST else None,
                count=12 if shade == texted.CROWDED or kind == RuleKind.MONTHLY else 0,
                is_unknown=shade == texted.UNTOLD,
            )
            reason = walk_rules.to_volunteer(finding, night=night)
            body = longest_of("not_allowed", language, is_leader=False, reason=reason)
            assert (reason in body, texts.is_gsm(body)) == (True, language != "ar")


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
