"""Feeds over HTTP: what is shown to whom, when it is shown, and what it costs."""

import gzip
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import brotli
import pytest
import time_machine
import vobject
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from scheduling.domain.attendance import count_crew, remove_attendance
from scheduling.domain.calendar_links import find_link, make_link, revoke_link
from scheduling.domain.crews import CrewSize
from scheduling.domain.feeds import Grant
from scheduling.domain.origins import Origin
from scheduling.domain.routes import save_route
from scheduling.domain.seasons.saving import throw_away
from scheduling.domain.shifts import cancel_shift, revise_shift
from scheduling.enums import AttendanceState, Door, ShiftKind, ShiftState
from scheduling.models import Attendance, CalendarLink, Route, Shift
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    DistrictFactory,
    MunicipalityFactory,
    RouteFactory,
    SeasonFactory,
    ShiftFactory,
    VolunteerFactory,
    leader_of,
    member_of,
)
from tests.support.ical_checker import faults
from volunteers.domain.districts import delete_district
from volunteers.models import Association, Volunteer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
BY_PAGE = Origin(Door.PAGE)
EARLIER = NOW - timedelta(days=2)
State = AttendanceState


@pytest.fixture(autouse=True)
def at_a_moment() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def association() -> Association:
    municipality = MunicipalityFactory(activity_word="nattvandring")
    association: Association = AssociationFactory(municipality=municipality, name="Vårby IF")
    return association


def walk(association: Association, **fields: Any) -> Shift:
    place = fields.pop("place", "Vårby")
    route = Route.objects.filter(name=place, municipality=association.municipality).first()
    shift: Shift = ShiftFactory(
        association=association,
        route=route or RouteFactory(municipality=association.municipality, name=place),
        **{"created_at": EARLIER, "updated_at": EARLIER, **fields},
    )
    return shift


def place_on(shift: Shift, volunteer: Volunteer, state: str = State.CONFIRMED, **fields: Any) -> Attendance:
    moments = {"asked_at": EARLIER, "created_at": EARLIER, "updated_at": EARLIER}
    if state == State.CONFIRMED:
        moments["confirmed_at"] = EARLIER
    attendance: Attendance = AttendanceFactory(shift=shift, volunteer=volunteer, state=state, **{**moments, **fields})
    return attendance


def fetch(client: Client, token: str, **headers: str) -> HttpResponse:
    response = client.get(f"/calendar/{token}.ics", headers=headers)
    assert isinstance(response, HttpResponse)
    return response


def events(client: Client, owner: Volunteer | Association) -> list[Any]:
    response = fetch(client, make_link(owner, now=EARLIER))
    assert response.status_code == 200
    assert faults(response.content) == []
    return list(vobject.readOne(response.content.decode()).vevent_list)


def titles(client: Client, owner: Volunteer | Association) -> list[tuple[str, str]]:
    return [(event.status.value, event.summary.value) for event in events(client, owner)]


def test_volunteer_sees_own_nights_and_open_questions(client: Client, association: Association) -> None:
    anna = member_of(association)
    mine, asked, _other = (walk(association, starts_at=NOW + timedelta(days=day)) for day in (2, 3, 4))
    place_on(mine, anna, is_leader=True)
    place_on(asked, anna, State.ASKED)
    for day, state in enumerate((State.DECLINED, State.WITHDRAWN, State.LAPSED, State.WAITING), 5):
        place_on(walk(association, starts_at=NOW + timedelta(days=day)), anna, state)
    own, question = events(client, anna)
    assert (own.status.value, own.summary.value, own.transp.value) == ("CONFIRMED", "Nattvandring Vårby", "OPAQUE")
    assert own.description.value.split("\n") == [
        "19.00–23.00, 4 timmar",
        "Samling: biblioteket",
        f"Område: {mine.route.district.name}",
        "Vårby IF",
        "Du är ledare.",
    ]
    assert own.uid.value == f"shift-{mine.uuid}@127.0.0.1"
    assert own.location.value == "biblioteket, Vårby gårds centrum 1"
    assert own.geo.value == "59.264;17.883"
    assert own.url.value.startswith("http://127.0.0.1:8000/svar/")
    assert (question.status.value, question.summary.value) == ("TENTATIVE", "Nattvandring Vårby: svara JA/NEJ")
    assert question.description.value.split("\n")[-2] == "Svara JA eller NEJ på sms:et."


