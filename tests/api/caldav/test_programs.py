"""What calendar programs ask, in their own manner, and what each needs to hear to go on."""

from datetime import timedelta

import pytest

from api.domain.caldav.names import full
from tests.api.caldav.conftest import NOW, walk
from tests.support.dav import Ask
from volunteers.models import Association, User

pytestmark = pytest.mark.django_db
IPHONE = {
    "User-Agent": "iOS/18.1.1 (22B91) dataaccessd/1.0",
    "Prefer": "return=minimal",
    "Brief": "t",
    "Accept-Language": "sv-SE,sv;q=0.9",
}
MAC = {**IPHONE, "User-Agent": "macOS/15.1 (24B83) CalendarAgent/1060"}
THUNDERBIRD = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0"}
DAVX5 = {
    "User-Agent": "DAVx5/4.5.6-ose (dav4jvm; okhttp/5.1.0) Android/15",
    "Accept-Language": "sv-SE, en;q=0.7, *;q=0.5",
}
EVOLUTION = {"User-Agent": "Evolution/3.56.2"}
# Apple writes a namespace on every element that is not of WebDAV itself.
APPLE_HOME = """<?xml version="1.0" encoding="UTF-8"?>
<A:propfind xmlns:A="DAV:">
  <A:prop>
    <A:add-member/>
    <C:allowed-sharing-modes xmlns:C="http://calendarserver.org/ns/"/>
    <D:autoprovisioned xmlns:D="http://apple.com/ns/ical/"/>
    <E:bulk-requests xmlns:E="http://me.com/_namespace/"/>
    <B:calendar-alarm xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <D:calendar-color xmlns:D="http://apple.com/ns/ical/"/>
    <B:calendar-description xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <B:calendar-free-busy-set xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <D:calendar-order xmlns:D="http://apple.com/ns/ical/"/>
    <B:calendar-timezone xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <A:current-user-privilege-set/>
    <B:default-alarm-vevent-date xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <A:displayname/>
    <C:getctag xmlns:C="http://calendarserver.org/ns/"/>
    <A:owner/>
    <C:push-transports xmlns:C="http://calendarserver.org/ns/"/>
    <A:quota-available-bytes/>
    <D:refreshrate xmlns:D="http://apple.com/ns/ical/"/>
    <A:resource-id/>
    <A:resourcetype/>
    <B:schedule-calendar-transp xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <C:source xmlns:C="http://calendarserver.org/ns/"/>
    <B:supported-calendar-component-set xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <A:supported-report-set/>
    <A:sync-token/>
  </A:prop>
</A:propfind>"""
APPLE_PRINCIPAL = """<?xml version="1.0" encoding="UTF-8"?>
<A:propfind xmlns:A="DAV:">
  <A:prop>
    <B:calendar-home-set xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <B:calendar-user-address-set xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <A:current-user-principal/>
    <A:displayname/>
    <C:dropbox-home-URL xmlns:C="http://calendarserver.org/ns/"/>
    <C:email-address-set xmlns:C="http://calendarserver.org/ns/"/>
    <B:max-attendees-per-instance xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <C:notification-URL xmlns:C="http://calendarserver.org/ns/"/>
    <A:principal-collection-set/>
    <A:principal-URL/>
    <A:resource-id/>
    <B:schedule-inbox-URL xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <B:schedule-outbox-URL xmlns:B="urn:ietf:params:xml:ns:caldav"/>
    <A:supported-report-set/>
  </A:prop>
</A:propfind>"""
APPLE_SYNC = """<?xml version="1.0" encoding="UTF-8"?>
<A:sync-collection xmlns:A="DAV:">
  <A:sync-token>{token}</A:sync-token>
  <A:sync-level>1</A:sync-level>
  <A:prop>
    <A:getcontenttype/>
    <A:getetag/>
  </A:prop>
</A:sync-collection>"""
APPLE_MULTIGET = """<?xml version="1.0" encoding="UTF-8"?>
<B:calendar-multiget xmlns:B="urn:ietf:params:xml:ns:caldav">
  <A:prop xmlns:A="DAV:">
    <B:calendar-data/>
    <C:created-by xmlns:C="http://calendarserver.org/ns/"/>
    <A:getetag/>
    <B:schedule-tag/>
    <C:updated-by xmlns:C="http://calendarserver.org/ns/"/>
  </A:prop>
  <A:href xmlns:A="DAV:">{href}</A:href>
</B:calendar-multiget>"""


