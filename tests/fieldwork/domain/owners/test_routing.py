"""Whose a fault is, by rules as values: every set of rules, in every order, decides as the slow way of reading them."""

from dataclasses import replace
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.owners.keeping import add_rule, remove_rule, save_owner, shift_rule
from fieldwork.domain.owners.routing import Lie, Rule, deciding_rule, owner_for, rule_about
from fieldwork.domain.owners.words import rule_words
from fieldwork.exceptions import FieldworkError
from fieldwork.models import ObservationCategory, OwnerRule, PlaceOwner
from fieldwork.queries.owners import rules_of
from tests.factories import DistrictFactory, MunicipalityFactory
from tests.factories.fieldwork import ObservationCategoryFactory, ObservationFactory, PlaceOwnerFactory
from volunteers.models import District, Municipality

MUNICIPALITY, HOUSING, POWER = 1, 2, 3
GRAFFITI, VANDALISM, LAMP = 10, 11, 12
YARDS, VARBY = 20, 21
IN_THE_YARDS = Lie(categories=[GRAFFITI, VANDALISM], districts=[YARDS, VARBY])


def rule(owner: int, category: int | None = None, district: int | None = None, *, position: int = 0) -> Rule:
    return Rule(pk=owner, owner=owner, category=category, district=district, position=position)


def owner_of(rules: list[Rule], lie: Lie = IN_THE_YARDS) -> int | None:
    found = owner_for(rules, lie)
    return found.owner if found else None


@pytest.mark.parametrize(
    ("rules", "owner"),
    [
        ([], None),
        ([rule(MUNICIPALITY)], MUNICIPALITY),
        ([rule(MUNICIPALITY), rule(HOUSING, district=YARDS)], HOUSING),
        ([rule(MUNICIPALITY, district=VARBY), rule(HOUSING, district=YARDS)], HOUSING),
        ([rule(MUNICIPALITY), rule(HOUSING, district=VARBY)], HOUSING),
        ([rule(HOUSING, VANDALISM), rule(POWER, GRAFFITI)], POWER),
        ([rule(HOUSING, VANDALISM), rule(MUNICIPALITY)], HOUSING),
        ([rule(HOUSING, district=YARDS), rule(POWER, GRAFFITI)], POWER),
        ([rule(HOUSING, GRAFFITI, YARDS), rule(POWER, GRAFFITI)], HOUSING),
        ([rule(HOUSING, LAMP, YARDS)], None),
        ([rule(HOUSING, position=1), rule(POWER, position=0)], POWER),
    ],
)
def test_most_particular_rule_holds(rules: list[Rule], owner: int | None) -> None:
    assert owner_of(rules) == owner_of(rules[::-1]) == owner


def test_what_lies_nowhere_is_its_whose_rule_holds_everywhere() -> None:
    rules = [rule(HOUSING, GRAFFITI, VARBY), rule(MUNICIPALITY)]
    assert owner_of(rules, Lie(categories=[GRAFFITI])) == MUNICIPALITY


def test_owner_who_said_no_is_passed_over_for_the_next() -> None:
    rules = [rule(HOUSING, district=YARDS), rule(MUNICIPALITY)]
    found = [owner_for(rules, IN_THE_YARDS, but=said_no) for said_no in ([], [HOUSING], [HOUSING, MUNICIPALITY])]
    assert [one.owner if one else None for one in found] == [HOUSING, MUNICIPALITY, None]


CATEGORIES, DISTRICTS = (None, 10, 11, 12), (None, 20, 21, 22)
RULES = st.lists(
    st.builds(
        Rule,
        pk=st.integers(1, 99),
        owner=st.integers(1, 5),
        category=st.sampled_from(CATEGORIES),
        district=st.sampled_from(DISTRICTS),
        position=st.integers(0, 5),
    ),
    max_size=12,
    unique_by=lambda one: one.pk,
)


@given(
    rules=RULES,
    categories=st.lists(st.sampled_from(CATEGORIES[1:]), min_size=1, max_size=2, unique=True),
    districts=st.lists(st.sampled_from(DISTRICTS[1:]), max_size=3, unique=True),
    but=st.sets(st.integers(1, 5)),
)
def test_any_rules_decide_as_when_they_are_looked_for_from_the_nearest_outwards(
    rules: list[Rule], categories: list[int], districts: list[int], but: set[int]
) -> None:
    found = owner_for(rules, Lie(categories=categories, districts=districts), but=but)
    for category, district in product((*categories, None), (*districts, None)):
        here = [one for one in rules if (one.category, one.district) == (category, district) and one.owner not in but]
        if here:
            assert found == min(here, key=lambda one: (one.position, one.pk))
            return
    assert found is None


@given(rules=RULES, data=st.data())
def test_order_in_which_rules_are_read_is_of_no_consequence(rules: list[Rule], data: st.DataObject) -> None:
    lie = Lie(categories=[10, 11], districts=[20, 21])
    assert owner_for(data.draw(st.permutations(rules)), lie) == owner_for(rules, lie)


