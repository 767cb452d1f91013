"""What partners read of what groups have seen: filters, pages, words that are held back, and being told of changes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.domain.keys import make_key
from api.domain.telling import tell_partners
from api.enums import Scope
from api.models import Partner, PartnerEvent
from fieldwork.domain.observations.joining import join_observations
from fieldwork.domain.observations.noting import Seen, note_observation
from fieldwork.domain.observations.spots import Spot
from fieldwork.domain.observations.states import move_observation
from fieldwork.domain.referrals.opening import open_referrals
from fieldwork.domain.referrals.reviewing import hand_over_by_hand
from fieldwork.enums import ObservationState
from fieldwork.models import Observation, ObservationPhoto
from scheduling.domain.origins import BY_CLOCK
from tests.factories import DistrictFactory
from tests.factories.fieldwork import ObservationCategoryFactory, ObservationFactory, PlaceOwnerFactory

pytestmark = pytest.mark.django_db
PATH = "/api/v1/observations"
NOW = datetime(2026, 10, 19, 8, 0, tzinfo=UTC)
MADE = datetime(2026, 10, 1, tzinfo=UTC)
Read = Callable[..., Any]


@pytest.fixture
def read(client: Client, partner: Partner) -> Read:
    token = make_key(partner, scopes=[Scope.OBSERVATIONS, Scope.EVENTS], now=MADE)[1]

    def ask(path: str = PATH, *, status: int = 200, **query: Any) -> Any:
        answer = client.get(path, query_params=query, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == status, answer.content
        return answer

    return ask


def seen(partner: Partner, **facts: Any) -> Observation:
    observation: Observation = ObservationFactory(municipality=partner.municipality, **facts)
    return observation


def references(answer: Any) -> list[str]:
    return [one["properties"]["reference"] for one in answer.json()["features"]]


def test_list_is_geojson_oldest_first_and_comes_in_pages(read: Read, partner: Partner) -> None:
    for number in range(3):
        seen(partner, reference=f"VA-{number}", first_seen_at=NOW - timedelta(days=3 - number))
    first = read(limit=2)
    assert first["Content-Type"] == "application/geo+json"
    assert references(first) == ["VA-0", "VA-1"]
    second = read(first.json()["next"].removeprefix(settings.PUBLIC_URL))
    assert (references(second), second.json()["next"]) == (["VA-2"], None)
    assert references(read(ordering="-first_seen_at")) == ["VA-2", "VA-1", "VA-0"]


def test_words_are_held_back_until_somebody_has_handed_them_over(read: Read, partner: Partner) -> None:
    observation = seen(partner, place="Bakom Annas hus", note="Anna bor där")
    ObservationPhoto.objects.create(observation=observation, jpeg=b"jpeg", width=4, height=3, added_at=NOW)
    before = read(f"{PATH}/{observation.uuid}")
    assert "Anna" not in before.content.decode()
    assert "photo" not in before.content.decode()
    assert (before.json()["properties"]["place"], before.json()["properties"]["description"]) == (None, None)
    owner = PlaceOwnerFactory(municipality=partner.municipality)
    open_referrals(NOW)
    referral = observation.referrals.get()
    hand_over_by_hand(referral, owner=owner, message="Helt mörkt", origin=BY_CLOCK, now=NOW)
    after = read(f"{PATH}/{observation.uuid}").json()["properties"]
    assert (after["place"], after["description"], after["state"]) == ("Bakom Annas hus", "Helt mörkt", "sent")
    assert after["owner"] == {"id": str(owner.uuid), "name": owner.name, "kind": "municipality"}
    assert before["ETag"] != read(f"{PATH}/{observation.uuid}")["ETag"]


def test_filters_narrow_the_list(read: Read, partner: Partner) -> None:
    town = partner.municipality
    lighting = ObservationCategoryFactory(municipality=town, code="lighting")
    lamp = ObservationCategoryFactory(municipality=town, code="lamp", parent=lighting)
    varby = DistrictFactory(municipality=town)
    yards = DistrictFactory(municipality=town, parent=varby)
    owner = PlaceOwnerFactory(municipality=town)
    seen(partner, reference="VA-1", category=lamp, district=yards, owner=owner, longitude=17.9, latitude=59.3)
    seen(partner, reference="VA-2", category=lighting, state="sent", longitude=-179.0, latitude=0.0)
    seen(partner, reference="VA-3", longitude=None, latitude=None, state="closed")
    found = {
        str(query): references(read(**query))
        for query in (
            {"category": "lighting"},
            {"category": "lamp"},
            {"category": "none"},
            {"state": ["sent", "closed"]},
            {"district": varby.uuid},
            {"owner": owner.uuid},
            {"bbox": "17,59,18,60"},
            {"bbox": "170,-10,-170,10"},
            {"bbox": "-180,-90,180,90"},
        )
    }
    assert list(found.values()) == [
        *(["VA-1", "VA-2"], ["VA-1"], [], ["VA-2", "VA-3"], ["VA-1"], ["VA-1"], ["VA-1"], ["VA-2"], ["VA-1", "VA-2"])
    ]


@pytest.mark.parametrize(
    "box", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "17,60,18,59", "17,59,18,91", "181,0,0,0", "nan,0,1,1"]
)
def test_box_that_is_none_is_told_of(read: Read, box: str) -> None:
    assert read(bbox=box, status=400).json()["errors"][0]["parameter"] == "bbox"


def test_members_are_chosen(read: Read, partner: Partner) -> None:
    seen(partner, reference="VA-1")
    (shown,) = read(fields="id,properties.reference").json()["features"]
    assert shown == {"type": "Feature", "id": shown["id"], "properties": {"reference": "VA-1"}}


def test_list_asks_no_more_of_the_database_when_there_is_more_to_show(read: Read, partner: Partner) -> None:
    counts = []
    read()  # that the key is in use is written down at its first reading
    for _more in range(2):
        for _each in range(3):
            seen(partner, district=DistrictFactory(municipality=partner.municipality), owner=PlaceOwnerFactory())
        with CaptureQueriesContext(connection) as asked:
            read()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def note(partner: Partner, *, at: datetime, client_key: UUID | None = None) -> Observation:
    category = partner.municipality.observation_categories.first() or ObservationCategoryFactory(
        municipality=partner.municipality
    )
    what = Seen(category=category, spot=Spot(point=[17.883, 59.264]))
    return note_observation(what, client_key=client_key or uuid4(), origin=BY_CLOCK, now=at)


def told(partner: Partner) -> list[tuple[str, UUID]]:
    return list(PartnerEvent.objects.filter(partner=partner).order_by("sequence").values_list("type", "subject"))


def test_partner_is_told_of_what_is_noted_and_what_becomes_of_it(read: Read, partner: Partner) -> None:
    observation = note(partner, at=NOW)
    tell_partners(NOW)
    note(partner, at=NOW)
    move_observation(observation, ObservationState.FIXED, origin=BY_CLOCK, now=NOW)
    tell_partners(NOW)
    tell_partners(NOW)
    assert told(partner) == [("observation.noted", observation.uuid), ("observation.changed", observation.uuid)]
    events = read("/api/v1/events").json()["results"]
    assert [one["data"]["url"].rpartition(PATH)[2] for one in events] == [f"/{observation.uuid}"] * 2


def test_reader_goes_on_from_the_number_it_has_come_to(read: Read, partner: Partner) -> None:
    observation = note(partner, at=NOW)
    tell_partners(NOW)
    other = seen(partner)
    sequence = read()["Lykta-Sequence"]
    assert references(read(updated_since=sequence)) == []
    move_observation(other, ObservationState.CLOSED, origin=BY_CLOCK, now=NOW)
    tell_partners(NOW)
    assert references(read(updated_since=sequence)) == [other.reference]
    assert sorted(references(read(updated_since=0))) == sorted([observation.reference, other.reference])


def test_partner_without_the_scope_is_told_nothing(partner: Partner) -> None:
    make_key(partner, scopes=[Scope.SHIFTS, Scope.EVENTS], now=MADE)
    note(partner, at=NOW)
    tell_partners(NOW)
    assert told(partner) == []


def test_partners_learn_what_turned_out_to_be_the_same(read: Read, partner: Partner) -> None:
    kept, gone = seen(partner, reference="VA-1"), seen(partner, reference="VA-2")
    tell_partners(NOW)
    before = PartnerEvent.objects.count()
    join_observations(gone, kept, origin=BY_CLOCK, now=NOW)
    tell_partners(NOW)
    shown = read(f"{PATH}/{gone.uuid}").json()["properties"]
    assert (shown["state"], shown["same_as"]) == ("closed", str(kept.uuid))
    assert read(f"{PATH}/{kept.uuid}").json()["properties"]["same_as"] is None
    told = PartnerEvent.objects.order_by("pk")[before:]
    assert [(one.type, one.subject) for one in told] == [
        ("observation.changed", kept.uuid),
        ("observation.changed", gone.uuid),
    ]
