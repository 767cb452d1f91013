"""The page of `python -m bench.term`, from the terms that were played."""

import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bench.report import table
from bench.term_figures import EVERYBODY, LYKTA, ONE_BY_ONE, UNASKED, Term, middle_and_ends, of_way
from bench.term_people import RELUCTANT, WILLING

A_THIRD = 1 / 3
NAMES = {
    LYKTA: "**Lykta**, the season's question first",
    UNASKED: "Lykta, rounds alone",
    EVERYBODY: "Everybody at once",
    ONE_BY_ONE: "Least recently walked, one by one",
}
HEADS = {
    WILLING: "A willing association",
    RELUCTANT: "A reluctant association",
}
DECISIONS = {"inbox": "texts to read", "calls": "calls", "exhausted": "nobody left to ask", "unsafe": "unsafe tomorrow"}

HEAD = """# A simulated term

Written by `python -m bench.term`. Change nothing here by hand. `--seeds 5` plays more terms, `--weeks 6` shorter
ones. The same seeds give the same figures on every machine.

One association of 60 people, 15 of them trained to lead, plans {nights} nights in {weeks} weeks, over both changes of
the clock: Fridays, Saturdays and every other Thursday. Each night wants four, one of them a leader, and takes five at
most. The real verbs plan, ask, remind, lapse, promote and thank; texts leave through the real outbox to a provider in
memory, with quiet hours and caps, and answers come in as the provider's webhook hands them over. The clock is made
up, the rest is not.

- **Lykta**: on the first evening the season asks "which nights can you?", and once more after a week. The plan fills
  nights by itself from ten days before, those who said they can first, and all else is as it comes.
- **Lykta, rounds alone**: the same, and the season asks nothing.
- **Everybody at once**: ten days before, all who are not known to be away are asked, the trained whether they can
  lead.
- **Least recently walked, one by one**: from ten days before; a leader first while one is missing; the next is asked
  after a yes, a no or a day of silence.

All four ask the same people with the same minds: what each says about a night, when, in which words, and whether
they drop out is drawn from the seed, the person and the night. Each has days that suit, weeks away (half tell), a
most a month (half tell), a way with words (the word asked for, own words from tests/data/replies, or odd ones, with
the number or without it) and a pace, from minutes to days; 2 to 15 % drop out, mostly in the last day. Three numbers
are dead and four people never answer. The leader looks in at six every evening, reads what waits, and phones those on
the call list of short nights.

- **Safe**: at the start there are the safe minimum (two) and a leader. **Full**: all four, and a leader.
- **Texts, questions**: every text to a volunteer, and those that ask for the first or second time, for each filled
  place.
- **Too often**: people times ISO weeks with first questions about more than two nights.
- **Decisions**: texts in the inbox, calls that were made, rounds that had nobody left to ask, and nights that were
  not safe on the evening before; for each night.
- **Full from**: hours before the start since when the middle one of the full nights was full.

When the season asks, each answers or not as they do any question. Of seven nights in ten they know already what they
will want; the others they guess, as often yes as they say yes at all. Half of the nights they do not say yes to they
say no to, and of the rest they say nothing.

Figures are medians over the seeds, with the lowest and the highest.
"""

LIMITS = """## What this does not say

- The people are invented. How willing they are is the assumption that weighs most, hence two associations; no
  register of real answers lies behind them. Where nearly all answers are no, nobody can ask few and fill the night.
- Nobody tires of texts here. Someone who is asked three times a week answers as gladly as someone asked twice a
  month, which favours asking everybody.
- Nobody fails to come without a word, leaders add nobody by hand, and nobody signs up by themselves.
- The jobs run every other hour (every quarter of an hour before a start) instead of every minute, so rounds react
  later than they do in production.
"""


def page(terms: Sequence[Term], *, weeks: int) -> str:
    parts = [HEAD.format(nights=terms[0].nights, weeks=weeks), machine_words(terms)]
    for willing, title in HEADS.items():
        of_kind = [term for term in terms if term.willing == willing]
        if of_kind:
            parts += [f"## {title}\n", said_yes(of_kind), way_table(of_kind), decision_words(of_kind), verdict(of_kind)]
    return "\n".join([*parts, LIMITS])


def machine_words(terms: Sequence[Term]) -> str:
    minutes = sum(term.seconds for term in terms) / 60
    seeds = ", ".join(map(str, sorted({term.seed for term in terms})))
    return (
        f"Played {datetime.now(UTC):%Y-%m-%d} with the seeds {seeds} on {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, SQLite in memory: {minutes:.0f} minutes of terms in all.\n"
    )


def said_yes(terms: Sequence[Term]) -> str:
    everybody = of_way(terms, EVERYBODY)
    share = sum(term.yes for term in everybody) / max(sum(term.first_questions for term in everybody), 1)
    return f"Asked all at once, {share:.0%} of the questions get a yes.\n"


def way_table(terms: Sequence[Term]) -> str:
    columns: dict[str, Callable[[Term], float]] = {
        f"Safe, of {terms[0].nights}": lambda term: term.safe,
        "Full": lambda term: term.full,
        "Texts a place": lambda term: term.per_place,
        "Questions a place": lambda term: term.asked_per_place,
        "Too often": lambda term: term.too_often,
        "Decisions a night": lambda term: term.decided_per_night,
        "Full from": lambda term: term.hours_ahead,
    }
    lines = [
        [name, *(spread([value(term) for term in of_way(terms, way)]) for value in columns.values())]
        for way, name in NAMES.items()
    ]
    return table(["Way", *columns], lines)


def spread(values: Sequence[float]) -> str:
    """The middle one and the ends: 54 (51–58)."""
    middle, least, most = (shown(value) for value in middle_and_ends(values))
    return middle if least == most else f"{middle} ({least}–{most})"


def shown(value: float) -> str:
    return f"{value:.1f}" if value < 50 and value % 1 else f"{value:.0f}"


def decision_words(terms: Sequence[Term]) -> str:
    """What the decisions were about, a night."""
    nights = sum(term.nights for term in of_way(terms, LYKTA))

    def said(way: str) -> str:
        each = {what: sum(term.decisions.get(what, 0) for term in of_way(terms, way)) / nights for what in DECISIONS}
        return ", ".join(f"{DECISIONS[what]} {count:.2f}" for what, count in each.items())

    lines = (f"- {NAMES[way].replace('*', '')}: {said(way)}" for way in NAMES)
    return "What a person has to decide, a night:\n\n" + "\n".join(lines) + "\n"


def verdict(terms: Sequence[Term]) -> str:
    """The aim: at least as many nights as when everybody is asked, with at most a third of the texts."""
    pairs = list(zip(of_way(terms, LYKTA), of_way(terms, EVERYBODY), strict=True))
    as_safe = sum(mine.safe >= theirs.safe for mine, theirs in pairs)
    share = sum(mine.texts for mine, _theirs in pairs) / sum(theirs.texts for _mine, theirs in pairs)
    too_often = sum(mine.too_often for mine, _theirs in pairs)
    return (
        f"**Aim**: at least as many safe nights as when everybody is asked: in {as_safe} of {len(pairs)} terms. "
        f"At most a third of the texts: {share:.0%} ({'yes' if share <= A_THIRD else '**no**'}). "
        f"Nobody asked more than twice a week: {'yes' if not too_often else '**no**'}.\n"
    )
