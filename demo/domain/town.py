"""The demo town: an invented Huddinge, its people and its season around today, made by the verbs of the apps."""

import hashlib
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction

from api.domain.telling import let_rest
from api.enums import Scope
from api.models import ApiKey, Partner
from demo.domain.accounts import ACCOUNTS, API_KEY, API_KEY_PREFIX, DEVICE_PASSWORD, PASSWORD
from demo.domain.alarms import load_alarms
from demo.domain.around_nights import load_around_nights
from demo.domain.boundaries import load_boundaries
from demo.domain.calendars import load_calendars
from demo.domain.data import read_data
from demo.domain.follow_up import load_follow_up
from demo.domain.hand_overs import load_hand_over
from demo.domain.lists import load_list_of_nights
from demo.domain.logs import load_notes
from demo.domain.moments import forget
from demo.domain.newcomers import load_newcomers
from demo.domain.open_nights import load_terms
from demo.domain.outside import enter_last_day_of_school, load_outside_calendars
from demo.domain.places import load_places
from demo.domain.presence import load_presence
from demo.domain.season import load_season
from demo.domain.season_questions import load_season_question
from demo.domain.tonight import load_tonight
from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.passwords import make_password
from scheduling.domain.routes import save_route
from scheduling.domain.towns import keep_first_rules
from scheduling.domain.walk_rules.keeping import save_rule
from scheduling.enums import RuleForce, RuleKind
from scheduling.models import DevicePassword, Route, TextPlan
from volunteers.domain.availability import add_away, set_availability, wish_for_company
from volunteers.enums import RoleKind, VolunteerState
from volunteers.models import Association, District, Membership, Municipality, Role, User, Volunteer

TOWN = "Huddinge kommun"
NUMBER = "+4670174{}"  # 070-174 06 05 to 06 99 are set aside by PTS for fiction
COORDINATORS_NUMBER = NUMBER.format("0610")
HOUSE = ("messaging", "volunteers", "scheduling", "fieldwork", "api", "demo")


def is_empty() -> bool:
    return not Municipality.objects.exists()


@transaction.atomic
def load_town(*, now: datetime) -> Municipality:
    """The whole town, as it stands at `now`. Takes an empty database, but keeps users that are there already."""
    town = Municipality.objects.create(name=TOWN, contact_number=COORDINATORS_NUMBER)
    # Whoever tries the demo at night, or in a hurry, sees every text leave at once.
    TextPlan.objects.create(municipality=town, quiet_from=time(0), quiet_to=time(0), gather_minutes=0)
    load_districts(town)
    load_people(town, now=now)
    load_routes(town, now=now)
    load_accounts(town)
    load_boundaries(town, now=now)
    load_partner(town, now=now)
    load_calendars(town, now=now)
    load_devices(town, now=now)
    load_season(town, now=now)
    load_season_question(town, now=now)
    load_hand_over(town, now=now)
    load_terms(town, now=now)
    load_rules(town)
    load_newcomers(town, numbers=NUMBER, now=now)
    load_presence(town, now=now)
    load_outside_calendars(town, now=now)
    enter_last_day_of_school(town, now=now)
    load_list_of_nights(town, now=now)
    load_around_nights(town, now=now)
    load_places(town, now=now)
    load_alarms(town, now=now)
    load_follow_up(town, now=now)
    load_notes(town, now=now)
    load_tonight(town, now=now)
    let_rest(now)
    return town


@transaction.atomic
def start_over(*, now: datetime) -> None:
    """The town as on the first day, on the true clock. Users stay, so that nobody is signed out."""
    clear_town()
    forget()
    load_town(now=now)


def clear_town() -> None:
    tables = [
        table
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False)
        if table.split("_")[0] in HOUSE and table != User._meta.db_table
    ]
    connection.ops.execute_sql_flush(
        connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False)
    )


def load_districts(town: Municipality) -> None:
    for position, district in enumerate(read_data("places")["districts"]):
        whole = District.objects.create(municipality=town, name=district["name"], position=position)
        for part_position, part in enumerate(district["parts"]):
            District.objects.create(municipality=town, parent=whole, name=part, position=part_position)


