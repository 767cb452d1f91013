"""What the rules find about a person and a night: pure, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.walk_rules.checks import (
    Finding,
    Place,
    Rule,
    Walker,
    age_on,
    findings,
    helps,
    is_adult,
    stands_by,
    wishes,
)
from scheduling.domain.walk_rules.kinds import KINDS
from scheduling.domain.walk_rules.words import ABOUT_PERSON, TO_VOLUNTEER, about_group, about_person, to_volunteer
from scheduling.enums import RuleForce, RuleKind

STARTS_AT = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
FRIDAY = Place(date(2026, 10, 16), STARTS_AT, STARTS_AT + timedelta(hours=4))
ADULT = Walker(birth_year=1980)


def rule(kind: RuleKind, number: int = 0, **more: object) -> Rule:
    return Rule(kind, RuleForce.HARD, number=number, **more)  # type: ignore[arg-type]  # each value is of its own type


def said(found: tuple[Finding, ...], language: str = "sv") -> list[tuple[str, str]]:
    with override(language):
        return [(to_volunteer(one, night=FRIDAY.night), about_person(one, night=FRIDAY.night)) for one in found]


def night(day: date, start: int = 20, hours: int = 4) -> Place:
    starts_at = datetime(day.year, day.month, day.day, start, tzinfo=UTC)
    return Place(day, starts_at, starts_at + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("walker", "you", "them"),
    [
        (
            Walker(born_on=date(2007, 3, 3)),
            "Du fyller 20 först den 3 mars 2027.",
            "fyller 20 först den 3 mars 2027",
        ),
        (
            Walker(born_on=date(2006, 12, 24)),
            "Du fyller 20 först den 24 december.",
            "fyller 20 först den 24 december",
        ),
        (Walker(birth_year=2006), "Vi vet inte om du har fyllt 20.", "fyller 20 i år: skriv födelsedagen"),
        (Walker(birth_year=2008), "Du måste ha fyllt 20.", "har inte fyllt 20"),
        (Walker(), "Vi vet inte om du har fyllt 20.", "ålder saknas: gränsen är 20"),
    ],
)
def test_age_is_counted_on_the_night_and_the_sentence_tells_when(walker: Walker, you: str, them: str) -> None:
    assert said(findings([rule(RuleKind.MIN_AGE, 20)], walker, FRIDAY)) == [(you, them)]


@pytest.mark.parametrize("walker", [Walker(born_on=date(2006, 10, 16)), Walker(birth_year=2005)])
def test_birthday_itself_is_old_enough(walker: Walker) -> None:
    assert findings([rule(RuleKind.MIN_AGE, 20)], walker, FRIDAY) == ()


def test_child_of_leap_day_comes_of_age_on_the_first_of_march() -> None:
    born = Walker(born_on=date(2008, 2, 29))
    (found,) = findings([rule(RuleKind.MIN_AGE, 18)], born, night(date(2026, 2, 28)))
    assert found.day == date(2026, 3, 1)
    assert findings([rule(RuleKind.MIN_AGE, 18)], born, night(date(2026, 3, 1))) == ()


@given(
    st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.integers(13, 30), st.dates(date(2026, 1, 1), date(2030, 12, 31))
)
def test_day_that_the_sentence_names_is_the_first_that_is_allowed(born_on: date, years: int, day: date) -> None:
    walker, wanted = Walker(born_on=born_on), [rule(RuleKind.MIN_AGE, years)]
    found = findings(wanted, walker, night(day))
    if found:
        first = found[0].day
        assert first is not None
        assert first > day
        assert findings(wanted, walker, night(first)) == ()
        assert findings(wanted, walker, night(first - timedelta(days=1)))
    year_only = Walker(birth_year=born_on.year)
    span = age_on(year_only, day)
    assert span is not None
    assert span[0] <= age_on(walker, day)[0] <= span[1]  # type: ignore[index]  # the date is known


def test_youth_walks_with_consent_and_adults() -> None:
    youth = Walker(born_on=date(2010, 5, 1))
    rules = [rule(RuleKind.GUARDIAN_CONSENT), rule(RuleKind.WITH_ADULTS, 2)]
    assert said(findings(rules, youth, FRIDAY, [ADULT])) == [
        ("Din vårdnadshavare har inte sagt ja skriftligt än.", "vårdnadshavares samtycke saknas"),
        (
            "Du går alltid med vuxna, och de är inte klara än.",
            "går alltid med vuxna: 2 vuxna ska vara klara först",
        ),
    ]
    allowed = Walker(born_on=date(2010, 5, 1), consented_on=date(2026, 9, 1))
    assert findings(rules, allowed, FRIDAY, [ADULT, Walker()]) == ()
    assert findings(rules, ADULT, FRIDAY) == ()
    assert not is_adult(Walker(birth_year=2008), FRIDAY.night)


def test_leader_needs_a_training_that_is_valid_on_the_night_and_others_none() -> None:
    rules = [rule(RuleKind.LEADER_TRAINING)]
    assert findings(rules, Walker(), FRIDAY) == ()
    assert said(findings(rules, Walker(), FRIDAY, as_leader=True)) == [
        ("Du har inte gått ledarutbildningen än.", "har ingen ledarutbildning")
    ]
    expired = Walker(trained_until=date(2026, 10, 15))
    assert said(findings(rules, expired, FRIDAY, as_leader=True))[0][0] == (
        "Din ledarutbildning gäller bara till den 15 oktober."
    )
    assert findings(rules, Walker(trained_until=date(2026, 10, 16)), FRIDAY, as_leader=True) == ()


def test_extract_is_good_for_so_many_months() -> None:
    rules = [rule(RuleKind.EXTRACT_SHOWN, 12)]
    assert findings(rules, Walker(extract_on=date(2025, 10, 16)), FRIDAY) == ()
    assert said(findings(rules, Walker(extract_on=date(2025, 10, 15)), FRIDAY)) == [
        (
            "Det är för länge sedan du visade registerutdrag.",
            "visade registerutdrag den 15 oktober 2025: det är för gammalt",
        )
    ]
    assert said(findings(rules, Walker(), FRIDAY))[0][0] == "Du har inte visat registerutdrag än."


def test_first_walk_is_beside_someone_experienced() -> None:
    rules = [rule(RuleKind.FIRST_WALK, 3)]
    assert findings(rules, Walker(), FRIDAY, [Walker(walks=2)]) != ()
    assert findings(rules, Walker(), FRIDAY, [Walker(walks=3)]) == ()
    assert findings(rules, Walker(walks=1), FRIDAY) == ()


def test_trained_leader_is_experienced_and_new_to_nothing() -> None:
    rules = [rule(RuleKind.FIRST_WALK, 3)]
    trained = Walker(trained_until=date(2026, 10, 16))
    assert findings(rules, trained, FRIDAY) == ()
    assert findings(rules, Walker(), FRIDAY, [trained]) == ()
    assert findings(rules, Walker(), FRIDAY, [Walker(trained_until=date(2026, 10, 15))]) != ()


def test_one_who_is_experienced_has_only_so_many_new_along() -> None:
    rules = [rule(RuleKind.FIRST_WALK, 3, most=2)]
    old, new = Walker(walks=3), Walker()
    assert findings(rules, new, FRIDAY, [old, new]) == ()
    assert said(findings(rules, new, FRIDAY, [old, new, new])) == [
        (
            "De som är vana har redan nog många nya med sig den kvällen.",
            "går sin första kväll: fler vana ska vara klara först",
        )
    ]
    assert findings(rules, new, FRIDAY, [old, old, new, new]) == ()
    assert said(findings(rules, new, FRIDAY, [new]))[0] == (
        "Första gången går du bredvid någon van, och ingen är klar än.",
        "går sin första kväll: någon van ska vara klar först",
    )


def test_group_that_has_lost_its_experienced_is_warned_of() -> None:
    rules = [rule(RuleKind.FIRST_WALK, 3, most=2)]
    old, once, new = Walker(walks=3), Walker(walks=1), Walker()
    with override("sv"):
        assert [about_group(one) for one in wishes(rules, [once, new], FRIDAY.night)] == [
            "1 person går sin första kväll, och ingen van är klar."
        ]
        assert [about_group(one) for one in wishes(rules, [old, new, new, new], FRIDAY.night)] == [
            "3 går sin första kväll: det är fler än de vana kan ta med sig."
        ]
    assert (
        wishes(rules, [old, new, new], FRIDAY.night)
        == wishes(rules, [once], FRIDAY.night)
        == wishes(rules, [old], FRIDAY.night)
        == ()
    )
    assert stands_by(rules, old, [new], FRIDAY.night)
    for walker, company in ((once, [new]), (old, [old, new]), (old, [])):
        assert not stands_by(rules, walker, company, FRIDAY.night)


@given(
    st.lists(st.sampled_from([Walker(), Walker(walks=1), Walker(walks=3)]), max_size=12),
    st.integers(0, 3),
)
def test_crew_let_in_one_by_one_never_has_too_many_new(people: list[Walker], most: int) -> None:
    rules = [rule(RuleKind.FIRST_WALK, 3, most=most)]
    crew: list[Walker] = []
    for person in people:
        if not findings(rules, person, FRIDAY, crew):
            crew.append(person)
        assert wishes(rules, crew, FRIDAY.night) == ()


def test_nights_of_a_month_are_counted_by_the_local_date_they_start() -> None:
    rules = [rule(RuleKind.MONTHLY, 2)]
    october = tuple(night(date(2026, 10, day)) for day in (2, 31))
    assert said(findings(rules, Walker(places=october), FRIDAY)) == [
        ("Du går redan 2 kvällar i oktober.", "går redan 2 kvällar i oktober")
    ]
    assert findings(rules, Walker(places=(october[0], night(date(2026, 11, 1)))), FRIDAY) == ()


@pytest.mark.parametrize(("gap", "is_rest"), [(11, True), (10, False)])
def test_rest_is_counted_in_real_hours_over_the_clock_change(gap: int, *, is_rest: bool) -> None:
    """The night of 24 October 2026 ends at 04 winter time: eleven real hours later it is 15.00."""
    ends_at = datetime(2026, 10, 25, 3, 0, tzinfo=UTC)
    before = Place(date(2026, 10, 24), ends_at - timedelta(hours=8), ends_at)
    starts_at = ends_at + timedelta(hours=gap)
    after = Place(date(2026, 10, 25), starts_at, starts_at + timedelta(hours=4))
    assert (findings([rule(RuleKind.REST, 11)], Walker(places=(before,)), after) == ()) is is_rest
    assert (findings([rule(RuleKind.REST, 11)], Walker(places=(after,)), before) == ()) is is_rest


def test_wishes_are_about_the_group_and_only_warn() -> None:
    rules = [
        Rule(RuleKind.LANGUAGES, RuleForce.SOFT, languages=frozenset({"ar", "fi"})),
        Rule(RuleKind.MIXED, RuleForce.SOFT),
    ]
    men = [Walker(languages=frozenset({"sv", "fi"}), gender="man"), Walker(gender="man")]
    with override("sv"):
        assert [about_group(one) for one in wishes(rules, men, FRIDAY.night)] == [
            "Ingen i gruppen talar arabiska.",
            "En blandad grupp önskas.",
        ]
    assert helps(rules, Walker(languages=frozenset({"ar"})), men) == {"ar"}
    assert wishes(rules, [*men, Walker(gender="woman", languages=frozenset({"ar"}))], FRIDAY.night) == ()
    assert wishes(rules, [*men, Walker(languages=frozenset({"ar"}))], FRIDAY.night) == ()
    assert wishes(rules, [], FRIDAY.night) == ()
    assert findings(rules, Walker(), FRIDAY) == ()


def test_what_stops_comes_before_what_warns_and_off_says_nothing() -> None:
    rules = [
        Rule(RuleKind.MONTHLY, RuleForce.SOFT, number=1),
        Rule(RuleKind.INTRODUCTION, RuleForce.HARD),
        Rule(RuleKind.MIN_AGE, RuleForce.OFF, number=20),
    ]
    walker = Walker(places=(night(date(2026, 10, 2)),))
    assert [(one.kind, one.stops) for one in findings(rules, walker, FRIDAY)] == [
        (RuleKind.INTRODUCTION, True),
        (RuleKind.MONTHLY, False),
    ]


def test_every_kind_about_people_has_words_for_both_readers() -> None:
    about_people = {kind for kind, about in KINDS.items() if not about.is_wish}
    for words in (TO_VOLUNTEER, ABOUT_PERSON):
        assert {kind for kind, shade in words if not shade} == about_people
    assert set(KINDS) == set(RuleKind)


def test_youth_whose_adults_have_left_is_told_of_and_only_then() -> None:
    rules, youth = [rule(RuleKind.WITH_ADULTS, 2)], Walker(born_on=date(2010, 5, 1))
    with override("sv"):
        assert [about_group(one) for one in wishes(rules, [youth, ADULT, youth], FRIDAY.night)] == [
            "Någon i gruppen är under 18 och går alltid med vuxna. Klara vuxna: 1 av minst 2."
        ]
    assert wishes(rules, [youth, ADULT, ADULT], FRIDAY.night) == wishes(rules, [ADULT], FRIDAY.night) == ()
    assert wishes(rules, [youth, ADULT], date(2028, 5, 1)) == ()
