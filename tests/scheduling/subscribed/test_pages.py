"""The coordinator's pages for the calendars of others, and what everyone sees of them on the board."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scheduling.domain.seasons.days import DayKind, notes_between
from scheduling.domain.subscribed.keeping import note_fault
from scheduling.domain.subscribed.occurrences import Occurrence
from scheduling.domain.subscribed.subscribing import pause_calendar, remove_calendar, revise_calendar
from scheduling.enums import CalendarFault, ShiftState, SpecialDayKind
from scheduling.exceptions import CalendarUnread
from scheduling.models import SpecialDay, SubscribedCalendar
from tests.factories import AssociationFactory, MunicipalityFactory, ShiftFactory, coordinator_of, leader_of
from tests.scheduling.subscribed.towns import ADDRESS, AWAY, BREAK, MATCH, MONDAY, followed, later, proposed
from volunteers.models import Association, Municipality

pytestmark = pytest.mark.django_db
POSTED = ("pause_calendar", "resume_calendar", "hurry_calendar", "remove_calendar")


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def association() -> Association:
    found: Association = AssociationFactory()
    return found


@pytest.fixture
def town(association: Association) -> Municipality:
    return association.municipality


@pytest.fixture
def coordinator(client: Client, town: Municipality) -> Client:
    client.force_login(coordinator_of(town))
    return client


def of_town(town: Municipality) -> str:
    return reverse("scheduling:outside_calendars", args=[town.pk])


def of_one(calendar: SubscribedCalendar, name: str = "outside_calendar") -> str:
    return reverse(f"scheduling:{name}", args=[calendar.pk])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_page_without_calendars_says_how_to_begin(coordinator: Client, town: Municipality) -> None:
    assert "Klistra in adressen till den första" in text(coordinator.get(of_town(town)))
    assert of_town(town) in text(coordinator.get(reverse("volunteers:municipality", args=[town.pk])))


def test_address_leads_to_a_look_into_it_and_shows_nothing_yet(coordinator: Client, town: Municipality) -> None:
    answer = coordinator.post(of_town(town), {"address": ADDRESS})
    calendar = SubscribedCalendar.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, of_one(calendar))
    page = text(coordinator.get(of_one(calendar)))
    assert "Vi hämtar kalendern." in page
    assert f'hx-get="{of_one(calendar)}" hx-trigger="every 2s"' in page
    assert "lag.example" not in text(coordinator.get(of_town(town)))


def test_bad_address_is_told_beside_the_field(coordinator: Client, town: Municipality) -> None:
    followed(town, MATCH)
    for address, why in (
        ("ftp://x.example/", "https eller webcal"),
        (ADDRESS, "finns redan här"),
        ("", "Det här behövs."),
    ):
        answer = coordinator.post(of_town(town), {"address": address})
        assert answer.status_code == 422
        assert why in text(answer)


def test_what_it_holds_is_seen_before_it_is_kept(coordinator: Client, town: Municipality) -> None:
    calendar = proposed(town, MATCH, BREAK)
    page = text(coordinator.get(of_one(calendar)))
    assert "<h1>Lyktans matcher</h1>" in page
    assert "2 händelser framöver" in page
    assert '<th scope="row">lör 17 okt 19.00</th>' in page
    assert '<th scope="row">26 okt–1 nov</th>' in page
    assert 'value="Lyktans matcher"' in page
    answer = coordinator.post(of_one(calendar), {"name": "Matcher", "kind": "home_match", "words": "hemma"})
    assert (answer.status_code, answer.headers["Location"]) == (303, of_town(town))
    shown = text(coordinator.get(of_town(town)))
    assert all(words in shown for words in ("Matcher", "Hemmamatch", "lag.example", "Hämtad i dag 12.00."))
    assert "hemligt" not in shown
    assert [day.name for day in SpecialDay.objects.all()] == [MATCH.title]


def test_look_that_failed_says_why_and_cannot_be_kept(coordinator: Client, town: Municipality) -> None:
    coordinator.post(of_town(town), {"address": ADDRESS})
    calendar = SubscribedCalendar.objects.get()
    note_fault(calendar, CalendarUnread(CalendarFault.NOT_A_CALENDAR), now=MONDAY)
    page = text(coordinator.get(of_one(calendar)))
    assert "det som ligger på adressen är ingen kalender." in page
    assert "Stämmer adressen?" in page
    answer = coordinator.post(of_one(calendar), {"name": "Matcher", "kind": "", "words": ""})
    assert answer.status_code == 422
    assert not SubscribedCalendar.objects.accepted().exists()


def test_kept_calendar_is_renamed_and_narrowed(coordinator: Client, town: Municipality) -> None:
    calendar = followed(town, MATCH, AWAY)
    answer = coordinator.post(of_one(calendar), {"name": "Hemma", "kind": "", "words": "hemma"})
    assert (answer.status_code, answer.headers["Location"]) == (303, of_one(calendar))
    page = text(coordinator.get(of_one(calendar)))
    assert "1 av 2 händelser framöver är med" in page
    assert "Inte med" in page
    assert not SpecialDay.objects.exists()
    assert coordinator.post(of_one(calendar), {"name": "", "kind": "fest", "words": ""}).status_code == 422


def test_it_is_paused_started_hurried_and_removed_by_a_press(coordinator: Client, town: Municipality) -> None:
    calendar = followed(town, MATCH)
    for name, words in (
        ("hurry_calendar", "Kalendern hämtas."),
        ("pause_calendar", "Pausad sedan i dag 12.00."),
        ("hurry_calendar", "Kalendern är pausad. Starta den först."),
        ("resume_calendar", "Hämtad i dag 12.00."),
    ):
        answer = coordinator.post(of_one(calendar, name), follow=True)
        assert answer.redirect_chain == [(of_one(calendar), 303)]
        assert words in text(answer)
    assert "Matcher är borttagen." in text(coordinator.post(of_one(calendar, "remove_calendar"), follow=True))
    assert not SubscribedCalendar.objects.exists()


def test_strange_texts_in_a_calendar_are_only_texts(coordinator: Client, town: Municipality) -> None:
    calendar = proposed(town, Occurrence("1", "<script>alert(1)</script>", date(2026, 10, 17), date(2026, 10, 17)))
    page = text(coordinator.get(of_one(calendar)))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("name", ["outside_calendars", "outside_calendar", *POSTED])
def test_visitor_is_sent_to_sign_in(client: Client, town: Municipality, name: str) -> None:
    calendar = followed(town, MATCH)
    to = of_town(town) if name == "outside_calendars" else of_one(calendar, name)
    answer = client.post(to) if name in POSTED else client.get(to)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("name", ["outside_calendars", "outside_calendar", *POSTED])
def test_pages_do_not_exist_for_leaders_nor_for_other_towns(
    client: Client, association: Association, town: Municipality, name: str
) -> None:
    calendar = followed(town, MATCH)
    to = of_town(town) if name == "outside_calendars" else of_one(calendar, name)
    for user in (leader_of(association), coordinator_of(MunicipalityFactory())):
        client.force_login(user)
        answer = client.post(to) if name in POSTED else client.get(to)
        assert answer.status_code == 404
    assert SubscribedCalendar.objects.filter(paused_at=None).count() == 1


def board(client: Client, **query: str) -> str:
    return text(client.get(reverse("scheduling:board"), query))


def night(page: str, day: str) -> str:
    """The part of a board that is one night."""
    return page.split(f'id="n-{day}"')[1].split("</section>", maxsplit=1)[0] if f'id="n-{day}"' in page else ""


def test_leader_sees_beside_a_night_what_happens_on_it(client: Client, association: Association) -> None:
    ShiftFactory(association=association, starts_at=datetime(2026, 10, 17, 18, 30, tzinfo=UTC))
    followed(association.municipality, MATCH, BREAK)
    client.force_login(leader_of(association))
    shown = night(board(client), "2026-10-17")
    assert "19.00 Lyktan–Åsö, hemma" in shown
    assert "Matcher" in shown
    assert "Inget pass den kvällen." not in shown


def test_night_that_calls_for_people_is_offered_where_nobody_walks(client: Client, association: Association) -> None:
    followed(association.municipality, MATCH)
    school = followed(
        association.municipality, BREAK, address="https://skola.example/", kind=SpecialDayKind.SCHOOL_BREAK
    )
    client.force_login(leader_of(association))
    page = board(client)
    assert "Inget pass den kvällen." in night(page, "2026-10-17")
    assert f"{reverse('scheduling:plan')}?datum=2026-10-17" in night(page, "2026-10-17")
    assert night(page, "2026-10-27") == ""
    assert night(board(client, visa="saknar"), "2026-10-17") == ""
    revise_calendar(school, name="Lov", kind=SpecialDayKind.EVENT, words="", now=MONDAY)
    assert "Höstlov" in night(board(client), "2026-10-27")


def test_cancelled_shift_leaves_the_night_to_be_offered(client: Client, association: Association) -> None:
    ShiftFactory(
        association=association, starts_at=datetime(2026, 10, 17, 18, 30, tzinfo=UTC), state=ShiftState.CANCELLED
    )
    followed(association.municipality, MATCH)
    client.force_login(leader_of(association))
    assert "Lyktan–Åsö, hemma" in night(board(client), "2026-10-17")


def test_proposed_paused_and_unchosen_are_not_on_the_board(client: Client, association: Association) -> None:
    town = association.municipality
    client.force_login(leader_of(association))
    proposed(town, MATCH)
    followed(town, MATCH, address="https://lag.example/2.ics", words="borta")
    pause_calendar(followed(town, MATCH, address="https://lag.example/3.ics"), now=MONDAY)
    followed(MunicipalityFactory(), MATCH)
    assert MATCH.title not in board(client)


@pytest.mark.parametrize("change", ["revise", "pause", "remove"])
def test_board_is_sent_again_when_a_calendar_has_changed(client: Client, association: Association, change: str) -> None:
    calendar = followed(association.municipality, MATCH)
    client.force_login(leader_of(association))
    headers = {"HX-Request": "true"}
    etag = client.get(reverse("scheduling:board"), headers=headers).headers["ETag"]
    same = client.get(reverse("scheduling:board"), headers={**headers, "If-None-Match": etag})
    assert same.status_code == 304
    if change == "revise":
        revise_calendar(calendar, name="Ny", kind="", words="", now=later(minutes=1))
    elif change == "pause":
        pause_calendar(calendar, now=later(minutes=1))
    else:
        remove_calendar(calendar, now=later(minutes=1))
    assert client.get(reverse("scheduling:board"), headers={**headers, "If-None-Match": etag}).status_code == 200


def test_board_asks_as_many_queries_for_any_number_of_calendars(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    asked = []
    for number in range(3):
        day = date(2026, 10, 17) + timedelta(days=number)
        followed(association.municipality, Occurrence("1", "x", day, day), address=f"https://lag.example/{number}.ics")
        with CaptureQueriesContext(connection) as queries:
            board(client)
        asked.append(len(queries))
    assert asked == [asked[0]] * 3
    assert asked[0] <= 12


def test_season_finds_matches_as_risk_nights_and_breaks_as_breaks(association: Association) -> None:
    town = association.municipality
    followed(town, MATCH)
    followed(town, BREAK, address="https://skola.example/lov.ics", kind=SpecialDayKind.SCHOOL_BREAK)
    notes = notes_between(date(2026, 10, 12), date(2026, 11, 8), SpecialDay.objects.all(), language="sv")
    assert (DayKind.RISK, MATCH.title) in [(note.kind, note.name) for note in notes[date(2026, 10, 17)]]
    assert (DayKind.BREAK, "Höstlov") in [(note.kind, note.name) for note in notes[date(2026, 10, 28)]]


def test_day_that_a_calendar_brings_is_changed_in_that_calendar_and_not_taken_out_by_hand(
    coordinator: Client, town: Municipality
) -> None:
    """It would come back the next time that the calendar is read."""
    calendar = followed(town, MATCH)
    day = SpecialDay.objects.get()
    page = text(coordinator.get(reverse("scheduling:special_days", args=[town.pk])))
    take_out = reverse("scheduling:remove_special_day", args=[town.pk, day.pk])
    assert take_out not in page
    row = page.split(f'id="dag-{day.pk}"')[1].split("</li>")[0]
    assert of_town(town) in row
    answer = text(coordinator.post(take_out, follow=True))
    assert f"{MATCH.title} kommer från en kalender" in answer
    assert calendar.name in answer
    assert SpecialDay.objects.get() == day
