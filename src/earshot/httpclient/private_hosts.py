"""Hosts outside the public internet that the owner of this machine allows."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network


class PrivateHosts:
    """Names ("rsshub", "*.lan"), addresses and networks ("192.168.1.0/24").

    A network allows the addresses in URLs, not names: the owner of a name decides where it leads,
    and could let it lead to this network.
    """

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._networks: list[IPv4Network | IPv6Network] = []
        self._names: list[str] = []
        for entry in entries:
            try:
                self._networks.append(ip_network(entry, strict=False))
            except ValueError:
                self._names.append(entry.lower().rstrip("."))

    def __contains__(self, host: str) -> bool:
        """Whether the host of a URL, a name or an address, is allowed."""
        try:
            address = ip_address(host.strip("[]").partition("%")[0])
        except ValueError:
            name = host.lower().rstrip(".")
            return any(fnmatchcase(name, pattern) for pattern in self._names)
        return any(
            address in network for network in self._networks if network.version == address.version
        )
