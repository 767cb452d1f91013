"""One event by itself."""

import pytest
import vobject

from scheduling.models import Route
from tests.api.caldav.conftest import walk
from tests.support.dav import Ask, object_faults
from volunteers.models import Association

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(path: str, association: Association) -> str:
    return f"{path}shift-{walk(association, confirmed_count=3, crew_target=4, leader_count=1).uuid}.ics"


def test_event_is_a_calendar_of_its_own(ask: Ask, event: str) -> None:
    answer = ask("GET", event)
    assert answer.status == 200
    assert object_faults(answer.content) == []
    assert vobject.readOne(answer.content.decode()).vevent.summary.value == "Nattvandring Vårby: 3/4 · ledare klar"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; component=VEVENT"
    assert answer.headers["Last-Modified"] == "Sat, 10 Oct 2026 17:00:00 GMT"
    assert answer.headers["Content-Language"] == "sv"
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_head_has_the_headers_of_get_and_no_body(ask: Ask, event: str) -> None:
    full, head = ask("GET", event), ask("HEAD", event)
    assert (head.status, head.content) == (200, b"")
    assert dict(head.headers) == dict(full.headers)


def test_event_that_is_known_is_not_sent_again(ask: Ask, event: str) -> None:
    first = ask("GET", event)
    again = ask("GET", event, If_None_Match=first.headers["ETag"])
    assert (again.status, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "DAV"):
        assert again.headers[name] == first.headers[name]
    Route.objects.update(meeting_point="kyrkan")
    changed = ask("GET", event, If_None_Match=first.headers["ETag"])
    assert changed.status == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_tag_is_equal_exactly_when_the_bytes_are(ask: Ask, event: str) -> None:
    before = ask("GET", event)
    assert ask("GET", event).content == before.content
    Route.objects.update(instructions="Nyckeln hänger till vänster.")
    after = ask("GET", event)
    assert (after.headers["ETag"], after.content) == (before.headers["ETag"], before.content)


def test_only_events_are_got(ask: Ask, path: str) -> None:
    for place in ("/caldav/", path):
        answer = ask("GET", place)
        assert answer.status == 405
        assert answer.headers["Allow"] == "OPTIONS, PROPFIND" + ", REPORT" * (place == path)


def test_event_allows_reading(ask: Ask, event: str) -> None:
    answer = ask("BREW", event)
    assert (answer.status, answer.headers["Allow"]) == (405, "OPTIONS, GET, HEAD, PROPFIND")
