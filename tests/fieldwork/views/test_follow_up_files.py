"""The follow-up as files: the same numbers in the workbook, the tables, on paper and in the PDF."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from fieldwork.models import FollowUpPolicy
from scheduling.enums import ShiftState
from scheduling.models import Route
from tests.factories import AssociationFactory, MunicipalityFactory, coordinator_of, leader_of
from tests.factories.fieldwork import ObservationCategoryFactory
from tests.fieldwork.follow_up_nights import logged, night, place, seen, went_out
from volunteers.models import Association, Municipality

pytestmark = pytest.mark.django_db

WORKBOOK, PDF, PRINT = (reverse(f"fieldwork:follow_up_{one}") for one in ("workbook", "pdf", "print"))
FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)
OUTWARD = {"utat": "1"}


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 15, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Huddinge kommun")
    FollowUpPolicy.objects.create(municipality=made, smallest=10)
    return made


@pytest.fixture
def club(town: Municipality) -> Association:
    """Two nights held by three people each, one of them logged; one called off."""
    made: Association = AssociationFactory(municipality=town, name="=Vårby IF")
    route = place(town, "Vårby")
    logged(went_out(night(made, route, FRIDAY)).shift)
    went_out(night(made, route, SATURDAY))
    night(made, route, SATURDAY, ShiftState.CANCELLED)
    return made


@pytest.fixture
def coordinator(client: Client, town: Municipality) -> Client:
    client.force_login(coordinator_of(town))
    return client


def sheet_of(response: Any, title: str) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(BytesIO(response.content))
    headings, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def table_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def text_of(response: Any) -> str:
    reader = PdfReader(BytesIO(response.content))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_the_workbook_has_a_sheet_for_each_table_and_numbers_are_numbers(
    coordinator: Client, club: Association
) -> None:
    response = coordinator.get(WORKBOOK)
    assert response["Content-Disposition"] == 'attachment; filename="uppfoljning-huddinge-kommun-varen-2026.xlsx"'
    (row,) = sheet_of(response, "Per förening")
    assert (row["Förening"], row["Planerade pass"], row["Genomförda pass"], row["Inställda"]) == ("=Vårby IF", 3, 2, 1)
    assert (row["Personkvällar"], row["Persontimmar"], row["Logg saknas"]) == (6, 24, 1)
    about = {row["Uppgift"]: row["Värde"] for row in sheet_of(response, "Om rapporten")}
    assert about["Villkor"] == "Internt underlag: alla tal är med. Lämna inte ut."
    meanings = {row["Tal"]: row["Betydelse"] for row in sheet_of(response, "Så räknar vi")}
    assert meanings["Genomförda pass"] == "Minst så många som tryggheten kräver checkade ut och kom hem."


def test_no_row_of_a_sheet_is_the_sum_of_others_unsaid(coordinator: Client, club: Association) -> None:
    """What lies in something else says so, months are months to every program, and sums have a sheet of their own."""
    town = club.municipality
    varby = Route.objects.get(district__name="Vårby").district
    went_out(night(club, place(town, "Masmo", parent=varby), FRIDAY))
    light = ObservationCategoryFactory(municipality=town, name="Belysning")
    lamp = ObservationCategoryFactory(municipality=town, parent=light, name="Trasig lampa")
    fixed: dict[str, Any] = {"state": "fixed", "fixed_at": datetime(2026, 3, 16, 22, tzinfo=UTC)}
    seen(town, datetime(2026, 3, 6, 22, tzinfo=UTC), category=lamp, district=varby, **fixed)

    response = coordinator.get(WORKBOOK)

    districts = sheet_of(response, "Per kommundel")
    placed = [(row["Kommundel"], row["Ligger i"], row["Planerade pass"]) for row in districts]
    assert placed == [("Vårby", None, 4), ("Masmo", "Vårby", 1)]
    assert [row["Månad"] for row in sheet_of(response, "Per månad")][:3] == ["2026-01", "2026-02", "2026-03"]
    observations = [(row["Slag"], row["Ligger i"], row["Iakttagelser"]) for row in sheet_of(response, "Iakttagelser")]
    assert observations == [("Belysning", None, 1), ("Trasig lampa", "Belysning", 1)]
    assert sheet_of(response, "Hela perioden")[0]["Median till åtgärd, dagar"] == 10


def test_a_table_is_a_file_that_a_swedish_spreadsheet_opens_and_no_name_is_a_formula(
    coordinator: Client, club: Association
) -> None:
    response = coordinator.get(reverse("fieldwork:follow_up_table", args=["associations"]))
    (row,) = table_of(response)
    assert (row["Förening"], row["Genomförda pass"], row["Per grupp"]) == ("'=Vårby IF", "2", "3,0")
    assert response["Cache-Control"] == "private, no-store"
    assert coordinator.get(reverse("fieldwork:follow_up_table", args=["nothing"])).status_code == 404


def test_small_numbers_stay_inside_in_every_form_that_leaves(coordinator: Client, club: Association) -> None:
    """Six different people are fewer than ten."""
    inside = sheet_of(coordinator.get(WORKBOOK), "Hela perioden")[0]
    outside = sheet_of(coordinator.get(WORKBOOK, OUTWARD), "Hela perioden")[0]
    assert inside["Olika personer"] != "dolt" == outside["Olika personer"]
    assert (inside["Genomförda pass"], outside["Genomförda pass"]) == (2, 2)
    said = coordinator.get(PRINT, OUTWARD).content.decode()
    assert "För utlämnande: antal personer och händelser under 10 är dolda." in said
    assert said.count("<td>dolt</td>") > 0


def test_a_leader_gets_the_files_of_their_own_association_and_no_outward_form(
    client: Client, club: Association
) -> None:
    other = AssociationFactory(municipality=club.municipality, name="Segeltorps IF")
    client.force_login(leader_of(other))
    assert sheet_of(client.get(WORKBOOK), "Hela perioden")[0]["Planerade pass"] == 0
    assert client.get(WORKBOOK, {"forening": str(club.pk)}).status_code == 404
    assert client.get(WORKBOOK, OUTWARD).status_code == 404


@pytest.mark.pdf
def test_the_pdf_is_tagged_and_says_the_same_numbers(coordinator: Client, club: Association) -> None:
    response = coordinator.get(PDF)
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    reader = PdfReader(BytesIO(response.content))
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "sv"
    assert "/StructTreeRoot" in catalogue
    assert reader.metadata is not None
    assert reader.metadata.title == "Uppföljning av nattvandringen, Huddinge kommun"
    said = text_of(response)
    assert "Genomförda pass 2" in said
    assert "Personkvällar 6" in said
    assert "Internt underlag: alla tal är med. Lämna inte ut." in said


def elements(node: Any) -> Iterator[Any]:
    """Every element of the structure that a screen reader goes by, from the top."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from elements(one)
    elif isinstance(node, dict):
        yield node
        yield from elements(node.get("/K", []))


