"""Where a coordinator makes, changes and revokes partners' keys."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from api.domain.keys import OVERLAP, find_key, make_key, revoke_key, rotate_key
from api.enums import Problem, Scope
from api.exceptions import KeyRefused
from api.models import ApiKey, Partner
from messaging.gateways import clock
from tests.api.conftest import MADE
from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    MunicipalityFactory,
    RouteFactory,
    ShiftFactory,
    coordinator_of,
    leader_of,
)
from volunteers.models import Municipality, User

pytestmark = pytest.mark.django_db
KEY_FORM: dict[str, Any] = {"name": "Lägesbild", "scopes": Scope.values, "days": "365", "networks": ""}
PAGES = {"partners": [], "partner": ["partner"]}
FORMS = {
    "add_key": ["partner"],
    "close_partner": ["partner"],
    "reopen_partner": ["partner"],
    "rotate_key": ["key"],
    "revoke_key": ["key"],
}


@pytest.fixture
def maria(municipality: Municipality) -> User:
    user: User = coordinator_of(municipality)
    return user


@pytest.fixture
def page(client: Client, maria: User) -> Client:
    client.force_login(maria)
    return client


def shown_token(body: str) -> str:
    found = re.search(r'id="nyckel" value="(lykta_\w+)"', body)
    assert found
    return found[1]


def made_on_page(page: Client, partner: Partner, **fields: Any) -> str:
    answer = page.post(reverse("api:add_key", args=[partner.pk]), KEY_FORM | fields)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    return shown_token(answer.content.decode())


@pytest.mark.parametrize("name", [*PAGES, *FORMS])
@pytest.mark.parametrize("who", ["nobody", "leader", "stranger"])
def test_partners_are_the_coordinators_alone(client: Client, partner: Partner, name: str, who: str) -> None:
    key, _token = make_key(partner, scopes=Scope.values, now=MADE)
    things = {"partner": partner.pk, "key": key.pk}
    address = reverse(f"api:{name}", args=[things[thing] for thing in (PAGES | FORMS)[name]])
    if who == "leader":
        client.force_login(leader_of(AssociationFactory(municipality=partner.municipality)))
    elif who == "stranger":
        client.force_login(coordinator_of(MunicipalityFactory()))
    answer = client.post(address, KEY_FORM) if name in FORMS else client.get(address)
    if who == "nobody":
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("account_login"))
    elif who == "stranger" and name == "partners":
        assert reverse("api:partner", args=[partner.pk]) not in answer.content.decode()
    else:
        assert answer.status_code == 404
    assert (ApiKey.objects.get().revoked_at, ApiKey.objects.get().expires_at) == (None, None)


def test_partner_is_added_and_asked_for_its_first_key(page: Client, municipality: Municipality) -> None:
    assert "Inga partner än" in page.get(reverse("api:partners")).content.decode()
    answer = page.post(
        reverse("api:partners"), {"name": "Huge (påhittad)", "municipality": municipality.pk}, follow=True
    )
    assert "Huge (påhittad)" in answer.content.decode()
    assert "Inga nycklar än" in answer.content.decode()


def test_partner_is_added_but_once(page: Client, partner: Partner) -> None:
    answer = page.post(reverse("api:partners"), {"name": partner.name, "municipality": partner.municipality_id})
    assert (answer.status_code, "Polisen finns redan." in answer.content.decode()) == (422, True)
    assert Partner.objects.count() == 1


def test_new_key_is_shown_once_and_works(page: Client, client: Client, partner: Partner, maria: User) -> None:
    token = made_on_page(page, partner)
    key = find_key(token, now=clock.now())
    assert (key.name, key.made_by, key.expires_at is not None) == ("Lägesbild", maria, True)
    assert Client().get("/api/v1/shifts", headers={"authorization": f"Bearer {token}"}).status_code == 200
    later = page.get(reverse("api:partner", args=[partner.pk])).content.decode()
    assert token not in later
    assert f"lykta_{key.prefix}_…" in later


@time_machine.travel(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=False)
def test_when_a_key_ends_is_said_with_its_year(page: Client, partner: Partner) -> None:
    """On the day that it is made a key of a year must not look as if it ended then."""
    made_on_page(page, partner)
    made_on_page(page, partner, days="730")
    told = page.get(reverse("api:partner", args=[partner.pk])).content.decode()
    assert re.findall(r"Till <time [^>]*>([^<]*)</time>", told) == ["ons 29 nov 2028 10.00", "tis 30 nov 2027 10.00"]


@time_machine.travel(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=False)
def test_when_a_partner_last_read_is_said_with_its_year(page: Client, partner: Partner) -> None:
    key, _token = make_key(partner, scopes=[Scope.SHIFTS], now=MADE)
    address = reverse("api:partners")
    for used_at, said in (
        (datetime(2025, 11, 30, 9, tzinfo=UTC), "sön 30 nov 2025 10.00"),
        (datetime(2026, 11, 30, 8, tzinfo=UTC), "i dag 09.00"),
    ):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=used_at)
        assert f">{said}</time>" in page.get(address).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Det här behövs."),
        ({"scopes": []}, "Det här behövs."),
        ({"networks": "polisen.example"}, "polisen.example är inget nätverk."),
        ({"days": "1"}, "Välj ett giltigt alternativ"),
    ],
)
def test_key_that_cannot_be_made_says_why(page: Client, partner: Partner, fields: dict[str, Any], said: str) -> None:
    answer = page.post(reverse("api:add_key", args=[partner.pk]), KEY_FORM | fields)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not ApiKey.objects.exists()


def test_key_of_a_district_sees_it_and_what_lies_below(page: Client, partner: Partner) -> None:
    municipality = partner.municipality
    north = DistrictFactory(municipality=municipality, name="Norra Huddinge")
    varby = DistrictFactory(municipality=municipality, name="Vårby", parent=north)
    south = DistrictFactory(municipality=municipality, name="Södra Huddinge")
    association = AssociationFactory(municipality=municipality)
    shifts = {
        district.name: ShiftFactory(
            association=association, route=RouteFactory(municipality=municipality, district=district)
        )
        for district in (varby, south)
    }
    token = made_on_page(page, partner, districts=[str(north.uuid)])
    headers = {"authorization": f"Bearer {token}"}

    def seen(path: str, **query: str) -> Any:
        return Client().get(f"/api/v1/{path}", query, headers=headers)

    assert [one["name"] for one in seen("districts").json()["results"]] == ["Norra Huddinge", "Vårby"]
    assert [one["id"] for one in seen("shifts").json()["results"]] == [str(shifts["Vårby"].uuid)]
    assert len(seen("routes").json()["features"]) == 1
    assert seen("shifts", district=str(varby.uuid)).json()["results"][0]["id"] == str(shifts["Vårby"].uuid)
    assert seen("shifts", district=str(south.uuid)).status_code == 400
    for path in (f"shifts/{shifts['Södra Huddinge'].uuid}", f"districts/{south.uuid}"):
        assert seen(path).status_code == 404
    assert "Norra Huddinge" in page.get(reverse("api:partner", args=[partner.pk])).content.decode()


def test_key_of_a_district_that_is_removed_sees_nothing(page: Client, partner: Partner) -> None:
    district = DistrictFactory(municipality=partner.municipality)
    DistrictFactory(municipality=partner.municipality)
    token = made_on_page(page, partner, districts=[str(district.uuid)])
    district.delete()
    answer = Client().get("/api/v1/districts", headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["results"]) == (200, [])


@pytest.mark.parametrize(
    ("address", "status"), [("192.0.2.77", 200), ("2001:db8::1", 200), ("::ffff:192.0.2.1", 200), ("198.51.100.1", 403)]
)
def test_key_works_from_its_networks_alone(page: Client, partner: Partner, address: str, status: int) -> None:
    token = made_on_page(page, partner, networks="192.0.2.5/24\r\n2001:db8::/32\r\n")
    answer = Client(REMOTE_ADDR=address).get("/api/v1/districts", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["type"].endswith("/wrong-network")
        assert "WWW-Authenticate" not in answer.headers


def test_changed_key_leaves_a_week_for_the_old_one(page: Client, partner: Partner, maria: User) -> None:
    old, before = make_key(
        partner, scopes=[Scope.SHIFTS], now=MADE, expires_at=MADE + timedelta(days=90), networks=["192.0.2.0/24"]
    )
    new, after = rotate_key(old, by=maria, now=MADE + timedelta(days=10))
    assert (new.scopes, new.networks, new.expires_at) == (old.scopes, old.networks, MADE + timedelta(days=100))
    overlapping = MADE + timedelta(days=10) + OVERLAP - timedelta(seconds=1)
    assert [find_key(token, now=overlapping).pk for token in (before, after)] == [old.pk, new.pk]
    with pytest.raises(KeyRefused) as refused:
        find_key(before, now=overlapping + timedelta(seconds=1))
    assert refused.value.problem == Problem.EXPIRED_KEY


def test_key_is_changed_on_its_page(page: Client, partner: Partner) -> None:
    key, _token = make_key(partner, scopes=[Scope.SHIFTS], now=clock.now())
    body = page.post(reverse("api:rotate_key", args=[key.pk])).content.decode()
    assert "Den gamla fungerar i sju dagar till." in body
    assert find_key(shown_token(body), now=clock.now()).scopes == [Scope.SHIFTS]
    revoke_key(key, now=clock.now())
    again = page.post(reverse("api:rotate_key", args=[key.pk]), follow=True).content.decode()
    assert "Nyckeln gäller inte längre." in again


def test_revoked_key_opens_nothing_more(page: Client, partner: Partner) -> None:
    key, token = make_key(partner, scopes=Scope.values, now=MADE)
    answer = page.post(reverse("api:revoke_key", args=[key.pk]), follow=True).content.decode()
    assert "Nyckeln är spärrad." in answer
    assert "Spärra nu" not in answer
    assert Client().get("/api/v1/shifts", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_partner_is_closed_out_and_let_in_again(page: Client, partner: Partner) -> None:
    _key, token = make_key(partner, scopes=Scope.values, now=MADE)
    headers = {"authorization": f"Bearer {token}"}
    page.post(reverse("api:close_partner", args=[partner.pk]))
    assert "Stängd ute" in page.get(reverse("api:partners")).content.decode()
    assert Client().get("/api/v1/shifts", headers=headers).status_code == 401
    page.post(reverse("api:reopen_partner", args=[partner.pk]))
    assert Client().get("/api/v1/shifts", headers=headers).status_code == 200
