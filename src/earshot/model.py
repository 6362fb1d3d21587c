"""The data model: Article → Script → Speech → Narration → Timeline.

All classes are frozen and keyword-only, and compare by content. Offsets count code points of a
text. Times count samples of a recording, so there is one clock and no rounding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:  # importing NumPy takes a third of the startup time
    import numpy as np

Samples: TypeAlias = "np.ndarray[Any, np.dtype[np.float32]]"  # mono audio in −1…1

BlockKind = Literal["heading", "paragraph", "quote", "item", "note"]
"""A `note` is text by the publisher: a correction, an editor's note, or a notice about a table."""
Role = Literal["narrator", "headline", "quotation"]

HEADLINE = -1  # `Word.block` of a word in the headline
INTRO = -2  # `Word.block` of a word in the spoken intro, which is not part of the page

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_FNV_BASIS, _FNV_PRIME, _FNV_MASK = 0xCBF29CE484222325, 0x100000001B3, 0xFFFFFFFFFFFFFFFF


class _ShortRepr:
    __slots__ = ()

    def __repr__(self) -> str:
        return str(import_module("earshot.short_repr").describe(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A property of the characters from `start` to `end`."""

    start: int
    end: int
    ipa: str = ""
    pause: int = 0  # in ms, where `start` equals `end`
    language: str = ""  # another language (BCP 47)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, paragraph, quotation, list item or note, and its location in the source page.

    The player locates it by `selector`, else by `xpath`, else by `text_hash`. The selector
    survives most changes of the page; the hash needs only the text.
    """

    kind: BlockKind
    text: str
    xpath: str | None = None  # of the element in the source page, if the source is a page
    selector: str | None = None  # CSS selector by an attribute, such as `[id="p-12"]`
    annotations: tuple[Annotation, ...] = ()
    number: str = ""  # of its list item, if it is spoken but is not in `text`
    dropped_reason: str = ""  # why extraction drops it; an editor may put it back

    @property
    def letters(self) -> str:
        """The letters and digits of the text, in NFC and lower case."""
        return _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFC", self.text)).lower()

    @property
    def text_hash(self) -> str:
        """FNV-1a (64 bits, hexadecimal) of `letters`: http://www.isthe.com/chongo/tech/comp/fnv/"""
        found = _FNV_BASIS
        for byte in self.letters.encode():
            found = (found ^ byte) * _FNV_PRIME & _FNV_MASK
        return f"{found:016x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedBlock:
    """A block that extraction dropped. `before` is the index of the article's block after it."""

    block: Block
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture. `alt` describes it; `block` is the index of the block after it."""

    url: str
    block: int
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ArticleMetadata(_ShortRepr):
    """The metadata of an article. Unknown facts are empty, never guessed."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    published: date | None = None  # a `datetime` with a zone if the source gives the time
    modified: date | None = None  # the last change, in the form of `published`
    section: str = ""
    language: str = ""  # BCP 47
    url: str = ""  # canonical
    site: str = ""
    image: str = ""  # URL of the lead image

    @property
    def metadata(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(ArticleMetadata)}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Article(ArticleMetadata):
    """An article, extracted from its page."""

    blocks: tuple[Block, ...]
    contributors: tuple[str, ...] = ()  # as printed: "Ann Lee contributed to this report"
    images: tuple[Image, ...] = ()
    language: str = "en-US"  # BCP 47
    headline_annotations: tuple[Annotation, ...] = ()
    dropped: tuple[DroppedBlock, ...] = ()  # in the order of the page, if they were asked for

    @property
    def title(self) -> str:
        """The headline, or the first words of the text if there is none; never empty."""
        opening = self.blocks[0].text if self.blocks else ""
        return self.headline or _truncate(opening, limit=80) or "Untitled"

    @property
    def byline(self) -> str:
        """The authors, joined: "Ann Lee", "Ann Lee and Bo Ek", "A, B and C"."""
        if len(self.authors) < 2:
            return "".join(self.authors)
        return f"{', '.join(self.authors[:-1])} and {self.authors[-1]}"

    @property
    def day(self) -> str:
        """Date of publication as YYYY-MM-DD, or empty."""
        return self.published.isoformat()[:10] if self.published else ""

    def text_of(self, block: int) -> str:
        """The text of a `Word.block`; empty for `INTRO`."""
        if block == HEADLINE:
            return self.headline
        return self.blocks[block].text if block >= 0 else ""


def _truncate(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(maxsplit=1)[0].rstrip(",;:—–- ") + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word: its written form, its position and its spoken form.

    `text` is a slice of its block (`block.text[start:end]`) without adjacent punctuation, or empty
    for the number of a list item. `spoken` has plain words ("F B I"). In a language without
    normalization rules it keeps numbers as written.
    """

    text: str
    spoken: str
    block: int
    start: int
    phonemes: str | None = None  # IPA, if the voice must not choose the pronunciation itself
    boundary: str = ""  # the phrase boundary after it, one of `, ; : . ? ! …` or nothing

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Utterance(_ShortRepr):
    """A sentence: the unit of synthesis."""

    words: tuple[Word, ...]
    role: Role = "narrator"
    pause: int = 0  # silence after it, in ms
    language: str = ""  # BCP 47; empty for the article's
    voice: str = ""  # engine:speaker; empty for the voice of its role or language

    @property
    def spoken(self) -> str:
        """The spoken text with its phrase boundaries: "In May, five people left."."""
        return " ".join(word.spoken + word.boundary for word in self.words)

    @property
    def block(self) -> int:
        """The block of the first word."""
        return self.words[0].block


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Script(_ShortRepr):
    """The text to read aloud."""

    article: Article
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Start and end of a word, in samples from the start of the audio."""

    word: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Speech(_ShortRepr):
    """A synthesized utterance: mono samples in −1…1 at `rate` Hz, and the time of each word."""

    samples: Samples = field(compare=False)
    rate: int
    timings: tuple[Timing, ...]
    unspoken: int = 0  # words replaced by silence


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Segment(_ShortRepr):
    """A mastered utterance and the pause after it. Times count from the start of the narration."""

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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Narration(_ShortRepr):
    """A recording. Its segments are synthesized and mastered on demand and not stored."""

    script: Script
    voice: str  # engine:speaker
    rate: int  # samples per second
    segments: Segments = field(compare=False)

    def starting_at(self, utterance: int) -> Iterator[Segment]:
        """The segments from that utterance on (0 is the first); the earlier ones are not
        synthesized, and times start at 0. The samples equal those of the whole recording, without
        the silence (under 50 ms) that fills the last frame of a file. Raises IndexError."""
        if not 0 <= utterance < len(self.script.utterances):
            raise IndexError(f"there is no utterance {utterance} in the script")
        return self.segments.starting_at(utterance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of the recording under one heading; `start` and `end` in samples."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The time of one utterance in the recording, in samples."""

    utterance: Utterance
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Timeline(_ShortRepr):
    """The times of all utterances, words and chapters of a finished recording."""

    rate: int
    duration: int  # samples
    timings: tuple[Timing, ...]
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]

    def ms(self, samples: int) -> int:
        """Milliseconds, rounded."""
        return (samples * 1000 + self.rate // 2) // self.rate
