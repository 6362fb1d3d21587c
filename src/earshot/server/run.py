"""The server as a process: settings read, folder held, port taken, and everything let go again."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn

from earshot.errors import PasswordNeeded, PortTaken
from earshot.server.app import app
from earshot.server.services import Library
from earshot.server.settings import Settings, load
from earshot.server.storage.data_dir import Home

BACKLOG = 2_048
GRACE = 3
"""Seconds that listeners have to take what was sent when the server stops."""


def serve(folder: Path, given: Mapping[str, Any], tell: Callable[[str], None]) -> None:
    """Serve the library in `folder` until interrupted; `tell` is told where it is.

    Raises ServerError, BadOption, Unwritable and DiskFull.
    """
    home = Home(folder)
    settings = load(folder, given, os.environ)
    if not (settings.is_local or settings.password):
        raise PasswordNeeded(host=settings.address or settings.host)
    with home.held(), _listening(settings) as listening:
        library = Library(home, settings)
        tell(f"Earshot is at {settings.base}")
        config = uvicorn.Config(
            app(library),
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE,
            backlog=BACKLOG,
        )
        with suppress(KeyboardInterrupt):  # uvicorn passes the signal on once it has stopped
            uvicorn.Server(config).run([listening])


def _listening(settings: Settings) -> socket.socket:
    """The socket that listens. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        reason = (error.strerror or str(error)).lower()
        raise PortTaken(port=settings.port, host=settings.host, reason=reason) from error
    return listening
