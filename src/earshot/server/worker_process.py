"""The worker process, which reads pages and synthesizes speech. Its argument is a file descriptor.

A request has the name of a class in TASKS, its fields, and the ids for the log. Progress reports
are structs of `jobs.messages`, or audio as a part. An error has a message for clients, one of
`jobs.errors.TASK_ERRORS`, and what the server logs, unless it has cancelled the task meanwhile: the
files of a deleted story are gone before its task ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

from msgspec import Struct, convert, to_builtins

from earshot.errors import (
    DiskFull,
    EarshotError,
    FetchFailed,
    UnknownVoice,
    Unwritable,
    VoiceNotInstalled,
)
from earshot.files import DISK_FULL_ERRNOS
from earshot.httpclient.raw_content import RawContent
from earshot.imports import load_module
from earshot.pattern_cache import PatternCache, install_pattern_cache
from earshot.server.error_messages import UNEXPECTED, client_message, log_detail
from earshot.server.jobs.edit_messages import (
    CheckEdits,
    CheckSite,
    FindDoubts,
    FindLexiconChanges,
    PreviewSentence,
    StoreHumanRecording,
    StoreSiteAudio,
    StoreStoryRecording,
    SuggestPronunciations,
)
from earshot.server.jobs.errors import StoryRetracted
from earshot.server.jobs.messages import (
    BuildPreview,
    ComposeEdition,
    ExamineRecording,
    ExportSite,
    FetchSiteIcon,
    FinishRecording,
    ListVoices,
    PrepareStory,
    ReportProgress,
    ReviseStory,
    SynthesizeSegments,
    SynthesizeText,
    TaskRequest,
    TranscodeRecording,
    WarmUpVoice,
)
from earshot.server.log_context import add_log_fields
from earshot.server.logs import configure_worker_log, format_traceback, remove_secrets
from earshot.server.subscriptions.messages import PollFeed
from earshot.workers.channel import Channel
from earshot.workers.framing import Message
from earshot.workers.task_service import Reporter, TaskCancelled, ThreadedService

TASKS: dict[type[TaskRequest[Any]], str] = {
    ListVoices: "jobs.voice_list_task.list_voices",
    WarmUpVoice: "jobs.recording_tasks.warm_up_voice",
    PrepareStory: "jobs.prepare_task.prepare_story",
    ReviseStory: "jobs.prepare_task.revise_story",
    CheckEdits: "jobs.edit_tasks.check_edits",
    CheckSite: "jobs.edit_tasks.check_site",
    PreviewSentence: "jobs.edit_tasks.preview_sentence",
    StoreHumanRecording: "jobs.human_recording_task.store_human_recording",
    StoreStoryRecording: "jobs.human_recording_task.store_story_recording",
    StoreSiteAudio: "jobs.human_recording_task.store_sound_of_site",
    FindDoubts: "jobs.edit_tasks.find_doubts",
    FindLexiconChanges: "jobs.lexicon_task.find_lexicon_changes",
    SuggestPronunciations: "jobs.edit_tasks.suggest_readings",
    SynthesizeSegments: "jobs.recording_tasks.synthesize_segments",
    FinishRecording: "jobs.recording_tasks.finish_recording",
    TranscodeRecording: "jobs.recording_tasks.transcode_recording",
    SynthesizeText: "jobs.speech_task.synthesize_text",
    FetchSiteIcon: "jobs.site_icon_task.fetch_site_icon",
    PollFeed: "subscriptions.poll_task.poll_feed",
    ComposeEdition: "editions.compose_task.compose_edition",
    BuildPreview: "paywall.preview_task.build_preview",
    ExamineRecording: "jobs.proof_task.examine",
    ExportSite: "exports.export_task.export_library",
}
"""The functions, in modules of `earshot.server`. A module is loaded for its first request: together
they load most of Earshot, and the process would start in a second instead of a tenth."""
GONE_STATUSES = (404, 410)
_NO_VOICE = (UnknownVoice, VoiceNotInstalled)
_REQUEST_TYPES = {each.__name__: each for each in TASKS}
_PRELOADED_MODULES = (
    "earshot.ingest.encoding",
    "earshot.ingest.readers.html",
    "earshot.server.jobs.prepare_task",
    "earshot.server.jobs.recording_tasks",
    *("av", "htmldate", "num2words", "numpy"),  # imported with their first use
)
"""Those that the first story would wait for."""


def run_task(body: Mapping[str, Any], reporter: Reporter) -> Message:
    with add_log_fields(**body["log_fields"]):
        return _run_request(body, reporter)


def _run_request(body: Mapping[str, Any], reporter: Reporter) -> Message:
    def report(progress: Struct | None = None, audio: bytes = b"") -> None:
        reporter(to_builtins(progress) if progress else {}, [audio] if audio else [])

    kind = _REQUEST_TYPES[body["name"]]
    try:
        result = load_task(kind)(convert(body["arguments"], kind), report)
        return Message("result", body=to_builtins(result))
    except TaskCancelled:
        raise
    except Exception as error:
        return Message("error", body=_serialize_error(error))


def load_task(kind: type[TaskRequest[Any]]) -> Callable[[Any, ReportProgress], Struct]:
    module, _, name = TASKS[kind].rpartition(".")
    task: Callable[[Any, ReportProgress], Struct] = getattr(
        load_module(f"earshot.server.{module}"), name
    )
    return task


def _serialize_error(error: Exception) -> dict[str, str]:
    """Serialize an error for the server."""
    if isinstance(error, OSError) and error.errno in DISK_FULL_ERRNOS:
        error = DiskFull(path=error.filename)
    if isinstance(error, EarshotError):
        message, detail = client_message(error), log_detail(error)
        facts = {"voice": str(error.facts["voice"])} if isinstance(error, _NO_VOICE) else {}
        return {"error": message, "kind": _describe_kind(error), "detail": detail, **facts}
    trace = remove_secrets(format_traceback(error))
    return {"error": UNEXPECTED, "kind": "fault", "detail": "a task", "traceback": trace}


def _describe_kind(error: EarshotError) -> str:
    """The name of the error in TASK_ERRORS."""
    if isinstance(error, DiskFull | Unwritable):
        return "storage"
    if isinstance(error, _NO_VOICE):
        return "voice"
    if isinstance(error, StoryRetracted):
        return "retracted"
    is_gone = isinstance(error, FetchFailed) and error.facts.get("status") in GONE_STATUSES
    return "gone" if is_gone else "failed"


def main() -> None:
    patterns = install_pattern_cache()
    configure_worker_log()
    ThreadedService(Channel(int(sys.argv[1])), run_task).run(partial(_preload, patterns))


def _preload(patterns: PatternCache | None) -> None:
    preload_pipeline()
    if patterns:  # this process ends without its exit handlers
        patterns.save()


@cache
def preload_pipeline() -> None:
    """Import the modules of a story, and read one: that loads dictionaries and expressions."""
    for name in _PRELOADED_MODULES:
        load_module(name)
    pipeline = load_module("earshot.pipeline")
    text = files("earshot").joinpath("calibration.txt").read_text("utf-8")
    paragraphs = "".join(f"<p>{each}</p>" for each in text.split("\n\n"))
    page = f'<html lang="en"><h1>A page</h1><article>{paragraphs}</article></html>'
    content = RawContent(source="a page", data=page.encode(), kind="html", charset="utf-8")
    pipeline.build_script(pipeline.read_source(content))