@given(rules=RULES, extra=st.builds(replace, st.just(rule(1)), category=st.just(99)))
def test_rule_about_something_else_changes_nothing(rules: list[Rule], extra: Rule) -> None:
    lie = Lie(categories=[10, 11], districts=[20])
    assert owner_for([*rules, extra], lie) == owner_for(rules, lie)


class Huddinge:
    """The example of the trade: graffiti is the municipality's, in yards the housing company's, on cabinets the power
    company's.
    """

    def __init__(self) -> None:
        self.town: Municipality = MunicipalityFactory()
        self.varby: District = DistrictFactory(municipality=self.town, name="Vårby")
        self.yards: District = DistrictFactory(municipality=self.town, name="Vårby gård", parent=self.varby)
        self.vandalism = self.category("Skadegörelse")
        self.graffiti = self.category("Klotter", parent=self.vandalism)
        self.cabinet = self.category("Klotter på elskåp", parent=self.vandalism)
        self.municipality, self.housing, self.power = (
            PlaceOwnerFactory(municipality=self.town, name=name) for name in ("Kommunen", "Huge", "Elbolaget")
        )
        add_rule(self.town, owner=self.municipality, category=None, district=None)
        add_rule(self.town, owner=self.housing, category=self.vandalism, district=self.yards)
        add_rule(self.town, owner=self.power, category=self.cabinet, district=None)

    def category(self, name: str, parent: ObservationCategory | None = None) -> ObservationCategory:
        category: ObservationCategory = ObservationCategoryFactory(municipality=self.town, name=name, parent=parent)
        return category

    def whose(self, category: ObservationCategory, district: District | None) -> str:
        found = deciding_rule(self.town, category=category, district=district)
        return found.owner.name if found else ""


@pytest.fixture
def huddinge(db: None) -> Huddinge:
    return Huddinge()


def test_graffiti_of_huddinge_goes_to_whom_it_belongs(huddinge: Huddinge) -> None:
    found = {
        (kind.name, place.name if place else ""): huddinge.whose(kind, place)
        for kind in (huddinge.graffiti, huddinge.cabinet)
        for place in (huddinge.varby, huddinge.yards, None)
    }
    assert found == {
        ("Klotter", "Vårby"): "Kommunen",
        ("Klotter", "Vårby gård"): "Huge",
        ("Klotter", ""): "Kommunen",
        ("Klotter på elskåp", "Vårby"): "Elbolaget",
        ("Klotter på elskåp", "Vårby gård"): "Elbolaget",
        ("Klotter på elskåp", ""): "Elbolaget",
    }


def test_owner_who_takes_nothing_just_now_is_passed_over(huddinge: Huddinge) -> None:
    save_owner(huddinge.power, is_active=False)
    assert huddinge.whose(huddinge.cabinet, huddinge.varby) == "Kommunen"


def test_rule_about_an_observation_passes_over_those_who_said_no(huddinge: Huddinge) -> None:
    seen = ObservationFactory(municipality=huddinge.town, category=huddinge.graffiti, district=huddinge.yards)
    first = rule_about(seen)
    assert first is not None
    second = rule_about(seen, but=[first.owner_id])
    assert second is not None
    assert (first.owner, second.owner) == (huddinge.housing, huddinge.municipality)


def test_rules_of_another_town_decide_nothing(huddinge: Huddinge) -> None:
    elsewhere = ObservationCategoryFactory()
    assert deciding_rule(elsewhere.municipality, category=elsewhere, district=None) is None


def test_same_rule_is_refused_the_second_time(huddinge: Huddinge) -> None:
    with pytest.raises(FieldworkError, match="Den regeln finns redan"):
        add_rule(huddinge.town, owner=huddinge.municipality, category=None, district=None)


def test_rules_change_places_and_go(huddinge: Huddinge) -> None:
    first, second, third = rules_of(huddinge.town)
    shift_rule(third, direction="up")
    shift_rule(first, direction="up")
    assert list(rules_of(huddinge.town)) == [first, third, second]
    remove_rule(third)
    assert [rule_words(one) for one in rules_of(huddinge.town)] == [
        "Allt, i hela kommunen",
        "Skadegörelse, i Vårby gård",
    ]
    assert OwnerRule.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        ({"way": "email", "email": ""}, "email", "Skriv adressen som det ska skickas till."),
        ({"way": "open311"}, "open311_url", "Skriv adressen till deras Open311."),
        ({"way": "open311", "open311_url": "ftp://a.example/v2"}, "open311_url", "Dit kan Lykta inte skicka."),
        ({"way": "open311", "open311_url": "https://a.example/v2?a=b"}, "open311_url", "utan frågetecken"),
        ({"name": "Huge"}, "name", "Det finns redan en med det namnet."),
    ],
)
def test_owner_that_could_not_be_reached_is_refused(
    huddinge: Huddinge, facts: dict[str, str], field: str, said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        save_owner(PlaceOwner(municipality=huddinge.town), **{"name": "Ny", "kind": "other", **facts})
    found = refused.value.message_dict
    assert said in " ".join(message for messages in found.values() for message in messages)
    assert set(found) <= {field, "__all__"}
