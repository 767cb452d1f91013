"""A leader's own words: who gets them, what they cost, and that they are sent once."""

from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from messaging.domain.opt_outs import record_opt_out
from messaging.enums import Priority
from messaging.models import NumberTrouble, OutboundMessage
from scheduling.domain.crew_messages import (
    Missed,
    preview_to_crew,
    preview_to_group,
    send_to_crew,
    send_to_group,
    signed,
)
from scheduling.domain.shifts import cancel_shift
from scheduling.exceptions import MessageRefused, TooLate
from scheduling.models import Attendance, ShiftEvent, TextPlan
from tests.factories import AssociationFactory, AttendanceFactory, coordinator_of, leader_of, member_of
from tests.scheduling.ledger_rows import text_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota
from volunteers.models import Association, User, Volunteer

pytestmark = pytest.mark.django_db
BODY = "Vi samlas vid kyrkan i stället."


@pytest.fixture
def rota() -> Rota:
    """Two who are confirmed, one who is asked, one who is neither."""
    rota = make_rota(people=4)
    for person, state in zip(rota.people, ("confirmed", "confirmed", "asked"), strict=False):
        AttendanceFactory(shift=rota.shift, volunteer=person, state=state)
    rota.shift.confirmed_count, rota.shift.asked_count = 2, 1
    rota.shift.save()
    return rota


@pytest.fixture
def karin(rota: Rota) -> User:
    user: User = leader_of(rota.shift.association)
    user.name = "Karin Öberg"
    user.save()
    return user


def names(people: "tuple[Volunteer, ...]") -> list[str]:
    return [person.first_name for person in people]


def crew_texts() -> list[tuple[str, str]]:
    rows = OutboundMessage.objects.filter(kind="crew_message").order_by("pk")
    return list(rows.values_list("to_number", "body"))


def test_confirmed_get_the_words_and_those_asked_only_when_they_are_meant(rota: Rota, karin: User) -> None:
    some = preview_to_crew(rota.shift, BODY, and_asked=False, author=karin, now=MONDAY)
    every = preview_to_crew(rota.shift, BODY, and_asked=True, author=karin, now=MONDAY)
    assert (names(some.reached), names(every.reached)) == (
        ["Person0", "Person1"],
        ["Person0", "Person1", "Person2"],
    )
    assert (every.segments, every.each, every.total) == (1, Decimal("0.60"), Decimal("1.80"))


def test_words_are_signed_by_the_leader_or_for_the_municipality(rota: Rota, karin: User) -> None:
    association = rota.shift.association
    maria = coordinator_of(association.municipality)
    maria.name = "Maria Ekström"
    assert signed(f" {BODY}\r\n", association=association, author=karin) == f"{BODY}\n/Karin, {association.name}"
    assert signed(BODY, association=association, author=maria) == f"{BODY}\n/Maria, {association.municipality.name}"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("  ", "Skriv något först."),
        ("Ring 850312-1234", "Det ser ut som ett personnummer. Skriv aldrig personnummer i ett sms."),
        ("å" * 460, "Det blir 4 sms per person, och fler än 3 går inte att skicka. Korta texten."),
        ("🙂" * 101, "Det blir 4 sms per person, och fler än 3 går inte att skicka. Korta texten."),
    ],
)
def test_words_are_refused_when_they_are_none_or_private_or_too_many(
    rota: Rota, karin: User, body: str, why: str
) -> None:
    with pytest.raises(MessageRefused) as refused:
        send_to_crew(rota.shift, body, and_asked=True, author=karin, key="1", now=MONDAY)
    assert str(refused.value) == why
    assert crew_texts() == []


def test_mobile_number_is_no_personal_number(rota: Rota, karin: User) -> None:
    assert send_to_crew(rota.shift, "Ring 0701740612", and_asked=False, author=karin, key="1", now=MONDAY) == 2


