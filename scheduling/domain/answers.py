"""What a reply means. Pure: text in, meaning out; acts only on what is plain.

The words themselves stand in answer_words.py. Here is only how they weigh against each other: a doubt or a question
goes to a person before anything else, and a yes beside a no is never acted on.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from scheduling.domain import answer_words, place_words
from scheduling.domain.plain_words import ANY_DAY, Plain, finder, is_asking, is_broken_off, plain, without

MANY = 4  # words that say nothing we know, beside a yes: the leader wants to read them
LONGEST = 40  # words; in more than that anything can stand


class Meaning(StrEnum):
    YES = "yes"
    YES_TELL = "yes+tell"
    NO = "no"
    WITHDRAW = "withdraw"
    LATE = "late"
    STOP = "stop"
    START = "start"
    HELP = "help"
    PAGE = "page"
    UNCLEAR = "person"


@dataclass(frozen=True)
class Answer:
    """One reply as it was read.

    `codes` are the reply codes written beside the words ("JA 2"); of numbers alone ("1 och 3") the meaning is UNCLEAR
    and `is_choice` is true, for they choose what was asked back about and mean what was said then. `days` are weekdays
    (1 is Monday), `dates` a day and its month or none, `days_from_today` 0 for "i kväll" and 1 for "i morgon".
    `tells`: a plain yes or no with something more that the leader wants to read. `asks_others`: another is to take
    the place; `keeps`: nobody needs to after all. They say something from who has a place, and else nothing.
    """

    meaning: Meaning
    codes: tuple[int, ...] = ()
    days: frozenset[int] = frozenset()
    dates: frozenset[tuple[int, int | None]] = frozenset()
    days_from_today: frozenset[int] = frozenset()
    tells: bool = False
    is_question: bool = False
    is_choice: bool = False
    asks_others: bool = False
    keeps: bool = False

    @property
    def code(self) -> int | None:
        """The only code, if there is exactly one."""
        return self.codes[0] if len(self.codes) == 1 else None

    @property
    def names_a_day(self) -> bool:
        return bool(self.days or self.dates or self.days_from_today)


WHOLE = {
    Meaning.STOP: finder(answer_words.STOP),
    Meaning.START: finder(answer_words.START),
    Meaning.HELP: finder(answer_words.HELP),
    Meaning.PAGE: finder(answer_words.PAGE),
}
NO_MORE = finder(answer_words.NO_MORE_TEXTS)
YES, MAYBE_YES, NO = finder(answer_words.YES), finder(answer_words.MAYBE_YES), finder(answer_words.NO)
ABLE, TO_COME, NOT = finder(answer_words.ABLE), finder(answer_words.TO_COME), finder(answer_words.NOT)
REGRET, EXCUSE, ILL = finder(answer_words.REGRET), finder(answer_words.EXCUSE), finder(answer_words.ILL)
WITHDRAW, LATE = finder(answer_words.WITHDRAW), finder(answer_words.LATE)
CANNOT, TELL, DOUBT = finder(answer_words.CANNOT), finder(answer_words.TELL), finder(answer_words.DOUBT)
SOFT, OTHER_TIME = finder(answer_words.SOFT), finder(answer_words.OTHER_TIME)
FILLER, COURTESY = finder(answer_words.FILLER), finder(answer_words.COURTESY)
MACHINE, MAYBE_MACHINE = finder(answer_words.MACHINE), finder(answer_words.MAYBE_MACHINE)
FAMILY, OWN_NO, HOPE = finder(answer_words.FAMILY), finder(answer_words.OWN_NO), finder(answer_words.HOPE)
PAST, NONE, SMALL_TALK = finder(answer_words.PAST), finder(answer_words.NONE), finder(answer_words.SMALL_TALK)
IS_JAG = finder(answer_words.AFTER_JAG)

ASK_OTHERS, KEEP = finder(place_words.ASK_OTHERS), finder(place_words.KEEP)
SWAP, BESIDE_SWAP = finder(place_words.SWAP), finder(place_words.BESIDE_SWAP)

MARK = "|"
FILLER_START = "hej|ja|nej|ok|okej|o|hejsan"
A, N, T = ABLE.pattern, NOT.pattern, TO_COME.pattern
UNABLE = re.compile(
    rf"{A}(?: (?!{A})[^ |]+){{0,3}}? {N}(?:(?: [^ |]+){{0,3}}? {T})*"
    rf"|{N}(?: [^ |]+){{0,3}}? {A}(?:(?: [^ |]+){{0,3}}? {T})*"
    rf"|{CANNOT.pattern}(?:(?: [^ |]+){{0,3}}? {T})*"
)
QUESTION = re.compile(
    rf"{finder(answer_words.QUESTION).pattern}"
    rf"|(?:^|\| )(?:(?:men|{FILLER_START}) )*{finder(answer_words.ASKING_VERB).pattern}"
)
SPOKEN_JA = re.compile(rf"(?<!\S)ja (?={IS_JAG.pattern})")
OF_ONESELF, REPORTED_ANSWER = finder(answer_words.OF_ONESELF).pattern, finder(answer_words.REPORTED_ANSWER).pattern
ANOTHER_TIME = "gang|gangen|ganger|dag|kval|kvalar|veckan?|time|day|night"
ASKS_OTHERS = re.compile(rf"{ASK_OTHERS.pattern}(?! (?:{ANOTHER_TIME}))")
NEED_NOT_ASK = re.compile(rf"behov\w* (?:[^ |]+ )?{N} {ASK_OTHERS.pattern}|{N} behov\w* {ASK_OTHERS.pattern}")
REPORTED = re.compile(rf"(?<!\S)(?!{OF_ONESELF})[^ |]+ {REPORTED_ANSWER}")
NOT_THAT_DAY = re.compile(rf"{N} (?:pa |den har |denna )?{ANY_DAY.pattern}")
NOT_THIS = re.compile(rf"{N}(?= [^ |])")
NOT_WITHDRAWN = re.compile(rf"{N} (?:att |[^ |]+ att |behova )?{WITHDRAW.pattern}|{WITHDRAW.pattern} {N}")
SOFTLY_LATE = re.compile(rf"(?<=\S ){SOFT.pattern}(?= (?:[^ |]+ ){{0,3}}?{LATE.pattern})")
ONLY_WISHED = re.compile(rf"(?:^|(?<=\| ))[^|]*{finder(answer_words.WISH).pattern}[^|]*\| men(?!\S)")
BEFORE = finder(answer_words.BEFORE_OTHER_TIME).pattern
ELSEWHEN = re.compile(rf"(?:{BEFORE} )*{OTHER_TIME.pattern}[^|]*")


def read_answer(text: str) -> Answer:
    """The meaning of one reply. Whatever is mixed, conditional or a question is UNCLEAR: it is asked back."""
    said = plain(text)
    for meaning, whole in WHOLE.items():
        is_whole = bool(whole.fullmatch(without(COURTESY, said.line)))
        if is_whole and not (meaning == Meaning.START and (is_asking(text) or ANY_DIGIT.search(text))):
            return Answer(meaning)
    asks_others = _asks_others(said.line)
    marked = ASKS_OTHERS.sub(MARK, said.marked) if asks_others else said.marked
    is_question = is_asking(text) or bool(QUESTION.search(marked))
    if NO_MORE.search(said.line) and not is_question and not DOUBT.search(said.line):
        return Answer(Meaning.STOP)
    core, elsewhen = ELSEWHEN.subn(MARK, marked)
    core, wished = ONLY_WISHED.subn(MARK, core)
    named = said if not elsewhen else said.of(core)
    meaning, tells = Meaning.UNCLEAR, False
    if not is_question and not _is_open(named, said) and not is_broken_off(text):
        core, numbers = without(SOFTLY_LATE, core), len(said.numbers) - len(said.codes)
        meaning, tells = _weigh(core, numbers=numbers)
        own = without(MAYBE_MACHINE, core)
        if own != core and _weigh(without(EXCUSE, own), numbers=numbers)[0] != meaning:
            meaning, tells = Meaning.UNCLEAR, False  # "busy" beside a phone's own words is no answer of a person's
    if elsewhen or wished:
        is_no = meaning in {Meaning.NO, Meaning.WITHDRAW}
        meaning, tells = (meaning, tells or bool(elsewhen)) if is_no else (Meaning.UNCLEAR, False)
    return Answer(
        meaning,
        said.codes,
        named.days,
        named.dates,
        named.days_from_today,
        tells=tells,
        is_question=is_question,
        is_choice=said.is_choice,
        asks_others=asks_others,
        keeps=bool(KEEP.search(said.line)) and not is_question and meaning not in {Meaning.NO, Meaning.WITHDRAW},
    )


def _asks_others(line: str) -> bool:
    """Whether somebody else is to be asked: "kan inte, fråga andra", and "byt" alone."""
    asks = ASKS_OTHERS.search(line) and not NEED_NOT_ASK.search(line)
    return bool(asks or SWAP.fullmatch(without(ANY_NUMBER, without(BESIDE_SWAP, line))))


def _is_open(named: Plain, said: Plain) -> bool:
    """Whether it is a machine's or small talk, is about several days, or is far too long to be plain."""
    days = max(len(named.days), len(named.dates), len(named.days_from_today))
    is_long = len(said.line.split()) > LONGEST
    return days > 1 or is_long or bool(MACHINE.search(said.line) or SMALL_TALK.fullmatch(said.line))


