"""Who is let in, how often they may try, and what everyone is answered."""

from base64 import b64encode
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from api.domain.caldav.credentials import MOST_FOR_ONE_ADDRESS, MOST_FOR_ONE_NAME, MOST_REQUESTS, WINDOW
from api.domain.caldav.names import full
from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.passwords import make_password, revoke_password
from scheduling.models import CalendarCollection, DevicePassword
from tests.api.caldav.conftest import EARLIER, NOW, walk
from tests.factories import AssociationFactory, DistrictFactory, coordinator_of, leader_of
from tests.support.dav import SYNC, Ask, asking
from volunteers.models import Association, Role, User

pytestmark = pytest.mark.django_db
ROOT = "/caldav/"
WHO = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'


def come(client: Client, name: str, password: str, **headers: str) -> int:
    return asking(client, name, password)("PROPFIND", ROOT, WHO, Depth="0", **headers).status


def test_password_opens_with_the_users_address(client: Client, leader: User, password: str) -> None:
    assert come(client, leader.email, password) == 207
    assert come(client, f" {leader.email.upper()}", password) == 207


def test_password_may_be_typed_as_it_is_read(client: Client, leader: User, password: str) -> None:
    for typed in (password.upper(), password.replace("-", ""), f"{password.replace('-', ' ')} "):
        assert come(client, leader.email, typed) == 207


