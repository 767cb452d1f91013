"""An association's own words: what may be changed, what is refused, and that they are used."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from messaging.domain import texts
from messaging.models import OutboundMessage
from scheduling.domain import own_words, sms_texts
from scheduling.domain.wording_kinds import MEANINGS, OWN_KINDS
from scheduling.domain.wordings import (
    check_wording,
    example_of,
    lyktas_words,
    opt_out_words,
    own_wordings,
    remove_wording,
    save_wording,
    weigh,
)
from scheduling.models import Attendance, Wording
from tests.factories import AssociationFactory, AttendanceFactory, leader_of, member_of
from tests.scheduling.rota import make_rota, sms
from volunteers.enums import Language
from volunteers.models import Association

NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
ASK = "Hej {name}! Går du {day} {hours} i {place}? Vi ses vid {meeting}. Svara JA{code} eller NEJ{code}."
CONFIRMED = "Kul {name}! {day} {start} vid {meeting}. Ledare {leader} {leader_number}. Annars NEJ."
database = pytest.mark.django_db


def problems(body: str, kind: str = "ask", language: str = "sv") -> str:
    return " ".join(check_wording(kind, language, body))


def use(association: Association, body: str = ASK, kind: str = "ask", language: str = "sv") -> Wording | None:
    return save_wording(association, kind, language, body, changed_by=leader_of(association), now=NOW)


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("kind", OWN_KINDS)
def test_lyktas_own_words_can_be_used_as_they_stand(kind: str, language: str) -> None:
    body = lyktas_words(kind, language)
    spoken = sms_texts.language_of(kind, language)
    assert check_wording(kind, spoken, body) == []
    assert texts.segments(example_of(body, spoken)) <= sms_texts.most_segments(spoken)


def test_every_variable_is_explained() -> None:
    assert {name for kind in OWN_KINDS.values() for name in kind.variables} == set(MEANINGS)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Skriv vad som ska stå i sms:et."),
        (ASK.replace("{day}", ""), "{day} måste stå med, så att ingen blir osäker."),
        (ASK.replace("{hours}", ""), "{hours} eller {start} måste stå med, så att ingen blir osäker."),
        (ASK.replace("{place}", ""), "{place} måste stå med, så att ingen blir osäker."),
        (ASK.replace("JA{code}", "JA"), "JA{code} måste stå med, precis så: det är svaret som Lykta ber om."),
        (ASK.replace("JA{code}", "Ja{code}"), "JA{code} måste stå med, precis så: det är svaret som Lykta ber om."),
        (ASK + " {leader}", "{leader} finns inte för det här sms:et."),
        (ASK + " {name.mobile}", "Klamrarna stämmer inte."),
        (ASK + " {name", "Klamrarna stämmer inte."),
        (ASK + " {}", "Klamrarna stämmer inte."),
        (ASK + " {0}", "Klamrarna stämmer inte."),
        (ASK + " {NAME}", "Klamrarna stämmer inte."),
        (ASK + " STOP", "STOP går inte att använda"),
        (ASK + ' Eller svara "cancel"', "CANCEL går inte att använda"),
        (ASK + " www.varby.se", "www.varby.se ser ut som en länk."),
        (ASK + " https://example.org/x", "ser ut som en länk."),
        (ASK + " 19811218-9876", "Det ser ut som ett personnummer."),
        (ASK + " ☀", "☀ gör sms:et mer än dubbelt så dyrt."),
        (ASK + " Det här är ganska långt, och sedan lite till, så att det inte går.", "Det får inte plats i 1 sms"),
    ],
)
def test_words_that_cannot_be_used_are_refused_with_the_reason(body: str, said: str) -> None:
    assert said in problems(body)


def test_words_that_can_be_used_have_no_problems() -> None:
    assert problems(ASK) == ""
    assert problems(CONFIRMED, "confirmed") == ""


def test_own_links_are_allowed_and_so_is_running_text() -> None:
    assert problems("Tack {name}! http://127.0.0.1:8000/pass", "thanks") == ""
    assert problems("Tack för {day}. Se dig om, t.ex. vid torget. Vi ses kl. 20.30!", "thanks") == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Svara STOPP eller END", ["END", "STOPP"]),
        ("in the end we cancel the walk", []),
        ("Reply quit to leave", ["QUIT"]),
        ("Stoppa om du vill", []),
    ],
)
def test_opt_out_words_count_where_a_reader_could_send_them(text: str, found: list[str]) -> None:
    assert opt_out_words(text) == found


def test_sentence_that_can_be_left_out_must_not_carry_what_is_needed() -> None:
    body = "Kul! {day} {start}, och {leader} väntar vid {meeting}. Annars NEJ."
    assert "faller bort" in problems(body, "confirmed")


def test_arabic_has_room_for_two_texts() -> None:
    assert problems(lyktas_words("ask", "ar") + " حسنا", "ask", "ar") == ""
    assert "2 sms" in problems(lyktas_words("ask", "ar") + " حسنا" * 6, "ask", "ar")


@given(st.text(alphabet=st.sampled_from("abå {}_.!?nameday%$\\1"), max_size=60))
def test_filling_in_never_fails_and_leaves_no_variable(body: str) -> None:
    values = {"name": "Anna", "day": "fre 16/10"}
    assert not own_words.variables_of(own_words.fill(body, values)) & set(values)


def test_filling_in_reaches_nothing_but_the_values() -> None:
    body = "{name.__class__} {name[0]} {name!r} %(name)s $name {name}"
    assert own_words.fill(body, {"name": "{day}", "day": "x"}) == (
        "{name.__class__} {name[0]} {name!r} %(name)s $name {day}"
    )


@pytest.mark.parametrize(
    ("name", "leader", "said"),
    [
        ("Anna", "Karin", "Kul Anna! Fre. Ledare Karin 1. Annars NEJ."),
        ("", "Karin", "Kul! Fre. Ledare Karin 1. Annars NEJ."),
        ("Anna", "", "Kul Anna! Fre. Annars NEJ."),
    ],
)
def test_what_is_not_known_leaves_no_hole(name: str, leader: str, said: str) -> None:
    values = {"name": name, "leader": leader, "leader_number": leader and "1", "day": "Fre"}
    assert own_words.fill("Kul {name}! {day}. Ledare {leader} {leader_number}. Annars NEJ.", values) == said


def test_room_is_what_is_left_when_names_are_long() -> None:
    draft = weigh(ASK, "sv")
    assert (draft.segments, draft.room > 0) == (1, True)
    padded = ASK + " " + "x" * (draft.room - 1)
    assert (weigh(padded, "sv").room, problems(padded)) == (0, "")
    assert (weigh(padded + "x", "sv").room, "får inte plats" in problems(padded + "x")) == (-1, True)


def asked(association: Association, **fields: Any) -> Attendance:
    attendance: Attendance = AttendanceFactory(shift__association=association, **fields)
    attendance.volunteer.name = "Anna Lindqvist"
    attendance.shift.route.district.name = "Vårby"
    return attendance


@database
def test_text_is_in_the_associations_words() -> None:
    association = AssociationFactory()
    use(association)
    assert sms_texts.about_shift("ask", asked(association), code=" 2") == (
        "Hej Anna! Går du fre 16/10 20.30-00.30 i Vårby? Vi ses vid biblioteket. Svara JA 2 eller NEJ 2."
    )


@database
def test_other_associations_kinds_and_languages_keep_lyktas_words() -> None:
    association = AssociationFactory()
    use(association)
    other = asked(AssociationFactory())
    english = asked(association)
    english.volunteer.text_language = "en"
    kept = [
        sms_texts.about_shift("ask", other, code=""),
        sms_texts.about_shift("ask", english, code=""),
        sms_texts.about_shift("declined", asked(association), code=""),
    ]
    assert [
        body.startswith(start) for body, start in zip(kept, ("Hej Anna! Natt", "Hi Anna!", "Tack för"), strict=True)
    ]


@database
def test_whoever_is_asked_to_lead_is_told_so_in_lyktas_words() -> None:
    association = AssociationFactory()
    use(association)
    assert "Kan du leda gruppen?" in sms_texts.about_shift("ask", asked(association, is_leader=True), code="")


@database
def test_change_and_return_to_lyktas_words_hold_from_the_next_text() -> None:
    association = AssociationFactory()
    attendance = asked(association)
    lyktas = sms_texts.about_shift("ask", attendance, code="")
    for body in (ASK, ASK.replace("Hej", "Hallå")):
        use(association, body)
        attendance.shift.association.refresh_from_db()
        assert sms_texts.about_shift("ask", attendance, code="") == example_of(body, "sv")
    remove_wording(association, "ask", "sv")
    attendance.shift.association.refresh_from_db()
    assert sms_texts.about_shift("ask", attendance, code="") == lyktas
    assert (Wording.objects.count(), attendance.shift.association.words_stamp) == (0, "")


@database
def test_lyktas_words_saved_are_no_wording() -> None:
    association = AssociationFactory()
    use(association)
    assert use(association, lyktas_words("ask", "sv")) is None
    assert own_wordings(association) == {}


@database
def test_words_with_problems_are_never_kept() -> None:
    association = AssociationFactory()
    with pytest.raises(ValidationError):
        use(association, "Kom!")
    assert own_wordings(association) == {}


@database
def test_words_are_kept_tidy() -> None:
    association = AssociationFactory()
    use(association, ASK.replace("Hej ", "Hej\u00a0 ").replace("?", " ?"))
    assert own_wordings(association) == {("ask", "sv"): ASK}


@database
def test_words_that_no_longer_fit_give_way_to_lyktas() -> None:
    association = AssociationFactory()
    use(association)
    Wording.objects.update(body="x" * 200)
    assert sms_texts.about_shift("ask", asked(association), code="").startswith("Hej Anna! Nattvandring")


@database
def test_texts_ask_for_no_query_when_there_are_no_own_words_and_one_when_there_are(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    association = AssociationFactory()
    plain, own = asked(AssociationFactory()), asked(association)
    leader = member_of(association)
    use(association)
    own.shift.association.refresh_from_db()
    for attendance in (plain, own):
        assert attendance.shift.association.municipality.zone
    with django_assert_num_queries(0):
        sms_texts.about_shift("ask", plain, code="")
    with django_assert_num_queries(1):
        for _n in range(3):
            sms_texts.about_shift("ask", own, code="", leader=leader)


@database
def test_yes_answered_in_own_words_takes_no_more_queries() -> None:
    counts = []
    for has_own in (False, True):
        rota = make_rota(2)
        association = rota.shift.association
        if has_own:
            use(association, CONFIRMED, "confirmed")
            association.refresh_from_db()
        rota.ask()
        first, second = rota.people
        sms(first, "ja")
        with CaptureQueriesContext(connection) as taken:
            sms(second, "ja")
        counts.append(len(taken))
    assert OutboundMessage.objects.filter(body__startswith="Kul Person").count() == 2
    assert counts[0] == counts[1]
