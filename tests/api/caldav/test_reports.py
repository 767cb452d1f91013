"""calendar-query, calendar-multiget, sync-collection and free-busy-query."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import vobject

from api.domain.caldav.names import full
from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.states import STATES_KEPT, forget_states
from scheduling.models import Shift
from tests.api.caldav.conftest import NOW, walk
from tests.factories import AssociationFactory
from tests.support.dav import MULTIGET, SYNC, Ask, Follower, object_faults
from volunteers.models import Association

pytestmark = pytest.mark.django_db
EVENTS = '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{}</C:comp-filter></C:comp-filter>'
DATA = "<D:getetag/><C:calendar-data/>"


def query(inner: str, asked: str = "<D:getetag/>") -> str:
    return (
        '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        f"<D:prop>{asked}</D:prop><C:filter>{inner}</C:filter></C:calendar-query>"
    )


def busy(start: str, end: str) -> str:
    return (
        '<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">'
        f'<C:time-range start="{start}" end="{end}"/></C:free-busy-query>'
    )


@pytest.fixture
def nights(association: Association) -> list[Shift]:
    """Tomorrow's, the day after's with another meeting point, and one that is cancelled."""
    return [
        walk(association, starts_at=NOW + timedelta(days=1)),
        walk(association, starts_at=NOW + timedelta(days=2), place="Masmo"),
        walk(association, starts_at=NOW + timedelta(days=3), state="cancelled"),
    ]


def address(path: str, night: Shift) -> str:
    return f"{path}shift-{night.uuid}.ics"


def which(ask: Ask, path: str, nights: list[Shift], inner: str) -> list[int]:
    """The places, in `nights`, of those that a filter lets through."""
    answer = ask("REPORT", path, query(inner), Depth="1")
    assert answer.status == 207
    order = {address(path, night): place for place, night in enumerate(nights)}
    return [order[found] for found in answer.responses]


def times(start: str = "", end: str = "") -> str:
    given = f' start="{start}"' * bool(start) + f' end="{end}"' * bool(end)
    return EVENTS.format(f"<C:time-range{given}/>")


def prop(name: str, inner: str = "") -> str:
    return EVENTS.format(f'<C:prop-filter name="{name}">{inner}</C:prop-filter>')


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ('<C:comp-filter name="VCALENDAR"/>', [0, 1, 2]),
        (EVENTS.format(""), [0, 1, 2]),
        (times("20261013T000000Z", "20261014T000000Z"), [0]),
        (times("20261014T000000Z"), [1, 2]),
        (times(end="20261014T000000Z"), [0]),
        # 17-21: what only touches the span is not within it.
        (times("20261013T210000Z", "20261014T170000Z"), []),
        (times("20261013T205959Z", "20261014T170001Z"), [0, 1]),
        (prop("SUMMARY", "<C:text-match>masmo</C:text-match>"), [1]),
        (prop("SUMMARY", '<C:text-match collation="i;octet">masmo</C:text-match>'), []),
        (prop("SUMMARY", '<C:text-match collation="i;octet">Masmo</C:text-match>'), [1]),
        (prop("SUMMARY", '<C:text-match collation="i;unicode-casemap">INSTÄLLD</C:text-match>'), [2]),
        (prop("summary", '<C:text-match negate-condition="yes">INST</C:text-match>'), [0, 1]),
        (prop("STATUS", "<C:text-match>cancelled</C:text-match>"), [2]),
        (prop("CATEGORIES", "<C:text-match>nattvandring</C:text-match>"), [0, 1, 2]),
        (prop("DTSTART", '<C:time-range start="20261014T000000Z" end="20261015T000000Z"/>'), [1]),
        (prop("LAST-MODIFIED", '<C:time-range start="20261011T000000Z"/>'), []),
        (prop("GEO", "<C:text-match>59.264</C:text-match>"), [0, 1, 2]),
        (prop("RRULE"), []),
        (prop("RRULE", "<C:is-not-defined/>"), [0, 1, 2]),
        (prop("SUMMARY", "<C:is-not-defined/>"), []),
        (prop("SUMMARY", '<C:param-filter name="LANGUAGE"/>'), []),
        (prop("SUMMARY", '<C:param-filter name="LANGUAGE"><C:is-not-defined/></C:param-filter>'), [0, 1, 2]),
        (EVENTS.format('<C:comp-filter name="VALARM"/>'), []),
        (EVENTS.format('<C:comp-filter name="VALARM"><C:is-not-defined/></C:comp-filter>'), [0, 1, 2]),
        (EVENTS.replace("VEVENT", "VTODO").format(""), []),
        (EVENTS.replace("VEVENT", "VTODO").format("<C:is-not-defined/>"), [0, 1, 2]),
        (EVENTS.format("<C:is-not-defined/>"), []),
        ('<C:comp-filter name="VCARD"/>', []),
        ('<C:comp-filter name="VCALENDAR"><C:prop-filter name="VERSION"/></C:comp-filter>', [0, 1, 2]),
        ('<C:comp-filter name="VCALENDAR"><C:prop-filter name="METHOD"/></C:comp-filter>', []),
    ],
)
def test_query_finds_what_the_filter_lets_through(
    ask: Ask, path: str, nights: list[Shift], inner: str, expected: list[int]
) -> None:
    assert which(ask, path, nights, inner) == expected


@pytest.mark.parametrize(
    ("inner", "condition"),
    [
        ("", "C:valid-filter"),
        ('<C:comp-filter name="VCALENDAR"/><C:comp-filter name="VCALENDAR"/>', "C:valid-filter"),
        ("<C:comp-filter/>", "C:valid-filter"),
        ("<C:prop-filter name='X'/>", "C:valid-filter"),
        (times(), "C:valid-filter"),
        (times("20261014T000000Z", "20261014T000000Z"), "C:valid-filter"),
        (times("20261015T000000Z", "20261014T000000Z"), "C:valid-filter"),
        (times("20261014"), "C:valid-filter"),
        (times("20261014T000000"), "C:valid-filter"),
        (times("20261340T000000Z"), "C:valid-filter"),
        (prop("SUMMARY", '<C:text-match collation="i;finns-inte">x</C:text-match>'), "C:supported-collation"),
        (prop("SUMMARY", "<C:other/>"), "C:supported-filter"),
        (EVENTS.format("<D:href/>"), "C:supported-filter"),
    ],
)
def test_filter_that_is_none_is_refused(ask: Ask, path: str, nights: list[Shift], inner: str, condition: str) -> None:
    answer = ask("REPORT", path, query(inner), Depth="1")
    assert (answer.status, answer.condition) == (403, full(condition))


def test_query_without_a_filter_is_refused(ask: Ask, path: str) -> None:
    body = query("").replace("<C:filter></C:filter>", "")
    assert ask("REPORT", path, body, Depth="1").condition == full("C:valid-filter")


def test_data_is_what_get_gives_byte_for_byte(ask: Ask, path: str, nights: list[Shift]) -> None:
    answer = ask("REPORT", path, query(EVENTS.format(""), DATA), Depth="1")
    for night in nights:
        event = address(path, night)
        data = answer.text(event, "C:calendar-data")
        got = ask("GET", event)
        assert data.encode() == got.content
        assert answer.text(event, "D:getetag") == got.headers["ETag"]
        assert "\r\n" in data
        assert object_faults(got.content) == []
        assert "METHOD" not in data


def test_part_of_the_data_can_be_asked_for(ask: Ask, path: str, nights: list[Shift]) -> None:
    """As vCalendar phones of old and sabre's guide ask: some properties, and what recurs expanded."""
    some = (
        '<C:calendar-data content-type="text/calendar" version="2.0"><C:comp name="VCALENDAR"><C:prop name="VERSION"/>'
        '<C:comp name="VEVENT"><C:prop name="UID"/><C:prop name="DTSTART"/></C:comp><C:comp name="VTIMEZONE"/></C:comp>'
        '<C:expand start="20261001T000000Z" end="20261101T000000Z"/></C:calendar-data>'
    )
    event = address(path, nights[0])
    data = ask("REPORT", path, query(EVENTS.format(""), some), Depth="1").text(event, "C:calendar-data")
    lines = data.split("\r\n")
    assert [line.split(":")[0] for line in lines if line] == [
        "BEGIN",
        "VERSION",
        "BEGIN",
        "DTSTART",
        "UID",
        "END",
        "END",
    ]
    everything = '<C:calendar-data><C:comp name="VCALENDAR"><C:allprop/><C:allcomp/></C:comp></C:calendar-data>'
    whole = ask("REPORT", path, query(EVENTS.format(""), everything), Depth="1").text(event, "C:calendar-data")
    assert whole.encode() == ask("GET", event).content


