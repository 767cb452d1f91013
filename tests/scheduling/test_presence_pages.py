"""What the coordinator sees and does about requests for presence, and what the group that goes there is told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scheduling.domain.presence.answers import accept_request, propose_shift
from scheduling.domain.presence.joining import rules_of
from scheduling.domain.presence.places import Place
from scheduling.enums import Door, PresenceState, ShiftState
from scheduling.models import PresenceRequest, Shift
from tests.factories import RouteFactory, ShiftFactory, leader_of
from tests.scheduling.presence import FRIDAY, LIBRARY, MONDAY, Town, history_of, make_town, north_of, states

pytestmark = pytest.mark.django_db
State = PresenceState
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CREW = {"crew_safe": 2, "crew_min": 3, "crew_target": 4, "crew_max": 5, "leaders": 1}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def maria(client: Client, town: Town) -> Client:
    client.force_login(town.maria)
    return client


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(f"scheduling:{name}", args=args))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def press(client: Client, name: str, request: PresenceRequest, **fields: Any) -> Any:
    """Post a form of the request's page, as it was looked at now."""
    request.refresh_from_db()
    data = {"seen": request.revision, **fields}
    return client.post(reverse(f"scheduling:{name}", args=[request.pk]), data, follow=True)


def filed(client: Client, **fields: Any) -> Any:
    given = {
        "municipality": "",
        "label": "Vårbyskolan",
        "route": "",
        "district": "",
        "place": "bakom skolan",
        "position": "59.264, 17.883",
        "night": "2026-10-16",
        "start": "21:00",
        "end": "23:00",
        "category": "event",
        "urgency": "normal",
        "text": "Disco",
    }
    return client.post(reverse("scheduling:new_presence"), given | fields, follow=True)


def test_board_shows_coordinators_what_waits_the_urgent_first(maria: Client, town: Town) -> None:
    town.ask(place=Place(position=LIBRARY, words="vid badet"), category="event")
    town.ask(urgency="high", starts_at=FRIDAY + DAY, ends_at=FRIDAY + DAY + HOUR)
    town.ask(label="Huge Bostäder", starts_at=FRIDAY + DAY, ends_at=FRIDAY + DAY + HOUR)
    body = page(maria, "board")
    section = body[body.index('id="onskemal"') :]
    assert section.index("Vid biblioteket") < section.index("Vid badet")
    assert "Polisen och Huge Bostäder" in section
    assert "lör 17 okt 21.00–22.00" in section
    assert section.count("<li ") >= 2


def test_board_of_leaders_says_nothing_of_requests(client: Client, town: Town) -> None:
    town.ask()
    client.force_login(leader_of(town.shift.association))
    assert "Önskemål om närvaro" not in page(client, "board")


def test_board_is_quiet_when_nothing_waits(maria: Client, town: Town) -> None:
    request = town.ask()
    accept_request(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)
    assert 'id="onskemal"' not in page(maria, "board")


def test_list_says_what_waits_and_what_became_of_the_rest(maria: Client, town: Town) -> None:
    assert "Inget önskemål väntar på svar." in page(maria, "presence")
    accepted, offered = town.ask(), town.ask(category="event")
    town.ask(category="damage")
    accept_request(accepted, shift=town.shift, seen=accepted.revision, origin=town.by_maria, now=MONDAY)
    propose_shift(offered, shift=town.shift, seen=offered.revision, origin=town.by_maria, now=MONDAY)
    body = page(maria, "presence")
    assert "1 önskemål väntar på svar.</b> 1 förslag väntar på den som önskade." in body
    places = [body.index(f'id="{part}"') for part in ("vantar", "forslag", "klara")]
    assert places == sorted(places)
    assert "Vi kommer" in body[places[2] :]


def test_lists_ask_as_many_queries_when_there_are_many(maria: Client, town: Town) -> None:
    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            page(maria, name)
        return len(captured)

    town.ask()
    few = {name: queries(name) for name in ("board", "presence")}
    for n in range(12):
        town.ask(label=f"Partner {n}", category="event" if n % 2 else "damage")
    assert {name: queries(name) for name in ("board", "presence")} == few