def test_iphone_finds_the_calendars_and_fetches_what_changed(
    ask: Ask, leader: User, path: str, association: Association
) -> None:
    begin = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<A:propfind xmlns:A="DAV:"><A:prop><A:current-user-principal/>'
        "<A:principal-URL/><A:resourcetype/></A:prop></A:propfind>"
    )
    root = ask("PROPFIND", "/caldav/", begin, Depth="0", **IPHONE)
    principal = root.properties("/caldav/")[full("D:current-user-principal")].findtext(full("D:href"), "")
    # What there is not is left out, as the telephone prefers.
    assert root.lacking("/caldav/") == set()
    assert ask("OPTIONS", principal, **IPHONE).headers["DAV"].endswith("calendar-access")
    me = ask("PROPFIND", principal, APPLE_PRINCIPAL, Depth="0", **IPHONE).properties(principal)
    home = me[full("C:calendar-home-set")].findtext(full("D:href"), "")
    addresses = [each.text for each in me[full("C:calendar-user-address-set")]]
    assert addresses == [f"mailto:{leader.email}", principal]
    night = walk(association)
    listed = ask("PROPFIND", home, APPLE_HOME, Depth="1", **IPHONE)
    assert list(listed.responses) == [home, path]
    assert {full("CS:getctag"), full("D:sync-token"), full("A:calendar-color")} <= set(listed.properties(path))
    token = listed.text(path, "D:sync-token")
    first = ask("REPORT", path, APPLE_SYNC.format(token=""), **IPHONE)
    event = f"{path}shift-{night.uuid}.ics"
    assert (list(first.responses), first.token) == ([event], token)
    data = ask("REPORT", path, APPLE_MULTIGET.format(href=event), Depth="1", **IPHONE)
    assert "BEGIN:VEVENT" in data.text(event, "C:calendar-data")
    assert ask("REPORT", path, APPLE_SYNC.format(token=token), **IPHONE).responses == {}


@pytest.mark.parametrize(
    "changed",
    [
        '<D:calendar-order xmlns:D="http://apple.com/ns/ical/">3</D:calendar-order>',
        '<B:default-alarm-vevent-date xmlns:B="urn:ietf:params:xml:ns:caldav">x</B:default-alarm-vevent-date>',
    ],
)
def test_mac_may_not_arrange_the_calendar_and_could_know_it(ask: Ask, path: str, leader: User, changed: str) -> None:
    """It stops at a refusal unless it was told that it may not write; see sabre-io/dav issue 935."""
    body = f'<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop>{changed}</A:prop></A:set></A:propertyupdate>'
    home = f"/caldav/calendars-{leader.pk}/"
    listed = ask("PROPFIND", home, APPLE_HOME, Depth="1", **MAC)
    for place in (home, path):
        rights = {each.tag for each in listed.properties(place)[full("D:current-user-privilege-set")].iter()}
        assert full("D:read") in rights
        assert rights.isdisjoint({full("D:write"), full("D:write-properties"), full("D:bind"), full("D:all")})
        assert ask("PROPPATCH", place, body, **MAC).condition == full("D:need-privileges")


def test_thunderbird_finds_the_calendars_and_keeps_them_read_only(
    ask: Ask, leader: User, path: str, association: Association
) -> None:
    night = walk(association)
    detect = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<D:propfind xmlns:D="DAV:" xmlns:A="http://apple.com/ns/ical/" '
        'xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:resourcetype/><D:owner/><D:displayname/>'
        "<D:current-user-principal/><D:current-user-privilege-set/><A:calendar-color/><C:calendar-home-set/></D:prop>"
        "</D:propfind>"
    )
    root = ask("PROPFIND", "/caldav/", detect, Depth="0", **THUNDERBIRD).properties("/caldav/")
    principal = root[full("D:current-user-principal")].findtext(full("D:href"), "")
    home = ask("PROPFIND", principal, detect, Depth="0", **THUNDERBIRD).properties(principal)
    assert home[full("C:calendar-home-set")].findtext(full("D:href")) == f"/caldav/calendars-{leader.pk}/"
    found = ask("PROPFIND", f"/caldav/calendars-{leader.pk}/", detect, Depth="1", **THUNDERBIRD).properties(path)
    assert full("C:calendar") in {each.tag for each in found[full("D:resourcetype")]}
    check = (
        '<D:propfind xmlns:D="DAV:" xmlns:CS="http://calendarserver.org/ns/" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        "<D:prop><D:resourcetype/><D:owner/><D:current-user-principal/><D:current-user-privilege-set/>"
        "<D:supported-report-set/><C:supported-calendar-component-set/><CS:getctag/></D:prop></D:propfind>"
    )
    calendar = ask("PROPFIND", path, check, Depth="0", **THUNDERBIRD).properties(path)
    assert full("D:sync-collection") in {each.tag for each in calendar[full("D:supported-report-set")].iter()}
    # It asks the folder above the calendar what the server can do, and takes an answer as the home.
    assert ask("OPTIONS", f"/caldav/calendars-{leader.pk}/", **THUNDERBIRD).status == 200
    sync = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level>'
        "<prop><getcontenttype/><getetag/></prop></sync-collection>"
    )
    synced = ask("REPORT", path, sync, Depth="1", **THUNDERBIRD)
    event = f"{path}shift-{night.uuid}.ics"
    assert synced.text(event, "D:getcontenttype").startswith("text/calendar")
    # Any 4xx with a token in hand makes it begin anew, but for this very element, which it takes for a limit.
    refused = ask("REPORT", path, sync.replace("<sync-token/>", "<sync-token>data:,9-x</sync-token>"), **THUNDERBIRD)
    assert refused.status == 403
    assert b'<D:error xmlns:D="DAV:"/>' not in refused.content


