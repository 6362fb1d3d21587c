"""house: Earshot's own neural voices, small enough for the wheel.

A model file (created by `training`) takes phonemes and slots and returns samples and the duration
of each token, so word timings are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from earshot.audio.dsp import fade
from earshot.errors import BrokenVoice, SynthesisFailed, UnknownVoice
from earshot.imports import LazyModule
from earshot.model import Samples, Speech, Utterance, Word
from earshot.voices.catalogue import list_installable
from earshot.voices.engine_scores import MOS
from earshot.voices.gains import known_gain
from earshot.voices.hardware import gpu_memory_bytes, is_gpu_requested
from earshot.voices.house_model.constants import ESPEAK_LANGUAGES, SAMPLE_RATE
from earshot.voices.house_model.model_card import (
    VoiceCard,
    check_edition,
    read_card,
    read_figure,
)
from earshot.voices.house_model.pitch import PITCH_VERSION, Intonation, plan_intonation
from earshot.voices.house_model.question_intonation import find_rising_words
from earshot.voices.house_model.symbols import select_symbol_set
from earshot.voices.house_model.tokens import RISING_BOUNDARY, Tokens, build_tokens
from earshot.voices.neural_timing import ModelOutput, build_speech
from earshot.voices.paths import content_digest, hash_files, voices_dir
from earshot.voices.phonemizer import Phonemizer
from earshot.voices.protocol import Gender, Speaker

if TYPE_CHECKING:
    import numpy as np

    from earshot.voices.house_model import batch_renderer, model
else:  # a command starts sooner without them
    np = LazyModule("numpy")
    model = LazyModule("earshot.voices.house_model.model")
    batch_renderer = LazyModule("earshot.voices.house_model.batch_renderer")

EXTENSION = ".onnx"
PACKAGED_DIR = Path(__file__).parents[1] / "house_voices"
NARRATORS_PACKAGE = "earshot_voices"
"""The import name of the package of narrators, which is installed apart."""
GENDERS: dict[str, Gender] = {
    "kathleen": "female", "heart": "female", "emma": "female", "michael": "male", "george": "male"
}  # fmt: skip
MAX_CHUNK_TOKENS = 110
"""Tokens after which a sentence is split at a pause. It is about the longest sentence in training;
beyond it the intonation degrades."""
BATCH_SIZE = 32
"""Sentences per batch on a GPU."""
FADE_SECONDS = 0.005
"""Fade where two chunks of a sentence join, inside their silence."""
WordPhones = tuple[int, Sequence[str], str]
"""Index of a word, its phones and the boundary after it."""


class House:
    name = "house"
    mos = MOS["house"]

    def speakers(self) -> Sequence[Speaker]:
        """The voice of the package comes first, so a narrator is the default only for its own
        variety of English. Other voices in the user's directory must be selected by name."""
        found = sorted(_find_voices().items(), key=lambda item: item[1][0].parent != PACKAGED_DIR)
        return [
            Speaker(
                name=name, languages=(card.language,), licence=card.licence, consent=card.consent,
                explicit_only=file.parent == voices_dir() / House.name
                and f"house:{name}" not in _list_narrators(),
                unfinished=card.finished == "no",
                gender=GENDERS.get(name, ""),
                naturalness=read_figure(card, "naturalness"),
            )
            for name, (file, card) in found
        ]  # fmt: skip

    def open(self, speaker: str, language: str, speed: float) -> HouseVoice:
        voices = _find_voices()
        if speaker not in voices:
            raise UnknownVoice(voice=f"house:{speaker}")
        return HouseVoice(f"house:{speaker}", *voices[speaker], speed)


