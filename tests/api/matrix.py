"""Who gets what: the table that every endpoint of the API is held to, and the town that it is asked in.

Things have names that say how far they lie from a partner's key: `own`, of the leader's association and in the district
of the narrow key; `below`, in a district under that one; `association`, the same district but another association;
`district`, another district; `nowhere`, in none; `town`, another municipality; `partner`, what another partner asked
for or was told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from api.domain.keys import make_key, make_personal_key, revoke_key
from api.enums import PERSONAL, EventType, Scope
from api.models import Partner, PartnerEvent, PresenceAsk
from fieldwork.models import Observation
from scheduling.models import PresenceRequest, Shift
from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    MunicipalityFactory,
    PresenceRequestFactory,
    RouteFactory,
    SeasonFactory,
    SeasonRouteFactory,
    ShiftFactory,
    coordinator_of,
    leader_of,
)
from tests.factories.fieldwork import ObservationFactory
from volunteers.models import District, Municipality

MADE = datetime(2026, 10, 1, tzinfo=UTC)
TONIGHT = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)

# How far a key reaches, and of each kind of thing what it then sees.
PARTNER, NARROW, COLLEAGUE, ELSEWHERE, LEADER, COORDINATOR = REACHES = (
    *("partner", "narrow", "colleague", "elsewhere", "leader", "coordinator"),
)
SEEN: Final[Mapping[str, Mapping[str, str]]] = {
    "municipalities": {
        PARTNER: "own",
        NARROW: "own",
        COLLEAGUE: "own",
        ELSEWHERE: "town",
        LEADER: "own",
        COORDINATOR: "own",
    },
    "districts": {
        PARTNER: "own below district",
        NARROW: "own below",
        COLLEAGUE: "own below district",
        ELSEWHERE: "town",
        LEADER: "own below district",
        COORDINATOR: "own below district",
    },
    "routes": {
        PARTNER: "own below district",
        NARROW: "own below",
        COLLEAGUE: "own below district",
        ELSEWHERE: "town",
        LEADER: "own below district",
        COORDINATOR: "own below district",
    },
    "seasons": {
        PARTNER: "own association district",
        NARROW: "own association",
        COLLEAGUE: "own association district",
        ELSEWHERE: "town",
        LEADER: "own district",
        COORDINATOR: "own association district",
    },
    "shifts": {
        PARTNER: "own association below district",
        NARROW: "own association below",
        COLLEAGUE: "own association below district",
        ELSEWHERE: "town",
        LEADER: "own below district",
        COORDINATOR: "own association below district",
    },
    "presence": {PARTNER: "own district", NARROW: "own", COLLEAGUE: "partner", ELSEWHERE: "town"},
    "observations": {
        PARTNER: "own below district nowhere",
        NARROW: "own below",
        COLLEAGUE: "own below district nowhere",
        ELSEWHERE: "town",
    },
}
# What events tell of, in order. A key also needs the scope that what is told of is read by; `test` needs no other.
TOLD: Final[Mapping[str, Mapping[str, str]]] = {
    "test": {PARTNER: "test"},
    Scope.SHIFTS: {PARTNER: "own district", NARROW: "own", COLLEAGUE: "association", ELSEWHERE: "town"},
    Scope.PRESENCE: {PARTNER: "own district", NARROW: "own", COLLEAGUE: "partner", ELSEWHERE: "town"},
    Scope.OBSERVATIONS: {PARTNER: "own nowhere", NARROW: "own", COLLEAGUE: "below", ELSEWHERE: "town"},
}


@dataclass(frozen=True)
class Row:
    """How an endpoint answers. `kind` says what is compared, `about` which things it shows."""

    kind: str
    about: str = ""
    scope: Scope | None = None
    query: Mapping[str, str] = field(default_factory=dict)


DAYS = {"from": "2026-10-01", "to": "2026-10-31"}
PRESENCE = "api/v1/presence-requests"
TABLE: Final[Mapping[tuple[str, str], Row]] = {
    ("GET", "api/v1/municipalities"): Row("list", "municipalities", Scope.DISTRICTS),
    ("GET", "api/v1/municipalities/<uuid:uuid>"): Row("one", "municipalities", Scope.DISTRICTS),
    ("GET", "api/v1/districts"): Row("list", "districts", Scope.DISTRICTS),
    ("GET", "api/v1/districts/<uuid:uuid>"): Row("one", "districts", Scope.DISTRICTS),
    ("GET", "api/v1/routes"): Row("list", "routes", Scope.ROUTES),
    ("GET", "api/v1/routes/<uuid:uuid>"): Row("one", "routes", Scope.ROUTES),
    ("GET", "api/v1/seasons"): Row("list", "seasons", Scope.SEASONS),
    ("GET", "api/v1/seasons/<uuid:uuid>"): Row("one", "seasons", Scope.SEASONS),
    ("GET", "api/v1/shifts"): Row("list", "shifts", Scope.SHIFTS),
    ("GET", "api/v1/shifts/<uuid:uuid>"): Row("one", "shifts", Scope.SHIFTS),
    ("GET", "api/v1/shifts/export"): Row("lines", "shifts", Scope.SHIFTS, DAYS),
    ("GET", "api/v1/coverage"): Row("sums", "shifts", Scope.SHIFTS),
    ("GET", "api/v1/shifts/<uuid:uuid>/contacts"): Row("contacts", "shifts", Scope.CONTACT),
    ("GET", PRESENCE): Row("list", "presence", Scope.PRESENCE),
    ("POST", PRESENCE): Row("ask", "districts", Scope.PRESENCE_WRITE),
    ("GET", f"{PRESENCE}/<uuid:uuid>"): Row("one", "presence", Scope.PRESENCE),
    ("POST", f"{PRESENCE}/<uuid:uuid>/withdraw"): Row("change", "presence", Scope.PRESENCE_WRITE),
    ("POST", f"{PRESENCE}/<uuid:uuid>/alternative"): Row("change", "presence", Scope.PRESENCE_WRITE, {"accept": "yes"}),
    ("GET", "api/v1/observations"): Row("list", "observations", Scope.OBSERVATIONS),
    ("GET", "api/v1/observations/<uuid:uuid>"): Row("one", "observations", Scope.OBSERVATIONS),
    ("GET", "api/v1/follow-up"): Row("figures", "districts", Scope.FOLLOW_UP),
    ("GET", "api/v1/events"): Row("events", "events", Scope.EVENTS),
    ("GET", "api/v1/openapi.json"): Row("public"),
    ("GET", "api/v1/docs"): Row("public"),
    ("GET", "api/v1/problems/<slug:slug>"): Row("public"),
}
# What each scope opens beside that: more of a shift, by `expand`.
EXPANDS: Final[Mapping[str, Scope]] = {
    "route": Scope.ROUTES,
    "district": Scope.DISTRICTS,
    "season": Scope.SEASONS,
    "crew": Scope.CREW,
}


@dataclass(frozen=True)
class Holder:
    """Whoever asks. `refused` is the problem that every resource answers this one with."""

    name: str
    header: str
    reach: str = ""
    scopes: frozenset[str] = frozenset()
    refused: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": self.header} if self.header else {}

    def sees(self, about: str) -> set[str]:
        return set(SEEN[about][self.reach].split())


@dataclass
class Town:
    """Every thing by its kind and name, and everyone who asks."""

    things: dict[str, dict[str, Any]]
    holders: list[Holder]

    def named(self, about: str, uuids: list[str]) -> list[str]:
        """The names of things by their ids, sorted. An id that is none of them stays as it is."""
        names = {str(thing.uuid): name for name, thing in self.things[about].items()}
        return sorted(names.get(uuid, uuid) for uuid in uuids)


def make_town() -> Town:
    here, there = MunicipalityFactory(name="Huddinge kommun"), MunicipalityFactory(name="Haninge kommun")
    north, south = DistrictFactory(municipality=here, name="Norra"), DistrictFactory(municipality=here, name="Södra")
    districts = {
        "own": north,
        "below": DistrictFactory(municipality=here, parent=north, name="Norra torget"),
        "district": south,
        "town": DistrictFactory(municipality=there),
    }
    routes = {
        name: RouteFactory(municipality=district.municipality, district=district)
        for name, district in districts.items()
    }
    vuxna, andra = AssociationFactory(municipality=here), AssociationFactory(municipality=here)
    borta = AssociationFactory(municipality=there)
    planned = {
        "own": (vuxna, routes["own"]),
        "association": (andra, routes["own"]),
        "district": (vuxna, routes["district"]),
        "town": (borta, routes["town"]),
    }
    seasons = {
        name: SeasonFactory(association=association, stop=None) for name, (association, _route) in planned.items()
    }
    for name, (_association, route) in planned.items():
        SeasonRouteFactory(season=seasons[name], route=route)
    planned["below"] = (vuxna, routes["below"])
    shifts: dict[str, Shift] = {
        name: ShiftFactory(association=association, route=route, starts_at=TONIGHT)
        for name, (association, route) in planned.items()
    }
    ShiftFactory(association=vuxna, route=routes["own"], starts_at=TONIGHT, state="draft")
    partners = partners_of(here, there)
    things: dict[str, dict[str, Any]] = {
        "municipalities": {"own": here, "town": there},
        "districts": districts,
        "routes": routes,
        "seasons": seasons,
        "shifts": shifts,
        "presence": asked_by(partners, shifts),
        "observations": {
            **{name: seen_in(district.municipality, district) for name, district in districts.items()},
            "nowhere": seen_in(here, None),
        },
    }
    for partner in partners.values():
        tell(partner, things)
    keys = [*keys_of(partners["police"]), *other_keys(partners, str(north.uuid))]
    for reach, person in ((LEADER, leader_of(vuxna)), (COORDINATOR, coordinator_of(here))):
        token = make_personal_key(person, scopes=PERSONAL, name="Webben", now=MADE, expires_at=None)[1]
        keys.append(holder(reach, token, reach, PERSONAL))
    return Town(things, keys)


def seen_in(town: Municipality, district: District | None) -> Observation:
    observation: Observation = ObservationFactory(municipality=town, district=district)
    return observation


def partners_of(here: Municipality, there: Municipality) -> dict[str, Partner]:
    return {
        "police": Partner.objects.create(municipality=here, name="Polisen"),
        "housing": Partner.objects.create(municipality=here, name="Torghus bostäder"),
        "far": Partner.objects.create(municipality=there, name="Polisen"),
    }


def asked_by(partners: Mapping[str, Partner], shifts: Mapping[str, Shift]) -> dict[str, PresenceRequest]:
    """Each with another night proposed, so that it can be answered and taken back."""
    places = {"own": ("police", "own"), "district": ("police", "district"), "partner": ("housing", "own")}
    found: dict[str, PresenceRequest] = {}
    for name, (who, place) in {**places, "town": ("far", "town")}.items():
        shift = shifts[place]
        found[name] = PresenceRequestFactory(
            municipality=partners[who].municipality,
            district=shift.route.district,
            state="alternative",
            shift=shift,
            answered_at=TONIGHT,
            label=partners[who].name,
        )
        PresenceAsk.objects.create(partner=partners[who], request=found[name])
    return found


def tell(partner: Partner, things: Mapping[str, Mapping[str, Any]]) -> None:
    """What the partner has been told: of shifts, of its own requests, and the police of a test."""
    reach = {"Polisen": PARTNER, "Torghus bostäder": COLLEAGUE}[partner.name]
    reach = reach if partner.municipality == things["municipalities"]["own"] else ELSEWHERE
    subjects = [
        (event_type, things[about][name])
        for about, scope, event_type in (
            ("shifts", Scope.SHIFTS, EventType.SHIFT_CHANGED),
            ("presence", Scope.PRESENCE, EventType.PRESENCE_ALTERNATIVE),
            ("observations", Scope.OBSERVATIONS, EventType.OBSERVATION_CHANGED),
        )
        for name in TOLD[scope][reach].split()
    ]
    told: list[tuple[EventType, Any, Any]] = [
        (event_type, subject.uuid, subject.route.district if isinstance(subject, Shift) else subject.district)
        for event_type, subject in subjects
    ]
    if TOLD["test"].get(reach):
        told.append((EventType.TEST, partner.uuid, None))
    for sequence, (event_type, subject, district) in enumerate(told, start=1):
        PartnerEvent.objects.create(
            partner=partner, sequence=sequence, type=event_type, subject=subject, district=district, at=TONIGHT
        )
    partner.last_sequence = len(told)
    partner.save(update_fields=["last_sequence"])


def holder(name: str, token: str, reach: str, scopes: Any) -> Holder:
    return Holder(name, f"Bearer {token}", reach, frozenset(str(Scope(scope).value) for scope in scopes))


def keys_of(partner: Partner) -> list[Holder]:
    """Of the police: each scope alone, all of them, none, and what `expand=crew` needs."""
    wanted = {
        **{str(scope.value): [scope] for scope in Scope},
        "everything": list(Scope),
        "crew": [Scope.SHIFTS, Scope.CREW],
        "nothing": [],
    }
    return [
        holder(name, make_key(partner, scopes=scopes, now=MADE)[1], PARTNER, scopes) for name, scopes in wanted.items()
    ]


def other_keys(partners: Mapping[str, Partner], district: str) -> list[Holder]:
    police = partners["police"]
    revoked, revoked_token = make_key(police, scopes=Scope.values, now=MADE)
    revoke_key(revoked, now=MADE)
    expired = make_key(police, scopes=Scope.values, now=MADE, expires_at=TONIGHT - timedelta(seconds=1))[1]
    fenced = make_key(police, scopes=Scope.values, now=MADE, networks=["192.0.2.0/24"])[1]
    closed = Partner.objects.create(municipality=police.municipality, name="Skolan", is_active=False)
    shut = make_key(closed, scopes=Scope.values, now=MADE)[1]
    reaching = {
        NARROW: make_key(police, scopes=Scope.values, now=MADE, districts=[district]),
        COLLEAGUE: make_key(partners["housing"], scopes=Scope.values, now=MADE),
        ELSEWHERE: make_key(partners["far"], scopes=Scope.values, now=MADE),
    }
    return [
        Holder("no key", "", refused="no-key"),
        Holder("a password", "Basic cG9saXNlbjpmcmFz", refused="no-key"),
        Holder("wrong", "Bearer lykta_0123abcd_0123456789abcdef", refused="bad-key"),
        Holder("half", f"Bearer {revoked_token[:-1]}", refused="bad-key"),
        Holder("revoked", f"Bearer {revoked_token}", refused="revoked-key"),
        Holder("of a closed partner", f"Bearer {shut}", refused="revoked-key"),
        Holder("expired", f"Bearer {expired}", refused="expired-key"),
        Holder("of another network", f"Bearer {fenced}", refused="wrong-network"),
        *(holder(reach, made[1], reach, Scope) for reach, made in reaching.items()),
    ]
