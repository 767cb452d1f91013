"""What is said of each thing, to whom it is asked how."""

from datetime import timedelta

import pytest

from api.domain.caldav.bodies import MOST_BYTES, MOST_ELEMENTS, MOST_LEVELS
from api.domain.caldav.names import full
from scheduling.models import CalendarCollection
from tests.api.caldav.conftest import NOW, walk
from tests.support.dav import Ask
from volunteers.models import Association, User

pytestmark = pytest.mark.django_db
ROOT = "/caldav/"


def asks(*names: str) -> str:
    return (
        '<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" '
        f'xmlns:A="http://apple.com/ns/ical/"><D:prop>{"".join(f"<{name}/>" for name in names)}</D:prop></D:propfind>'
    )


def inner(ask: Ask, path: str, name: str) -> list[str]:
    """The names of the elements within a property, to the last."""
    found = ask("PROPFIND", path, asks(name), Depth="0").properties(path)[full(name)]
    return [each.tag for each in found.iter() if each is not found]


def test_program_finds_its_way_from_the_root(ask: Ask, leader: User, path: str) -> None:
    principal, home = f"/caldav/principal-{leader.pk}/", f"/caldav/calendars-{leader.pk}/"
    root = ask("PROPFIND", ROOT, asks("D:current-user-principal"), Depth="0")
    assert root.properties(ROOT)[full("D:current-user-principal")].findtext(full("D:href")) == principal
    found = ask("PROPFIND", principal, asks("C:calendar-home-set", "D:displayname"), Depth="0")
    assert found.properties(principal)[full("C:calendar-home-set")].findtext(full("D:href")) == home
    assert found.text(principal, "D:displayname") == leader.name
    listed = ask("PROPFIND", home, asks("D:resourcetype", "D:displayname"), Depth="1")
    assert list(listed.responses) == [home, path]
    assert listed.text(path, "D:displayname") == "Nattvandring: Vårby IF"


def test_each_thing_says_what_it_is(ask: Ask, leader: User, path: str, association: Association) -> None:
    event = f"{path}shift-{walk(association).uuid}.ics"
    principal, home = f"/caldav/principal-{leader.pk}/", f"/caldav/calendars-{leader.pk}/"
    types = {place: inner(ask, place, "D:resourcetype") for place in (ROOT, principal, home, path, event)}
    assert types == {
        ROOT: [full("D:collection")],
        principal: [full("D:collection"), full("D:principal")],
        home: [full("D:collection")],
        path: [full("D:collection"), full("C:calendar")],
        event: [],
    }


def test_nothing_may_be_written_anywhere(ask: Ask, leader: User, path: str, association: Association) -> None:
    event = f"{path}shift-{walk(association).uuid}.ics"
    for place in (ROOT, f"/caldav/principal-{leader.pk}/", f"/caldav/calendars-{leader.pk}/", path, event):
        rights = [name for name in inner(ask, place, "D:current-user-privilege-set") if name != full("D:privilege")]
        readings = [full("D:read"), full("D:read-current-user-privilege-set")]
        assert rights == [*readings, *([full("C:read-free-busy")] if place == path else [])]
        granted = [name for name in inner(ask, place, "D:acl") if name.startswith(full("D:read"))]
        assert granted == [full("D:read")]
        assert full("D:write") not in inner(ask, place, "D:supported-privilege-set")


def test_calendar_says_all_that_programs_look_for(ask: Ask, path: str, leader: User) -> None:
    answer = ask(
        "PROPFIND",
        path,
        asks(
            "CS:getctag",
            "D:sync-token",
            "A:calendar-color",
            "C:supported-calendar-component-set",
            "D:supported-report-set",
            "D:owner",
            "C:calendar-timezone",
            "C:supported-calendar-data",
            "C:supported-collation-set",
        ),
        Depth="0",
    )
    found = answer.properties(path)
    assert answer.text(path, "CS:getctag") == answer.text(path, "D:sync-token")
    assert answer.text(path, "A:calendar-color") == "#191970FF"
    assert [each.get("name") for each in found[full("C:supported-calendar-component-set")]] == ["VEVENT"]
    assert found[full("D:owner")].findtext(full("D:href")) == f"/caldav/principal-{leader.pk}/"
    reports = found[full("D:supported-report-set")].findall(f"*/{full('D:report')}/*")
    assert [each.tag for each in reports] == [
        full("C:calendar-multiget"),
        full("C:calendar-query"),
        full("C:free-busy-query"),
        full("D:sync-collection"),
    ]
    assert answer.lacking(path) == {full("C:calendar-timezone")}


