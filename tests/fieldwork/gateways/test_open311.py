"""The client of Open311 GeoReport v2 against a server that follows the standard, and against those that do not."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from fieldwork.gateways import open311
from fieldwork.gateways.open311 import (
    Desk,
    Report,
    SaidNo,
    Service,
    find_report,
    list_services,
    number_of,
    send_report,
    standings_of,
)
from messaging.enums import CallTrouble
from messaging.gateways.protocol import NotHeard
from tests.support.city_desk import JURISDICTION, KEY, ROOT, CityDesk, hangs_up, says
from tests.support.receivers import INSIDE, OUTSIDE, Receiver, receiving

REPORT = Report(
    service_code="001",
    description="Mörkt vid trappan & <b>bron</b>\nReferens VA-7K3F",
    latitude=59.264,
    longitude=17.883,
    address="Tunneln mot Masmo",
)
AT = datetime(2026, 10, 19, 7, 30, tzinfo=UTC)
FORMATS = ("xml", "json")


@pytest.fixture
def city() -> CityDesk:
    return CityDesk()


@pytest.fixture
def receiver(city: CityDesk, settings: Settings) -> Iterator[Receiver]:
    settings.OUTWARD_NETWORKS, settings.OUTWARD_PLAIN_HTTP = [f"{OUTSIDE}/32"], True
    with receiving(city) as receiver:
        settings.OPEN311_KEYS = {url_of(receiver): KEY}
        yield receiver


@pytest.fixture(params=FORMATS)
def desk(request: pytest.FixtureRequest, receiver: Receiver) -> Desk:
    return Desk(url=f"{url_of(receiver)}/", jurisdiction=JURISDICTION, format=request.param)


def url_of(receiver: Receiver) -> str:
    return f"http://{receiver.host}:{receiver.port}{ROOT}"


def test_services_are_read_in_either_format(desk: Desk, city: CityDesk) -> None:
    assert list_services(desk) == [
        Service(code="001", name="Gatubelysning", group="Gata"),
        Service(code="033", name="Klotter", group="Renhållning", needs_more=True),
    ]
    assert city.asked == [f"GET {ROOT}/services.{desk.format}?jurisdiction_id={JURISDICTION}"]


def test_report_is_sent_with_the_key_in_its_body_and_gets_a_number(desk: Desk, city: CityDesk) -> None:
    taken = send_report(desk, REPORT)
    assert (taken.request_id, taken.token, taken.notice) == ("293944", "", "Åtgärdas inom 10 dagar")
    kept = city.taken["293944"]
    assert (kept["description"], kept["lat"], kept["long"]) == (REPORT.description, "59.264000", "17.883000")
    assert city.asked == [f"POST {ROOT}/requests.{desk.format}"]


def test_place_in_words_alone_is_enough(desk: Desk, city: CityDesk) -> None:
    send_report(desk, Report(service_code="001", description="Mörkt", address="Tunneln"))
    assert (city.taken["293944"]["lat"], city.taken["293944"]["address"]) == (None, "Tunneln")


def test_key_is_sent_to_the_address_that_it_is_written_for_and_to_no_other(receiver: Receiver, city: CityDesk) -> None:
    elsewhere = Desk(url=f"{url_of(receiver)}/other/..", jurisdiction=JURISDICTION)
    assert elsewhere.key == ""
    with pytest.raises(SaidNo):
        send_report(elsewhere, REPORT)
    assert all(KEY.encode() not in call.body for call in receiver.calls)
    assert city.taken == {}


def test_token_leads_to_a_number_once_there_is_one(desk: Desk, city: CityDesk) -> None:
    city.kind = "batch"
    taken = send_report(desk, REPORT)
    assert (taken.request_id, taken.token) == ("", "t/293944")
    with pytest.raises(SaidNo) as refused:
        number_of(desk, taken.token)
    assert refused.value.status == 404
    city.tokens["t%2F293944"] = "293944"
    assert number_of(desk, taken.token) == "293944"


def test_black_box_gives_neither(desk: Desk, city: CityDesk) -> None:
    city.kind = "blackbox"
    taken = send_report(desk, REPORT)
    assert (taken.request_id, taken.token, taken.notice) == ("", "", "Tack")


def test_several_are_asked_about_in_one_call(desk: Desk, city: CityDesk) -> None:
    for _each in range(3):
        send_report(desk, REPORT)
    city.taken["293945"] |= {"status": "closed", "status_notes": "Lampan bytt"}
    city.taken["293946"] |= {"expected_datetime": "2026-10-23T00:00:00+02:00"}
    found = standings_of(desk, ["293944", "293945", "293946", "1"])
    assert [(one.request_id, one.is_closed, one.notes) for one in found] == [
        ("293944", False, ""),
        ("293945", True, "Lampan bytt"),
        ("293946", False, ""),
    ]
    assert found[2].expected_at == datetime(2026, 10, 22, 22, 0, tzinfo=UTC)
    assert len([asked for asked in city.asked if asked.startswith("GET")]) == 1


def test_report_is_found_by_our_reference_among_those_of_its_kind_and_time(desk: Desk, city: CityDesk) -> None:
    send_report(desk, REPORT)
    send_report(desk, Report(service_code="001", description="En annan, VA-9999", latitude=1.0, longitude=2.0))
    span: dict[str, Any] = {"service_code": "001", "since": AT - timedelta(hours=1), "until": AT + timedelta(hours=1)}
    found = find_report(desk, reference="VA-7K3F", **span)
    assert found is not None
    assert found.request_id == "293944"
    assert find_report(desk, reference="VA-0000", **span) is None
    assert find_report(desk, reference="VA-7K3F", **span | {"until": AT - timedelta(minutes=1)}) is None
    city.hides = True
    assert find_report(desk, reference="VA-7K3F", **span) is None


@pytest.mark.parametrize(
    ("report", "jurisdiction", "status", "words"),
    [
        (Report(service_code="999", description="x", address="y"), JURISDICTION, 404, "service_code was not found"),
        (Report(service_code="001", description="x"), JURISDICTION, 400, "lat & long or address_string"),
        (REPORT, "annan.example", 404, "jurisdiction_id was not found"),
        (REPORT, "", 400, "jurisdiction_id was not found"),
    ],
)
def test_errors_of_the_standard_are_read(
    desk: Desk, report: Report, jurisdiction: str, status: int, words: str
) -> None:
    with pytest.raises(SaidNo) as refused:
        send_report(Desk(url=desk.url, jurisdiction=jurisdiction, format=desk.format), report)
    error = refused.value
    assert (error.status, error.words, error.may_have_kept, error.passes) == (status, words, False, False)


@pytest.mark.parametrize(
    ("status", "means"),
    [(400, "no"), (403, "no"), (429, "later"), (500, "perhaps"), (502, "perhaps"), (503, "later")],
)
def test_error_says_whether_it_may_be_there_and_whether_to_come_back(
    desk: Desk, city: CityDesk, status: int, means: str
) -> None:
    city.before = [says(status, b"<html>Oj</html>", Retry_After="120")]
    with pytest.raises(SaidNo) as refused:
        send_report(desk, REPORT)
    error = refused.value
    assert (error.may_have_kept, error.passes) == (means == "perhaps", means == "later")
    assert (error.retry_after, error.words) == (120.0, "")


def test_redirect_is_an_error_and_is_not_followed(desk: Desk, city: CityDesk, receiver: Receiver) -> None:
    city.before = [says(302, Location=f"http://{INSIDE}:{receiver.port}/hook")]
    with pytest.raises(SaidNo):
        send_report(desk, REPORT)
    assert len(receiver.calls) == 1


def test_line_that_breaks_is_told(desk: Desk, city: CityDesk) -> None:
    city.before = [hangs_up]
    with pytest.raises(NotHeard) as broken:
        send_report(desk, REPORT)
    assert broken.value.trouble in {CallTrouble.LOST, CallTrouble.GARBLED}


def test_nothing_inside_is_called(settings: Settings) -> None:
    settings.OUTWARD_NETWORKS, settings.OUTWARD_PLAIN_HTTP = [f"{OUTSIDE}/32"], True
    with receiving(CityDesk(), host=INSIDE) as inside:
        with pytest.raises(NotHeard) as forbidden:
            send_report(Desk(url=url_of(inside)), REPORT)
        assert (forbidden.value.trouble, inside.lines) == (CallTrouble.FORBIDDEN, 0)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<service_requests><request><service_request_id>&c;</service_request_id></request></service_requests>"""
