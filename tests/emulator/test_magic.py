from collections.abc import Callable

import pytest
from twilio.base.exceptions import TwilioRestException

from emulator.magic import Magic, read_magic
from tests.support.emulating import ANNA, Emulator


@pytest.mark.parametrize(
    ("digits", "status", "code"),
    [("90", 400, 21211), ("91", 400, 21610), ("92", 400, 21614), ("98", 500, 20500)],
)
def test_magic_number_is_refused_every_time(emulator: Emulator, digits: str, status: int, code: int) -> None:
    for _ in range(2):
        with pytest.raises(TwilioRestException) as error:
            emulator.send(to=f"+467017406{digits}")
        assert (error.value.status, error.value.code) == (status, code)
    assert emulator.provider.store.messages() == []


@pytest.mark.parametrize(
    ("digits", "state", "code"),
    [("93", "undelivered", 30003), ("94", "undelivered", 30005), ("95", "failed", 30007), ("96", "undelivered", 30008)],
)
def test_magic_number_is_accepted_and_fails_on_the_way(emulator: Emulator, digits: str, state: str, code: int) -> None:
    message = emulator.send(to=f"+467017406{digits}")
    assert message.status == "queued"
    emulator.settle(message.sid)
    fetched = message.fetch()
    assert (fetched.status, fetched.error_code) == (state, code)
    assert fetched.error_message


def test_busy_number_answers_429_once_and_then_well(emulator: Emulator) -> None:
    with pytest.raises(TwilioRestException) as error:
        emulator.send(to="+46701740697")
    assert (error.value.status, error.value.code) == (429, 20429)
    assert emulator.settle(emulator.send(to="+46701740697").sid).status == "delivered"


def test_magic_table_is_a_setting(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator(magic=read_magic(f"{ANNA}=503x2"))
    for _ in range(2):
        with pytest.raises(TwilioRestException) as error:
            emulator.send()
        assert error.value.status == 503
    assert emulator.send().status == "queued"
    assert emulator.send(to="+46701740690").status == "queued"


def test_magic_table_is_read_with_and_without_a_count() -> None:
    table = read_magic(" +46701740690=21211, +46701740697=429x3 ,")
    assert table == {"+46701740690": Magic(code=21211), "+46701740697": Magic(code=20429, times=3)}


@pytest.mark.parametrize("text", ["0701740690=21211", "+46701740690", "+46701740690=99999", "+46701740690=21211x"])
def test_unreadable_magic_is_refused_with_the_rule_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="EMULATOR_MAGIC"):
        read_magic(text)