def test_page_tells_all_of_one_matter_and_offers_what_fits(maria: Client, town: Town) -> None:
    route = RouteFactory(municipality=town.municipality, line=[north_of(420), north_of(800)])
    ShiftFactory(association=town.shift.association, route=route, starts_at=town.shift.starts_at + DAY)
    request, _other = town.ask(), town.ask(label="Huge Bostäder", text="Gården är otrygg")
    body = page(maria, "presence_request", request.pk)
    for said in (
        "Vid biblioteket",
        "Väntar på ditt svar.",
        "Högljutt sällskap",
        "Huge Bostäder",
        "Gården är otrygg",
        "Går hela tiden som önskas · Går just där",
        "Går en annan tid: blir ett förslag · Rutten går 420 meter därifrån",
    ):
        assert said in body
    assert body.index("Går just där") < body.index("420 meter")


def test_existing_shift_is_the_answer(maria: Client, town: Town) -> None:
    request, other = town.ask(), town.ask(label="Huge Bostäder")
    answer = press(maria, "answer_presence", request, shift=town.shift.pk, words="Vi går två varv.")
    assert "2 önskemål har fått ja." in answer.content.decode()
    assert states(request, other) == [State.ACCEPTED, State.ACCEPTED]
    assert request.answer == "Vi går två varv."


def test_shift_at_another_time_becomes_a_proposal(maria: Client, town: Town) -> None:
    saturday = ShiftFactory(
        association=town.shift.association, route=town.shift.route, starts_at=town.shift.starts_at + DAY
    )
    request = town.ask()
    press(maria, "answer_presence", request, shift=saturday.pk, words="")
    assert (states(request), request.shift) == ([State.ALTERNATIVE], saturday)


@pytest.mark.parametrize("shift", ["", "0", "nej"])
def test_answer_without_a_shift_says_so(maria: Client, town: Town, shift: str) -> None:
    request = town.ask()
    answer = press(maria, "answer_presence", request, shift=shift, words="")
    assert (answer.status_code, "Välj ett pass." in answer.content.decode()) == (422, True)
    assert states(request) == [State.OPEN]


def test_no_needs_a_reason_and_gives_it_on(maria: Client, town: Town) -> None:
    request = town.ask()
    assert press(maria, "decline_presence", request, reason="").status_code == 422
    refused = press(maria, "decline_presence", request, reason="Ring Karin 070-174 06 12")
    assert (refused.status_code, "ett telefonnummer" in refused.content.decode()) == (422, True)
    assert (
        "1 önskemål har fått nej." in press(maria, "decline_presence", request, reason="Ingen grupp.").content.decode()
    )
    assert (states(request), request.answer) == ([State.DECLINED], "Ingen grupp.")


def test_whoever_answers_second_reads_again(maria: Client, town: Town) -> None:
    request = town.ask()
    seen = request.revision
    press(maria, "decline_presence", request, reason="Ingen grupp.")
    again = maria.post(
        reverse("scheduling:answer_presence", args=[request.pk]), {"seen": seen, "shift": town.shift.pk, "words": ""}
    )
    said = again.content.decode()
    assert (again.status_code, "har ändrats eller besvarats" in said) == (422, True)
    assert "Har fått nej." in said
    assert states(request) == [State.DECLINED]


def test_answer_is_taken_back(maria: Client, town: Town) -> None:
    request = town.ask()
    press(maria, "decline_presence", request, reason="Ingen grupp.")
    assert "Ta tillbaka svaret" in page(maria, "presence_request", request.pk)
    press(maria, "reopen_presence", request)
    assert states(request) == [State.OPEN]


def test_joined_request_is_taken_apart(maria: Client, town: Town) -> None:
    request, other = town.ask(), town.ask(label="Huge Bostäder")
    assert "Det är en annan sak" in page(maria, "presence_request", request.pk)
    press(maria, "separate_presence", other)
    assert "Fler som önskar samma sak" not in page(maria, "presence_request", request.pk)


