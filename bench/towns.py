"""Municipalities of a data set: districts, routes, associations, and the people who walk, lead and coordinate."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from django.contrib.auth.hashers import make_password

from api.domain import keys
from api.enums import Scope
from api.models import ApiKey, Partner
from bench.moment import START
from bench.rows import Rows
from bench.sets import Size, shares
from scheduling.domain.feeds.tokens import hash_of
from scheduling.enums import FeedKind
from scheduling.models import CalendarLink, Route
from volunteers.enums import Language, RoleKind, VolunteerState
from volunteers.models import Association, District, Membership, Municipality, Role, User, Volunteer

TOWNS = "Lyktköping Nattsta Månberga Stjärnhult Skymninge Gryningsås Lampeby Fackelvik Glödfors Ljusanäs"
QUARTERS = ("Norra", "Östra", "Södra", "Västra")
PLACES = ("Backen", "Torget", "Ängen", "Sjön")
CLUBS = ("IF", "FF", "BK", "föräldraförening", "scoutkår", "hembygdsförening")
FIRST_NAMES = """
Anna Johan Birgitta Amina Lars Fatima Erik Maria Ahmed Karin Mikael Sara Omar Eva Nils Leila Per Ingrid Yusuf
Helena Anders Mona Jonas Zahra Peter Ulla Hassan Elin Mats Rana Sven Lena Ali Kristina Olof Nadia Bengt Emma"""
LAST_NAMES = """
Lindqvist Svensson Ali Karlsson Hassan Berg Nyström Ek Ahmed Holm Sandberg Lund Ibrahim Wik Dahl Öberg
Åkesson Mohamed Björk Norén Sjöberg Haddad Ström Falk Hedlund Östlund Rahimi Vik Engström Palm"""
TOWN, FIRST, LAST = (words.split() for words in (TOWNS, FIRST_NAMES, LAST_NAMES))
MEETING_POINTS = ("biblioteket", "fritidsgården", "stationen", "kyrkan", "skolan", "torget")
TRAINED, PAUSED, ENGLISH, IN_TWO, SUBSCRIBES = 0.3, 0.06, 0.08, 0.08, 0.4  # shares of all volunteers
GIVES_YEAR, SPEAKS_ARABIC = 0.7, 0.2


@dataclass(frozen=True)
class Person:
    """What a season needs to know of a volunteer."""

    pk: int
    first_name: str
    mobile: str
    is_trained: bool


@dataclass(frozen=True)
class Group:
    """An association with its active members, the routes it walks, and the account of who plans its nights."""

    association: Association
    members: tuple[Person, ...]
    routes: tuple[Route, ...]
    planner: User


def mobile(n: int) -> str:
    """A number of a series without subscribers, for too few are reserved for fiction. Nothing is ever sent there."""
    return f"+467000{n:05d}"


def volunteer_token(pk: int | None) -> str:
    return f"v-bench-{pk}"


def association_token(pk: int) -> str:
    return f"a-bench-{pk}"


def partner_token(municipality: int) -> str:
    return f"lykta_bench{municipality}_known-to-everyone"


def coordinator_email(town: int) -> str:
    return f"samordnare{town}@lykta.example"


def leader_email(association: int) -> str:
    return f"ledare{association}@lykta.example"


REGION_EMAIL = "region@lykta.example"


def write_towns(rows: Rows, chance: Random, size: Size) -> list[Group]:
    """Every municipality with all that does not change from night to night."""
    numbers = count(1)
    groups: list[Group] = []
    associations = shares(size.associations, size.municipalities)
    volunteers = shares(size.volunteers, size.municipalities)
    for number in range(size.municipalities):
        town = rows.add(Municipality, uuid=rows.uuid(), name=TOWN[number], contact_number=mobile(0))
        coordinator = write_user(rows, coordinator_email(town.pk), f"Samordnare {town.name}")
        rows.add(Role, user=coordinator, kind=RoleKind.COORDINATOR, municipality=town)
        write_partner(rows, town)
        districts, routes = write_places(rows, chance, town)
        clubs = [write_association(rows, chance, town) for _ in range(associations[number])]
        mobiles = [mobile(next(numbers)) for _ in range(volunteers[number])]
        people = write_people(rows, chance, [club for club, _planner in clubs], districts, mobiles)
        for place, (club, planner) in enumerate(clubs):
            walked = tuple(routes[(place + step) % len(routes)] for step in (0, 1))
            groups.append(Group(club, tuple(people[club.pk]), walked, planner))
    write_region(rows, groups)
    return groups


def write_user(rows: Rows, email: str, name: str) -> User:
    """An account that nobody can sign in to."""
    return rows.add(User, email=email, name=name, password=make_password(None), date_joined=START)


def write_partner(rows: Rows, town: Municipality) -> None:
    partner = rows.add(Partner, uuid=rows.uuid(), municipality=town, name=f"Polisen {town.name}")
    token = partner_token(town.pk)
    rows.add(
        ApiKey,
        partner=partner,
        prefix=keys.prefix_of(token) or "",
        key_hash=keys.hash_of(token),
        scopes=Scope.values,
        created_at=START - timedelta(days=300),
    )


def write_places(rows: Rows, chance: Random, town: Municipality) -> tuple[list[District], list[Route]]:
    """Four quarters of four places each, and a route in every place."""
    districts, routes = [], []
    for position, quarter in enumerate(QUARTERS):
        above = rows.add(District, uuid=rows.uuid(), municipality=town, name=quarter, position=position)
        for below, place in enumerate(PLACES):
            name = f"{quarter} {place.lower()}"
            district = rows.add(District, uuid=rows.uuid(), municipality=town, parent=above, name=name, position=below)
            districts.append(district)
            routes.append(write_route(rows, chance, town, district))
    return districts, routes


def write_route(rows: Rows, chance: Random, town: Municipality, district: District) -> Route:
    longitude, latitude = 18 + chance.uniform(-0.2, 0.2), 59.2 + chance.uniform(-0.2, 0.2)
    line = [[round(longitude, 5), round(latitude, 5)]]
    for _ in range(40):
        line.append([round(line[-1][0] + chance.gauss(0, 0.001), 5), round(line[-1][1] + chance.gauss(0, 0.0005), 5)])
    return rows.add(
        Route,
        uuid=rows.uuid(),
        municipality=town,
        district=district,
        name=f"{district.name}, rundan",
        meeting_point=chance.choice(MEETING_POINTS),
        meeting_address=f"{district.name} {chance.randint(1, 40)}",
        latitude=line[0][1],
        longitude=line[0][0],
        line=line,
        instructions="Gå förbi skolan, parken och stationen. Prata med dem ni möter.",
        length_metres=chance.randrange(2_500, 6_000, 100),
    )


def write_association(rows: Rows, chance: Random, town: Municipality) -> tuple[Association, User]:
    number = rows.counts[Association] + 1
    name = f"{chance.choice(QUARTERS)} {chance.choice(PLACES)} {chance.choice(CLUBS)} {number}"
    association = rows.add(Association, uuid=rows.uuid(), municipality=town, name=name, contact_number=mobile(0))
    leader = write_user(rows, leader_email(association.pk), f"{chance.choice(FIRST)} {chance.choice(LAST)}")
    rows.add(Role, user=leader, kind=RoleKind.LEADER, association=association)
    rows.add(
        CalendarLink,
        token_hash=hash_of(association_token(association.pk)),
        kind=FeedKind.ASSOCIATION,
        association=association,
        created_at=START,
    )
    return association, leader


def write_people(
    rows: Rows, chance: Random, clubs: list[Association], districts: list[District], mobiles: list[str]
) -> dict[int, list[Person]]:
    """A volunteer for each number, in one association and a few in two. Returns the active ones of each association."""
    active: dict[int, list[Person]] = {club.pk: [] for club in clubs}
    for n, number in enumerate(mobiles):
        person, is_active = write_volunteer(rows, chance, chance.choice(districts), number)
        own = {clubs[n % len(clubs)].pk}
        if chance.random() < IN_TWO:
            own.add(chance.choice(clubs).pk)
        for club in sorted(own):
            rows.put(Membership, volunteer_id=person.pk, association_id=club, joined_on=date(2025, 1, 15))
            if is_active:
                active[club].append(person)
    return active


def write_volunteer(rows: Rows, chance: Random, home: District, number: str) -> tuple[Person, bool]:
    """The volunteer, and whether they are active and not paused."""
    first = chance.choice(FIRST)
    is_trained, is_active = chance.random() < TRAINED, chance.random() >= PAUSED
    key = rows.put(
        Volunteer,
        uuid=rows.uuid(),
        municipality_id=home.municipality_id,
        name=f"{first} {chance.choice(LAST)}",
        mobile=number,
        birth_year=chance.randint(1946, 2005) if chance.random() < GIVES_YEAR else None,
        languages=["svenska", "arabiska"] if chance.random() < SPEAKS_ARABIC else ["svenska"],
        text_language=Language.ENGLISH if chance.random() < ENGLISH else Language.SWEDISH,
        leader_training_until=date(2027, 6, 30) if is_trained else None,
        home_district_id=home.pk,
        state=VolunteerState.ACTIVE if is_active else VolunteerState.PAUSED,
        consented_on=date(2025, 1, 15),
        informed_on=date(2025, 1, 15),
        created_at=START - timedelta(days=600),
    )
    if chance.random() < SUBSCRIBES:
        token_hash = hash_of(volunteer_token(key))
        rows.put(CalendarLink, token_hash=token_hash, kind=FeedKind.VOLUNTEER, volunteer_id=key, created_at=START)
    return Person(key, first, number, is_trained), is_active


def write_region(rows: Rows, groups: list[Group]) -> None:
    """Someone who sees about a thousand shifts at a time: three municipalities, and three associations of a fourth."""
    towns = list(dict.fromkeys(group.association.municipality for group in groups))
    region = write_user(rows, REGION_EMAIL, "Region")
    for town in towns[:3]:
        rows.add(Role, user=region, kind=RoleKind.COORDINATOR, municipality=town)
    for group in [group for group in groups if group.association.municipality in towns[3:4]][:3]:
        rows.add(Role, user=region, kind=RoleKind.LEADER, association=group.association)