class HouseVoice:
    """The model is loaded with the first utterance."""

    max_chars = 600
    silent = False

    def __init__(self, name: str, file: Path, card: VoiceCard, speed: float) -> None:
        """Raises BrokenVoice if the file was trained for another version of Earshot."""
        check_edition(name, file, card)
        self.name = name
        self.rate = SAMPLE_RATE
        self._file = file
        self._speed = speed
        self._symbols = select_symbol_set(card.language)
        self._phonemizer = Phonemizer(ESPEAK_LANGUAGES[card.language])
        versions = (hash_files(file), PITCH_VERSION, f"{speed:g}", self._phonemizer.fingerprint)
        self.fingerprint = f"house {' '.join(versions)}"
        self.gain = known_gain(content_digest(file), speed)
        self._model: model.HouseModel | None = None
        self._renderer: batch_renderer.BatchRenderer | None = None
        self.batch_size = BATCH_SIZE if is_gpu_requested() else 1

    def synthesize(self, utterance: Utterance) -> Speech:
        parts = self._split(utterance)
        outputs = [
            self._run_model(part, utterance.spoken, intonation)
            for part, intonation in zip(parts, plan_intonation(parts), strict=True)
        ]
        return self._build_speech(utterance, parts, outputs)

    def synthesize_all(self, utterances: Sequence[Utterance]) -> list[Speech]:
        """Synthesize the utterances at once on the GPU. Raises SynthesisFailed."""
        renderer = self._load_renderer()
        if not renderer:
            return [self.synthesize(each) for each in utterances]
        parts = [self._split(each) for each in utterances]
        sentences = [
            (part.ids, intonation)
            for each in parts
            for part, intonation in zip(each, plan_intonation(each), strict=True)
        ]
        outputs = iter(self._load_model().synthesize_all(sentences, self._speed, renderer))
        return [
            self._build_speech(utterance, each, list(islice(outputs, len(each))))
            for utterance, each in zip(utterances, parts, strict=True)
        ]

    def _split(self, utterance: Utterance) -> list[Tokens]:
        """The tokens of its chunks. Raises SynthesisFailed if it has none."""
        chunks = _split_chunks(self._phonemize(utterance.words))
        parts = [build_tokens(self._symbols, chunk) for chunk in chunks]
        if found := [part for part in parts if len(part.symbols) > 1]:
            return found
        reason = "it contains no speakable word"
        raise SynthesisFailed(voice=self.name, text=utterance.spoken, reason=reason)

    def _build_speech(
        self,
        utterance: Utterance,
        parts: Sequence[Tokens],
        outputs: Sequence[tuple[Samples, model.TokenDurations]],
    ) -> Speech:
        fade_samples = round(FADE_SECONDS * self.rate)
        sound = np.concatenate([fade(samples, fade_samples) for samples, _ in outputs])
        frames = np.concatenate([durations for _, durations in outputs])
        owners = [owner for part in parts for owner in part.word_indices]
        output = ModelOutput(samples=sound, rate=self.rate, durations=frames, word_indices=owners)
        return build_speech(self.name, output, utterance.words)

    def load(self) -> None:
        """Load the model. Raises BrokenVoice."""
        self._phonemizer.load()
        self._load_model()

    def close(self) -> None:
        self._phonemizer.close()
        self._model = self._renderer = None

    def _phonemize(self, words: Sequence[Word]) -> list[WordPhones]:
        phonemized = self._phonemizer.phonemize([_split_hyphens(word) for word in words])
        rising = find_rising_words(words, self._symbols.language)
        return [
            (
                each.word_index,
                self._symbols.parse_ipa(each.ipa),
                RISING_BOUNDARY
                if each.boundary == "?" and each.word_index in rising
                else each.boundary,
            )
            for each in phonemized
        ]

    def _run_model(
        self, chunk: Tokens, text: str, intonation: Intonation
    ) -> tuple[Samples, model.TokenDurations]:
        return self._load_model().synthesize(chunk.ids, self._speed, text, intonation)

    def _load_renderer(self) -> batch_renderer.BatchRenderer | None:
        """None without a GPU."""
        if not self._renderer and self.batch_size > 1:
            loaded, memory = self._load_model(), gpu_memory_bytes()
            found = batch_renderer.open_gpu_renderer(loaded.weights, float(loaded.log_f0), memory)
            self._renderer, self.batch_size = found, self.batch_size if found else 1
        return self._renderer

    def _load_model(self) -> model.HouseModel:
        self._model = self._model or model.HouseModel(self.name, self._file, self._symbols)
        return self._model


def _split_hyphens(word: Word) -> Word:
    """Split at hyphens: "twenty-one" is two words with a slot each."""
    return replace(word, spoken=word.spoken.replace("-", " "))


def _split_chunks(words: Sequence[WordPhones]) -> Iterator[list[WordPhones]]:
    """Split a sentence at pauses into chunks of at most `MAX_CHUNK_TOKENS` tokens."""
    chunk: list[WordPhones] = []
    for phrase in _split_phrases(words):
        if chunk and _token_count(chunk) + _token_count(phrase) > MAX_CHUNK_TOKENS:
            yield chunk
            chunk = []
        chunk += phrase
    if chunk:
        yield chunk


def _split_phrases(words: Sequence[WordPhones]) -> Iterator[list[WordPhones]]:
    phrase: list[WordPhones] = []
    for each in words:
        phrase.append(each)
        if each[2]:
            yield phrase
            phrase = []
    if phrase:
        yield phrase


def _token_count(words: Sequence[WordPhones]) -> int:
    return sum(len(phones) + 1 for _, phones, _ in words)


def _find_voices() -> dict[str, tuple[Path, VoiceCard]]:
    """Voices by name: those of the user's directory, of the package of narrators and of this
    package, in this order of priority."""
    found: dict[str, tuple[Path, VoiceCard]] = {}
    for folder in (voices_dir() / House.name, *_narrator_folders(), PACKAGED_DIR):
        for file in sorted(folder.glob(f"*{EXTENSION}")) if folder.is_dir() else ():
            with suppress(BrokenVoice):
                found.setdefault(file.stem, (file, read_card(file, f"house:{file.stem}")))
    return found


@cache
def _list_narrators() -> frozenset[str]:
    return frozenset(each.full_name for each in list_installable())


def _narrator_folders() -> list[Path]:
    spec = find_spec(NARRATORS_PACKAGE)
    return [Path(folder) for folder in spec.submodule_search_locations or ()] if spec else []
