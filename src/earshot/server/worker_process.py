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
from collections.abc import Callable
from importlib import import_module
from threading import Lock, Thread
from typing import Any

from earshot.errors import DiskFull, EarshotError, Unwritable
from earshot.files import DISK_FULL_ERRNOS
from earshot.server.editions.compose_task import compose_edition
from earshot.server.error_messages import UNEXPECTED, report
from earshot.server.jobs import tasks
from earshot.server.jobs.tasks import ReportProgress, TaskCancelled, TaskData
from earshot.server.paywall.preview_task import build_preview
from earshot.server.subscriptions.poll_task import poll_feed

log = logging.getLogger("earshot")
TASKS: dict[str, Callable[[TaskData, ReportProgress], TaskData]] = {
    "warm": tasks.warm_up_voice,
    "prepare": tasks.prepare_story,
    "speak": tasks.synthesize_segments,
    "finish": tasks.finish_recording,
    "code": tasks.transcode_recording,
    "say": tasks.synthesize_text,
    "look": poll_feed,
    "compose": compose_edition,
    "preview": build_preview,
}
_PRELOADED_MODULES = ("earshot.ingest.readers.html", "earshot.ingest.encoding", "earshot.pipeline")
"""What the first story would otherwise wait for."""


class TaskRunner:
    """The threads at work, and the one way out."""

    def __init__(self, output: Any) -> None:
        self._output = output
        self._lock = Lock()
        self._cancelled: set[int] = set()

    def write_answer(self, **answer: object) -> None:
        line = json.dumps(answer).encode() + b"\n"
        with self._lock:
            self._output.write(line)
            self._output.flush()

    def handle_request(self, request: dict[str, Any]) -> None:
        if "cancel" in request:
            self._cancelled.add(request["cancel"])
        else:
            Thread(target=self._run_task, args=(request,), daemon=True).start()

    def _run_task(self, request: dict[str, Any]) -> None:
        task = request.pop("task")

        def report_progress(**facts: object) -> None:
            self.write_answer(task=task, made=facts)
            if task in self._cancelled:
                raise TaskCancelled

        try:
            result = TASKS[request.pop("do")](request, report_progress)
            self.write_answer(task=task, done=result)
        except TaskCancelled:
            self.write_answer(task=task, done={"cancelled": True})
        except Exception as error:
            self.write_answer(task=task, **_facts(error))
        finally:
            self._cancelled.discard(task)


def _facts(error: Exception) -> dict[str, str]:
    """What the server is told of an error."""
    if isinstance(error, OSError) and error.errno in DISK_FULL_ERRNOS:
        error = DiskFull(path=error.filename)
    if isinstance(error, EarshotError):
        kind = "storage" if isinstance(error, DiskFull | Unwritable) else "failed"
        return {"error": report(error), "kind": kind}
    log.error("a task", exc_info=error)
    return {"error": UNEXPECTED, "kind": "fault"}


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server to handle
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets among the answers
    runner = TaskRunner(output)
    for name in _PRELOADED_MODULES:
        import_module(name)
    runner.write_answer(ready=True)
    for line in sys.stdin.buffer:
        runner.handle_request(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main()
