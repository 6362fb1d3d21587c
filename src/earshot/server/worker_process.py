"""The worker process, which reads pages and synthesizes speech. Its argument is a file descriptor.

A request has the name of a class in TASKS, its fields, and the ids for the log. Progress reports
are structs of `jobs.messages`, or audio as a part. An error has a message for clients, and one of
`jobs.errors.TASK_ERRORS`.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from msgspec import Struct, convert, to_builtins

from earshot.errors import DiskFull, EarshotError, Unwritable
from earshot.files import DISK_FULL_ERRNOS
from earshot.server.editions.compose_task import compose_edition
from earshot.server.error_messages import UNEXPECTED, report_error
from earshot.server.jobs import edit_tasks, prepare_task, tasks
from earshot.server.jobs.edit_messages import (
    CheckEdits,
    CheckSite,
    FindDoubts,
    FindLexiconChanges,
    PreviewSentence,
    SuggestPronunciations,
)
from earshot.server.jobs.lexicon_task import find_lexicon_changes
from earshot.server.jobs.messages import (
    BuildPreview,
    ComposeEdition,
    ExamineRecording,
    FinishRecording,
    PrepareStory,
    ReportProgress,
    ReviseStory,
    SynthesizeSegments,
    SynthesizeText,
    TaskRequest,
    TranscodeRecording,
    WarmUpVoice,
)
from earshot.server.jobs.proof_task import examine
from earshot.server.jobs.speech_task import synthesize_text
from earshot.server.log_context import add_log_fields
from earshot.server.logs import configure_worker_log
from earshot.server.paywall.preview_task import build_preview
from earshot.server.subscriptions.messages import PollFeed
from earshot.server.subscriptions.poll_task import poll_feed
from earshot.workers.channel import Channel
from earshot.workers.framing import Message
from earshot.workers.task_service import Reporter, TaskCancelled, ThreadedService

log = logging.getLogger("earshot")
TASKS: dict[type[TaskRequest[Any]], Callable[[Any, ReportProgress], Struct]] = {
    WarmUpVoice: tasks.warm_up_voice,
    PrepareStory: prepare_task.prepare_story,
    ReviseStory: prepare_task.revise_story,
    CheckEdits: edit_tasks.check_edits,
    CheckSite: edit_tasks.check_site,
    PreviewSentence: edit_tasks.preview_sentence,
    FindDoubts: edit_tasks.find_doubts,
    FindLexiconChanges: find_lexicon_changes,
    SuggestPronunciations: edit_tasks.suggest_readings,
    SynthesizeSegments: tasks.synthesize_segments,
    FinishRecording: tasks.finish_recording,
    TranscodeRecording: tasks.transcode_recording,
    SynthesizeText: synthesize_text,
    PollFeed: poll_feed,
    ComposeEdition: compose_edition,
    BuildPreview: build_preview,
    ExamineRecording: examine,
}
_REQUEST_TYPES = {each.__name__: each for each in TASKS}
_PRELOADED_MODULES = ("earshot.ingest.readers.html", "earshot.ingest.encoding", "earshot.pipeline")
"""Load at the start what would otherwise delay the first story."""


def run_task(body: Mapping[str, Any], reporter: Reporter) -> Message:
    with add_log_fields(**body["log_fields"]):
        return _run_request(body, reporter)


def _run_request(body: Mapping[str, Any], reporter: Reporter) -> Message:
    def report(progress: Struct | None = None, audio: bytes = b"") -> None:
        reporter(to_builtins(progress) if progress else {}, [audio] if audio else [])

    kind = _REQUEST_TYPES[body["name"]]
    try:
        result = TASKS[kind](convert(body["arguments"], kind), report)
        return Message("result", body=to_builtins(result))
    except TaskCancelled:
        raise
    except Exception as error:
        return Message("error", body=_serialize_error(error))


def _serialize_error(error: Exception) -> dict[str, str]:
    """Serialize an error for the server."""
    if isinstance(error, OSError) and error.errno in DISK_FULL_ERRNOS:
        error = DiskFull(path=error.filename)
    if isinstance(error, EarshotError):
        kind = "storage" if isinstance(error, DiskFull | Unwritable) else "failed"
        return {"error": report_error(error), "kind": kind}
    log.error("a task", exc_info=error)
    return {"error": UNEXPECTED, "kind": "fault"}


def main() -> None:
    configure_worker_log()
    channel = Channel(int(sys.argv[1]))
    for name in _PRELOADED_MODULES:
        import_module(name)
    ThreadedService(channel, run_task).run()