def test_association_sees_its_published_nights_with_counts_and_no_names(
    client: Client, association: Association
) -> None:
    shift = walk(association, confirmed_count=3, crew_target=4, leader_count=1, revision=5)
    place_on(shift, member_of(association, name="Hemlig Hansson", mobile="+46701740633"))
    walk(association, state=ShiftState.DRAFT)
    walk(AssociationFactory(municipality=association.municipality))
    walk(association, starts_at=NOW + timedelta(days=30), kind=ShiftKind.SAFETY_HOSTING, leaders_needed=0)
    body = fetch(client, make_link(association, now=EARLIER)).content
    first, second = vobject.readOne(body.decode()).vevent_list
    assert first.summary.value == "Nattvandring Vårby: 3/4 · ledare klar"
    assert first.url.value == f"http://127.0.0.1:8000/pass/{shift.pk}"
    assert first.sequence.value == "5"
    assert first.transp.value == "TRANSPARENT"
    assert second.summary.value == "Trygghetsvärdar Vårby: 0/4"
    for secret in (b"Hemlig", b"Hansson", b"0633", b"ATTENDEE", b"ORGANIZER", b"VALARM", b"METHOD"):
        assert secret not in body


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        (datetime(2027, 3, 27, 20, tzinfo=UTC), "21.00–04.00, 6 timmar: klockan ställs om"),
        (datetime(2027, 10, 30, 19, tzinfo=UTC), "21.00–04.00, 8 timmar: klockan ställs om"),
        (datetime(2027, 10, 29, 19, tzinfo=UTC), "21.00–04.00, 7 timmar"),
    ],
)
def test_local_times_stand_in_words_when_the_clock_changes(
    client: Client, association: Association, starts: datetime, words: str
) -> None:
    hours = int(words.split(", ")[1].split(maxsplit=1)[0])
    anna = member_of(association)
    place_on(walk(association, starts_at=starts, ends_at=starts + timedelta(hours=hours)), anna)
    (event,) = events(client, anna)
    assert (event.dtstart.value, event.dtend.value) == (starts, starts + timedelta(hours=hours))
    assert event.description.value.split("\n")[0] == words


def test_cancelled_night_is_called_off_to_those_who_counted_on_it(client: Client, association: Association) -> None:
    shift = walk(association, starts_at=NOW + timedelta(days=2), confirmed_count=1)
    asked, confirmed, removed, waiting, declined = (member_of(association) for _ in range(5))
    place_on(shift, asked, State.ASKED)
    place_on(shift, confirmed)
    place_on(shift, declined, State.DECLINED)
    gone = place_on(shift, removed)
    remove_attendance(gone, origin=Origin(Door.PAGE), now=NOW - timedelta(hours=3))
    place_on(shift, waiting, State.WAITING, waiting_since=NOW - timedelta(hours=2))
    cancel_shift(shift, reason="storm", origin=Origin(Door.PAGE), now=NOW - timedelta(hours=1))
    called_off = ("CANCELLED", "INSTÄLLD: Nattvandring Vårby")
    assert titles(client, asked) == [called_off]
    assert titles(client, confirmed) == [called_off]
    assert titles(client, association) == [called_off]
    for other in (removed, waiting, declined):
        assert titles(client, other) == [("CONFIRMED", "Inga kvällar inplanerade än")]
    (event,) = events(client, confirmed)
    assert event.transp.value == "TRANSPARENT"
    assert event.sequence.value == str(Shift.objects.get().revision)
    assert event.last_modified.value == NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("ended_days_ago", "changed_days_ago", "is_shown"),
    [(1, 3, True), (29, 40, True), (31, 40, False), (31, 29, True), (89, 29, True), (91, 29, False), (-60, 40, True)],
)
def test_cancelled_night_stays_thirty_days(
    client: Client, association: Association, ended_days_ago: int, changed_days_ago: int, *, is_shown: bool
) -> None:
    ended, changed = NOW - timedelta(days=ended_days_ago), NOW - timedelta(days=changed_days_ago)
    walk(
        association,
        state=ShiftState.CANCELLED,
        starts_at=ended - timedelta(hours=4),
        ends_at=ended,
        updated_at=changed,
    )
    assert titles(client, association)[0][0] == ("CANCELLED" if is_shown else "CONFIRMED")


