"""Noting a fault from one's own page, with a photo or without, and telling whether it is mended."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from fieldwork.models import Observation, ObservationCategory, ObservationPhoto, Sighting
from scheduling.models import Attendance
from tests.factories import AssociationFactory, AttendanceFactory, ShiftFactory, member_of
from tests.factories.fieldwork import ObservationFactory
from tests.scheduling.own_pages import let_in

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 10, 16, 20, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tonight() -> Iterator[None]:
    with time_machine.travel(NIGHT, tick=False):
        yield


@pytest.fixture
def place() -> Attendance:
    association = AssociationFactory()
    shift = ShiftFactory(association=association, state="under_way")
    return AttendanceFactory(  # type: ignore[no-any-return]  # a factory is not typed
        shift=shift, volunteer=member_of(association, name="Anna Lind"), state="confirmed"
    )


@pytest.fixture
def token(client: Client, place: Attendance) -> str:
    """Of Anna's page, whose gate this browser has passed."""
    return let_in(client, place.volunteer, now=NIGHT).removeprefix("/jag/")


def address(token: str, place: Attendance) -> str:
    return reverse("fieldwork:observe", args=[token, place.pk])


def told(client: Client, token: str, attendance: Attendance, /, *, accept: str = "", **fields: Any) -> Any:
    page = client.get(address(token, attendance))
    kinds = {one.code: one.pk for one in page.context["form"].categories.values()}
    data = {"client_key": uuid4(), "category": kinds["lamp"], "place": "Tunneln mot Masmo", **fields}
    headers = {"accept": accept} if accept else {}
    return client.post(address(token, attendance), data, headers=headers)


def photo(kind: str = "JPEG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, kind)
    return file.getvalue()


def test_a_lamp_is_noted_and_stands_on_the_page(client: Client, token: str, place: Attendance) -> None:
    answer = told(client, token, place, lamp_post="VG 12", note="Andra lampan")
    observation = Observation.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, address(token, place))
    page = client.get(address(token, place)).content.decode()
    assert f"Tack, det är noterat. Det heter {observation.reference}." in page
    assert "Noterat i kväll" in page
    assert (observation.place, observation.lamp_post, observation.note) == (
        "Tunneln mot Masmo",
        "VG 12",
        "Andra lampan",
    )
    sighting = Sighting.objects.get()
    assert (sighting.volunteer, sighting.shift, sighting.seen_at) == (place.volunteer, place.shift, NIGHT)


def test_one_that_is_known_is_said_to_be(client: Client, token: str, place: Attendance) -> None:
    told(client, token, place)
    told(client, token, place)
    page = client.get(address(token, place)).content.decode()
    assert "Den är redan anmäld, vi lägger till att ni såg den." in page
    assert (Observation.objects.count(), Sighting.objects.count()) == (1, 2)


def test_what_a_phone_kept_is_answered_in_json_and_kept_once(client: Client, token: str, place: Attendance) -> None:
    key, before = uuid4(), (NIGHT - timedelta(hours=2)).isoformat().replace("+00:00", "Z")
    answers = [
        told(client, token, place, accept="application/json", client_key=key, seen_at=before) for _time in range(2)
    ]
    reference = Observation.objects.get().reference
    said = {"reference": reference, "words": f"Tack, det är noterat. Det heter {reference}."}
    assert [answer.json() for answer in answers] == [said, said]
    assert Sighting.objects.get().seen_at == NIGHT - timedelta(hours=2)


def test_what_is_missing_is_said_where_it_is_missing(client: Client, token: str, place: Attendance) -> None:
    answer = told(client, token, place, category="", place="", accept="application/json")
    assert (answer.status_code, answer.json()) == (422, {"errors": {"category": ["Välj vad det är."]}})
    page = told(client, token, place, place="")
    assert page.status_code == 422
    assert "Säg var: en punkt, ett stolpnummer eller några ord." in page.content.decode()
    assert Observation.objects.count() == 0


def test_words_about_somebody_are_refused_and_stay_in_the_form(client: Client, token: str, place: Attendance) -> None:
    page = told(client, token, place, note="Moped ABC 123 körde på stolpen")
    assert (page.status_code, Observation.objects.count()) == (422, 0)
    assert "Det ser ut som ett registreringsnummer." in page.content.decode()
    assert "Moped ABC 123 körde på stolpen</textarea>" in page.content.decode()


