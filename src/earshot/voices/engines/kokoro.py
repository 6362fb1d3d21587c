"""kokoro: Kokoro-82M on onnxruntime, all its voices and blends of them, with its own word times.

The folder of installed voices holds `kokoro/*.onnx` (one model) and its styles: `*.bin`, either an
archive of all voices by name (NumPy's .npz), or raw float32 of the one that the file is named for.
Each voice is an array of (510, 1, 256): one style for each number of tokens.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earshot.errors import BrokenVoice, SynthesisFailed, UnknownVoice, VoiceNotInstalled
from earshot.model import Speech, Utterance
from earshot.voices.durations import NO_WORD, timed
from earshot.voices.engines.kokoro_symbols import VOCABULARY, symbols
from earshot.voices.onnx.session import EDITION, Session, missing
from earshot.voices.paths import digest, voices_folder
from earshot.voices.phonemizer import Spelling, Spelt
from earshot.voices.protocol import Speaker

RATE = 24_000
LONGEST, WIDTH = 510, 256
"""Tokens that the model takes, and numbers of a style."""
STYLES = LONGEST * WIDTH * 4
"""Bytes of one voice."""
LANGUAGES = {
    "a": "en-US",
    "b": "en-GB",
    "e": "es",
    "f": "fr-FR",
    "h": "hi",
    "i": "it",
    "p": "pt-BR",
}
"""By the first letter of a voice's name. Its Japanese (j) and Chinese (z) voices are fed by other
phonemizers than eSpeak NG and are left out."""
Style = NDArray[np.float32]


class Kokoro:
    name = "kokoro"
    quality = 4.03
    """Predicted by NISQA-TTS for 30 news sentences of af_heart, with the weights in 8 bits."""

    def speakers(self) -> Sequence[Speaker]:
        if not _models():
            return []
        known = sorted(name for name in _voices() if name[:1] in LANGUAGES)
        known.sort(key=lambda name: name != "af_heart")  # the project's own first choice
        return [
            Speaker(name=name, languages=(LANGUAGES[name[0]],), missing=missing()) for name in known
        ]

    def open(self, speaker: str, language: str, pace: float) -> KokoroVoice:
        if cure := missing():
            raise VoiceNotInstalled(voice=f"kokoro:{speaker}", cure=cure)
        models = _models()
        if not models:
            cure = "earshot voices install kokoro"
            raise VoiceNotInstalled(voice=f"kokoro:{speaker}", cure=cure)
        return KokoroVoice(speaker, models[0], pace)

    def speaker(self, name: str) -> Speaker | None:
        """A blend, which no list holds. Nothing where one of its voices is unknown."""
        voices = _voices()
        parts = [part for part, _ in blend(name)]
        if not parts or any(part not in voices or part[:1] not in LANGUAGES for part in parts):
            return None
        return Speaker(name=name, languages=(LANGUAGES[parts[0][0]],), missing=missing())


def blend(name: str) -> list[tuple[str, float]]:
    """`af_heart+af_bella:0.3` as voices and weights that add up to 1: a weight that is not said
    is what the others leave, shared out. Empty where it is no blend."""
    parts = [part.partition(":") for part in name.split("+")]
    try:
        said = [float(weight) if weight else None for _, _, weight in parts]
    except ValueError:
        return []
    total = sum(weight for weight in said if weight is not None)
    open_ones = said.count(None)
    if any(weight is not None and not 0 < weight <= 1 for weight in said) or total > 1.0001:
        return []
    rest = (1 - total) / open_ones if open_ones else 0.0
    weights = [rest if weight is None else weight for weight in said]
    whole = sum(weights)
    return [(part[0], weight / whole) for part, weight in zip(parts, weights, strict=True)]


class KokoroVoice:
    rate = RATE
    longest = 400
    """Characters: about as many tokens, and it reads its best well below its 510."""
    soundless = False

    def __init__(self, speaker: str, model: Path, pace: float) -> None:
        """Raises UnknownVoice and BrokenVoice."""
        self.name = f"kokoro:{speaker}"
        self._model, self._pace = model, pace
        files, parts = _voices(), blend(speaker)
        if not parts or any(part not in files or part[:1] not in LANGUAGES for part, _ in parts):
            raise UnknownVoice(voice=self.name)
        self._language = LANGUAGES[parts[0][0][0]]
        self._parts = [(files[part], part, weight) for part, weight in parts]
        self._spelling = Spelling(self._language)
        self._session: Session | None = None
        sound = digest(model, *{file: None for file, _, _ in self._parts})
        self.fingerprint = f"kokoro {EDITION} {sound} {self._spelling.fingerprint} {parts} {pace:g}"

    def synthesize(self, utterance: Utterance) -> Speech:
        tokens, owners = _tokens(self._spelling.spelt(utterance.words), self._language)
        if not 0 < len(tokens) <= LONGEST or all(owner == NO_WORD for owner in owners):
            reason = f"it takes 1 to {LONGEST} sounds, not {len(tokens)}"
            raise SynthesisFailed(voice=self.name, text=utterance.spoken, reason=reason)
        session = self._loaded()
        sound, frames = session.run(self._feeds(tokens, session), utterance.spoken)
        if not session.durations:
            reason = "its model tells no durations"
            raise BrokenVoice(voice=self.name, file=self._model, reason=reason)
        whole = (np.clip(sound.ravel(), -1, 1), RATE)
        edged = [NO_WORD, *owners, NO_WORD]
        return timed(self.name, whole, frames.ravel(), utterance.words, edged)

    def load(self) -> None:
        """What it speaks with. Raises BrokenVoice."""
        self._spelling.load()
        self._loaded()

    def _loaded(self) -> Session:
        self._session = self._session or Session(self.name, self._model)
        return self._session

    def close(self) -> None:
        self._spelling.close()
        self._session = None

    def _feeds(self, tokens: list[int], session: Session) -> dict[str, NDArray[np.float64] | Style]:
        names = set(session.inputs)
        place = "input_ids" if "input_ids" in names else "tokens"
        if names != {place, "style", "speed"}:
            reason = "its inputs are not those of Kokoro"
            raise BrokenVoice(voice=self.name, file=self._model, reason=reason)
        if session.kind("speed").kind in "iu" and self._pace != 1:
            reason = "its file takes whole speeds only; leave --rate out, or install another"
            raise BrokenVoice(voice=self.name, file=self._model, reason=reason)
        style = sum(_style(file, name)[len(tokens) - 1] * w for file, name, w in self._parts)
        edged = np.array([[0, *tokens, 0]], np.float64)
        return {place: edged, "style": np.asarray(style), "speed": np.array([self._pace])}


def _models() -> list[Path]:
    return sorted((voices_folder() / "kokoro").glob("*.onnx"))


def _voices() -> dict[str, Path]:
    """The file that each voice is in."""
    found: dict[str, Path] = {}
    for file in sorted((voices_folder() / "kokoro").glob("*.bin")):
        names = _archived(str(file), file.stat().st_mtime_ns) or (file.stem,)
        found |= dict.fromkeys(names, file)
    return found


@lru_cache(maxsize=64)
def _archived(file: str, changed: int) -> tuple[str, ...]:
    """The names in an archive, or nothing where it is none."""
    if not zipfile.is_zipfile(file):
        return ()
    with zipfile.ZipFile(file) as archive:
        return tuple(each.removesuffix(".npy") for each in archive.namelist())


@lru_cache(maxsize=8)
def _style(file: Path, name: str) -> Style:
    """The styles of a voice, (510, 1, 256). Raises BrokenVoice."""
    try:
        styles = _read(file, name)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise BrokenVoice(voice=f"kokoro:{name}", file=file, reason=error) from error
    if styles.size != LONGEST * WIDTH or not np.isfinite(styles).all():
        reason = f"it is no array of {LONGEST} x {WIDTH} numbers"
        raise BrokenVoice(voice=f"kokoro:{name}", file=file, reason=reason)
    return styles.reshape(LONGEST, 1, WIDTH).astype(np.float32)


def _read(file: Path, name: str) -> NDArray[np.floating]:
    if not zipfile.is_zipfile(file):
        if file.stat().st_size != STYLES:
            raise ValueError(f"it has not the {STYLES} bytes of a voice")
        return np.fromfile(file, np.float32)
    with zipfile.ZipFile(file) as archive:
        if archive.getinfo(f"{name}.npy").file_size > 3 * STYLES:
            raise ValueError("it is too large")
        with archive.open(f"{name}.npy") as array:
            return np.asarray(np.lib.format.read_array(array, allow_pickle=False), np.float64)


def _tokens(spelt: Sequence[Spelt], language: str) -> tuple[list[int], list[int]]:
    tokens: list[int] = []
    owners: list[int] = []
    for number, word in enumerate(spelt):
        last = number == len(spelt) - 1
        same = not last and spelt[number + 1].owner == word.owner and not word.boundary
        written = [(symbol, word.owner) for symbol in symbols(word.ipa, language)]
        written += [(mark, NO_WORD) for mark in word.boundary]
        written += [] if last else [(" ", word.owner if same else NO_WORD)]
        for symbol, owner in written:
            if symbol in VOCABULARY:
                tokens.append(VOCABULARY[symbol])
                owners.append(owner)
    return tokens, owners
