"""Starts worker processes. Imports no heavy modules, since `earshot.warm_up` is called to save
time."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from earshot.environment import earshot_variables
from earshot.workers.channel import Channel

_SOURCE_DIR = str(Path(__file__).parents[2])
"""Directory that contains the package `earshot`."""


class WorkerProcess:
    """A process and its socket."""

    def __init__(self, process: subprocess.Popen[bytes], own_end: socket.socket) -> None:
        self._process = process
        self.socket = own_end
        self.channel = Channel(own_end.fileno())
        self._settings = earshot_variables()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def is_usable(self) -> bool:
        """Whether it is running and was started with the current environment."""
        return self.is_alive and self._settings == earshot_variables()

    def kill(self) -> int:
        """Kill its process group; returns its exit code, negative for a signal."""
        if self.is_alive:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()

    def wait(self, timeout: float) -> int | None:
        """The exit code, or None if it is still running after `timeout`."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout)
        return None

    def close(self) -> None:
        self.kill()
        self.socket.close()


def spawn_worker(
    module: str,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    is_minimal: bool = False,
) -> WorkerProcess:
    """Start a process that calls `main` of a module, with the socket's descriptor as its first
    argument. Raises OSError.

    The process has the same module path as this one. A minimal process finds only Earshot and the
    standard library, so it starts sooner, and has no standard error. `environment` holds defaults
    for variables that are not set here.
    """
    path = _SOURCE_DIR if is_minimal else os.pathsep.join(filter(None, sys.path))
    options = ["-P", "-s", "-S"] if is_minimal else ["-P"]
    own_end, worker_end = socket.socketpair()
    descriptor = worker_end.fileno()
    code = f"from {module} import main; main()"  # `python -m` imports more and starts later
    with worker_end:
        try:
            process = subprocess.Popen(
                [sys.executable, *options, "-c", code, str(descriptor), *arguments],
                pass_fds=[descriptor],
                env={**(environment or {}), **os.environ, "PYTHONPATH": path},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL if is_minimal else None,
                start_new_session=True,  # this process handles Ctrl-C
            )
        except BaseException:
            own_end.close()
            raise
    return WorkerProcess(process, own_end)