def load_people(town: Municipality, *, now: datetime) -> None:
    today = now.astimezone(town.zone).date()
    for name, group in read_data("people").items():
        people = {person["name"]: person for person in group["people"]}
        association = Association.objects.create(
            municipality=town,
            name=name,
            contact_name=group["contact"],
            contact_number=NUMBER.format(people[group["contact"]]["number"]),
        )
        for person in people.values():
            volunteer = Volunteer.objects.create(
                municipality=town,
                name=person["name"],
                mobile=NUMBER.format(person["number"]),
                email=person.get("email", ""),
                birth_year=person.get("born", 1960 + int(person["number"]) % 30),
                languages=person.get("languages", ["sv"]),
                text_language=person.get("reads", "sv"),
                leader_training_until=trained_until(person, today=today),
                state=VolunteerState.PAUSED if person.get("paused") else VolunteerState.ACTIVE,
                consented_on=today.replace(month=1, day=15),
                informed_on=today.replace(month=1, day=15),
                introduced_on=None if person.get("new") else today.replace(month=1, day=20),
                created_at=now,
            )
            Membership.objects.create(volunteer=volunteer, association=association, joined_on=volunteer.consented_on)
            load_availability(volunteer, person, today=today)
        load_company(association, people)


def trained_until(person: dict[str, Any], *, today: date) -> date | None:
    """To the end of next year for those who lead; somebody's runs out in some weeks, as it always does."""
    if not person.get("leads"):
        return None
    days = person.get("trained_days")
    return today + timedelta(days=days) if days else date(today.year + 1, 12, 31)


def load_availability(volunteer: Volunteer, person: dict[str, Any], *, today: date) -> None:
    """Some have said when they can; most have not, as in any town."""
    if person.get("days") or person.get("most"):
        set_availability(
            volunteer,
            weekdays=person.get("days", []),
            risk_nights=person.get("risk_nights", False),
            most_a_month=person.get("most"),
            districts=[],
        )
    if person.get("away_days"):
        add_away(volunteer, first_on=today, last_on=today + timedelta(days=person["away_days"]), today=today)


def load_company(association: Association, people: dict[str, Any]) -> None:
    """Whom some would like to walk with."""
    members = {one.name: one for one in association.volunteers.all()}
    for name, person in people.items():
        for companion in person.get("walks_with", []):
            wish_for_company(members[name], members[companion])


def load_rules(town: Municipality) -> None:
    """After the season, which was asked and answered before anybody wrote rules down."""
    save_rule(town, RuleKind.MIN_AGE, force=RuleForce.SOFT, number=18)
    save_rule(town, RuleKind.LEADER_TRAINING, force=RuleForce.HARD, may_except=True)
    save_rule(town, RuleKind.INTRODUCTION, force=RuleForce.SOFT)
    keep_first_rules(town)
    save_rule(town, RuleKind.MONTHLY, force=RuleForce.SOFT, number=4)
    skogas = town.routes.filter(district__name__startswith="Skogås").first()
    if skogas is not None:
        save_rule(skogas, RuleKind.LANGUAGES, force=RuleForce.SOFT, languages=["ar"])


def load_routes(town: Municipality, *, now: datetime) -> None:
    districts = {district.name: district for district in town.districts.all()}
    for route in read_data("places")["routes"]:
        longitude, latitude = route["line"][0]
        save_route(
            Route(
                municipality=town,
                district=districts[route["district"]],
                name=route["name"],
                meeting_point=route["meeting_point"],
                meeting_address=route["meeting_address"],
                instructions=route["instructions"],
                latitude=latitude,
                longitude=longitude,
            ),
            line=route["line"],
            now=now,
        )


def load_accounts(town: Municipality) -> None:
    """Each account, with its role and, for one who also walks, the volunteer of that name."""
    for account in ACCOUNTS:
        user = User.objects.filter(email=account.email).first() or User.objects.create_user(
            account.email, PASSWORD, name=account.name
        )
        if account.kind == RoleKind.COORDINATOR:
            Role.objects.create(user=user, kind=account.kind, municipality=town)
        else:
            Role.objects.create(user=user, kind=account.kind, association=town.associations.get(name=account.over))
        town.volunteers.filter(name=account.name).update(user=user)


def load_partner(town: Municipality, *, now: datetime) -> None:
    partner = Partner.objects.create(municipality=town, name="Trygga stationer (påhittad)")
    ApiKey.objects.create(
        partner=partner,
        name="Demons nyckel",
        prefix=API_KEY_PREFIX,
        key_hash=hashlib.sha256(API_KEY.encode()).hexdigest(),
        scopes=Scope.values,
        created_at=now,
    )


def load_devices(town: Municipality, *, now: datetime) -> None:
    """Karin's telephone follows her association's nights."""
    karin = User.objects.get(email=ACCOUNTS[0].email)
    nights = calendar_over(town.associations.get(name=ACCOUNTS[0].over))
    make_password(karin, name="Karins telefon", collections=[nights], now=now, password=DEVICE_PASSWORD)
    DevicePassword.objects.update(last_used_at=now, last_client="Apple Kalender")