def test_shift_is_planned_there_and_then_filled_in_from_the_request(maria: Client, town: Town) -> None:
    town.shift.state = ShiftState.CANCELLED
    town.shift.save()
    request = town.ask()
    body = page(maria, "plan_presence", request.pk)
    for filled in ('value="2026-10-16"', 'value="21:00"', 'value="23:00"'):
        assert filled in body
    assert f'<option value="{town.shift.route_id}" selected>' in body
    assert f'<option value="{town.shift.association_id}" selected>' in body
    given = {
        "association": town.shift.association_id,
        "route": town.shift.route_id,
        "kind": "night_walk",
        "night": "2026-10-16",
        "start": "20:30",
        "end": "00:30",
        "note": "",
        **CREW,
    }
    answer = press(maria, "plan_presence", request, **given)
    shift = Shift.objects.get(state=ShiftState.PUBLISHED)
    assert "Den som önskade har fått ja." in answer.content.decode()
    assert (states(request), request.shift) == ([State.ACCEPTED], shift)


def test_nothing_is_planned_when_the_request_was_answered_meanwhile(maria: Client, town: Town) -> None:
    request = town.ask()
    shifts = Shift.objects.count()
    given = {
        "association": town.shift.association_id,
        "route": town.shift.route_id,
        "kind": "night_walk",
        "night": "2026-10-16",
        "start": "20:30",
        "end": "00:30",
        "note": "",
        **CREW,
    }
    answer = press(maria, "plan_presence", request, **given, seen=0)
    assert (answer.status_code, "har ändrats eller besvarats" in answer.content.decode()) == (422, True)
    assert Shift.objects.count() == shifts


def test_somebody_who_phoned_is_filed_and_answered_for(maria: Client, town: Town) -> None:
    answer = filed(maria, municipality=town.municipality.pk)
    request = PresenceRequest.objects.get()
    assert "Önskemålet är inskrivet." in answer.content.decode()
    assert (request.label, request.door, request.longitude) == ("Vårbyskolan", Door.PHONE, 17.883)
    assert (request.starts_at, request.ends_at) == (FRIDAY, FRIDAY + 2 * HOUR)
    assert request.events.get().actor == town.maria
    propose_shift(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)
    assert "De tackar ja" in page(maria, "presence_request", request.pk)
    press(maria, "refuse_presence_proposal", request)
    request.refresh_from_db()
    propose_shift(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)
    press(maria, "take_presence_proposal", request)
    press(maria, "withdraw_presence", request)
    assert history_of(request) == ["asked", "offered", "refused", "offered", "taken", "withdrawn"]


def test_latecomer_on_the_phone_hears_that_a_group_goes_there_already(maria: Client, town: Town) -> None:
    request = town.ask(category="event")
    accept_request(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)
    assert "En grupp går redan dit." in filed(maria, municipality=town.municipality.pk).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"label": ""}, "Det här behövs."),
        ({"position": "biblioteket"}, "Skriv latitud och longitud"),
        ({"position": "95.2, 17.8"}, "Talen är inte grader"),
        ({"position": "17.883, 59.264"}, "rätt ordning"),
        ({"position": ""}, "Säg var"),
        ({"text": "Anna 19701124-1234"}, "ett personnummer"),
        ({"place": "hos ABC 123"}, "ett registreringsnummer"),
        ({"night": "2026-10-09"}, "har redan varit"),
        ({"end": "21:00"}, "samma tid"),
        ({"night": "2027-03-28", "start": "02:30", "end": "04:00"}, "finns inte den natten"),
    ],
)
def test_request_by_hand_that_cannot_be_says_what_is_wrong(
    maria: Client, town: Town, fields: dict[str, str], said: str
) -> None:
    answer = filed(maria, municipality=town.municipality.pk, **fields)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not PresenceRequest.objects.exists()


def test_hour_that_comes_twice_is_meant_whole(maria: Client, town: Town) -> None:
    filed(maria, municipality=town.municipality.pk, night="2026-10-25", start="02:15", end="02:45")
    request = PresenceRequest.objects.get()
    assert request.ends_at - request.starts_at == timedelta(hours=1, minutes=30)


