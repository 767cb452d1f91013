"""Links, what they open, and what is shown of it at a moment."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.domain.calendar_links import (
    A_SECOND,
    addresses_of,
    find_link,
    make_link,
    note_fetch,
    revoke_link,
)
from scheduling.domain.feeds.tokens import client_name, hash_of
from scheduling.models import CalendarLink
from tests.factories import AssociationFactory, VolunteerFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)


def link_of(token: str) -> CalendarLink:
    link = find_link(token)
    assert link is not None
    return link


def test_only_the_hash_of_a_token_is_kept() -> None:
    token = make_link(VolunteerFactory(), now=NOW)
    row = CalendarLink.objects.values().get()
    assert row["token_hash"] == hash_of(token)
    assert token not in str(row)


def test_tokens_have_room_for_192_random_bits_and_differ() -> None:
    association = AssociationFactory()
    tokens = {make_link(association, now=NOW) for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {33}


def test_link_is_found_by_its_token_alone() -> None:
    volunteer = VolunteerFactory()
    link = link_of(make_link(volunteer, now=NOW))
    assert (link.volunteer, link.association, link.created_at) == (volunteer, None, NOW)
    assert find_link("v" + "x" * 32) is None


def test_revoking_keeps_the_first_moment_when_repeated() -> None:
    token = make_link(VolunteerFactory(), now=NOW)
    revoke_link(link_of(token), now=NOW)
    revoke_link(link_of(token), now=NOW + timedelta(days=1))
    assert link_of(token).revoked_at == NOW


def test_fetch_is_noted_once_an_hour() -> None:
    make_link(VolunteerFactory(), now=NOW)
    for minutes, noted in [(0, 0), (59, 0), (61, 61)]:
        at = NOW + timedelta(minutes=minutes)
        note_fetch(CalendarLink.objects.get(), stamp="1", changed_at=NOW, user_agent="Thunderbird/153", now=at)
        assert CalendarLink.objects.get().last_fetched_at == NOW + timedelta(minutes=noted)
    assert CalendarLink.objects.get().last_client == "Thunderbird"


def test_moment_of_change_is_later_for_every_other_stamp() -> None:
    make_link(VolunteerFactory(), now=NOW)
    seen = [
        note_fetch(CalendarLink.objects.get(), stamp=stamp, changed_at=changed_at, user_agent="", now=NOW)
        for stamp, changed_at in [
            ("1", NOW - timedelta(days=3, milliseconds=1)),
            ("1", NOW - timedelta(days=3, milliseconds=1)),
            ("2", NOW - timedelta(days=5)),
            ("3", NOW - timedelta(days=1)),
            ("1", NOW - timedelta(days=1)),
        ]
    ]
    first, latest = NOW - timedelta(days=3, seconds=1), NOW - timedelta(days=1)
    assert seen == [first, first, first + A_SECOND, latest, latest + A_SECOND]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Google-Calendar-Importer", "Google Kalender"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.0", "Thunderbird"),
        ("iOS/19.1 (22B83) dataaccessd/1.0", "Apple Kalender"),
        ("macOS/16.0 (25A354) CalendarAgent/1025", "Apple Kalender"),
        ("Mac+OS+X/10.15.7 (19H2) CalendarAgent/930.5.1", "Apple Kalender"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15",
            "en webbläsare",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15", "en webbläsare"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36", "en webbläsare"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)", "Outlook"),
        ("ICSx5/2.3 (okhttp/4.12)", "ICSx5"),
        ("vdirsyncer/0.21.0", "vdirsyncer"),
        ("Ovanlig-1.0/3 (x)", "Ovanlig-1.0"),
        ("", ""),
        ("<script>", ""),
    ],
)
def test_program_is_called_what_people_call_it(said: str, name: str) -> None:
    assert client_name(said) == name


def test_one_feed_has_two_addresses() -> None:
    addresses = addresses_of("vabc")
    assert (addresses.https, addresses.webcal) == (
        "http://127.0.0.1:8000/calendar/vabc.ics",
        "webcal://127.0.0.1:8000/calendar/vabc.ics",
    )
