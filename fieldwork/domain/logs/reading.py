"""A log that comes as a text: LOGG 12 lugnt. Pure: text in, what was told out.

First the word for the log, then in any order how many were met and how the night was; what follows is the note, in the
words that it was written in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fieldwork.domain.logs.words import met_by
from fieldwork.enums import Met, Mood
from scheduling.domain.answer_words import Words
from scheduling.domain.plain_words import finder, plain

LOG: Words = {"sv": "logg, loggen, logga", "en": "log", "fi": "loki, logi", "ar": "سجل, السجل", "so": "diiwaan"}
CALM: Words = {
    "sv": "lugn, lugnt, lugna, lungt, allt lugnt, stilla, tyst",
    "en": "calm, quiet",
    "fi": "rauhallinen, rauhallista, rauhallinen ilta",
    "ar": "هادئ, هادئة, هدوء",
    "so": "deggan, xasilloon",
}
LIVELY: Words = {
    "sv": "livlig, livligt, livliga, livat, mycket folk",
    "en": "lively, busy",
    "fi": "vilkas, vilkasta",
    "ar": "نشط, نشطة, مزدحم",
    "so": "firfircoon, mashquul",
}
UNEASY: Words = {
    "sv": "orolig, oroligt, oroliga, stökigt, stökig, bråkigt",
    "en": "uneasy, rough, tense",
    "fi": "levoton, levotonta",
    "ar": "مضطرب, مضطربة, متوتر",
    "so": "qas, kacsan",
}
BESIDE: Words = {
    "sv": "personer, person, pers, p, st, stycken, unga, ungdomar, folk, ca, cirka, ungefär, runt, kväll, kvällen, "
    "natt, natten, det var, var, i kväll, i natt, och, med, en, träffade, mötte, pratade med, vi, "
    "inget särskilt, inget speciellt, inget hände, inget att rapportera",
    "en": "people, persons, youths, about, evening, night, it was, and, a, met, we, nothing special",
    "fi": "henkilöä, nuorta, noin, ilta, oli, ja",
    "ar": "شخص, أشخاص, شباب, حوالي, ليلة, كانت, و, جدا, قليلا",
    "so": "qof, dad, ilaa, habeen, iyo",
}
# How much of a mood: "lite stökigt" is uneasy all the same.
SOMEWHAT: Words = {
    "sv": "lite, ganska, rätt, väldigt, mycket, mest",
    "en": "a bit, quite, rather, very, mostly",
    "fi": "vähän, melko, aika, hyvin",
    "so": "aad u, xoogaa",
}
MORE_THAN: Words = {
    "sv": "över, mer än, fler än",
    "en": "over, more than",
    "fi": "yli",
    "ar": "اكثر من",
    "so": "ka badan, in ka badan",
}
MOODS = {Mood.CALM: finder(CALM), Mood.LIVELY: finder(LIVELY), Mood.UNEASY: finder(UNEASY)}
BEGINS, FILLER = finder(LOG), finder(BESIDE)
SOMEHOW, ABOVE = re.compile(rf"(?:{finder(SOMEWHAT).pattern} )+"), finder(MORE_THAN)
WORD = re.compile(r"\S+")
COUNT = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?(\+)?(?:st|p|pers)?[.,;:!]?", re.IGNORECASE)
LONGEST_PHRASE = 3  # words


@dataclass(frozen=True, slots=True)
class LogText:
    """`met` and `mood` are empty where they are not said."""

    met: str = ""
    mood: str = ""
    note: str = ""

    @property
    def is_bare(self) -> bool:
        return not (self.met or self.mood or self.note)


def read_log(text: str) -> LogText | None:
    """What is told of a night; None for a text that does not begin with the word for it."""
    words = list(WORD.finditer(text))
    if not words or not BEGINS.fullmatch(plain(words[0].group()).line):
        return None
    met, mood, at, is_above = "", "", 1, False
    while at < len(words):
        counted = COUNT.fullmatch(words[at].group())
        if counted and not met:
            met, size = _interval(counted, is_above=is_above), 1
        else:
            size, read, is_above = _phrase(
                [word.group() for word in words[at : at + LONGEST_PHRASE]], has_mood=bool(mood)
            )
            mood = mood or read
        if not size:
            break
        at += size
    note = text[words[at].start() :].strip(" ,.;:-–") if at < len(words) else ""
    return LogText(met, mood, note)


def _phrase(words: Sequence[str], *, has_mood: bool) -> tuple[int, str, bool]:
    """How many of these words say the mood, that more are meant, or nothing; 0 where the note begins. And which."""
    for size in range(len(words), 0, -1):
        line = plain(" ".join(words[:size])).line
        read = "" if has_mood else mood_of(line)
        is_above = bool(ABOVE.fullmatch(line))
        if read or is_above or not line or FILLER.fullmatch(line):
            return size, read, is_above
    return 0, "", False


def mood_of(words: str) -> str:
    line = plain(words).line
    alone = SOMEHOW.sub("", line, count=1) if SOMEHOW.match(line) else line
    return next((mood.value for mood, found in MOODS.items() if found.fullmatch(line) or found.fullmatch(alone)), "")


def _interval(counted: re.Match[str], *, is_above: bool) -> Met:
    """Between two numbers the middle is meant, and by 60+ more than that."""
    least, most = int(counted[1]), int(counted[2] or counted[1])
    return met_by((least + most) // 2 + bool(counted[3] or is_above))