def test_night_that_was_never_published_is_never_shown(client: Client, association: Association) -> None:
    cancel_shift(walk(association, state=ShiftState.DRAFT), origin=Origin(Door.PAGE), now=NOW)
    assert titles(client, association) == [("CONFIRMED", "Inga kvällar inplanerade än")]


@pytest.mark.parametrize(("days", "count"), [(89, 1), (91, 0)])
def test_past_night_stays_ninety_days(client: Client, association: Association, days: int, count: int) -> None:
    ended = NOW - timedelta(days=days)
    anna = member_of(association)
    shift = walk(association, state=ShiftState.DONE, starts_at=ended - timedelta(hours=4), ends_at=ended)
    place_on(shift, anna, State.ATTENDED)
    for owner in (anna, association):
        assert sum("Nattvandring" in title for _state, title in titles(client, owner)) == count


def test_feed_without_nights_has_one_quiet_day(client: Client, association: Association) -> None:
    (event,) = events(client, member_of(association))
    assert event.summary.value == "Inga kvällar inplanerade än"
    assert (event.dtstart.value, event.transp.value) == (date(2026, 10, 10), "TRANSPARENT")


def test_feed_is_in_the_language_of_the_volunteers_texts(client: Client, association: Association) -> None:
    mary = member_of(association, text_language="en")
    place_on(walk(association), mary)
    response = fetch(client, make_link(mary, now=NOW), **{"Accept-Language": "sv"})
    assert response.headers["Content-Language"] == "en"
    event = vobject.readOne(response.content.decode()).vevent
    assert event.description.value.split("\n")[0] == "20:30–00:30, 4 hours"


@pytest.mark.parametrize("language", ["fi", "ar", "so"])
def test_feed_is_in_swedish_when_only_texts_are_in_the_volunteers_language(
    client: Client, association: Association, language: str
) -> None:
    person = member_of(association, text_language=language)
    place_on(walk(association), person)
    response = fetch(client, make_link(person, now=NOW))
    assert response.headers["Content-Language"] == "sv"
    event = vobject.readOne(response.content.decode()).vevent
    assert event.description.value.split("\n")[0] == "20.30–00.30, 4 timmar"


def test_headers_are_what_calendar_programs_need(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    walk(association, updated_at=NOW - timedelta(hours=5))
    response = fetch(client, make_link(association, now=EARLIER))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Content-Disposition"] == 'inline; filename="nattvandring.ics"'
    assert response.headers["Last-Modified"] == "Mon, 12 Oct 2026 12:00:00 GMT"
    assert response.headers["ETag"].startswith('"')
    assert int(response.headers["Content-Length"]) == len(response.content)
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


def test_head_has_the_headers_of_get_and_no_body(client: Client, association: Association) -> None:
    token = make_link(association, now=EARLIER)
    full = fetch(client, token)
    head = client.head(f"/calendar/{token}.ics")
    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers} == {**full.headers}


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("", "", bytes),
        ("identity", "", bytes),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
        ("GZIP;q=1.0", "gzip", gzip.decompress),
        ("gzip;q=0, *;q=0", "", bytes),
        ("gzip;q=x, br;=", "", bytes),
    ],
)
def test_body_is_packed_as_the_reader_prefers_and_other_bytes_have_another_etag(
    client: Client, association: Association, accepted: str, encoding: str, unpack: Callable[[bytes], bytes]
) -> None:
    walk(association)
    token = make_link(association, now=EARLIER)
    plain = fetch(client, token)
    packed = fetch(client, token, **{"Accept-Encoding": accepted})
    assert unpack(packed.content) == plain.content
    assert packed.headers.get("Content-Encoding", "") == encoding
    assert (packed.headers["ETag"] == plain.headers["ETag"]) == (encoding == "")
    assert "Accept-Encoding" in packed.headers["Vary"]
    again = fetch(client, token, **{"Accept-Encoding": accepted, "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"]) == (304, packed.headers["ETag"])