FILE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<service_requests><request><service_request_id>&f;</service_request_id></request></service_requests>"""


NUMBERED = b"<service_request_id> 7 </service_request_id></request></service_requests>"


@pytest.mark.parametrize(
    "body",
    [b"", b"OK", b"[]", b"<service_requests><request>", b"{", b"[1, 2]", b"[" * 100_000, b"\xff\xfe<", BOMB, FILE],
    ids=["empty", "words", "no row", "cut xml", "cut json", "numbers", "nested", "bytes", "bomb", "file"],
)
def test_answer_that_is_none_may_hide_a_report_that_was_taken(desk: Desk, city: CityDesk, body: bytes) -> None:
    city.before = [says(200, body)]
    with pytest.raises(NotHeard) as unheard:
        send_report(desk, REPORT)
    assert unheard.value.trouble == CallTrouble.GARBLED


@pytest.mark.parametrize(
    "body",
    [
        b'[{"service_request_id": 7}]',
        b'{"service_request_id": "7"}',
        b'{"service_requests": [{"service_request_id": 7}]}',
        b"<service_requests><request>%s" % NUMBERED,
        b'\xef\xbb\xbf\n<service_requests xmlns="http://wiki.open311.org/GeoReport_v2"><request>%s' % NUMBERED,
        b'<?xml version="1.0" encoding="iso-8859-1"?><service_requests><request><a>\xc5</a>%s' % NUMBERED,
    ],
)
def test_answers_that_systems_give_beside_the_standard_are_read(desk: Desk, city: CityDesk, body: bytes) -> None:
    city.before = [says(200, body)]
    assert send_report(desk, REPORT).request_id == "7"


@given(body=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_answer_whatever_breaks_the_reader(body: bytes) -> None:
    with suppress(NotHeard):
        assert all(isinstance(open311._word(row, "status"), str) for row in open311._rows(body, ("request",)))


SIGNS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\r"), max_size=60)


@hypothesis_settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=SIGNS, address=SIGNS.filter(str.strip))
def test_any_words_arrive_as_they_were_written(desk: Desk, city: CityDesk, words: str, address: str) -> None:
    city.taken.clear()
    send_report(desk, Report(service_code="001", description=words, address=address))
    (kept,) = city.taken.values()
    assert ((kept["description"] or ""), kept["address"]) == (words, address)
