"""The whole way: source → Article → Script → Speech… → Narration."""

from __future__ import annotations

import json
import sys
from io import BufferedReader
from pathlib import Path

from earshot import ingest, script
from earshot.errors import BadOption, NoArticle, SourceUnreadable
from earshot.ingest import Entry, Wishes
from earshot.interchange import from_json
from earshot.mastering import RATE
from earshot.model import Article, Narration, Script
from earshot.performing.performance import Performance

SLOWEST, FASTEST = 0.5, 2.0
FEED, OPENING = b"jsonfeed.org/version", 4_000
"""What a JSON Feed says of itself, and in how many bytes."""


def read(
    source: str | Entry, *, url: str = "", language: str = "", wishes: Wishes | None = None
) -> Article | Script:
    """The story in a file, at a URL, on standard input ("-") or in an entry of a feed; or what
    `earshot article` or `earshot script` wrote of one as JSON.

    Raises SourceError.
    """
    ours = None if isinstance(source, Entry) else _written_by_us(source)
    return ours or ingest.read(source, url=url, language=language, wishes=wishes)


def article(
    source: str | Entry, *, url: str = "", language: str = "", wishes: Wishes | None = None
) -> Article:
    """The story that `read` finds. Raises SourceError."""
    found = read(source, url=url, language=language, wishes=wishes)
    return found.article if isinstance(found, Script) else found


def write(source: str | Path | Article | Script, *, intro: bool = True) -> Script:
    """What will be read aloud of the source. `intro` says byline and date after the headline.

    Raises SourceError.
    """
    found = read(str(source)) if isinstance(source, str | Path) else source
    return found if isinstance(found, Script) else script.write(found, intro=intro)


def narrate(
    source: str | Path | Article | Script,
    *,
    voice: str = "",
    rate: float = 1.0,
    intro: bool = True,
) -> Narration:
    """The recording of a story, made as its passages are asked for.

    `voice` is "engine:speaker", by default the best on this machine for the story's language;
    `rate` the speed of the reading, 0.5 to 2.

    Raises SourceError, VoiceError and BadOption.
    """
    if not SLOWEST <= rate <= FASTEST:
        raise BadOption(option="rate", value=rate, expected=f"between {SLOWEST} and {FASTEST}")
    written = write(source, intro=intro)
    if not written.utterances:
        raise NoArticle(source=written.article.title, reason="there is nothing in it to say")
    performance = Performance(written, voice, rate)
    return Narration(script=written, voice=performance.name, rate=RATE, passages=performance)


def _written_by_us(source: str) -> Article | Script | None:
    """The article or script in a .json file, or on standard input where that is JSON."""
    if source == "-":
        waiting = sys.stdin.buffer
        opening = waiting.peek(1) if isinstance(waiting, BufferedReader) else b""
        if opening[:1] != b"{" or FEED in opening:
            return None
        text = waiting.read()
    elif source.endswith(".json") and Path(source).is_file():
        text = Path(source).read_bytes()
        if FEED in text[:OPENING]:
            return None
    else:
        return None
    try:
        return from_json(json.loads(text), source)
    except ValueError as error:
        raise SourceUnreadable(source=source, reason="it is not valid JSON") from error