def test_ctag_changes_with_the_nights_and_only_then(ask: Ask, path: str, association: Association) -> None:
    def ctag() -> str:
        return ask("PROPFIND", path, asks("CS:getctag"), Depth="0").text(path, "CS:getctag")

    first = ctag()
    assert ctag() == first
    walk(association)
    second = ctag()
    assert second != first
    assert ctag() == second


def test_event_says_its_kind_and_its_tag(ask: Ask, path: str, association: Association) -> None:
    event = f"{path}shift-{walk(association).uuid}.ics"
    answer = ask("PROPFIND", path, "", Depth="1")
    assert answer.text(event, "D:getcontenttype") == "text/calendar; charset=utf-8; component=VEVENT"
    got = ask("GET", event)
    assert answer.text(event, "D:getetag") == got.headers["ETag"]
    assert answer.text(event, "D:getcontentlength") == str(len(got.content))
    assert answer.text(event, "D:getlastmodified") == got.headers["Last-Modified"]


def test_what_is_not_there_is_told_apart(ask: Ask, path: str) -> None:
    answer = ask("PROPFIND", path, asks("D:displayname", "D:getcontentlanguage", "CS:push-transports"), Depth="0")
    assert set(answer.properties(path)) == {full("D:displayname")}
    assert answer.lacking(path) == {full("D:getcontentlanguage"), full("CS:push-transports")}


@pytest.mark.parametrize(
    ("headers", "applied"),
    [
        ({"Prefer": "return=minimal"}, "return=minimal"),
        ({"Prefer": "wait=10, return=minimal"}, "return=minimal"),
        ({"Prefer": "return-minimal"}, "return=minimal"),
        ({"Brief": "t"}, None),
    ],
)
def test_what_is_not_there_can_be_left_out(ask: Ask, path: str, headers: dict[str, str], applied: str | None) -> None:
    answer = ask("PROPFIND", path, asks("D:displayname", "D:getcontentlanguage"), Depth="0", **headers)
    assert answer.lacking(path) == set()
    assert answer.headers.get("Preference-Applied") == applied
    nothing = ask("PROPFIND", path, asks("D:getcontentlanguage"), Depth="0", **headers)
    assert nothing.properties(path) == {}


def test_all_properties_are_the_common_ones(ask: Ask, path: str, association: Association) -> None:
    event = f"{path}shift-{walk(association).uuid}.ics"
    for body in ("", '<propfind xmlns="DAV:"><allprop/></propfind>'):
        answer = ask("PROPFIND", path, body, Depth="1")
        assert set(answer.properties(path)) == {full("D:displayname"), full("D:resourcetype")}
        assert set(answer.properties(event)) == {
            full(f"D:{name}")
            for name in ("resourcetype", "getetag", "getcontenttype", "getcontentlength", "getlastmodified")
        }
    more = ask(
        "PROPFIND", path, '<propfind xmlns="DAV:"><allprop/><include><sync-token/></include></propfind>', Depth="0"
    )
    assert full("D:sync-token") in more.properties(path)


def test_names_alone_can_be_asked_for(ask: Ask, path: str) -> None:
    answer = ask("PROPFIND", path, '<propfind xmlns="DAV:"><propname/></propfind>', Depth="0")
    names = answer.properties(path)
    assert {full("CS:getctag"), full("D:sync-token"), full("D:displayname")} <= set(names)
    assert not any(each.text or len(each) for each in names.values())


