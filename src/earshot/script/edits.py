"""The edits of a story or a site: pronunciations, skipped blocks, pauses and voices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

EntryKind = Literal["say", "spell", "ipa", "language"]
ENTRY_KINDS: tuple[EntryKind, ...] = ("say", "spell", "ipa", "language")
PARTS_OF_SPEECH = ("noun", "verb", "adjective")

ALL_SITES = "*"
"""In place of a host name: the settings of the library. Those of a site replace them one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconEntry:
    """The pronunciation of a word or phrase.

    `written` is case-sensitive if it contains a capital letter. `value` is the words to say, the
    IPA (words separated by spaces) or a language (BCP 47). It is empty for "spell".
    """

    written: str
    kind: EntryKind
    value: str = ""
    pos: str = ""
    """Limits the entry to a "noun", "verb" or "adjective", if not empty."""
    source: str = ""
    """The file that contains the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceEdit:
    """A pause or a voice for the sentences with this text, or for one of them."""

    text: str
    """As written (see `written_text`)."""
    occurrence: int = 0
    """Which of the sentences with this text that are read aloud, from 1; 0 for all."""
    pause: int | None = None
    """Silence after it, in ms."""
    voice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """An editor's changes of one story. They refer to its text, not to positions, so they
    survive changes of other parts."""

    pronunciations: tuple[LexiconEntry, ...] = ()
    skipped_blocks: tuple[str, ...] = ()
    """The text hashes of blocks that are not read aloud."""
    restored_blocks: tuple[str, ...] = ()
    """The text hashes of blocks that are read aloud although extraction dropped them."""
    sentences: tuple[SentenceEdit, ...] = ()
    recording: str = ""
    """The recording of the whole story by a person; `sentences` take precedence over it."""


SpokenPart = Literal[
    "byline",
    "date",
    "voice_notice",
    "tables",
    "long_tables",
    "corrections",
    "brackets",
    "captions",
    "alt_texts",
    "notes",
    "code",
]
SPOKEN_PARTS = get_args(SpokenPart)
DEFAULT_SPOKEN_PARTS = ("byline", "date", "tables", "corrections", "brackets")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSettings:
    """Which parts of a story are read, and how long its pauses are, as set for a request, a site
    or a library."""

    spoken_parts: tuple[str, ...] | None = None
    """Parts of a page that are read, by the names in `SPOKEN_PARTS`; None if not set."""
    pauses: dict[str, int] = field(default_factory=dict)
    """Lengths in ms by kind (see `script.pauses`)."""

    def complete(self, other: ReadingSettings) -> ReadingSettings:
        """Take from the other settings what these leave open."""
        parts = other.spoken_parts if self.spoken_parts is None else self.spoken_parts
        return ReadingSettings(spoken_parts=parts, pauses={**other.pauses, **self.pauses})


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """How the pages of one site are read. Empty values leave the choice to the server."""

    voice: str = ""
    language: str = ""
    """The language of pages that name none."""
    spoken_parts: tuple[str, ...] | None = None
    """Parts of a page that are read, by the names of the server's setting; None to use it."""
    include: tuple[str, ...] = ()
    """CSS selectors of the article body; only these elements are read."""
    exclude: tuple[str, ...] = ()
    """CSS selectors of elements that are never read."""
    skipped_sections: tuple[str, ...] = ()
    """Headings of sections that are never read."""
    pauses: dict[str, int] = field(default_factory=dict)
    """Lengths in ms by kind (see `script.pauses`)."""
    pronunciations: tuple[LexiconEntry, ...] = ()
    """They take precedence over the library's lexicon."""
    intro_audio: str = ""
    """The name of the sound before each story; empty for none."""
    outro_audio: str = ""
    refetch: tuple[str, ...] = ()
    """How often pages are read again, by the age of their stories: 1d=1h, 7d=1d. Stories of a site
    with such rules are withdrawn when their pages are."""

    @property
    def reading(self) -> ReadingSettings:
        return ReadingSettings(spoken_parts=self.spoken_parts, pauses=self.pauses)
