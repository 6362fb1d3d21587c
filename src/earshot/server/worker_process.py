"""The process that reads pages and speaks: `python -m earshot.server.worker_process`.

A request is a line of JSON on standard input, `{"task": ID, "do": NAME, …}`, carried out in a
thread of its own; `{"cancel": ID}` ends one at the next sentence. Answers are lines of JSON on
standard output: `{"task", "made"}` for each segment, and at the end `{"task", "done"}` or
`{"task", "error", "kind"}`, with an error that any client may read and one of `crew.KINDS`. The
first line is `{"ready": true}`. It ends with its standard input, so it cannot outlive the server.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from importlib import import_module
from threading import Lock, Thread
from typing import Any

from earshot.errors import DiskFull, EarshotError, Unwritable
from earshot.files import NO_ROOM
from earshot.server.editions.build import compose
from earshot.server.error_messages import UNEXPECTED, report
from earshot.server.jobs.tasks import DOING, Cancelled
from earshot.server.paywall.preview_task import preview

log = logging.getLogger("earshot")
ALL = DOING | {"compose": compose, "preview": preview}
_WARMING = ("earshot.ingest.readers.html", "earshot.ingest.encoding", "earshot.pipeline")
"""What the first story would otherwise wait for."""


class Maker:
    """The threads at work, and the one way out."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self._lock = Lock()
        self._cancelled: set[int] = set()

    def answer(self, **facts: object) -> None:
        line = json.dumps(facts).encode() + b"\n"
        with self._lock:
            self._out.write(line)
            self._out.flush()

    def ask(self, request: dict[str, Any]) -> None:
        if "cancel" in request:
            self._cancelled.add(request["cancel"])
        else:
            Thread(target=self._run, args=(request,), daemon=True).start()

    def _run(self, request: dict[str, Any]) -> None:
        task = request.pop("task")

        def made(**facts: object) -> None:
            self.answer(task=task, made=facts)
            if task in self._cancelled:
                raise Cancelled

        try:
            done = ALL[request.pop("do")](request, made)
            self.answer(task=task, done=done)
        except Cancelled:
            self.answer(task=task, done={"cancelled": True})
        except Exception as error:
            self.answer(task=task, **_facts(error))
        finally:
            self._cancelled.discard(task)


def _facts(error: Exception) -> dict[str, str]:
    """What the server is told of an error."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        error = DiskFull(path=error.filename)
    if isinstance(error, EarshotError):
        kind = "storage" if isinstance(error, DiskFull | Unwritable) else "failed"
        return {"error": report(error), "kind": kind}
    log.error("a task", exc_info=error)
    return {"error": UNEXPECTED, "kind": "fault"}


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server to handle
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets among the answers
    maker = Maker(out)
    for name in _WARMING:
        import_module(name)
    maker.answer(ready=True)
    for line in sys.stdin.buffer:
        maker.ask(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main()
