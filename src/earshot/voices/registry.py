"""Finds the available voices, and selects one for a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint

from earshot.errors import (
    InvalidOption,
    MisspelledVoice,
    UnknownVoice,
    UnspokenLanguage,
    VoiceError,
    VoiceNotInstalled,
    WrongLanguage,
)
from earshot.plugins import list_entry_points
from earshot.voices.catalogue import InstallableVoice, list_installable
from earshot.voices.engine_scores import MOS
from earshot.voices.hardware import runtime_install_hint
from earshot.voices.name_suggestion import suggest_voice
from earshot.voices.protocol import Engine, Speaker, Voice

ENTRY_POINT_GROUP = "earshot.voices"
OWN_ENGINES = "earshot.voices.engines."
ANY_LANGUAGE = "mul"
OTHER_REGION, EXACT = 1, 3
"""Results of `language_match`."""
OPENAI_VOICES = tuple(
    "alloy ash ballad coral echo fable nova onyx sage shimmer verse marin cedar".split()
)
ANY_VOICE = "voice"
"""In place of a voice name: the best voice to pair with the narrator's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceInfo:
    """An entry of `earshot voices`."""

    engine: str
    mos: float
    speaker: Speaker
    mos_is_estimate: bool = False
    licence: str = ""
    """Licence of all voices of the engine; empty if they differ."""

    @property
    def name(self) -> str:
        return f"{self.engine}:{self.speaker.name}"


def get_engine(voice: str) -> Engine:
    """The engine of a voice `engine:speaker`, or of its name alone. Raises UnknownVoice."""
    name = voice.partition(":")[0]
    for entry in list_entry_points(ENTRY_POINT_GROUP):
        if entry.name == name:
            return _load_engine(entry)
    raise _unknown_voice(voice)


def list_engines() -> dict[str, Engine]:
    """All engines by name, the best one first."""
    engines = map(_load_engine, list_entry_points(ENTRY_POINT_GROUP))
    return {
        each.name: each for each in sorted(engines, key=lambda engine: (-engine.mos, engine.name))
    }


def list_voices() -> list[VoiceInfo]:
    """All voices of all engines: the best engine first, then in the engine's order."""
    return [voice for each in list_engines().values() for voice in _list_voices_of(each)]


def _list_voices_of(engine: Engine) -> list[VoiceInfo]:
    return [_build_info(engine, speaker) for speaker in engine.speakers()]


def find_voice(name: str, language: str) -> VoiceInfo:
    """A voice by its full name; it may be a blend, which `list_voices` does not have. Raises
    UnknownVoice and VoiceNotInstalled."""
    engine, speaker_name = get_engine(name), name.partition(":")[2]
    return _build_info(engine, _find_speaker(engine, speaker_name, language))


def _build_info(engine: Engine, speaker: Speaker) -> VoiceInfo:
    return VoiceInfo(
        engine=engine.name,
        mos=engine.mos,
        speaker=speaker,
        mos_is_estimate=getattr(engine, "mos_is_estimate", False),
        licence=getattr(engine, "licence", ""),
    )


def default_voice(language: str) -> VoiceInfo:
    """The voice of the best available engine that speaks `language`. Silent voices are excluded.

    Among the voices of an engine, one for the exact region is preferred. A better engine takes
    priority over the region: a natural American voice reads British English before a robotic
    British one. Raises UnspokenLanguage.
    """
    for engine in _engines_best_first():
        candidates = _select_candidates(_list_voices_of(engine), language)
        if candidates:
            return max(candidates, key=lambda each: language_match(each.speaker, language))
    raise UnspokenLanguage(voice="", language=language)


def second_voice(first: str, language: str) -> str:
    """A voice to pair with `first`: one of its engine if possible, which sounds as natural, and of
    the other gender. Raises InvalidOption if there is none."""
    engine_name = first.partition(":")[0]
    others = [each for each in _candidates(language) if each.name != first]
    gender = find_voice(first, language).speaker.gender
    if not others:
        expected = f"{first} is the only installed voice for {language}"
        raise InvalidOption(option="a second voice", value=ANY_VOICE, expected=expected)
    return max(
        others,
        key=lambda each: (
            each.engine == engine_name,
            each.mos,
            language_match(each.speaker, language),
            bool(gender and each.speaker.gender and each.speaker.gender != gender),
        ),
    ).name


def voice_for_alias(alias: str, language: str) -> str:
    """A voice for a name without its engine; empty for the default voice.

    It may be the name of an installed speaker, as clients of Kokoro-FastAPI send it. The names of
    OpenAI's API are shared out over the voices of the default voice's engine, so other names
    sound different. Kokoro has voices of the same names: `nova` is `af_nova`.
    """
    if alias not in OPENAI_VOICES:
        installed = (each for each in list_voices() if not each.speaker.install_hint)
        return next((each.name for each in installed if each.speaker.name == alias), "")
    default = default_voice(language)
    others = [each for each in _candidates(language) if each.engine == default.engine]
    others.sort(key=lambda each: each.name != default.name)
    for each in others:
        if each.speaker.name.endswith(f"_{alias}"):
            return each.name
    return others[OPENAI_VOICES.index(alias) % len(others)].name


def speaks_language(voice: str, language: str) -> bool:
    """Whether a voice, by its full name, speaks the language. Raises UnknownVoice."""
    speaker = _find_speaker(get_engine(voice), voice.partition(":")[2], language)
    return language_match(speaker, language) > 0


