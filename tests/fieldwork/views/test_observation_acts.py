"""What a coordinator, and a leader of those who saw it, does to an observation at a desk."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fieldwork.domain.observations.categories import open_categories
from fieldwork.domain.observations.noting import Seen, note_observation
from fieldwork.domain.observations.spots import Spot
from fieldwork.models import Observation, ObservationCategory, Sighting
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.models import Shift
from tests.factories import AssociationFactory, ShiftFactory, coordinator_of, leader_of
from tests.fieldwork.photos import street, with_place
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 10, 16, 20, 30, tzinfo=UTC)


@pytest.fixture
def shift() -> Shift:
    shift: Shift = ShiftFactory()
    open_categories(shift.association.municipality)
    return shift


@pytest.fixture
def town(shift: Shift) -> Municipality:
    return shift.association.municipality


def kind(town: Municipality, code: str) -> ObservationCategory:
    return ObservationCategory.objects.get(municipality=town, code=code)


def noted(shift: Shift, code: str = "lamp", place: str = "Tunneln") -> Observation:
    seen = Seen(kind(shift.association.municipality, code), Spot([17.886, 59.266], place))
    return note_observation(seen, client_key=uuid4(), origin=Origin(Door.PERSONAL), shift=shift, now=NIGHT)


def address(name: str, *args: int) -> str:
    return reverse(f"fieldwork:{name}", args=args)


def test_a_coordinator_notes_what_a_caller_told(client: Client, town: Municipality) -> None:
    user = coordinator_of(town)
    client.force_login(user)
    here = address("note_observation", town.pk)
    assert "Ny iakttagelse" in client.get(address("observations")).content.decode()
    told = {
        "client_key": str(uuid4()),
        "category": str(kind(town, "lamp").pk),
        "place": "Vid bussen",
        "photo": SimpleUploadedFile("a.jpg", with_place(street()), "image/jpeg"),
    }
    page = client.post(here, told, follow=True).content.decode()
    found = Observation.objects.get()
    assert f"{found.reference} är noterad." in page
    assert ("Kommunen fick veta" in page, found.photos.count(), found.sightings.count()) == (True, 1, 1)
    assert found.events.order_by("pk")[0].actor == user
    again = {**told, "client_key": str(uuid4()), "photo": ""}
    page = client.post(here, again, follow=True).content.decode()
    assert (f"{found.reference} fanns redan." in page, Sighting.objects.count()) == (True, 2)


def test_what_a_coordinator_notes_is_held_to_the_same_rules(client: Client, town: Municipality) -> None:
    client.force_login(coordinator_of(town))
    told = {"client_key": str(uuid4()), "category": str(kind(town, "lamp").pk)}
    for place, said in (("", "Säg var"), ("Hos 19900101-1239", "Det ser ut som")):
        answer = client.post(address("note_observation", town.pk), {**told, "place": place})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Observation.objects.exists()


def test_a_leader_notes_on_a_night_and_not_at_the_desk(client: Client, shift: Shift) -> None:
    client.force_login(leader_of(shift.association))
    assert client.get(address("note_observation", shift.association.municipality_id)).status_code == 404
    assert "Ny iakttagelse" not in client.get(address("observations")).content.decode()


@pytest.mark.parametrize("who", ["coordinator", "leader"])
def test_it_is_corrected_by_those_who_know(client: Client, shift: Shift, who: str) -> None:
    lamp, town = noted(shift), shift.association.municipality
    client.force_login(coordinator_of(town) if who == "coordinator" else leader_of(shift.association))
    here = address("correct_observation", lamp.pk)
    assert here in client.get(address("observation", lamp.pk)).content.decode()
    form = client.get(here).context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    page = client.post(here, {**told, "lamp_post": "VG 14", "latitude": "59.2665"}, follow=True).content.decode()
    lamp.refresh_from_db()
    assert (lamp.lamp_post, lamp.latitude, lamp.longitude) == ("VG 14", 59.2665, 17.886)
    assert f"{lamp.reference} är rättad." in page
    assert "Stolpnummer: – → VG 14. Punkten är flyttad 56 meter." in page
    stale = client.post(here, {**told, "lamp_post": "VG 15"})
    assert (stale.status_code, "medan du skrev" in stale.content.decode()) == (422, True)


def test_those_who_did_not_see_it_only_read(client: Client, shift: Shift) -> None:
    lamp = noted(shift)
    neighbour = leader_of(AssociationFactory(municipality=shift.association.municipality))
    client.force_login(neighbour)
    assert "Rätta" not in client.get(address("observation", lamp.pk)).content.decode()
    assert client.get(address("correct_observation", lamp.pk)).status_code == 404
    assert client.post(address("remark_on_observation", lamp.pk), {"words": "Hej"}).status_code == 404


def test_a_remark_is_read_by_all_who_read_the_rest(client: Client, shift: Shift) -> None:
    lamp = noted(shift)
    client.force_login(leader_of(shift.association))
    here = address("remark_on_observation", lamp.pk)
    page = client.post(here, {"words": "Vaktmästaren har nyckeln."}, follow=True).content.decode()
    assert ("Anteckningen är sparad." in page, "<q>Vaktmästaren har nyckeln.</q>" in page) == (True, True)
    refused = client.post(here, {"words": "Ring 070-174 06 12"})
    assert (refused.status_code, "Ring 070-174 06 12</textarea>" in refused.content.decode()) == (422, True)
    assert "Skriv något först." in client.post(here, {"words": " "}).content.decode()


def test_two_are_joined_and_it_is_undone(client: Client, shift: Shift) -> None:
    lamp, rubbish = noted(shift), noted(shift, "litter", "Trappan")
    client.force_login(coordinator_of(shift.association.municipality))
    page = client.get(address("observation", lamp.pk)).content.decode()
    assert f"{rubbish.reference}: Glas och skräp, Trappan, 0 meter bort" in page
    joined = client.post(address("join_observation", lamp.pk), {"other": rubbish.pk}, follow=True)
    assert joined.redirect_chain[-1][0] == address("observation", rubbish.pk)
    assert f"{lamp.reference} är nu en del av {rubbish.reference}." in joined.content.decode()
    gone = client.get(address("observation", lamp.pk)).content.decode()
    assert f"Det här är samma fel som {rubbish.reference}." in gone
    assert ('id="lage"' in gone, "Rätta" in gone) == (False, False)
    assert client.get(address("correct_observation", lamp.pk)).status_code == 404
    page = client.post(address("undo_joining", lamp.pk), follow=True).content.decode()
    lamp.refresh_from_db()
    assert (f"{lamp.reference} är öppen igen" in page, lamp.state, lamp.sightings.count()) == (True, "new", 1)


def test_any_other_is_joined_by_its_reference(client: Client, shift: Shift) -> None:
    lamp, rubbish = noted(shift), noted(shift, "litter")
    client.force_login(coordinator_of(shift.association.municipality))
    here = address("join_observation", lamp.pk)
    for told, said in (({}, "Välj vilken"), ({"reference": "VA-3333"}, "har den beteckningen")):
        answer = client.post(here, told)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    answer = client.post(here, {"reference": lamp.reference})
    assert (answer.status_code, "Välj en annan öppen" in answer.content.decode()) == (422, True)
    client.post(here, {"reference": rubbish.reference.lower().replace("-", " ")})
    lamp.refresh_from_db()
    assert lamp.joined_to == rubbish


def test_one_time_it_was_seen_becomes_one_of_its_own(client: Client, shift: Shift) -> None:
    lamp = noted(shift)
    noted(shift)
    client.force_login(coordinator_of(shift.association.municipality))
    assert client.get(address("observation", lamp.pk)).content.decode().count("Gör till en egen") == 2
    sighting = lamp.sightings.order_by("pk")[0]
    part = address("part_sighting", lamp.pk, sighting.pk)
    page = client.post(part, {"place": "Bakom skolan"}, follow=True).content.decode()
    parted = Observation.objects.exclude(pk=lamp.pk).get()
    assert f"{parted.reference} är en egen iakttagelse nu." in page
    assert client.post(part).status_code == 404


def test_leaders_neither_join_nor_part(client: Client, shift: Shift) -> None:
    lamp, rubbish = noted(shift), noted(shift, "litter")
    client.force_login(leader_of(shift.association))
    page = client.get(address("observation", lamp.pk)).content.decode()
    assert ("Slå ihop" in page, "Gör till en egen" in page) == (False, False)
    sighting = lamp.sightings.get()
    for there in (
        address("join_observation", lamp.pk),
        address("undo_joining", lamp.pk),
        address("part_sighting", lamp.pk, sighting.pk),
    ):
        assert client.post(there, {"other": rubbish.pk}).status_code == 404
