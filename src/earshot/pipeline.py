"""The pipeline: source → Article → Script → Speech → Narration."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Mapping
from io import BufferedReader
from pathlib import Path
from typing import get_args

from earshot import ingest
from earshot.errors import InvalidOption, NoArticle, SourceUnreadable
from earshot.ingest import Entry, IngestOptions, RawContent
from earshot.mastering import RATE
from earshot.model import Article, Narration, Role, Script
from earshot.script import builder
from earshot.script.intro import IntroPart
from earshot.script.lexicon import Lexicon
from earshot.script.lexicon_files import load_environment_lexicon, read_lexicon
from earshot.script.text_options import TextOptions
from earshot.serialization import from_json
from earshot.synthesis.roles import FOREIGN, NARRATOR
from earshot.synthesis.synthesizer import Synthesizer
from earshot.voices.registry import ANY_LANGUAGE, list_voices, voice_language

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""BCP 47, limited to the subtags that names of voices use."""
MIN_SPEED, MAX_SPEED = 0.5, 2.0
FEED, OPENING = b"jsonfeed.org/version", 4_000
"""The version URL of a JSON Feed, and how many bytes are searched for it."""


def read_source(
    source: str | Entry | RawContent,
    *,
    url: str = "",
    language: str = "",
    options: IngestOptions | None = None,
) -> Article | Script:
    """Read an article from a file, a URL, standard input ("-"), an entry of a feed or bytes.

    JSON from `earshot article` or `earshot script` is read as an Article or Script.

    Raises SourceError.
    """
    own = _read_own_json(source) if isinstance(source, str) else None
    return own or ingest.read_article(source, url=url, language=language, options=options)


def extract_article(
    source: str | Entry, *, url: str = "", language: str = "", options: IngestOptions | None = None
) -> Article:
    """Extract the article from a file, a URL, standard input ("-") or an entry of a feed.

    Raises SourceError.
    """
    found = read_source(source, url=url, language=language, options=options)
    return found.article if isinstance(found, Script) else found


def build_script(
    source: str | Path | Article | Script,
    *,
    intro: bool | Collection[IntroPart] = True,
    lexicon: str | Path | Lexicon = "",
    quotes: bool = False,
    options: TextOptions | None = None,
) -> Script:
    """Build the script of a source: everything that will be spoken.

    `intro` adds byline and date after the headline, or only the given parts ("byline", "date").
    `lexicon` has the pronunciations for this article, or names a file with them. It takes
    precedence over the newsroom's lexicon. `quotes` makes direct speech inside a sentence an
    utterance of its own, for a second voice. `options` sets pauses, and whether note marks and
    words in brackets are read.

    Raises SourceError and BadLexicon.
    """
    found = read_source(str(source)) if isinstance(source, str | Path) else source
    if isinstance(found, Script):
        return found
    return builder.build_script(
        found, intro=intro, lexicon=load_lexicon(lexicon), quotes=quotes, options=options
    )


def choose_language(text: str, *, voice: str = "", language: str = "") -> str:
    """The language of a text that does not name one.

    It is guessed from enough letters among the languages that the named voice, or any voice here,
    speaks. Otherwise it is `language`, or the voice's own.

    Raises UnknownVoice and VoiceNotInstalled.
    """
    default = language or "en-US"
    if voice:
        default = voice_language(voice, default)
    found = ingest.identify_language(text, default=default, candidates=_spoken_languages(voice))
    return default if found == default.split("-")[0] else found


def language_options(*, voice: str = "", language: str = "") -> IngestOptions:
    """How to find the language of a source that names none: as `choose_language` does, but among
    the languages of all voices here.

    Raises UnknownVoice and VoiceNotInstalled.
    """
    default = language or "en"
    if voice:
        default = voice_language(voice, default)
    return IngestOptions(default_language=default, candidate_languages=_spoken_languages(""))


