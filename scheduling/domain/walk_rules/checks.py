"""What the rules find about one person and one night. Pure: plain values in, findings out, no database and no clock."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from scheduling.enums import RuleForce, RuleKind
from volunteers.enums import Gender

OF_AGE = 18


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in force."""

    kind: RuleKind
    force: RuleForce
    may_except: bool = False
    number: int = 0
    most: int = 0  # new people beside one who is experienced; 0: any number
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A night that somebody has a place on already. `night` is the local date it starts."""

    night: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Walker:
    """What is known of a person. `walks` are the nights behind them, `places` those they have a place on."""

    birth_year: int | None = None
    born_on: date | None = None
    trained_until: date | None = None
    introduced_on: date | None = None
    consented_on: date | None = None
    extract_on: date | None = None
    languages: frozenset[str] = frozenset()
    gender: str = ""
    walks: int = 0
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is not met. `day` and `count` are what its sentence tells of, by kind."""

    kind: RuleKind
    force: RuleForce
    may_except: bool = False
    number: int = 0
    day: date | None = None
    count: int = 0
    is_unknown: bool = False  # what the rule asks for has not been told
    languages: frozenset[str] = frozenset()

    @property
    def stops(self) -> bool:
        return self.force == RuleForce.HARD


@dataclass(frozen=True, slots=True)
class _Case:
    """One person, one night, and those who have a place on it."""

    walker: Walker
    night: Place
    company: Sequence[Walker]
    as_leader: bool


def findings(
    rules: Iterable[Rule], walker: Walker, night: Place, company: Sequence[Walker] = (), *, as_leader: bool = False
) -> tuple[Finding, ...]:
    """The rules about people that this one does not meet, those that stop first. `company` is the rest of the crew."""
    case = _Case(walker, night, company, as_leader)
    asked = [rule for rule in rules if rule.force != RuleForce.OFF and rule.kind in CHECKS]
    found = [finding for rule in asked if (finding := CHECKS[rule.kind](rule, case)) is not None]
    return tuple(sorted(found, key=lambda one: not one.stops))


def wishes(rules: Iterable[Rule], company: Sequence[Walker], night: date) -> tuple[Finding, ...]:
    """The rules about a group as a whole that this crew does not meet. Nobody yet is no fault of a group.

    Adults, or whoever was used to it, may have withdrawn since a youth or somebody new got a place: that is told too.
    """
    asked = [rule for rule in rules if rule.force != RuleForce.OFF and rule.kind in WISHES and company]
    return tuple(finding for rule in asked if (finding := WISHES[rule.kind](rule, company, night)) is not None)


def helps(rules: Iterable[Rule], walker: Walker, company: Sequence[Walker]) -> frozenset[str]:
    """The languages wished for that this person would bring to the crew."""
    wanted = frozenset().union(*(rule.languages for rule in rules if rule.kind == RuleKind.LANGUAGES))
    spoken = frozenset().union(*(one.languages for one in company))
    return (wanted - spoken) & walker.languages


def is_all_alike(company: Sequence[Walker]) -> bool:
    """Two or more of whom all have told, and told the same."""
    told = [one.gender for one in company if one.gender in Gender.values]
    return len(company) > 1 and len(told) == len(company) and len(set(told)) == 1


def age_on(walker: Walker, day: date) -> tuple[int, int] | None:
    """The least and the most years that the person can be that day; None where nothing is told.

    Whoever is born on 29 February comes of age on 1 March in years without that day.
    """
    if walker.born_on is not None:
        years = day.year - walker.born_on.year - ((day.month, day.day) < (walker.born_on.month, walker.born_on.day))
        return years, years
    if walker.birth_year is not None:
        return day.year - walker.birth_year - 1, day.year - walker.birth_year
    return None


def is_adult(walker: Walker, day: date) -> bool:
    """Whoever has told no year is taken for one: youths are known to those who take them along."""
    age = age_on(walker, day)
    return age is None or age[0] >= OF_AGE


def _not_met(rule: Rule, *, day: date | None = None, count: int = 0, is_unknown: bool = False) -> Finding:
    return Finding(rule.kind, rule.force, rule.may_except, rule.number, day=day, count=count, is_unknown=is_unknown)


def _min_age(rule: Rule, case: _Case) -> Finding | None:
    age = age_on(case.walker, case.night.night)
    if age is None:
        return _not_met(rule, is_unknown=True)
    if age[1] < rule.number:
        return _not_met(rule, day=_birthday(case.walker, rule.number), count=age[1])
    return _not_met(rule, is_unknown=True, count=age[1]) if age[0] < rule.number else None


def _birthday(walker: Walker, years: int) -> date | None:
    """The day the person becomes so old; None where only the year is known."""
    if walker.born_on is None:
        return None
    turned = walker.born_on + relativedelta(years=years)
    return turned if turned.day == walker.born_on.day else turned + timedelta(days=1)


def _guardian_consent(rule: Rule, case: _Case) -> Finding | None:
    given, night = case.walker.consented_on, case.night.night
    is_given = given is not None and given <= night
    return None if is_given or is_adult(case.walker, night) else _not_met(rule, is_unknown=True)


def _with_adults(rule: Rule, case: _Case) -> Finding | None:
    if is_adult(case.walker, case.night.night):
        return None
    adults = sum(is_adult(one, case.night.night) for one in case.company)
    return _not_met(rule, count=adults) if adults < rule.number else None


