"""Leaders' and coordinators' own keys: what they may see, no more, and no longer."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from api.domain.keys import find_key, make_personal_key, revoke_key
from api.enums import PERSONAL, Scope
from api.models import ApiKey
from messaging.gateways import clock
from scheduling.models import Shift
from tests.api.conftest import MADE, ids
from tests.api.test_problems import problem_of
from tests.factories import (
    AssociationFactory,
    MunicipalityFactory,
    RoleFactory,
    ShiftFactory,
    coordinator_of,
    leader_of,
)
from volunteers.enums import RoleKind
from volunteers.models import Association, Municipality, Role, User

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)


@pytest.fixture
def association(municipality: Municipality) -> Association:
    association: Association = AssociationFactory(municipality=municipality)
    return association


def token_of(holder: User, *scopes: Scope) -> str:
    return make_personal_key(holder, scopes=scopes or PERSONAL, name="Webben", now=MADE, expires_at=None)[1]


def seen(token: str, path: str = "shifts", **query: Any) -> Any:
    return Client().get(f"/api/v1/{path}", query, headers={"authorization": f"Bearer {token}"})


def test_leader_sees_the_nights_of_the_own_association(association: Association) -> None:
    own: Shift = ShiftFactory(association=association)
    other: Shift = ShiftFactory(association=AssociationFactory(municipality=association.municipality))
    token = token_of(leader_of(association))
    assert ids(seen(token)) == [str(own.uuid)]
    assert seen(token, f"shifts/{other.uuid}").status_code == 404
    assert [one["id"] for one in seen(token, "municipalities").json()["results"]] == [
        str(association.municipality.uuid)
    ]
    assert len(seen(token, "routes").json()["features"]) == 2


def test_coordinator_sees_the_whole_municipality_and_somebody_in_two_sees_both(association: Association) -> None:
    ShiftFactory(association=association)
    ShiftFactory(association=AssociationFactory(municipality=association.municipality))
    elsewhere: Shift = ShiftFactory(association=AssociationFactory(municipality=MunicipalityFactory()))
    person = coordinator_of(association.municipality)
    token = token_of(person)
    assert len(ids(seen(token))) == 2
    RoleFactory(user=person, kind=RoleKind.LEADER, association=elsewhere.association)
    assert len(ids(seen(token))) == 3
    assert len(seen(token, "municipalities").json()["results"]) == 2


def test_key_opens_nothing_once_the_role_is_gone(association: Association) -> None:
    ShiftFactory(association=association)
    leader = leader_of(association)
    token = token_of(leader)
    Role.objects.filter(user=leader).delete()
    assert ids(seen(token)) == []
    User.objects.filter(pk=leader.pk).update(is_active=False)
    problem_of(seen(token), 401, "revoked-key")


def test_leader_reads_the_names_of_tonights_own_crew(association: Association) -> None:
    own: Shift = ShiftFactory(association=association, starts_at=FRIDAY)
    other: Shift = ShiftFactory(association=AssociationFactory(municipality=association.municipality), starts_at=FRIDAY)
    token = token_of(leader_of(association))
    with time_machine.travel(FRIDAY, tick=False):
        assert seen(token, f"shifts/{own.uuid}/contacts").status_code == 200
        assert seen(token, f"shifts/{other.uuid}/contacts").status_code == 404


def test_persons_key_has_no_scope_of_partners(association: Association) -> None:
    leader = leader_of(association)
    for scope in set(Scope) - set(PERSONAL):
        with pytest.raises(ValueError, match="person's key"):
            make_personal_key(leader, scopes=[scope], name="x", now=MADE, expires_at=None)
    token = token_of(leader)
    problem_of(seen(token, "events"), 403, "missing-scope")
    problem_of(seen(token, expand="crew"), 403, "missing-scope")
    problem_of(seen(token, updated_since="0"), 400, "bad-parameters")
    assert "Lykta-Sequence" not in seen(token).headers


def test_key_is_made_shown_once_changed_and_revoked_on_its_page(client: Client, association: Association) -> None:
    leader = leader_of(association)
    client.force_login(leader)
    address = reverse("api:own_keys")
    assert "Inga nycklar än" in client.get(address).content.decode()
    body = client.post(address, {"name": "Webben", "scopes": [Scope.SHIFTS], "days": "365"}).content.decode()
    found = re.search(r'value="(lykta_\w+)"', body)
    assert found
    key = find_key(found[1], now=clock.now())
    assert (key.holder, key.scopes, key.partner) == (leader, ["shifts:read"], None)
    assert found[1] not in client.get(address).content.decode()
    assert "sju dagar till" in client.post(reverse("api:rotate_own_key", args=[key.pk])).content.decode()
    assert ApiKey.objects.count() == 2
    told = client.post(reverse("api:revoke_own_key", args=[key.pk]), follow=True).content.decode()
    assert "Nyckeln är spärrad." in told
    again = client.post(reverse("api:rotate_own_key", args=[key.pk]), follow=True).content.decode()
    assert "Nyckeln gäller inte längre." in again


def test_scope_of_partners_cannot_be_asked_for(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    answer = client.post(reverse("api:own_keys"), {"name": "x", "scopes": [Scope.EVENTS], "days": ""})
    assert (answer.status_code, ApiKey.objects.count()) == (422, 0)


def test_pages_are_for_those_with_a_role_and_keys_for_their_holders(client: Client, association: Association) -> None:
    key = ApiKey.objects.get(
        pk=make_personal_key(leader_of(association), scopes=PERSONAL, name="x", now=MADE, expires_at=None)[0].pk
    )
    assert client.get(reverse("api:own_keys")).status_code == 302
    client.force_login(leader_of(association))
    for name in ("rotate_own_key", "revoke_own_key", "revoke_persons_key"):
        assert client.post(reverse(f"api:{name}", args=[key.pk])).status_code == 404
    client.force_login(coordinator_of(MunicipalityFactory()))
    assert client.post(reverse("api:revoke_persons_key", args=[key.pk])).status_code == 404
    Role.objects.all().delete()
    assert client.get(reverse("api:own_keys")).status_code == 404
    key.refresh_from_db()
    assert key.revoked_at is None


def test_coordinator_sees_and_closes_leaders_keys(client: Client, association: Association) -> None:
    leader = leader_of(association)
    key, token = make_personal_key(leader, scopes=PERSONAL, name="Webben", now=MADE, expires_at=None)
    client.force_login(coordinator_of(association.municipality))
    assert leader.name in client.get(reverse("api:partners")).content.decode()
    client.post(reverse("api:revoke_persons_key", args=[key.pk]))
    problem_of(seen(token), 401, "revoked-key")
    assert leader.name not in client.get(reverse("api:partners")).content.decode()


def test_revoked_key_of_somebody_stays_revoked(association: Association) -> None:
    key, token = make_personal_key(leader_of(association), scopes=PERSONAL, name="x", now=MADE, expires_at=None)
    revoke_key(key, now=MADE)
    problem_of(seen(token), 401, "revoked-key")