def test_each_who_is_not_reached_is_named_with_the_reason(karin: User, rota: Rota) -> None:
    association = rota.shift.association
    reasons: dict[str, dict[str, object]] = {
        "Berit": {"state": "paused"},
        "Carl": {"user": karin},
        "Dana": {"contact_way": "call"},
        "Erik": {},
        "Fia": {},
        "Gun": {"mobile": rota.people[0].mobile},
        "Hans": {"mobile": "+0"},
    }
    people = {name: member_of(association, name=name, **fields) for name, fields in reasons.items()}
    member_of(association, name="Ingen", state="forgotten")
    record_opt_out(people["Erik"].mobile, source="sms", now=MONDAY)
    record_opt_out(people["Dana"].mobile, source="sms", now=MONDAY)  # who is called instead
    NumberTrouble.objects.create(
        number=people["Fia"].mobile, times=2, is_flagged=True, error_code="30006", last_at=MONDAY
    )
    preview = preview_to_group(association, BODY, author=karin, now=MONDAY)
    assert names(preview.reached) == ["Dana", "Gun", "Person1", "Person2", "Person3"]
    assert (preview.texts, preview.calls, preview.total) == (4, 1, Decimal("2.40"))
    assert preview.missed == (
        Missed("Berit", "Är pausad"),
        Missed("Carl", "Det är du"),
        Missed("Erik", "Har sagt stopp till sms"),
        Missed("Fia", "Numret kan inte ta emot sms"),
        Missed("Hans", "Har inget nummer"),
        Missed("Person0 Test", "Har samma nummer som Gun"),
    )


def test_crew_gets_the_words_once_however_often_the_form_is_sent(rota: Rota, karin: User) -> None:
    key = str(uuid4())
    sent = [send_to_crew(rota.shift, BODY, and_asked=False, author=karin, key=key, now=MONDAY) for _ in range(2)]
    words = f"{BODY}\n/Karin, {rota.shift.association.name}"
    assert sent == [2, 2]
    assert crew_texts() == [(person.mobile, words) for person in rota.people[:2]]
    event = ShiftEvent.objects.get(kind="messaged")
    assert (event.detail, event.actor) == (words, karin)
    send_to_crew(rota.shift, BODY, and_asked=False, author=karin, key=str(uuid4()), now=MONDAY)
    assert len(crew_texts()) == 4


def test_text_tells_who_pays_and_what_it_is_about(rota: Rota, karin: User) -> None:
    send_to_crew(rota.shift, BODY, and_asked=False, author=karin, key="1", now=MONDAY)
    text = OutboundMessage.objects.filter(kind="crew_message").earliest("pk")
    shift, attendance = rota.shift, Attendance.objects.get(volunteer=rota.people[0])
    assert (text.payer, text.lane, text.about) == (
        shift.association_id,
        shift.association.municipality_id,
        attendance.uuid,
    )
    assert (text.expires_at, text.priority, text.segments) == (shift.ends_at, Priority.USUAL, 1)


@pytest.mark.parametrize(
    ("before", "priority"),
    [
        (timedelta(hours=13), Priority.USUAL),
        (timedelta(hours=12), Priority.SAFETY),
        (-timedelta(hours=1), Priority.SAFETY),
    ],
)
def test_words_about_tonight_are_a_matter_of_safety(
    rota: Rota, karin: User, before: timedelta, priority: Priority
) -> None:
    if before < timedelta(0):
        rota.shift.state = "under_way"
        rota.shift.save()
    now = rota.shift.starts_at - before
    send_to_crew(rota.shift, BODY, and_asked=False, author=karin, key="1", now=now)
    assert set(OutboundMessage.objects.values_list("priority", flat=True)) == {priority}


def test_nobody_is_texted_about_a_night_that_is_over_or_cancelled(rota: Rota, karin: User) -> None:
    with pytest.raises(TooLate):
        send_to_crew(rota.shift, BODY, and_asked=True, author=karin, key="1", now=rota.shift.ends_at)
    cancel_shift(rota.shift, reason="", origin=BY_LEADER, now=MONDAY)
    with pytest.raises(TooLate):
        send_to_crew(rota.shift, BODY, and_asked=True, author=karin, key="1", now=MONDAY)
    assert crew_texts() == []


def test_message_to_nobody_is_refused(karin: User) -> None:
    empty = make_rota(people=0)
    with pytest.raises(MessageRefused):
        send_to_crew(empty.shift, BODY, and_asked=True, author=karin, key="1", now=MONDAY)
    assert not ShiftEvent.objects.filter(kind="messaged").exists()


def test_words_are_read_aloud_to_those_who_are_called(rota: Rota, karin: User) -> None:
    rota.people[0].contact_way = "call"
    rota.people[0].save()
    assert send_to_crew(rota.shift, BODY, and_asked=False, author=karin, key="1", now=MONDAY) == 2
    channels = OutboundMessage.objects.order_by("pk").values_list("to_number", "channel")
    assert list(channels) == [(rota.people[0].mobile, "voice"), (rota.people[1].mobile, "sms")]


