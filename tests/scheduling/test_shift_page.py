"""The page of a shift: what it says, what one can do there, and how it refuses."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from messaging.models import OutboundMessage
from scheduling.enums import AttendanceState, Door, EventKind, ShiftState
from scheduling.models import Attendance, Shift, ShiftEvent
from tests.factories import AttendanceFactory, InboundFactory, ShiftFactory, leader_of, member_of
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def shift() -> Shift:
    shift: Shift = ShiftFactory()
    return shift


@pytest.fixture
def leader(client: Client, shift: Shift) -> Client:
    client.force_login(leader_of(shift.association))
    return client


def page(client: Client, shift: Shift) -> str:
    return client.get(reverse("scheduling:shift", args=[shift.pk])).content.decode()


def do(client: Client, name: str, *args: int, **data: object) -> tuple[int, str]:
    answer = client.post(reverse(f"scheduling:{name}", args=args), data, headers=HTMX)
    return answer.status_code, answer.content.decode()


def on(shift: Shift, name: str = "Anna Lindqvist", **fields: object) -> Attendance:
    volunteer = member_of(shift.association, name=name)
    attendance: Attendance = AttendanceFactory(shift=shift, volunteer=volunteer, **fields)
    counts = shift.attendances.values_list("state", "is_leader")
    shift.confirmed_count = sum(state == AttendanceState.CONFIRMED for state, _leads in counts)
    shift.leader_count = sum(state == AttendanceState.CONFIRMED and leads for state, leads in counts)
    shift.asked_count = sum(state == AttendanceState.ASKED for state, _leads in counts)
    shift.save()
    return attendance


def test_page_says_who_is_missing_and_who_has_answered(leader: Client, shift: Shift) -> None:
    said = InboundFactory(body="Ja det <b>funkar</b>", received_at=MONDAY - timedelta(days=2))
    on(shift, "Karin Öberg", state=AttendanceState.CONFIRMED, is_leader=True, confirmed_at=MONDAY)
    on(
        shift,
        "Johan Sandberg",
        state=AttendanceState.CONFIRMED,
        confirmed_at=MONDAY,
        answered_at=MONDAY - timedelta(days=2),
        last_answer=said,
    )
    on(shift, "Anna Lindqvist", asked_at=MONDAY, confirm_by=MONDAY + timedelta(days=1))
    text = page(leader, shift)
    assert "<b>En person saknas.</b> Karin och Johan är klara. Anna är tillfrågad och har inte svarat än." in text
    assert "Ledare · sa ja i dag 12.00" in text
    assert "Svarade <q>Ja det &lt;b&gt;funkar&lt;/b&gt;</q> lör 10 okt 12.00" in text
    assert "Frågad i dag 12.00 · svar senast i morgon 12.00" in text


def test_what_was_written_after_the_answer_stands_with_its_own_time(leader: Client, shift: Shift) -> None:
    said = InboundFactory(body="Har bytt jacka", received_at=MONDAY - timedelta(hours=1))
    on(
        shift,
        "Johan Sandberg",
        state=AttendanceState.CONFIRMED,
        confirmed_at=MONDAY - timedelta(days=2),
        answered_at=MONDAY - timedelta(days=2),
        last_answer=said,
    )
    assert "Skrev <q>Har bytt jacka</q> i dag 11.00" in page(leader, shift)


@pytest.mark.parametrize("kind", EventKind)
@pytest.mark.parametrize("body", ["Ja men blir sen", ""])
def test_history_says_whatever_can_happen_in_a_sentence(
    leader: Client, shift: Shift, kind: EventKind, body: str
) -> None:
    attendance, said = on(shift), InboundFactory(body=body)
    ShiftEvent.objects.create(
        shift=shift, attendance=attendance, kind=kind, door=Door.SMS, answer=said, at=MONDAY, detail="leder gruppen"
    )
    lines = re.findall(r"<p>(.*<b>Anna</b>.*)</p>", page(leader, shift))
    assert [(f"<q>{body}</q>" in line, len(line) > len("<b>Anna</b>  ")) for line in lines] == [(bool(body), True)]


def test_page_says_so_when_the_text_did_not_arrive(leader: Client, shift: Shift) -> None:
    text = OutboundMessage.objects.create(
        to_number="+46701740614", body="Hej", kind="ask", dedupe_key="a", due_at=MONDAY, state="undelivered"
    )
    on(shift, last_text=text, asked_at=MONDAY)
    assert "Texten kom inte fram. Ring i stället." in page(leader, shift)


def test_page_tells_the_true_length_when_the_clocks_change(client: Client) -> None:
    shift = ShiftFactory(
        starts_at=datetime(2026, 10, 24, 19, 0, tzinfo=UTC), ends_at=datetime(2026, 10, 25, 3, 0, tzinfo=UTC)
    )
    client.force_login(leader_of(shift.association))
    text = page(client, shift)
    assert "21.00–04.00<small>8 timmar: klockan ställs tillbaka en timme den natten.</small>" in text


def test_suggestions_leave_out_the_asked_and_paused_and_give_the_reason_of_the_busy(
    leader: Client, shift: Shift
) -> None:
    on(shift, "Redan Frågad")
    member_of(shift.association, name="Pausad Person", state=VolunteerState.PAUSED)
    busy = member_of(shift.association, name="Upptagen Person")
    elsewhere = ShiftFactory(association=shift.association, route=shift.route)
    AttendanceFactory(shift=elsewhere, volunteer=busy, state=AttendanceState.CONFIRMED)
    free = member_of(shift.association, name="Ledig Person")
    text = page(leader, shift)
    offered = [int(part.split('"')[0]) for part in text.split('name="volunteers" value="')[1:]]
    assert offered == [free.pk]
    assert f"Upptagen Person: Går redan fre 16 okt i {elsewhere.route.district.name}" in text


def test_suggestions_begin_with_the_never_asked_then_the_longest_ago(leader: Client, shift: Shift) -> None:
    people: list[Volunteer] = []
    for days, name in ((1, "Nyss Frågad"), (20, "Länge Sedan")):
        earlier = ShiftFactory(association=shift.association, route=shift.route)
        people.append(member_of(shift.association, name=name))
        AttendanceFactory(shift=earlier, volunteer=people[-1], asked_at=MONDAY - timedelta(days=days))
    never = member_of(shift.association, name="Aldrig Frågad")
    text = page(leader, shift)
    offered = [int(part.split('"')[0]) for part in text.split('name="volunteers" value="')[1:]]
    assert offered == [never.pk, people[1].pk, people[0].pk]
    assert text.count("Har inte fått någon fråga än") == 1
    assert text.count("Har fått en fråga den senaste veckan") == 1


def test_question_goes_out_when_people_are_chosen(leader: Client, shift: Shift) -> None:
    chosen = [member_of(shift.association, name=name) for name in ("Anna Lindqvist", "Birgitta Holm")]
    status, text = do(leader, "ask", shift.pk, volunteers=[one.pk for one in chosen])
    assert (status, "Frågan är på väg till 2 personer." in text) == (200, True)
    assert sorted(OutboundMessage.objects.values_list("to_number", "kind")) == sorted(
        (one.mobile, "ask") for one in chosen
    )
    assert "Frågan gick ut till <b>Anna och Birgitta</b>." in text


def test_leader_is_asked_when_so_chosen(leader: Client, shift: Shift) -> None:
    anna = member_of(shift.association, name="Anna Lindqvist")
    do(leader, "ask", shift.pk, volunteers=[anna.pk], as_leader="1")
    assert shift.attendances.get().is_leader


def test_nobody_is_asked_when_nobody_is_chosen(leader: Client, shift: Shift) -> None:
    status, text = do(leader, "ask", shift.pk)
    assert (status, "Välj minst en person att fråga." in text) == (422, True)


def test_refusal_is_shown_in_place_when_the_rota_says_no(leader: Client, shift: Shift) -> None:
    anna = member_of(shift.association, name="Anna Lindqvist")
    elsewhere = ShiftFactory(association=shift.association, route=shift.route)
    AttendanceFactory(shift=elsewhere, volunteer=anna, state=AttendanceState.CONFIRMED)
    status, text = do(leader, "ask", shift.pk, volunteers=[anna.pk])
    assert (status, "Anna går redan ett annat pass samma tid." in text) == (422, True)
    assert not shift.attendances.exists()


def test_refusal_is_a_whole_page_when_there_is_no_script(leader: Client, shift: Shift) -> None:
    answer = leader.post(reverse("scheduling:ask", args=[shift.pk]))
    text = answer.content.decode()
    assert (answer.status_code, "<!DOCTYPE html>" in text, "Välj minst en person" in text) == (422, True, True)


def test_browser_is_sent_back_to_the_group_when_there_is_no_script(leader: Client, shift: Shift) -> None:
    anna = member_of(shift.association)
    answer = leader.post(reverse("scheduling:ask", args=[shift.pk]), {"volunteers": [anna.pk]})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/pass/{shift.pk}#gruppen")


def test_yes_on_the_phone_is_kept_with_its_door(leader: Client, shift: Shift) -> None:
    attendance = on(shift)
    status, text = do(leader, "confirm", shift.pk, attendance.pk)
    attendance.refresh_from_db()
    assert (status, attendance.state) == (200, AttendanceState.CONFIRMED)
    event = ShiftEvent.objects.get(kind=EventKind.CONFIRMED)
    assert (event.door, event.actor is not None) == (Door.PHONE, True)
    assert "<b>Anna</b> är med. På telefon, enligt Person" in text


def test_someone_not_asked_is_added_when_they_rang(leader: Client, shift: Shift) -> None:
    anna = member_of(shift.association, name="Anna Lindqvist")
    do(leader, "add_by_phone", shift.pk, volunteer=anna.pk)
    assert shift.attendances.get().state == AttendanceState.CONFIRMED


def test_leader_is_made_and_unmade(leader: Client, shift: Shift) -> None:
    attendance = on(shift, state=AttendanceState.CONFIRMED)
    do(leader, "make_leader", shift.pk, attendance.pk)
    attendance.refresh_from_db()
    assert attendance.is_leader
    do(leader, "unmake_leader", shift.pk, attendance.pk)
    attendance.refresh_from_db()
    assert not attendance.is_leader


def test_person_is_removed_and_told(leader: Client, shift: Shift) -> None:
    attendance = on(shift, state=AttendanceState.CONFIRMED)
    status, text = do(leader, "remove", shift.pk, attendance.pk)
    attendance.refresh_from_db()
    assert (status, attendance.state) == (200, AttendanceState.WITHDRAWN)
    assert "Anna är borttagen och får ett sms om det." in text


def test_night_is_cancelled_and_everyone_told(leader: Client, shift: Shift) -> None:
    on(shift, "Anna Lindqvist")
    on(shift, "Johan Sandberg", state=AttendanceState.CONFIRMED)
    assert "2 personer får sms direkt." in page(leader, shift)
    answer = leader.post(reverse("scheduling:cancel", args=[shift.pk]), {"reason": "Vädret"}, follow=True)
    assert "Passet är inställt. 2 personer får sms." in answer.content.decode()
    assert OutboundMessage.objects.filter(kind="cancelled").count() == 2
    shift.refresh_from_db()
    assert (shift.state, shift.cancel_reason) == (ShiftState.CANCELLED, "Vädret")


def test_cancelling_is_refused_when_the_night_is_cancelled_already(leader: Client, shift: Shift) -> None:
    cancel = reverse("scheduling:cancel", args=[shift.pk])
    leader.post(cancel)
    assert leader.post(cancel).status_code == 422


def test_draft_is_published_from_its_page(leader: Client, shift: Shift) -> None:
    Shift.objects.update(state=ShiftState.DRAFT)
    assert "Det här är ett utkast." in page(leader, shift)
    assert leader.post(reverse("scheduling:publish", args=[shift.pk])).status_code == 303
    shift.refresh_from_db()
    assert shift.state == ShiftState.PUBLISHED


def test_section_is_not_sent_again_when_nothing_has_changed(leader: Client, shift: Shift) -> None:
    attendance = on(shift)
    here = reverse("scheduling:shift", args=[shift.pk])
    etag = leader.get(here, headers=HTMX).headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert leader.get(here, headers={**HTMX, "If-None-Match": etag}).status_code == 304
    assert len(queries) <= 4
    Attendance.objects.filter(pk=attendance.pk).update(updated_at=MONDAY + timedelta(seconds=1))
    assert leader.get(here, headers={**HTMX, "If-None-Match": etag}).status_code == 200


def test_page_asks_as_many_queries_when_the_group_is_large(leader: Client, shift: Shift) -> None:
    on(shift)
    member_of(shift.association)
    with CaptureQueriesContext(connection) as few:
        page(leader, shift)
    for n in range(4):
        on(shift, f"Person {n}", last_answer=InboundFactory(), answered_at=MONDAY)
        member_of(shift.association)
    with CaptureQueriesContext(connection) as many:
        page(leader, shift)
    assert (len(many), len(many) <= 13) == (len(few), True)
