import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from api.models import Partner
from tests.factories import AssociationFactory, MunicipalityFactory, RoleFactory, coordinator_of, leader_of
from volunteers.context import shell, shell_of
from volunteers.enums import RoleKind
from volunteers.models import User

PUBLIC = [
    "scheduling:start",
    "volunteers:accessibility",
    "volunteers:privacy",
    "account_login",
    "account_reset_password",
]


def request_by(user: User | AnonymousUser, path: str = "/pass", **query: str) -> HttpRequest:
    request = RequestFactory().get(path, query)
    request.user = user
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_opens_without_inline_script_or_style(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    page = response.content.decode()
    assert response.status_code == 200
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", page) == []
    assert page.count("<h1>") == page.count("<main") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_is_english_when_chosen(client: Client, name: str) -> None:
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    page = client.get(reverse(name)).content.decode()
    assert '<html lang="en"' in page
    assert "Skip to the content" in page


@pytest.mark.django_db
def test_start_leads_someone_signed_in_to_the_board(client: Client) -> None:
    client.force_login(leader_of(AssociationFactory()))
    assert client.get("/").headers["Location"] == "/pass"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/folk?sida=2", "/folk?sida=2"),
        ("http://testserver/folk", "/folk"),
        ("", "/folk/ny"),
        ("http://testserver//elsewhere.example/", "/folk/ny"),
    ],
)
def test_change_of_language_after_a_form_comes_back_to_the_page_that_it_stood_on(came_from: str, back: str) -> None:
    """What the form led to may be no address to read."""
    request = RequestFactory().post("/folk/ny", headers={"referer": came_from})
    request.user = AnonymousUser()
    assert shell_of(request)["here"] == back


@pytest.mark.django_db
def test_page_with_a_new_key_can_be_read_in_the_other_language(client: Client) -> None:
    partner = Partner.objects.create(municipality=MunicipalityFactory(), name="Polisen")
    client.force_login(coordinator_of(partner.municipality))
    page = reverse("api:partner", args=[partner.pk])
    given = {"name": "Lägesbild", "scopes": ["shifts:read"], "days": "", "networks": ""}
    made = client.post(f"{page}/nyckel", given, headers={"referer": f"http://testserver{page}"}).content.decode()
    assert "lykta_" in made
    found = re.search(r'name="next" value="([^"]*)"', made)
    assert found is not None
    english = client.post(reverse("set_language"), {"language": "en", "next": found[1]}, follow=True)
    assert (english.status_code, "New key" in english.content.decode()) == (200, True)


@pytest.mark.django_db
def test_theme_is_kept_and_worn_by_the_next_page(client: Client) -> None:
    response = client.post(reverse("volunteers:set_theme"), {"theme": "night", "next": "/uppgifter"})
    assert response.headers["Location"] == "/uppgifter"
    assert '<html lang="sv" data-theme="night">' in client.get("/uppgifter").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("theme", ["auto", "pink", ""])
def test_theme_follows_the_device_when_nothing_else_is_chosen(client: Client, theme: str) -> None:
    client.post(reverse("volunteers:set_theme"), {"theme": "day"})
    client.post(reverse("volunteers:set_theme"), {"theme": theme})
    assert '<html lang="sv">' in client.get("/uppgifter").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_choice_of_theme_never_leads_away_from_lykta(client: Client, elsewhere: str) -> None:
    response = client.post(reverse("volunteers:set_theme"), {"theme": "day", "next": elsewhere})
    assert response.headers["Location"] == "/"


def test_theme_is_changed_by_post_only(client: Client) -> None:
    assert client.get(reverse("volunteers:set_theme")).status_code == 405


@pytest.mark.django_db
def test_leader_sees_the_destinations_of_a_leader() -> None:
    user = leader_of(AssociationFactory(name="Vårby vuxna på stan"))
    shown = shell_of(request_by(user, "/pass/12"))
    assert [(item.label, item.path, item.is_current) for item in shown["nav"]] == [
        ("I kväll", "/ikvall", False),
        ("Säsongen", "/pass", True),
        ("Inkorg", "/inkorg", False),
        ("Rutter", "/rutter", False),
        ("Folk", "/folk", False),
        ("Uppföljning", "/uppfoljning", False),
    ]
    assert (shown["acting"].label, shown["acting"].role) == ("Vårby vuxna på stan", "föreningsledare")


