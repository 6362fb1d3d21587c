"""A network for a server under test: every host `….example` has a public address, and whoever dials
that comes to the port of EARSHOT_TEST_SITE on this machine. No other name is known and nothing else
is dialled, so no test leaves the machine. Python runs this in every process that finds it on its
path; nothing of Earshot is another."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

PUBLIC_ADDRESS = "93.184.215.14"
LOOPBACK_PREFIXES = ("127.", "::1", "localhost")
_real_getaddrinfo, _real_create_connection = socket.getaddrinfo, socket.create_connection


def _getaddrinfo(host: Any, port: Any, *args: int, **more: int) -> Any:
    """With `family, type, proto, flags` behind the port, by place or by name."""
    options = dict(zip(("family", "type", "proto", "flags"), args, strict=False)) | more
    if str(host).endswith(".example"):
        host = PUBLIC_ADDRESS
    elif host not in (None, "localhost"):
        options["flags"] = options.get("flags", 0) | socket.AI_NUMERICHOST
    return _real_getaddrinfo(host, port, **options)


def _create_connection(address: Any, *args: Any, **more: Any) -> Any:
    if address[0] == PUBLIC_ADDRESS:
        address = ("127.0.0.1", int(os.environ["EARSHOT_TEST_SITE"]))
    if not str(address[0]).startswith(LOOPBACK_PREFIXES):
        raise ConnectionRefusedError(f"a test dialled {address}")
    return _real_create_connection(address, *args, **more)


socket.getaddrinfo = _getaddrinfo
socket.create_connection = _create_connection
# Where rich is installed, as for the tests, httpx imports its command line: a tenth of the start.
sys.modules["httpx._main"] = None  # type: ignore[assignment]
