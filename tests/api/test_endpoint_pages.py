"""Where a coordinator makes, watches, pauses and removes partners' webhooks."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from api.domain.webhooks.delivering import deliver_due
from api.models import Partner, WebhookDelivery, WebhookEndpoint
from scheduling.enums import EventKind
from tests.api.hooks import NOW, endpoint_of, happens, night_of, states
from tests.factories import AssociationFactory, DistrictFactory, MunicipalityFactory, coordinator_of, leader_of
from tests.support.receivers import OUTSIDE, answer, receiving
from volunteers.models import Municipality, User

pytestmark = pytest.mark.django_db
URL = "https://mottagare.example/lykta"
FORM: dict[str, Any] = {"name": "Lägesbild", "url": URL}
PAGES = {"add_endpoint": "partner", "endpoint": "endpoint", "edit_endpoint": "endpoint"}
FORMS = {
    "try_endpoint": "endpoint",
    "pause_endpoint": "endpoint",
    "resume_endpoint": "endpoint",
    "rotate_endpoint": "endpoint",
    "remove_endpoint": "endpoint",
    "resend_delivery": "delivery",
}


@pytest.fixture(autouse=True)
def _key(token: str) -> None:
    """The partner has a key of everything."""


@pytest.fixture
def page(client: Client, municipality: Municipality) -> Client:
    client.force_login(coordinator_of(municipality))
    return client


@pytest.fixture
def endpoint(partner: Partner) -> WebhookEndpoint:
    return endpoint_of(partner, URL, name="Lägesbild")


def body(page: Client, name: str, pk: int, **query: str) -> str:
    answer = page.get(reverse(f"api:{name}", args=[pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def press(page: Client, button: str, pk: int, **fields: Any) -> Any:
    return page.post(reverse(f"api:{button}", args=[pk]), fields)


def test_webhook_is_made_and_its_secret_shown_once(page: Client, partner: Partner) -> None:
    assert "Inga webhookar än" in body(page, "partner", partner.pk)
    district = DistrictFactory(municipality=partner.municipality)
    fields = {"types": ["shift.started"], "districts": [str(district.uuid)], "keeps_order": "on"}
    answer = press(page, "add_endpoint", partner.pk, **FORM, **fields)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    made = WebhookEndpoint.objects.get()
    assert (made.url, made.types, made.districts, made.keeps_order) == (
        URL,
        ["shift.started"],
        [str(district.uuid)],
        True,
    )
    shown = re.search(r'id="hemlighet" value="([^"]+)"', answer.content.decode())
    assert shown
    assert shown[1] == made.secret
    later = body(page, "endpoint", made.pk)
    assert made.secret not in later
    assert "Ett pass börjar" in later
    assert district.name in later
    assert "Lägesbild" in body(page, "partner", partner.pk)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"url": "http://mottagare.example/"}, "Skriv en hel adress som börjar med https://"),
        ({"url": "https://anna:1@mottagare.example/"}, "utan namn och lösenord"),
        ({"url": ""}, "url_error"),
        ({"types": ["shift.exploded"]}, "shift.exploded"),
        ({"types": ["webhook.test"]}, "webhook.test"),
        ({"districts": ["finns inte"]}, "finns inte"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_nothing_is_made(
    page: Client, partner: Partner, settings: Settings, given: dict[str, Any], said: str
) -> None:
    settings.OUTWARD_PLAIN_HTTP = False
    answer = press(page, "add_endpoint", partner.pk, **(FORM | given))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_webhook_is_changed_paused_taken_up_and_removed(page: Client, endpoint: WebhookEndpoint) -> None:
    assert f'value="{URL}"' in body(page, "edit_endpoint", endpoint.pk)
    assert press(page, "edit_endpoint", endpoint.pk, name="Ny", url=f"{URL}/2").status_code == 303
    assert press(page, "edit_endpoint", endpoint.pk, name="Ny", url="ftp://x").status_code == 422
    assert press(page, "pause_endpoint", endpoint.pk).status_code == 303
    paused = body(page, "endpoint", endpoint.pk)
    assert "Pausad. Det som händer väntar" in paused
    assert "Ny" in paused
    press(page, "resume_endpoint", endpoint.pk)
    assert "Inget har skickats än." in body(page, "endpoint", endpoint.pk)
    assert press(page, "remove_endpoint", endpoint.pk).url.endswith("#webhookar")
    assert not WebhookEndpoint.objects.exists()


def test_new_secret_is_shown_once_and_the_old_one_goes_on(page: Client, endpoint: WebhookEndpoint) -> None:
    answer = press(page, "rotate_endpoint", endpoint.pk).content.decode()
    changed = WebhookEndpoint.objects.get()
    assert changed.secret != endpoint.secret
    assert changed.secret in answer
    assert "i sju dagar till" in answer
    assert endpoint.secret not in answer
    assert "Gamla hemligheten" in body(page, "endpoint", endpoint.pk)


def test_log_shows_what_came_of_each_and_sends_again(page: Client, partner: Partner, settings: Settings) -> None:
    settings.OUTWARD_NETWORKS, settings.OUTWARD_PLAIN_HTTP = [f"{OUTSIDE}/32"], True
    with receiving(answer(500, b"<b>trasig</b>")) as receiver:
        endpoint = endpoint_of(partner, receiver.url)
        happens(night_of(partner))
        deliver_due(NOW)
        shown = body(page, "endpoint", endpoint.pk)
        assert "svarade 500" in shown
        assert "&lt;b&gt;trasig&lt;/b&gt;" in shown
        assert "Svarar inte sedan" in shown
        assert "svarade 500" in body(page, "endpoint", endpoint.pk, visa="fel")
        receiver.behave = answer(200)
        delivery = WebhookDelivery.objects.get()
        assert press(page, "resend_delivery", delivery.pk).status_code == 303
        deliver_due()
        assert states(endpoint) == ["delivered"]
        assert "Allt som har skickats har kommit fram." in body(page, "endpoint", endpoint.pk, visa="fel")
        press(page, "try_endpoint", endpoint.pk)
        deliver_due()
    assert "webhook.test" in body(page, "endpoint", endpoint.pk)
    assert states(endpoint) == ["delivered", "delivered"]


def test_log_goes_on_to_older_rows_at_the_same_cost(
    page: Client, partner: Partner, endpoint: WebhookEndpoint, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    happens(night_of(partner), *[EventKind.CHANGED] * 35)
    with django_assert_max_num_queries(14):
        first = body(page, "endpoint", endpoint.pk)
    numbers = [int(found) for found in re.findall(r"<h3[^>]*>(\d+)\. ", first)]
    assert numbers == list(range(35, 5, -1))
    assert "fore=6#logg" in first
    older = body(page, "endpoint", endpoint.pk, fore="6")
    assert [int(found) for found in re.findall(r"<h3[^>]*>(\d+)\. ", older)] == [5, 4, 3, 2, 1]
    for nonsense in ("x", "-1", "9" * 30, "²"):
        assert body(page, "endpoint", endpoint.pk, fore=nonsense)


@pytest.mark.parametrize("who", ["nobody", "leader", "coordinator elsewhere"])
@pytest.mark.parametrize("name", [*PAGES, *FORMS])
def test_doors_are_for_coordinators_of_the_town(
    client: Client, partner: Partner, endpoint: WebhookEndpoint, who: str, name: str
) -> None:
    happens(night_of(partner))
    keys = {"partner": partner.pk, "endpoint": endpoint.pk, "delivery": WebhookDelivery.objects.get().pk}
    path = reverse(f"api:{name}", args=[keys[(PAGES | FORMS)[name]]])
    people: dict[str, User | None] = {
        "nobody": None,
        "leader": leader_of(AssociationFactory(municipality=partner.municipality)),
        "coordinator elsewhere": coordinator_of(MunicipalityFactory()),
    }
    user = people[who]
    if user is not None:
        client.force_login(user)
    answers = [client.post(path, FORM), *([client.get(path)] if name in PAGES else [])]
    expected = {302} if user is None else {404}
    assert {found.status_code for found in answers} <= expected | ({405} if name == "endpoint" else set())
    assert (WebhookEndpoint.objects.count(), WebhookEndpoint.objects.get().state) == (1, "active")
    assert WebhookEndpoint.objects.get().secret == endpoint.secret


@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_done_by_only_looking(page: Client, partner: Partner, endpoint: WebhookEndpoint, name: str) -> None:
    happens(night_of(partner))
    keys = {"endpoint": endpoint.pk, "delivery": WebhookDelivery.objects.get().pk}
    assert page.get(reverse(f"api:{name}", args=[keys[FORMS[name]]])).status_code == 405
