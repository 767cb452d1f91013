"""Whether something is mended, as a text: LAGAT 12, KVAR 14. Pure: the words alone, before anybody is looked for.

First the word, then the numbers it is about. That something is mended may also stand after its number; what is "kvar"
may not, since "4 kvar" can be people.
"""

from dataclasses import dataclass

from scheduling.domain.answer_words import Words
from scheduling.domain.plain_words import finder, is_asking, plain

FIXED: Words = {
    "sv": "lagat, lagad, lagade, lagats, fixat, fixad, fixade, åtgärdat, åtgärdad, åtgärdade, lyser, lyser igen",
    "en": "fixed, mended, repaired, is fixed",
    "fi": "korjattu, kunnossa, on korjattu",
    "ar": "مصلح, تم الاصلاح, تم التصليح, صلح, تصلح",
    "so": "hagaagay, la hagaajiyay, la hagaajiyey, waa la hagaajiyay, waa hagaagay",
}
STILL: Words = {
    "sv": "kvar, finns kvar, fortfarande kvar, fortfarande trasig, fortfarande trasigt, trasig, trasigt, trasiga, "
    "släckt, släckta, lyser inte, inte lagat, inte lagad, inte fixat, inte fixad, inte åtgärdat, ej lagat, ej lagad, "
    "ej fixat, ej åtgärdat, olagat, sönder",
    "en": "still, still there, still broken, broken, not fixed, not mended, not repaired, isnt fixed",
    "fi": "rikki, yhä rikki, edelleen rikki, edelleen, ei korjattu, ei ole korjattu, ei kunnossa",
    "ar": "مكسور, ما زال, مازال, لا يزال, غير مصلح, لم يصلح, ما زال مكسور",
    "so": "jaban, wali, weli, wali waa jaban, weli waa jaban, lama hagaajin",
}
BESIDE: Words = {
    "sv": "nr, nummer, nej, ja, är, den, det, nu, lampa, lampan, lamporna, och, hej, tack, så",
    "en": "no, number, nr, is, are, it, the, now, lamp, and, hi, hello, thanks, yes",
    "fi": "nro, numero, on, nyt, lamppu, ja, hei, kiitos",
    "ar": "رقم, و, شكرا, نعم, الان",
    "so": "nambar, waa, iyo, hadda, mahadsanid",
}
MOST, LONGEST = 4, 5  # numbers in a text, digits in a number
FIXED_PHRASE, STILL_PHRASE, FILLER = finder(FIXED), finder(STILL), finder(BESIDE)
IS_FIXED, IS_STILL = "+", "-"


@dataclass(frozen=True, slots=True)
class FixedText:
    """The numbers of what is said to be mended, and of what is still there. With neither it is the word alone."""

    fixed: tuple[int, ...] = ()
    still: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        return (*self.fixed, *self.still)


def read_fixed(text: str) -> FixedText | None:
    """None for whatever says more or less than that, and for a question."""
    if is_asking(text):
        return None
    # Word by word, since "den 12" would be a date.
    line = " ".join(plain(word).line for word in text.split())
    marked = FIXED_PHRASE.sub(IS_FIXED, STILL_PHRASE.sub(IS_STILL, line))
    words = [word for word in marked.split() if not FILLER.fullmatch(word)]
    if any(word not in {IS_FIXED, IS_STILL} and not is_number(word) for word in words):
        return None
    said = _said(words)
    if said is None or len(said.numbers) > MOST or len(set(said.numbers)) < len(said.numbers):
        return None
    return said


def is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= LONGEST and int(word) > 0


def _said(words: list[str]) -> FixedText | None:
    """Each word with the numbers that follow it; or numbers, and after them that they are mended."""
    if not words or not {IS_FIXED, IS_STILL} & set(words):
        return None
    if is_number(words[0]):
        *numbers, last = words
        is_whole = last == IS_FIXED and all(map(is_number, numbers))
        return FixedText(fixed=tuple(map(int, numbers))) if is_whole else None
    found: dict[str, list[int]] = {IS_FIXED: [], IS_STILL: []}
    for word, about in _parts(words):
        if not about and len(words) > 1:
            return None
        found[word] += about
    return FixedText(tuple(found[IS_FIXED]), tuple(found[IS_STILL]))


def _parts(words: list[str]) -> list[tuple[str, list[int]]]:
    """Each word with the numbers after it."""
    begins = [place for place, word in enumerate(words) if not is_number(word)]
    parts = zip(begins, [*begins[1:], len(words)], strict=True)
    return [(words[begin], [int(one) for one in words[begin + 1 : end]]) for begin, end in parts]
