"""Who the sixty of a simulated term are, and how each decides: drawn from the seed, the person and the night alone.

So a person says the same about a night whoever asks, whenever they do and however many others they ask. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import log
from random import Random
from zoneinfo import ZoneInfo

PEOPLE = 60
WALKED = (3, 4, 5)  # Thursdays, Fridays and Saturdays
SHARE_WHO_LEAD = 0.25
DEAD_NUMBERS, NEVER_ANSWER = 3, 4  # of the sixty
AWAY_IS_TOLD, PATTERN_IS_TOLD = 0.5, 0.5  # shares of those who have something to tell

SUITS_NOT = 0.15  # of a person's chance of a yes is left on a day that does not suit
RELUCTANT, WILLING = "reluctant", "willing"
KEENNESS = {  # of two associations: shares of people, and their chance of a yes on a day that suits
    RELUCTANT: ((0.15, 0.65), (0.45, 0.4), (0.25, 0.2), (0.15, 0.05)),
    WILLING: ((0.2, 0.8), (0.45, 0.55), (0.25, 0.3), (0.1, 0.1)),
}
LEADERS_ARE_KEEN = 0.4  # at least: who took the training comes now and then
UP_FROM, UP_UNTIL = time(7), time(22, 30)
LONGEST = timedelta(days=6)  # after which nobody answers any more
FORESIGHT = 0.7  # share of nights that a person knows about when the season asks, months before
SAYS_NO = 0.5  # of the other nights' buttons are pressed; the rest is silence


@dataclass(frozen=True)
class Character:
    """`keen`: chance of a yes on a day that suits. `silent`: chance of no answer before being asked again.

    `hours`: the middle of how long an answer takes. `own_words`, `odd_words`: chances of an answer that is not the word
    asked for, and of one that is neither yes nor no. `drops_out`: chance of taking a yes back. `keeps_code`: chance of
    writing the number that the question asks for. `most_a_month` nights, as the person sees it, told or not.
    """

    number: int
    keen: float
    days: tuple[int, ...]
    most_a_month: int
    tells_pattern: bool
    away: tuple[tuple[date, date], ...]
    tells_away: bool
    silent: float
    hours: float
    own_words: float
    odd_words: float
    keeps_code: float
    drops_out: float
    can_lead: bool = False
    is_dead: bool = False


def people_of(seed: int, first: date, weeks: int, *, willing: str, count: int = PEOPLE) -> list[Character]:
    chance = Random(f"{seed}|people")
    numbers = list(range(count))
    chance.shuffle(numbers)
    dead = set(numbers[: round(count * DEAD_NUMBERS / PEOPLE)])
    silent = set(numbers[len(dead) : len(dead) + round(count * NEVER_ANSWER / PEOPLE)])
    reached = numbers[len(dead) + len(silent) :]
    leading = set(chance.sample(reached, round(count * SHARE_WHO_LEAD)))
    people = []
    for number in range(count):
        one = _person(Random(f"{seed}|{number}"), number, first, weeks, keenness=KEENNESS[willing])
        if number in leading:
            one = replace(one, can_lead=True, keen=max(one.keen, LEADERS_ARE_KEEN))
        if number in silent:
            one = replace(one, silent=1.0)
        people.append(replace(one, is_dead=number in dead))
    return people


def _person(
    chance: Random, number: int, first: date, weeks: int, *, keenness: Sequence[tuple[float, float]]
) -> Character:
    shares, chances = zip(*keenness, strict=True)
    return Character(
        number=number,
        keen=chance.choices(chances, shares)[0],
        days=tuple(day for day in WALKED if chance.random() < 0.6) or (chance.choice(WALKED),),
        most_a_month=chance.choices((1, 2, 3, 4), (25, 40, 25, 10))[0],
        tells_pattern=chance.random() < PATTERN_IS_TOLD,
        away=tuple(_away(chance, first, weeks) for _ in range(chance.choice((0, 1, 1, 2)))),
        tells_away=chance.random() < AWAY_IS_TOLD,
        silent=chance.uniform(0.05, 0.45),
        hours=chance.choices((0.3, 2, 9, 30), (25, 35, 25, 15))[0],
        own_words=chance.choice((0.1, 0.3, 0.7)),
        odd_words=chance.choice((0.0, 0.03, 0.12)),
        keeps_code=chance.choice((1.0, 0.9, 0.6)),
        drops_out=chance.choice((0.02, 0.06, 0.15)),
    )


def _away(chance: Random, first: date, weeks: int) -> tuple[date, date]:
    begins = first + timedelta(days=chance.randrange(weeks * 7))
    return begins, begins + timedelta(days=chance.randint(3, 16))


@dataclass(frozen=True)
class Mind:
    """What a person will do about one night."""

    who: Character
    seed: int
    night: date

    def chance(self, about: str) -> Random:
        return Random(f"{self.seed}|{self.who.number}|{self.night}|{about}")

    def wants(self, nights_this_month: int) -> bool:
        """Whether the person can and will, with so many other nights of that month on their hands already."""
        if self._is_away():
            return False
        if nights_this_month >= self.who.most_a_month:
            return False
        return self.chance("wants").random() < self._keenness()

    def _keenness(self) -> float:
        return self.who.keen * (1.0 if self.night.weekday() in self.who.days else SUITS_NOT)

    def foresees(self) -> bool | None:
        """What the person says of the night when the season asks: can, cannot, or nothing.

        What they know they say; of the rest they guess as often right as they say yes at all.
        """
        knows = self.chance("foresight").random() < FORESIGHT
        guess = self.chance("guess").random() < self._keenness()
        if self.wants(0) if knows else guess and not self._is_away():
            return True
        return False if self.chance("says no").random() < SAYS_NO else None

    def _is_away(self) -> bool:
        return any(first <= self.night <= last for first, last in self.who.away)

    def answers(self, *, asked_before: int) -> bool:
        """Whether this question gets an answer, after so many that got none. Half of the silent answer the second."""
        if self.who.silent == 1.0 or asked_before > 1:
            return False
        silence = self.who.silent if asked_before == 0 else 0.5
        return self.chance(f"answers {asked_before}").random() >= silence

    def answers_at(self, asked_at: datetime, zone: ZoneInfo, *, about: str) -> datetime | None:
        """When, if ever: after minutes or days, and while awake."""
        chance = self.chance(f"delay {about}")
        delay = timedelta(hours=chance.lognormvariate(log(self.who.hours), 1.0))
        return _awake(asked_at + delay, zone, chance) if delay <= LONGEST else None

    def drops_out_before(self) -> timedelta | None:
        """How long before the start a yes is taken back, if it is: mostly late."""
        chance = self.chance("drops out")
        if chance.random() >= self.who.drops_out:
            return None
        return timedelta(hours=2 ** chance.uniform(0, 6))

    def words(self, meaning: str, code: str, corpus: Mapping[str, Sequence[str]], *, about: str) -> str:
        """Mostly the word that the question asks for, else one's own, sometimes odd ones, with or without the code."""
        chance = self.chance(f"words {about}")
        drawn, keeps_code = chance.random(), chance.random() < self.who.keeps_code
        if about == "first" and drawn < self.who.odd_words:
            return chance.choice(corpus["odd"])
        if about == "first" and drawn < self.who.odd_words + self.who.own_words and not code:
            return chance.choice(corpus[meaning])
        return f"{'Ja' if meaning == 'yes' else 'Nej'}{code if keeps_code or about != 'first' else ''}"


def _awake(moment: datetime, zone: ZoneInfo, chance: Random) -> datetime:
    """The moment, or some time the next morning."""
    local = moment.astimezone(zone)
    if UP_FROM <= local.time() < UP_UNTIL:
        return moment
    day = local.date() + timedelta(days=local.time() >= UP_UNTIL)
    return datetime.combine(day, UP_FROM, zone) + timedelta(minutes=chance.uniform(0, 180))
