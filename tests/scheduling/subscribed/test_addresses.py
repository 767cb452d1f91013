"""Addresses as people paste them."""

import pytest
from pytest_django import Settings

from scheduling.domain.subscribed.addresses import calendar_address, host_of
from scheduling.exceptions import CalendarRefused


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" https://skola.example/lov.ics\n", "https://skola.example/lov.ics"),
        ("webcal://skola.example/lov.ics?a=1&b=2#lov", "https://skola.example/lov.ics?a=1&b=2"),
        ("WEBCALS://Skola.Example:8443/Lov.ics", "https://skola.example:8443/Lov.ics"),
        ("skola.example/lov.ics", "https://skola.example/lov.ics"),
        ("http://skola.example", "https://skola.example/"),
        ("https://åsö.example/lov.ics", "https://xn--s-1fa6c.example/lov.ics"),
        ("https://[2001:db8::1]/lov.ics", "https://[2001:db8::1]/lov.ics"),
    ],
)
def test_address_is_made_one_that_can_be_fetched(settings: Settings, written: str, address: str) -> None:
    settings.OUTWARD_PLAIN_HTTP = False
    assert calendar_address(written) == address
    assert calendar_address(address) == address


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "inte att läsa"),
        ("https://", "inte att läsa"),
        ("https:///lov.ics", "inte att läsa"),
        ("https://skola.example:lov/x.ics", "inte att läsa"),
        ("https://skola .example/lov.ics", "inte att läsa"),
        ("https://skola.example/lov.ics\r\nHost: x", "inte att läsa"),
        ("https://" + "a" * 70 + ".example/", "inte att läsa"),
        ("ftp://skola.example/lov.ics", "https eller webcal"),
        ("file:///etc/passwd", "https eller webcal"),
        ("javascript://skola.example/%0aalert(1)", "https eller webcal"),
        ("https://anna:hemligt@skola.example/lov.ics", "lösenord"),
        ("https://skola.example/" + "a" * 500, "för lång"),
    ],
)
def test_what_cannot_be_an_address_is_refused_with_the_reason(written: str, why: str) -> None:
    with pytest.raises(CalendarRefused, match=why):
        calendar_address(written)


def test_only_the_host_is_what_may_be_told() -> None:
    assert host_of("https://skola.example:8443/hemlig-nyckel/lov.ics?token=1") == "skola.example"
