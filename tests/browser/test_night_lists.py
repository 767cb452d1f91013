"""A list of nights from the season page to drafts on the board, by keyboard alone and on a phone."""

from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from scheduling.models import Shift
from tests.browser.conftest import OpenPage
from tests.factories import AssociationFactory, RouteFactory, leader_of
from tests.scheduling.night_lists.test_night_imports import NOW
from tests.volunteers.lists import as_csv

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = as_csv(
    ("Datum", "Tid", "Rutt"),
    ("fre 16 okt", "20.30-00.30", "Vårby runt"),
    ("lör 17 okt", "20.30-00.30", "Vårby runt"),
    ("16/10", "sent", "Farsta"),
)


@pytest.mark.parametrize("width", [1280, 390])
def test_list_is_read_in_by_keyboard_without_a_script(open_page: OpenPage, tmp_path: Path, width: int) -> None:
    association = AssociationFactory()
    RouteFactory(municipality=association.municipality, name="Vårby runt")
    file = tmp_path / "kvallar.csv"
    file.write_bytes(LIST)
    with time_machine.travel(NOW):
        page = open_page(reverse("scheduling:seasons"), user=leader_of(association), width=width, script=False)
        page.get_by_role("link", name="Läs in kvällar från en lista").press("Enter")
        page.get_by_label("Lista", exact=True).set_input_files(file)
        page.get_by_role("button", name="Visa vad som händer").press("Enter")
        page.get_by_text("2 nya, 0 ändras, 0 är som förut, 1 går inte in.").wait_for()
        page.get_by_text("C4: Vi hittar ingen rutt som heter Farsta.").wait_for()
        page.get_by_role("checkbox", name="Lör 17 okt").press("Space")
        page.get_by_role("checkbox", name="Fre 16 okt").press("Enter")
        page.get_by_role("heading", name="Listan är inläst").wait_for()
        page.get_by_role("link", name="Till kvällarna").press("Enter")
        page.get_by_text("1 utkast. Inga sms har gått ut.").wait_for()
    assert [str(shift.night) for shift in Shift.objects.all()] == ["2026-10-16"]