@pytest.mark.pdf
def test_the_pdf_tells_a_screen_reader_its_headings_its_tables_and_what_its_charts_show(
    coordinator: Client, club: Association
) -> None:
    reader = PdfReader(BytesIO(coordinator.get(PDF).content))
    catalogue: Any = reader.trailer["/Root"]
    found = [one for one in elements(catalogue["/StructTreeRoot"]) if "/S" in one]
    tags = [one["/S"] for one in found]
    assert (tags.count("/H1"), tags.count("/H2") >= 4, "/H4" in tags) == (1, True, False)
    figures = [one.get("/Alt") for one in found if one["/S"] == "/Figure"]
    assert figures == ["2 genomförda, 1 inställt"]
    cells = [one for one in found if one["/S"] == "/TD"]
    assert cells
    assert all(cell["/A"].get("/Headers") for cell in cells)
    assert all(page.get("/Tabs") == "/S" for page in reader.pages)
    assert reader.xmp_metadata is not None
    assert "pdfuaid" in reader.xmp_metadata.rdf_root.toxml()


@pytest.mark.pdf
def test_a_frozen_report_stays_as_it_was_as_a_pdf_too(coordinator: Client, club: Association) -> None:
    coordinator.post(reverse("fieldwork:freeze_report"), {"name": "Våren till nämnden"})
    night(club, place(club.municipality, "Skogås"), FRIDAY, ShiftState.CANCELLED)
    path = coordinator.get(reverse("fieldwork:frozen_reports")).context["reports"][0]
    response = coordinator.get(reverse("fieldwork:frozen_report_pdf", args=[path.pk]), OUTWARD)
    said = text_of(response)
    assert "Våren till nämnden" in said
    assert "Planerade pass 3" in said
    assert "Siffrorna ändras inte." in said
    assert response["Content-Disposition"].startswith('attachment; filename="varen-till-namnden-huddinge-kommun')


def test_without_pango_the_pdf_leads_to_the_page_to_print(
    coordinator: Client, club: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldwork.gateways.pdf._weasyprint", lambda: None)
    response = coordinator.get(PDF, OUTWARD)
    assert (response.status_code, response["Location"]) == (303, f"{PRINT}?utat=1")
    assert "Servern kan inte göra PDF själv." in coordinator.get(PRINT, OUTWARD).content.decode()
