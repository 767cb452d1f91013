"""The follow-up as a keyboard and a screen reader meet it: from the figures to the nights, from a list to a report."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from scheduling.enums import ShiftState
from tests.browser.conftest import THEMES, WIDTHS, OpenPage, look_over
from tests.browser.hands import Keyboard
from tests.factories import AssociationFactory, MunicipalityFactory, coordinator_of
from tests.factories.fieldwork import ObservationCategoryFactory
from tests.fieldwork.follow_up_nights import logged, night, place, seen, went_out
from tests.volunteers.boundaries.files import collection, feature, square
from tests.volunteers.lists import as_csv
from volunteers.models import Municipality, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MAY = datetime(2026, 5, 15, 12, tzinfo=UTC)
SPRING = "period=egna&fran=2026-01-01&till=2026-06-30"


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    with time_machine.travel(MAY, tick=True):
        yield


@pytest.fixture
def town() -> Municipality:
    """Two districts, three nights of which one was short and one was cancelled, a log, a lamp that is mended."""
    town: Municipality = MunicipalityFactory(name="Huddinge kommun")
    club = AssociationFactory(municipality=town, name="Vårby IF")
    varby, skogas = place(town, "Vårby"), place(town, "Skogås")
    skogas.longitude, skogas.latitude = 18.15, 59.22
    skogas.save()
    first, second = night(club, varby, date(2026, 3, 6)), night(club, skogas, date(2026, 4, 10))
    logged(went_out(first).shift, mood="lively", occurrences={"party": 2}, contacts={"hosts": 1})
    went_out(second, people=2)
    night(club, varby, date(2026, 4, 17), ShiftState.CANCELLED)
    lamp = ObservationCategoryFactory(municipality=town, name="Belysning")
    fixed = {"state": "fixed", "fixed_at": datetime(2026, 3, 20, 9, tzinfo=UTC)}
    seen(town, first.starts_at, on=first, category=lamp, district=varby.district, **fixed)
    return town


@pytest.fixture
def maria(town: Municipality) -> User:
    user: User = coordinator_of(town)
    user.name = "Maria Ekström"
    user.save()
    return user


def test_charts_and_tables_say_the_same_to_those_who_do_not_see_them(
    open_page: OpenPage, town: Municipality, maria: User
) -> None:
    page = open_page(f"{reverse('fieldwork:follow_up')}?{SPRING}", user=maria)

    expect(page.get_by_role("heading", level=1)).to_have_text("Uppföljning våren 2026")
    column = page.get_by_role("img", name="april 2026: 1 genomfört, varav 1 där för få kom, 1 inställt")
    expect(column).to_be_visible()
    expect(page.get_by_role("img", name="Skiss över kommundelarna.")).to_be_visible()
    districts = page.get_by_role("region", name="Pass per kommundel")
    expect(districts.get_by_role("listitem").filter(has_text="Vårby")).to_have_text(re.compile(r"Vårby\s*1 av 2"))
    districts.get_by_text("Visa som tabell").press("Enter")
    row = districts.get_by_role("row", name="Vårby")
    expect(row.get_by_role("cell")).to_have_text(["2", "1", "0", "1", "0", "0", "3", "12"])
    for name in ("Förening för förening, tabell", "Pass per månad, diagram"):
        expect(page.get_by_role("region", name=name)).to_be_visible()


def test_a_number_is_opened_with_the_keyboard_alone(open_page: OpenPage, town: Municipality, maria: User) -> None:
    page = open_page(f"{reverse('fieldwork:follow_up')}?{SPRING}", user=maria)
    figures = page.locator("#nyckeltal")
    numbers = ["3", "2", "20", "5", "2,5", "5", "5", "0", "1", "1"]
    expect(figures.get_by_role("link")).to_have_text([one for one in numbers if one != "0"])

    keyboard = Keyboard(page)
    keyboard.press(figures.locator("dd").get_by_role("link").first)

    expect(page.get_by_role("heading", level=1)).to_have_text("Genomförda pass")
    expect(page.get_by_role("row")).to_have_count(3)
    expect(page.get_by_role("row").nth(1).get_by_role("cell")).to_have_text(
        ["Vårby", "Vårby IF", "Genomfört", "3", "3", "12", "finns, livlig"]
    )
    keyboard.press(page.get_by_role("main").get_by_role("link", name="Uppföljning"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Uppföljning våren 2026")


def test_filters_work_without_a_script(open_page: OpenPage, town: Municipality, maria: User) -> None:
    page = open_page(reverse("fieldwork:follow_up"), user=maria, script=False)
    page.get_by_role("combobox", name="Kommundel").select_option("Skogås")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_text("1 av 1 pass blev av.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Kommundel").locator("option:checked")).to_have_text("Skogås")


def test_words_survey_and_a_report_that_is_frozen(open_page: OpenPage, town: Municipality, maria: User) -> None:
    page = open_page(f"{reverse('fieldwork:follow_up')}?{SPRING}", user=maria)
    page.get_by_role("link", name="Skriv").press("Enter")
    page.get_by_label("Problembild").fill("Unga samlas vid centrum på fredagar.")
    page.get_by_role("button", name="Spara").press("Enter")
    expect(page.get_by_text("Unga samlas vid centrum på fredagar.")).to_be_visible()

    page.get_by_role("link", name="Trygghetssiffror").press("Enter")
    content = as_csv(("Område", "År", "Andel"), ("Vårby", "2024", "60"), ("Vårby", "2025", "66,5"))
    page.get_by_label("Lista").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Visa vad som händer").press("Enter")
    page.get_by_role("button", name="Läs in 2 rader").press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="Vårby")).to_contain_text("66,5 % 2025")

    page.goto(f"{reverse('fieldwork:follow_up')}?{SPRING}")
    page.get_by_role("link", name="Frys som rapport").press("Enter")
    page.get_by_label("namn").fill("Rapport till nämnden")
    page.get_by_role("button", name="Frys").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapport till nämnden")
    expect(page.get_by_text("Unga samlas vid centrum på fredagar.")).to_be_visible()
    expect(page.get_by_text("Ingen siffra har ändrats sedan rapporten frystes.")).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_part_is_whole_with_all_tables_open(
    open_page: OpenPage, town: Municipality, maria: User, width: int, theme: str
) -> None:
    page = open_page(f"{reverse('fieldwork:follow_up')}?{SPRING}", user=maria, width=width, theme=theme)
    for summary in page.locator("details.as-table > summary").all():
        summary.click()
    look_over(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto(f"{reverse('fieldwork:follow_up_public')}?{SPRING}")
    look_over(page)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_file_of_boundaries_becomes_the_map(
    open_page: OpenPage, town: Municipality, maria: User, width: int, theme: str
) -> None:
    page = open_page(f"{reverse('fieldwork:follow_up')}?{SPRING}", user=maria, width=width, theme=theme)
    page.get_by_role("link", name="Läs in gränser").press("Enter")
    content = collection(feature("Vårby"), feature("Skogås kommundel", square(1)))
    kind = "application/geo+json"
    page.get_by_label("Fil med gränser").set_input_files({"name": "a.geojson", "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Visa vad som händer").press("Enter")
    expect(page.get_by_role("combobox", name="Vårby").locator("option:checked")).to_have_text("Vårby")
    look_over(page)
    page.get_by_role("combobox", name="Skogås kommundel").select_option("Skogås")
    page.get_by_role("button", name="Läs in").press("Enter")
    expect(page.get_by_text("Alla områden har en gräns.")).to_be_visible()
    look_over(page)

    page.goto(f"{reverse('fieldwork:follow_up')}?{SPRING}")
    page.get_by_role("link", name="Personkvällar", exact=True).press("Enter")
    expect(page.get_by_role("group", name="Personkvällar. Karta över kommundelarna")).to_be_visible()
    map_of_districts = page.get_by_role("region", name="Karta per kommundel")
    expect(map_of_districts.get_by_role("listitem").filter(has_text="Vårby")).to_have_text("Vårby 3")
    look_over(page)
    page.goto(f"{reverse('fieldwork:follow_up_public')}?{SPRING}&karta=person_nights")
    expect(page.get_by_role("region", name="Karta per kommundel").get_by_text("Vårby dolt")).to_be_visible()
    look_over(page)
    page.goto(f"{reverse('fieldwork:follow_up')}?{SPRING}")
    page.locator("#karta svg a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Genomförda pass")
