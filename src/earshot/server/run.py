"""Runs the server process: loads the settings, locks the data directory, binds the port, and cleans
up."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import uvicorn

from earshot.errors import PasswordNeeded
from earshot.server.app import create_app
from earshot.server.connections import (
    BACKLOG,
    HttpProtocol,
    apply_bound_port,
    bind_socket,
    max_connections,
    raise_file_limit,
)
from earshot.server.logs import configure_log
from earshot.server.service_factory import create_services
from earshot.server.settings import Settings, load_settings
from earshot.server.settings_validation import validate_settings
from earshot.server.storage.cached_data_dir import open_data_dir
from earshot.server.traces import configure_tracing

SHUTDOWN_GRACE_SECONDS = 3
"""The time that clients have to receive pending data when the server stops."""


def check_settings(folder: Path, overrides: Mapping[str, Any]) -> Settings:
    """The settings, if a server can start with them. Raises InvalidOption, UnknownVoice,
    VoiceNotInstalled and PasswordNeeded."""
    settings = load_settings(folder, overrides, os.environ)
    validate_settings(settings)
    if not (settings.is_local or settings.password or settings.auth_proxy_header):
        raise PasswordNeeded(host=settings.base_url or settings.host)
    return settings


def serve(folder: Path, overrides: Mapping[str, Any], announce: Callable[[str], None]) -> None:
    """Serve the library in `folder` until interrupted; `announce` is called with the address.

    Raises ServerError, InvalidOption, PackageMissing, Unwritable and DiskFull.
    """
    settings = check_settings(folder, overrides)
    data_dir = open_data_dir(folder, settings.storage)
    configure_log(settings)
    raise_file_limit()
    os.umask(0o077)  # the library holds feed tokens and webhook secrets
    with data_dir.exclusive_lock(), bind_socket(settings) as listening, ExitStack() as stack:
        settings = apply_bound_port(settings, listening)
        if settings.traces_url:
            stack.callback(configure_tracing(settings.traces_url))
        services = create_services(data_dir, settings)
        announce(f"Earshot is at {settings.public_url}")
        config = uvicorn.Config(
            create_app(services),
            http=HttpProtocol,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=SHUTDOWN_GRACE_SECONDS,
            backlog=BACKLOG,
            limit_concurrency=max_connections(),
        )
        with suppress(KeyboardInterrupt):  # uvicorn raises the signal again after it has stopped
            uvicorn.Server(config).run([listening])
