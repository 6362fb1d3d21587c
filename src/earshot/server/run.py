"""Runs the server process: loads the settings, locks the data directory, binds the port, and cleans
up."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn

from earshot.errors import PasswordNeeded, PortTaken
from earshot.server.app import create_app
from earshot.server.composition import create_services
from earshot.server.settings import Settings, load_settings
from earshot.server.settings_validation import validate_settings
from earshot.server.storage.data_dir import DataDir

BACKLOG = 2_048
SHUTDOWN_GRACE_SECONDS = 3
"""The time that clients have to receive pending data when the server stops."""


def check_settings(folder: Path, overrides: Mapping[str, Any]) -> Settings:
    """The settings, if a server can start with them. Raises InvalidOption, UnknownVoice,
    VoiceNotInstalled and PasswordNeeded."""
    settings = load_settings(folder, overrides, os.environ)
    validate_settings(settings)
    if not (settings.is_local or settings.password):
        raise PasswordNeeded(host=settings.base_url or settings.host)
    return settings


def serve(folder: Path, overrides: Mapping[str, Any], announce: Callable[[str], None]) -> None:
    """Serve the library in `folder` until interrupted; `announce` is called with the address.

    Raises ServerError, InvalidOption, Unwritable and DiskFull.
    """
    data_dir = DataDir(folder)
    settings = check_settings(folder, overrides)
    with data_dir.exclusive_lock(), _bind_socket(settings) as listening:
        services = create_services(data_dir, settings)
        announce(f"Earshot is at {settings.public_url}")
        config = uvicorn.Config(
            create_app(services),
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=SHUTDOWN_GRACE_SECONDS,
            backlog=BACKLOG,
        )
        with suppress(KeyboardInterrupt):  # uvicorn raises the signal again after it has stopped
            uvicorn.Server(config).run([listening])


def _bind_socket(settings: Settings) -> socket.socket:
    """Create the listening socket. Raises PortTaken."""
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