@pytest.mark.parametrize("address", ["{}", "{}/", "{}.ics/", "{}.ICS", "/{}.ics", "{}.ics?forening=1&_=2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_here_is_ever_a_redirect(client: Client, association: Association, address: str, scheme: str) -> None:
    token = make_link(association, now=EARLIER)
    answer = client.get(f"/calendar/{address.format(token)}", secure=scheme == "https")
    assert answer.status_code in {200, 404}


def test_query_string_changes_nothing_of_what_a_link_opens(client: Client, association: Association) -> None:
    """What a link opens was settled when it was made, also against whoever reads its address."""
    token = make_link(association, grant=Grant(kinds=(ShiftKind.ACTIVITY,)), now=EARLIER)
    walk(association)
    asked = client.get(f"/calendar/{token}.ics", {"kind": "night_walk", "kinds": "night_walk", "alarm": "120"})
    assert asked.content == fetch(client, token).content
    assert b"Nattvandring V" not in asked.content


def test_last_modified_is_later_when_a_night_goes_away_without_a_trace(
    client: Client, association: Association
) -> None:
    walk(association, starts_at=NOW + timedelta(days=3))
    gone = walk(association, starts_at=NOW + timedelta(days=5))
    token = make_link(association, now=EARLIER)
    first = fetch(client, token)
    rows(gone).delete()
    second = fetch(client, token, **{"If-Modified-Since": first.headers["Last-Modified"]})
    assert second.status_code == 200
    third = fetch(client, token, **{"If-Modified-Since": second.headers["Last-Modified"]})
    assert third.status_code == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND", "OPTIONS"])
def test_only_reading_is_allowed(association: Association, method: str) -> None:
    """Programs try more than that when a calendar is added. A 403 would make some ask for a password."""
    program = Client(enforce_csrf_checks=True)
    answer = program.generic(method, f"/calendar/{make_link(association, now=NOW)}.ics")
    assert (answer.status_code, answer.headers["Allow"], answer.content) == (405, "GET, HEAD", b"")


@pytest.mark.parametrize("nights", [0, 1, 40])
def test_queries_are_few_and_the_same_for_any_number_of_nights(
    client: Client,
    association: Association,
    django_assert_num_queries: DjangoAssertNumQueries,
    nights: int,
) -> None:
    anna = member_of(association)
    for day in range(nights):
        place_on(walk(association, starts_at=NOW + timedelta(days=day + 1)), anna)
    client.force_login(leader_of(association))
    for owner in (anna, association):
        token = make_link(owner, now=EARLIER)
        # Link, nights, and for a team's calendar the stamp before them; the first also notes that it came.
        with django_assert_num_queries(3 if owner == anna else 4):
            etag = fetch(client, token).headers["ETag"]
        with django_assert_num_queries(2):
            assert fetch(client, token, **{"If-None-Match": etag}).status_code == 304
        with time_machine.travel(NOW + timedelta(hours=2), tick=False), django_assert_num_queries(3):
            assert fetch(client, token, **{"If-None-Match": etag}).status_code == 304


def test_not_modified_keeps_the_headers_that_matter(client: Client, association: Association) -> None:
    token = make_link(association, now=EARLIER)
    full = fetch(client, token)
    for condition in ({"If-None-Match": full.headers["ETag"]}, {"If-Modified-Since": full.headers["Last-Modified"]}):
        response = fetch(client, token, **condition)
        assert (response.status_code, response.content) == (304, b"")
        for name in ("ETag", "Last-Modified", "Cache-Control", "Referrer-Policy", "X-Robots-Tag"):
            assert response.headers[name] == full.headers[name]


def one_more(shift: Shift) -> None:
    AttendanceFactory(shift=shift, state=State.CONFIRMED)
    count_crew(shift, now=NOW)


def a_quarter_later(shift: Shift) -> None:
    revise_shift(
        shift,
        route=shift.route,
        kind=shift.kind,
        starts_at=shift.starts_at + timedelta(minutes=15),
        ends_at=shift.ends_at,
        crew=CrewSize(),
        note="",
        origin=BY_PAGE,
        now=NOW,
    )


CHANGES: dict[str, Callable[[Shift], object]] = {
    "meeting point": lambda shift: Route.objects.filter(pk=shift.route_id).update(meeting_point="kyrkan"),
    "count": one_more,
    "time": a_quarter_later,
    "cancelled": lambda shift: cancel_shift(shift, origin=BY_PAGE, now=NOW),
    "association": lambda shift: Association.objects.filter(pk=shift.association_id).update(name="Ny förening"),
    "gone": lambda shift: rows(shift).delete(),
    "another": lambda shift: walk(shift.association, starts_at=NOW + timedelta(days=9)),
    "revoked": lambda shift: CalendarLink.objects.filter(association=shift.association).update(revoked_at=NOW),
}


def rows(shift: Shift) -> QuerySet[Shift]:
    return Shift.objects.filter(pk=shift.pk)


@pytest.mark.parametrize("changed", CHANGES)
def test_etag_changes_with_everything_shown(client: Client, association: Association, changed: str) -> None:
    shift = walk(association)
    token = make_link(association, now=EARLIER)
    first = fetch(client, token)
    assert fetch(client, token).headers["ETag"] == first.headers["ETag"]
    CHANGES[changed](shift)
    second = fetch(client, token, **{"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.headers["ETag"] != first.headers["ETag"]


def test_etag_and_bytes_stay_when_only_time_passes(client: Client, association: Association) -> None:
    walk(association, starts_at=NOW + timedelta(days=5))
    token = make_link(association, now=EARLIER)
    first = fetch(client, token)
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        later = fetch(client, token)
    assert (later.content, later.headers["ETag"]) == (first.content, first.headers["ETag"])


def test_volunteers_event_is_newer_when_only_the_answer_changed(client: Client, association: Association) -> None:
    anna = member_of(association)
    place_on(walk(association), anna, State.CONFIRMED, updated_at=NOW - timedelta(hours=1))
    (event,) = events(client, anna)
    assert event.last_modified.value == event.dtstamp.value == NOW - timedelta(hours=1)


def test_revoked_link_closes_with_one_entry_and_is_gone_after_thirty_days(
    client: Client, association: Association
) -> None:
    walk(association)
    token = make_link(association, now=EARLIER)
    link = find_link(token)
    assert link is not None
    revoke_link(link, now=NOW)
    with time_machine.travel(NOW + timedelta(days=29, hours=23), tick=False):
        body = fetch(client, token).content
    assert faults(body) == []
    (event,) = vobject.readOne(body.decode()).vevent_list
    assert event.summary.value == "Prenumerationen är avslutad"
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        gone = fetch(client, token)
    assert (gone.status_code, gone.headers["Content-Type"]) == (410, "text/plain; charset=utf-8")


def remove_district(association: Association) -> str:
    """Its route has been moved to another one, as it has to be, and nobody has fetched the calendar since."""
    municipality = association.municipality
    whole = DistrictFactory(municipality=municipality)
    route = RouteFactory(municipality=municipality, district=whole, name="Gårdarna")
    walk(association, place="Gårdarna")
    token = make_link(whole, now=EARLIER)
    route.district = DistrictFactory(municipality=municipality)
    save_route(route, line=[], now=NOW)
    delete_district(whole)
    return token


def remove_season(association: Association) -> str:
    season = SeasonFactory(association=association)
    token = make_link(season, now=EARLIER)
    throw_away(season)
    return token


@pytest.mark.parametrize("removed", [remove_district, remove_season])
def test_calendar_closes_as_others_do_when_what_it_was_over_is_removed(
    client: Client, association: Association, removed: Callable[[Association], str]
) -> None:
    """A program keeps the old nights of an address that is merely not found."""
    token = removed(association)
    with time_machine.travel(NOW + timedelta(days=29, hours=23), tick=False):
        first, again = (fetch(client, token) for _time in range(2))
    assert faults(first.content) == []
    (event,) = vobject.readOne(first.content.decode()).vevent_list
    assert event.summary.value == "Prenumerationen är avslutad"
    assert (event.dtstart.value, event.dtstamp.value) == (NOW.date(), NOW)
    assert (first.content, first.headers["ETag"]) == (again.content, again.headers["ETag"])
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        assert fetch(client, token).status_code == 410


def test_link_that_was_closed_before_its_district_was_removed_is_gone_when_it_was_to_be(client: Client) -> None:
    district = DistrictFactory()
    tokens = [make_link(district, now=EARLIER - timedelta(days=days)) for days in (40, 41)]
    link = find_link(tokens[0])
    assert link is not None
    revoke_link(link, now=NOW - timedelta(days=30))
    delete_district(district)
    assert [fetch(client, token).status_code for token in tokens] == [410, 200]


@pytest.mark.parametrize("token", ["vunknown", "x", "a" * 33, "v" + "å" * 10, "-"])
def test_unknown_token_is_plain_not_found(client: Client, token: str) -> None:
    response = fetch(client, token)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_token_of_one_kind_does_not_open_the_other(client: Client) -> None:
    token = make_link(VolunteerFactory(), now=NOW)
    assert fetch(client, f"a{token[1:]}").status_code == 404


def test_fetching_is_noted_with_the_program(client: Client, association: Association) -> None:
    fetch(client, make_link(association, now=EARLIER), **{"User-Agent": "Google-Calendar-Importer"})
    link = CalendarLink.objects.get()
    assert (link.last_fetched_at, link.last_client) == (NOW, "Google Kalender")


def test_address_is_the_one_that_links_are_made_of(settings: Settings, client: Client) -> None:
    path = settings.CALENDAR_PATH.format(token=make_link(VolunteerFactory(), now=NOW))
    assert client.get(path).status_code == 200


def test_log_holds_no_token(association: Association) -> None:
    token = make_link(association, now=NOW)
    handler = next(found for found in logging.getLogger().handlers if type(found) is logging.StreamHandler)
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (f"/calendar/{token}.ics",), None)
    assert handler.filter(record)
    assert record.getMessage() == "Gone: /calendar/….ics"


def test_event_is_newer_when_the_meeting_point_moves(client: Client, association: Association) -> None:
    shift = walk(association, starts_at=NOW + timedelta(days=2), revision=4)
    past = walk(association, starts_at=NOW - timedelta(days=2), state=ShiftState.DONE)
    shift.route.meeting_point = "kyrkan"
    save_route(shift.route, line=shift.route.line, now=NOW)
    old, coming = events(client, association)
    assert old.uid.value.split("@")[0] == f"shift-{past.uuid}"
    assert (old.last_modified.value, old.sequence.value) == (NOW, "0")
    assert (coming.last_modified.value, coming.sequence.value) == (NOW, "5")
    assert old.location.value.startswith("kyrkan")
    assert coming.location.value.startswith("kyrkan")


def test_event_is_as_old_as_it_was_when_only_what_is_not_told_of_its_route_changes(
    client: Client, association: Association
) -> None:
    past = walk(association, starts_at=NOW - timedelta(days=2), state=ShiftState.DONE)
    past.route.instructions = "Gå runt skolan."
    save_route(past.route, line=[], now=NOW)
    (old,) = events(client, association)
    assert old.last_modified.value == EARLIER
