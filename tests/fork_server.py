"""A process that has imported Earshot and forks itself, for tests that start servers.

A server and its workers import for more than a second before they do anything, and the tests start
two hundred servers. A fork calls the same functions with its own environment, session, streams and
exit code. Folders before the others in PYTHONPATH are put on its path. What else differs outside
`EARSHOT_…` and `AWS_…`, such as LD_PRELOAD or TZ, is read when Python starts: a command with that
is started in a new process: see `forked_process`.

The name of a forked process tells who asked for it, since its parent is always this process.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import json
import os
import resource
import select
import socket
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import short_delays  # noqa: F401 -- a forked process finds it
from forked_process import child_name, fork_workers
from serving import SENTENCES, story_markdown

from earshot.audio.dsp import silence
from earshot.httpclient.raw_content import RawContent
from earshot.mastering import RATE
from earshot.publish.mp3_frames import encode_frames

IMPORTED_MODULES = (
    "PIL.ImageDraw",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "anyio._backends._asyncio",
    "av",
    "earshot.cli.serve",
    "earshot.cli.worker",
    "earshot.ingest.encoding",
    "earshot.ingest.feeds.discovery",
    "earshot.ingest.feeds.polling",
    "earshot.ingest.feeds.sitemap",
    "earshot.ingest.metadata.language_id",
    "earshot.ingest.readers.html",
    "earshot.ingest.readers.markdown",
    "earshot.ingest.readers.page_artifacts",
    "earshot.ingest.readers.text",
    "earshot.ingest.site_icons",
    "earshot.ingest.web",
    "earshot.proof.examination",
    "earshot.script.proofreading",
    "earshot.server.jobs.edit_tasks",
    "earshot.server.jobs.lexicon_task",
    "earshot.server.jobs.prepare_task",
    "earshot.server.jobs.recording_tasks",
    "earshot.server.jobs.site_icon_task",
    "earshot.server.storage.backups",
    "earshot.server.storage.postgres_database",
    "earshot.server.storage.sqlite_database",
    "earshot.server.subscriptions.poll_task",
    "earshot.server.worker_process",
    "earshot.synthesis.worker_process",
    "earshot.voices.engines.espeak",
    "earshot.voices.engines.flite",
    "earshot.voices.engines.house",
    "earshot.voices.engines.kitten",
    "earshot.voices.engines.kokoro",
    "earshot.voices.engines.libflite",
    "earshot.voices.engines.openai",
    "earshot.voices.engines.piper",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.protocols.websockets.auto",
)
"""What the servers and workers of most tests import, at the latest with their first story."""
MAX_REQUEST_BYTES, MAX_DESCRIPTORS = 1 << 17, 8
FIRST_FREE_DESCRIPTOR = 200
"""Received descriptors are moved out of the way of the numbers that the new process asks for."""
Entry = Callable[[], Any]


class _Forks:
    """Forks this process, which has one thread: others would not be forked."""

    def __init__(self, address: str) -> None:
        self._poll = select.poll()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(address)
        self._listener.listen(64)
        self._children: dict[int, tuple[int, socket.socket]] = {}
        """By their pidfd."""

    def run(self) -> Entry | None:
        """Returns in a forked process what it calls, and None when standard input is closed."""
        self._poll.register(self._listener, select.POLLIN)
        self._poll.register(0, select.POLLIN)
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor == 0:
                    return None
                if descriptor in self._children:
                    self._report_end(descriptor)
                elif entry := self._fork():
                    return entry

    def _fork(self) -> Entry | None:
        connection, _ = self._listener.accept()
        try:
            data, descriptors, *_ = socket.recv_fds(connection, MAX_REQUEST_BYTES, MAX_DESCRIPTORS)
        except ConnectionError:
            data, descriptors = b"", []
        if not data:  # whoever asks was killed meanwhile
            connection.close()
            return None
        pid = os.fork()
        if pid == 0:
            for each in (self._listener, *(other for _, other in self._children.values())):
                each.detach()  # else it would close a descriptor of the same number later
            os.setsid()  # before its name: who finds it may send a signal to its session
            Path("/proc/self/comm").write_text(child_name(_peer_pid(connection)))
            return _become(json.loads(data), descriptors, connection.detach())
        handle = os.pidfd_open(pid)
        self._poll.register(handle, select.POLLIN)
        self._children[handle] = pid, connection
        for descriptor in descriptors:
            os.close(descriptor)
        return None

    def _report_end(self, handle: int) -> None:
        pid, connection = self._children.pop(handle)
        self._poll.unregister(handle)
        os.close(handle)
        _, status = os.waitpid(pid, 0)
        with connection, suppress(ConnectionError):  # whoever asked for it may have been killed
            connection.send(str(os.waitstatus_to_exitcode(status)).encode())


def _peer_pid(connection: socket.socket) -> int:
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    return int(struct.unpack("3i", credentials)[0])


def _become(request: dict[str, Any], descriptors: Sequence[int], connection: int) -> Entry:
    """Make this process the one that was asked for."""
    *moved, reply = (
        fcntl.fcntl(each, fcntl.F_DUPFD, FIRST_FREE_DESCRIPTOR)
        for each in (*descriptors, connection)
    )
    os.closerange(3, FIRST_FREE_DESCRIPTOR)
    for number, descriptor in zip(request["descriptors"], moved, strict=True):
        os.dup2(descriptor, number)
        os.close(descriptor)
    if added := _added_folders(os.environ, request["environment"]):
        sys.path[:0] = added
        import_module("earshot.plugins").scan_packages.cache_clear()
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    os.umask(request["umask"])
    for name, limits in request["limits"].items():
        resource.setrlimit(getattr(resource, name), tuple(limits))
    sys.argv = request["arguments"]
    with suppress(ConnectionError):  # whoever asked for it may have ended
        os.write(reply, str(os.getpid()).encode())
    os.close(reply)
    module, _, name = request["entry"].partition(":")
    entry: Entry = getattr(import_module(module), name)
    return entry


def _added_folders(own: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Those that the other environment has in PYTHONPATH before the own ones."""
    added = other.get("PYTHONPATH", "").removesuffix(own.get("PYTHONPATH", ""))
    return [folder for folder in added.split(os.pathsep) if folder]


