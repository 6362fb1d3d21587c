"""The requests to worker processes, their results and their progress reports.

They travel as JSON. A request is named by its class.
"""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar, get_args

from msgspec import Struct, field

from earshot.script.edits import Edits, ReadingSettings, SiteSettings
from earshot.script.sentence_changes import SentenceChange
from earshot.synthetic_voice import ReadBy

Result = TypeVar("Result")


class TaskRequest(Struct, Generic[Result], kw_only=True, frozen=True):
    """A request whose task returns a `Result`."""


class NoResult(Struct):
    """The result of a task that returns nothing."""


class WarmUpVoice(TaskRequest[NoResult], kw_only=True, frozen=True):
    voice: str
    language: str


class InstalledVoice(Struct, kw_only=True):
    id: str
    engine: str
    name: str
    languages: tuple[str, ...]
    mos: float


class VoiceList(Struct, kw_only=True):
    voices: list[InstalledVoice]


class ListVoices(TaskRequest[VoiceList], kw_only=True, frozen=True):
    """A request for the voices that are installed now."""


class PreparedStory(Struct, kw_only=True):
    """The metadata of a revision that was saved."""

    digest: str
    """A hash of its text and its voice."""
    title: str
    byline: str
    site: str
    section: str
    published: str
    url: str
    excerpt: str
    text: str
    """The text for the full-text index."""
    word_count: int
    language: str
    voice: str
    read_by: ReadBy
    changes: list[SentenceChange] = field(default_factory=list)
    """Changes of the source since the recorded revision."""


class RevisionRequest(TaskRequest[PreparedStory], kw_only=True, frozen=True):
    """A request to save a revision in `folder`."""

    folder: str
    title: str
    """The requested title; empty for the title of the source."""
    voice: str
    language: str
    reusable_folders: list[str]
    """The folders of recordings whose segments may be copied."""


class ReviseStory(RevisionRequest, kw_only=True, frozen=True):
    """A request to apply edits to the article of an earlier revision."""

    source_folder: str
    site: SiteSettings
    edits: Edits
    reading: ReadingSettings


class PrepareStory(RevisionRequest, kw_only=True, frozen=True):
    source: str
    """A file or a URL."""
    url: str
    site: SiteSettings
    default_language: str
    reading: ReadingSettings
    edits: Edits
    private_hosts: tuple[str, ...]
    cookie_lines: str
    """The server's cookies, as the lines of a cookie file."""
    recorded_folder: str = ""
    """The newest revision; empty before the first one."""
    accepts_any_text: bool = False
    """Whether the page may have lost the text of that revision."""


class EditionContent(Struct, kw_only=True):
    """The contents of an edition."""

    stories: list[str]
    """The folders of their recordings."""
    language: str
    day: str
    """YYYY-MM-DD"""
    name: str
    """The name of the collection."""
    site: str


class ComposeEdition(RevisionRequest, kw_only=True, frozen=True):
    content: EditionContent


class NextSegment(Struct):
    next: int
    """The first segment after those that were synthesized."""


class SynthesizeSegments(TaskRequest[NextSegment], kw_only=True, frozen=True):
    folder: str
    first: int


class SegmentRendered(Struct, kw_only=True):
    """A progress report of SynthesizeSegments."""

    index: int
    frame_count: int
    word_times: tuple[tuple[int, int], ...]


class FinishedRecording(Struct, kw_only=True):
    duration_ms: int
    size_bytes: int
    has_chapters: bool


class FinishRecording(TaskRequest[FinishedRecording], kw_only=True, frozen=True):
    folder: str


class TranscodeRecording(TaskRequest[NoResult], kw_only=True, frozen=True):
    folder: str
    format: str


class ExportedSite(Struct, kw_only=True):
    written: int
    """The number of stories with a written file."""
    removed: int


class ExportSite(TaskRequest[ExportedSite], kw_only=True, frozen=True):
    """A request to update the static site of the setting `export_to`."""

    data_dir: str
    settings: dict[str, Any]
    """Those of the server, as JSON."""


class ExamineRecording(TaskRequest[NoResult], kw_only=True, frozen=True):
    """A request to write the proof of the recording in `folder` to a file of this folder."""

    folder: str
    file: str


class FetchSiteIcon(TaskRequest[NoResult], kw_only=True, frozen=True):
    """A request to write the icon of a site to files: `name`, a hyphen and the shape. If it has
    none, no file is written."""

    origin: str
    folder: str
    name: str
    private_hosts: tuple[str, ...]


class SynthesizeText(TaskRequest[NoResult], kw_only=True, frozen=True):
    """The audio is in the progress reports."""

    text: str
    voice: str
    voice_alias: str = ""
    """The name of a voice of OpenAI, if `voice` is empty."""
    speed: float = 1.0
    format: str
    language: str
    default_language: str = ""
    word_times: bool = False
    """Whether the reports have the times of the words."""


class WordTime(Struct, kw_only=True):
    """A word as it is written, and its time in seconds from the start of the audio."""

    word: str
    start_time: float
    end_time: float


class SpeechProgress(Struct):
    """A progress report of SynthesizeText: the words since the last report."""

    words: list[WordTime]


class Preview(Struct):
    segment_count: int
    """0 if there is no preview."""


class BuildPreview(TaskRequest[Preview], kw_only=True, frozen=True):
    folder: str
    preview_folder: str
    level: str


class EditedRequest(Protocol):
    """A request to build a script with edits."""

    @property
    def folder(self) -> str: ...

    @property
    def edits(self) -> Edits: ...

    @property
    def reading(self) -> ReadingSettings: ...

    @property
    def site(self) -> SiteSettings: ...


class ReportProgress(Protocol):
    """Reports progress, or a piece of audio. Raises TaskCancelled."""

    def __call__(self, progress: Struct | None = None, audio: bytes = b"") -> None: ...


def result_type(request: TaskRequest[Result]) -> type[Result]:
    """The type of the result of a request."""
    [base] = request.__orig_bases__  # type: ignore[attr-defined]
    found: Any = get_args(base)[0]
    return found  # type: ignore[no-any-return]
