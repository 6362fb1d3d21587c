"""kokoro: Kokoro-82M on onnxruntime, with all its voices, blends of them, and its own word times.

The directory of installed voices has one model, `kokoro/*.onnx`, and its styles, `kokoro/*.bin`. A
style file is either an archive of all voices by name (NumPy's .npz), or raw float32 of the voice
that it is named after. A voice is an array of (510, 1, 256): one style for each number of tokens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from earshot.errors import BrokenVoice, SynthesisFailed, UnknownVoice, VoiceNotInstalled
from earshot.imports import LazyModule
from earshot.model import Speech, Utterance
from earshot.voices.engine_scores import MOS
from earshot.voices.engines.kokoro_symbols import VOCABULARY, to_symbols
from earshot.voices.gains import known_gain
from earshot.voices.hardware import runtime_install_hint
from earshot.voices.neural_timing import NO_WORD, ModelOutput, OnsetModel, build_speech
from earshot.voices.neural_voice import NeuralVoice, onnx_session
from earshot.voices.paths import hash_files, voices_dir
from earshot.voices.phonemizer import to_tokens
from earshot.voices.protocol import Gender, Speaker
from earshot.voices.style_vectors import (
    MAX_ROWS,
    STYLE_SIZE,
    Style,
    archive_names,
    load_styles,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:  # a command starts sooner without it
    np = LazyModule("numpy")

SAMPLE_RATE = 24_000
MAX_TOKENS = MAX_ROWS
"""A voice has one style for each number of tokens."""
ONSETS = OnsetModel(lead=1.5, max_space=4.0, max_pause=1.5)
"""In frames of 25 ms. Measured on the real weights (af_heart, 207 words, PocketSphinx): in running
speech, a word begins before its first token by 38 ms plus the whole space; after a pause, by 75
ms. Inside words too, the hiss of s, z and ʃ begins 50 ms before its token."""
VOICE_LANGUAGES = {
    "a": "en-US",
    "b": "en-GB",
    "e": "es",
    "f": "fr-FR",
    "h": "hi",
    "i": "it",
    "p": "pt-BR",
}
"""By the first letter of a voice's name. Its Japanese (j) and Chinese (z) voices need other
phonemizers than eSpeak NG and are left out."""
FIRST_VOICES = ("af_heart", "am_michael", "bf_emma", "bm_george")
"""The default of the Kokoro project, its best British voice (NISQA-TTS rates it 4.17 for 30 news
sentences, af_heart 4.03, bm_george 4.03), and men to pair them with."""
GENDERS: dict[str, Gender] = {"f": "female", "m": "male"}
"""By the second letter of a voice's name."""
StylePart = tuple[Path, str, float]
"""The file of a voice, its name in it, and its weight in a blend."""


class Kokoro:
    name = "kokoro"
    licence = "Apache-2.0"
    mos = MOS["kokoro"]

    def speakers(self) -> Sequence[Speaker]:
        if not _find_models():
            return []
        known = sorted(name for name in _find_voices() if name[:1] in VOICE_LANGUAGES)
        known.sort(key=lambda name: name not in FIRST_VOICES)
        return [
            Speaker(
                name=name,
                languages=(VOICE_LANGUAGES[name[0]],),
                gender=GENDERS.get(name[1:2], ""),
                install_hint=runtime_install_hint(),
            )
            for name in known
        ]

    def open(self, speaker: str, language: str, speed: float) -> KokoroVoice:
        if hint := runtime_install_hint():
            raise VoiceNotInstalled(voice=f"kokoro:{speaker}", install_hint=hint)
        models = _find_models()
        if not models:
            hint = "earshot voices install kokoro"
            raise VoiceNotInstalled(voice=f"kokoro:{speaker}", install_hint=hint)
        return KokoroVoice(speaker, models[0], speed)

    def speaker(self, name: str) -> Speaker | None:
        """A blend, which `speakers` does not list. None if one of its voices is unknown."""
        voices = _find_voices()
        parts = [part for part, _ in parse_blend(name)]
        if not parts or any(
            part not in voices or part[:1] not in VOICE_LANGUAGES for part in parts
        ):
            return None
        return Speaker(
            name=name,
            languages=(VOICE_LANGUAGES[parts[0][0]],),
            gender=GENDERS.get(parts[0][1:2], ""),
            install_hint=runtime_install_hint(),
        )


def parse_blend(name: str) -> list[tuple[str, float]]:
    """Parse `af_heart+af_bella:0.3` into voices and weights that add up to 1. Omitted weights
    share the rest. Empty if it is not a blend."""
    parts = [part.partition(":") for part in name.split("+")]
    try:
        given = [float(weight) if weight else None for _, _, weight in parts]
    except ValueError:
        return []
    total = sum(weight for weight in given if weight is not None)
    open_count = given.count(None)
    if any(weight is not None and not 0 < weight <= 1 for weight in given) or total > 1.0001:
        return []
    default_weight = (1 - total) / open_count if open_count else 0.0
    weights = [default_weight if weight is None else weight for weight in given]
    weight_sum = sum(weights)
    return [(part[0], weight / weight_sum) for part, weight in zip(parts, weights, strict=True)]