@pytest.mark.parametrize("depth", [None, "infinity", "2", "x"])
def test_everything_below_at_once_is_refused(ask: Ask, path: str, association: Association, depth: str | None) -> None:
    headers = {} if depth is None else {"Depth": depth}
    answer = ask("PROPFIND", path, asks("D:getetag"), **headers)
    assert (answer.status, answer.condition) == (403, full("D:propfind-finite-depth"))
    # An event has nothing below it.
    assert ask("PROPFIND", f"{path}shift-{walk(association).uuid}.ics", asks("D:getetag"), **headers).status == 207


@pytest.mark.parametrize(
    "body",
    [
        "<",
        "<propfind xmlns='DAV:'>",
        "inte xml",
        "<propfind xmlns='DAV:'/>",
        "<propfind><prop/></propfind>",
        "<D:prop xmlns:D='DAV:'/>",
        '<!DOCTYPE x [<!ENTITY a "b">]><propfind xmlns="DAV:"><prop>&a;</prop></propfind>',
        '<!DOCTYPE x SYSTEM "http://192.0.2.1/x"><propfind xmlns="DAV:"><allprop/></propfind>',
        '<?xml version="1.0" encoding="finns-inte"?><propfind xmlns="DAV:"><allprop/></propfind>',
        "<a>" * (MOST_LEVELS + 1) + "</a>" * (MOST_LEVELS + 1),
        "<a>" * 100_000 + "</a>" * 100_000,
        '<propfind xmlns="DAV:"><prop>' + "<a/>" * MOST_ELEMENTS + "</prop></propfind>",
        b"\xff\xfe\x00",
        b'<propfind xmlns="DAV:"><prop><\xe5/></prop></propfind>',
    ],
)
def test_what_is_no_request_is_refused(ask: Ask, path: str, body: str | bytes) -> None:
    for method in ("PROPFIND", "REPORT"):
        answer = ask(method, path, body, Depth="0")
        assert (answer.status, answer.content) in {(400, b""), (403, answer.content)}
        assert answer.status == 400 or method == "REPORT"


def test_what_is_too_large_is_not_read(ask: Ask, path: str) -> None:
    assert ask("PROPFIND", path, b" " * (MOST_BYTES + 1), Depth="0").status == 413
    assert ask("REPORT", path, b" " * (MOST_BYTES + 1)).status == 413


def test_names_that_people_give_are_written_safely(ask: Ask, path: str, association: Association) -> None:
    for name in ("Söder; <lag> & 1, Åsö", "rad\nbrytning", "\u202eomvänt", "🔦 natt", "kontroll\x07", "x" * 80):
        Association.objects.update(name=name)
        answer = ask("PROPFIND", path, asks("D:displayname"), Depth="0")
        shown = name.replace("\x07", "")
        assert answer.text(path, "D:displayname") == f"Nattvandring: {shown}"


def test_strange_names_of_properties_are_said_back(ask: Ask, path: str) -> None:
    body = '<propfind xmlns="DAV:"><prop><å xmlns="http://x/&quot;&lt;&amp;"/><utan xmlns=""/></prop></propfind>'
    answer = ask("PROPFIND", path, body, Depth="0")
    assert answer.lacking(path) == {'{http://x/"<&}å', "utan"}


def test_calendars_are_listed_at_the_cost_of_those_that_are_looked_into(
    ask: Ask, leader: User, calendar: CalendarCollection
) -> None:
    """Their names cost no nights: no state is written down before anyone asks for one."""
    home = f"/caldav/calendars-{leader.pk}/"
    ask("PROPFIND", home, asks("D:displayname", "D:resourcetype"), Depth="1")
    calendar.refresh_from_db()
    assert calendar.number == 0
    ask("PROPFIND", home, asks("CS:getctag"), Depth="1")
    calendar.refresh_from_db()
    assert calendar.number == 1


def test_night_far_ahead_is_listed_too(ask: Ask, path: str, association: Association) -> None:
    event = f"{path}shift-{walk(association, starts_at=NOW + timedelta(days=400)).uuid}.ics"
    assert event in ask("PROPFIND", path, asks("D:getetag"), Depth="1").responses
