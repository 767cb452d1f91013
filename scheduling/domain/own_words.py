"""An association's own words in texts: looked up without a query for each text, and filled in.

A body has variables such as {name}. Nothing else than such a name can stand between braces, so that words which
somebody wrote reach no attribute of anything.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from messaging.domain.written import neat
from scheduling.domain.number_words import capital
from scheduling.models import Wording
from volunteers.models import Association

VARIABLE = re.compile(r"\{([a-z_]+)\}")
SENTENCE = re.compile(r"(?<=[.!?؟]) +")
# A sentence that tells of one of these is left out where it is not known.
OPTIONAL = frozenset({"leader", "leader_number", "bring"})
# Whoever is asked to lead gets Lykta's words for these, which say so.
SAID_OTHERWISE_TO_LEADERS = frozenset({"ask", "ask_again", "confirmed"})


def own_words(association: Association, kind: str, language: str, *, is_leader: bool) -> str:
    """The association's words for a kind of text, or nothing."""
    if not association.words_stamp or (is_leader and kind in SAID_OTHERWISE_TO_LEADERS):
        return ""
    return _wordings(association.pk, association.words_stamp).get((kind, language), "")


@lru_cache(maxsize=1024)
def _wordings(association: int, stamp: str) -> Mapping[tuple[str, str], str]:  # noqa: ARG001 - makes an old one unused
    rows = Wording.objects.filter(association=association)
    return {(kind, language): body for kind, language, body in rows.values_list("kind", "language", "body")}


def fill(body: str, values: Mapping[str, object]) -> str:
    """The text with its variables in place, without what is not known."""
    known = " ".join(sentence for sentence in SENTENCE.split(body) if _is_known(sentence, values))
    return capital(neat(VARIABLE.sub(lambda found: str(values.get(found[1], "")), known)))


def variables_of(text: str) -> set[str]:
    return set(VARIABLE.findall(text))


def _is_known(sentence: str, values: Mapping[str, object]) -> bool:
    return all(values.get(name) for name in variables_of(sentence) & OPTIONAL)
