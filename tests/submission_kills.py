"""A program for tests/test_submissions.py: arguments TEMPLATE FOLDER TEXT.

Sends the story `cms-1` to copies of the library TEMPLATE and dies, in the copy FOLDER/N, before
its Nth access to the disk. Ends when a submission ends first.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import sys
from itertools import count
from pathlib import Path
from typing import Any

from earshot.server.service_factory import create_services
from earshot.server.settings import Settings
from earshot.server.storage.cached_data_dir import open_data_dir
from earshot.server.submission import Submission

FILE_EVENTS = ("open", "os.rename", "os.mkdir", "os.remove", "os.link")
KILLED = 9
BUCKET = "bucket"
"""The folder of the library that is its object store, if there is one."""


class Killer:
    """Ends the process before its access number `last` to a file or to the database."""

    def __init__(self, folder: Path, last: int) -> None:
        self._folder = str(folder)
        self._left = last
        self._is_armed = False
        self._connections: list[sqlite3.Connection] = []
        sys.addaudithook(self._on_event)

    def arm(self) -> None:
        self._is_armed = True
        for connection in self._connections:
            connection.set_trace_callback(lambda _sql: self._count_down())

    def _on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "sqlite3.connect/handle":
            self._connections.append(arguments[0])
        elif event in FILE_EVENTS and str(arguments[0]).startswith(self._folder):
            self._count_down()

    def _count_down(self) -> None:
        if self._is_armed:
            self._left -= 1
            if self._left == 0:
                os._exit(KILLED)


def main() -> None:
    template, folder, text = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    for number in count(1):
        copy = folder / str(number)
        shutil.copytree(template, copy)
        child = os.fork()
        if not child:
            send(copy, number, text)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code != KILLED:
            sys.exit(code)


def send(folder: Path, last: int, text: str) -> None:
    killer = Killer(folder, last)
    bucket = folder / BUCKET
    data_dir = open_data_dir(folder, str(bucket) if bucket.exists() else "")
    services = create_services(data_dir, Settings(voice="silent:reader"))
    killer.arm()
    asyncio.run(services.submissions.accept(Submission(source_id="cms-1", text=text)))


if __name__ == "__main__":
    main()