def _weigh(marked: str, *, numbers: int) -> tuple[Meaning, bool]:
    """The meaning, and whether it tells something more."""
    line = without(MARK_ALONE, marked)
    if _is_in_doubt(marked, line):
        return Meaning.UNCLEAR, False
    able_left = without(UNABLE, marked)
    agrees, unable = bool(YES.search(without(UNABLE, without(SPOKEN_JA, marked)))), able_left != marked
    able_left = without(NO, able_left)
    leans = bool(MAYBE_YES.search(able_left) or ABLE.search(able_left))
    if WITHDRAW.search(line):
        is_mixed = agrees or bool(NOT_WITHDRAWN.search(line)) or bool(MAYBE_YES.search(able_left))
        return (Meaning.UNCLEAR, False) if is_mixed else (Meaning.WITHDRAW, False)
    says_no = bool(NO.search(line) or NOT_THAT_DAY.search(line) or NOT.fullmatch(line))
    if says_no or unable:
        is_mixed = agrees or leans or (not unable and _denies_more(able_left))
        return _weigh_no(marked, able_left, says_no=says_no, is_mixed=is_mixed)
    if REGRET.search(line):
        return _weigh_regret(line, is_mixed=agrees or leans)
    if NOT.search(line):
        return Meaning.UNCLEAR, False
    return _weigh_yes(marked, line, agrees=agrees, numbers=numbers)