def test_davx5_looks_for_the_calendars_and_asks_from_a_day_on(
    ask: Ask, leader: User, path: str, association: Association
) -> None:
    walk(association, starts_at=NOW - timedelta(days=20), state="done")
    night = walk(association, starts_at=NOW + timedelta(days=1))
    look = (
        "<?xml version='1.0' encoding='UTF-8' ?><propfind xmlns=\"DAV:\" xmlns:CAL=\"urn:ietf:params:xml:ns:caldav\" "
        'xmlns:CARD="urn:ietf:params:xml:ns:carddav"><prop><resourcetype /><displayname /><current-user-principal />'
        "<CAL:calendar-home-set /><CARD:addressbook-home-set /><current-user-privilege-set />"
        "<CAL:calendar-description />"
        '<n0:calendar-color xmlns:n0="http://apple.com/ns/ical/" /><CAL:supported-calendar-component-set />'
        '<n1:source xmlns:n1="http://calendarserver.org/ns/" /><owner /></prop></propfind>'
    )
    assert ask("PROPFIND", "/caldav/", look, Depth="0", **DAVX5).status == 207
    listed = ask("PROPFIND", f"/caldav/calendars-{leader.pk}/", look, Depth="1", **DAVX5)
    assert full("C:supported-calendar-component-set") in listed.properties(path)
    state = (
        '<propfind xmlns="DAV:" xmlns:CAL="urn:ietf:params:xml:ns:caldav"><prop><CAL:max-resource-size />'
        '<n0:getctag xmlns:n0="http://calendarserver.org/ns/" /><sync-token /></prop></propfind>'
    )
    assert full("CS:getctag") in ask("PROPFIND", path, state, Depth="0", **DAVX5).properties(path)
    some = (
        '<CAL:calendar-query xmlns="DAV:" xmlns:CAL="urn:ietf:params:xml:ns:caldav"><prop><getetag /></prop>'
        "<CAL:filter>"
        '<CAL:comp-filter name="VCALENDAR"><CAL:comp-filter name="VEVENT"><CAL:time-range start="20261004T154527Z" />'
        "</CAL:comp-filter></CAL:comp-filter></CAL:filter></CAL:calendar-query>"
    )
    event = f"{path}shift-{night.uuid}.ics"
    assert list(ask("REPORT", path, some, Depth="1", **DAVX5).responses) == [event]
    some_more = (
        '<CAL:calendar-multiget xmlns="DAV:" xmlns:CAL="urn:ietf:params:xml:ns:caldav"><prop><getcontenttype />'
        '<getetag /><CAL:schedule-tag /><CAL:calendar-data content-type="text/calendar" version="2.0" /></prop>'
        f"<href>{event}</href></CAL:calendar-multiget>"
    )
    got = ask("REPORT", path, some_more, **DAVX5)
    assert got.lacking(event) == {full("C:schedule-tag")}
    assert got.text(event, "C:calendar-data").count("BEGIN:VEVENT") == 1


def test_evolution_watches_the_ctag_and_lists_the_tags(ask: Ask, path: str, association: Association) -> None:
    options = ask("OPTIONS", path, **EVOLUTION)
    assert "calendar-access" in options.headers["DAV"]
    # Without PUT and DELETE it opens the calendar for reading.
    assert {"PUT", "DELETE"}.isdisjoint(options.headers["Allow"].split(", "))
    ctag = '<propfind xmlns="DAV:" xmlns:CS="http://calendarserver.org/ns/"><prop><CS:getctag/></prop></propfind>'
    before = ask("PROPFIND", path, ctag, Depth="0", **EVOLUTION).text(path, "CS:getctag")
    event = f"{path}shift-{walk(association).uuid}.ics"
    assert ask("PROPFIND", path, ctag, Depth="0", **EVOLUTION).text(path, "CS:getctag") != before
    all_of = '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop>'
    all_of += '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>'
    listed = ask("REPORT", path, all_of + "</C:calendar-query>", Depth="1", **EVOLUTION)
    assert listed.text(event, "D:getetag") == ask("GET", event, **EVOLUTION).headers["ETag"]
