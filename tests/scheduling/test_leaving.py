"""The rota after somebody is forgotten: places to come, nights that have been, texts, links."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.attendance import confirm_attendance, make_leader
from scheduling.domain.calendar_links import find_link, make_link
from scheduling.domain.feeds import open_feed, read_subscription
from scheduling.domain.leaving import release_forgotten
from scheduling.domain.shifts import cancel_shift
from scheduling.models import Attendance, ShiftEvent
from tests.factories import VolunteerFactory, leader_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to
from volunteers.domain.people import forget_volunteer
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)
AFTER = datetime(2026, 10, 17, 10, 0, tzinfo=UTC)


def states(rota: Rota) -> list[str]:
    return [rota.state(person) for person in rota.people]


def counts(rota: Rota) -> dict[str, int]:
    rota.shift.refresh_from_db()
    return {name: getattr(rota.shift, f"{name}_count") for name in ("confirmed", "asked", "waiting")}


def test_place_comes_free_without_a_text_and_the_queue_moves() -> None:
    rota = make_rota(4, crew_min=2, crew_target=2, crew_max=2)
    leaves, stays, queues, queues_last = rota.people
    rota.ask()
    for person in (leaves, stays, queues, queues_last):
        sms(person, "JA")
    for person in (leaves, queues):
        forget_volunteer(person, now=LATER)
    before = OutboundMessage.objects.count()
    assert release_forgotten(LATER) == 2
    assert states(rota) == ["withdrawn", "confirmed", "withdrawn", "confirmed"]
    assert counts(rota) == {"confirmed": 2, "asked": 0, "waiting": 0}
    assert (OutboundMessage.objects.count() - before, texts_to(queues_last)[-1]) == (1, "promoted")
    gone = ShiftEvent.objects.get(kind="withdrawn", attendance__volunteer=leaves)
    assert (gone.door, gone.text) == ("clock", None)


def test_question_is_taken_back_and_the_second_run_finds_nothing() -> None:
    rota = make_rota(2)
    rota.ask()
    forget_volunteer(rota.people[0], now=LATER)
    assert [release_forgotten(LATER), release_forgotten(LATER)] == [1, 0]
    assert (states(rota), counts(rota)) == (["withdrawn", "asked"], {"confirmed": 0, "asked": 1, "waiting": 0})


def test_nights_that_have_been_stay_and_are_shown_without_a_name(client: Client) -> None:
    rota = make_rota(2)
    walked = rota.people[0]
    rota.ask()
    sms(walked, "JA")
    forget_volunteer(walked, now=AFTER)
    assert (release_forgotten(AFTER), states(rota)) == (0, ["confirmed", "asked"])
    client.force_login(leader_of(rota.shift.association))
    shift = client.get(reverse("scheduling:shift", args=[rota.shift.pk])).content.decode()
    board = client.get(reverse("scheduling:board"), {"fran": "2026-10-12"}).content.decode()
    shown = ("Borttagen person" in shift, "Borttagen person" in board, "Person0" in shift + board, "tel:+0" in shift)
    assert shown == (True, True, False, False)


def test_nobody_forgotten_is_texted_before_the_place_is_freed() -> None:
    rota = make_rota(2)
    rota.ask()
    forget_volunteer(rota.people[0], now=LATER)
    assert cancel_shift(rota.shift, origin=BY_LEADER, now=LATER) == 1
    assert OutboundMessage.objects.filter(to_number="+0").count() == 0


def test_leader_who_is_forgotten_is_not_named_to_the_crew() -> None:
    rota = make_rota(2)
    leader, walker = rota.people
    rota.ask()
    sms(leader, "JA")
    make_leader(rota.attendance(leader), is_leader=True, origin=BY_LEADER, now=LATER)
    forget_volunteer(leader, now=LATER)
    confirm_attendance(rota.attendance(walker), origin=BY_LEADER, now=LATER)
    body = OutboundMessage.objects.filter(to_number=walker.mobile).latest("pk").body
    assert ("Ledare" in body, "Borttagen" in body) == (False, False)


def test_calendar_link_closes() -> None:
    rota = make_rota(1)
    tokens = [make_link(owner, now=MONDAY) for owner in (rota.people[0], rota.shift.association)]
    forget_volunteer(rota.people[0], now=LATER)
    release_forgotten(LATER)
    links = [find_link(token) for token in tokens]
    assert [link.revoked_at if link else "none" for link in links] == [LATER, None]
    feed = read_subscription(tokens[0], now=LATER)
    assert feed is not None
    assert open_feed(feed, now=LATER).nights == ()


def test_texts_about_own_nights_go_also_when_somebody_else_has_the_number() -> None:
    rota = make_rota(1)
    person = rota.people[0]
    VolunteerFactory(mobile=person.mobile)
    rota.ask()
    sms(person, "JA")
    forget_volunteer(person, now=LATER)
    release_forgotten(LATER)
    left = OutboundMessage.objects.filter(to_number=person.mobile), InboundMessage.objects.all()
    assert [rows.count() for rows in left] == [0, 0]


def test_page_opened_before_offers_nothing_for_someone_forgotten(client: Client) -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "NEJ")
    forget_volunteer(rota.people[0], now=LATER)
    client.force_login(leader_of(rota.shift.association))
    page = client.get(reverse("scheduling:shift", args=[rota.shift.pk])).content.decode()
    attendance = Attendance.objects.get()
    assert reverse("scheduling:confirm", args=[rota.shift.pk, attendance.pk]) not in page


def test_sweep_asks_little_when_nobody_is_to_be_released(django_assert_num_queries: object) -> None:
    rota = make_rota(3)
    rota.ask()
    with django_assert_num_queries(9):  # type: ignore[operator]  # pytest-django's fixture
        release_forgotten(LATER)
    assert Volunteer.objects.active().count() == 3
