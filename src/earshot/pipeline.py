"""The whole way: source → Article → Script → Speech… → Narration."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path
from typing import get_args

from earshot import ingest, script
from earshot.errors import BadOption, NoArticle, SourceUnreadable
from earshot.ingest import Entry, Wishes
from earshot.mastering import RATE
from earshot.model import Article, Narration, Role, Script
from earshot.script.lexicon_files import newsroom_lexicon, read_lexicon
from earshot.serialization import from_json
from earshot.synthesis.synthesizer import FOREIGN, NARRATOR, Performance

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""BCP 47, as far as voices are named by it."""
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


def write(
    source: str | Path | Article | Script,
    *,
    intro: bool = True,
    lexicon: str | Path = "",
    quotes: bool = False,
) -> Script:
    """What will be read aloud of the source. `intro` says byline and date after the headline;
    `lexicon` is a file with the readings of this story, which wins over the newsroom's own;
    `quotes` takes direct speech out of its sentences, for a voice of its own.

    Raises SourceError and BadLexicon.
    """
    found = read(str(source)) if isinstance(source, str | Path) else source
    if isinstance(found, Script):
        return found
    return script.write(found, intro=intro, lexicon=lexicon_of(lexicon), quotes=quotes)


def lexicon_of(path: str | Path) -> script.Lexicon:
    """The lexicon of a story, and behind it the newsroom's. Raises BadLexicon."""
    own = read_lexicon(path) if path else script.Lexicon()
    return own + newsroom_lexicon()


def narrate(
    source: str | Path | Article | Script,
    *,
    voice: str | Mapping[str, str] = "",
    rate: float = 1.0,
    intro: bool = True,
    lexicon: str | Path = "",
) -> Narration:
    """The recording of a story, made as its passages are asked for.

    `voice` is "engine:speaker", by default the best on this machine for the story's language; or a
    voice for each role that is to have its own: `{"quotation": "flite:rms"}`, where "voice" is the
    best one after the narrator's; or for a language, `{"fr": "piper:fr_FR-siwis-medium"}`, for the
    sentences in it (see `Performance`), and `{"foreign": "narrator"}` for none. `rate` is the speed
    of the reading, 0.5 to 2; `lexicon` a file with the readings of this story.

    Raises SourceError, VoiceError, BadLexicon and BadOption.
    """
    if not SLOWEST <= rate <= FASTEST:
        raise BadOption(option="rate", value=rate, expected=f"between {SLOWEST} and {FASTEST}")
    cast = _cast(voice)
    written = write(source, intro=intro, lexicon=lexicon, quotes="quotation" in cast)
    if not written.utterances:
        raise NoArticle(source=written.article.title, reason="there is nothing in it to say")
    performance = Performance(written, {"narrator": "", **cast}, rate)
    return Narration(script=written, voice=performance.name, rate=RATE, passages=performance)


def _cast(voice: str | Mapping[str, str]) -> Mapping[str, str]:
    """A voice for each role and language. Raises BadOption."""
    cast = {"narrator": voice} if isinstance(voice, str) else dict(voice)
    roles = get_args(Role)
    for name in cast:
        if name not in roles and name != FOREIGN and not LANGUAGE.fullmatch(name):
            expected = f"it is {' or '.join(roles)}, or a language"
            raise BadOption(option="a role", value=name, expected=expected)
    if cast.get(FOREIGN, NARRATOR) != NARRATOR:
        raise BadOption(option=FOREIGN, value=cast[FOREIGN], expected=f"it is {NARRATOR}")
    return cast


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
