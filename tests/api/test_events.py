"""What partners are told of, in numbers without gaps."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from api.domain.keys import make_key, revoke_key
from api.domain.partners import close_out
from api.domain.telling import dispose_of_old_events, let_rest, tell_partners
from api.models import ApiKey, Partner, PartnerEvent
from scheduling.domain.crews import CrewSize
from scheduling.domain.history import record_event
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.origins import Origin
from scheduling.domain.routes import save_route
from scheduling.domain.shifts import cancel_shift, plan_shift, publish_shifts, revise_shift
from scheduling.enums import Door, EventKind, ShiftState
from scheduling.models import Shift, ShiftEvent
from tests.api.conftest import MADE, Read
from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    RouteFactory,
    ShiftFactory,
    coordinator_of,
    member_of,
)
from tests.support.at_once import at_once, threads_share_the_database
from volunteers.models import Association, Municipality

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
PATH = "/api/v1/events"
BY_LEADER = Origin(Door.PAGE)
CREW = CrewSize(safe=2, minimum=3, target=4, maximum=5, leaders=1)


@pytest.fixture
def association(municipality: Municipality) -> Association:
    association: Association = AssociationFactory(municipality=municipality)
    return association


@pytest.fixture(autouse=True)
def _key(token: str) -> None:
    """The partner has a key of everything, unless a test takes it away."""


def walk(association: Association, **fields: Any) -> Shift:
    shift: Shift = ShiftFactory(association=association, **fields)
    return shift


def happen(shift: Shift, kind: EventKind = EventKind.PUBLISHED, *, at: datetime = NOW) -> ShiftEvent:
    return record_event(shift, kind, origin=BY_LEADER, now=at)


def told(partner: Partner) -> list[tuple[int, str]]:
    return list(PartnerEvent.objects.filter(partner=partner).values_list("sequence", "type"))


def test_event_is_ids_and_a_number(read: Read, partner: Partner, association: Association) -> None:
    shift = walk(association)
    happen(shift)
    tell_partners(NOW + timedelta(seconds=1))
    event = PartnerEvent.objects.get()
    assert read(PATH).json() == {
        "next": None,
        "latest": 1,
        "results": [
            {
                "id": f"evt_{event.uuid.hex}",
                "type": "shift.published",
                "timestamp": "2026-10-12T10:00:00.000000Z",
                "sequence": 1,
                "data": {
                    "id": str(shift.uuid),
                    "district": str(shift.route.district.uuid),
                    "url": f"{settings.PUBLIC_URL}/api/v1/shifts/{shift.uuid}",
                },
            }
        ],
    }


def test_story_of_a_night_is_told_from_when_it_is_published(partner: Partner, association: Association) -> None:
    night: Any = {"route": RouteFactory(municipality=association.municipality), "crew": CREW, "origin": BY_LEADER}
    night |= {"starts_at": NOW + timedelta(days=4), "ends_at": NOW + timedelta(days=4, hours=4)}
    shift = plan_shift(association=association, **night, now=NOW)
    shift = revise_shift(shift, **night, kind=shift.kind, note="", now=NOW)
    tell_partners(NOW)
    assert told(partner) == []
    publish_shifts([shift], origin=BY_LEADER, now=NOW)
    shift.refresh_from_db()
    invite_volunteers(shift, [member_of(association) for _ in range(3)], as_leader=False, origin=BY_LEADER, now=NOW)
    shift = revise_shift(shift, **night, kind=shift.kind, note="Ny", now=NOW)
    cancel_shift(shift, origin=BY_LEADER, now=NOW)
    tell_partners(NOW)
    types = ["shift.published", "shift.changed", "shift.cancelled", "shift.coverage_changed"]
    assert told(partner) == list(enumerate(types, 1))


@pytest.mark.parametrize("are_told_between", [False, True])
def test_draft_that_is_dropped_was_never_there(
    partner: Partner, association: Association, *, are_told_between: bool
) -> None:
    shift = walk(association, state=ShiftState.DRAFT)
    happen(shift, EventKind.CHANGED)
    if are_told_between:
        tell_partners(NOW)
    cancel_shift(shift, origin=BY_LEADER, now=NOW)
    tell_partners(NOW)
    assert told(partner) == []
    assert not ShiftEvent.objects.filter(processed_at=None).exists()


def test_what_befell_a_draft_before_it_was_published_is_not_told(partner: Partner, association: Association) -> None:
    shift = walk(association, state=ShiftState.DRAFT)
    happen(shift, EventKind.CHANGED)
    publish_shifts([shift], origin=BY_LEADER, now=NOW)
    tell_partners(NOW)
    assert told(partner) == [(1, "shift.published")]


def test_texts_that_left_and_words_that_came_are_no_partners_business(
    partner: Partner, association: Association
) -> None:
    shift = walk(association)
    for kind in (EventKind.REMINDED, EventKind.UNCLEAR, EventKind.TOLD, EventKind.MESSAGED, EventKind.THANKED):
        happen(shift, kind)
    tell_partners(NOW)
    assert told(partner) == []


def test_each_partner_has_its_own_numbers(partner: Partner, association: Association) -> None:
    other = Partner.objects.create(municipality=association.municipality, name="Huge")
    happen(walk(association))
    tell_partners(NOW)
    make_key(other, scopes=["shifts:read"], now=MADE)
    happen(walk(association))
    tell_partners(NOW)
    assert told(partner) == [(1, "shift.published"), (2, "shift.published")]
    assert told(other) == [(1, "shift.published")]


def test_partner_hears_only_of_its_town_and_of_the_districts_of_its_keys(
    partner: Partner, association: Association
) -> None:
    ApiKey.objects.all().delete()
    town = association.municipality
    top, elsewhere = DistrictFactory(municipality=town), DistrictFactory(municipality=town)
    below = DistrictFactory(municipality=town, parent=top)
    make_key(partner, scopes=["shifts:read"], districts=[str(top.uuid)], now=MADE)
    make_key(partner, scopes=["routes:read"], now=MADE)
    make_key(partner, scopes=["shifts:read"], districts=[], now=MADE)
    revoke_key(ApiKey.objects.latest("pk"), now=MADE)
    seen = walk(association, route=RouteFactory(municipality=town, district=below))
    for shift in (
        seen,
        walk(association, route=RouteFactory(municipality=town, district=elsewhere)),
        walk(AssociationFactory()),
    ):
        happen(shift)
    tell_partners(NOW)
    assert list(PartnerEvent.objects.values_list("sequence", "subject")) == [(1, seen.uuid)]


def test_partner_whose_key_has_expired_catches_up_with_the_next(partner: Partner, association: Association) -> None:
    ApiKey.objects.update(expires_at=NOW - timedelta(days=1))
    happen(walk(association))
    tell_partners(NOW)
    assert told(partner) == [(1, "shift.published")]


def test_partner_that_is_shut_out_is_told_nothing_and_its_numbers_stand_still(
    partner: Partner, association: Association
) -> None:
    close_out(partner, now=MADE)
    happen(walk(association))
    tell_partners(NOW)
    assert told(partner) == []
    partner.refresh_from_db()
    assert partner.last_sequence == 0


def test_telling_again_tells_nothing_twice(partner: Partner, association: Association) -> None:
    happen(walk(association))
    assert [tell_partners(NOW), tell_partners(NOW)] == [1, 0]
    assert told(partner) == [(1, "shift.published")]


def test_number_is_given_back_when_telling_fails(
    partner: Partner, association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen(walk(association))
    with monkeypatch.context() as broken:
        broken.setattr("api.models.PartnerEvent.objects.bulk_create", lambda _rows: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            tell_partners(NOW)
    tell_partners(NOW)
    assert told(partner) == [(1, "shift.published")]


def test_what_was_before_anyone_listened_is_not_told(partner: Partner, association: Association) -> None:
    happen(walk(association))
    let_rest(NOW)
    tell_partners(NOW)
    assert told(partner) == []


def test_telling_costs_the_same_for_one_line_and_for_many(partner: Partner, association: Association) -> None:
    costs = []
    for lines in (1, 20):
        for _ in range(lines):
            happen(walk(association))
        with CaptureQueriesContext(connection) as asked:
            tell_partners(NOW)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 12
    assert [sequence for sequence, _type in told(partner)] == list(range(1, 22))


def test_reading_goes_on_after_a_number(read: Read, association: Association) -> None:
    for _ in range(5):
        happen(walk(association))
    tell_partners(NOW)
    first = read(PATH, {"limit": 2}).json()
    assert [row["sequence"] for row in first["results"]] == [1, 2]
    assert first["next"] == f"{settings.PUBLIC_URL}/api/v1/events?limit=2&after=2"
    second = read(first["next"]).json()
    assert [row["sequence"] for row in second["results"]] == [3, 4]
    last = read(second["next"]).json()
    assert ([row["sequence"] for row in last["results"]], last["next"], last["latest"]) == ([5], None, 5)
    assert read(PATH, {"after": 5}).json() == {"next": None, "latest": 5, "results": []}


def test_number_not_given_out_yet_is_an_error(read: Read, association: Association) -> None:
    happen(walk(association))
    tell_partners(NOW)
    answer = read(PATH, {"after": 2})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"parameter": "after", "detail": "The newest event is number 1."}]


def test_key_reads_only_what_it_opens_and_latest_takes_it_on(
    read: Read, client: Any, partner: Partner, association: Association
) -> None:
    district = DistrictFactory(municipality=association.municipality)
    shifts = [
        walk(association),
        walk(association, route=RouteFactory(municipality=association.municipality, district=district)),
    ]
    for shift in shifts:
        happen(shift)
    tell_partners(NOW)
    narrow = make_key(partner, scopes=["events:read", "shifts:read"], districts=[str(district.uuid)], now=MADE)[1]
    blind = make_key(partner, scopes=["events:read"], now=MADE)[1]
    deaf = make_key(partner, scopes=["shifts:read"], now=MADE)[1]
    answers = [client.get(PATH, headers={"authorization": f"Bearer {key}"}) for key in (narrow, blind, deaf)]
    assert [row["sequence"] for row in answers[0].json()["results"]] == [2]
    assert answers[1].json() == {"next": None, "latest": 2, "results": []}
    assert answers[2].status_code == 403


def test_list_is_narrowed_by_type_and_district(read: Read, association: Association) -> None:
    shift = walk(association)
    happen(shift)
    happen(walk(association), EventKind.STARTED)
    tell_partners(NOW)
    of_type = read(PATH, {"type": ["shift.started", "shift.finished"]}).json()["results"]
    of_place = read(PATH, {"district": shift.route.district.uuid}).json()["results"]
    assert [[row["sequence"] for row in rows] for rows in (of_type, of_place)] == [[2], [1]]


def test_too_far_back_is_told_rather_than_skipped(read: Read, association: Association) -> None:
    for day in range(3):
        happen(walk(association))
        tell_partners(NOW + timedelta(days=day))
    dispose_of_old_events(NOW + timedelta(days=settings.EVENTS_KEPT_DAYS + 1, hours=1))
    assert [row["sequence"] for row in read(PATH).json()["results"]] == [3]
    assert [row["sequence"] for row in read(PATH, {"after": 2}).json()["results"]] == [3]
    answer = read(PATH, {"after": 1})
    assert answer.status_code == 410
    assert answer.json()["type"] == f"{settings.PUBLIC_URL}/api/v1/problems/too-far-back"
    assert "after number 3" in answer.json()["detail"]
    dispose_of_old_events(NOW + timedelta(days=settings.EVENTS_KEPT_DAYS + 5))
    assert [read(PATH, {"after": after}).status_code for after in (2, 3)] == [410, 200]


def test_event_outlives_its_district(read: Read, association: Association) -> None:
    shift = walk(association)
    happen(shift)
    tell_partners(NOW)
    district = shift.route.district
    PartnerEvent.objects.filter(district=district).update(district=None)
    assert [row["data"]["district"] for row in read(PATH).json()["results"]] == [None]


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_rise_with_commits_while_many_tell(
    partner: Partner, association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads_share_the_database()
    monkeypatch.setattr("api.domain.telling.LINES", 3)
    shift = walk(association)

    def write() -> None:
        for _ in range(30):
            happen(shift, EventKind.CHANGED)

    def tell() -> None:
        for _ in range(30):
            tell_partners(NOW)

    def watch() -> list[int]:
        """The numbers there were at each look; whoever sees one must see all before it."""
        return [
            number
            for _ in range(200)
            for rows in [list(PartnerEvent.objects.values_list("sequence", flat=True))]
            for number in [len(rows)]
            if rows != list(range(1, number + 1))
        ]

    results = at_once(write, write, tell, tell, tell, watch)
    assert results == [None] * 5 + [[]]
    tell_partners(NOW)
    assert [sequence for sequence, _type in told(partner)] == list(range(1, 61))


def test_shift_that_moves_to_another_district_is_told_of_in_both(
    partner: Partner, association: Association, municipality: Municipality
) -> None:
    """One who sees only the district that it left would else believe that it still walks there."""
    north, south = (DistrictFactory(municipality=municipality) for _ in range(2))
    ApiKey.objects.filter(partner=partner).delete()
    make_key(partner, scopes=["shifts:read", "events:read"], districts=[str(north.uuid)], now=MADE)
    other = Partner.objects.create(municipality=municipality, name="Torghus bostäder")
    make_key(other, scopes=["shifts:read", "events:read"], now=MADE)
    here, there = (RouteFactory(municipality=municipality, district=district) for district in (north, south))
    shift = walk(association, route=here, starts_at=NOW + timedelta(days=4))
    plan: Any = {"kind": shift.kind, "starts_at": shift.starts_at, "ends_at": shift.ends_at, "crew": CREW, "note": ""}
    revise_shift(shift, **plan, route=there, origin=BY_LEADER, now=NOW)
    tell_partners(NOW)
    assert told(partner) == [(1, "shift.moved_away")]
    assert told(other) == [(1, "shift.moved_away"), (2, "shift.changed")]
    assert list(PartnerEvent.objects.filter(partner=other).values_list("district", flat=True)) == [north.pk, south.pk]


def test_shift_that_gets_another_route_in_its_district_has_not_moved_away(
    partner: Partner, association: Association, municipality: Municipality
) -> None:
    district = DistrictFactory(municipality=municipality)
    here, there = (RouteFactory(municipality=municipality, district=district) for _ in range(2))
    shift = walk(association, route=here, starts_at=NOW + timedelta(days=4))
    plan: Any = {"kind": shift.kind, "starts_at": shift.starts_at, "ends_at": shift.ends_at, "crew": CREW, "note": ""}
    revise_shift(shift, **plan, route=there, origin=BY_LEADER, now=NOW)
    tell_partners(NOW)
    assert told(partner) == [(1, "shift.changed")]


@pytest.mark.parametrize("meeting_point", ["biblioteket", "torget"])
def test_route_that_is_drawn_into_another_district_takes_its_nights_along(
    client: Client, read: Read, partner: Partner, association: Association, meeting_point: str
) -> None:
    """Whoever sees only the district that it left would else believe that they still walk there."""
    municipality = partner.municipality
    other = Partner.objects.create(municipality=municipality, name="Torghus bostäder")
    north, south = (DistrictFactory(municipality=municipality) for _ in range(2))
    make_key(other, scopes=["shifts:read", "events:read"], districts=[str(north.uuid)], now=MADE)
    route = RouteFactory(municipality=municipality, district=north, meeting_point="biblioteket")
    shift = walk(association, route=route, starts_at=NOW + timedelta(days=4))
    walk(association, route=route, state="draft", starts_at=NOW + timedelta(days=5))
    over = walk(association, route=route, state="done", starts_at=NOW - timedelta(days=4))
    maria = coordinator_of(municipality)
    client.force_login(maria)
    form = {"name": route.name, "district": south.pk, "meeting_point": meeting_point, "is_active": "on"}
    form |= {"meeting_address": route.meeting_address}
    form |= {"latitude": str(route.latitude), "longitude": str(route.longitude), "instructions": "", "geojson": ""}
    with time_machine.travel(NOW, tick=False):
        assert client.post(reverse("scheduling:change_route", args=[route.pk]), form).status_code == 303
    tell_partners(NOW)
    assert told(other) == [(1, "shift.moved_away")]
    changes = ["shift.moved_away", "shift.changed"]
    changes += [] if meeting_point == route.meeting_point else ["shift.changed"]
    assert [kind for _number, kind in told(partner)] == changes
    assert [row["id"] for row in read("/api/v1/shifts", {"updated_since": "0"}).json()["results"]] == [str(shift.uuid)]
    line = ShiftEvent.objects.get(shift=shift, left_district=north)
    assert (line.detail, line.actor) == (f"nytt område: {south.name}", maria)
    assert not over.events.exists()


def test_route_that_gets_another_name_is_told_of_and_one_saved_as_it_was_is_not(
    partner: Partner, association: Association, municipality: Municipality
) -> None:
    route = RouteFactory(municipality=municipality)
    walk(association, route=route, starts_at=NOW + timedelta(days=4))
    save_route(route, line=route.line, now=NOW)
    tell_partners(NOW)
    assert told(partner) == []
    route.name = "Runt sjön och torget"
    save_route(route, line=route.line, now=NOW)
    tell_partners(NOW)
    assert told(partner) == [(1, "shift.changed")]