def _is_in_doubt(marked: str, line: str) -> bool:
    """Whether it hangs on something, or tells another's answer. Beside someone's own no, kin and hopes are no doubt."""
    in_doubt, withdrawn = line, WITHDRAW.search(line)
    if NO.match(line) or OWN_NO.search(line):
        in_doubt = without(HOPE, without(FAMILY, line))
    elif withdrawn:
        in_doubt = line[: withdrawn.end()] + without(FAMILY, line[withdrawn.end() :])
    elif UNABLE.match(marked):
        in_doubt = without(HOPE, line)
    return bool(DOUBT.search(in_doubt) or REPORTED.search(line))


def _denies_more(left: str) -> bool:
    """Whether something else than coming is denied beside the no: "nej, jag behöver inte skjuts"."""
    rest = without(NOT_THAT_DAY, without(EXCUSE, left))
    return bool(NOT_THIS.search(rest) or NONE.search(rest))


def _weigh_no(marked: str, left: str, *, says_no: bool, is_mixed: bool) -> tuple[Meaning, bool]:
    """A "kan inte" is a no unless it is followed by what cannot be done: "kan inte svara nu"."""
    if is_mixed or LATE.search(left):
        return Meaning.UNCLEAR, False
    if not says_no and not REGRET.search(left) and not _is_said_out(marked):
        return Meaning.UNCLEAR, False
    return Meaning.NO, _has_but(marked)


