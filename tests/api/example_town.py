"""The town that the examples of the API's description tell of, row for row, with the same ids and the same moments."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from api.domain.examples.nights import CONTACTS, EVENT, SEASON, SHIFT, WINTER
from api.domain.examples.observations import OBSERVATION
from api.domain.examples.places import ASSOCIATION, LIBRARY, MASMO, MUNICIPALITY, ROUTE, VARBY
from api.domain.examples.presence import ASK, OFFERED, OPEN, SATURDAY
from api.domain.presence import ask_for_presence
from api.models import Partner, PartnerEvent
from fieldwork.enums import Met, Mood
from fieldwork.models import Referral, Sighting
from scheduling.domain.origins import Origin
from scheduling.domain.presence.answers import propose_shift
from scheduling.domain.presence.places import Place
from scheduling.domain.presence.requests import Wish
from scheduling.enums import Door
from scheduling.models import PresenceRequest, Route, Shift
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    DistrictFactory,
    MunicipalityFactory,
    RouteFactory,
    SeasonFactory,
    ShiftFactory,
    coordinator_of,
    member_of,
)
from tests.factories.fieldwork import ObservationCategoryFactory, ObservationFactory, PlaceOwnerFactory
from tests.fieldwork.follow_up_nights import logged, night, went_out
from volunteers.models import Association, District, Municipality

ASKED_AT = datetime(2027, 1, 11, 9, 20, tzinfo=UTC)
FRIDAY_EVENING = datetime(2027, 1, 15, 19, 45, tzinfo=UTC)


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def make_municipality() -> Municipality:
    town: Municipality = MunicipalityFactory(
        uuid=MUNICIPALITY["id"], name=MUNICIPALITY["name"], contact_number=MUNICIPALITY["contact_number"]
    )
    return town


def make_nights(town: Municipality) -> None:
    """The places, the season, and the two shifts: Friday's with its crew, and Saturday's."""
    association = AssociationFactory(municipality=town, uuid=ASSOCIATION["id"], name=ASSOCIATION["name"])
    district = DistrictFactory(municipality=town, uuid=VARBY["id"], name=VARBY["name"])
    DistrictFactory(municipality=town, parent=district, uuid=MASMO["id"], name=MASMO["name"])
    season = SeasonFactory(
        association=association,
        uuid=WINTER["id"],
        name=WINTER["name"],
        first_night=date.fromisoformat(SEASON["first_night"]),
        last_night=date.fromisoformat(SEASON["last_night"]),
        updated_at=moment(SEASON["updated_at"]),
        stop=None,
    )
    route = make_route(town, district)
    shared = {"association": association, "route": route}
    counted = SHIFT["coverage"]
    friday = ShiftFactory(
        **shared,
        season=season,
        uuid=SHIFT["id"],
        starts_at=moment(SHIFT["starts_at"]),
        updated_at=moment(SHIFT["updated_at"]),
        confirmed_count=counted["confirmed"],
        leader_count=counted["leaders"],
        asked_count=counted["asked"],
    )
    for one in CONTACTS["contacts"]:
        member = member_of(association, name=one["name"], mobile=one["mobile"])
        AttendanceFactory(shift=friday, volunteer=member, state="confirmed", is_leader=one["is_leader"])
    ShiftFactory(**shared, uuid=SATURDAY["id"], starts_at=moment(SATURDAY["starts_at"]))


def make_spring(town: Municipality) -> None:
    """Two nights of March that groups have walked, each with its log; the later in a part of the district."""
    association = Association.objects.get(uuid=ASSOCIATION["id"])
    whole = Route.objects.get(uuid=ROUTE["id"])
    part = RouteFactory(municipality=town, district=District.objects.get(uuid=MASMO["id"]))
    regulars = [member_of(association) for _ in range(3)]
    for on, route, more in ((date(2026, 3, 6), whole, 4), (date(2026, 3, 13), part, 1)):
        shift = night(association, route, on, starts_at=datetime(on.year, on.month, on.day, 18, 30, tzinfo=UTC))
        went_out(shift, walkers=[*regulars, *(member_of(association) for _ in range(more))])
        logged(shift, met=Met.UP_TO_30, mood=Mood.CALM, occurrences={"helped": more}, contacts={"guards": 1})


def make_route(town: Municipality, district: Any) -> Any:
    told = ROUTE["properties"]
    return RouteFactory(
        municipality=town,
        district=district,
        uuid=ROUTE["id"],
        name=told["name"],
        meeting_point=told["meeting_point"]["name"],
        meeting_address=told["meeting_point"]["address"],
        longitude=LIBRARY[0],
        latitude=LIBRARY[1],
        line=ROUTE["geometry"]["coordinates"],
        length_metres=told["length_metres"],
    )


def make_event(partner: Partner) -> None:
    PartnerEvent.objects.create(
        partner=partner,
        uuid=UUID(EVENT["id"].removeprefix("evt_")),
        type=EVENT["type"],
        at=moment(EVENT["timestamp"]),
        sequence=EVENT["sequence"],
        subject=EVENT["data"]["id"],
        district=Shift.objects.get(uuid=SHIFT["id"]).route.district,
    )
    partner.last_sequence = EVENT["sequence"]
    partner.save(update_fields=["last_sequence"])


def ask_and_get_a_proposal(partner: Partner) -> None:
    """What is asked for in the example of asking; the coordinator proposes Saturday."""
    wish = Wish(
        label=partner.name,
        place=Place(position=LIBRARY, words=ASK["where"]["description"]),
        starts_at=moment(ASK["starts_at"]),
        ends_at=moment(ASK["ends_at"]),
        category=ASK["category"],
        text=ASK["text"],
    )
    asked = ask_for_presence(partner, wish, now=ASKED_AT)
    by_coordinator = Origin(Door.PAGE, actor=coordinator_of(partner.municipality))
    saturday = Shift.objects.get(uuid=SATURDAY["id"])
    at = moment(OFFERED["at"])
    propose_shift(asked, shift=saturday, seen=asked.revision, words=OFFERED["text"], origin=by_coordinator, now=at)
    PresenceRequest.objects.update(uuid=OPEN["id"])


def make_observation(town: Municipality) -> None:
    """The dark lamp, seen twice, which the street office has been told of."""
    told = OBSERVATION["properties"]
    lighting = ObservationCategoryFactory(municipality=town, code=told["category"]["parent"], name="Belysning")
    category = ObservationCategoryFactory(
        municipality=town, parent=lighting, code=told["category"]["code"], name=told["category"]["name"]
    )
    owner = PlaceOwnerFactory(municipality=town, uuid=told["owner"]["id"], name=told["owner"]["name"])
    longitude, latitude = OBSERVATION["geometry"]["coordinates"]
    observation = ObservationFactory(
        municipality=town,
        uuid=OBSERVATION["id"],
        category=category,
        district=District.objects.get(uuid=VARBY["id"]),
        owner=owner,
        longitude=longitude,
        latitude=latitude,
        target_on=date.fromisoformat(told["target_on"]),
        **{name: told[name] for name in ("reference", "state", "lamp_post", "place")},
        **{name: moment(told[name]) for name in ("first_seen_at", "last_seen_at", "state_at", "updated_at")},
    )
    for name in ("first_seen_at", "last_seen_at"):
        Sighting.objects.create(observation=observation, client_key=uuid4(), seen_at=moment(told[name]))
    Referral.objects.create(
        observation=observation,
        owner=owner,
        state="sent",
        message=told["description"],
        sent_at=moment(told["state_at"]),
    )
