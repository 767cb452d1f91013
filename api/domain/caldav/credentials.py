"""HTTP Basic (RFC 7617), and how often it may be guessed at."""

import binascii
from base64 import b64decode
from datetime import datetime
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from django.core.cache import caches

WINDOW = 300  # seconds
# A device that was given a wrong password asks again and again: it stops alone, and not all who share its address.
MOST_FOR_ONE_NAME = 10
MOST_FOR_ONE_ADDRESS = 100
MOST_REQUESTS = 600  # a minute, for each device
IPV6_NETWORK = 64  # what one household or company has


def read_basic(header: str) -> tuple[str, str] | None:
    """The user name and password of an Authorization header, or None when it has none."""
    scheme, _space, given = header.partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        pair = b64decode(given.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        words = pair.decode()
    except UnicodeDecodeError:
        words = pair.decode("latin-1")
    name, colon, password = words.partition(":")
    return (name, password) if colon else None


def guesses_left(name: str, address: str, *, now: datetime) -> bool:
    """Asked before a password is looked at, so that a right guess among too many tells nothing."""
    rates = caches["rates"]
    return all(rates.get(key, 0) < most for key, most in counters(name, address, now=now).items())


def count_guess(name: str, address: str, *, now: datetime) -> None:
    rates = caches["rates"]
    for key in counters(name, address, now=now):
        rates.add(key, 0, timeout=2 * WINDOW)
        rates.incr(key)


def counters(name: str, address: str, *, now: datetime) -> dict[str, int]:
    """Names of the counters of this window, and how far each may go. No address and no name stands in the cache."""
    window = int(now.timestamp()) // WINDOW
    network = network_of(address)
    pair = sha256(f"{network} {name.strip().casefold()}".encode(errors="replace")).hexdigest()[:32]
    return {
        f"caldav:{window}:{pair}": MOST_FOR_ONE_NAME,
        f"caldav:{window}:{sha256(network.encode()).hexdigest()[:32]}": MOST_FOR_ONE_ADDRESS,
    }


def network_of(address: str) -> str:
    """An IPv4 address itself; of an IPv6 address what one customer is given, who can change the rest at will."""
    found = ip_address(address)
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(int(found) >> (128 - IPV6_NETWORK))


def seconds_left(now: datetime, window: int = WINDOW) -> int:
    """Until the next window begins."""
    return window - int(now.timestamp()) % window


def is_within_pace(device: int, *, now: datetime) -> bool:
    """Whether the device asks no more often than any program has reason to."""
    rates = caches["rates"]
    name = f"caldav-device:{device}:{int(now.timestamp()) // 60}"
    rates.add(name, 0, timeout=120)
    return bool(rates.incr(name) <= MOST_REQUESTS)
