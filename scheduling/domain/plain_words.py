"""A text as the words it was meant to be: no case, accents, doubled letters or signs; days, dates and codes apart."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from scheduling.domain import answer_words, day_words, place_words
from scheduling.domain.answer_words import Words

MARK, BUT = "|", "men"
CODE_LENGTH = 2  # digits
PHONE_LENGTH = 6  # digits at least: a number to be called on, below a name
TWICE = re.compile(r"([^\W\d])\1+")
TIME = re.compile(
    r"\b\d{1,2}[.:]\d{2}\b|\b(?:kl|klockan|vid|efter|fore|inan|at|runt|strax) ?[.]? ?\d{1,2}(?:[.:]\d{2})?\b"
    r"|\b\d{1,4} ?(?=min|m\b|h\b|tim)"
)
# "Kommer om 5 min", "framme om 10": how late someone is, in minutes.
ARRIVES = re.compile(
    r"\b(komer|dar|frame|hema|there) (?:om|in) (?:ca |cirka |typ |max )?"
    r"(?:(?:\d{1,2}|en|fem|tio|femton|tjugo|tretio) ?(?:min\w*|kvart|halvtim\w*|m)\b|\d{1,2}$)"
)
PART = re.compile(r"[,.;:!()\n–—…]+|\w+")
GLUED = re.compile(r"^([^\W\d]+)(\d{1,2})$|^(\d{1,2})([^\W\d]+)$")
DOUBLED = re.compile(rf"\b(?:{'|'.join(answer_words.DOUBLED)})\b", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
DATE = re.compile(
    rf"\b(\d{{1,2}})/(\d{{1,2}})\b|\b(\d{{1,2}})(?::?e)? ({'|'.join(MONTHS)})\w*|\bden (\d{{1,2}})(?::?e)?(?![\d.:])\b"
)


@dataclass(frozen=True)
class Plain:
    """`marked` is the words with a mark where a sentence or clause ends; `line` the same without the marks."""

    marked: str
    dates: frozenset[tuple[int, int | None]] = frozenset()

    @cached_property
    def line(self) -> str:
        return " ".join(word for word in self.marked.split() if word != MARK)

    def of(self, part: str) -> "Plain":
        """The same for a part of the text. Dates are not taken apart: they stay."""
        return Plain(" ".join(part.split()), self.dates)

    @cached_property
    def days(self) -> frozenset[int]:
        return frozenset(number for number, day in enumerate(DAYS, start=1) if day.search(self.line))

    @cached_property
    def days_from_today(self) -> frozenset[int]:
        return frozenset(number for number, day in enumerate(FROM_TODAY) if day.search(self.line))

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        return tuple(int(word) for word in self.line.split() if word.isdecimal() and len(word) < PHONE_LENGTH)

    @cached_property
    def codes(self) -> tuple[int, ...]:
        """The numbers, where they stand beside nothing but the answer itself: "ja till 2", "1 och 3"."""
        beside = BESIDE_CODES.sub("", self.line).split()
        if any(not word.isdecimal() or len(word) > CODE_LENGTH for word in beside):
            return ()
        return tuple(dict.fromkeys(self.numbers))

    @cached_property
    def is_choice(self) -> bool:
        return bool(self.codes) and not ANSWERS.search(self.line)


def is_asking(text: str) -> bool:
    return any(sign in text for sign in answer_words.QUESTION_MARKS)


def is_broken_off(text: str) -> bool:
    """Whether it ends with the word that something should have followed: "ja, men ..."."""
    words = re.findall(r"\w+", _letters(text))
    return bool(words and BUTS.fullmatch(words[-1]))


def _letters(text: str) -> str:
    """Small letters without accents, doubling or apostrophes."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(one for one in apart if not unicodedata.combining(one) and one not in "'’‘`´\u0640")
    return TWICE.sub(r"\1", kept)


def _take_dates(text: str) -> tuple[str, frozenset[tuple[int, int | None]]]:
    dates: set[tuple[int, int | None]] = set()
    for day, month, named_day, name, bare in DATE.findall(text):
        if month:
            dates.add((int(day), int(month)))
        elif name:
            dates.add((int(named_day), MONTHS.index(name) + 1))
        else:
            dates.add((int(bare), None))
    return DATE.sub(" ", text), frozenset(dates)


def plain(text: str) -> Plain:
    for sign, word in answer_words.SIGNS.items():
        text = text.replace(sign, f" {word} ")
    text = DOUBLED.sub(lambda found: answer_words.DOUBLED[found[0].casefold()], text)
    spoken, dates = _take_dates(ARRIVES.sub(r"\1 forsenad", _letters(text)))
    words: list[str] = []
    for part in PART.findall(TIME.sub(" ", spoken)):
        glued = GLUED.match(part)
        if glued:
            words.extend(piece for piece in glued.groups() if piece)
        else:
            words.append(part if part[0].isalnum() or part[0] == "_" else MARK)
    line = " ".join(words).strip(" |")
    for idiom, meant in IDIOMS:
        line = idiom.sub(meant, line)
    line = BECAUSE.sub(rf"{MARK} \g<0>", BUTS.sub(f"{MARK} {BUT}", line))
    return Plain(" ".join(line.split()), dates)


def finder(words: Words) -> re.Pattern[str]:
    """Finds any phrase of the table, in whole words."""
    phrases = {" ".join(_letters(phrase).split()) for line in words.values() for phrase in line.split(",")} - {""}
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first))})(?!\S)")


def without(found: re.Pattern[str], line: str) -> str:
    return " ".join(found.sub(" ", line).split())


DAYS = tuple(finder(day) for day in day_words.DAYS)
ANY_DAY = finder(
    {
        str(number): ",".join(words.values())
        for number, words in enumerate((*day_words.DAYS, *day_words.DAYS_FROM_TODAY))
    }
)
FROM_TODAY = tuple(finder(day) for day in day_words.DAYS_FROM_TODAY)
IDIOMS = tuple((finder({"": phrases}), _letters(meant)) for meant, phrases in answer_words.IDIOMS.items())
BUTS, BECAUSE = finder(answer_words.BUT), finder(answer_words.BECAUSE)
_ANSWER_WORDS = (answer_words.YES, answer_words.NO, answer_words.MAYBE_YES, answer_words.WITHDRAW)
ANSWERS = finder({str(number): ",".join(words.values()) for number, words in enumerate(_ANSWER_WORDS)})
BESIDE_CODES = finder(
    {
        str(number): ",".join(words.values())
        for number, words in enumerate(
            (*_ANSWER_WORDS, answer_words.BESIDE_CODES, place_words.BESIDE_CODES, *day_words.DAYS)
        )
    }
)
