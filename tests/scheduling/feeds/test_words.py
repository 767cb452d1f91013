"""What stands in an entry, and when it counts as changed."""

import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse

from scheduling.domain.feeds import FEED_TYPES, Grant
from scheduling.domain.feeds.opening import WORDING
from scheduling.enums import AttendanceState, FeedKind, ShiftState
from scheduling.models import CalendarChoice, Shift
from tests.factories import member_of
from tests.scheduling.feeds.town import EARLIER, NOW, Town, body_at, body_of, link_to, values
from volunteers.domain.associations import revise_association, revise_municipality
from volunteers.domain.districts import revise_district
from volunteers.domain.people import forget_volunteer, revise_volunteer

pytestmark = pytest.mark.django_db
LATER = NOW - timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    return Town()


def stamps(body: bytes) -> list[str]:
    return [value[:8] + value[9:15] for value in values(body, "LAST-MODIFIED")]


def test_wording_is_raised_when_the_same_rows_are_told_in_other_words(town: Town) -> None:
    """Then nobody keeps the old words for the sake of an ETag that is counted from the rows alone."""
    CalendarChoice.objects.create(association=town.club, shows_first_names=True)
    town.place(town.far, town.anna, AttendanceState.ASKED)
    told = [
        re.sub(r"http\S+", "", value)
        for kind in FEED_TYPES
        for name in ("SUMMARY", "DESCRIPTION", "CATEGORIES", "COLOR", "LOCATION", "TRANSP", "STATUS")
        for value in values(body_of(town.owner(kind), kind), name)
    ]
    assert (WORDING, sha256("\n".join(told).encode()).hexdigest()[:16]) == (2, "75565c2667a83eb5")


def test_team_calendar_is_coloured_as_the_board_and_the_public_one_tells_nothing_by_it(town: Town) -> None:
    Shift.objects.filter(pk=town.walk.pk).update(confirmed_count=4, leader_count=1)
    assert values(body_of(town.municipality, FeedKind.MUNICIPALITY), "COLOR")[1:] == ["seagreen", "crimson", "crimson"]
    assert values(body_of(town.other, FeedKind.PUBLIC), "COLOR")[1:] == ["midnightblue"]
    assert values(body_of(town.anna, FeedKind.VOLUNTEER), "COLOR")[1:] == ["midnightblue", "midnightblue"]


def test_entries_are_filed_under_kind_and_district(town: Town) -> None:
    filed = values(body_of(town.club, FeedKind.ASSOCIATION), "CATEGORIES")
    assert filed == ["Nattvandring,Gård", "Trygghetsvärdar,Vårby"]


@pytest.mark.parametrize("kind", FEED_TYPES)
def test_entry_leads_to_the_right_page_for_its_reader(town: Town, kind: str) -> None:
    addresses = values(body_of(town.owner(kind), kind), "URL")
    if FEED_TYPES[kind].is_own:
        assert all(re.fullmatch(r"http://127\.0\.0\.1:8000/svar/[\w-]{43}\d+-\d+", address) for address in addresses)
        assert len(addresses) == len(values(body_of(town.owner(kind), kind), "SUMMARY"))
    elif kind == FeedKind.PUBLIC:
        assert addresses == [f"http://127.0.0.1:8000{reverse('scheduling:open_night', args=[town.far.uuid])}"]
    elif kind == FeedKind.PARTNER:
        assert addresses == []
    else:
        assert f"http://127.0.0.1:8000/pass/{town.walk.pk}" in addresses


@pytest.mark.parametrize("state", [ShiftState.PUBLISHED, ShiftState.UNDER_WAY, ShiftState.DONE, ShiftState.CANCELLED])
def test_open_night_says_where_it_is_taken_as_long_as_it_can_be(town: Town, client: Client, state: ShiftState) -> None:
    """Google Calendar shows no address of an event, so it stands in the words too."""
    Shift.objects.filter(pk=town.far.pk).update(state=state)
    body = body_of(town.other, FeedKind.PUBLIC)
    addresses, told = values(body, "URL"), "\n".join(values(body, "DESCRIPTION"))
    assert [f"Anmäl dig här: {address}" in told for address in addresses] == [True] * (state == ShiftState.PUBLISHED)
    assert ("Anmäl" in told) is bool(addresses)
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)