def test_members_get_the_words_as_a_mailing_once(rota: Rota, karin: User) -> None:
    association = rota.shift.association
    member_of(AssociationFactory(municipality=association.municipality))
    for _ in range(2):
        assert send_to_group(association, BODY, author=karin, key="1", now=MONDAY) == 4
    texts = OutboundMessage.objects.filter(kind="group_message")
    assert set(texts.values_list("priority", "payer", "expires_at")) == {
        (Priority.MASS, association.pk, MONDAY + timedelta(days=1))
    }
    assert texts.count() == 4


def test_preview_tells_when_quiet_hours_or_the_ceiling_hold_it_back_but_not_tonight(rota: Rota, karin: User) -> None:
    association = rota.shift.association
    plan = {"month_ceiling": 1, "quiet_from": time(21), "quiet_to": time(8)}
    TextPlan.objects.filter(municipality=association.municipality).update(**plan)
    text_of(association, price=Decimal(1), price_unit="SEK")
    late = MONDAY.replace(hour=20)  # 22.00 local time
    waits = preview_to_group(association, BODY, author=karin, now=late)
    assert (waits.leaves_at, waits.is_over_ceiling) == (MONDAY.replace(hour=6) + timedelta(days=1), True)
    under_way = rota.shift.starts_at + timedelta(hours=2)
    tonight = preview_to_crew(rota.shift, BODY, and_asked=False, author=karin, now=under_way)
    assert (tonight.leaves_at, tonight.is_over_ceiling) == (None, False)


# The pages


@pytest.fixture
def leader(client: Client, karin: User, time_machine_monday: None) -> Client:
    client.force_login(karin)
    return client


@pytest.fixture
def time_machine_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.gateways.clock.now", lambda: MONDAY)


def test_leader_looks_and_sends(leader: Client, rota: Rota) -> None:
    shift, here = rota.shift, f"/pass/{rota.shift.pk}/meddelande"
    assert f'href="{here}"' in leader.get(f"/pass/{shift.pk}").content.decode()
    look = leader.post(here, {"to": "alla", "body": BODY})
    page = look.content.decode()
    assert (look.status_code, crew_texts()) == (200, [])
    assert "Person0 Test, Person1 Test, Person2 Test" in page
    assert "1,80 kr" in page
    sending = {"to": "alla", "body": BODY, "key": look.context["key"]}
    answers = [leader.post(f"{here}/skicka", sending) for _ in range(2)]
    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(303, f"/pass/{shift.pk}")] * 2
    assert len(crew_texts()) == 3
    shown = leader.get(f"/pass/{shift.pk}").content.decode()
    assert "Sms till gruppen: Vi samlas vid kyrkan i stället." in shown


def test_leader_writes_to_the_members(leader: Client, rota: Rota) -> None:
    association = rota.shift.association
    here = f"/foreningar/{association.pk}/meddelande"
    look = leader.post(here, {"body": BODY})
    answer = leader.post(f"{here}/skicka", {"body": BODY, "key": look.context["key"]})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/foreningar/{association.pk}")
    assert OutboundMessage.objects.filter(kind="group_message").count() == 4


@pytest.mark.parametrize("sent", [{}, {"to": "klara", "body": " "}, {"to": "x", "body": "Hej"}, {"body": "a" * 481}])
def test_form_says_what_is_missing(leader: Client, rota: Rota, sent: dict[str, str]) -> None:
    for path in ("meddelande", "meddelande/skicka"):
        assert leader.post(f"/pass/{rota.shift.pk}/{path}", sent).status_code == 422
        assert leader.post(f"/foreningar/{rota.shift.association_id}/{path}", {**sent, "body": ""}).status_code == 422
    assert not OutboundMessage.objects.exists()


def test_refusal_stands_at_the_words(leader: Client, rota: Rota) -> None:
    answer = leader.post(f"/pass/{rota.shift.pk}/meddelande", {"to": "klara", "body": "850312-1234"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["body"] == [
        "Det ser ut som ett personnummer. Skriv aldrig personnummer i ett sms."
    ]


def test_words_can_begin_from_the_usual(leader: Client, rota: Rota) -> None:
    page = leader.get(f"/pass/{rota.shift.pk}/meddelande", {"mall": "vast"})
    assert page.context["form"].initial["body"] == "Ta med reflexväst i kväll, och klä dig varmt."


def test_page_says_so_when_there_is_nobody_to_write_to(client: Client) -> None:
    association: Association = AssociationFactory()
    client.force_login(leader_of(association))
    shift = make_rota(people=0, association=association).shift
    for path in (f"/pass/{shift.pk}/meddelande", f"/foreningar/{association.pk}/meddelande"):
        page = client.get(path)
        assert (page.status_code, 'id="ingen"' in page.content.decode()) == (200, True)
