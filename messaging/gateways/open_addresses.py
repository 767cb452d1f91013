"""Which addresses belong to the open internet. Pure."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# https://www.iana.org/assignments/iana-ipv4-special-registry and multicast; each of them is inside something.
CLOSED_V4 = [
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
# Only this is given out to the open internet (RFC 4291, RFC 3587). Loopback, link-local, unique local, multicast,
# IPv4 mapped (::ffff:0:0/96) and translated (64:ff9b::/96, 64:ff9b:1::/48) all lie outside it.
OPEN_V6 = ip_network("2000::/3")
# https://www.iana.org/assignments/iana-ipv6-special-registry: Teredo and its neighbours, documentation, 6to4, AS112.
CLOSED_V6 = [
    ip_network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]
# An IPv4 address stands in the last half of these (ISATAP, RFC 5214 section 6.1), under any prefix.
ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def is_open(address: str, *, allowed: Collection[Network] = ()) -> bool:
    """Whether whoever wrote down an address may make Lykta call it; `allowed` are networks that are open all the same.

    What carries an IPv4 address in it is refused whole, wherever that one leads. False for what is no address.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(found in network for network in allowed):
        return True
    if isinstance(found, IPv4Address):
        return not any(found in network for network in CLOSED_V4)
    if (int(found) >> 32) & 0xFFFFFFFF in ISATAP:
        return False
    return found in OPEN_V6 and not any(found in network for network in CLOSED_V6)
