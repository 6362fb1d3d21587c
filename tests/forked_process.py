"""Starts processes by `fork_server`. They look like those of `subprocess.Popen`."""

from __future__ import annotations

import atexit
import functools
import json
import os
import re
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

from earshot.workers import spawn

NUMBER_BYTES = 32
WORKER_CODE = re.compile(r"from (earshot\S+) import main; main\(\)")


class ForkedProcess:
    """What `subprocess.Popen` is for other processes: the part that Earshot and the tests use."""

    def __init__(self, connection: socket.socket, stdout: IO[bytes] | None = None) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        """Two threads may wait for a worker at the same time."""
        self.stdout = stdout
        self.returncode: int | None = None
        self.pid = int(connection.recv(NUMBER_BYTES))

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        poll = select.poll()
        with self._lock:
            if self.returncode is not None:
                return self.returncode
            poll.register(self._connection, select.POLLIN)
        if not poll.poll(None if timeout is None else timeout * 1000):
            raise subprocess.TimeoutExpired("a forked process", timeout or 0.0)
        with self._lock:
            if self.returncode is None:
                code = self._connection.recv(NUMBER_BYTES)
                # Nothing if the fork server has ended, as it does with this process. So do
                # the workers.
                self.returncode = int(code or -signal.SIGHUP)
                self._connection.close()
            return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[bytes, None]:
        """Read the output to its end."""
        output = b""
        if self.stdout and not self.stdout.closed:
            output = self.stdout.read()
            self.stdout.close()
        self.wait(timeout)
        return output, None


def child_name(pid: int) -> str:
    """The name of the processes that were forked for this one."""
    return f"for {pid}"


def list_started(pid: int) -> list[int]:
    """The child processes of a process."""
    found: list[int] = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # the thread has ended
            found += map(int, children.read_text().split())
    return found


def find_children(pid: int) -> list[int]:
    """The processes that were forked for this one."""
    found = []
    for file in Path("/proc").glob("[0-9]*/comm"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if file.read_text().rstrip("\n") == child_name(pid):
                found.append(int(file.parent.name))
    return found


AnyProcess = ForkedProcess | subprocess.Popen[bytes]


def fork_process(
    address: str,
    entry: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    descriptors: Mapping[int, int],
) -> socket.socket:
    """Ask for a process that calls `entry`, "module:function", with these `sys.argv`. It gets the
    descriptors that are the values, under the numbers that are the keys. Returns the connection on
    which its number arrives, and later its exit code."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(address)
    request = {
        "entry": entry,
        "arguments": list(arguments),
        "environment": dict(environment),
        "descriptors": list(descriptors),
        **_inherited_state(),
    }
    socket.send_fds(connection, [json.dumps(request).encode()], list(descriptors.values()))
    return connection


def _inherited_state() -> dict[str, object]:
    """The state that a new process would inherit from this one."""
    status = Path("/proc/self/status").read_text()  # to ask for the umask is to change it
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {
        "folder": str(Path.cwd()),
        "umask": int(status.partition("Umask:")[2].split()[0], 8),
        "limits": {name: resource.getrlimit(getattr(resource, name)) for name in names},
    }


def fork_workers(find_address: Callable[[], str]) -> None:
    """Let the worker processes that Earshot starts in this process be forked."""
    popen = functools.partial(_fork_worker, find_address)
    spawn.__dict__["subprocess"] = SimpleNamespace(**vars(subprocess) | {"Popen": popen})


def _fork_worker(
    find_address: Callable[[], str], command: Sequence[str], **options: Any
) -> AnyProcess:
    """Stands in for `subprocess.Popen` where Earshot starts its workers."""
    code = WORKER_CODE.fullmatch(command[command.index("-c") + 1])
    if not code or "-S" in command:  # a process without most modules
        return subprocess.Popen(command, **options)
    arguments = command[command.index("-c") + 2 :]
    null = os.open(os.devnull, os.O_RDWR)
    descriptors = {0: null, 1: null, 2: 2} | {each: each for each in options["pass_fds"]}
    try:
        entry = f"{code[1]}:main"
        return ForkedProcess(
            fork_process(find_address(), entry, ["-c", *arguments], options["env"], descriptors)
        )
    finally:
        os.close(null)


class ForkServer:
    """The process that forks. Its environment is the one that Python read there."""

    def __init__(self, address: str, environment: Mapping[str, str]) -> None:
        self.address = address
        self._environment = environment

    def start(
        self, entry: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> ForkedProcess | None:
        """Start a command with a pipe as its standard output. Returns None if this environment
        needs a Python of its own."""
        own, other = (_read_by_python(each) for each in (self._environment, environment))
        own_path, other_path = (each.pop("PYTHONPATH", "") for each in (own, other))
        if own != other or not other_path.endswith(own_path):
            return None
        own_end, output = os.pipe()
        streams = {0: 0, 1: output, 2: 2}
        try:
            connection = fork_process(self.address, entry, arguments, environment, streams)
        finally:
            os.close(output)
        return ForkedProcess(connection, os.fdopen(own_end, "rb"))


def _read_by_python(environment: Mapping[str, str]) -> dict[str, str]:
    others = ("EARSHOT_", "PYTEST_", "AWS_")
    return {name: value for name, value in environment.items() if not name.startswith(others)}


def launch_fork_server(environment: Mapping[str, str]) -> ForkServer:
    """Start it. It ends with this process."""
    folder = tempfile.TemporaryDirectory(prefix="fork-")
    address = f"{folder.name}/socket"
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("fork_server.py")), address],
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdout.readline(), "it listens"

    @atexit.register
    def close() -> None:
        process.communicate()
        folder.cleanup()

    return ForkServer(address, environment)
