"""The pages of seasons, of changes that wait, and of the municipality's calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Season, Shift, ShiftChange, SpecialDay
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    RouteFactory,
    SeasonFactory,
    SpecialDayFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from tests.scheduling.seasons.terms import BY_LEADER, FIRST, SECOND, SEPTEMBER, october, published_october, shift_on
from volunteers.models import Association

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with time_machine.travel(SEPTEMBER, tick=False):
        yield


def as_leader(client: Client, association: Association) -> Client:
    client.force_login(leader_of(association))
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"scheduling:{name}", args=args)


def read(client: Client, name: str, *args: object) -> str:
    answer = client.get(at(name, *args))
    assert answer.status_code == 200
    return answer.content.decode()


def written(association: Association, **changes: object) -> dict[str, object]:
    """The form of October's Fridays and Saturdays."""
    route = RouteFactory(municipality=association.municipality, name="Vårby runt")
    return {
        "association": association.pk,
        "name": "Hösten 2026",
        "first_night": "2026-10-02",
        "last_night": "2026-10-31",
        "weekdays": ["4", "5"],
        "pace": "1",
        "start": "20.30",
        "end": "00.30",
        "groups": 1,
        "route_0": route.pk,
        "rotation": "fixed",
        "kind": "night_walk",
        "crew_safe": 2,
        "crew_min": 3,
        "crew_target": 4,
        "crew_max": 5,
        "leaders": 1,
        **changes,
    }


def test_a_season_is_written_seen_and_made_into_drafts_that_are_published(client: Client) -> None:
    association = AssociationFactory()
    as_leader(client, association)
    answer = client.post(
        at("new_season"), written(association, other_days=["5"], other_start="21:00", other_end="01:00")
    )
    season = Season.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, at("season", season.pk))
    page = read(client, "season", season.pk)
    assert not Shift.objects.exists()
    assert "<b>Inget pass finns än.</b>" in page
    assert "Fredag och lördag varje vecka" in page
    assert "20.30–00.30, lördag 21.00–01.00" in page
    assert "Skapa 10 utkast" in page
    client.post(at("carry_out_season", season.pk))
    assert set(Shift.objects.values_list("state", flat=True)) == {ShiftState.DRAFT}
    assert "Publicera 10 pass" in read(client, "season", season.pk)
    client.post(at("publish_season", season.pk))
    assert set(Shift.objects.values_list("state", flat=True)) == {ShiftState.PUBLISHED}
    assert "<b>Allt är publicerat.</b>" in read(client, "season", season.pk)


def test_a_night_of_the_rule_that_has_been_says_so(client: Client) -> None:
    season = SeasonFactory()
    with time_machine.travel(datetime(2026, 10, 12, 10, 0, tzinfo=UTC)):
        as_leader(client, season.association)
        page = read(client, "season", season.pk)
    assert page.count("Den kvällen har redan varit.") == 4
    assert "Skapa 6 utkast" in page


def test_a_season_has_other_times_from_a_date_on_and_an_edit_of_that_can_be_undone(client: Client) -> None:
    season = published_october()
    as_leader(client, season.association)
    later = {"later_from": "2026-10-16", "later_start": "19:30", "later_end": "23:30"}
    route = season.stops.get().route_id
    client.post(at("change_season", season.pk), written(season.association, route_0=route, **later))
    page = read(client, "season", season.pk)
    assert "20.30–00.30, från 16 oktober 19.30–23.30" in page
    assert "6 ändras." in page
    assert 'value="2026-10-16"' in read(client, "change_season", season.pk)
    client.post(at("undo_season", season.pk))
    assert Season.objects.get().later_times == {}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weekdays": []}, "Välj minst en dag."),
        ({"route_0": ""}, "Välj en rutt."),
        ({"last_night": "2026-09-01"}, "Sista kvällen ligger före den första."),
        ({"other_days": ["5"]}, "Skriv båda tiderna för de dagarna."),
        ({"later_from": "2026-10-16"}, "Skriv datumet och båda tiderna."),
        (
            {"later_from": "2026-11-06", "later_start": "19:30", "later_end": "23:30"},
            "Det datumet är inte med i perioden.",
        ),
        ({"crew_min": 9}, "Antalen behöver stiga"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client: Client, changes: dict[str, object], said: str) -> None:
    association = AssociationFactory()
    answer = as_leader(client, association).post(at("new_season"), written(association, **changes))
    assert (answer.status_code, said in answer.content.decode(), Season.objects.count()) == (422, True, 0)


def test_another_towns_route_is_refused(client: Client) -> None:
    association = AssociationFactory()
    data = written(association, route_0=RouteFactory().pk)
    answer = as_leader(client, association).post(at("new_season"), data)
    assert (answer.status_code, Season.objects.count()) == (422, 0)


