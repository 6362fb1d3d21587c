"""The worker process that reads pages and speaks: argument DESCRIPTOR.

A request names one of TASKS and its arguments. What a task reports on its way is sent as progress:
facts about each segment, or audio as a part. An error has a text that any client may read, and one
of `worker_pool.KINDS`.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from earshot.errors import DiskFull, EarshotError, Unwritable
from earshot.files import DISK_FULL_ERRNOS
from earshot.server.editions.compose_task import compose_edition
from earshot.server.error_messages import UNEXPECTED
from earshot.server.error_messages import report as report_error
from earshot.server.jobs import tasks
from earshot.server.jobs.tasks import ReportProgress, TaskData
from earshot.server.paywall.preview_task import build_preview
from earshot.server.subscriptions.poll_task import poll_feed
from earshot.workers.channel import Channel
from earshot.workers.framing import Message
from earshot.workers.service import Reporter, TaskCancelled, ThreadedService

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


def run_task(body: Mapping[str, Any], reporter: Reporter) -> Message:
    def report(*parts: bytes, **facts: object) -> None:
        reporter(facts, parts)

    try:
        return Message("result", body=TASKS[body["name"]](body["arguments"], report))
    except TaskCancelled:
        raise
    except Exception as error:
        return Message("error", body=_facts(error))


def _facts(error: Exception) -> dict[str, str]:
    """What the server is told of an error."""
    if isinstance(error, OSError) and error.errno in DISK_FULL_ERRNOS:
        error = DiskFull(path=error.filename)
    if isinstance(error, EarshotError):
        kind = "storage" if isinstance(error, DiskFull | Unwritable) else "failed"
        return {"error": report_error(error), "kind": kind}
    log.error("a task", exc_info=error)
    return {"error": UNEXPECTED, "kind": "fault"}


def main() -> None:
    channel = Channel(int(sys.argv[1]))
    for name in _PRELOADED_MODULES:
        import_module(name)
    ThreadedService(channel, run_task).run()
