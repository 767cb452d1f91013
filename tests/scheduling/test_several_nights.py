"""Several nights ticked in a list: moved and cancelled with one text to each person, or copied as drafts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from messaging.models import OutboundMessage
from scheduling.domain.changes.drafts import draft_change
from scheduling.domain.changes.publishing import preview_changes, publish_changes
from scheduling.domain.changes.values import values_of
from scheduling.domain.several_nights import Shifting, copy_shifts, draft_cancellations, draft_moves, shifted
from scheduling.enums import AttendanceState, ShiftState
from scheduling.exceptions import MoveNotAllowed, SchedulingError, TooLate
from scheduling.models import Shift, ShiftChange, ShiftEvent
from tests.factories import AssociationFactory, SeasonFactory, ShiftFactory, leader_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms
from volunteers.models import Association

pytestmark = pytest.mark.django_db
A_WEEK = Shifting(days=7)
LATER = MONDAY + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def fridays(count: int) -> tuple[Association, list[Shift]]:
    """So many Fridays of one association, everyone confirmed on all."""
    first = make_rota(2)
    association = first.shift.association
    rotas = [first]
    for week in range(1, count):
        starts_at = first.shift.starts_at + timedelta(weeks=week)
        shift = ShiftFactory(association=association, route=first.shift.route, starts_at=starts_at)
        rotas.append(Rota(shift, first.people))
    for rota in rotas:
        rota.ask()
    for rota in rotas:
        for person in rota.people:
            sms(person, f"ja {rota.attendance(person).reply_code}")
    return association, [Shift.objects.get(pk=rota.shift.pk) for rota in rotas]


def publish(association: Association) -> None:
    preview = preview_changes(association, now=LATER)
    publish_changes(association, stamp=preview.stamp, origin=BY_LEADER, now=LATER)


def test_moved_and_cancelled_together_each_person_gets_one_text() -> None:
    association, (moved, also_moved, cancelled) = fridays(3)
    told_before = OutboundMessage.objects.count()
    assert draft_moves(association, [moved.pk, also_moved.pk], Shifting(days=1), actor=None, now=MONDAY) == 2
    assert draft_cancellations(association, [cancelled.pk], reason="Storm", actor=None, now=MONDAY) == 1
    assert OutboundMessage.objects.count() == told_before
    publish(association)
    texts = OutboundMessage.objects.filter(created_at=LATER, merged_into=None)
    bodies = sorted(texts.values_list("body", flat=True))
    words = (
        "Hej Person%s! Ändrat, kan du fortfarande? 1: lör 17/10, 2: lör 24/10 kl 20.30-00.30 i Vårby, samling "
        "biblioteket. Svara t.ex. JA 1 eller NEJ 2. Inställt: fre 30/10 i Vårby."
    )
    assert bodies == [words % 0, words % 1]
    states = Shift.objects.order_by("pk").values_list("night", "state")
    assert list(states) == [
        (date(2026, 10, 17), ShiftState.PUBLISHED),
        (date(2026, 10, 24), ShiftState.PUBLISHED),
        (date(2026, 10, 30), ShiftState.CANCELLED),
    ]


def test_a_move_builds_on_what_waits_and_a_move_back_leaves_nothing() -> None:
    association, (shift,) = fridays(1)
    draft_moves(association, [shift.pk], Shifting(start=time(21), end=time(1)), actor=None, now=MONDAY)
    draft_moves(association, [shift.pk], A_WEEK, actor=None, now=MONDAY)
    assert ShiftChange.objects.get().starts_at == shift.starts_at + timedelta(days=7, minutes=30)
    back = Shifting(days=-7, start=time(20, 30), end=time(0, 30))
    assert draft_moves(association, [shift.pk], back, actor=None, now=MONDAY) == 0
    assert not ShiftChange.objects.exists()


def test_a_move_keeps_the_note_that_waits_and_takes_a_cancellation_back() -> None:
    association, (shift, other) = fridays(2)
    noted = values_of(shift)
    draft_change(shift, type(noted)(**{**vars(noted), "note": "Reflexer"}), actor=None, now=MONDAY)
    draft_cancellations(association, [other.pk], actor=None, now=MONDAY)
    draft_moves(association, [shift.pk, other.pk], Shifting(days=2), actor=None, now=MONDAY)
    kept = ShiftChange.objects.order_by("shift").values_list("note", "is_cancelled")
    assert list(kept) == [("Reflexer", False), ("", False)]


def test_the_clocks_in_town_stay_when_winter_time_comes_between() -> None:
    association, (shift,) = fridays(1)
    after, remark = shifted(values_of(shift), Shifting(days=14), association.municipality.zone)
    assert (after.starts_at, after.ends_at, remark) == (
        datetime(2026, 10, 30, 19, 30, tzinfo=UTC),
        datetime(2026, 10, 30, 23, 30, tzinfo=UTC),
        "",
    )


def test_one_that_cannot_be_moved_stops_them_all() -> None:
    association, (shift, other) = fridays(2)
    with pytest.raises(TooLate, match="har redan varit"):
        draft_moves(association, [shift.pk, other.pk], Shifting(days=-7), actor=None, now=MONDAY)
    Shift.objects.filter(pk=other.pk).update(state=ShiftState.DONE)
    with pytest.raises(MoveNotAllowed):
        draft_cancellations(association, [shift.pk, other.pk], actor=None, now=MONDAY)
    assert not ShiftChange.objects.exists()


def test_nothing_chosen_and_no_way_to_go_are_said() -> None:
    association, (shift,) = fridays(1)
    with pytest.raises(SchedulingError, match="minst en kväll"):
        draft_moves(association, [], A_WEEK, actor=None, now=MONDAY)
    with pytest.raises(SchedulingError, match="hur många dagar"):
        draft_moves(association, [shift.pk], Shifting(), actor=None, now=MONDAY)
    stranger = AssociationFactory()
    with pytest.raises(SchedulingError, match="minst en kväll"):
        draft_cancellations(stranger, [shift.pk], actor=None, now=MONDAY)


def test_a_copy_is_a_draft_without_people_and_is_made_once() -> None:
    association, (shift,) = fridays(1)
    (made,) = copy_shifts(association, [shift.pk], A_WEEK, origin=BY_LEADER, now=MONDAY)
    assert (made.state, made.night, made.route, made.season) == (
        ShiftState.DRAFT,
        date(2026, 10, 23),
        shift.route,
        None,
    )
    assert not made.attendances.exists()
    assert ShiftEvent.objects.get(shift=made).kind == "planned"
    assert copy_shifts(association, [shift.pk], A_WEEK, origin=BY_LEADER, now=MONDAY) == []
    assert Shift.objects.count() == 2


def test_a_leader_ticks_nights_across_seasons_and_sees_who_is_told(client: Client) -> None:
    association, shifts = fridays(3)
    Shift.objects.filter(pk=shifts[0].pk).update(season=SeasonFactory(association=association, name="Hösten"))
    client.force_login(leader_of(association))
    page = client.get(reverse("scheduling:several", args=[association.pk])).content.decode()
    assert page.count('name="pass"') == 3
    assert "Hösten" in page
    chosen = {"pass": [shifts[0].pk, shifts[2].pk], "reason": "Vädret"}
    answer = client.post(reverse("scheduling:cancel_several", args=[association.pk]), chosen, follow=True)
    words = answer.content.decode()
    assert "2 kvällar." in words
    assert "2 personer berörs. Ingen vet något än." in words
    states = {attendance.state for shift in shifts for attendance in shift.attendances.all()}
    assert states == {AttendanceState.CONFIRMED}
    client.post(reverse("scheduling:undo_changes", args=[association.pk]))
    assert not ShiftChange.objects.exists()


def test_the_copies_are_seen_with_what_is_in_the_way_before_they_are_made(client: Client) -> None:
    association, shifts = fridays(2)
    client.force_login(leader_of(association))
    asked = {"pass": [one.pk for one in shifts], "days": "7", "start": "20:00", "end": ""}
    page = client.post(reverse("scheduling:preview_copies", args=[association.pk]), asked).content.decode()
    assert "Samma rutt går redan" in page
    assert "Skapa 2 utkast" in page
    assert Shift.objects.count() == 2
    answer = client.post(reverse("scheduling:copy_several", args=[association.pk]), asked, follow=True)
    assert "2 utkast är skapade. Inga sms har gått ut." in answer.content.decode()
    assert answer.content.decode().count(" checked") == 2


@pytest.mark.parametrize(
    ("address", "given", "said"),
    [
        ("move_several", {"days": "sju"}, "Skriv ett tal."),
        ("move_several", {"days": "0"}, "Skriv hur många dagar kvällarna flyttas"),
        ("preview_copies", {"days": "-7"}, "Den kvällen har redan varit."),
        ("copy_several", {"days": "-7"}, "Den kvällen har redan varit."),
    ],
)
def test_what_cannot_be_done_is_said_and_the_ticks_stay(
    client: Client, address: str, given: dict[str, str], said: str
) -> None:
    association, (shift, _other) = fridays(2)
    client.force_login(leader_of(association))
    answer = client.post(
        reverse(f"scheduling:{address}", args=[association.pk]), {"pass": shift.pk, **given}, follow=True
    )
    page = answer.content.decode()
    assert said in page
    assert page.count(" checked") == 1


def test_the_nights_of_others_do_not_exist(client: Client) -> None:
    association, (shift,) = fridays(1)
    client.force_login(leader_of(AssociationFactory()))
    for address in ("several", "move_several", "cancel_several", "preview_copies", "copy_several"):
        path = reverse(f"scheduling:{address}", args=[association.pk])
        chosen = {"pass": str(shift.pk), "days": "7"}
        answer = client.get(path, chosen) if address == "several" else client.post(path, chosen)
        assert answer.status_code == 404


def test_the_list_asks_the_same_of_the_database_however_long_it_is(client: Client) -> None:
    asked = []
    for nights in (1, 4):
        association, _shifts = fridays(nights)
        client.force_login(leader_of(association))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("scheduling:several", args=[association.pk]))
        asked.append(len(captured))
    assert asked[0] == asked[1]
