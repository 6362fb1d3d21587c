"""A local Postgres server for benchmarks and tests, from Debian's packages."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DEBIAN_PROGRAMS = "/usr/lib/postgresql"
USER = "postgres"


class PostgresMissing(Exception):
    """Postgres is not installed; apt-get install postgresql."""


class LocalPostgres:
    """A server in this folder."""

    def __init__(self, folder: str, options: str) -> None:
        self._folder = folder
        self._programs = find_programs()
        # Postgres refuses to run as root.
        self._user = USER if os.geteuid() == 0 else None
        port = find_free_port()
        self._options = (
            f"{options} -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        )
        self.url = f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        Path(folder).mkdir(parents=True, exist_ok=True)
        if self._user:
            os.chown(folder, pwd.getpwnam(self._user).pw_uid, pwd.getpwnam(self._user).pw_gid)
        if not Path(folder, "data").exists():
            self._run("initdb", "-U", USER, "--auth", "trust")

    def start(self) -> None:
        self._run("pg_ctl", "start", "-w", "-l", f"{self._folder}/log", "-o", self._options)

    @property
    def process_id(self) -> int:
        """Of the running server."""
        lines = Path(self._folder, "data", "postmaster.pid").read_text().splitlines()
        return int(lines[0])

    def stop(self, mode: str = "immediate") -> None:
        """Stop as in a crash, by default: nothing is written any more."""
        self._run("pg_ctl", "stop", "-m", mode)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", f"{self._folder}/data", *arguments]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, user=self._user, cwd=self._folder
        )


@contextmanager
def run_postgres(options: str = "", directory: str = "") -> Iterator[LocalPostgres]:
    """A server with an empty database, or with the one that an earlier run left in the directory.
    `options` are those of the server. Raises PostgresMissing."""
    with tempfile.TemporaryDirectory() as folder:
        server = LocalPostgres(directory or folder, options)
        server.start()
        try:
            yield server
        finally:
            server.stop("fast" if directory else "immediate")


def find_programs() -> Path:
    versions = sorted(Path(DEBIAN_PROGRAMS).glob("*/bin/initdb"))
    found = shutil.which("initdb")
    if not versions and not found:
        raise PostgresMissing("apt-get install postgresql")
    return (versions[-1] if versions else Path(str(found))).parent


def find_free_port() -> int:
    """One below those that Linux gives to whoever asks for any port: it stays free until it is
    used."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            # not of `random`, which Hypothesis seeds alike in all processes
            probe.bind(("127.0.0.1", 20_000 + secrets.randbelow(12_000)))
            port: int = probe.getsockname()[1]
            return port
