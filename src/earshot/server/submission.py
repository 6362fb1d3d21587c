"""A submission: a story to create or update."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Protocol

from earshot.ingest.file_kinds import sniff_file_kind
from earshot.script.edits import ReadingSettings
from earshot.server.account import OWNER, Submitter
from earshot.server.storage.data_dir import DOCUMENT_ENDING
from earshot.server.storage.story import Story
from earshot.server.urls import canonical_url, shorten_key


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A story to create or update. `html`, `text`, `markdown`, `file`, `article` (JSON) or `mail`
    has its content; without them the page is fetched from `url`."""

    source_id: str = ""
    url: str = ""
    title: str = ""
    html: str = ""
    text: str = ""
    markdown: str = ""
    file: bytes = b""
    """A PDF, DOCX or EPUB file, or a message such as a page saved as MHTML."""
    article: str = ""
    mail: str = ""
    """A message (RFC 5322), in ASCII."""
    voice: str = ""
    language: str = ""
    section: str = ""
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    access: str = ""
    playlists: tuple[str, ...] | None = None
    submitter: Submitter = OWNER

    @property
    def content(self) -> tuple[str | bytes, str]:
        """The content and its file extension; empty if there is only a `url`."""
        if self.file:
            return self.file, DOCUMENT_ENDING if sniff_file_kind(self.file) else "eml"
        if self.html.strip() or self.article:
            return (self.html, "html") if self.html.strip() else (self.article, "json")
        if self.mail:
            return self.mail, "eml"
        return (self.markdown, "md") if self.markdown.strip() else (self.text, "txt")

    @cached_property
    def hash(self) -> str:
        """A hash of all fields that affect the recording. It is kept, since the content may be
        long."""
        content, ending = self.content
        if isinstance(content, bytes):
            content = hashlib.blake2b(content).hexdigest()
        parts: list[object] = [self.url, self.title, content, ending, self.voice, self.language]
        if self.reading != ReadingSettings():
            parts.append(asdict(self.reading))
        return hashlib.blake2b(json.dumps(parts).encode(), digest_size=12).hexdigest()

    @property
    def key(self) -> str:
        """The identity of the story: submissions with the same key update it.

        The story of a page that is fetched is the same for all accounts. Content that a reader
        sends, such as a page behind a login, becomes a separate story.
        """
        if self.source_id:
            key = f"id:{self.source_id}"
        elif self.url:
            key = f"url:{shorten_key(canonical_url(self.url))}"
        else:
            key = f"content:{self.hash}"
        is_shared = self.submitter.is_editor or self == self._page_alone
        return key if is_shared else f"account:{self.submitter.account_id}:{key}"

    @property
    def may_replace(self) -> bool:
        """Whether it may change a known story: a reader changes none that others may have."""
        return self.submitter.is_editor or self != self._page_alone

    @property
    def _page_alone(self) -> Submission:
        """The submission of the page without content and options of the recording."""
        return Submission(
            url=self.url,
            section=self.section,
            access=self.access,
            playlists=self.playlists,
            submitter=self.submitter,
        )


class SubmissionReceiver(Protocol):
    """Accepts submissions."""

    async def accept(self, submission: Submission) -> tuple[Story, bool]:
        """The story, and whether it is new. Raises RequestRejected."""
        ...
