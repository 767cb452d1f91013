"""The pages where calendar links are made, renewed and closed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import vobject
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from messaging.gateways import clock
from scheduling.domain.calendar_links import find_link, make_link, revoke_link
from scheduling.domain.feeds import Grant
from scheduling.enums import FeedKind, ShiftKind, ShiftState
from scheduling.models import CalendarLink
from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    RouteFactory,
    SeasonFactory,
    ShiftFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from volunteers.models import Association

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
PLAIN = {"label": "", "alarm": "0"}
OF_LEADERS = {"volunteer", "roster", "association", "public", "season"}


@pytest.fixture
def association() -> Association:
    association: Association = AssociationFactory(name="Vårby IF")
    return association


@pytest.fixture
def leader(client: Client, association: Association) -> Client:
    client.force_login(leader_of(association))
    return client


@pytest.fixture
def coordinator(client: Client, association: Association) -> Client:
    client.force_login(coordinator_of(association.municipality))
    return client


def token_on(page: Any) -> str:
    return str(page.context["addresses"].https).rsplit("/", 1)[1].removesuffix(".ics")


def made(client: Client, kind: str, owner: Any, **fields: Any) -> CalendarLink:
    link = find_link(token_on(client.post(f"/kalender/ny/{kind}", {"owner": owner.pk, **PLAIN, **fields})))
    assert link is not None
    return link


def test_visitor_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/kalender")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/login/?next=/kalender")


def test_link_is_shown_once_with_a_way_into_every_program(leader: Client, association: Association) -> None:
    page = leader.post("/kalender/ny/association", {"owner": association.pk, **PLAIN})
    token, body = token_on(page), page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    https, webcal = (f"{scheme}://127.0.0.1:8000/calendar/{token}.ics" for scheme in ("http", "webcal"))
    ways = {way.program: way.address for way in page.context["ways"]}
    asked = {program: parse_qs(urlsplit(address).query) for program, address in ways.items()}
    assert (ways["Apple Kalender"], ways["Thunderbird"]) == (webcal, webcal)
    assert asked["Google Kalender"] == {"cid": [webcal]}
    for program in ("Outlook.com", "Outlook på jobbet"):
        assert asked[program] == {"url": [https], "name": ["Föreningens kvällar, Vårby IF"]}
    assert f'value="{https}"' in body
    assert "<svg" in body.split('class="qr"')[1]
    assert token not in leader.get("/kalender").content.decode()
    link = find_link(token)
    assert link is not None
    assert (link.association, link.made_by and link.made_by.name) == (association, page.context["user"].name)


def test_links_of_every_kind_are_made_by_those_who_may(coordinator: Client, association: Association) -> None:
    host = member_of(association)
    ShiftFactory(association=association, kind=ShiftKind.SAFETY_HOSTING, leaders_needed=0)
    route = RouteFactory(municipality=association.municipality)
    owners = {
        "volunteer": host,
        "roster": host,
        "association": association,
        "public": association,
        "season": SeasonFactory(association=association),
        "route": route,
        "district": route.district,
        "municipality": association.municipality,
    }
    for kind, owner in owners.items():
        assert made(coordinator, kind, owner).kind == kind
    assert {kind.kind.value for kind in coordinator.get("/kalender").context["kinds"]} == set(owners)


def test_season_is_told_by_whose_it_is_since_many_are_called_alike(
    coordinator: Client, association: Association
) -> None:
    season = SeasonFactory(association=association, name="Hösten 2026")
    words = f"{association.name}, Hösten 2026"
    new = coordinator.post("/kalender/ny/season", {"owner": season.pk, **PLAIN})
    assert f"Länken för {words} är klar" in new.content.decode()
    assert words in coordinator.get("/kalender").content.decode()
    feed = coordinator.get(f"/calendar/{token_on(new)}.ics").content.decode()
    assert vobject.readOne(feed).x_wr_calname.value == f"Nattvandring: {words}"


def test_leader_is_offered_no_calendar_of_the_whole_town(leader: Client, association: Association) -> None:
    assert {kind.kind.value for kind in leader.get("/kalender").context["kinds"]} == OF_LEADERS
    for kind in (*set(FeedKind.values) - OF_LEADERS, "vad-som-helst"):
        assert leader.get(f"/kalender/ny/{kind}").status_code == 404
        assert leader.post(f"/kalender/ny/{kind}", {"owner": association.municipality_id, **PLAIN}).status_code == 404
    assert CalendarLink.objects.count() == 0


def test_whoever_leads_nothing_makes_nothing(client: Client, association: Association) -> None:
    user = leader_of(association)
    user.roles.all().delete()
    client.force_login(user)
    assert client.get("/kalender").context["kinds"] == []
    assert client.get("/kalender/ny/association").status_code == 404


def test_what_is_left_out_belongs_to_the_link(coordinator: Client, association: Association) -> None:
    district = DistrictFactory(municipality=association.municipality, name="Norra")
    link = made(
        coordinator,
        "municipality",
        association.municipality,
        districts=[district.pk],
        kinds=["night_walk"],
        states=["published", "cancelled"],
        only_short="on",
        hides_crew="on",
        alarm="120",
        label="Väggskärmen",
    )
    assert link.grant == {
        "districts": [district.pk],
        "kinds": ["night_walk"],
        "states": ["published", "cancelled"],
        "only_short": True,
        "hides_crew": True,
        "alarm": 120,
    }
    said = coordinator.get("/kalender").content.decode()
    for words in ("Norra", "Publicerat, Inställt", "Bara kvällar som saknar folk", "Utan antal", "Väggskärmen"):
        assert words in said
    assert "Larm 2 timmar före" in said


def test_all_of_something_is_no_limit(leader: Client, association: Association) -> None:
    states = [ShiftState.PUBLISHED, ShiftState.UNDER_WAY, ShiftState.DONE, ShiftState.CANCELLED]
    assert made(leader, "association", association, kinds=ShiftKind.values, states=states).grant == {}


def test_a_person_and_a_public_calendar_are_not_asked_about_crews(leader: Client) -> None:
    for kind, limits in {"volunteer": ["kinds"], "roster": [], "public": ["kinds", "states"]}.items():
        AssociationFactory()
        form = leader.get(f"/kalender/ny/{kind}").context["form"]
        assert [field.name for field in form.limits] == limits


def test_owner_can_be_chosen_in_advance(leader: Client, association: Association) -> None:
    anna, _bo = member_of(association), member_of(association)
    page = leader.get("/kalender/ny/volunteer", {"vem": anna.pk}).content.decode()
    assert f'<option value="{anna.pk}" selected>' in page


def test_page_says_when_there_is_nothing_to_make_a_link_to(leader: Client) -> None:
    assert "Det finns inget att göra en länk till än." in leader.get("/kalender/ny/season").content.decode()
    assert leader.post("/kalender/ny/season", {"owner": "1", **PLAIN}).status_code == 422


def test_others_cannot_be_given_links(leader: Client) -> None:
    other = AssociationFactory()
    for kind, owner in (("association", other), ("volunteer", member_of(other))):
        for given in (owner.pk, "", "x"):
            assert leader.post(f"/kalender/ny/{kind}", {"owner": given, **PLAIN}).status_code == 422
    assert CalendarLink.objects.count() == 0


@pytest.mark.parametrize("fields", [{"alarm": "7"}, {"kinds": "party"}, {"states": "draft"}])
def test_limits_that_are_not_known_are_refused(leader: Client, association: Association, fields: Any) -> None:
    given = {"owner": association.pk, **PLAIN, **fields}
    assert leader.post("/kalender/ny/association", given).status_code == 422
    assert CalendarLink.objects.count() == 0


def test_link_is_renewed_with_all_that_it_showed_and_the_old_one_is_closed(
    leader: Client, association: Association
) -> None:
    token = make_link(association, grant=Grant(alarm=60), label="Skärmen", now=NOW)
    old = CalendarLink.objects.get()
    page = leader.post(f"/kalender/{old.pk}/ny-lank")
    assert "Den gamla länken är stängd." in page.content.decode()
    new = find_link(token_on(page))
    assert new is not None
    assert (new.grant, new.label, new.association, token_on(page) == token) == (
        {"alarm": 60},
        "Skärmen",
        association,
        False,
    )
    old.refresh_from_db()
    assert (old.revoked_at is not None, old.revoked_by) == (True, page.context["user"])
    assert leader.post(f"/kalender/{old.pk}/ny-lank").status_code == 404


def test_renewed_link_is_valid_as_long_as_the_old_one_was(leader: Client, association: Association) -> None:
    now = clock.now()
    make_link(association, ends_at=now + timedelta(days=10), now=now - timedelta(days=20))
    leader.post(f"/kalender/{CalendarLink.objects.get().pk}/ny-lank")
    new = CalendarLink.objects.get(revoked_at=None)
    assert new.ends_at is not None
    assert new.ends_at - new.created_at == timedelta(days=30)


def test_link_is_closed_with_a_press_and_stands_among_the_closed(leader: Client, association: Association) -> None:
    make_link(association, now=NOW)
    link = CalendarLink.objects.get()
    answer = leader.post(f"/kalender/{link.pk}/stang")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kalender")
    page = leader.get("/kalender")
    assert page.context["rows"] == []
    ((row, _until),) = page.context["closed"]
    assert (row.owner, row.link.revoked_by) == ("Vårby IF", page.context["user"])
    assert leader.post(f"/kalender/{link.pk}/stang").status_code == 404


def test_link_closed_long_ago_is_not_shown(leader: Client, association: Association) -> None:
    for days in (29, 31):
        make_link(association, now=NOW)
        closed_at = clock.now() - timedelta(days=days)
        revoke_link(CalendarLink.objects.latest("pk"), now=closed_at)
    assert len(leader.get("/kalender").context["closed"]) == 1


def test_link_of_another_association_is_not_found(leader: Client) -> None:
    make_link(AssociationFactory(), now=NOW)
    pk = CalendarLink.objects.get().pk
    for act in ("stang", "ny-lank"):
        assert leader.post(f"/kalender/{pk}/{act}").status_code == 404
    assert leader.get("/kalender").context["rows"] == []


def test_partners_link_can_be_closed_here_but_not_handed_out(coordinator: Client, association: Association) -> None:
    make_link(association.municipality, kind=FeedKind.PARTNER, now=NOW)
    pk = CalendarLink.objects.get().pk
    assert coordinator.post(f"/kalender/{pk}/ny-lank").status_code == 404
    assert coordinator.post(f"/kalender/{pk}/stang").status_code == 303


def test_page_tells_who_fetches(leader: Client, association: Association) -> None:
    make_link(association, now=NOW)
    assert "Inte än" in leader.get("/kalender").content.decode()
    CalendarLink.objects.update(last_fetched_at=clock.now(), last_client="Google Kalender")
    assert ", Google Kalender" in leader.get("/kalender").content.decode()
    in_english = leader.get("/kalender", headers={"accept-language": "en"}).content.decode()
    assert [", Google Calendar" in in_english, "Google Kalender" in in_english] == [True, False]


def test_coordinator_reaches_every_association(coordinator: Client, association: Association) -> None:
    make_link(association, now=NOW)
    make_link(member_of(association), now=NOW)
    assert len(coordinator.get("/kalender").context["rows"]) == 2


@pytest.mark.parametrize("count", [1, 60])
def test_queries_are_the_same_for_any_number_of_links(
    leader: Client, association: Association, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_link(member_of(association), now=NOW)
    with django_assert_max_num_queries(10):
        assert len(leader.get("/kalender").context["rows"]) == min(count, 50)