def _leader_training(rule: Rule, case: _Case) -> Finding | None:
    until = case.walker.trained_until
    if not case.as_leader or (until is not None and until >= case.night.night):
        return None
    return _not_met(rule, day=until, is_unknown=until is None)


def _introduction(rule: Rule, case: _Case) -> Finding | None:
    read = case.walker.introduced_on
    return None if read is not None and read <= case.night.night else _not_met(rule, is_unknown=True)


def _extract_shown(rule: Rule, case: _Case) -> Finding | None:
    """Law 2013:852, 4 §: not older than a year; the municipality may ask for a younger one."""
    shown = case.walker.extract_on
    if shown is None:
        return _not_met(rule, is_unknown=True)
    is_too_old = shown + relativedelta(months=rule.number) < case.night.night
    return _not_met(rule, day=shown) if is_too_old else None


def is_experienced(rule: Rule, walker: Walker, night: date | None) -> bool:
    """By nights walked, or as a trained leader: in a town that has just begun nobody else has walked."""
    is_trained = walker.trained_until is not None and night is not None and walker.trained_until >= night
    return is_trained or walker.walks >= rule.number


def new_and_experienced(rule: Rule, company: Iterable[Walker], night: date | None) -> tuple[int, int]:
    used_to_it = [is_experienced(rule, one, night) for one in company]
    new = [not one.walks and not is_used for one, is_used in zip(company, used_to_it, strict=True)]
    return sum(new), sum(used_to_it)


def lacks_experienced(rule: Rule, company: Iterable[Walker], night: date | None) -> bool:
    """Whether more people walk for the first time than those who are experienced can have along."""
    new, used_to_it = new_and_experienced(rule, company, night)
    return bool(new) and (not used_to_it or (rule.most > 0 and new > rule.most * used_to_it))


def stands_by(rules: Iterable[Rule], walker: Walker, company: Sequence[Walker], night: date) -> bool:
    """Whether the crew has somebody new who needs this person beside them."""
    firsts = [rule for rule in rules if rule.kind == RuleKind.FIRST_WALK and rule.force != RuleForce.OFF]
    return any(is_experienced(rule, walker, night) and lacks_experienced(rule, company, night) for rule in firsts)


def _first_walk(rule: Rule, case: _Case) -> Finding | None:
    night = case.night.night
    if case.walker.walks or is_experienced(rule, case.walker, night):
        return None
    new, used_to_it = new_and_experienced(rule, case.company, night)
    if not used_to_it:
        return _not_met(rule)
    return _not_met(rule, count=new + 1) if rule.most and new + 1 > rule.most * used_to_it else None


def _monthly(rule: Rule, case: _Case) -> Finding | None:
    night = case.night.night
    taken = sum((one.night.year, one.night.month) == (night.year, night.month) for one in case.walker.places)
    return _not_met(rule, count=taken, day=night) if taken >= rule.number else None


def _rest(rule: Rule, case: _Case) -> Finding | None:
    """Counted between moments, so that a night on which the clock changes is as long as it is."""
    needed, night = timedelta(hours=rule.number), case.night
    near = (
        one
        for one in case.walker.places
        if one.starts_at < night.ends_at + needed and night.starts_at < one.ends_at + needed
    )
    nearest = next(near, None)
    return _not_met(rule, day=nearest.night) if nearest else None


def _languages_wished(rule: Rule, company: Sequence[Walker], _night: date) -> Finding | None:
    lacking = rule.languages - frozenset().union(*(one.languages for one in company))
    return Finding(rule.kind, RuleForce.SOFT, languages=lacking) if lacking else None


def _mixed_wished(rule: Rule, company: Sequence[Walker], _night: date) -> Finding | None:
    return Finding(rule.kind, RuleForce.SOFT) if is_all_alike(company) else None


def _experienced_left(rule: Rule, company: Sequence[Walker], night: date) -> Finding | None:
    if not lacks_experienced(rule, company, night):
        return None
    new, used_to_it = new_and_experienced(rule, company, night)
    return Finding(rule.kind, RuleForce.SOFT, number=used_to_it, count=new)


def _adults_left(rule: Rule, company: Sequence[Walker], night: date) -> Finding | None:
    adults = sum(is_adult(one, night) for one in company)
    is_met = adults == len(company) or adults >= rule.number
    return None if is_met else Finding(rule.kind, RuleForce.SOFT, number=rule.number, count=adults)


Check = Callable[[Rule, _Case], Finding | None]
Wish = Callable[[Rule, Sequence[Walker], date], Finding | None]
CHECKS: dict[RuleKind, Check] = {
    RuleKind.MIN_AGE: _min_age,
    RuleKind.GUARDIAN_CONSENT: _guardian_consent,
    RuleKind.WITH_ADULTS: _with_adults,
    RuleKind.LEADER_TRAINING: _leader_training,
    RuleKind.INTRODUCTION: _introduction,
    RuleKind.EXTRACT_SHOWN: _extract_shown,
    RuleKind.FIRST_WALK: _first_walk,
    RuleKind.MONTHLY: _monthly,
    RuleKind.REST: _rest,
}
WISHES: dict[RuleKind, Wish] = {
    RuleKind.LANGUAGES: _languages_wished,
    RuleKind.MIXED: _mixed_wished,
    RuleKind.FIRST_WALK: _experienced_left,
    RuleKind.WITH_ADULTS: _adults_left,
}
ABOUT_COMPANY = frozenset(WISHES)
ABOUT_PLACES = frozenset({RuleKind.MONTHLY, RuleKind.REST})
