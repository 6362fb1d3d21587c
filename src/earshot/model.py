"""The data model: Article → Script → Speech → Narration → Timeline.

Frozen, keyword-only and compared by content. Offsets count characters (code points) of the text
they are in; times count samples of the audio they are in, so there is one clock and no rounding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:  # NumPy takes a third of the start of a command that only reads
    import numpy as np

Samples: TypeAlias = "np.ndarray[Any, np.dtype[np.float32]]"
"""Mono sound in −1…1."""

BlockKind = Literal["heading", "paragraph", "quote", "item", "note"]
"""A note is the newspaper's own word: a correction, an editor's note, or that a table follows."""
Role = Literal["narrator", "headline", "quotation"]

HEADLINE = -1
"""`Word.block` of a word that stands in the headline."""
INTRO = -2
"""`Word.block` of a word of the spoken intro, which stands nowhere on the page."""

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_FNV_BASIS, _FNV_PRIME, _FNV_MASK = 0xCBF29CE484222325, 0x100000001B3, 0xFFFFFFFFFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A property of the characters `start` to `end`: how they are said, in IPA as it was written; a
    pause in ms, where both are one; or which other language (BCP 47) they are in."""

    start: int
    end: int
    ipa: str = ""
    pause: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One heading, paragraph, quotation, list item or note, and where it stood in its page.

    A player finds it there again by `marker`, else by `place`, else by `fingerprint`: the first
    survives most changes of the page, the last needs nothing of it but the words.
    """

    kind: BlockKind
    text: str
    xpath: str | None = None
    """XPath of the element in the source page, or None if the source is not a page."""
    selector: str | None = None
    """CSS selector of an attribute that names the element: `[id="p-12"]`; None without one."""
    annotations: tuple[Annotation, ...] = ()

    @property
    def text_hash(self) -> str:
        """FNV-1a (64 bits, 16 hex digits) of the UTF-8 of its letters and digits, in NFC and lower
        case: the same however the words are spaced and punctuated.

        http://www.isthe.com/chongo/tech/comp/fnv/"""
        found = _FNV_BASIS
        for byte in (
            _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFC", self.text)).lower().encode()
        ):
            found = (found ^ byte) * _FNV_PRIME & _FNV_MASK
        return f"{found:016x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture, not read aloud: `text` says what it shows, `block` which one it stands before."""

    url: str
    block: int
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMetadata:
    """The metadata of an article. Unknown facts are empty, never guessed."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    published: date | None = None
    """A `datetime` with its zone where the source tells the time."""
    modified: date | None = None
    """When it was last changed, told like `published`."""
    section: str = ""
    language: str = ""
    """BCP 47."""
    url: str = ""
    """Its canonical address."""
    site: str = ""
    image: str = ""
    """Address of the lead image."""

    @property
    def metadata(self) -> dict[str, Any]:
        """Just these, to make another value of the same story."""
        return {field.name: getattr(self, field.name) for field in fields(ArticleMetadata)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ArticleMetadata):
    """The story, freed from its page."""

    blocks: tuple[Block, ...]
    contributors: tuple[str, ...] = ()
    """Who else worked on it, by its own word: "Ann Lee contributed to this report"."""
    images: tuple[Image, ...] = ()
    language: str = "en-US"
    """BCP 47."""
    headline_annotations: tuple[Annotation, ...] = ()

    @property
    def title(self) -> str:
        """The headline, or the opening words where there is none; never empty."""
        opening = self.blocks[0].text if self.blocks else ""
        return self.headline or _truncate(opening, limit=80) or "Untitled"

    @property
    def byline(self) -> str:
        """The authors as they are named: "Ann Lee", "Ann Lee and Bo Ek", "A, B and C"."""
        if len(self.authors) < 2:
            return "".join(self.authors)
        return f"{', '.join(self.authors[:-1])} and {self.authors[-1]}"

    @property
    def day(self) -> str:
        """The day it was published as YYYY-MM-DD, or nothing."""
        return self.published.isoformat()[:10] if self.published else ""

    def text_of(self, block: int) -> str:
        """The text that a `Word.block` points into; empty for `INTRO`."""
        if block == HEADLINE:
            return self.headline
        return self.blocks[block].text if block >= 0 else ""


def _truncate(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(maxsplit=1)[0].rstrip(",;:—–- ") + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word as written, where it stands, and how it is said.

    `text` is a slice of its block (`block.text[start:end]`) without the punctuation around it.
    `spoken` holds plain words ("F B I"); numbers as written in a language without rules for them.
    """

    text: str
    spoken: str
    block: int
    start: int
    phonemes: str | None = None
    """IPA, where the reading may not be left to the voice."""
    boundary: str = ""
    """The phrase boundary after the word, one of `, ; : . ? ! …` or nothing."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What a voice says in one breath of work: a sentence."""

    words: tuple[Word, ...]
    role: Role = "narrator"
    pause: int = 0
    """Silence after it, in ms."""
    language: str = ""  # BCP 47; empty for the article's

    @property
    def spoken(self) -> str:
        """The sentence as it is said, with its phrase boundaries: "In May, five people left."."""
        return " ".join(word.spoken + word.boundary for word in self.words)

    @property
    def block(self) -> int:
        """The block that it opens in."""
        return self.words[0].block


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What will be read aloud."""

    article: Article
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a word is heard: samples from the start of the audio it belongs to."""

    word: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One utterance, said: mono samples in −1…1 at `rate` Hz, and when each word is heard."""

    samples: Samples = field(compare=False)
    rate: int
    timings: tuple[Timing, ...]
    unspoken: int = 0  # words that silence stands for


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One utterance in its place in the recording: its mastered sound and the pause after it.
    `start` and the timings count samples on the clock of the whole narration."""

    utterance: Utterance
    start: int
    samples: Samples = field(compare=False)
    timings: tuple[Timing, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.samples)


class Segments(Protocol):
    """Segments in order, synthesized on demand. Each iteration gives the same samples."""

    def __iter__(self) -> Iterator[Segment]: ...

    def starting_at(self, utterance: int) -> Iterator[Segment]:
        """The segments from an utterance on (see `Narration.starting_at`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narration:
    """A recording. Its segments are synthesized and mastered on demand and not stored."""

    script: Script
    voice: str
    """engine:speaker"""
    rate: int
    """Samples a second."""
    segments: Segments = field(compare=False)

    def starting_at(self, utterance: int) -> Iterator[Segment]:
        """The segments from that utterance on (0 is the first), without synthesizing the earlier
        ones; times start at 0. The samples are those of the whole recording, but the last segment
        lacks the silence (under 50 ms) that fills the last frame of a file. Raises IndexError."""
        if not 0 <= utterance < len(self.script.utterances):
            raise IndexError(f"there is no utterance {utterance} in the script")
        return self.segments.starting_at(utterance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of the recording under a heading; `start` and `end` in samples."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The time of one utterance in the recording, in samples."""

    utterance: Utterance
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The times of everything in a finished recording."""

    rate: int
    duration: int
    """Samples."""
    timings: tuple[Timing, ...]
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]

    def ms(self, samples: int) -> int:
        """Samples as milliseconds, rounded."""
        return (samples * 1000 + self.rate // 2) // self.rate
