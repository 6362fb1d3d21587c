"""Which voices there are, and which one reads a language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from earshot.errors import (
    BadOption,
    UnknownVoice,
    UnspokenLanguage,
    VoiceNotInstalled,
    WrongLanguage,
)
from earshot.voices.protocol import Engine, Speaker, Voice

GROUP = "earshot.voices"
ANY_LANGUAGE = "mul"
ANY = "voice"
"""In place of a voice beside the narrator's: whichever goes with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A voice as `earshot voices` shows it."""

    engine: str
    quality: float
    speaker: Speaker

    @property
    def name(self) -> str:
        return f"{self.engine}:{self.speaker.name}"


def engine(name: str) -> Engine:
    """The engine of that name. Raises UnknownVoice."""
    for entry in _entries():
        if entry.name == name:
            return _loaded(entry)
    raise UnknownVoice(voice=name)


def listings() -> list[Listing]:
    """Every voice of every engine, the best engine first, in its own order inside it."""
    engines = sorted(
        map(_loaded, _entries()),
        key=lambda engine: (-engine.quality, engine.name),
    )
    return [
        Listing(engine=each.name, quality=each.quality, speaker=speaker)
        for each in engines
        for speaker in each.speakers()
    ]


def default_voice(language: str) -> Listing:
    """The voice of the best engine on this machine that speaks `language` and makes a sound.

    Of the voices of one engine, that of the very region comes before that of another region of the
    same language. A better engine comes before both: a natural American voice reads British English
    before a British robot. Raises UnspokenLanguage.
    """
    able = _able(language)
    if not able:
        raise UnspokenLanguage(voice="", language=language)
    return max(able, key=lambda each: (each.quality, fluency(each.speaker, language)))


def second_voice(first: str, language: str) -> str:
    """The voice that reads beside `first`: the next of its engine, which sounds alike in all but
    the speaker, else the best of the others. Raises BadOption where there is no other."""
    engine_name = first.partition(":")[0]
    others = [each for each in _able(language) if each.name != first]
    if not others:
        expected = f"{first} is the only voice here for {language}; see earshot voices"
        raise BadOption(option="a second voice", value=ANY, expected=expected)
    return max(
        others,
        key=lambda each: (
            each.engine == engine_name,
            each.quality,
            fluency(each.speaker, language),
        ),
    ).name


def speaks(name: str, language: str) -> bool:
    """Whether a voice, named in full, reads that language. Raises UnknownVoice."""
    engine_name, _, speaker_name = name.partition(":")
    return fluency(_speaker(engine(engine_name), speaker_name, language), language) > 0


def voice_beside(own: str, language: str, close: float) -> str:
    """The best voice for another language, where its engine is at most `close` points less natural
    than that of `own`; else nothing."""
    least = engine(own.partition(":")[0]).quality - close
    able = [each for each in _able(language) if each.quality >= least]
    best = max(able, key=lambda e: (e.quality, fluency(e.speaker, language)), default=None)
    return best.name if best else ""


def _able(language: str) -> list[Listing]:
    """What can speak the language here and now, and would be chosen without being named."""
    return [
        each
        for each in listings()
        if each.quality > 0 and not each.speaker.missing and not each.speaker.asked
        if fluency(each.speaker, language)
    ]


def fluency(speaker: Speaker, language: str) -> int:
    """3: that very language and region, 2: the language, 1: another region of it, 0: not at all."""
    wanted = language.lower()
    spoken = [each.lower() for each in speaker.languages]
    if wanted in spoken:
        return 3
    base = wanted.split("-")[0]
    if base in spoken or ANY_LANGUAGE in spoken:
        return 2
    return int(any(each.split("-")[0] == base for each in spoken))


def language_of(name: str, otherwise: str) -> str:
    """The language that a voice is for; `otherwise` where it speaks that one too.

    Raises UnknownVoice and VoiceNotInstalled.
    """
    engine_name, _, speaker_name = name.partition(":")
    speaker = _speaker(engine(engine_name), speaker_name, otherwise)
    return otherwise if fluency(speaker, otherwise) > 1 else speaker.languages[0]


def open_voice(name: str, language: str, pace: float) -> Voice:
    """The voice `engine:speaker` (or the engine's own choice for "engine"), or the default voice
    for the empty name, ready to speak.

    Raises UnknownVoice, VoiceNotInstalled, WrongLanguage or UnspokenLanguage.
    """
    if not name:
        name = default_voice(language).name
    engine_name, _, speaker_name = name.partition(":")
    chosen = engine(engine_name)
    speaker = _speaker(chosen, speaker_name, language)
    if speaker.missing:
        raise VoiceNotInstalled(voice=f"{chosen.name}:{speaker.name}", cure=speaker.missing)
    if not fluency(speaker, language):
        raise WrongLanguage(voice=name, language=language)
    return chosen.open(speaker.name, language, pace)


def _speaker(engine: Engine, name: str, language: str) -> Speaker:
    known = engine.speakers()
    if name:
        for speaker in known:
            if speaker.name == name:
                return speaker
        make_up = getattr(engine, "speaker", None)
        made: Speaker | None = make_up(name) if make_up else None
        if made:
            return made
        raise UnknownVoice(voice=f"{engine.name}:{name}")
    if not known:
        raise VoiceNotInstalled(voice=engine.name, cure="earshot voices install")
    return max(known, key=lambda speaker: fluency(speaker, language))


@cache
def _entries() -> list[EntryPoint]:
    """Those of the engines. Read once: it means looking into every package that is installed."""
    return list(entry_points(group=GROUP))


def _loaded(entry: EntryPoint) -> Engine:
    made: Engine = entry.load()()
    return made