class KokoroVoice(NeuralVoice):
    rate = SAMPLE_RATE
    max_chars = 400
    """About as many tokens; quality drops well before its limit of 510."""
    calibration_step = 4
    """All sentences take 23 s on two cores before the first sound. One in four gives the same gain
    within 0.1 dB (af_heart)."""

    def __init__(self, speaker: str, model: Path, speed: float) -> None:
        """Raises UnknownVoice and BrokenVoice."""
        name = f"kokoro:{speaker}"
        files, parts = _find_voices(), parse_blend(speaker)
        if not parts or any(
            part not in files or part[:1] not in VOICE_LANGUAGES for part, _ in parts
        ):
            raise UnknownVoice(voice=name)
        self._language = VOICE_LANGUAGES[parts[0][0][0]]
        super().__init__(name, model, self._language)
        self._speed = speed
        self._parts = [(files[part], part, weight) for part, weight in parts]
        self.gain = _known_gain(self._parts, speed)
        files_hash = hash_files(model, *{file: None for file, _, _ in self._parts})
        facts = (
            onnx_session.RUNTIME_VERSION,
            files_hash,
            self._phonemizer.fingerprint,
            parts,
            f"{speed:g}",
        )
        self.fingerprint = " ".join(map(str, ("kokoro", *facts, ONSETS)))

    def synthesize(self, utterance: Utterance) -> Speech:
        words = self._phonemizer.phonemize(utterance.words)
        symbols = partial(to_symbols, language=self._language)
        tokens, word_indices = to_tokens(words, symbols, VOCABULARY)
        if not 0 < len(tokens) <= MAX_TOKENS or all(owner == NO_WORD for owner in word_indices):
            reason = f"it takes 1 to {MAX_TOKENS} sounds, not {len(tokens)}"
            raise SynthesisFailed(voice=self.name, text=utterance.spoken, reason=reason)
        session = self._load_session()
        output, frames = session.run(self._feeds(tokens, session), utterance.spoken)
        if not session.durations:
            reason = "its model has no output of durations"
            raise BrokenVoice(voice=self.name, file=self._file, reason=reason)
        spoken = ModelOutput.of_padded(output, SAMPLE_RATE, frames, word_indices)
        return build_speech(self.name, spoken, utterance.words, ONSETS)

    def _feeds(
        self, tokens: list[int], session: onnx_session.Session
    ) -> dict[str, NDArray[np.float64] | Style]:
        names = set(session.inputs)
        ids_input = "input_ids" if "input_ids" in names else "tokens"
        if names != {ids_input, "style", "speed"}:
            reason = "its inputs are not those of Kokoro"
            raise BrokenVoice(voice=self.name, file=self._file, reason=reason)
        if session.input_dtype("speed").kind in "iu" and self._speed != 1:
            reason = "it supports only whole speeds; omit --speed, or install another one"
            raise BrokenVoice(voice=self.name, file=self._file, reason=reason)
        style = sum(_load_voice(file, name)[len(tokens) - 1] * w for file, name, w in self._parts)
        padded = np.array([[0, *tokens, 0]], np.float64)
        return {ids_input: padded, "style": np.asarray(style), "speed": np.array([self._speed])}


def _known_gain(parts: Sequence[StylePart], speed: float) -> float | None:
    """The known gain of one voice; a blend is measured. An unreadable style is reported when it is
    used."""
    if len(parts) > 1:
        return None
    with suppress(BrokenVoice):
        file, name, _ = parts[0]
        return known_gain(hashlib.sha256(_load_voice(file, name).tobytes()).hexdigest(), speed)
    return None


def _find_models() -> list[Path]:
    return sorted((voices_dir() / "kokoro").glob("*.onnx"))


def _find_voices() -> dict[str, Path]:
    """The file of each voice."""
    found: dict[str, Path] = {}
    for file in sorted((voices_dir() / "kokoro").glob("*.bin")):
        names = archive_names(str(file), file.stat().st_mtime_ns) or (file.stem,)
        found |= dict.fromkeys(names, file)
    return found


def _load_voice(file: Path, name: str) -> Style:
    """The styles of a voice, (510, 1, 256). Raises BrokenVoice."""
    styles = load_styles(f"kokoro:{name}", file, name)
    if len(styles) != MAX_TOKENS:
        reason = f"it is not an array of {MAX_TOKENS} x {STYLE_SIZE} numbers"
        raise BrokenVoice(voice=f"kokoro:{name}", file=file, reason=reason)
    return styles