def _spoken_languages(voice: str) -> frozenset[str]:
    """The codes of the languages that the voice, or any voice here, speaks; none for all."""
    engine, _, name = voice.partition(":")
    speakers = [
        each.speaker
        for each in list_voices()
        if not each.speaker.install_hint
        if (each.engine == engine if voice else each.mos > 0 and not each.speaker.explicit_only)
        if not name or each.speaker.name == name
    ]
    codes = {tag.split("-")[0] for speaker in speakers for tag in speaker.languages}
    return frozenset() if ANY_LANGUAGE in codes else frozenset(codes)


def load_lexicon(lexicon: str | Path | Lexicon) -> Lexicon:
    """The lexicon of an article, with the newsroom's as fallback. Raises BadLexicon."""
    if not isinstance(lexicon, Lexicon):
        lexicon = read_lexicon(lexicon) if lexicon else Lexicon()
    return lexicon + load_environment_lexicon()


def narrate(
    source: str | Path | Article | Script,
    *,
    voice: str | Mapping[str, str] = "",
    speed: float = 1.0,
    intro: bool | Collection[IntroPart] = True,
    lexicon: str | Path = "",
) -> Narration:
    """Narrate a source, an article or a script. Segments are synthesized lazily, one at a time.

    `voice` is "engine:speaker", by default the best installed voice for the article's language. A
    mapping sets voices by role, `{"quotation": "flite:rms"}`, or for sentences in a language,
    `{"fr": "piper:fr_FR-siwis-medium"}` (see `Synthesizer`). "voice" is the best one after the
    narrator's. `{"foreign": "narrator"}` disables voices for other languages. `speed` is the
    speaking speed, 0.5 to 2. `lexicon` is a file with pronunciations for this article.

    Raises SourceError, VoiceError, BadLexicon and InvalidOption.
    """
    if not MIN_SPEED <= speed <= MAX_SPEED:
        raise InvalidOption(option="speed", value=speed, expected=f"use {MIN_SPEED} to {MAX_SPEED}")
    voices = _assign_voices(voice)
    built = build_script(source, intro=intro, lexicon=lexicon, quotes="quotation" in voices)
    return narrate_script(built, voice=voices, speed=speed)


def narrate_script(
    script: Script,
    *,
    voice: str | Mapping[str, str] = "",
    speed: float = 1.0,
    human_recordings: Path | None = None,
) -> Narration:
    """Narrate a script, as `narrate` does.

    `human_recordings` is the directory with the recordings of sentences that a person reads (see
    `synthesis.human_recordings`). Raises NoArticle and VoiceError.
    """
    if not script.utterances:
        raise NoArticle(source=script.article.title, reason="it has no text to read")
    voices = {"narrator": voice} if isinstance(voice, str) else voice
    synthesizer = Synthesizer(script, {"narrator": "", **voices}, speed, human_recordings)
    return Narration(script=script, voice=synthesizer.name, rate=RATE, segments=synthesizer)


def _assign_voices(voice: str | Mapping[str, str]) -> Mapping[str, str]:
    """A voice for each role and language. Raises InvalidOption."""
    voices = {"narrator": voice} if isinstance(voice, str) else dict(voice)
    roles = get_args(Role)
    for name in voices:
        if name not in roles and name != FOREIGN and not LANGUAGE_TAG.fullmatch(name):
            expected = f"use {', '.join(roles)} or a language tag"
            raise InvalidOption(option="role", value=name, expected=expected)
    if voices.get(FOREIGN, NARRATOR) != NARRATOR:
        raise InvalidOption(
            option=FOREIGN,
            value=voices[FOREIGN],
            expected=f"the only allowed value is '{NARRATOR}'",
        )
    return voices


def _read_own_json(source: str) -> Article | Script | None:
    """The article or script in a .json file or in JSON on standard input, otherwise None."""
    if source == "-":
        stdin = sys.stdin.buffer
        opening = stdin.peek(1) if isinstance(stdin, BufferedReader) else b""
        if opening[:1] != b"{" or FEED in opening:
            return None
        text = stdin.read()
    elif source.endswith(".json") and Path(source).is_file():
        text = Path(source).read_bytes()
        if FEED in text[:OPENING]:
            return None
    else:
        return None
    try:
        return from_json(json.loads(text), source)
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable(source=source, reason="it is not valid JSON") from error
