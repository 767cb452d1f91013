"""Nights that everybody may see: opened one by one, in quiet, and never taken from their season for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from messaging.models import OutboundMessage
from scheduling.domain.calendar_choices import choose_calendar
from scheduling.domain.changes.drafts import draft_change
from scheduling.domain.changes.publishing import preview_changes, publish_changes
from scheduling.domain.changes.values import values_of
from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.states import read_calendar
from scheduling.domain.seasons.carrying import carry_out_season
from scheduling.domain.several_nights import Shifting, copy_shifts, draft_moves
from scheduling.enums import AttendanceState, FeedKind, ShiftState
from scheduling.models import CalendarCollection, Season, Shift, ShiftChange
from tests.factories import AssociationFactory, RouteFactory, coordinator_of, leader_of
from tests.scheduling.feeds.town import body_at, link_to, values
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms
from tests.scheduling.seasons.terms import FIRST, SEPTEMBER, edit, hours_of, october, published_october, shift_on
from tests.scheduling.seasons.test_carrying import LATER as AN_HOUR_LATER
from tests.scheduling.seasons.test_carrying import by_hand, steps
from volunteers.models import Association

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def rota() -> Rota:
    """Two who have said yes."""
    rota = make_rota(2)
    rota.ask()
    for person in rota.people:
        sms(person, "ja")
    return rota


@pytest.fixture
def leader(client: Client, rota: Rota) -> Client:
    client.force_login(leader_of(rota.shift.association))
    return client


def fresh(shift: Shift) -> Shift:
    return Shift.objects.get(pk=shift.pk)


def opened(shift: Shift, *, is_open: bool = True, now: datetime = MONDAY) -> ShiftChange | None:
    """Draft that the night is open, or is no more."""
    return draft_change(shift, replace(values_of(fresh(shift)), is_open=is_open), actor=None, now=now)


def publish(association: Association, *, now: datetime = LATER) -> list[Any]:
    preview = preview_changes(association, now=now)
    publish_changes(association, stamp=preview.stamp, origin=BY_LEADER, now=now)
    return list(preview.letters)


def details(shift: Shift) -> list[str]:
    return list(shift.events.filter(kind="changed").order_by("pk").values_list("detail", flat=True))


def filled(shift: Shift, **changes: Any) -> dict[str, Any]:
    return {
        "association": shift.association_id,
        "route": shift.route_id,
        "kind": shift.kind,
        "night": "2026-10-16",
        "start": "20.30",
        "end": "00.30",
        "crew_safe": 2,
        "crew_min": 3,
        "crew_target": 4,
        "crew_max": 5,
        "leaders": 1,
        "note": "",
        **changes,
    }


def test_opening_waits_with_other_changes_and_tells_nobody(rota: Rota) -> None:
    texts = OutboundMessage.objects.count()
    assert opened(rota.shift) is not None
    assert fresh(rota.shift).is_open is False
    assert publish(rota.shift.association) == []
    assert (fresh(rota.shift).is_open, OutboundMessage.objects.count()) == (True, texts)
    assert [rota.state(person) for person in rota.people] == [AttendanceState.CONFIRMED] * 2


def test_history_says_when_a_night_was_opened_and_closed(rota: Rota) -> None:
    for is_open in (True, False):
        opened(rota.shift, is_open=is_open)
        publish(rota.shift.association)
    assert details(rota.shift) == ["kvällen är öppen", "kvällen är inte öppen längre"]


def test_opening_and_closing_again_before_it_is_published_is_no_change(rota: Rota) -> None:
    opened(rota.shift)
    assert opened(rota.shift, is_open=False) is None
    assert not ShiftChange.objects.exists()


def test_open_night_stands_in_the_public_calendar_from_when_it_is_published(rota: Rota) -> None:
    public = link_to(rota.shift.association, FeedKind.PUBLIC)
    quiet, night = ["Inga kvällar inplanerade än"], [f"Nattvandring {rota.shift.route.name}"]
    shown = [values(body_at(public, now=LATER), "SUMMARY")]
    opened(rota.shift)
    shown.append(values(body_at(public, now=LATER), "SUMMARY"))
    publish(rota.shift.association)
    body = body_at(public, now=LATER)
    shown.append(values(body, "SUMMARY"))
    opened(rota.shift, is_open=False)
    publish(rota.shift.association)
    shown.append(values(body_at(public, now=LATER), "SUMMARY"))
    assert shown == [quiet, quiet, night, quiet]
    assert [name for name in (b"Person", b"2/4", b"ledare") if name in body] == []


def test_calendar_that_is_followed_hears_that_the_night_changed(rota: Rota) -> None:
    def digest() -> str:
        pk = calendar_over(rota.shift.association).pk
        return read_calendar(CalendarCollection.objects.with_owners().get(pk=pk), now=LATER).digest

    before = digest()
    opened(rota.shift)
    assert digest() == before
    publish(rota.shift.association)
    assert digest() != before


def test_night_of_a_season_that_is_opened_still_follows_it() -> None:
    season = published_october()
    shift = shift_on(season, FIRST)
    opened(shift, now=SEPTEMBER)
    change = ShiftChange.objects.get()
    assert (change.follows_season, steps(season)) == (True, {"pending": 1, "same": 9})
    publish(season.association, now=SEPTEMBER)
    edit(season, hours=AN_HOUR_LATER)
    change = ShiftChange.objects.get(shift=shift)
    assert (change.is_open, change.follows_season, change.starts_at.hour) == (True, True, 19)
    publish(season.association, now=SEPTEMBER)
    after = fresh(shift)
    assert (hours_of(after), after.is_open, after.follows_season) == ("21.00-01.00", True, True)
    assert Shift.objects.filter(season=season, is_open=True).count() == 1


def test_night_that_its_season_is_about_to_move_can_be_opened_along_with_it() -> None:
    season = published_october()
    shift = shift_on(season, FIRST)
    edit(season, hours=AN_HOUR_LATER)
    coming = values_of(ShiftChange.objects.get(shift=shift))
    draft_change(shift, replace(coming, is_open=True), actor=None, now=SEPTEMBER)
    assert steps(season) == {"pending": 10}
    assert ShiftChange.objects.get(shift=shift).follows_season is True


def test_opening_along_with_something_else_is_a_touch_by_hand() -> None:
    season = published_october()
    shift = shift_on(season, FIRST)
    draft_change(shift, replace(values_of(shift), is_open=True, note="Grill"), actor=None, now=SEPTEMBER)
    assert ShiftChange.objects.get().follows_season is False


def test_opened_draft_of_a_season_stays_open_and_follows() -> None:
    season = october()
    shift = by_hand(shift_on(season, FIRST), is_open=True)
    assert (shift.follows_season, steps(season)) == (True, {"same": 10})
    edit(season, hours=AN_HOUR_LATER)
    after = fresh(shift)
    assert (hours_of(after), after.is_open) == ("21.00-01.00", True)


def test_nights_that_a_season_makes_are_not_open() -> None:
    season: Season = october()
    carry_out_season(season, origin=BY_LEADER, now=SEPTEMBER)
    assert set(season.shifts.values_list("is_open", flat=True)) == {False}


def test_changing_something_else_at_once_leaves_an_open_night_open() -> None:
    shift = by_hand(shift_on(october(), FIRST), is_open=True)
    assert by_hand(shift, note="Grill").is_open is True
    assert by_hand(shift, is_open=False).is_open is False


def test_copies_and_moves_of_an_open_night_are_open(rota: Rota) -> None:
    association = rota.shift.association
    Shift.objects.filter(pk=rota.shift.pk).update(is_open=True)
    (made,) = copy_shifts(association, [rota.shift.pk], Shifting(days=7), origin=BY_LEADER, now=MONDAY)
    assert (made.night, made.is_open) == (date(2026, 10, 23), True)
    draft_moves(association, [rota.shift.pk], Shifting(days=1), actor=None, now=MONDAY)
    publish(association)
    assert (fresh(rota.shift).is_open, details(rota.shift)) == (
        True,
        ["tid fre 16 okt 20.30–00.30 → lör 17 okt 20.30–00.30"],
    )


def test_shift_is_planned_as_an_open_night(leader: Client, rota: Rota) -> None:
    leader.post(reverse("scheduling:plan_published"), filled(rota.shift, night="2026-11-06", is_open="on"))
    made = Shift.objects.latest("pk")
    assert (made.night, made.is_open, made.state) == (date(2026, 11, 6), True, ShiftState.PUBLISHED)


def test_leader_opens_a_night_and_sees_that_nobody_is_told(leader: Client, rota: Rota) -> None:
    change = reverse("scheduling:change", args=[rota.shift.pk])
    answer = leader.post(change, filled(rota.shift, is_open="on"), follow=True)
    words = " ".join(answer.content.decode().split())
    assert ("Öppen kväll" in words, "ja" in words) == (True, True)
    assert list(answer.context["shown"].people) == []
    assert leader.get(change).context["form"].initial["is_open"] is True
    leader.post(change, filled(rota.shift))
    assert not ShiftChange.objects.exists()


def test_page_of_the_shift_says_that_the_night_is_open(leader: Client, rota: Rota) -> None:
    address = reverse("scheduling:shift", args=[rota.shift.pk])
    shown = []
    for fields in ({}, {"is_open": True}, {"state": ShiftState.DRAFT}, {"state": ShiftState.CANCELLED}):
        Shift.objects.filter(pk=rota.shift.pk).update(**fields)
        shown.append(leader.get(address).context["opening"])
    assert shown == [
        "",
        "Står i den öppna kalendern",
        "Står i den öppna kalendern när passet är publicerat",
        "",
    ]


def test_page_and_form_say_so_when_the_association_opens_every_night(leader: Client, rota: Rota) -> None:
    choose_calendar(rota.shift.association, shows_first_names=False, opens_every_night=True, by=None, now=MONDAY)
    page = leader.get(reverse("scheduling:shift", args=[rota.shift.pk])).content.decode()
    assert "Föreningen öppnar alla sina kvällar." in page
    for name, args in (("change", [rota.shift.pk]), ("plan", [])):
        form = leader.get(reverse(f"scheduling:{name}", args=args)).content.decode()
        assert ("Föreningen öppnar alla sina kvällar" in form, 'name="is_open"' in form) == (True, False)


def test_form_keeps_what_was_opened_before_the_association_opened_every_night(leader: Client, rota: Rota) -> None:
    Shift.objects.filter(pk=rota.shift.pk).update(is_open=True)
    choose_calendar(rota.shift.association, shows_first_names=False, opens_every_night=True, by=None, now=MONDAY)
    leader.post(reverse("scheduling:change", args=[rota.shift.pk]), filled(rota.shift, note="Grill"))
    assert ShiftChange.objects.get().is_open is True


def test_coordinator_who_plans_for_several_is_told_who_opens_every_night(client: Client, rota: Rota) -> None:
    town = rota.shift.association.municipality
    eager = AssociationFactory(municipality=town, name="Skogås IF")
    RouteFactory(municipality=town)
    choose_calendar(eager, shows_first_names=False, opens_every_night=True, by=None, now=MONDAY)
    client.force_login(coordinator_of(town))
    form = client.get(reverse("scheduling:plan")).content.decode()
    assert ("gör det utan kryss: Skogås IF." in form, 'name="is_open"' in form) == (True, True)
