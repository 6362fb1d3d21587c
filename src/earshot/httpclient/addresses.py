"""The check for public IP addresses, which prevents requests to internal hosts (SSRF)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urljoin, urlsplit

_DENIED_NETWORKS = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # protocol assignments (RFC 6890), partly global for Python
            "192.88.99.0/24",  # the old 6to4 relays (RFC 7526)
            "64:ff9b:1::/48",  # NAT64 of private networks (RFC 8215)
            "fec0::/10",  # site-local (RFC 3879)
            "2002::/16",  # 6to4: embeds an arbitrary IPv4 address
            "2001::/32",  # Teredo: the same
            "::/96",  # IPv4-compatible (RFC 4291): the same
            "100::/64",  # discard (RFC 6666)
            "3fff::/20",  # documentation (RFC 9637)
            "5f00::/16",  # segment routing (RFC 9602)
        ),
    )
)
_NAT64 = ip_network("64:ff9b::/96")
_LOW_32_BITS = 0xFFFFFFFF


def is_public_address(text: str) -> bool:
    """Whether a resolved address is on the public internet.

    Python's `is_global` (the IANA special-purpose registries) and the networks that it misses. For
    an IPv6 address that embeds an IPv4 address, the IPv4 address decides.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    embedded = _embedded_ipv4(address)
    if embedded is not None:
        return is_public_address(str(embedded))
    is_denied = any(
        address in network for network in _DENIED_NETWORKS if network.version == address.version
    )
    return address.is_global and not (is_denied or address.is_multicast or address.is_reserved)


def _embedded_ipv4(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & _LOW_32_BITS)
    return address.ipv4_mapped


def resolve_web_url(base: str, url: object) -> str:
    """The absolute http(s) URL, or an empty string if `url` is not one."""
    if not isinstance(url, str) or not url.strip():
        return ""
    try:
        absolute = urljoin(base, url.strip())
        return absolute if urlsplit(absolute).scheme in ("http", "https") else ""
    except ValueError:
        return ""