def test_data_in_another_form_is_refused(ask: Ask, path: str, nights: list[Shift]) -> None:
    asked = '<C:calendar-data content-type="application/calendar+json"/>'
    answer = ask("REPORT", path, query(EVENTS.format(""), asked), Depth="1")
    assert (answer.status, answer.condition) == (403, full("C:supported-calendar-data"))


def test_multiget_finds_events_however_their_addresses_are_written(ask: Ask, path: str, nights: list[Shift]) -> None:
    first, second = (address(path, night) for night in nights[:2])
    written = [f"http://testserver{first}", second.replace("-", "%2D"), f" {first}\n"]
    hrefs = "".join(f"<D:href>{href}</D:href>" for href in written)
    answer = ask("REPORT", path, MULTIGET.format(hrefs=hrefs))
    assert set(answer.responses) == {first, second}
    assert "SUMMARY:Nattvandring Masmo" in answer.text(second, "C:calendar-data")


def test_multiget_tells_what_is_not_there(ask: Ask, path: str, nights: list[Shift], association: Association) -> None:
    elsewhere = walk(AssociationFactory(municipality=association.municipality))
    calendar_over(elsewhere.association)
    missing = [
        f"{path}shift-00000000-0000-0000-0000-000000000000.ics",
        address(path, elsewhere),
        path,
        "/caldav/",
        "/etc/passwd",
        "mailto:x@lykta.example",
        "",
    ]
    hrefs = "".join(f"<D:href>{quote(href, safe='/:@')}</D:href>" for href in [*missing, address(path, nights[0])])
    answer = ask("REPORT", path, MULTIGET.format(hrefs=hrefs))
    assert {href: answer.status_of(href) for href in missing} == dict.fromkeys(missing, "HTTP/1.1 404 Not Found")
    assert answer.status_of(address(path, nights[0])) == ""