def foreign_voice(voice: str, language: str, max_mos_difference: float) -> str:
    """The best voice for another language, if its engine is at most `max_mos_difference` MOS
    points below that of `voice`; else empty."""
    min_mos = get_engine(voice).mos - max_mos_difference
    candidates = [each for each in _candidates(language) if each.mos >= min_mos]
    best = max(candidates, key=lambda e: (e.mos, language_match(e.speaker, language)), default=None)
    return best.name if best else ""


def _candidates(language: str) -> list[VoiceInfo]:
    """Voices that are available for the language and may be selected automatically."""
    return _select_candidates(list_voices(), language)


def _select_candidates(voices: Iterable[VoiceInfo], language: str) -> list[VoiceInfo]:
    return [
        each
        for each in voices
        if each.mos > 0 and not each.speaker.install_hint and not each.speaker.explicit_only
        if language_match(each.speaker, language)
    ]


def language_match(speaker: Speaker, language: str) -> int:
    """3: exact language and region, 2: the language, 1: another region of it, 0: no match."""
    return match_languages(speaker.languages, language)


def match_languages(languages: Sequence[str], language: str) -> int:
    """As `language_match`, for a voice with several languages."""
    tag = language.lower()
    supported = [each.lower() for each in languages]
    if tag in supported:
        return 3
    base = tag.split("-")[0]
    if base in supported or ANY_LANGUAGE in supported:
        return 2
    return int(any(each.split("-")[0] == base for each in supported))


def voice_language(name: str, default: str) -> str:
    """The language of a voice; `default` if the voice speaks it too.

    Raises UnknownVoice and VoiceNotInstalled.
    """
    speaker = _find_speaker(get_engine(name), name.partition(":")[2], default)
    return default if language_match(speaker, default) > 1 else speaker.languages[0]


def require_voice(name: str) -> None:
    """Raises UnknownVoice, or VoiceNotInstalled with the way to install it."""
    speaker = _find_speaker(get_engine(name), name.partition(":")[2], "en")
    if speaker.install_hint:
        raise VoiceNotInstalled(voice=name, install_hint=speaker.install_hint)


def open_voice(name: str, language: str, speed: float) -> Voice:
    """Open the voice `engine:speaker`, the default of an engine for "engine", or the default voice
    for an empty name.

    Raises UnknownVoice, VoiceNotInstalled, WrongLanguage or UnspokenLanguage.
    """
    if not name:
        name = default_voice(language).name
    selected = get_engine(name)
    speaker = _find_speaker(selected, name.partition(":")[2], language)
    if speaker.install_hint:
        raise VoiceNotInstalled(
            voice=f"{selected.name}:{speaker.name}", install_hint=speaker.install_hint
        )
    if not language_match(speaker, language):
        raise WrongLanguage(voice=name, language=language)
    return selected.open(speaker.name, language, speed)


def _find_speaker(engine: Engine, name: str, language: str) -> Speaker:
    speakers = engine.speakers()
    if name:
        for speaker in speakers:
            if speaker.name == name:
                return speaker
        find_dynamic = getattr(engine, "speaker", None)
        dynamic: Speaker | None = find_dynamic(name) if find_dynamic else None
        if dynamic:
            return dynamic
        raise _missing_voice(engine, name, language)
    if not speakers:
        raise _missing_voice(engine, "", language)
    return max(speakers, key=lambda speaker: language_match(speaker, language))


def _missing_voice(engine: Engine, name: str, language: str) -> VoiceError:
    """The error for a missing speaker, with an install hint or a suggestion."""
    full_name = f"{engine.name}:{name}" if name else engine.name
    catalogue = [each for each in list_installable() if each.engine == engine.name]
    for each in catalogue:
        if full_name == each.full_name or (each.has_all_voices and not engine.speakers()):
            return VoiceNotInstalled(voice=full_name, install_hint=install_steps(each))
    if catalogue and not name:
        best = max(catalogue, key=lambda each: match_languages(each.languages, language))
        return VoiceNotInstalled(voice=full_name, install_hint=install_steps(best))
    return _unknown_voice(full_name)


def install_steps(voice: InstallableVoice) -> str:
    """The command that installs a voice of the catalogue, and its download size."""
    hint = "" if voice.engine == "house" else runtime_install_hint()
    runtime = f"{hint} && " if hint else ""
    file = f"{voice.urls[0].rpartition('/')[2]}, " if voice.urls else ""
    return f"{runtime}{voice.command} ({file}{voice.size_mb} MB)"


def _unknown_voice(name: str) -> UnknownVoice:
    installable = [each.full_name for each in list_installable()]
    known = [each.name for each in list_voices()]
    if suggestion := suggest_voice(name, known + installable):
        return MisspelledVoice(voice=name, suggestion=suggestion)
    return UnknownVoice(voice=name)


def _engines_best_first() -> Iterator[Engine]:
    """The engines. Each is loaded when the iteration reaches it."""
    entries = list_entry_points(ENTRY_POINT_GROUP)
    scores = {
        entry: MOS[entry.name] if entry.value.startswith(OWN_ENGINES) else _load_engine(entry).mos
        for entry in entries
    }
    return map(_load_engine, sorted(entries, key=lambda entry: (-scores[entry], entry.name)))


def _load_engine(entry: EntryPoint) -> Engine:
    loaded: Engine = entry.load()()
    return loaded
