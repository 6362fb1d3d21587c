"""The requests of editors to worker processes, and their results."""

from __future__ import annotations

from msgspec import Struct

from earshot.script.edits import Edits, EntryKind, LexiconEntry, ReadingSettings, SiteSettings
from earshot.server.jobs.messages import NoResult, TaskRequest


class EditFault(Struct, kw_only=True):
    """The error in edits; `reason` is empty if there is none."""

    reason: str = ""
    field: str = ""
    """The field of the request."""
    position: int = -1
    """The index of the wrong symbol in the field; -1 for the whole field."""


class CheckEdits(TaskRequest[EditFault], kw_only=True, frozen=True):
    """A request to find the first fault of edits."""

    folder: str
    """The newest revision; empty if there is none yet, or for the lexicon."""
    edits: Edits


class PreviewSentence(TaskRequest[NoResult], kw_only=True, frozen=True):
    """A request to say one sentence with edits that are not saved. The audio is in the progress
    reports."""

    folder: str
    block: int
    text: str
    """The sentence as written."""
    occurrence: int
    """Which of several sentences with this text, from 1."""
    voice: str
    site: SiteSettings
    edits: Edits
    reading: ReadingSettings


class StoredRecording(Struct, kw_only=True):
    """A recording by a person that was stored."""

    voice: str
    """Its name, for the edit of its sentence or its story."""
    seconds: float
    sentence_count: int = 1


class StoreHumanRecording(TaskRequest[StoredRecording], kw_only=True, frozen=True):
    """A request to check and store the recording of a sentence by a person."""

    source: str
    """The file with the recording, in any audio format."""
    target: str
    """The directory that gets the stored recording."""
    folder: str
    """The newest revision."""
    text: str
    occurrence: int


class StoreStoryRecording(TaskRequest[StoredRecording], kw_only=True, frozen=True):
    """A request to check, cut and store the recording of a whole story by a person."""

    source: str
    target: str
    folder: str


class StoredSiteAudio(Struct, kw_only=True):
    seconds: float


class StoreSiteAudio(TaskRequest[StoredSiteAudio], kw_only=True, frozen=True):
    """A request to check the sound of a site in the file `source`, and to store it in `target`."""

    source: str
    target: str


class Doubt(Struct, kw_only=True):
    """A word or a sentence that an editor should check."""

    kind: str
    text: str
    block: int
    start: int
    """The offset in the block."""
    reading: str
    reason: str
    score: float
    times: int
    """The number of occurrences."""


class DoubtList(Struct, kw_only=True):
    findings: list[Doubt]
    """The most doubtful first."""


class FindDoubts(TaskRequest[DoubtList], kw_only=True, frozen=True):
    """A request to proofread the revision in `folder`."""

    folder: str
    edits: Edits


class SuggestedReading(Struct, kw_only=True):
    """A suggested pronunciation and its source."""

    kind: EntryKind
    value: str
    note: str


class SuggestionList(Struct, kw_only=True):
    suggestions: list[SuggestedReading]


class SuggestPronunciations(TaskRequest[SuggestionList], kw_only=True, frozen=True):
    written: str
    language: str


class ChangedSentence(Struct, kw_only=True):
    """A sentence that an entry of the lexicon changes, with the spoken forms of the changed
    words."""

    text: str
    before: str
    after: str


class StoryChange(Struct, kw_only=True):
    sentences: list[ChangedSentence]
    """Empty if the entry does not change the story."""


class LexiconChanges(Struct, kw_only=True):
    stories: list[StoryChange]
    """In the order of the request."""


class FindLexiconChanges(TaskRequest[LexiconChanges], kw_only=True, frozen=True):
    """A request for the changes of an entry in the newest revisions of stories."""

    folders: list[str]
    entry: LexiconEntry


class CheckSite(TaskRequest[EditFault], kw_only=True, frozen=True):
    """A request to find the first fault of the settings of a site."""

    site: SiteSettings