def test_multiget_of_nothing_is_no_request(ask: Ask, path: str) -> None:
    assert ask("REPORT", path, MULTIGET.format(hrefs="")).status == 400


def test_multiget_of_thousands_fits(ask: Ask, path: str, nights: list[Shift]) -> None:
    hrefs = "".join(f"<D:href>{path}shift-00000000-0000-0000-0000-{number:012d}.ics</D:href>" for number in range(5000))
    assert len(ask("REPORT", path, MULTIGET.format(hrefs=hrefs)).responses) == 5000


def test_sync_gives_data_when_it_is_asked_for(ask: Ask, path: str, nights: list[Shift]) -> None:
    answer = ask("REPORT", path, SYNC.format(token="", limit="", data="<C:calendar-data/>"))
    assert len(answer.responses) == 3
    assert vobject.readOne(
        answer.text(address(path, nights[1]), "C:calendar-data")
    ).vevent.dtstart.value == NOW + timedelta(days=2)


def test_sync_tells_of_what_went(ask: Ask, path: str, nights: list[Shift]) -> None:
    token = ask("REPORT", path, SYNC.format(token="", limit="", data="")).token
    gone = address(path, nights[0])
    nights[0].delete()
    answer = ask("REPORT", path, SYNC.format(token=token, limit="", data=""))
    assert list(answer.responses) == [gone]
    assert answer.status_of(gone) == "HTTP/1.1 404 Not Found"
    assert answer.token not in {"", token}


