from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from twilio.request_validator import RequestValidator

from demo.domain.moments import current_offset, set_offset
from messaging.gateways.memory import MemoryGateway
from tests.factories import ShiftFactory, UserFactory
from volunteers.models import Municipality, User

CLOCK = "/demo/clock"
pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Client:
    """Checks for forgery as a browser's would be, since the emulator's own form must pass without a token."""
    return Client(enforce_csrf_checks=True)


def signature(form: dict[str, str]) -> str:
    validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    return str(validator.compute_signature(settings.PUBLIC_URL + CLOCK, form))


def test_the_clock_tells_the_time_and_how_far_it_was_moved(door: Client) -> None:
    set_offset(timedelta(hours=3))
    answer = door.get(CLOCK)
    assert (answer.status_code, answer.json()["offset_seconds"]) == (200, 10800)


def test_the_clock_is_cheap_to_read(door: Client, django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_max_num_queries(1):  # type: ignore[operator]  # pytest-django's own callable
        door.get(CLOCK)


def test_the_clock_stands_still_for_whoever_does_not_sign(door: Client) -> None:
    assert door.post(CLOCK, {"to": "2h"}).status_code == 403
    assert current_offset() == timedelta(0)


def test_a_signature_over_another_form_moves_nothing(door: Client) -> None:
    headers = {"X-Twilio-Signature": signature({"to": "evening"})}
    assert door.post(CLOCK, {"to": "restart"}, headers=headers).status_code == 403


def test_a_jump_that_does_not_exist_is_refused(door: Client) -> None:
    form = {"to": "back"}
    assert door.post(CLOCK, form, headers={"X-Twilio-Signature": signature(form)}).status_code == 400


def test_two_hours_on_are_two_hours_on(door: Client, sms_provider: MemoryGateway) -> None:
    form = {"to": "2h"}
    answer = door.post(CLOCK, form, headers={"X-Twilio-Signature": signature(form)})
    assert answer.json()["offset_seconds"] == pytest.approx(7200, abs=5)


@pytest.mark.django_db(transaction=True)
def test_a_new_start_builds_the_town_on_the_true_clock_and_keeps_who_is_signed_in(door: Client) -> None:
    karin = UserFactory(email="karin@lykta.example")
    ShiftFactory(association__name="a former one")
    set_offset(timedelta(days=9))
    form = {"to": "restart"}
    answer = door.post(CLOCK, form, headers={"X-Twilio-Signature": signature(form)})
    assert (answer.json()["offset_seconds"], Municipality.objects.get().name) == (0, "Huddinge kommun")
    assert User.objects.get(email=karin.email).password == karin.password
    assert karin.roles.get().association.name == "Vårby vuxna på stan"


def test_the_state_of_an_empty_town_is_empty(door: Client) -> None:
    assert {key: value for key, value in door.get("/demo/state").json().items() if key != "now"} == {
        "town": "",
        "people": [],
        "shift": None,
        "events": [],
        "jumps": [],
    }


def test_the_sign_in_page_shows_the_demos_accounts(door: Client) -> None:
    page = door.get("/konto/login/", follow=True)
    assert [account.email for account in page.context["demo_accounts"]] == [
        "karin@lykta.example",
        "maria@lykta.example",
    ]


def test_the_calendars_that_the_town_follows_are_served_with_an_etag(door: Client) -> None:
    Municipality.objects.create(name="Huddinge kommun")
    for name, title in (("lasaret", "Höstlov"), ("lyktan-bk", "Lyktan BK–Åsö IF")):
        answer = door.get(f"/demo/kalendrar/{name}.ics")
        assert title in answer.content.decode()
        again = door.get(f"/demo/kalendrar/{name}.ics", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert door.get("/demo/kalendrar/marknader.ics").status_code == 404
