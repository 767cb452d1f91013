"""The log on the page of somebody who walked: whose it is, what it shows, what is kept of it and what is not."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from fieldwork.domain.logs.filing import file_log
from fieldwork.domain.logs.words import Happened, said_of
from fieldwork.domain.observations.categories import open_categories
from fieldwork.domain.observations.noting import Seen, note_observation
from fieldwork.domain.observations.spots import Spot
from fieldwork.models import ObservationCategory, WalkLog
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState, Door
from scheduling.models import Attendance, Shift
from tests.factories import AttendanceFactory, member_of
from tests.fieldwork.nights import HOME, ON_ITS_PAGE, Night, later, walked_night
from tests.scheduling.own_pages import let_in, link_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home() -> Iterator[None]:
    with time_machine.travel(HOME, tick=False):
        yield


@pytest.fixture
def night() -> Night:
    return walked_night()


@pytest.fixture
def address(night: Night, client: Client) -> str:
    return f"{let_in(client, night.leader, now=HOME)}/kvall/{night.karin.pk}/logg"


def filled_in(client: Client, address: str, **said: object) -> dict[str, object]:
    """What the form of the page sends when this is filled in."""
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    times = {name: value.strftime("%H:%M") for name, value in shown.items() if hasattr(value, "strftime")}
    sent = {name: value for name, value in (shown | times | said).items() if value is not None and value is not False}
    return {name: ("on" if value is True else value) for name, value in sent.items()}


def test_page_begins_with_the_night_as_it_was_walked(night: Night, client: Client, address: str) -> None:
    page = client.get(address)
    form, body = page.context["form"], page.content.decode()
    assert ("Tack för i natt, Karin!" in body, "Vårby, fredag 16 oktober" in body) == (True, True)
    assert [(one.label, one.is_chosen, one.hint) for one in form.people] == [
        ("Karin", True, "ledare"),
        ("Anna", True, ""),
        ("Johan", True, ""),
    ]
    assert (form.count_done, "1 av 6 delar klara" in body) == (1, True)
    assert [word in body for word in ('value="20:30"', 'value="00:30"')] == [True, True]
    assert page.headers["Cache-Control"] == "private, no-store"


def test_log_is_kept_as_it_was_filled_in(night: Night, client: Client, address: str) -> None:
    told = filled_in(
        client,
        address,
        walked=[night.karin.pk, night.anna.pk],
        started="20:40",
        ended="01:05",
        mood="lively",
        met="11_30",
        calmed="2",
        happened=["alcohol", "vehicles"],
        alcohol_count="3",
        alcohol_place="parkeringen",
        alcohol_at="23:15",
        police="1",
        debrief="on",
        note="  Mycket folk vid bollplanen efter elva. ",
    )
    answered = client.post(address, told)
    assert (answered.status_code, answered.url) == (303, f"{address}?sparad={told['client_key']}")  # type: ignore[attr-defined]  # of a redirect
    starts_at = night.shift.starts_at
    assert said_of(WalkLog.objects.get()) == night.telling(
        started_at=starts_at + timedelta(minutes=10),
        ended_at=starts_at + timedelta(hours=4, minutes=35),
        mood="lively",
        met="11_30",
        debrief_held=True,
        note="Mycket folk vid bollplanen efter elva.",
        occurrences=(
            Happened("calmed", 2),
            Happened("alcohol", 3, "parkeringen", starts_at + timedelta(hours=2, minutes=45)),
            Happened("vehicles"),
        ),
        contacts={"police": 1},
    )
    assert Attendance.objects.get(pk=night.johan.pk).state == AttendanceState.NO_SHOW
    thanks = client.get(answered.url)  # type: ignore[attr-defined]  # of a redirect
    assert ("Tack Karin, nu är den sparad." in thanks.content.decode(), thanks.context["form"].count_done) == (True, 6)


def test_sent_twice_it_is_kept_once(client: Client, address: str) -> None:
    told = filled_in(client, address, mood="calm")
    assert [client.post(address, told).status_code for _ in range(2)] == [303, 303]
    assert WalkLog.objects.get().revision == 1


def test_script_gets_its_answer_as_json(client: Client, address: str) -> None:
    told, asks = filled_in(client, address, mood="calm"), {"headers": {"Accept": "application/json"}}
    refused = client.post(address, told | {"note": "Vit moped ABC 123"}, **asks)  # type: ignore[arg-type]  # each value is of its own type
    assert (refused.status_code, "ett registreringsnummer" in refused.json()["problems"][0]) == (422, True)
    kept = client.post(address, told, **asks)  # type: ignore[arg-type]  # each value is of its own type
    assert kept.json() == {"kept": f"{address}?sparad={told['client_key']}"}


def test_what_is_refused_stays_in_the_form(client: Client, address: str) -> None:
    told = filled_in(client, address, mood="uneasy", note="Vit moped ABC 123 körde fort", party_place="torget")
    answered = client.post(address, told)
    body = answered.content.decode()
    assert (answered.status_code, WalkLog.objects.count()) == (422, 0)
    assert "Det ser ut som ett registreringsnummer." in body
    assert "Vit moped ABC 123 körde fort</textarea>" in body
    assert 'value="torget"' in body
    assert str(told["client_key"]) in body


def test_name_is_warned_of_and_can_be_sent_when_it_is_none(client: Client, address: str) -> None:
    told = filled_in(client, address, mood="calm", note="Anna trampade snett")
    warned = client.post(address, told)
    assert ("Du har skrivit Anna." in warned.content.decode(), warned.status_code) == (True, 422)
    assert warned.context["form"].may_be_no_name is True
    assert client.post(address, told | {"may_name": "on"}).status_code == 303


def test_anybody_who_was_out_writes_and_the_next_one_sees_what_stands(night: Night, client: Client) -> None:
    key = uuid4()
    told = night.telling(met="1_10", note="Glas vid lekplatsen")
    file_log(night.shift, told, client_key=key, origin=ON_ITS_PAGE, by=night.leader, now=HOME)
    address = f"{let_in(client, night.anna.volunteer, now=HOME)}/kvall/{night.anna.pk}/logg"
    body = client.get(address).content.decode()
    assert "Någon i gruppen har redan skrivit." in body
    assert "Glas vid lekplatsen" in body
    client.post(address, filled_in(client, address, met="11_30"))
    log = WalkLog.objects.get()
    assert (log.met, log.note, log.revision) == ("11_30", "Glas vid lekplatsen", 2)


def test_without_the_gate_the_log_is_not_shown_and_not_taken(night: Night, client: Client, address: str) -> None:
    told = filled_in(client, address, mood="calm")
    stranger = Client()
    gate = link_to(night.leader, now=HOME)
    lent = f"{gate}/kvall/{night.karin.pk}/logg"
    answers = [stranger.get(lent), stranger.post(lent, told), stranger.get(f"{lent}/nyckel")]
    led_to = [(one.status_code, one.url.split("?")[0]) for one in answers]  # type: ignore[attr-defined]  # of a redirect
    assert led_to == [(303, gate)] * 3
    assert WalkLog.objects.count() == 0


@pytest.mark.parametrize("state", ["asked", "declined", "waiting", "no_show", "withdrawn"])
def test_night_that_one_did_not_walk_is_not_ones_to_tell_of(client: Client, state: str) -> None:
    night = walked_night()
    Attendance.objects.filter(pk=night.anna.pk).update(state=state)
    home = let_in(client, night.anna.volunteer, now=HOME)
    assert client.get(f"{home}/kvall/{night.anna.pk}/logg").status_code == 404
    assert client.get(f"{home}/kvall/{night.karin.pk}/logg").status_code == 404


def test_log_that_is_to_come_or_long_past_or_of_a_cancelled_night_is_not_found(night: Night, client: Client) -> None:
    closing = night.shift.ends_at + timedelta(days=14)
    with time_machine.travel(closing, tick=False):
        late = let_in(client, night.leader, now=closing)
        assert client.get(f"{late}/kvall/{night.karin.pk}/logg").status_code == 404
    home = let_in(client, night.leader, now=HOME)
    address = f"{home}/kvall/{night.karin.pk}/logg"
    assert client.get(address).status_code == 200
    Shift.objects.filter(pk=night.shift.pk).update(state="cancelled")
    assert client.get(address).status_code == 404
    to_come = AttendanceFactory(
        shift__starts_at=later(24), volunteer=member_of(night.shift.association), state="confirmed"
    )
    home = let_in(client, to_come.volunteer, now=HOME)
    assert client.get(f"{home}/kvall/{to_come.pk}/logg").status_code == 404


def test_log_can_be_posted_with_a_token_of_another_day(night: Night) -> None:
    """The token of the page that somebody wrote on may be over when the phone finds a network again."""
    browser = Client(enforce_csrf_checks=True)
    gate = link_to(night.leader, now=HOME)
    token = browser.get(gate).context["csrf_token"]
    browser.post(gate, {"vem": "ja", "csrfmiddlewaretoken": str(token)})
    address = f"{gate}/kvall/{night.karin.pk}/logg"
    told = filled_in(browser, address, mood="calm")
    browser.cookies["csrftoken"] = "a" * 32  # as after signing in on the same phone
    assert browser.post(address, told).status_code == 403
    asked = browser.get(f"{address}/nyckel").json()["token"]
    assert browser.post(address, told, headers={"X-CSRFToken": asked}).status_code == 303
    assert WalkLog.objects.count() == 1


def test_page_asks_the_same_few_questions_of_the_database_however_many_walked(
    night: Night,
    client: Client,
    address: str,
    django_assert_max_num_queries: object,
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's own callable
        client.get(address)
    for _ in range(6):
        AttendanceFactory(shift=night.shift, state="confirmed")
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's own callable
        client.get(address)


def test_what_the_group_noted_stands_before_the_word_to_the_next(night: Night, client: Client, address: str) -> None:
    town = night.shift.association.municipality
    open_categories(town)
    lamp = ObservationCategory.objects.get(municipality=town, code="lamp")
    seen = Seen(lamp, Spot(words="Tunneln mot Masmo"))
    note_observation(seen, client_key=uuid4(), origin=Origin(Door.PERSONAL), shift=night.shift, now=HOME)
    page = client.get(address).content.decode()
    places, last = page.index("Något i miljön som bör fixas?"), page.index("Till nästa grupp")
    assert places < page.index("Tunneln mot Masmo") < page.index("Notera något mer") < last
    assert "Noterat: 1" in page