def test_sync_with_a_token_too_old_begins_anew(ask: Ask, path: str, nights: list[Shift]) -> None:
    follower = Follower(ask, path)
    follower.sync()
    nights[0].delete()
    ask("REPORT", path, SYNC.format(token="", limit="", data=""))
    forget_states(NOW + STATES_KEPT + timedelta(seconds=1))
    answer = ask("REPORT", path, SYNC.format(token=follower.token, limit="", data=""))
    assert (answer.status, answer.condition) == (403, full("D:valid-sync-token"))
    follower.sync()
    assert follower.fresh_starts == 1
    assert set(follower.bodies) == {address(path, night) for night in nights[1:]}


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_sync_can_be_had_in_parts(ask: Ask, path: str, nights: list[Shift], limit: int) -> None:
    follower = Follower(ask, path)
    assert follower.sync(limit=limit) == 3
    assert set(follower.bodies) == {address(path, night) for night in nights}


def test_part_says_that_there_is_more(ask: Ask, path: str, nights: list[Shift]) -> None:
    part = ask("REPORT", path, SYNC.format(token="", limit="<D:limit><D:nresults>2</D:nresults></D:limit>", data=""))
    assert len(part.responses) == 3
    assert part.status_of(path) == "HTTP/1.1 507 Insufficient Storage"
    error = part.responses[path].find(full("D:error"))
    assert error is not None
    assert error[0].tag == full("D:number-of-matches-within-limits")


@pytest.mark.parametrize("most", ["0", "-1", "", "x", "²", "1" * 9])
def test_limit_that_is_none_is_no_request(ask: Ask, path: str, most: str) -> None:
    limit = f"<D:limit><D:nresults>{most}</D:nresults></D:limit>"
    assert ask("REPORT", path, SYNC.format(token="", limit=limit, data="")).status == 400


@pytest.mark.parametrize(("level", "status"), [("1", 207), ("infinite", 207), ("0", 400), ("x", 400)])
def test_sync_knows_one_level(ask: Ask, path: str, level: str, status: int) -> None:
    body = SYNC.format(token="", limit="", data="").replace("level>1<", f"level>{level}<")
    assert ask("REPORT", path, body).status == status


def test_team_calendar_takes_up_nobodys_time(ask: Ask, path: str, nights: list[Shift]) -> None:
    answer = ask("REPORT", path, busy("20261001T000000Z", "20261101T000000Z"), Depth="1")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    (said,) = vobject.readOne(answer.content.decode()).vfreebusy_list
    assert not hasattr(said, "freebusy")


def test_busy_times_need_a_beginning_and_an_end(ask: Ask, path: str) -> None:
    for body in (
        busy("20261101T000000Z", ""),
        busy("", "20261101T000000Z"),
        '<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav"/>',
    ):
        assert ask("REPORT", path, body, Depth="1").condition == full("C:valid-filter")


@pytest.mark.parametrize(
    "body",
    [
        '<D:expand-property xmlns:D="DAV:"/>',
        '<D:principal-property-search xmlns:D="DAV:"/>',
        '<C:addressbook-query xmlns:C="urn:ietf:params:xml:ns:carddav"/>',
        "<x/>",
    ],
)
def test_other_reports_are_not_there(ask: Ask, path: str, body: str) -> None:
    answer = ask("REPORT", path, body)
    assert (answer.status, answer.condition) == (403, full("D:supported-report"))


def test_reports_are_asked_of_calendars_alone(ask: Ask, path: str, nights: list[Shift]) -> None:
    for place in ("/caldav/", path.rsplit("/", 2)[0] + "/", address(path, nights[0])):
        answer = ask("REPORT", place, SYNC.format(token="", limit="", data=""))
        assert (answer.status, answer.condition) == (403, full("D:supported-report"))


def test_report_without_properties_gives_the_common_ones(ask: Ask, path: str, nights: list[Shift]) -> None:
    body = query(EVENTS.format("")).replace("<D:prop><D:getetag/></D:prop>", "<D:allprop/>")
    found: Any = ask("REPORT", path, body, Depth="1").properties(address(path, nights[0]))
    assert full("D:getetag") in found
    assert full("D:acl") not in found
    names = ask("REPORT", path, body.replace("allprop", "propname"), Depth="1").properties(address(path, nights[0]))
    assert full("D:acl") in names