@pytest.mark.parametrize(("where", "kind"), [("route", "route"), ("district", "district")])
def test_place_is_a_route_or_a_district_when_no_point_is_given(
    maria: Client, town: Town, where: str, kind: str
) -> None:
    chosen = {"route": town.shift.route_id, "district": town.shift.route.district_id}
    filed(maria, municipality=town.municipality.pk, position="", place="", **{where: chosen[where]})
    request = PresenceRequest.objects.get()
    assert (request.where, request.district) == (kind, town.shift.route.district)


def test_text_is_warned_of_while_it_is_written(maria: Client) -> None:
    address = reverse("scheduling:presence_words")
    assert "ett telefonnummer" in maria.post(address, {"text": "Ring 070-174 06 05"}).content.decode()
    assert (
        "Det ser ut som" not in maria.post(address, {"text": "buss 742 kl 20.30", "place": "torget"}).content.decode()
    )


def test_rules_are_the_coordinators(maria: Client, town: Town) -> None:
    address = reverse("scheduling:presence_rules", args=[town.municipality.pk])
    assert 'value="300"' in maria.get(address).content.decode()
    maria.post(address, {"is_joining": "on", "join_metres": "50", "join_minutes": "15"})
    rules = rules_of(town.municipality)
    assert (rules.is_joining, rules.join_metres, rules.join_minutes) == (True, 50, 15)
    assert maria.post(address, {"join_metres": "-1", "join_minutes": "0"}).status_code == 422


def test_group_sees_the_request_without_who_wrote_or_answered_it(client: Client, town: Town) -> None:
    request = town.ask()
    accept_request(
        request, shift=town.shift, seen=request.revision, words="Till partnern", origin=town.by_maria, now=MONDAY
    )
    town.ask(label="Skolan", category="event")
    client.force_login(leader_of(town.shift.association))
    body = page(client, "shift", town.shift.pk)
    section = body[body.index('id="onskemal"') : body.index('id="handelser"')]
    for said in (
        "Vid biblioteket",
        "fre 16 okt 21.00–23.00",
        "Oroligt på platsen",
        "Högljutt sällskap",
        "Önskas av Polisen",
    ):
        assert said in section
    for hidden in (str(town.maria), "Till partnern", "Skolan"):
        assert hidden not in section
    assert "Önskemål om närvaro: Polisen (Oroligt på platsen)." in body


@pytest.mark.parametrize("name", ["take_presence_proposal", "refuse_presence_proposal", "withdraw_presence"])
def test_coordinator_does_not_answer_for_a_partner_with_a_key(maria: Client, town: Town, name: str) -> None:
    request = town.ask()
    propose_shift(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)
    assert press(maria, name, request).status_code == 404
    assert states(request) == [State.ALTERNATIVE]


PAGES = ["presence_request", "plan_presence"]
FORMS = [
    "answer_presence",
    "decline_presence",
    "reopen_presence",
    "separate_presence",
    "withdraw_presence",
    "take_presence_proposal",
    "refuse_presence_proposal",
]


@pytest.mark.parametrize("name", ["presence", "new_presence", "presence_words", "presence_rules", *PAGES, *FORMS])
@pytest.mark.parametrize("who", ["nobody", "leader", "stranger"])
def test_requests_are_the_coordinators_alone(client: Client, town: Town, name: str, who: str) -> None:
    request = town.ask(origin=town.by_maria)
    of_one = [request.pk] if name in {*PAGES, *FORMS} else []
    address = reverse(f"scheduling:{name}", args=[town.municipality.pk] if name == "presence_rules" else of_one)
    if who == "leader":
        client.force_login(leader_of(town.shift.association))
    elif who == "stranger":
        client.force_login(make_town().maria)
    posted = {"seen": request.revision, "shift": town.shift.pk, "words": "", "reason": "Nej"}
    answer = client.post(address, posted) if name in {"presence_words", *FORMS} else client.get(address)
    if who == "nobody":
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("account_login"))
    elif who == "stranger" and name in {"presence", "new_presence", "presence_words"}:
        assert "Vid biblioteket" not in answer.content.decode()
    else:
        assert answer.status_code == 404
    assert states(request) == [State.OPEN]
