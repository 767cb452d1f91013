"""What a text says about an alarm, by its words alone: whether it takes it, ends it or wants more time."""

import re

from scheduling.domain.plain_words import plain

TAKES = re.compile(
    r"(?:(?:ok|okej|okey|ja|jag|vi|hej|tack) )*(?:tar|ta|tager)(?: (?:det|den|dem|larmet|alarmet|hand|om|jag|nu|dom))*"
)
ENDS = re.compile(r"(?:(?:ok|okej|larmet|alarmet|allt|alt|nu|det|ar|falskt|larm) )*klart(?: .*)?")
MORE = re.compile(
    r"(?:(?:ja|nej|inte|an|vi|jag|hej|behover|behovs|ge|os|mig|kan|fa|snalla|lite) )*"
    r"(?:mera?(?: tid)?(?: \d+)?(?: min\w*)?(?: til)?|(?:en )?min\w* til|(?:en )?halvtim\w*(?: til)?"
    r"|(?:we )?(?:ned )?more(?: time)?|lisa(?: aika)?|dheri|waqti dheri|مزيد|المزيد|وقت اضافي)"
    r"(?: (?:tack|snalla|behovs|please|kitos|nu))*"
)
SPOKEN = re.compile(r"(?:(?:jag|vi|har|och|nu) )*(?:pratat|talat|snackat|pratade|talade) med ", re.IGNORECASE)


def takes(text: str) -> bool:
    """TAR, "jag tar det", "ok tar"."""
    return bool(TAKES.fullmatch(plain(text).line))


def ends(text: str) -> bool:
    """KLART, "larmet klart", "klart, pratat med Karin"."""
    return bool(ENDS.fullmatch(plain(text).line))


def spoken_with(text: str) -> str:
    """Whom a KLART names, as it was written but for "pratat med"; nothing where it names nobody."""
    _before, _word, after = re.split(r"(klart)", text, maxsplit=1, flags=re.IGNORECASE)
    return SPOKEN.sub("", " ".join(after.strip(" ,.:;!-").split()))


def wants_more(text: str) -> bool:
    """MER, "mer tid tack", "30 min till", and in other languages."""
    return bool(MORE.fullmatch(plain(text).line))
