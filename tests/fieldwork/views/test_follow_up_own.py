"""The municipality's words, survey figures, reports and what leaves it: the pages, and who may see them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fieldwork.domain.follow_up.words import smallest_of
from fieldwork.models import FollowUpWords, FrozenReport, SurveyFigure, SurveyImport
from scheduling.models import Route
from tests.factories import AssociationFactory, MunicipalityFactory, coordinator_of, leader_of
from tests.fieldwork.follow_up_nights import logged, night, place, went_out
from tests.fieldwork.views.test_follow_up import text_of
from tests.volunteers.lists import as_csv
from volunteers.models import Association, Municipality

pytestmark = pytest.mark.django_db

PAGE = reverse("fieldwork:follow_up")
FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)
SPRING = "period=egna&fran=2026-01-01&till=2026-06-30"


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 15, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Huddinge kommun")
    return made


@pytest.fixture
def club(town: Municipality) -> Association:
    made: Association = AssociationFactory(municipality=town, name="Vårby IF")
    return made


@pytest.fixture
def route(town: Municipality) -> Route:
    return place(town, "Vårby")


@pytest.fixture
def coordinator(client: Client, town: Municipality) -> Client:
    client.force_login(coordinator_of(town))
    return client


def test_words_are_written_and_stand_in_the_follow_up(
    coordinator: Client, town: Municipality, club: Association, route: Route
) -> None:
    went_out(night(club, route, FRIDAY))
    path = f"{reverse('fieldwork:follow_up_words', args=[town.pk])}?{SPRING}"
    said = {"problem": "Bråk vid centrum på fredagar.", "measures": "Två grupper i stället för en.", "outcome": ""}

    response = coordinator.post(path, said, follow=True)

    text = text_of(response)
    assert "Bråk vid centrum på fredagar." in text
    assert "Nattvandringarna: 1 pass, 3 personkvällar, 12 timmar." in text
    assert FollowUpWords.objects.get().written_by is not None
    assert "Bråk vid centrum" not in text_of(coordinator.get(PAGE, {"period": "forra-halvaret"}))


def test_words_with_a_personal_number_are_refused(coordinator: Client, town: Municipality) -> None:
    path = f"{reverse('fieldwork:follow_up_words', args=[town.pk])}?{SPRING}"
    response = coordinator.post(path, {"problem": "Pojken 20100101-2384 igen", "measures": "", "outcome": ""})
    assert response.status_code == 422
    assert "Det ser ut som ett personnummer." in text_of(response)


def test_survey_figures_from_a_list_to_the_chart(
    coordinator: Client, town: Municipality, club: Association, route: Route
) -> None:
    went_out(night(club, route, FRIDAY))
    path = reverse("fieldwork:surveys", args=[town.pk])
    content = as_csv(("Område", "År", "Andel"), ("Vårby", "2024", "60"), ("Vårby", "2025", "66"), ("Mars", "2025", "9"))

    preview = coordinator.post(path, {"gor": "lista", "file": SimpleUploadedFile("a.csv", content)}, follow=True)
    assert "Ingenting är sparat än. 2 rader går in. 1 rad går inte in." in text_of(preview)
    assert "Mars är inget område i kommunen." in text_of(preview)

    done = coordinator.post(preview.redirect_chain[-1][0], follow=True)
    assert "2 siffror är inlästa." in text_of(done)
    assert "Vårby 66 % 2025 ändring i procentenheter: +6" in text_of(coordinator.get(PAGE))


def test_a_file_that_is_no_list_is_told_beside_the_field(coordinator: Client, town: Municipality) -> None:
    path = reverse("fieldwork:surveys", args=[town.pk])
    response = coordinator.post(path, {"gor": "lista", "file": SimpleUploadedFile("a.csv", b"%PDF-1.7 ...")})
    assert response.status_code == 422
    assert "Det här är en PDF." in text_of(response)
    assert SurveyImport.objects.count() == 0


def test_a_survey_figure_is_typed_in_and_removed(coordinator: Client, town: Municipality, route: Route) -> None:
    path = reverse("fieldwork:surveys", args=[town.pk])
    said = {"district": route.district_id, "year": 2025, "question": "Trygga", "percent": "71.5", "source": "Mätning"}

    assert "Vårby 2025 Trygga 71,5 % Mätning" in text_of(coordinator.post(path, said, follow=True))
    wrong = coordinator.post(path, {**said, "percent": "120"})
    assert wrong.status_code == 422

    figure = SurveyFigure.objects.get()
    coordinator.post(reverse("fieldwork:remove_survey_figure", args=[figure.pk]))
    assert SurveyFigure.objects.count() == 0


def test_a_list_is_thrown_away(coordinator: Client, town: Municipality) -> None:
    path = reverse("fieldwork:surveys", args=[town.pk])
    content = as_csv(("Område", "År", "Andel"), ("", "2024", "60"))
    coordinator.post(path, {"gor": "lista", "file": SimpleUploadedFile("a.csv", content)})
    coordinator.post(reverse("fieldwork:discard_survey_list", args=[SurveyImport.objects.get().uuid]))
    assert (SurveyImport.objects.count(), SurveyFigure.objects.count()) == (0, 0)


def test_a_report_is_frozen_read_and_withdrawn(
    coordinator: Client, town: Municipality, club: Association, route: Route
) -> None:
    shift = went_out(night(club, route, FRIDAY)).shift
    path = f"{reverse('fieldwork:freeze_report')}?{SPRING}"
    assert "Uppföljning våren 2026" in coordinator.get(path).content.decode()

    page = coordinator.post(path, {"name": "Till nämnden"}, follow=True)

    assert "Till nämnden 1 av 1 pass blev av." in text_of(page)
    assert "Ingen siffra har ändrats sedan rapporten frystes." in text_of(page)
    assert reverse("fieldwork:follow_up_nights") not in page.content.decode()

    logged(shift, met="none")
    report = FrozenReport.objects.get()
    address = reverse("fieldwork:frozen_report", args=[report.pk])
    later = text_of(coordinator.get(address))
    assert "Logg saknas Hela perioden 1 0 −1" in later
    assert "Logg saknas Mars 2026 1 0 −1" in later

    withdraw = reverse("fieldwork:withdraw_report", args=[report.pk])
    assert coordinator.post(withdraw, {"reason": ""}).status_code == 422
    assert "Återkallad. Fel period." in text_of(coordinator.post(withdraw, {"reason": "Fel period."}, follow=True))
    assert "Återkallad" in text_of(coordinator.get(reverse("fieldwork:frozen_reports")))


def test_what_leaves_the_municipality_holds_small_numbers_back(
    coordinator: Client, town: Municipality, club: Association, route: Route
) -> None:
    went_out(night(club, route, FRIDAY), people=3)
    went_out(night(club, place(town, "Skogås"), SATURDAY), people=9)

    text = text_of(coordinator.get(reverse("fieldwork:follow_up_public"), {"period": "halvar"}))

    assert "Antal personer och händelser som är färre än 5 döljs" in text
    assert "Skogås 1 1 0 0 dolt dolt dolt dolt 0 0" in text
    assert "Vårby 1 1 0 0 dolt dolt dolt dolt 0 0" in text
    assert "Huddinge kommun 2 2 0 0 12 48 12 12 0 0" in text


def test_the_least_number_is_the_municipalitys_own(coordinator: Client, town: Municipality) -> None:
    path = reverse("fieldwork:smallest_number", args=[town.pk])
    assert smallest_of(town) == 5
    coordinator.post(path, {f"{town.pk}-smallest": 10})
    assert smallest_of(town) == 10
    assert "Skriv ett tal från 1 till 50." in text_of(coordinator.post(path, {f"{town.pk}-smallest": 0}, follow=True))
    assert smallest_of(town) == 10


def test_leaders_and_other_towns_reach_none_of_it(client: Client, town: Municipality, club: Association) -> None:
    figure = SurveyFigure.objects.create(municipality=town, year=2025, question="Trygga", percent=70, source="")
    survey_list = SurveyImport.objects.create(municipality=town, filename="a.csv", rows=[])
    report = FrozenReport.objects.create(
        municipality=town,
        name="Till nämnden",
        first=FRIDAY,
        last=SATURDAY,
        figures={},
        frozen_at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    pages = [
        reverse("fieldwork:follow_up_words", args=[town.pk]),
        reverse("fieldwork:surveys", args=[town.pk]),
        reverse("fieldwork:survey_list", args=[survey_list.uuid]),
        reverse("fieldwork:frozen_report", args=[report.pk]),
        f"{reverse('fieldwork:freeze_report')}?kommun={town.pk}",
        f"{reverse('fieldwork:follow_up_public')}?kommun={town.pk}",
    ]
    acts = [
        reverse("fieldwork:remove_survey_figure", args=[figure.pk]),
        reverse("fieldwork:discard_survey_list", args=[survey_list.uuid]),
        reverse("fieldwork:withdraw_report", args=[report.pk]),
        reverse("fieldwork:smallest_number", args=[town.pk]),
    ]
    for user in (leader_of(club), coordinator_of(MunicipalityFactory())):
        client.force_login(user)
        assert [client.get(path).status_code for path in pages] == [404] * len(pages)
        assert [client.post(path).status_code for path in acts] == [404] * len(acts)
    client.logout()
    assert {client.get(path).status_code for path in pages} == {302}
    assert client.get(reverse("fieldwork:survey_list", args=[uuid4()])).status_code == 302
