import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.support.emulating import ANNA, MEHMET, TOWN, Emulator, LocalHttpClient


def refusal(error: pytest.ExceptionInfo[TwilioRestException]) -> tuple[int, int]:
    return error.value.status, error.value.code


def test_text_is_created_queued_and_ends_delivered(emulator: Emulator) -> None:
    message = emulator.send(body="Hej Anna! Kan du gå?")
    assert re.fullmatch("SM[0-9a-f]{32}", message.sid)
    assert (message.status, message.direction, message.num_segments) == ("queued", "outbound-api", "1")
    assert (message.to, message.from_, message.body) == (ANNA, TOWN, "Hej Anna! Kan du gå?")
    assert abs(message.date_created - datetime.now(UTC)) < timedelta(seconds=60)
    emulator.settle(message.sid)
    fetched = message.fetch()
    assert (fetched.status, fetched.error_code, fetched.error_message) == ("delivered", None, None)
    assert fetched.date_sent is not None


def test_sids_are_unique(emulator: Emulator) -> None:
    assert len({emulator.send().sid for _ in range(20)}) == 20


def test_messaging_service_picks_the_number_after_accepting(emulator: Emulator) -> None:
    service = "MG" + "a" * 32
    message = emulator.send(from_=None, messaging_service_sid=service)
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    assert message.messaging_service_sid == service
    emulator.settle(message.sid)
    fetched = message.fetch()
    assert (fetched.from_, fetched.num_segments) == (TOWN, "1")


