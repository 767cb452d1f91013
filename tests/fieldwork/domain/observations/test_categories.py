import pytest

from fieldwork.domain.observations.categories import (
    FROM_THE_START,
    add_category,
    open_categories,
    revise_category,
    shift_category,
)
from fieldwork.exceptions import CategoryRefused
from fieldwork.models import ObservationCategory
from tests.factories import MunicipalityFactory
from tests.support.at_once import at_once
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    town: Municipality = MunicipalityFactory()
    open_categories(town)
    return town


def names(town: Municipality, parent: str | None = None) -> list[str]:
    rows = ObservationCategory.objects.filter(municipality=town, parent__code=parent)
    return list(rows.order_by("position").values_list("name", flat=True))


def one(town: Municipality, code: str) -> ObservationCategory:
    return ObservationCategory.objects.get(municipality=town, code=code)


def revise(category: ObservationCategory, **told: object) -> ObservationCategory:
    facts = {"name": category.name, "target_days": 5, "join_metres": None, "is_active": True, **told}
    return revise_category(category, **facts)  # type: ignore[arg-type]  # each value is of its own type


def test_a_town_begins_with_a_tree_of_its_own_and_is_given_it_once(town: Municipality) -> None:
    revise(one(town, "other"), name="Något annat")
    open_categories(town)
    assert names(town) == [*(kind.name for kind in FROM_THE_START[:-1]), "Något annat"]
    assert names(town, "lighting") == ["En lampa är trasig", "Flera lampor är släckta", "Mörk gång eller tunnel"]
    assert ObservationCategory.objects.filter(municipality=town).count() == 12


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twice_at_once_makes_one_tree() -> None:
    town = MunicipalityFactory()
    at_once(*[lambda: open_categories(town)] * 4)
    assert ObservationCategory.objects.filter(municipality=town).count() == 12


def test_a_kind_keeps_its_code_under_another_name(town: Municipality) -> None:
    revised = revise(one(town, "litter"), name="Skräp", target_days=1, join_metres=60)
    revised.refresh_from_db()
    assert (revised.code, revised.name, revised.target_days, revised.join_metres) == ("litter", "Skräp", 1, 60)


def test_no_two_kinds_have_one_name(town: Municipality) -> None:
    with pytest.raises(CategoryRefused):
        revise(one(town, "litter"), name="KLOTTER")
    with pytest.raises(CategoryRefused):
        add_category(town, name="annat", target_days=3)


def test_a_new_kind_comes_last_with_a_code_of_its_own(town: Municipality) -> None:
    bench = add_category(town, name="Trasig bänk", target_days=10, parent=one(town, "vandalism"))
    assert (bench.code, bench.icon, names(town, "vandalism")[-1]) == ("trasig-bank", "spray", "Trasig bänk")
    assert add_category(town, name="Trasig bank", target_days=10).code == "trasig-bank-2"


def test_there_is_no_third_level_and_no_parent_from_elsewhere(town: Municipality) -> None:
    other = MunicipalityFactory()
    for parent in (one(town, "graffiti"), ObservationCategory.objects.create(municipality=other, code="x", name="X")):
        with pytest.raises(CategoryRefused):
            add_category(town, name="Nytt", target_days=3, parent=parent)


def test_kinds_move_among_their_siblings(town: Municipality) -> None:
    shift_category(one(town, "lamps"), direction="up")
    assert names(town, "lighting")[:2] == ["Flera lampor är släckta", "En lampa är trasig"]
    shift_category(one(town, "lamps"), direction="up")
    shift_category(one(town, "dark-passage"), direction="down")
    assert names(town, "lighting") == ["Flera lampor är släckta", "En lampa är trasig", "Mörk gång eller tunnel"]


def test_something_is_always_left_to_choose(town: Municipality) -> None:
    ObservationCategory.objects.exclude(code="other").update(is_active=False)
    with pytest.raises(CategoryRefused):
        revise(one(town, "other"), is_active=False)
