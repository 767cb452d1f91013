"""What people write, and what Lykta understands. It acts only on what is plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.answers import Answer, Meaning, is_auto_reply, read_answer

# What was asked of the reader when it was made, word for word.
WISHED_FOR = [
    ("Ja!", Answer(Meaning.YES)),
    ("japp", Answer(Meaning.YES)),
    ("jajamen", Answer(Meaning.YES)),
    ("Absolut, ses där", Answer(Meaning.YES)),
    ("Ok 👍", Answer(Meaning.YES)),
    ("nä tyvärr", Answer(Meaning.NO)),
    ("Kan inte ikväll", Answer(Meaning.NO, days_from_today=frozenset({0}))),
    ("nej men tar gärna nästa fredag", Answer(Meaning.NO, tells=True)),
    ("JA 42", Answer(Meaning.YES, (42,))),
    ("ja till lördag, nej till fredag", Answer(Meaning.UNCLEAR, days=frozenset({5, 6}))),
    ("Jag kan komma om det behövs", Answer(Meaning.UNCLEAR)),
    ("Vem är detta?", Answer(Meaning.UNCLEAR, is_question=True)),
    ("ja, men blir sen", Answer(Meaning.YES_TELL, tells=True)),
    ("blir 10 min sen", Answer(Meaning.LATE)),
    ("STOP", Answer(Meaning.STOP)),
    ("STOPP", Answer(Meaning.STOP)),
    ("AVSLUTA", Answer(Meaning.STOP)),
    ("END", Answer(Meaning.STOP)),
    ("START", Answer(Meaning.START)),
    ("1", Answer(Meaning.UNCLEAR, (1,), is_choice=True)),
    ("1 och 3", Answer(Meaning.UNCLEAR, (1, 3), is_choice=True)),
]

YES = [
    "JA", "ja.", "ja\n", "👍", "👍🏽", "Ja det funkar", "kommer gärna", "Jag kan", "tack ja", "Det går bra", "jaa",
    "Jepp", "inga problem, jag kommer", "självklart", "sjalvklart", "räkna med mig", "Ja jag kommer 20.30",
    "Ja, kl 21 vid torget",
    "Hej! Ja jag kan gå. Mvh Anna", "yes", "I'll be there", "kyllä", "Sopii hyvin", "نعم", "أكيد", "haa",
]  # fmt: skip
NO = [
    "NEJ", "nej jobbar tyvärr", "jag kan tyvärr inte", "kommer inte", "hinner ej", "sorry nej", "det går inte", "👎",
    "Nej 😢", "nejj", "Förhinder", "nej, är bortrest", "Det passar inte", "can't", "no thanks", "Ei", "en pääse", "لا",
    "لا أستطيع", "maya",
]  # fmt: skip
YES_TELL = [
    "ja fast bara till 23", "jag kan men kommer lite sent", "Ja, tar med en vän", "ja behöver skjuts", "yes but late",
]  # fmt: skip
WITHDRAW = [
    "måste tyvärr hoppa av", "har blivit sjuk, kan inte", "Lämnar återbud", "kan inte längre komma", "Avbokar",
    "joudun perumaan",
]  # fmt: skip
LATE = ["Jag blir sen", "Bussen är försenad", "sitter fast på tåget", "Running late", "olen myöhässä", "سأتأخر"]
UNCLEAR = [
    "", " ", "?", "...", "😀", "hej", "Tack", "kanske, måste kolla med jobbet", "Jag är sjuk", "20.30", "ja eller nej",
    "Ja om det inte regnar", "Vet inte än", "inte nej", "kan inte säga nej", "Min man kommer", "Ring mig", "Fel nummer",
    "ja?", "Kan vi byta till lördag", "Hade jag sagt ja?", "ska försöka", "if needed", "en tiedä", "ربما", "من أنت",
]  # fmt: skip


@pytest.mark.parametrize(("text", "answer"), WISHED_FOR)
def test_what_was_wished_for_is_read_so(text: str, answer: Answer) -> None:
    assert read_answer(text) == answer


@pytest.mark.parametrize("text", YES)
def test_plain_yes_is_yes(text: str) -> None:
    assert read_answer(text) == Answer(Meaning.YES)


@pytest.mark.parametrize("text", NO)
def test_plain_no_is_no(text: str) -> None:
    assert read_answer(text) == Answer(Meaning.NO)


@pytest.mark.parametrize("text", YES_TELL)
def test_yes_with_more_also_reaches_the_leader(text: str) -> None:
    assert read_answer(text) == Answer(Meaning.YES_TELL, tells=True)


@pytest.mark.parametrize("text", WITHDRAW)
def test_promise_taken_back_is_withdrawn(text: str) -> None:
    assert read_answer(text) == Answer(Meaning.WITHDRAW)


@pytest.mark.parametrize("text", LATE)
def test_delay_is_late(text: str) -> None:
    assert read_answer(text) == Answer(Meaning.LATE)


@pytest.mark.parametrize("text", UNCLEAR)
def test_doubt_question_or_what_says_nothing_is_left_to_a_person(text: str) -> None:
    assert read_answer(text).meaning == Meaning.UNCLEAR


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("stopp!", Meaning.STOP),
        ("Stopp tack", Meaning.STOP),
        ("توقف", Meaning.STOP),
        ("Sluta skicka sms till mig", Meaning.STOP),
        ("starta", Meaning.START),
        ("Hjälp", Meaning.HELP),
        ("help", Meaning.HELP),
    ],
)
def test_words_about_the_texts_themselves(text: str, meaning: Meaning) -> None:
    assert read_answer(text) == Answer(meaning)


@pytest.mark.parametrize(
    "text",
    [
        "Ja, jag såg att ni skrev",
        "Ja det var jag som var med förra gången",
        "Polisen kom ja",
        "Det var kallt ja",
        "Ja det är jag",
        "Ja hej",
        "Det är ju julafton",
        "Ska ha besök",
        "ja men...",
        "Jag passar",
        "Ja till den andra",
        "May I bring a friend",
        "No idea",
        "Ja tack för i fredags",
    ],
)
def test_yes_that_agrees_with_nothing_is_left_to_a_person(text: str) -> None:
    assert read_answer(text).meaning == Meaning.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "Nej jag behöver inte skjuts",
        "Nej jag har ingen väst",
        "Nej jag har inte glömt",
        "Det är inte säkert att jag kan",
        "Avboka inte mig",
        "Upptagen, ringer senare",
        "Upptagen just nu",
        "Kör bil",
        "I möte",
        "لا أدري",
    ],
)
def test_no_to_something_else_than_coming_is_left_to_a_person(text: str) -> None:
    assert read_answer(text).meaning == Meaning.UNCLEAR


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("لا مشكلة", Meaning.YES),
        ("لا مانع", Meaning.YES),
        ("Haa", Meaning.YES),
        ("Ja kl 20.30 vid biblioteket", Meaning.YES),
        ("Ja kommatecken jag kommer punkt", Meaning.YES),
        ("Jag skulle gärna komma men kan inte", Meaning.NO),
        ("Hade gärna kommit men är bortrest", Meaning.NO),
        ("Tack för inbjudan men jag kan inte", Meaning.NO),
        ("Kan tyvärr inte den kvällen då vi har middag. Hoppas benet är bättre!", Meaning.NO),
        ("Ja tyvärr kan jag inte", Meaning.NO),
        ("ja orkar int", Meaning.NO),
        ("Måste ta tillbaka mitt ja", Meaning.WITHDRAW),
        ("Jag måste tyvärr avboka, min dotter är sjuk", Meaning.WITHDRAW),
    ],
)
def test_what_only_looks_mixed_is_understood(text: str, meaning: Meaning) -> None:
    assert read_answer(text).meaning == meaning


def test_start_with_a_time_is_no_wish_for_texts() -> None:
    assert [read_answer(text).meaning for text in ("Start", "Start kl 20?", "start 20.30")] == [
        Meaning.START,
        Meaning.UNCLEAR,
        Meaning.UNCLEAR,
    ]


@pytest.mark.parametrize("text", ["ja jag stoppar in det i kalendern", "Kan du hjälpa mig", "När startar vi"])
def test_such_words_inside_a_sentence_are_no_command(text: str) -> None:
    assert read_answer(text).meaning not in {Meaning.STOP, Meaning.START, Meaning.HELP}


@pytest.mark.parametrize(
    ("text", "meaning", "codes"),
    [
        ("ja2", Meaning.YES, (2,)),
        ("2 ja", Meaning.YES, (2,)),
        ("Ja till 12", Meaning.YES, (12,)),
        ("ja till 1 och 3", Meaning.YES, (1, 3)),
        ("NEJ 2", Meaning.NO, (2,)),
        ("nej till nr 2", Meaning.NO, (2,)),
    ],
)
def test_codes_are_read_beside_the_word(text: str, meaning: Meaning, codes: tuple[int, ...]) -> None:
    answer = read_answer(text)
    assert (answer.meaning, answer.codes, answer.is_choice) == (meaning, codes, False)


def test_only_a_single_code_is_the_code() -> None:
    assert [read_answer(text).code for text in ("ja 2", "ja 1 och 3", "ja")] == [2, None, None]


@pytest.mark.parametrize(
    ("text", "codes"), [("2", (2,)), ("1 & 3", (1, 3)), ("nr 1, 2 och 3", (1, 2, 3)), ("2 och 2", (2,))]
)
def test_numbers_alone_choose_among_what_was_asked_back(text: str, codes: tuple[int, ...]) -> None:
    assert read_answer(text) == Answer(Meaning.UNCLEAR, codes, is_choice=True)


@pytest.mark.parametrize("text", ["Vi är 3", "kl 21", "20.30", "12345", "ja, barnen är 3 och 5 år"])
def test_other_numbers_are_no_choice(text: str) -> None:
    assert read_answer(text).codes == ()


@pytest.mark.parametrize(
    ("text", "days", "dates", "from_today"),
    [
        ("ja på fredag", {5}, set(), set()),
        ("ja tack lördagskväll", {6}, set(), set()),
        ("yes on saturday", {6}, set(), set()),
        ("joo, perjantaina", {5}, set(), set()),
        ("ja ikväll", set(), set(), {0}),
        ("Ja, i morgon!", set(), set(), {1}),
        ("imorgon lördag går bra, ja", {6}, set(), {1}),
        ("ja den 14", set(), {(14, None)}, set()),
        ("ja 14/3", set(), {(14, 3)}, set()),
        ("ja 14 mars", set(), {(14, 3)}, set()),
        ("ja", set(), set(), set()),
    ],
)
def test_days_and_dates_are_read_beside_the_answer(
    text: str, days: set[int], dates: set[tuple[int, int | None]], from_today: set[int]
) -> None:
    answer = read_answer(text)
    assert answer.meaning == Meaning.YES
    assert [set(answer.days), set(answer.dates), set(answer.days_from_today)] == [days, dates, from_today]
    assert answer.names_a_day == bool(days | from_today or dates)


def test_day_of_another_night_is_not_the_one_that_is_answered() -> None:
    assert not read_answer("nej men tar gärna nästa fredag").names_a_day


@pytest.mark.parametrize(
    "text",
    [
        "Autosvar: jag är på semester till 3/8",
        "Jag kör bil med Stör ej på. Jag ser ditt meddelande när jag är framme.",
        "I'm driving with Do Not Disturb While Driving turned on.",
        "Automatic reply: out of office",
        "Det här numret kan inte ta emot sms",
        "Tack för ditt meddelande! Vi återkommer så snart vi kan.",
    ],
)
def test_machine_is_recognised_and_never_acted_on(text: str) -> None:
    assert is_auto_reply(text)
    assert read_answer(text).meaning == Meaning.UNCLEAR


@pytest.mark.parametrize("text", ["ja", "nej, bortrest", "Vem är detta?", "kan inte ta bilen då", "hej"])
def test_person_is_no_machine(text: str) -> None:
    assert not is_auto_reply(text)


PLAIN = [*YES, *NO, *YES_TELL, *WITHDRAW, *LATE]


@given(st.text(max_size=200))
def test_any_text_has_a_meaning(text: str) -> None:
    assert read_answer(text).meaning in Meaning


@given(st.sampled_from(PLAIN), st.sampled_from(["!", "!!!", " .", "…", " 🙂", " ❤️", "  ", "\n", " 😢", "🎉"]))
def test_signs_and_smileys_change_nothing(text: str, signs: str) -> None:
    assert read_answer(text + signs).meaning == read_answer(text).meaning


@given(st.sampled_from(PLAIN), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_case_changes_nothing(text: str, change: object) -> None:
    assert callable(change)
    assert read_answer(change(text)).meaning == read_answer(text).meaning


@given(
    st.sampled_from(["ja", "japp", "absolut", "jag är med", "yes", "kyllä", "نعم", "haa", "👍"]),
    st.sampled_from(["nej", "nä", "kan inte", "no", "ei", "لا", "maya", "👎"]),
    st.sampled_from([" ", ", ", ". ", " och ", " eller ", " men ", "\n"]),
    st.permutations([0, 1]),
)
def test_yes_and_no_together_are_never_acted_on(yes: str, no: str, between: str, order: list[int]) -> None:
    both = (yes, no)
    assert read_answer(between.join(both[which] for which in order)).meaning == Meaning.UNCLEAR


@given(st.sampled_from(PLAIN), st.sampled_from(["om", "ifall", "kanske", "if", "jos", "ربما"]))
def test_condition_in_front_is_never_acted_on(text: str, doubt: str) -> None:
    assert read_answer(f"{doubt} {text}").meaning == Meaning.UNCLEAR


@given(st.sampled_from([*YES, *NO]), st.sampled_from(["?", " ?", "؟", "??"]))
def test_question_is_never_acted_on(text: str, sign: str) -> None:
    assert read_answer(text + sign).meaning == Meaning.UNCLEAR