def test_alphanumeric_sender_is_taken(emulator: Emulator) -> None:
    assert emulator.send(from_="Lykta").from_ == "Lykta"


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"To": ""}, 400, 21604),
        ({"To": "0701740614"}, 400, 21211),
        ({"To": "+46 70 174 06 14"}, 400, 21211),
        ({"To": "+467017406149999"}, 400, 21211),
        ({"To": TOWN}, 400, 21266),
        ({"To": "+4687654321"}, 400, 21614),
        ({"To": "+12025550123"}, 400, 21408),
        ({"From": ""}, 400, 21603),
        ({"From": MEHMET}, 400, 21606),
        ({"From": "", "MessagingServiceSid": "MGnope"}, 400, 21701),
        ({"Body": ""}, 400, 21602),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"StatusCallback": "not a url"}, 400, 21609),
        ({"SendAt": "2027-01-01T00:00:00Z"}, 400, 20001),
    ],
)
def test_faulty_request_is_refused_in_twilios_words(
    emulator: Emulator, form: dict[str, str], status: int, code: int
) -> None:
    full = {"To": ANNA, "From": TOWN, "Body": "Hej"} | form
    answer = requests.post(f"{emulator.api}.json", data=full, auth=emulator.credentials, timeout=60)
    error = answer.json()
    assert (answer.status_code, error["status"], error["code"]) == (status, status, code)
    assert error["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert emulator.provider.store.messages() == []


def test_wrong_token_is_refused(emulator: Emulator) -> None:
    client = Client(emulator.settings.account_sid, "wrong", http_client=LocalHttpClient(emulator.url))
    with pytest.raises(TwilioRestException) as error:
        client.messages.create(to=ANNA, from_=TOWN, body="Hej")
    assert refusal(error) == (401, 20003)


def test_no_credentials_are_refused_with_a_challenge(emulator: Emulator) -> None:
    answer = requests.get(f"{emulator.api}.json", timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Twilio API"'


def test_another_account_is_refused(emulator: Emulator) -> None:
    other = emulator.api.replace(emulator.settings.account_sid, "AC" + "1" * 32)
    assert requests.get(f"{other}.json", auth=emulator.credentials, timeout=60).json()["code"] == 20003


def test_unknown_text_and_unknown_resource_are_not_found(emulator: Emulator) -> None:
    with pytest.raises(TwilioRestException) as error:
        emulator.client.messages("SM" + "0" * 32).fetch()
    assert refusal(error) == (404, 20404)
    calls = emulator.api.replace("/Messages", "/Recordings")
    assert requests.get(f"{calls}.json", auth=emulator.credentials, timeout=60).json()["code"] == 20404


def test_list_is_newest_first_and_filtered_by_both_numbers(emulator: Emulator) -> None:
    first, second, other = emulator.send(), emulator.send(), emulator.send(to=MEHMET)
    assert [message.sid for message in emulator.client.messages.list(to=ANNA)] == [second.sid, first.sid]
    assert [message.sid for message in emulator.client.messages.list(from_=TOWN)] == [other.sid, second.sid, first.sid]
    assert emulator.client.messages.list(to=TOWN) == []


def test_list_follows_next_page_to_the_end(emulator: Emulator) -> None:
    sent = [emulator.send(body=f"Text {number}").sid for number in range(7)]
    listed = [message.sid for message in emulator.client.messages.list(page_size=3)]
    assert listed == sent[::-1]


def test_page_does_not_shift_when_a_text_comes_in_between(emulator: Emulator) -> None:
    sent = [emulator.send().sid for _ in range(4)]
    page = emulator.client.messages.page(page_size=2)
    first = [message.sid for message in page]
    emulator.send()
    following = page.next_page()
    assert following is not None
    assert first + [message.sid for message in following] == sent[::-1]
    assert following.next_page() is None


def test_list_by_date_sent(emulator: Emulator) -> None:
    sid = emulator.settle(emulator.send().sid).sid
    now = datetime.now(UTC)
    messages, day, hour = emulator.client.messages, timedelta(days=1), timedelta(hours=1)

    def sids(**filters: object) -> list[str]:
        return [message.sid for message in messages.list(**filters)]

    assert sids(date_sent=now.date()) == [sid]
    assert sids(date_sent=now.date() - day) == []
    assert sids(date_sent_after=now - hour, date_sent_before=now + hour) == [sid]
    assert sids(date_sent_after=now + hour) == []
    assert sids(date_sent_before=now.date() - day) == []
    assert sids(date_sent_before=now.date() + day) == [sid]


def test_text_not_sent_yet_has_no_date_to_be_found_by(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator(speed=0.001)
    emulator.send()
    assert emulator.client.messages.list(date_sent_after=datetime.now(UTC) - timedelta(days=1)) == []
    assert len(emulator.client.messages.list()) == 1


@pytest.mark.parametrize("query", ["PageSize=none", "Page=-1", "PageToken=PAnone", "DateSent=tomorrow"])
def test_unreadable_list_query_is_refused(emulator: Emulator, query: str) -> None:
    answer = requests.get(f"{emulator.api}.json?{query}", auth=emulator.credentials, timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


@pytest.mark.parametrize("moment", ["2020-01-01", "2020-01-01 10:00:00", "Wed, 01 Jan 2020 10:00:00 -0000"])
def test_dates_are_read_in_every_documented_form(emulator: Emulator, moment: str) -> None:
    emulator.settle(emulator.send().sid)
    params = {"DateSent>": moment}
    answer = requests.get(f"{emulator.api}.json", params=params, auth=emulator.credentials, timeout=60)
    assert len(answer.json()["messages"]) == 1


def test_redacted_text_is_empty_at_the_provider(emulator: Emulator) -> None:
    message = emulator.send()
    emulator.settle(message.sid)
    assert message.update(body="").body == ""
    assert message.fetch().body == ""


def test_deleted_text_is_gone(emulator: Emulator) -> None:
    message = emulator.send()
    emulator.settle(message.sid)
    assert message.delete()
    assert emulator.client.messages.list() == []
    with pytest.raises(TwilioRestException) as error:
        message.fetch()
    assert refusal(error) == (404, 20404)


def test_text_on_its_way_can_be_neither_redacted_nor_deleted(start_emulator: Callable[..., Emulator]) -> None:
    message = start_emulator(speed=0.001).send()
    with pytest.raises(TwilioRestException) as redacting:
        message.update(body="")
    with pytest.raises(TwilioRestException) as deleting:
        message.delete()
    assert (refusal(redacting), refusal(deleting)) == ((409, 20009), (409, 20009))


def test_update_other_than_redaction_is_refused(emulator: Emulator) -> None:
    with pytest.raises(TwilioRestException) as error:
        emulator.send().update(status="canceled")
    assert refusal(error) == (400, 20001)


def test_oldest_texts_are_forgotten_beyond_the_capacity(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator(capacity=3)
    sent = [emulator.send().sid for _ in range(5)]
    assert [message.sid for message in emulator.client.messages.list()] == sent[:1:-1]


def test_price_is_told_when_the_text_has_come_as_far_as_it_will(emulator: Emulator) -> None:
    sent = emulator.send(body="å" * 161)
    assert (sent.price, sent.price_unit) == (None, "USD")
    emulator.settle(sent.sid)
    assert emulator.client.messages(sent.sid).fetch().price == "-0.1000"
    filtered = emulator.send(to="+46701740695")
    emulator.settle(filtered.sid)
    assert emulator.client.messages(filtered.sid).fetch().price is None