def test_a_name_of_the_crew_can_be_meant_as_a_word(client: Client, token: str, place: Attendance) -> None:
    page = told(client, token, place, note="Annas lampa").content.decode()
    assert "Du har skrivit Anna." in page
    assert 'id="inget-namn">' in page
    assert told(client, token, place, note="Annas lampa", may_name="on").status_code == 303


def test_a_point_is_two_figures_in_a_town(client: Client, token: str, place: Attendance) -> None:
    assert told(client, token, place, place="", latitude="59.266", longitude="17.886").status_code == 303
    half = told(client, token, place, latitude="59.266").content.decode()
    assert "En punkt är två tal: latitud och longitud." in half
    far = told(client, token, place, latitude="17.886", longitude="59.266").content.decode()
    assert "Punkten ligger långt från kommunen. Säg platsen med ord i stället." in far


def test_a_photo_is_made_anew(client: Client, token: str, place: Attendance) -> None:
    upload = SimpleUploadedFile("../../bild.php", photo("PNG"), content_type="application/x-php")
    assert told(client, token, place, photo=upload).status_code == 303
    kept = ObservationPhoto.objects.get()
    assert (bytes(kept.jpeg)[:3], kept.width, kept.height) == (b"\xff\xd8\xff", 40, 30)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "Filen är inget foto."),
        (photo()[:200], "Fotot är trasigt eller kom inte fram helt. Försök igen."),
        (photo() + b"<html>", "Filen är något mer än ett foto. Ta ett nytt med kameran."),
        (b"", "Fotot är trasigt eller kom inte fram helt. Försök igen."),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(
    client: Client, token: str, place: Attendance, content: bytes, sentence: str
) -> None:
    page = told(client, token, place, photo=SimpleUploadedFile("foto.jpg", content, content_type="image/jpeg"))
    assert (page.status_code, Observation.objects.count()) == (422, 0)
    assert sentence in page.content.decode()


class Endless(BytesIO):
    """Two hundred megabytes that begin like a photo and are nowhere kept."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 200 << 20
        self.name = "foto.jpg"

    def read(self, size: int | None = -1, /) -> bytes:
        some = min(self.left, size if size and size > 0 else self.left)
        self.left -= some
        return b"\xff" * some


def test_two_hundred_megabytes_are_refused_and_never_kept(client: Client, token: str, place: Attendance) -> None:
    page = told(client, token, place, photo=Endless())
    assert (page.status_code, Observation.objects.count()) == (422, 0)
    assert "Fotot är större än 15 MB. Ta ett nytt med lägre upplösning." in page.content.decode()
    assert page.wsgi_request.FILES["photo"].size < 16 << 20


def test_nobody_else_reaches_the_page(client: Client, token: str, place: Attendance) -> None:
    other = AttendanceFactory(shift=place.shift, volunteer=member_of(place.shift.association), state="confirmed")
    assert client.get(address(token, other)).status_code == 404
    assert Client().get(address(token, place)).status_code == 303
    assert client.get(address("x" * 20, place)).status_code == 404


def test_the_group_tells_if_it_is_mended(client: Client, token: str, place: Attendance) -> None:
    town = place.shift.association.municipality
    observation = ObservationFactory(municipality=town, state="fixed", fixed_at=NIGHT - timedelta(days=2))
    page = client.get(address(token, place)).content.decode()
    assert ("Är det lagat?" in page, observation.reference in page) == (True, True)

    asked = reverse("fieldwork:observation_answer", args=[token, place.pk, observation.pk])
    said = client.post(asked, {"svar": "kvar"}, follow=True).content.decode()

    observation.refresh_from_db()
    assert (observation.state, "Tack för att ni tittade." in said, "Är det lagat?" in said) == ("new", True, False)
    again = client.post(asked, {"svar": "lagat"}, follow=True).content.decode()
    observation.refresh_from_db()
    assert (observation.state, "Någon i gruppen har redan svarat." in again) == ("new", True)


def test_a_town_without_kinds_gets_those_from_the_start(client: Client, token: str, place: Attendance) -> None:
    page = client.get(address(token, place)).content.decode()
    assert ObservationCategory.objects.filter(municipality=place.shift.association.municipality).count() == 12
    assert page.count('name="category"') == 10


def test_the_page_of_the_night_leads_here_and_lists_it(client: Client, token: str, place: Attendance) -> None:
    hub = reverse("fieldwork:out", args=[token, place.pk])
    assert f'href="{address(token, place)}"' in client.get(hub).content.decode()
    told(client, token, place)
    page = client.get(hub).content.decode()
    assert (Observation.objects.get().reference in page, "Notera något mer" in page) == (True, True)
