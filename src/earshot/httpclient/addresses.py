"""Which addresses a stranger may make us call: public ones, and nothing behind our own doors."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urljoin, urlsplit

_DENIED = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # protocol assignments (RFC 6890), partly global for Python
            "192.88.99.0/24",  # the old 6to4 relays (RFC 7526)
            "64:ff9b:1::/48",  # NAT64 of private networks (RFC 8215)
            "fec0::/10",  # site-local (RFC 3879)
            "2002::/16",  # 6to4: an IPv4 address of anyone's choice inside
            "2001::/32",  # Teredo: the same
            "::/96",  # IPv4-compatible (RFC 4291): the same
            "100::/64",  # discard (RFC 6666)
            "3fff::/20",  # documentation (RFC 9637)
            "5f00::/16",  # segment routing (RFC 9602)
        ),
    )
)
_NAT64 = ip_network("64:ff9b::/96")
_LAST_32 = 0xFFFFFFFF


def is_public(written: str) -> bool:
    """Whether an address, as a resolver gives it, is on the open internet.

    Python's `is_global` (the IANA special-purpose registries) and what it leaves open. An IPv6
    address that stands for an IPv4 address is as public as that one.
    """
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return False
    inside = _inside(address)
    if inside is not None:
        return is_public(str(inside))
    denied = any(address in network for network in _DENIED if network.version == address.version)
    return address.is_global and not (denied or address.is_multicast or address.is_reserved)


def _inside(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & _LAST_32)
    return address.ipv4_mapped


def web_address(base: str, address: object) -> str:
    """An http(s) address, made whole; nothing where it is none: strangers write anything."""
    if not isinstance(address, str) or not address.strip():
        return ""
    try:
        absolute = urljoin(base, address.strip())
        return absolute if urlsplit(absolute).scheme in ("http", "https") else ""
    except ValueError:
        return ""
