"""Hosts outside the public internet that the owner of this machine allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from earshot.httpclient.addresses import is_public_address


class PrivateHosts:
    """Names ("rsshub", "*.lan"), addresses and networks ("192.168.1.0/24")."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._networks: list[IPv4Network | IPv6Network] = []
        self._names: list[str] = []
        for entry in entries:
            try:
                self._networks.append(ip_network(entry, strict=False))
            except ValueError:
                self._names.append(entry.lower().rstrip("."))

    def __bool__(self) -> bool:
        return bool(self._networks or self._names)

    def allows(self, host: str, addresses: Sequence[str]) -> bool:
        """Whether the owner allows connections to the host, which has these addresses.

        A name that is allowed may have any address. Otherwise each address that is not public must
        be in a network.
        """
        name = host.lower().rstrip(".")
        if any(fnmatchcase(name, pattern) for pattern in self._names):
            return True
        return all(is_public_address(each) or self._is_in_network(each) for each in addresses)

    def includes(self, host: str, addresses: Sequence[str]) -> bool:
        """Whether the host is allowed and not on the public internet."""
        return self.allows(host, addresses) and not all(map(is_public_address, addresses))

    def _is_in_network(self, text: str) -> bool:
        try:
            address = ip_address(text.partition("%")[0])
        except ValueError:
            return False
        return any(
            address in network for network in self._networks if network.version == address.version
        )
