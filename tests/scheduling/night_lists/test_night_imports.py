"""Lists of nights on their way in: recorded, previewed, carried out as drafts. Through the pages where one can."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from messaging.models import OutboundMessage
from scheduling.domain.night_imports import accept_nights, dispose_old_lists, preview_nights, read_nights
from scheduling.domain.night_lists.comparing import Line, Outcome
from scheduling.domain.night_lists.example import example_of
from scheduling.domain.origins import Origin
from scheduling.domain.seasons.sheet import workbook_of
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import Door, EventKind, ShiftState
from scheduling.exceptions import ChangedMeanwhile
from scheduling.models import NightsImport, Route, Shift
from tests.factories import AssociationFactory, RouteFactory, SeasonFactory, ShiftFactory, coordinator_of, leader_of
from tests.scheduling.seasons.terms import SEPTEMBER, published_october
from tests.volunteers.lists import as_csv, as_xlsx
from volunteers.models import Association

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
HEADINGS = ("Datum", "Tid", "Rutt", "Minst", "Högst", "Kommentar")
FRIDAY = ("fre 16 okt", "20.30-00.30", "Vårby centrum", "3", "5", "Ta med ficklampa")
SATURDAY = ("17/10", "21-01", "vårby centrm", "", "", "")
LIST = as_csv(HEADINGS, FRIDAY, SATURDAY)
BY_LIST = Origin(Door.LOADED)


@pytest.fixture(autouse=True)
def _in_october() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory(name="Vårby vuxna")
    RouteFactory(municipality=made.municipality, name="Vårby centrum", district__name="Vårby gård")
    RouteFactory(municipality=made.municipality, name="Skogås torg", district__name="Skogås", meeting_point="stationen")
    return made


def read(association: Association, *rows: tuple[str, ...], now: datetime = NOW) -> NightsImport:
    return keep(association, as_csv(HEADINGS, *rows) if rows else LIST, now=now)


def keep(association: Association, content: bytes, now: datetime = NOW, name: str = "lista.csv") -> NightsImport:
    by = leader_of(association)
    return read_nights(content, filename=name, association=association, uploaded_by=by, now=now)


def lines_of(kept: NightsImport, now: datetime = NOW) -> list[Line]:
    return preview_nights(kept, now=now)


def outcomes(kept: NightsImport, now: datetime = NOW) -> list[Outcome]:
    return [line.outcome for line in lines_of(kept, now)]


def reason(association: Association, *row: str) -> str:
    (line,) = lines_of(read(association, row))
    assert line.outcome == Outcome.REFUSED
    return " ".join(line.reasons)


def draft_of(association: Association, **fields: Any) -> Shift:
    route = Route.objects.get(municipality=association.municipality, name="Vårby centrum")
    shift: Shift = ShiftFactory(association=association, route=route, **{"state": "draft", **fields})
    return shift


def test_nothing_is_planned_until_somebody_says_so(association: Association) -> None:
    assert (outcomes(read(association)), Shift.objects.count()) == ([Outcome.CREATED, Outcome.CREATED], 0)


def test_chosen_rows_become_drafts_and_nobody_is_texted(association: Association) -> None:
    kept = read(association)
    done = accept_nights(kept, {2, 3}, origin=BY_LIST, now=NOW)
    shifts = list(Shift.objects.order_by("starts_at"))
    assert [(shift.state, shift.night, shift.crew_min, shift.crew_max, shift.note) for shift in shifts] == [
        ("draft", date(2026, 10, 16), 3, 5, "Ta med ficklampa"),
        ("draft", date(2026, 10, 17), 3, 5, ""),
    ]
    assert shifts[0].starts_at == datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
    assert [(event.kind, event.door) for event in shifts[0].events.all()] == [(EventKind.PLANNED, Door.LOADED)]
    assert (done.created_count, done.rows, done.first_night) == (2, [], date(2026, 10, 16))
    assert OutboundMessage.objects.count() == 0


def test_row_that_is_not_chosen_is_left(association: Association) -> None:
    done = accept_nights(read(association), {3}, origin=BY_LIST, now=NOW)
    assert (done.created_count, done.left_count, Shift.objects.get().night) == (1, 1, date(2026, 10, 17))


def test_same_list_again_changes_nothing(association: Association) -> None:
    accept_nights(read(association), {2, 3}, origin=BY_LIST, now=NOW)
    assert outcomes(read(association)) == [Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_draft_takes_what_the_list_says_and_keeps_the_rest(association: Association) -> None:
    draft = draft_of(association, crew_target=5, note="Varma skor", leaders_needed=2)
    kept = read(association, ("16/10", "21-01", "Vårby centrum", "4", "6", ""))
    (line,) = lines_of(kept)
    assert (line.outcome, line.shift) == (Outcome.CHANGED, draft)
    accept_nights(kept, {2}, origin=BY_LIST, now=NOW)
    draft.refresh_from_db()
    assert (draft.starts_at, draft.crew_min, draft.crew_target, draft.crew_max, draft.leaders_needed, draft.note) == (
        datetime(2026, 10, 16, 19, 0, tzinfo=UTC),
        4,
        5,
        6,
        2,
        "Varma skor",
    )


def test_draft_of_a_season_follows_it_no_more(association: Association) -> None:
    season = SeasonFactory(association=association)
    draft = draft_of(association, season=season, season_night=date(2026, 10, 16), season_group=0)
    accept_nights(read(association, FRIDAY), {2}, origin=BY_LIST, now=NOW)
    draft.refresh_from_db()
    assert (draft.follows_season, draft.note) == (False, "Ta med ficklampa")


def test_published_night_is_changed_on_its_own_page_only(association: Association) -> None:
    draft_of(association, state=ShiftState.PUBLISHED)
    assert reason(association, *FRIDAY) == "Kvällen finns och är publicerad. Ändra den på dess egen sida."


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("9/10", "20-24", "Vårby centrum"), "Den kvällen har redan varit. Välj ett senare datum."),
        (("16/10", "20-24", "Farsta"), "C2: Vi hittar ingen rutt som heter Farsta."),
        (("16/10", "20-24", ""), "Rutten saknas."),
        (("16/10", "20-20", "Skogås torg"), "Passet börjar och slutar samma tid. Ändra en av tiderna."),
        (("16/10", "08.30-00.30", "Skogås torg", "6", "4"), "Antalen behöver stiga: säkert, minst, mål, högst."),
        (
            ("2027-03-27", "20-02.30", "Skogås torg"),
            "Klockan 02.30 finns inte den natten: klockan ställs fram från 02.00 till 03.00.",
        ),
        (("lör 16/10", "20-24", "Skogås"), "A2: 16 oktober 2026 är en fredag, inte en lördag. Vilket stämmer?"),
    ],
)
def test_row_that_cannot_be_says_why(association: Association, row: tuple[str, ...], sentence: str) -> None:
    assert reason(association, *row) == sentence


@pytest.mark.parametrize(
    ("said", "route"),
    [
        ("Skogås torg", "Skogås torg"),
        ("skogås", "Skogås torg"),
        ("Stationen", "Skogås torg"),
        ("Centrum", "Vårby centrum"),
    ],
)
def test_route_is_found_by_what_people_call_it(association: Association, said: str, route: str) -> None:
    (line,) = lines_of(read(association, ("16/10", "20-24", said)))
    assert line.route is not None
    assert line.route.name == route
    assert list(line.remarks) == ([] if said == route else [f"{said} är läst som rutten {route}."])


def test_place_with_several_routes_names_them_unless_the_row_says_more(association: Association) -> None:
    RouteFactory(
        municipality=association.municipality,
        name="Skogås park",
        district=Route.objects.get(name="Skogås torg").district,
    )
    assert reason(association, "16/10", "20-24", "Skogås") == (
        "C2: Skogås kan vara flera rutter: Skogås park, Skogås torg. Skriv ruttens namn."
    )
    content = as_csv(("Datum", "Tid", "Område", "Samling"), ("16/10", "20-24", "Skogås", "stationen"))
    (line,) = lines_of(keep(association, content))
    assert line.route == Route.objects.get(name="Skogås torg")


def test_group_without_a_route_of_its_name_stands_in_the_note(association: Association) -> None:
    content = as_csv(("Datum", "Tid", "Rutt", "Grupp"), ("16/10", "20-24", "Skogås torg", "2"))
    (line,) = lines_of(keep(association, content))
    assert line.values is not None
    assert line.values.note == "Grupp 2"


def test_row_of_another_association_is_refused(association: Association) -> None:
    content = as_csv(("Datum", "Tid", "Rutt", "Förening"), ("16/10", "20-24", "Skogås torg", "Farsta nattvandrare"))
    (line,) = lines_of(keep(association, content))
    assert list(line.reasons) == ["D2: Raden gäller en annan förening än Vårby vuxna."]


def test_night_that_stands_twice_in_the_list_comes_once(association: Association) -> None:
    lines = lines_of(read(association, FRIDAY, FRIDAY))
    assert [list(line.reasons) for line in lines] == [[], ["Samma kväll står redan på rad 2."]]


def test_time_that_comes_twice_is_the_first_unless_the_minutes_say_otherwise(association: Association) -> None:
    headings = ("Datum", "Börjar", "Slutar", "Rutt", "Minuter")
    rows = [("2026-10-24", "22.00", "02.30", "Skogås torg", minutes) for minutes in ("", "330")]
    lengths, remarks = [], []
    for row in rows:
        (line,) = lines_of(keep(association, as_csv(headings, row)))
        assert line.values is not None
        lengths.append(line.values.ends_at - line.values.starts_at)
        remarks.append(list(line.remarks))
    assert lengths == [timedelta(hours=4, minutes=30), timedelta(hours=5, minutes=30)]
    assert remarks == [["02.30 kommer två gånger den natten: den första gäller."], []]


def test_cancelled_row_makes_no_night_and_takes_none_away(association: Association) -> None:
    content = as_csv(("Datum", "Tid", "Rutt", "Status"), ("16/10", "20.30-00.30", "Vårby centrum", "INSTÄLLD"))
    assert outcomes(keep(association, content)) == [Outcome.UNCHANGED]
    draft_of(association, state=ShiftState.PUBLISHED)
    assert outcomes(keep(association, content)) == [Outcome.REFUSED]


def test_clashes_are_told_and_left_to_be_chosen(client: Client, association: Association) -> None:
    elsewhere = AssociationFactory(municipality=association.municipality, name="Farsta vuxna")
    route = Route.objects.get(name="Vårby centrum")
    ShiftFactory(association=elsewhere, route=route)
    ShiftFactory(
        association=association,
        route=RouteFactory(municipality=association.municipality, name="Norra"),
        starts_at=datetime(2026, 10, 17, 18, 30, tzinfo=UTC),
    )
    client.force_login(leader_of(association))
    body = client.get(reverse("scheduling:preview_nights", args=[read(association).uuid])).content.decode()
    assert "Samma rutt går redan: Farsta vuxna 20.30–00.30." in body
    assert "Föreningen är redan ute: Norra 20.30–00.30." in body
    assert ("2 rader krockar" in body, "checked" in body) == (True, False)


def test_groups_of_one_list_are_meant_to_be_out_together(association: Association) -> None:
    lines = lines_of(read(association, ("16/10", "20-24", "Skogås torg"), ("16/10", "20-24", "Vårby centrum")))
    assert [list(line.clashes) for line in lines] == [[], []]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_season_that_was_written_out_says_nothing_new_when_it_is_read_in(language: str) -> None:
    season = published_october()
    first, *_rest, last = season.shifts.order_by("starts_at")
    cancel_shift(first, origin=Origin(Door.PAGE), now=SEPTEMBER)
    Shift.objects.filter(pk=last.pk).update(note="=1+1\noch  mer", crew_max=9, leaders_needed=2)
    with translation.override(language):
        kept = keep(season.association, workbook_of(season), now=NOW, name="oktober.xlsx")
    late = NOW + timedelta(days=60)  # nights that have been are there all the same
    assert {line.outcome for line in lines_of(kept, late)} == {Outcome.UNCHANGED}
    assert len(lines_of(kept)) == season.shifts.count()


def test_season_over_the_autumn_change_comes_back_to_the_minute() -> None:
    season = published_october()
    shift = season.shifts.order_by("starts_at").last()
    assert shift is not None
    for end in ("2026-10-25T00:30Z", "2026-10-25T01:30Z"):  # the first and the second half past two
        times = {"starts_at": datetime(2026, 10, 24, 20, 0, tzinfo=UTC), "ends_at": datetime.fromisoformat(end)}
        Shift.objects.filter(pk=shift.pk).update(night=date(2026, 10, 24), **times)
        kept = keep(season.association, workbook_of(season), name="oktober.xlsx")
        assert set(outcomes(kept)) == {Outcome.UNCHANGED}


def test_example_can_be_read_in_as_it_stands(association: Association) -> None:
    content = example_of(association, today=date(2026, 10, 12))
    assert outcomes(keep(association, content, name="kvallar.xlsx")) == [Outcome.CREATED] * 4


def test_what_comes_is_recorded_before_it_is_understood(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    page = upload(client, association, b"%PDF-1.7")
    assert page.status_code == 422
    assert "Det här är en PDF. Spara listan som .xlsx eller .csv och ladda upp den." in page.content.decode()
    assert NightsImport.objects.values_list("filename", "problem", "rows").get() == (
        "lista.csv",
        "Det här är en PDF. Spara listan som .xlsx eller .csv och ladda upp den.",
        [],
    )
    assert "Gick inte att läsa" in client.get(reverse("scheduling:upload_nights")).content.decode()


def test_formula_cells_are_what_they_last_were_or_empty(association: Association) -> None:
    content = as_xlsx(("Datum", "Tid", "Rutt"), ("=TODAY()", "20-24", "Skogås torg"))
    (line,) = lines_of(keep(association, content, name="a.xlsx"))
    assert list(line.reasons) == ["Datumet saknas."]


def test_list_of_too_many_nights_is_refused(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    page = upload(client, association, as_csv(HEADINGS, *[FRIDAY] * 801))
    assert "Listan har fler än 800 kvällar. Dela den i flera filer." in page.content.decode()


def test_list_goes_in_by_the_pages(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    page = upload(client, association, LIST)
    assert page.status_code == 303
    body = client.get(page.url).content.decode()
    assert "2 nya, 0 ändras, 0 är som förut, 0 går inte in." in body
    assert body.count(" checked") == 2
    answer = client.post(page.url)
    assert (answer.status_code, "Kryssa för minst en kväll." in answer.content.decode()) == (422, True)
    assert client.post(page.url, {"rad": ["2", "3"]}).status_code == 303
    assert Shift.objects.count() == 2
    assert "2 nya, 0 ändrade, 0 som förut, 0 gick inte in, 0 valdes bort." in client.get(page.url).content.decode()
    client.post(page.url, {"rad": ["2", "3"]})
    assert Shift.objects.count() == 2


def test_rows_that_changed_meanwhile_are_shown_again(client: Client, association: Association) -> None:
    kept = read(association)
    accept_nights(read(association), {2}, origin=BY_LIST, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        accept_nights(kept, {2, 3}, origin=BY_LIST, now=NOW)
    assert Shift.objects.count() == 1


def test_list_thrown_away_leaves_nothing(client: Client, association: Association) -> None:
    client.force_login(coordinator_of(association.municipality))
    page = upload(client, association, LIST)
    assert client.post(f"{page.url}/ta-bort").status_code == 303
    assert (NightsImport.objects.count(), Shift.objects.count()) == (0, 0)


def test_list_of_another_association_does_not_exist(client: Client, association: Association) -> None:
    kept = read(association)
    client.force_login(leader_of(AssociationFactory(municipality=association.municipality)))
    for name in ("preview_nights", "discard_nights"):
        assert client.post(reverse(f"scheduling:{name}", args=[kept.uuid])).status_code == 404
    assert client.get(reverse("scheduling:example_of_nights", args=[association.pk])).status_code == 404


def test_example_is_a_workbook_of_ones_own_routes(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    answer = client.get(reverse("scheduling:example_of_nights", args=[association.pk]))
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert {row[4].value for row in sheet.iter_rows(min_row=2)} == {"Vårby centrum", "Skogås torg"}


def test_list_that_nobody_read_in_is_disposed_of_after_a_day(association: Association) -> None:
    read(association, FRIDAY, now=NOW - timedelta(hours=25))
    new, done = (read(association, FRIDAY, now=NOW - timedelta(hours=hours)) for hours in (23, 30))
    accept_nights(done, {2}, origin=BY_LIST, now=NOW)
    assert dispose_old_lists(NOW) == 1
    assert set(NightsImport.objects.values_list("pk", flat=True)) == {new.pk, done.pk}


@pytest.mark.parametrize("step", ["preview", "accept"])
def test_long_list_takes_as_many_queries_as_a_short_one(association: Association, step: str) -> None:
    counts = []
    for first, length in ((0, 1), (10, 30)):
        start = date(2026, 11, 1)
        nights = [start + timedelta(days=first + day) for day in range(length)]
        kept = read(association, *[(night.isoformat(), "20-24", "Skogås torg") for night in nights])
        with CaptureQueriesContext(connection) as previewing:
            preview_nights(kept, now=NOW)
        with CaptureQueriesContext(connection) as accepting:
            accept_nights(kept, set(range(2, length + 2)), origin=BY_LIST, now=NOW)
        counts.append({"preview": len(previewing), "accept": len(accepting)}[step])
    assert counts[0] == counts[1]


def test_words_from_a_list_are_escaped_on_the_page(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    page = upload(client, association, as_csv(HEADINGS, ("16/10", "20-24", "<script>alert(1)</script>")))
    body = client.get(page.url).content.decode()
    assert ("<script>alert" in body, "&lt;script&gt;alert" in body) == (False, True)


def upload(client: Client, association: Association, content: bytes) -> Any:
    file = SimpleUploadedFile("lista.csv", content)
    return client.post(reverse("scheduling:upload_nights"), {"association": association.pk, "file": file})
