"""What is inside is never open, however it is written."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.gateways.open_addresses import is_open


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - looked at, not listened on
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.31.255.255",
        "192.0.0.8",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.7",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "2a00:1450::5efe:a00:1",
        "2a00:1450::200:5efe:a00:1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "localhost",
        "",
        "0x7f.1",
    ],
)
def test_inside_and_what_is_no_address_are_closed(address: str) -> None:
    assert not is_open(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "193.10.64.1", "100.63.255.255", "172.32.0.1", "2a00:1450:400f::8a", "2001:67c:2564::1"]
)
def test_open_internet_is_open(address: str) -> None:
    assert is_open(address)


def test_allowed_network_is_open_and_nothing_beside_it() -> None:
    allowed = [ip_network("10.20.0.0/16"), ip_network("fd12::/16")]
    assert is_open("10.20.3.4", allowed=allowed)
    assert is_open("fd12::7", allowed=allowed)
    for outside in ("10.21.0.1", "fd13::1", "::ffff:10.20.3.4", "64:ff9b::a14:304"):
        assert not is_open(outside, allowed=allowed)


@given(st.ip_addresses(v=4))
def test_no_way_of_carrying_an_ipv4_address_opens_what_python_knows_as_inside(address: IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        assert not is_open(str(address))
    number = int(address)
    for carried in (0xFFFF << 32, 0, 0x64FF9B << 96, 0x2002 << 112 | number << 80, 0x20010000 << 96):
        assert not is_open(str(IPv6Address(carried | number)))