class _Exit:
    """Ends a forked process without clearing its memory. To clear it is to write to all that is
    shared with the process that forks, which took half of the CPU time of a server."""

    def __init__(self) -> None:
        self._code: int | None = None
        atexit.register(self._exit)  # before all others, so it is called after them

    def call(self, entry: Entry) -> NoReturn:
        """Call it, and exit as Python would."""
        try:
            sys.exit(entry())
        except SystemExit as end:
            self._code = end.code if isinstance(end.code, int) else int(end.code is not None)
            raise
        except Exception:
            self._code = 1
            raise

    def _exit(self) -> None:
        if self._code is not None:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(self._code)


def _load_shared_data() -> None:
    """Load what takes most CPU time when a process needs it for the first time: the model that
    guesses the language of a story, the templates, which are compiled, the libraries of voices, and
    an encoder of silence."""
    import_module("earshot.ingest.metadata.language_id").identify_language("It came. " * 9)
    import_module("earshot.publish.read_along").environment().get_template("readalong.html")
    environment = import_module("earshot.server.pages.templates").page_environment()
    for name in environment.list_templates(["html"]):
        environment.get_template(name)
    import_module("earshot.voices.registry").list_voices()
    encode_frames(silence(1), RATE)
    _read_stories()


def _read_stories() -> None:
    """Read what the tests submit, since a pattern is compiled when a story needs it first."""
    bridge = Path(__file__).with_name("data").joinpath("bridge.md").read_text("utf-8")
    paragraphs = "".join(f"<p>{each}</p>" for each in (*bridge.split("\n\n"), *SENTENCES))
    stories = (
        ("html", f"<article><h1>Ferry returns</h1>{paragraphs}</article>"),
        ("html", "<article><h1>Ferry returns</h1><p>It came.</p></article>"),
        ("markdown", story_markdown()),
        ("markdown", bridge),
        ("text", " ".join(SENTENCES)),
    )
    pipeline = import_module("earshot.pipeline")
    for kind, text in stories:
        content = RawContent(source="a story", data=text.encode(), kind=kind, charset="utf-8")
        pipeline.build_script(pipeline.read_source(content, language="en"))


def main(address: str) -> int:
    end = _Exit()
    for name in IMPORTED_MODULES:
        import_module(name)
    import_module("earshot.server.worker_process").preload_pipeline()
    _load_shared_data()
    fork_workers(lambda: address)
    gc.collect()
    gc.freeze()
    forks = _Forks(address)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if entry := forks.run():
        end.call(entry)
    return 0


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of the tests is not on the path of Earshot
    sys.exit(main(sys.argv[1]))
