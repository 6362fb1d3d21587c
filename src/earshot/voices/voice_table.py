"""The table of `earshot voices`: installed voices, naturalness, speed on this machine, licence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from earshot.disk_cache import load_value, store_value
from earshot.errors import UnspokenLanguage
from earshot.voices.catalogue import InstallableVoice, list_installable
from earshot.voices.registry import (
    ANY_LANGUAGE,
    EXACT,
    OTHER_REGION,
    VoiceInfo,
    default_voice,
    install_steps,
    language_match,
    list_engines,
    list_voices,
    match_languages,
)

MAX_SHOWN = 4
"""Voices shown per engine; the rest are only counted."""
HEADINGS = ("VOICE", "LANGUAGE", "NATURAL", "SPEED HERE", "LICENCE", "STATE")
UNKNOWN = "-"
UNKNOWN_LICENCE = "see model card"
FOOTNOTE = (
    "NATURAL: opinion score of 5, predicted by NISQA-TTS for news sentences; ~ is an estimate.\n"
    "SPEED HERE: times real time in one process, after `earshot voices evaluate NAME` measured"
    " it.\n"
    "`earshot voices preview NAME` records a sample of an installed voice."
)
Row = tuple[str, ...]


def format_table(language: str, *, show_all: bool = False) -> Iterator[str]:
    """The lines of the table for a language, with the default voice and the command for a better
    one."""
    rows = [HEADINGS, *_rows(language, show_all)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS) - 1)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield "  ".join((*cells, row[-1])).rstrip()
    yield from ("", *FOOTNOTE.splitlines(), "", *_recommendation(language))


def remember_speed(voice: str, real_time_factor: float) -> None:
    """Store the measured speed of a voice for the table."""
    store_value(_speed_key(voice), 1 / max(real_time_factor, 1e-4))


def _speed_key(voice: str) -> str:
    return f"speed/{hashlib.sha256(voice.encode()).hexdigest()[:32]}"


def _rows(language: str, show_all: bool) -> Iterator[Row]:
    default = _default(language)
    for voices in _by_engine(list_voices()):
        fitting = [each for each in voices if language_match(each.speaker, language)]
        shown = voices if show_all else _first_few(fitting)
        yield from (_voice_row(each, default) for each in shown)
        if shown and len(voices) > len(shown):
            more = f"({len(voices) - len(shown)} more: --all)"
            yield (f"{voices[0].engine}:...", "", "", "", "", more)
    names = {each.name for each in list_voices()}
    for voice in _list_offers():
        if voice.full_name not in names and (
            show_all or match_languages(voice.languages, language)
        ):
            yield _installable_row(voice)


def _first_few(voices: Sequence[VoiceInfo]) -> Sequence[VoiceInfo]:
    """Only one voice of an engine that is not usable yet."""
    return voices[: 1 if voices and voices[0].speaker.install_hint else MAX_SHOWN]


def _by_engine(voices: Sequence[VoiceInfo]) -> list[list[VoiceInfo]]:
    engines = dict.fromkeys(each.engine for each in voices)
    return [[each for each in voices if each.engine == engine] for engine in engines]


def _voice_row(voice: VoiceInfo, default: VoiceInfo | None) -> Row:
    speed = load_value(_speed_key(voice.name), float)
    languages = voice.speaker.languages
    return (
        voice.name,
        "any" if ANY_LANGUAGE in languages else languages[0],
        _naturalness(voice.speaker.naturalness or voice.mos, voice.mos_is_estimate),
        UNKNOWN if speed is None else f"{speed:.3g} x",
        voice.speaker.licence or voice.licence or UNKNOWN,
        _state(voice, default),
    )


def _state(voice: VoiceInfo, default: VoiceInfo | None) -> str:
    speaker = voice.speaker
    if speaker.install_hint:
        return f"not installed: {speaker.install_hint}"
    state = "installed, half-trained" if speaker.unfinished else "installed"
    return f"{state}, default" if default and default.name == voice.name else state


def _installable_row(voice: InstallableVoice) -> Row:
    engine = list_engines()[voice.engine]
    return (
        voice.name if voice.has_all_voices else voice.full_name,
        voice.language,
        _naturalness(voice.naturalness or engine.mos, getattr(engine, "mos_is_estimate", False)),
        UNKNOWN,
        voice.licence or UNKNOWN_LICENCE,
        f"{voice.size_mb} MB: {voice.command}",
    )


def _list_offers() -> list[InstallableVoice]:
    """The voices of the catalogue whose engine is present."""
    engines = list_engines()
    return [each for each in list_installable() if each.engine in engines]


def _naturalness(mos: float, is_estimate: bool) -> str:
    return f"{'~' if is_estimate else ''}{mos:.2f}" if mos else UNKNOWN


def _default(language: str) -> VoiceInfo | None:
    try:
        return default_voice(language)
    except UnspokenLanguage:
        return None


def _recommendation(language: str) -> Iterator[str]:
    """The default voice and the reason for it, and the command that installs a more natural one."""
    default = _default(language)
    if default:
        yield (
            f"The default for {language} is {default.name}: of the voices installed here that speak"
            f" it, its engine sounds most natural."
        )
    else:
        yield f"No installed voice supports {language}."
    engines = list_engines()
    better = [
        each
        for each in _list_offers()
        if match_languages(each.languages, language)
        if engines[each.engine].mos > (default.mos if default else 0.0)
    ]
    if better:
        best = max(better, key=lambda each: _rank(each, language, engines[each.engine].mos))
        yield f"More natural: {install_steps(best)}"
    yield from _recommend_region(default, language)


def _recommend_region(default: VoiceInfo | None, language: str) -> Iterator[str]:
    """The most natural voice with the accent of the region, if the default has another one."""
    if not default or language_match(default.speaker, language) != OTHER_REGION:
        return
    own = [
        each for each in _list_offers() if match_languages(each.languages[:1], language) == EXACT
    ]
    if own:
        best = max(own, key=lambda each: (each.naturalness, bool(each.licence)))
        yield f"With the accent of {language}: {install_steps(best)}"


def _rank(voice: InstallableVoice, language: str, mos: float) -> tuple[float, int, bool]:
    return (mos, match_languages(voice.languages, language), bool(voice.licence))
