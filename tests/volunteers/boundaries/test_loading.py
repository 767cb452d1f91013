"""Boundaries on their way in, through the coordinator's pages: matched, looked through, accepted once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.factories import AssociationFactory, DistrictFactory, MunicipalityFactory, coordinator_of, leader_of
from tests.volunteers.boundaries.files import collection, feature, square
from volunteers.domain.boundaries.loading import accept, dispose_old_files, read_file
from volunteers.exceptions import ImportClosed
from volunteers.models import BoundaryImport, District, DistrictBoundary, Municipality

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
FILE = collection(feature("VÅRBY"), feature("Skogås kommundel", square(1)), feature("Trångsund", square(2)[:-1]))


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Huddinge kommun")
    return made


@pytest.fixture
def varby(town: Municipality) -> District:
    made: District = DistrictFactory(municipality=town, name="Vårby")
    return made


@pytest.fixture
def skogas(town: Municipality) -> District:
    made: District = DistrictFactory(municipality=town, name="Skogås")
    return made


@pytest.fixture
def coordinator(client: Client, town: Municipality, varby: District, skogas: District) -> Client:
    client.force_login(coordinator_of(town))
    return client


def upload(client: Client, town: Municipality, content: bytes = FILE) -> Any:
    file = SimpleUploadedFile("kommundelar.geojson", content)
    return client.post(reverse("volunteers:boundaries", args=[town.pk]), {"file": file}, follow=True)


def text_of(response: Any) -> str:
    body = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def there() -> dict[str, Any]:
    return {one.district.name: one.shape for one in DistrictBoundary.objects.select_related("district")}


def test_the_preview_says_what_is_known_and_what_is_not_and_saves_nothing(
    coordinator: Client, town: Municipality
) -> None:
    response = upload(coordinator, town)

    said = text_of(response)
    assert "Ingenting är sparat än. 1 område känns igen. 1 yta känns inte igen. 1 går inte att läsa." in said
    assert "Namnen är lästa ur egenskapen namn." in said
    assert "Trångsund : Gränsen är inte sluten: den sista punkten ska vara den första." in said
    assert "Områden som filen inte säger något om Skogås." in said
    assert there() == {}


def test_a_person_has_the_last_word_on_which_is_which_and_the_next_file_is_known_by_it(
    coordinator: Client, town: Municipality, varby: District, skogas: District
) -> None:
    preview = upload(coordinator, town).request["PATH_INFO"]
    done = coordinator.post(preview, {"0": varby.pk, "1": skogas.pk}, follow=True)

    assert "2 gränser är inlästa." in done.content.decode()
    assert "Alla områden har en gräns." in text_of(done)
    assert there() == {"Vårby": [[square()]], "Skogås": [[square(1)]]}
    assert "2 områden känns igen." in text_of(upload(coordinator, town))


def test_only_what_is_chosen_is_replaced(
    coordinator: Client, town: Municipality, varby: District, skogas: District
) -> None:
    first = upload(coordinator, town).request["PATH_INFO"]
    coordinator.post(first, {"0": varby.pk, "1": skogas.pk})
    second = upload(coordinator, town, collection(feature("Vårby", square(5)))).request["PATH_INFO"]
    coordinator.post(second, {"0": varby.pk})

    assert there() == {"Vårby": [[square(5)]], "Skogås": [[square(1)]]}


def test_two_surfaces_for_one_district_are_put_together(
    coordinator: Client, town: Municipality, varby: District
) -> None:
    preview = upload(coordinator, town).request["PATH_INFO"]
    coordinator.post(preview, {"0": varby.pk, "1": varby.pk})

    ((ring,),) = there()["Vårby"]
    assert {tuple(position) for position in ring} >= {(17.88, 59.26), (17.9, 59.26), (17.9, 59.27), (17.88, 59.27)}


def test_nothing_chosen_is_asked_about(coordinator: Client, town: Municipality) -> None:
    preview = upload(coordinator, town).request["PATH_INFO"]
    response = coordinator.post(preview, {})
    assert (response.status_code, "Välj minst ett område att läsa in." in text_of(response)) == (422, True)


def test_a_name_that_two_districts_have_is_left_to_a_person(coordinator: Client, town: Municipality) -> None:
    DistrictFactory(municipality=town, parent=District.objects.get(name="Skogås"), name="Vårby")
    assert "0 områden känns igen. 2 ytor känns inte igen." in text_of(upload(coordinator, town))


def test_a_file_is_accepted_once(town: Municipality, varby: District) -> None:
    kept = read_file(FILE, filename="a.geojson", municipality=town, uploaded_by=None, now=NOW)
    accept(kept, chosen={0: varby}, by=None, now=NOW)

    with pytest.raises(ImportClosed, match="Filen är redan inläst, eller borttagen"):
        accept(kept, chosen={1: varby}, by=None, now=NOW)
    assert there() == {"Vårby": [[square()]]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Filen är tom."),
        (b"x" * (settings.UPLOAD_MAX_SIZE + 1), "Filen är större än 5 MB."),
        (b"{", "Filen är inte GeoJSON, eller så är den avbruten."),
    ],
)
def test_a_file_that_is_refused_says_why_and_nothing_is_lost(
    coordinator: Client, town: Municipality, varby: District, content: bytes, said: str
) -> None:
    preview = upload(coordinator, town).request["PATH_INFO"]
    coordinator.post(preview, {"0": varby.pk})

    response = upload(coordinator, town, content)

    assert (response.status_code, said in text_of(response)) == (422, True)
    assert there() == {"Vårby": [[square()]]}


def test_a_boundary_is_taken_away_and_the_district_stays(
    coordinator: Client, town: Municipality, varby: District
) -> None:
    preview = upload(coordinator, town).request["PATH_INFO"]
    coordinator.post(preview, {"0": varby.pk})
    page = coordinator.get(reverse("volunteers:edit_district", args=[varby.pk]))
    assert "Ta bort gränsen för Vårby" in page.content.decode()

    response = coordinator.post(reverse("volunteers:remove_boundary", args=[varby.pk]), follow=True)

    assert "Gränsen för Vårby är borttagen." in response.content.decode()
    assert there() == {}
    assert District.objects.filter(pk=varby.pk).exists()


def test_a_file_is_thrown_away(coordinator: Client, town: Municipality) -> None:
    upload(coordinator, town)
    kept = BoundaryImport.objects.get()
    coordinator.post(reverse("volunteers:discard_boundaries", args=[kept.uuid]))
    assert not BoundaryImport.objects.exists()


def test_files_that_nobody_accepted_are_gone_the_next_day(town: Municipality) -> None:
    for hours in (23, 25):
        read_file(FILE, filename="a.geojson", municipality=town, uploaded_by=None, now=NOW - timedelta(hours=hours))
    assert dispose_old_files(NOW) == 1


def test_only_coordinators_of_the_town_have_these_pages(client: Client, town: Municipality, varby: District) -> None:
    kept = read_file(FILE, filename="a.geojson", municipality=town, uploaded_by=None, now=NOW)
    club = AssociationFactory(municipality=town)
    for stranger in (leader_of(club), coordinator_of(MunicipalityFactory())):
        client.force_login(stranger)
        preview = reverse("volunteers:preview_boundaries", args=[kept.uuid])
        assert client.get(reverse("volunteers:boundaries", args=[town.pk])).status_code == 404
        assert client.get(preview).status_code == 404
        assert client.post(preview, {"0": varby.pk}).status_code == 404
        assert client.post(reverse("volunteers:discard_boundaries", args=[kept.uuid])).status_code == 404
        assert client.post(reverse("volunteers:remove_boundary", args=[varby.pk])).status_code == 404
    assert (there(), BoundaryImport.objects.count()) == ({}, 1)