@pytest.mark.django_db
def test_coordinator_also_sees_associations() -> None:
    user = coordinator_of(MunicipalityFactory())
    paths = [item.path for item in shell_of(request_by(user))["nav"]]
    assert paths == ["/ikvall", "/pass", "/inkorg", "/rutter", "/folk", "/foreningar", "/uppfoljning"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/omraden", "/foreningar"),
        ("/kommun/1", "/foreningar"),
        ("/partner", "/foreningar"),
        ("/kalender", "/pass"),
        ("/uppgifter", None),
    ],
)
def test_menu_lights_the_place_a_page_is_reached_from(path: str, place: str | None) -> None:
    client = Client()
    client.force_login(coordinator_of(MunicipalityFactory(pk=1)))
    nav = client.get(path).context["shell"]["nav"]
    assert [item.path for item in nav if item.is_current] == ([place] if place else [])


@pytest.mark.django_db
def test_person_of_several_organisations_can_choose_among_their_boards() -> None:
    municipality = MunicipalityFactory(name="Huddinge kommun")
    association = AssociationFactory(municipality=municipality, name="Vårby vuxna på stan")
    user = leader_of(association)
    RoleFactory(user=user, kind=RoleKind.COORDINATOR, municipality=municipality)
    seen = [
        [(choice.label, choice.path, choice.is_current) for choice in shell_of(request)["organisations"]]
        for request in (
            request_by(user),
            request_by(user, forening=str(association.pk)),
            request_by(user, forening="0"),
        )
    ]
    whole, part = f"/pass?forening={association.pk}", "/pass"
    assert seen == [
        [("Huddinge kommun", part, True), ("Vårby vuxna på stan", whole, False)],
        [("Huddinge kommun", part, False), ("Vårby vuxna på stan", whole, True)],
        [("Huddinge kommun", part, True), ("Vårby vuxna på stan", whole, False)],
    ]


@pytest.mark.django_db
def test_leader_of_several_associations_acts_for_all_until_one_is_chosen() -> None:
    user = leader_of(AssociationFactory(name="Öster"))
    role = RoleFactory(user=user, association=AssociationFactory(name="Norr"))
    whole, part = shell_of(request_by(user)), shell_of(request_by(user, forening=str(role.association_id)))
    assert [choice.label for choice in whole["organisations"]] == ["Alla mina föreningar", "Norr", "Öster"]
    assert (whole["acting"].label, part["acting"].label) == ("Alla mina föreningar", "Norr")


@pytest.mark.django_db
def test_shell_costs_one_query_signed_in_and_none_for_a_fragment(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    request = request_by(leader_of(AssociationFactory()))
    with django_assert_num_queries(0):
        lazy = shell(request)["shell"]
    with django_assert_num_queries(1):
        assert lazy["name"]


def test_visitor_has_no_menu() -> None:
    shown = shell_of(request_by(AnonymousUser()))
    assert (shown["nav"], shown["organisations"], shown["name"]) == ([], [], "")


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_error_page_stands_without_any_context(status: int) -> None:
    page = render_to_string(f"{status}.html")
    assert page.count("<h1>") == 1
    assert "!" not in re.sub(r"<[^>]+>", "", page)


@pytest.mark.django_db
def test_address_that_leads_nowhere_is_answered_in_our_voice(client: Client) -> None:
    response = client.get("/finns-inte")
    assert response.status_code == 404
    assert "Här var det mörkt" in response.content.decode()


def test_form_without_its_token_is_answered_in_our_voice() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("volunteers:set_theme"), {"theme": "day"})
    assert response.status_code == 403
    assert "Sidan hann bli gammal" in response.content.decode()


@pytest.mark.django_db
def test_what_the_menu_of_a_phone_has_no_room_for_is_in_the_other(client: Client) -> None:
    """Five fit on a phone or a tablet; each of the others is in the menu at the top, and none is shown twice."""
    client.force_login(coordinator_of(MunicipalityFactory()))
    html = client.get("/uppfoljning").content.decode()
    items = [item.path for item in client.get("/uppfoljning").context["shell"]["nav"]]
    more = html.split("Mer i menyn</p>", 1)[1].split("</nav>", 1)[0]
    assert re.findall(r'<a href="([^"]+)"', more) == items[5:]
    assert re.findall(r'<a class="roomy-only" href="([^"]+)"', html) == items[5:]