def test_holidays_risk_nights_and_the_clock_are_told_night_by_night(client: Client) -> None:
    season = SeasonFactory(rule="FREQ=WEEKLY;BYDAY=FR,SA", end_time="03:30", skips_breaks=True)
    SpecialDayFactory(municipality=season.association.municipality)
    page = read(as_leader(client, season.association), "season", season.pk)
    assert "Hoppas över: lov." in page
    assert "Halloween" in page
    assert "8 timmar: klockan ställs tillbaka en timme den natten." in page


def test_ticks_decide_about_single_nights(client: Client) -> None:
    season = october()
    as_leader(client, season.association)
    data = {"visad": [FIRST.isoformat(), SECOND.isoformat(), "skräp"], "kvall": [SECOND.isoformat()]}
    client.post(at("choose_nights", season.pk), data)
    page = read(client, "season", season.pk)
    assert "Ni har valt bort den." in page
    assert "1 tas bort." in page
    client.post(at("carry_out_season", season.pk))
    assert not season.shifts.filter(night=FIRST).exists()


def test_an_edit_of_published_nights_leads_to_what_it_means_for_people(client: Client) -> None:
    season = published_october()
    person = member_of(season.association, name="Anna Lindqvist")
    shift = shift_on(season, FIRST)
    AttendanceFactory(shift=shift, volunteer=person, state=AttendanceState.CONFIRMED)
    as_leader(client, season.association)
    route = season.stops.get().route
    data = written(season.association, name=season.name, start="21:00", route_0=route.pk)
    assert client.post(at("change_season", season.pk), data).status_code == 303
    answer = client.post(at("carry_out_season", season.pk))
    assert answer.headers["Location"] == at("changes", season.association_id)
    page = read(client, "changes", season.association_id)
    assert "<b>10 kvällar.</b>" in page
    assert "<del>20.30–00.30</del> <ins>21.00–00.30</ins>" in page
    assert "Frågas igen om fre 2 okt" in page
    assert "Ändrat, Anna:" in page
    assert not OutboundMessage.objects.exists()


def drafted(client: Client) -> Shift:
    """A published night with one who is coming, and a new note for it that waits."""
    season = published_october()
    shift = shift_on(season, FIRST)
    AttendanceFactory(
        shift=shift, volunteer=member_of(season.association, name="Anna Lindqvist"), state=AttendanceState.CONFIRMED
    )
    as_leader(client, season.association)
    form = client.get(at("change", shift.pk)).context["form"]
    data = {name: value for name, value in form.initial.items() if value is not None}
    data |= {
        "night": "2026-10-02",
        "start": "20:30",
        "end": "00:30",
        "note": "Ta med ficklampa",
        "route": shift.route_id,
    }
    answer = client.post(at("change", shift.pk), data)
    assert answer.headers["Location"] == at("changes", season.association_id)
    return shift


def test_a_change_of_a_published_night_waits_and_is_published_as_it_was_shown(client: Client) -> None:
    shift = drafted(client)
    page = read(client, "changes", shift.association_id)
    assert "Ta med ficklampa. Du behöver inte svara." in page
    assert "En ändring väntar." in read(client, "shift", shift.pk)
    assert "1 ändring väntar på att publiceras" in client.get(reverse("scheduling:board")).content.decode()
    stamp = client.get(at("changes", shift.association_id)).context["preview"].stamp
    client.post(at("publish_changes", shift.association_id), {"stampel": stamp})
    assert [text.kind for text in OutboundMessage.objects.filter(state=OutboundState.QUEUED)] == ["news"]
    assert "Inga ändringar väntar i föreningen." in read(client, "changes", shift.association_id)


def test_news_can_be_kept_from_the_phones(client: Client) -> None:
    shift = drafted(client)
    here = at("changes", shift.association_id)
    answer = client.get(f"{here}?utan-nytt")
    assert "Inga sms skickas." in answer.content.decode()
    client.post(
        at("publish_changes", shift.association_id), {"stampel": answer.context["preview"].stamp, "utan-nytt": "1"}
    )
    shift.refresh_from_db()
    assert (shift.note, OutboundMessage.objects.exists()) == ("Ta med ficklampa", False)


def test_an_old_page_publishes_nothing(client: Client) -> None:
    shift = drafted(client)
    answer = client.post(at("publish_changes", shift.association_id), {"stampel": "gammal"}, follow=True)
    assert "Titta igen" in answer.content.decode()
    assert ShiftChange.objects.count() == 1


def test_what_waits_is_undone_one_by_one_or_all_at_once(client: Client) -> None:
    shift = drafted(client)
    client.post(at("undo_change", shift.pk))
    assert not ShiftChange.objects.exists()
    client.post(at("cancel_later", shift.pk), {"reason": "Vädret"})
    assert "Ställs in" in read(client, "changes", shift.association_id)
    client.post(at("undo_changes", shift.association_id))
    assert not ShiftChange.objects.exists()


