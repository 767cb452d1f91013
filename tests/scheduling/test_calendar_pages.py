"""The page where calendar links are made and closed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scheduling.domain.calendar_links import find_link, make_link
from scheduling.models import CalendarLink
from tests.factories import AssociationFactory, coordinator_of, leader_of, member_of
from volunteers.models import Association

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)


@pytest.fixture
def association() -> Association:
    association: Association = AssociationFactory(name="Vårby IF")
    return association


@pytest.fixture
def leader(client: Client, association: Association) -> Client:
    client.force_login(leader_of(association))
    return client


def token_on(page: Any) -> str:
    return str(page.context["new"].addresses.https).rsplit("/", 1)[1].removesuffix(".ics")


def test_visitor_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/kalender")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/login/?next=/kalender")


def test_leader_makes_a_link_for_the_association_that_is_shown_once(leader: Client, association: Association) -> None:
    page = leader.post("/kalender/forening", {"owner": association.pk})
    token = token_on(page)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert f'value="webcal://127.0.0.1:8000/calendar/{token}.ics"' in page.content.decode()
    link = find_link(token)
    assert link is not None
    assert link.association == association
    assert token not in leader.get("/kalender").content.decode()


def test_leader_makes_a_link_for_a_member(leader: Client, association: Association) -> None:
    anna = member_of(association)
    link = find_link(token_on(leader.post("/kalender/person", {"owner": anna.pk})))
    assert link is not None
    assert link.volunteer == anna


def test_person_can_be_chosen_in_advance(leader: Client, association: Association) -> None:
    anna = member_of(association)
    assert f'<option value="{anna.pk}" selected>' in leader.get("/kalender", {"person": anna.pk}).content.decode()
    assert leader.get("/kalender", {"person": "²"}).status_code == 200


def test_others_cannot_be_given_links(leader: Client) -> None:
    other = AssociationFactory()
    for path, owner in (("forening", other), ("person", member_of(other))):
        for given in (owner.pk, "", "x"):
            assert leader.post(f"/kalender/{path}", {"owner": given}).status_code == 422
    assert CalendarLink.objects.count() == 0


def test_link_is_closed_with_a_press(leader: Client, association: Association) -> None:
    token = make_link(association, now=NOW)
    link = find_link(token)
    assert link is not None
    answer = leader.post(f"/kalender/{link.pk}/stang")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kalender")
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert list(leader.get("/kalender").context["links"]) == []
    assert leader.post(f"/kalender/{link.pk}/stang").status_code == 404


def test_link_of_another_association_is_not_found(leader: Client) -> None:
    other = AssociationFactory()
    make_link(other, now=NOW)
    assert leader.post(f"/kalender/{CalendarLink.objects.get().pk}/stang").status_code == 404
    assert list(leader.get("/kalender").context["links"]) == []


def test_coordinator_reaches_every_association(client: Client, association: Association) -> None:
    client.force_login(coordinator_of(association.municipality))
    make_link(association, now=NOW)
    make_link(member_of(association), now=NOW)
    assert len(client.get("/kalender").context["links"]) == 2


@pytest.mark.parametrize("count", [1, 60])
def test_queries_are_the_same_for_any_number_of_links(
    leader: Client, association: Association, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_link(member_of(association), now=NOW)
    with django_assert_max_num_queries(10):
        assert len(leader.get("/kalender").context["links"]) == min(count, 50)