def test_question_says_how_it_is_answered_and_where(town: Town) -> None:
    bo = member_of(town.club)
    town.place(town.walk, bo, AttendanceState.ASKED)
    body = body_of(bo, FeedKind.VOLUNTEER)
    assert values(body, "STATUS") == ["TENTATIVE"]
    assert values(body, "SUMMARY") == ["Nattvandring Centrum: svara JA/NEJ"]
    (told,) = values(body, "DESCRIPTION")[1:]
    (address,) = values(body, "URL")
    assert told.split("\\n")[-2:] == ["Svara JA eller NEJ på sms:et.", f"Eller här: {address}"]


@pytest.mark.parametrize("kind", FEED_TYPES)
def test_alarm_sounds_only_where_the_link_asks_for_it_and_never_for_a_cancelled_night(town: Town, kind: str) -> None:
    owner = town.owner(kind)
    assert b"VALARM" not in body_of(owner, kind)
    nights = len(values(body_of(owner, kind), "SUMMARY"))
    assert values(body_of(owner, kind, Grant(alarm=120)), "TRIGGER") == ["-PT2H"] * nights
    Shift.objects.update(state=ShiftState.CANCELLED)
    assert b"VALARM" not in body_of(owner, kind, Grant(alarm=120))


def rename_association(town: Town) -> None:
    revise_association(town.club, name="Vårby BK", now=LATER)


def rename_district(town: Town) -> None:
    revise_district(town.part, name="Gården", parent=town.whole, now=LATER)


def rename_activity(town: Town) -> None:
    revise_municipality(town.municipality, activity_word="vuxenvandring", now=LATER)


def rename_anna(town: Town) -> None:
    revise_volunteer(town.anna, name="Annika Hemlig", now=LATER)


def forget_anna(town: Town) -> None:
    forget_volunteer(town.anna, now=LATER)


def choose_names(town: Town) -> None:
    CalendarChoice.objects.update(shows_first_names=False, names_chosen_at=LATER)


CHANGES: dict[str, tuple[Callable[[Town], None], str]] = {
    "the association's name": (rename_association, FeedKind.DISTRICT),
    "the district's name": (rename_district, FeedKind.ASSOCIATION),
    "the town's word": (rename_activity, FeedKind.PUBLIC),
    "a walker's name": (rename_anna, FeedKind.ASSOCIATION),
    "a walker who is forgotten": (forget_anna, FeedKind.SEASON),
    "the association's choice": (choose_names, FeedKind.ASSOCIATION),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_entry_is_newer_when_it_is_told_otherwise(town: Town, changed: str) -> None:
    """ICSx5 takes an event anew only when LAST-MODIFIED has grown: else it keeps the old name for ever."""
    CalendarChoice.objects.create(association=town.club, shows_first_names=True, names_chosen_at=EARLIER)
    change, kind = CHANGES[changed]
    token = link_to(town.owner(kind), kind)
    before = body_at(token)
    assert set(stamps(before)) == {f"{EARLIER:%Y%m%d%H%M%S}"}
    change(town)
    after = body_at(token)
    old, new = values(before, "DESCRIPTION")[1:], values(after, "DESCRIPTION")[1:]
    titles = zip(values(before, "SUMMARY"), values(after, "SUMMARY"), strict=True)
    for told, retold, (title, retitle), stamp in zip(old, new, titles, stamps(after), strict=True):
        assert (stamp == f"{LATER:%Y%m%d%H%M%S}") >= ((told, title) != (retold, retitle))
    assert before != after


def test_saving_a_name_as_it_was_makes_nothing_newer(town: Town) -> None:
    token = link_to(town.club, FeedKind.ASSOCIATION)
    before = body_at(token)
    revise_association(town.club, name=town.club.name, contact_name="Karin", now=LATER)
    assert body_at(token) == before


def test_link_without_counts_tells_of_the_night_and_not_of_its_crew(town: Town) -> None:
    CalendarChoice.objects.create(association=town.club, shows_first_names=True)
    body = body_at(link_to(town.club, FeedKind.ASSOCIATION, grant=Grant(hides_crew=True)))
    assert values(body, "UID") != []
    assert [line for line in values(body, "SUMMARY") if "/" in line or "ledare" in line] == []
    assert [line for line in values(body, "DESCRIPTION") if "Grupp" in line] == []
    assert set(values(body, "COLOR")) <= {"midnightblue", "darkgray"}
