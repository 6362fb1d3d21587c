"""A network for a server under test: every host `….example` has a public address, and whoever dials
that comes to the port of EARSHOT_TEST_SITE on this machine. Python runs it in every process that
finds it on its path; nothing of Earshot is another."""

from __future__ import annotations

import os
import socket
from typing import Any

PUBLIC = "93.184.215.14"
_lookup, _dial = socket.getaddrinfo, socket.create_connection


def _getaddrinfo(host: Any, port: Any, *args: Any, **more: Any) -> Any:
    named = str(host).endswith(".example")
    return _lookup(PUBLIC if named else host, port, *args, **more)


def _create_connection(address: Any, *args: Any, **more: Any) -> Any:
    if address[0] == PUBLIC:
        address = ("127.0.0.1", int(os.environ["EARSHOT_TEST_SITE"]))
    return _dial(address, *args, **more)


socket.getaddrinfo = _getaddrinfo
socket.create_connection = _create_connection
