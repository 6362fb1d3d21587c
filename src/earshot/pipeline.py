"""The whole way: source → Article → Script → Speech… → Narration."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from io import BufferedReader
from pathlib import Path
from zlib import crc32

from earshot import ingest, script
from earshot.ahead import ahead
from earshot.errors import BadOption, NoArticle, SourceUnreadable
from earshot.interchange import from_json
from earshot.keeping import kept
from earshot.mastering import RATE, completed, gain_of, master
from earshot.model import Article, Block, Narration, Passage, Script, Speech
from earshot.voices.catalogue import open_voice
from earshot.voices.protocol import Voice
from earshot.voices.saying import say_all

AHEAD = 4
"""Utterances that may be said before they are asked for: enough to keep both cores at work."""
SLOWEST, FASTEST = 0.5, 2.0
CALIBRATION = files("earshot").joinpath("calibration.txt").read_text("utf-8")
"""A minute of news of every kind of sentence: a voice is as loud here as in any story."""


def read(source: str, *, url: str = "", language: str = "") -> Article | Script:
    """The story in a file, at a URL or on standard input ("-"); or what `earshot article` or
    `earshot script` wrote of one as JSON.

    Raises SourceError.
    """
    return _written_by_us(source) or ingest.read(source, url=url, language=language)


def article(source: str, *, url: str = "", language: str = "") -> Article:
    """The story that `read` finds. Raises SourceError."""
    found = read(source, url=url, language=language)
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
    performance = _Performance(written, voice, rate)
    return Narration(script=written, voice=performance.name, rate=RATE, passages=performance)


class _Performance:
    """The passages of a script in a voice: the same samples each time they are gone through."""

    def __init__(self, script: Script, voice: str, pace: float) -> None:
        self._script = script
        self._pace = pace
        with closing(open_voice(voice, script.article.language, pace)) as opened:
            self.name = opened.name
            self._gain = kept(_gain_name(opened, pace), lambda: gain_of(_calibration(opened)))

    def __iter__(self) -> Iterator[Passage]:
        return completed(self.since(0))

    def since(self, utterance: int) -> Iterator[Passage]:
        language = self._script.article.language
        with closing(open_voice(self.name, language, self._pace)) as voice:
            said = ahead(say_all(voice, self._script.utterances[utterance:]), AHEAD)
            with closing(said):
                yield from master(said, self._gain)


def _gain_name(voice: Voice, pace: float) -> str:
    """A new name whenever the gain may be another."""
    return f"gain/{voice.name}-{pace:g}-{crc32(CALIBRATION.encode()):x}".replace(":", "-")


def _calibration(voice: Voice) -> Iterator[Speech]:
    paragraphs = CALIBRATION.split("\n\n")
    blocks = tuple(Block(kind="paragraph", text=text.strip()) for text in paragraphs)
    for _, speech in say_all(voice, script.write(Article(headline="", blocks=blocks)).utterances):
        yield speech


def _written_by_us(source: str) -> Article | Script | None:
    """The article or script in a .json file, or on standard input where that is JSON."""
    if source == "-":
        waiting = sys.stdin.buffer
        if not isinstance(waiting, BufferedReader) or waiting.peek(1)[:1] != b"{":
            return None
        text = waiting.read()
    elif source.endswith(".json") and Path(source).is_file():
        text = Path(source).read_bytes()
    else:
        return None
    try:
        return from_json(json.loads(text), source)
    except ValueError as error:
        raise SourceUnreadable(source=source, reason="it is not valid JSON") from error
