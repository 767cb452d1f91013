"""What a text says of going out and coming home. Pure: the words alone, before anybody is looked for."""

from dataclasses import dataclass
from enum import StrEnum

from fieldwork.domain.walks import word_list
from scheduling.domain.plain_words import finder, is_asking, plain, without

MOST_NAMES = 4  # words beside that can be names; with more it is a sentence, which a person reads


class Word(StrEnum):
    OUT = "out"
    HOME = "home"
    ON_WAY = "on_way"


@dataclass(frozen=True)
class Said:
    """One text about tonight. `names` are the words beside, which can only be names of the crew: those whom it is
    about, or where `is_but` everybody but those. `is_own`: of nobody but whoever writes.
    """

    word: Word
    count: int | None = None
    is_for_all: bool = False
    is_own: bool = False
    names: tuple[str, ...] = ()
    is_but: bool = False


FINDERS = {Word.OUT: finder(word_list.OUT), Word.HOME: finder(word_list.HOME), Word.ON_WAY: finder(word_list.ON_WAY)}
ALL, OWN = finder(word_list.ALL), finder(word_list.OWN)
BUT_FOR, BESIDE = finder(word_list.BUT_FOR), finder(word_list.BESIDE)
COUNTS = {int(number): finder({"": words}) for number, words in word_list.COUNTS.items()}


def read_word(text: str) -> Said | None:
    """Nothing for a question, for both at once, and for a sentence that says more than who and how many."""
    line = "" if is_asking(text) else plain(text).line
    said, is_but, after = _part(line)
    word = _word_of(said)
    if word is None or _word_of(after) is not None:
        return None
    beside = without(FINDERS[word], said)
    is_for_all = bool(ALL.search(beside))
    is_own = not is_for_all and bool(OWN.search(said))
    count, rest = _count(without(BESIDE, without(ALL, beside)))
    names = tuple((without(BESIDE, after) if is_but else rest).split())
    if (is_but and (rest or not names)) or len(names) > MOST_NAMES or any(one.isdecimal() for one in names):
        return None
    return Said(word, count, is_for_all, is_own, names, is_but)


def _word_of(line: str) -> Word | None:
    found = {word for word, words in FINDERS.items() if words.search(line)}
    if Word.ON_WAY in found:
        found.discard(Word.HOME)
    return found.pop() if len(found) == 1 else None


def _part(line: str) -> tuple[str, bool, str]:
    """What stands before "utom", whether it is there, and what stands after it."""
    found = BUT_FOR.search(line)
    return (line[: found.start()], True, line[found.end() :]) if found else (line, False, "")


def _count(line: str) -> tuple[int | None, str]:
    """The one number in it, and what else there is."""
    words, counts = [], []
    for word in line.split():
        spoken = next((number for number, known in COUNTS.items() if known.fullmatch(word)), None)
        number = int(word) if word.isdecimal() and len(word) <= 2 else spoken  # noqa: PLR2004 - nobody is a hundred
        if number is None:
            words.append(word)
        else:
            counts.append(number)
    return (counts[0] if len(counts) == 1 else None), " ".join(words)


def named(name: str) -> str:
    """A first name as `read_word` writes it."""
    return plain(name).line
