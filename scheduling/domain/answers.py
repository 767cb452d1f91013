"""What a reply means. Pure: text in, meaning out; acts only on what is plain.

Swedish first, as people really write it: "Ja!", "japp", "nä tyvärr", "Ok 👍", "kan inte ikväll", "JA 2".
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    YES = "yes"
    NO = "no"
    STOP = "stop"
    START = "start"
    HELP = "help"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Answer:
    """A meaning, and the reply code if one was written ("JA 2")."""

    meaning: Meaning
    code: int | None = None


def words_in(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The whole text is one of these. STOP and its kin are Twilio's own words, the Swedish ones are ours.
STOP = words_in("stop stopp stoppa avsluta avregistrera sluta stopall unsubscribe end quit")
START = words_in("start starta unstop börja")
HELP = words_in("hjälp hjalp help info")

YES = words_in(
    """ja jaa jaaa japp jepp jajamen jajamän jajamensan jadå jodå jo absolut ok okej oki okey okay visst självklart
    givetvis gärna yes yep yeah jupp kommer funkar joo kyllä j"""
)
NO = words_in("nej nä nää nejdå nix nope no näe nea njet ej förhinder tyvärr ei n")
NOT = words_in("inte ej cannot cant")
ABLE = words_in("kan kommer hinner orkar vill funkar går deltar möjlighet")
# Anything that makes a yes or no hang on something else: a person reads it.
DOUBT = words_in(
    """kanske eventuellt om ifall beror osäker vet tror nog möjligen men fast förutom utom annars byta fråga vem varför
    vad när hur maybe if perhaps but måndag tisdag onsdag torsdag fredag lördag söndag"""
)
THUMB_UP, THUMB_DOWN = "👍", "👎"
CODE = re.compile(r"^\d{1,2}$")
GLUED = re.compile(r"^(ja|nej)(\d{1,2})$")


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers; thumbs become ja and nej; other signs fall away."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = text.replace(THUMB_UP, " ja ").replace(THUMB_DOWN, " nej ").replace("'", "").replace("’", "")
    words: list[str] = []
    for word in re.findall(r"\w+", text):
        glued = GLUED.match(word)
        words.extend(glued.groups() if glued else [word])
    return words


def read_answer(text: str) -> Answer:
    """The meaning of one reply. Whatever is mixed, conditional or a question is UNCLEAR: it is asked back."""
    words = words_of(text)
    numbers = [word for word in words if CODE.match(word)]
    code = int(numbers[0]) if len(numbers) == 1 and len(words) <= 3 else None  # noqa: PLR2004 - "ja till 2"
    spoken = [word for word in words if not word.isdigit()]
    if len(spoken) == 1 and not numbers:
        for meaning, whole in ((Meaning.STOP, STOP), (Meaning.START, START), (Meaning.HELP, HELP)):
            if spoken[0] in whole:
                return Answer(meaning)
    return Answer(_yes_or_no(set(spoken), first=spoken[0] if spoken else "", is_question="?" in text), code)


def _yes_or_no(said: set[str], *, first: str, is_question: bool) -> Meaning:
    if is_question or said & DOUBT:
        return Meaning.UNCLEAR
    negated = bool(said & NOT)
    refuses = bool(said & NO) or (negated and bool(said & ABLE))
    plain_yes = bool(said & YES - ABLE)
    if refuses:
        return Meaning.UNCLEAR if plain_yes else Meaning.NO
    agrees = first in YES or plain_yes or bool(said & ABLE)
    return Meaning.YES if agrees and not negated else Meaning.UNCLEAR
