"""Handing over to an owner's Open311 system, on a socket: sent once, followed until it is mended, never doubled."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from pytest_django import Settings

from fieldwork.domain.owners.keeping import save_owner
from fieldwork.domain.owners.services import choose_services, read_services, want_services
from fieldwork.domain.referrals.following import follow_referrals
from fieldwork.domain.referrals.links import photo_path, token_of
from fieldwork.domain.referrals.retries import FIRST_FOLLOWED, FIRST_NUMBER, FOLLOWED_EVERY, JITTER, LOOKS
from fieldwork.domain.referrals.reviewing import say_it_arrived
from fieldwork.domain.referrals.sending import LEASE, claim, free_lost, send_referrals
from fieldwork.models import Observation, ObservationPhoto, PlaceOwner, Referral
from tests.factories.fieldwork import ObservationCategoryFactory
from tests.fieldwork.domain.referrals.handed import DAY, MONDAY, Town, states, told
from tests.support.city_desk import JURISDICTION, KEY, ROOT, CityDesk, hangs_up, keeps_and_hangs_up, says
from tests.support.receivers import OUTSIDE, Receiver, receiving

pytestmark = pytest.mark.django_db
SOON = FOLLOWED_EVERY * (1 + JITTER)


@pytest.fixture
def city() -> CityDesk:
    return CityDesk()


@pytest.fixture
def receiver(city: CityDesk, settings: Settings) -> Iterator[Receiver]:
    settings.OUTWARD_NETWORKS, settings.OUTWARD_PLAIN_HTTP = [f"{OUTSIDE}/32"], True
    with receiving(city) as receiver:
        yield receiver


@pytest.fixture
def town(receiver: Receiver, settings: Settings) -> Town:
    """Its street office has a system, and a service for lighting."""
    town, url = Town(), f"http://{receiver.host}:{receiver.port}{ROOT}"
    settings.OPEN311_KEYS = {url: KEY}
    save_owner(town.street, way="open311", open311_url=url, open311_jurisdiction=JURISDICTION)
    choose_services(town.street, {town.lighting: "001"})
    return town


@pytest.fixture
def sent(town: Town) -> Referral:
    return town.sent()


def queued(town: Town) -> Referral:
    referral = town.opened()
    town.approve(referral)
    return referral


def test_report_says_what_the_letter_says_but_not_how_to_answer(city: CityDesk, sent: Referral) -> None:
    (taken,) = city.taken.values()
    assert taken["description"] == (
        "Helt mörkt vid trappan\n\n"
        "Vad: Belysning: En lampa är trasig\n"
        "Var: Tunneln mot Masmo, Vårby\n"
        "Stolpe: 1234\n"
        "På kartan: https://www.openstreetmap.org/?mlat=59.26400&mlon=17.88300#map=19/59.26400/17.88300\n"
        "För kartprogram: geo:59.26400,17.88300\n"
        "Sett: fredag 16 oktober 21.30\n"
        "Vår referens: VA-7K3F\n"
        "Vi hoppas på åtgärd senast: måndag 2 november"
    )
    assert token_of(sent) not in json.dumps(taken)
    assert (taken["address"], taken["media_url"]) == ("Tunneln mot Masmo, Vårby, Huddinge kommun", None)
    assert (states(sent), sent.reference, sent.next_try_at) == (("sent", "sent"), "293944", MONDAY + FIRST_FOLLOWED)
    assert told(sent)[-1] == ("sent", "293944 · Åtgärdas inom 10 dagar")


def test_photo_goes_along_by_its_own_link_where_it_was_chosen(city: CityDesk, town: Town) -> None:
    referral = town.opened()
    ObservationPhoto.objects.create(observation=referral.observation, jpeg=b"jpeg", width=4, height=3, added_at=MONDAY)
    town.approve(referral, shows_photo=True)
    send_referrals(MONDAY)
    (taken,) = city.taken.values()
    assert taken["media_url"].endswith(photo_path(referral))
    assert token_of(referral) not in taken["media_url"]


def test_kind_without_a_service_waits_for_a_person(city: CityDesk, town: Town) -> None:
    other = ObservationCategoryFactory(municipality=town.town, name="Klotter")
    referral = queued(town)
    Observation.objects.filter(pk=referral.observation_id).update(category=other)
    send_referrals(MONDAY)
    assert (states(referral), city.asked) == (("failed", "new"), [])
    assert referral.trouble == "Ingen av deras tjänster är vald för det här slaget."


def test_service_of_the_very_kind_comes_before_that_of_the_kind_above(city: CityDesk, town: Town) -> None:
    choose_services(town.street, {town.lamp: "033"})
    town.sent()
    assert [taken["service_code"] for taken in city.taken.values()] == ["033"]


def test_answer_that_is_lost_is_looked_for_and_never_makes_a_second_report(city: CityDesk, town: Town) -> None:
    city.before = [keeps_and_hangs_up]
    referral = queued(town)
    assert (send_referrals(MONDAY), states(referral)) == (0, ("unknown", "new"))
    assert send_referrals(MONDAY + DAY) == 0
    assert (follow_referrals(MONDAY), follow_referrals(MONDAY + LOOKS[0])) == (0, 1)
    assert (states(referral), referral.reference) == (("sent", "sent"), "293944")
    assert (len(city.taken), [asked[:4] for asked in city.asked]) == (1, ["POST", "GET "])


def test_report_that_is_not_found_is_left_to_a_person(city: CityDesk, town: Town) -> None:
    city.before, city.hides = [keeps_and_hangs_up], True
    referral, now = queued(town), MONDAY
    send_referrals(MONDAY)
    for look in LOOKS:
        now += look
        assert follow_referrals(now) == 0
    assert (states(referral), referral.looks, referral.next_try_at) == (("unknown", "new"), len(LOOKS), None)
    assert referral.trouble == "Deras system visar den inte. Fråga dem innan du skickar igen."
    assert follow_referrals(now + DAY) == 0
    assert len(city.asked) == 1 + len(LOOKS)
    say_it_arrived(referral, reference="293944", origin=town.by_maria, now=now)
    assert (states(referral), len(city.taken)) == (("sent", "sent"), 1)


def test_report_that_never_came_is_sent_again_only_when_somebody_says_so(city: CityDesk, town: Town) -> None:
    city.before = [hangs_up]
    referral = queued(town)
    send_referrals(MONDAY)
    follow_referrals(MONDAY + LOOKS[0])
    assert (states(referral), city.taken) == (("unknown", "new"), {})
    town.approve(referral)
    assert (send_referrals(MONDAY), states(referral), len(city.taken)) == (1, ("sent", "sent"), 1)


def test_worker_that_was_killed_in_the_middle_makes_no_second_report(city: CityDesk, town: Town) -> None:
    referral = queued(town)
    claimed = claim(referral, now=MONDAY)
    assert claimed is not None
    city.keep({"service_code": "001", "description": "… VA-7K3F"})  # the call that it died in
    free_lost(MONDAY + LEASE)
    assert (send_referrals(MONDAY + DAY), follow_referrals(MONDAY + LEASE + LOOKS[0])) == (0, 1)
    assert (states(referral), len(city.taken)) == (("sent", "sent"), 1)


@pytest.mark.parametrize(
    ("status", "state"),
    [(400, "failed"), (403, "failed"), (404, "failed"), (429, "queued"), (500, "unknown"), (503, "queued")],
)
def test_errors_are_told_apart(city: CityDesk, town: Town, status: int, state: str) -> None:
    body = b"<errors><error><code>x</code><description>CRM ligger nere</description></error></errors>"
    city.before = [says(status, body, Retry_After="7200")]
    referral = queued(town)
    send_referrals(MONDAY)
    assert states(referral)[0] == state
    assert referral.trouble == f"Deras system svarade {status}. CRM ligger nere"
    if state == "queued":
        assert referral.next_try_at == MONDAY + timedelta(hours=2)
        assert (send_referrals(MONDAY + timedelta(hours=2)), len(city.taken)) == (1, 1)


def test_system_that_is_not_there_gets_it_later(city: CityDesk, town: Town, receiver: Receiver) -> None:
    save_owner(town.street, open311_url=f"http://{OUTSIDE}:1{ROOT}")
    referral = queued(town)
    send_referrals(MONDAY)
    assert (states(referral)[0], referral.trouble) == ("queued", "Servern tar inte emot")
    assert receiver.lines == 0


def test_system_inside_is_never_called(town: Town, settings: Settings, receiver: Receiver) -> None:
    settings.OUTWARD_NETWORKS = []
    referral = queued(town)
    send_referrals(MONDAY)
    assert (states(referral)[0], referral.trouble, receiver.lines) == ("failed", "Adressen är inte tillåten", 0)


def test_number_comes_later_for_a_token(city: CityDesk, town: Town) -> None:
    city.kind = "batch"
    referral = town.sent()
    assert (referral.token, referral.reference, referral.next_try_at) == ("t/293944", "", MONDAY + FIRST_NUMBER)
    assert follow_referrals(MONDAY + FIRST_NUMBER) == 0
    city.tokens["t%2F293944"] = "293944"
    assert follow_referrals(MONDAY + FIRST_NUMBER + SOON) == 2  # the number, and that they have it
    assert (states(referral), referral.reference) == (("received", "received"), "293944")


def test_black_box_is_handed_over_and_asked_about_no_more(city: CityDesk, town: Town) -> None:
    city.kind = "blackbox"
    referral = town.sent()
    assert (states(referral), referral.reference, referral.next_try_at) == (("sent", "sent"), "", None)


def test_report_is_followed_until_it_is_mended(city: CityDesk, sent: Referral) -> None:
    at, found = MONDAY + FIRST_FOLLOWED, []
    for facts in (
        {},
        {"expected_datetime": "2026-10-23T12:00:00+02:00"},
        {"expected_datetime": "2026-11-06T12:00:00+01:00", "status_notes": "Väntar på material"},
        {"status_notes": "Ring 070-174 06 12"},
        {"status": "closed", "status_notes": "Lampan bytt"},
        {"status": "open"},
    ):
        city.taken["293944"] |= facts
        found.append((follow_referrals(at), *states(sent), sent.planned_on, sent.answer))
        at += SOON
    november = date(2026, 11, 6)
    assert found == [
        (1, "received", "received", None, ""),
        (1, "planned", "planned", date(2026, 10, 23), ""),
        (1, "planned", "planned", november, "Väntar på material"),
        (0, "planned", "planned", november, "Väntar på material"),
        (1, "fixed", "fixed", november, "Lampan bytt"),
        (0, "fixed", "fixed", november, "Lampan bytt"),
    ]
    assert [event.door for event in sent.events.filter(kind="answered")] == ["api"] * 4


def test_several_of_one_owner_are_asked_about_in_one_call_and_not_too_often(city: CityDesk, town: Town) -> None:
    for number in range(3):
        town.sent(reference=f"VA-000{number}")
    city.asked.clear()
    at = MONDAY + FIRST_FOLLOWED
    assert (follow_referrals(at), follow_referrals(at), len(city.asked)) == (3, 0, 1)


def test_system_that_fails_is_shown_at_its_owner_until_it_answers(city: CityDesk, town: Town, sent: Referral) -> None:
    city.before = [says(500)]
    follow_referrals(MONDAY + FIRST_FOLLOWED)
    town.street.refresh_from_db()
    assert (town.street.open311_trouble, states(sent)) == ("Deras system svarade 500.", ("sent", "sent"))
    follow_referrals(MONDAY + FIRST_FOLLOWED + SOON)
    town.street.refresh_from_db()
    assert (town.street.open311_trouble, states(sent)) == ("", ("received", "received"))


def test_answer_typed_in_by_hand_does_not_end_the_following(city: CityDesk, town: Town, sent: Referral) -> None:
    follow_referrals(MONDAY + FIRST_FOLLOWED)
    sent.refresh_from_db()
    assert sent.next_try_at is not None
    assert sent.next_try_at > MONDAY + FIRST_FOLLOWED


def test_services_are_read_when_somebody_wants_to_know_them(city: CityDesk, town: Town) -> None:
    assert read_services(MONDAY) == 0
    want_services(town.street, now=MONDAY)
    assert (read_services(MONDAY), read_services(MONDAY)) == (1, 0)
    town.street.refresh_from_db()
    assert [one["name"] for one in town.street.open311_services] == ["Gatubelysning", "Klotter"]
    city.before = [says(503)]
    want_services(town.street, now=MONDAY)
    assert read_services(MONDAY) == 0
    town.street.refresh_from_db()
    assert (len(town.street.open311_services), town.street.open311_trouble) == (2, "Deras system svarade 503.")


def test_key_stands_in_no_row(city: CityDesk, town: Town) -> None:
    town.sent()
    assert len(city.taken) == 1
    rows = [*Referral.objects.values(), *PlaceOwner.objects.values()]
    assert KEY not in repr(rows)