def test_password_is_not_kept(leader: User, password: str) -> None:
    row = DevicePassword.objects.get()
    assert password not in str(vars(row))
    assert password.replace("-", "") not in str(vars(row))
    assert len(set(password) - {"-"}) > 8
    assert len(password.replace("-", "")) == 28


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic " + b64encode(b"nobody").decode(),
        "Basic " + b64encode(b":").decode(),
        "Basic " + b64encode("örjan:ö".encode("latin-1")).decode(),
        "Bearer lykta_demo_x",
        "Digest username=x",
    ],
)
def test_stranger_is_asked_who_they_are(client: Client, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = client.generic("PROPFIND", ROOT, WHO, headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Lykta", charset="UTF-8"'
    assert not answer.cookies


def test_other_peoples_passwords_do_not_open(client: Client, leader: User, password: str) -> None:
    other = leader_of(AssociationFactory())
    assert come(client, other.email, password) == 401
    assert come(client, "", password) == 401
    assert come(client, leader.email, "en lång och bra fras") == 401


def test_being_signed_in_opens_nothing(client: Client, leader: User) -> None:
    client.force_login(leader)
    assert client.generic("PROPFIND", ROOT, WHO).status_code == 401


def test_revoked_password_and_closed_account_open_nothing(client: Client, leader: User, password: str) -> None:
    User.objects.update(is_active=False)
    assert come(client, leader.email, password) == 401
    User.objects.update(is_active=True)
    assert come(client, leader.email, password) == 207
    revoke_password(DevicePassword.objects.get(), now=NOW)
    assert come(client, leader.email, password) == 401
    revoke_password(DevicePassword.objects.get(), now=NOW + timedelta(days=1))
    assert DevicePassword.objects.get().revoked_at == NOW


def test_guessing_ends_soon_and_begins_again_later(client: Client, leader: User, password: str) -> None:
    for _guess in range(MOST_FOR_ONE_NAME):
        assert come(client, leader.email, "fel") == 401
    answer = asking(client, leader.email, password)("PROPFIND", ROOT, WHO)
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= WINDOW
    # Others at the same address, and the same user at another, are not kept out.
    other = leader_of(AssociationFactory())
    theirs = make_password(other, name="x", collections=[], now=EARLIER)
    assert come(client, other.email, theirs) == 207
    assert (
        asking(Client(REMOTE_ADDR="192.0.2.7"), leader.email, password)("PROPFIND", ROOT, WHO, Depth="0").status == 207
    )
    with time_machine.travel(NOW + timedelta(seconds=WINDOW), tick=False):
        assert come(client, leader.email, password) == 207


def test_one_address_may_not_guess_at_many_names(client: Client, leader: User, password: str) -> None:
    for guess in range(MOST_FOR_ONE_ADDRESS):
        assert come(client, f"person{guess}@lykta.example", "fel") == 401
    assert come(client, leader.email, password) == 429


def test_one_household_of_ipv6_is_one_address(leader: User, password: str) -> None:
    for guess in range(MOST_FOR_ONE_NAME):
        near = Client(REMOTE_ADDR=f"2001:db8:1:2:{guess:x}::1")
        assert come(near, leader.email, "fel") == 401
    assert come(Client(REMOTE_ADDR="2001:db8:1:2:ffff::1"), leader.email, password) == 429
    assert come(Client(REMOTE_ADDR="2001:db8:1:3::1"), leader.email, password) == 207


def test_device_that_asks_without_end_must_wait(ask: Ask) -> None:
    for _time in range(MOST_REQUESTS):
        assert ask("PROPFIND", ROOT, WHO, Depth="0").status == 207
    answer = ask("PROPFIND", ROOT, WHO, Depth="0")
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_use_is_noted_once_an_hour_with_what_the_program_is_called(client: Client, leader: User, password: str) -> None:
    agent = {"User-Agent": "iOS/18.1.1 (22B91) dataaccessd/1.0"}
    assert come(client, leader.email, password, **agent) == 207
    row = DevicePassword.objects.get()
    assert (row.last_used_at, row.last_client) == (NOW, "Apple Kalender")
    with time_machine.travel(NOW + timedelta(minutes=59), tick=False):
        come(client, leader.email, password, **{"User-Agent": "DAVx5/4.4 (dav4jvm; okhttp)"})
    row.refresh_from_db()
    assert row.last_used_at == NOW
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        come(client, leader.email, password, **{"User-Agent": "DAVx5/4.4 (dav4jvm; okhttp)"})
    row.refresh_from_db()
    assert row.last_client == "DAVx⁵"


@pytest.mark.parametrize(
    ("method", "privilege"),
    [
        ("PUT", "write-content"),
        ("POST", "write-content"),
        ("PATCH", "write-content"),
        ("PROPPATCH", "write-properties"),
        ("DELETE", "unbind"),
        ("MOVE", "unbind"),
        ("COPY", "bind"),
        ("MKCOL", "bind"),
        ("MKCALENDAR", "bind"),
        ("LOCK", "write-content"),
        ("UNLOCK", "unlock"),
        ("ACL", "write-acl"),
    ],
)
def test_nothing_can_be_changed(ask: Ask, path: str, method: str, privilege: str) -> None:
    for place in (path, f"{path}ny.ics", "/caldav/calendars-0/ny/"):
        answer = ask(method, place, "BEGIN:VCALENDAR")
        assert (answer.status, answer.condition) == (403, full("D:need-privileges"))
        resource = answer.xml[0].find(full("D:resource"))
        assert resource is not None
        assert resource.findtext(full("D:href")) == place
        assert [each.tag for each in resource.findall(f"{full('D:privilege')}/*")] == [full(f"D:{privilege}")]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PROPFIND", "REPORT", "GET", "TRACE", "BREW"])
def test_stranger_learns_nothing_by_any_method(client: Client, path: str, method: str) -> None:
    assert client.generic(method, path).status_code == 401


def test_options_tell_anyone_what_the_server_is(client: Client, path: str) -> None:
    for place in (ROOT, path, "/caldav/finns-inte"):
        answer = client.options(place)
        assert answer.status_code == 200
        assert answer.headers["DAV"] == "1, 3, access-control, calendar-access"
        assert answer.headers["Allow"] == "OPTIONS, GET, HEAD, PROPFIND, REPORT"


@pytest.mark.parametrize("method", ["GET", "PROPFIND", "OPTIONS", "REPORT"])
def test_well_known_address_leads_to_the_root(client: Client, method: str) -> None:
    answer = client.generic(method, "/.well-known/caldav")
    assert (answer.status_code, answer.headers["Location"]) == (301, ROOT)


def test_nothing_else_redirects_and_slashes_do_not_matter(ask: Ask, leader: User, path: str) -> None:
    for place in (ROOT, f"/caldav/principal-{leader.pk}/", f"/caldav/calendars-{leader.pk}/", path):
        with_slash, without = (ask("PROPFIND", each, WHO, Depth="0") for each in (place, place.rstrip("/")))
        assert (with_slash.status, without.status) == (207, 207)
        assert with_slash.content == without.content
        assert list(with_slash.responses) == [place]


@pytest.mark.parametrize(
    "place",
    [
        "finns-inte/",
        "principal-0/",
        "principal-999999999999999999/",
        "calendars-999999999999999999/",
        "calendars-{me}/00000000-0000-0000-0000-000000000000/",
        "calendars-{me}/x/",
        "calendars-{me}/{calendar}/x.ics",
        "calendars-{me}/{calendar}/x",
        "calendars-{me}/{calendar}/x.ics/y",
        "principal-{me}/x",
        "//",
        "%2e%2e/",
    ],
)
def test_what_is_not_there_is_not_found(ask: Ask, leader: User, calendar: CalendarCollection, place: str) -> None:
    for method in ("PROPFIND", "GET", "REPORT"):
        assert ask(method, ROOT + place.format(me=leader.pk, calendar=calendar.uuid), WHO, Depth="0").status == 404


def test_calendars_of_others_are_not_there(client: Client, ask: Ask, leader: User, path: str) -> None:
    other = leader_of(AssociationFactory())
    theirs = asking(client, other.email, make_password(other, name="x", collections=[], now=EARLIER))
    assert theirs("PROPFIND", path, WHO, Depth="0").status == 404
    assert theirs("PROPFIND", path.replace(f"-{leader.pk}/", f"-{other.pk}/"), WHO, Depth="0").status == 404
    assert theirs("PROPFIND", f"/caldav/principal-{leader.pk}/", WHO, Depth="0").status == 404


def test_device_sees_what_was_chosen_for_it_alone(client: Client, leader: User, association: Association) -> None:
    home = f"/caldav/calendars-{leader.pk}/"
    second = AssociationFactory(municipality=association.municipality)
    Role.objects.create(user=leader, kind="leader", association=second)
    one, both = ([calendar_over(association)], [calendar_over(association), calendar_over(second)])
    seen = []
    for chosen in (one, both, []):
        password = make_password(leader, name="x", collections=chosen, now=EARLIER)
        seen.append(set(asking(client, leader.email, password)("PROPFIND", home, WHO, Depth="1").responses))
    assert seen == [{home, *(f"{home}{each.uuid}/" for each in chosen)} for chosen in (one, both, [])]


def test_device_sees_no_more_than_its_user_still_does(
    ask: Ask, leader: User, path: str, association: Association
) -> None:
    walk(association)
    assert ask("REPORT", path, SYNC.format(token="", limit="", data="")).status == 207
    Role.objects.all().delete()
    home = f"/caldav/calendars-{leader.pk}/"
    assert set(ask("PROPFIND", home, WHO, Depth="1").responses) == {home}
    for method in ("PROPFIND", "REPORT"):
        assert ask(method, path, SYNC.format(token="", limit="", data="")).status == 404


def test_district_and_municipality_are_for_coordinators(client: Client, leader: User, association: Association) -> None:
    town = association.municipality
    chosen = [calendar_over(each) for each in (association, DistrictFactory(municipality=town), town)]
    others = [calendar_over(each) for each in (AssociationFactory(), DistrictFactory())]
    for user, count in ((leader, 1), (coordinator_of(town), 3)):
        password = make_password(user, name="x", collections=[*chosen, *others], now=EARLIER)
        home = f"/caldav/calendars-{user.pk}/"
        listed = asking(client, user.email, password)("PROPFIND", home, WHO, Depth="1").responses
        assert len(listed) == 1 + count


def test_unchanged_sync_takes_four_queries(
    ask: Ask, path: str, association: Association, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The password with its user, their roles, the calendars, and the nights."""
    for day in range(5):
        walk(association, starts_at=NOW + timedelta(days=day))
    token = ask("REPORT", path, SYNC.format(token="", limit="", data="")).token
    with django_assert_num_queries(4):
        answer = ask("REPORT", path, SYNC.format(token=token, limit="", data=""))
    assert (answer.token, answer.responses) == (token, {})


def test_no_password_and_no_address_is_logged(
    client: Client, leader: User, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    for method in ("PROPFIND", "PUT"):
        asking(client, leader.email, "hemligt-ord")(method, path, WHO)
    lines = [record.getMessage() for record in caplog.records]
    assert lines == [f"Unauthorized: {path}"] * 2


def test_answers_are_private_and_carry_what_the_server_is(ask: Ask, path: str) -> None:
    answer = ask("PROPFIND", path, WHO, Depth="0")
    for name, value in {
        "DAV": "1, 3, access-control, calendar-access",
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex",
        "Content-Type": "application/xml; charset=utf-8",
    }.items():
        assert answer.headers[name] == value
    assert "Authorization" in answer.headers["Vary"]
    assert "Cookie" not in answer.headers["Vary"]
