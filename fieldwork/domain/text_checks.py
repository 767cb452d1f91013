"""What no text about a night may hold: that which leads to one person.

A personal number, a phone, a plate and an e-mail address are sure signs, and are refused. A first name of somebody on
the crew is warned of and no more: Stig, Linn and My are also words, and whoever writes knows which they mean. How
somebody looks is not searched for at all: words for it are everybody's words, and a check that is often wrong is soon
not read. The rules themselves are scheduling's, which wishes for presence are held to as well.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.exceptions import PersonSeen
from scheduling.domain.number_words import listed
from scheduling.domain.presence import traces
from scheduling.domain.presence.traces import plain_signs, traces_in
from scheduling.enums import Trace

SHORT = 2  # letters: such a name is one only when it is written with a capital (My, Bo)
BEFORE_NAME, AFTER_NAME = r"(?<![^\W_]|-)", r"(?:[:'’]?s)?(?![^\W_]|-)"

PATTERNS = {  # by the names that static/js/persons.js knows them by
    "dashes": traces.DASHES.pattern,
    "email": traces.EMAIL.pattern,
    "personal_number": traces.PERSONAL_NUMBER.pattern,
    "mobile": traces.MOBILE.pattern,
    "clock_or_year": traces.CLOCK_OR_YEAR.pattern,
    "run": traces.RUN.pattern,
    "time_or_date": traces.TIME_OR_DATE.pattern,
    "plainly_a_time": traces.PLAINLY_A_TIME.pattern,
    "at_home": traces.AT_HOME.pattern,
    "abroad": traces.ABROAD.pattern,
    "without_zero": traces.WITHOUT_ZERO.pattern,
    "plate": traces.PLATE.pattern,
    "about_a_car": traces.ABOUT_A_CAR.pattern,
    "before_name": BEFORE_NAME,
    "after_name": AFTER_NAME,
}
WORD = r"\p{L}\p{N}_"
JAVASCRIPT = (  # in this order; a boundary of words stands only before and after a group of them
    ("(?P<", "(?<"),
    ("(?P=sign)", r"\k<sign>"),
    (r"[^\W_]", r"[\p{L}\p{N}]"),
    (r"[\w", f"[{WORD}"),
    (r"\w", f"[{WORD}]"),
    (r"\b(?:", f"(?<![{WORD}])(?:"),
    (r")\b", f")(?![{WORD}])"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a text seems to hold of a person: sure signs, and first names of the crew."""

    traces: tuple[Trace, ...] = ()
    names: tuple[str, ...] = ()


def check_text(text: str, *, crew: Iterable[str] = (), today: date) -> Found:
    """`crew` are first names; `today` tells dates from days of birth."""
    return Found(tuple(traces_in(text, today=today)), names_in(text, crew))


def names_in(text: str, crew: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that stand in the text, inflected too: Annas, Lars."""
    plain = plain_signs(text)
    return tuple(name for name in dict.fromkeys(crew) if name and name_pattern(name).search(plain))


def name_pattern(name: str) -> re.Pattern[str]:
    flags = re.IGNORECASE if len(name) > SHORT else re.NOFLAG
    return re.compile(f"{BEFORE_NAME}{re.escape(plain_signs(name))}{AFTER_NAME}", flags)


def rules_for(crew: Iterable[str], *, today: date) -> dict[str, Any]:
    """All that `check_text` goes by, for a page to check by while somebody writes; see static/js/persons.js.

    Patterns are as JavaScript reads them, with the flags u and v left to the reader: i where case does not count.
    """
    return {
        "today": today.isoformat(),
        "near_days": traces.NEAR.days,
        "most_chunks": traces.MOST_CHUNKS,
        "no_plates": sorted(traces.NO_PLATES),
        "crew": list(dict.fromkeys(name for name in crew if name)),
        "short": SHORT,
        "patterns": {name: as_javascript(pattern) for name, pattern in PATTERNS.items()},
        "words": {
            **{trace.value: trace_words([trace]) for trace in Trace},
            "name": name_words(["{names}"]),
        },
    }


def as_javascript(pattern: str) -> str:
    """The same pattern with JavaScript's named groups, and letters of every script as words."""
    for python, javascript in JAVASCRIPT:
        pattern = pattern.replace(python, javascript)
    return pattern


def trace_words(traces: Iterable[str]) -> str:
    """Why the text cannot be kept. What was seen is not repeated."""
    what = listed([str(Trace(trace).label) for trace in traces])
    return _("Det ser ut som %(what)s. Ta bort det: skriv plats och tid, aldrig något som pekar ut en person.") % {
        "what": what
    }


def name_words(names: Iterable[str]) -> str:
    return _(
        "Du har skrivit %(names)s. Skriv ingens namn, inte era egna heller. Nästa grupp behöver plats och tid."
    ) % {"names": listed(list(names))}


def refuse_persons(text: str, *, field: str, today: date, crew: Iterable[str] = (), may_name: bool = False) -> None:
    """Raises PersonSeen. `may_name`: whoever wrote has seen the warning, and no name is meant."""
    found = check_text(text, crew=crew, today=today)
    if found.traces:
        raise PersonSeen(trace_words(found.traces), field=field, traces=found.traces)
    if found.names and not may_name:
        raise PersonSeen(name_words(found.names), field=field)