def test_a_night_changed_by_hand_follows_its_season_again(client: Client) -> None:
    season = published_october()
    shift = shift_on(season, FIRST)
    cancel_shift(shift, origin=BY_LEADER, now=SEPTEMBER)
    as_leader(client, season.association)
    assert "Följ säsongen igen" in read(client, "season", season.pk)
    assert client.post(at("follow_season", shift.pk)).headers["Location"] == at("season", season.pk)
    assert shift_on(season, FIRST).state == ShiftState.DRAFT


def test_a_season_without_nights_is_thrown_away_and_one_that_was_edited_is_as_before(client: Client) -> None:
    season = SeasonFactory()
    as_leader(client, season.association)
    client.post(at("undo_season", season.pk))
    assert not Season.objects.exists()


def test_a_copy_has_everything_but_the_dates(client: Client) -> None:
    season = SeasonFactory(group_count=2, note="Ta med reflexer.")
    as_leader(client, season.association)
    answer = client.get(f"{at('new_season')}?kopia={season.pk}")
    assert f"Kopiera {season.name}" in answer.content.decode()
    form = answer.context["form"]
    assert (form.initial["groups"], form.initial["note"], form.initial["weekdays"]) == (
        2,
        "Ta med reflexer.",
        ["4", "5"],
    )
    assert {"name", "first_night", "last_night"} & form.initial.keys() == set()


def test_the_list_of_seasons_and_its_empty_state(client: Client) -> None:
    association = AssociationFactory()
    as_leader(client, association)
    assert "Ingen säsong än." in read(client, "seasons")
    season = october(association=association)
    page = read(client, "seasons")
    assert season.name in page
    assert "10 utkast" in page


def test_a_season_as_a_workbook_has_true_dates_and_whole_minutes_and_no_formulas(client: Client) -> None:
    season = october(end_time="03:30", note="=HYPERLINK()")
    answer = as_leader(client, season.association).get(at("season_sheet", season.pk))
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == 10
    assert rows[0][0].value == datetime(2026, 10, 2)  # noqa: DTZ001 - a workbook knows no zones
    clock_change = next(row for row in rows if row[0].value == datetime(2026, 10, 24))  # noqa: DTZ001 - local times, on purpose
    assert (rows[0][4].value, clock_change[4].value) == (420, 480)
    assert (rows[0][16].value, rows[0][16].data_type) == ("=HYPERLINK()", "s")


def test_coordinators_mark_days_and_take_them_out_again(client: Client) -> None:
    town = AssociationFactory().municipality
    client.force_login(coordinator_of(town))
    assert "Julafton" in read(client, "special_days", town.pk)
    data = {"kind": "school_break", "name": "Höstlov", "first_on": "2026-10-26", "last_on": "2026-10-30"}
    client.post(at("special_days", town.pk), data)
    client.post(at("special_days", town.pk), data)
    day = SpecialDay.objects.get()
    assert (day.name, day.source) == ("Höstlov", "entered")
    assert "26–30 okt 2026 · Skollov · inskriven här" in read(client, "special_days", town.pk)
    client.post(at("remove_special_day", town.pk, day.pk))
    assert not SpecialDay.objects.exists()


@pytest.mark.parametrize(
    ("kind", "last_on", "said"),
    [("home_match", "2026-10-25", "före den första"), ("home_match", "2026-11-26", "fler än 10 dagar")],
)
def test_days_that_make_no_sense_are_refused(client: Client, kind: str, last_on: str, said: str) -> None:
    town = AssociationFactory().municipality
    client.force_login(coordinator_of(town))
    data = {"kind": kind, "name": "Derby", "first_on": "2026-10-26", "last_on": last_on}
    answer = client.post(at("special_days", town.pk), data)
    assert (answer.status_code, said in answer.content.decode(), SpecialDay.objects.count()) == (422, True, 0)


def test_a_day_of_another_town_does_not_exist(client: Client) -> None:
    town = AssociationFactory().municipality
    client.force_login(coordinator_of(town))
    assert client.post(at("remove_special_day", town.pk, SpecialDayFactory().pk)).status_code == 404
    assert date(2026, 10, 26) == SpecialDay.objects.get().first_on


def test_times_are_utc_in_the_database(client: Client) -> None:
    association = AssociationFactory()
    as_leader(client, association).post(at("new_season"), written(association))
    client.post(at("carry_out_season", Season.objects.get().pk))
    assert Shift.objects.order_by("starts_at")[0].starts_at == datetime(2026, 10, 2, 18, 30, tzinfo=UTC)
