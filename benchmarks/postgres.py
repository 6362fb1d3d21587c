"""A local Postgres server for benchmarks and tests, from Debian's packages."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN_PROGRAMS = "/usr/lib/postgresql"
USER = "postgres"


class PostgresMissing(Exception):
    """Postgres is not installed; apt-get install postgresql."""


@contextmanager
def run_postgres(options: str = "") -> Iterator[str]:
    """The URL of an empty database. `options` are those of the server. Raises PostgresMissing."""
    programs = _find_programs()
    # Postgres refuses to run as root.
    account = pwd.getpwnam(USER) if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as folder:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), "-D", f"{folder}/data", *arguments]
            user = account.pw_uid if account else None
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)

        run("initdb", "-U", USER, "--auth", "trust")
        port = find_free_port()
        options += f" -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        run("pg_ctl", "start", "-w", "-l", f"{folder}/log", "-o", options)
        try:
            yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "-m", "immediate")


def _find_programs() -> Path:
    versions = sorted(Path(DEBIAN_PROGRAMS).glob("*/bin/initdb"))
    found = shutil.which("initdb")
    if not versions and not found:
        raise PostgresMissing("apt-get install postgresql")
    return (versions[-1] if versions else Path(str(found))).parent


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