def _weigh_regret(line: str, *, is_mixed: bool) -> tuple[Meaning, bool]:
    if is_mixed or NOT.search(line):
        return Meaning.UNCLEAR, False
    if LATE.search(line):
        return Meaning.LATE, False
    return (Meaning.NO, False) if EXCUSE.search(line) or not _unknown(line) else (Meaning.UNCLEAR, False)


def _weigh_yes(marked: str, line: str, *, agrees: bool, numbers: int) -> tuple[Meaning, bool]:
    is_late, has_but, tells = bool(LATE.search(line)), _has_but(marked), bool(TELL.search(line))
    leans = bool(MAYBE_YES.search(line) or ABLE.search(line))
    if EXCUSE.search(line):
        says_more = agrees or leans or is_late or has_but or tells or numbers or YES.search(line) or _unknown(line)
        return (Meaning.UNCLEAR if says_more or ILL.search(line) else Meaning.NO), False
    if agrees and not (leans or has_but or is_late or tells) and (PAST.search(line) or _is_trailing(marked)):
        return Meaning.UNCLEAR, False
    if agrees or (leans and has_but and (is_late or tells)):
        tells = tells or is_late or has_but or numbers > 0 or len(_unknown(line)) >= MANY
        return (Meaning.YES_TELL, True) if tells else (Meaning.YES, False)
    if is_late:
        return Meaning.LATE, False
    is_plain = leans and not tells and not has_but and not numbers and not _unknown(line)
    return (Meaning.YES, False) if is_plain else (Meaning.UNCLEAR, False)


ANY_DIGIT = re.compile(r"\d")
ANY_NUMBER = re.compile(r"(?<!\S)\d+(?!\S)")
BUT = re.compile(r"(?<!\S)men(?!\S)")
MARK_ALONE = re.compile(rf"\||{BUT.pattern}")
KNOWN = (YES, NO, MAYBE_YES, ABLE, TO_COME, NOT, REGRET, EXCUSE, LATE, TELL, COURTESY, FILLER, ANY_DAY)


def _has_but(marked: str) -> bool:
    return " men " in f" {marked} "


def _unknown(line: str) -> list[str]:
    """The words that say nothing we know, one name at the end left out."""
    for known in KNOWN:
        line = known.sub(" ", line)
    return [word for word in line.split() if word != MARK]


def _is_said_out(marked: str) -> bool:
    """Whether nothing but small words and reasons stands beside "kan inte"."""
    if EXCUSE.search(marked):
        return True
    clauses = [(clause, without(UNABLE, clause)) for clause in without(BUT, marked).split(MARK)]
    return any(clause.split() != left.split() and not _unknown(left) for clause, left in clauses)


def _is_trailing(marked: str) -> bool:
    """Whether the yes only ends a clause about something else: "polisen kom ja"."""
    for clause in marked.split(MARK):
        found = YES.search(clause)
        if found and any(not word.isdecimal() for word in _unknown(clause[: found.start()])):
            return True
    return False


def is_auto_reply(text: str) -> bool:
    """Whether a machine wrote it: the answer of a phone that is driving, on holiday, or not a phone at all."""
    may_be = bool(MAYBE_MACHINE.search(plain(text).line)) and read_answer(text).meaning == Meaning.UNCLEAR
    return may_be or is_surely_machine(text)


def is_about_coming(text: str) -> bool:
    """Whether it says that somebody cannot come, in so many words: more than a bare no."""
    return bool(UNABLE.search(plain(text).marked))


def is_surely_machine(text: str) -> bool:
    """Whether nobody writes so by hand."""
    return bool(MACHINE.search(plain(text).line))
