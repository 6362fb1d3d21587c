"""piper: any voice of the Piper project (VITS) on onnxruntime, with the model's own word times.

A voice is two files in the directory of installed voices: `piper/NAME.onnx` and `NAME.onnx.json`.
Inputs, symbols and defaults are those of piper-tts 1.8.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from earshot.errors import BrokenVoice, SynthesisFailed, UnknownVoice, VoiceNotInstalled
from earshot.imports import LazyModule
from earshot.model import Samples, Speech, Utterance
from earshot.voices.catalogue import list_installable
from earshot.voices.engine_scores import MOS
from earshot.voices.engines.piper_config import (
    BEGIN,
    END,
    PAD,
    PiperConfig,
    language_tag,
    load_config,
)
from earshot.voices.gains import known_gain
from earshot.voices.hardware import runtime_install_hint, select_device
from earshot.voices.neural_timing import NO_WORD, ModelOutput, OnsetModel, build_speech
from earshot.voices.neural_voice import NeuralVoice, onnx_session
from earshot.voices.paths import content_digest, hash_files, voices_dir
from earshot.voices.phonemizer import PhonemizedWord
from earshot.voices.protocol import Speaker

if TYPE_CHECKING:
    import numpy as np
else:  # a command starts sooner without it
    np = LazyModule("numpy")

SPACE = " "
BOUNDARY_FALLBACKS = {"…": ".", "—": ",", "–": ","}
"""Replacements for boundaries that few voices have a symbol for."""
BATCH_SIZE, MIN_BATCH_FILL = 32, 0.8
"""Sentences per batch on a GPU, and the minimum share of a batch that is not padding."""
MAX_BATCH_TOKENS = 8_000
"""Tokens per batch, with padding: they decide how much memory it takes."""
ONSETS = OnsetModel(lead=1.0, max_space=6.0, max_pause=1.0)
"""In frames of the model (256 samples). Measured on the real weights (en_US-joe-medium, 207 words,
PocketSphinx): in running speech, a word begins before its first token by 14 ms plus the whole
space; after a pause, by 25 ms. Inside words too, the hiss of s, z and ʃ begins 16 ms before its
token."""
TokenIds = tuple[list[int], list[int]]
"""Token ids, and the word index of each."""
SPEAKER_SEPARATOR = "/"
"""Separates a voice from one of its speakers: `piper:en_US-libritts-high/p3922`."""


class Piper:
    name = "piper"
    mos_is_estimate = True
    mos = MOS["piper"]

    def speakers(self) -> Sequence[Speaker]:
        return [
            each for file in sorted(_piper_dir().glob("*.onnx")) for each in _list_speakers(file)
        ]

    def open(self, speaker: str, language: str, speed: float) -> PiperVoice:
        name, _, speaker_name = speaker.partition(SPEAKER_SEPARATOR)
        file = _piper_dir() / f"{name}.onnx"
        if not name or Path(name).name != name or not file.is_file():
            raise UnknownVoice(voice=f"piper:{speaker}")
        if hint := runtime_install_hint():
            raise VoiceNotInstalled(voice=f"piper:{speaker}", install_hint=hint)
        config = load_config(file)
        if speaker_name and speaker_name not in config.speakers:
            raise UnknownVoice(voice=f"piper:{speaker}")
        return PiperVoice(speaker, file, config, speed)


class PiperVoice(NeuralVoice):
    max_chars = 500

    def __init__(self, speaker: str, file: Path, config: PiperConfig, speed: float) -> None:
        super().__init__(f"piper:{speaker}", file, config.espeak)
        self.rate = config.rate
        self._config, self._speed = config, speed
        speaker_name = speaker.partition(SPEAKER_SEPARATOR)[2]
        self._speaker_id = config.speakers[speaker_name] if speaker_name else config.default_speaker
        self.gain = None if config.speakers else known_gain(content_digest(file), speed)
        self.batch_size = BATCH_SIZE if select_device() == "cuda" else 1
        parts = (
            hash_files(file, file.with_name(f"{file.name}.json")),
            self._phonemizer.fingerprint,
            str(self._speaker_id),
            f"{speed:g}",
            str(ONSETS),
        )
        self.fingerprint = f"piper {onnx_session.RUNTIME_VERSION} {' '.join(parts)}"

    def synthesize(self, utterance: Utterance) -> Speech:
        ids, word_indices = _to_tokens(
            self._phonemizer.phonemize(utterance.words), self._config.symbols
        )
        if all(owner == NO_WORD for owner in word_indices):
            reason = "it has no sound for any of it"
            raise SynthesisFailed(voice=self.name, text=utterance.spoken, reason=reason)
        session = self._load_session()
        output, frames = session.run(self._feeds([ids], session), utterance.spoken)
        return self._build_speech(utterance, output.ravel(), frames.ravel(), word_indices)

    def synthesize_all(self, utterances: Sequence[Utterance]) -> list[Speech]:
        """Synthesize the utterances in batches of similar length. Raises SynthesisFailed."""
        phonemized = [self._phonemizer.phonemize(each.words) for each in utterances]
        tokens = [_to_tokens(each, self._config.symbols) for each in phonemized]
        speeches: dict[int, Speech] = {}
        for numbers in make_batches([len(ids) for ids, _ in tokens], self.batch_size):
            batch = [utterances[number] for number in numbers]
            speeches |= zip(
                numbers, self._synthesize_batch(batch, [tokens[n] for n in numbers]), strict=True
            )
        return [speeches[number] for number in range(len(utterances))]

    def _synthesize_batch(
        self, batch: Sequence[Utterance], tokens: Sequence[TokenIds]
    ) -> list[Speech]:
        session = self._load_session()
        feeds = self._feeds([ids for ids, _ in tokens], session)
        noise_offsets = [session.noise_offset(self._feeds([ids], session)) for ids, _ in tokens]
        output, frames = session.run(feeds, batch[0].spoken, noise_offsets)
        rows, durations = output.reshape(len(batch), -1), frames.reshape(len(batch), -1)
        hop = rows.shape[1] / max(1.0, float(durations.sum(axis=1).max()))
        speeches = []
        for utterance, (ids, word_indices), row, row_durations in zip(
            batch, tokens, rows, durations, strict=True
        ):
            token_durations = row_durations[: len(ids)]
            samples = row[: round(hop * float(token_durations.sum()))]
            speeches.append(self._build_speech(utterance, samples, token_durations, word_indices))
        return speeches

    def _build_speech(
        self, utterance: Utterance, samples: Samples, durations: Any, word_indices: list[int]
    ) -> Speech:
        output = ModelOutput(
            samples=np.clip(samples, -1, 1),
            rate=self.rate,
            durations=durations,
            word_indices=word_indices,
        )
        return build_speech(self.name, output, utterance.words, ONSETS)

    def _open_session(self) -> onnx_session.Session:
        """With batched noise if the model has the structure of Piper's, otherwise without. Raises
        BrokenVoice."""
        try:
            session = onnx_session.Session(self.name, self._file, batched=True)
        except BrokenVoice:
            session = super()._open_session()
        if not session.durations:
            reason = "its model has no output of durations"
            raise BrokenVoice(voice=self.name, file=self._file, reason=reason)
        self.batch_size = self.batch_size if session.is_on_gpu and session.is_batch_safe else 1
        return session

    def _feeds(self, rows: Sequence[list[int]], session: onnx_session.Session) -> dict[str, Any]:
        noise, length, noise_w = self._config.scales
        max_length = max(map(len, rows))
        feeds: dict[str, Any] = {
            "input": np.array([[*ids, *[0] * (max_length - len(ids))] for ids in rows]),
            "input_lengths": np.array([len(ids) for ids in rows]),
            "scales": np.array([noise, length / self._speed, noise_w]),
            "sid": np.array([self._speaker_id] * len(rows)),
        }
        if unknown := set(session.inputs) - set(feeds):
            reason = f"it has inputs that are unknown in Piper voices: {', '.join(sorted(unknown))}"
            raise BrokenVoice(voice=self.name, file=self._file, reason=reason)
        return {name: feeds[name] for name in session.inputs}


def make_batches(lengths: Sequence[int], max_size: int) -> list[list[int]]:
    """Row indices of each batch: rows of similar length, at most `max_size` and together at most
    `MAX_BATCH_TOKENS`, and at least `MIN_BATCH_FILL` of a batch is not padding."""
    batches: list[list[int]] = []
    for number in sorted(range(len(lengths)), key=lambda each: lengths[each]):
        last = batches[-1] if batches else []
        tokens = sum(lengths[each] for each in last) + lengths[number]
        padded = (len(last) + 1) * lengths[number]  # the rows are sorted by length
        is_small = len(last) < max_size and padded <= MAX_BATCH_TOKENS
        if last and is_small and tokens >= MIN_BATCH_FILL * padded:
            last.append(number)
        else:
            batches.append([number])
    return batches


def _licence(name: str) -> str:
    """The licence according to the catalogue; other files do not state one."""
    return next((each.licence for each in list_installable() if each.name == name), "")


def _piper_dir() -> Path:
    return voices_dir() / "piper"


def _list_speakers(file: Path) -> list[Speaker]:
    """The speakers of a voice. A broken voice is listed with a hint."""
    try:
        config = load_config(file)
    except BrokenVoice as error:
        return [
            Speaker(name=file.stem, languages=(language_tag(file.stem),), install_hint=str(error))
        ]
    names = [file.stem, *(f"{file.stem}{SPEAKER_SEPARATOR}{each}" for each in config.speakers)]
    return [
        Speaker(
            name=n,
            languages=(config.language,),
            install_hint=runtime_install_hint(),
            licence=_licence(file.stem),
        )
        for n in names
    ]


def _to_tokens(words: Sequence[PhonemizedWord], symbols: dict[str, tuple[int, ...]]) -> TokenIds:
    """Token ids and the word index of each. The padding after a phoneme belongs to its word.
    Symbols that the voice lacks are dropped, as in Piper."""
    ids, word_indices = [*symbols[BEGIN], *symbols[PAD]], [NO_WORD] * (len(symbols[BEGIN]) + 1)

    def add(symbol: str, word_index: int) -> None:
        if symbol in symbols:
            new_ids = [*symbols[symbol], *symbols[PAD]]
            ids.extend(new_ids)
            word_indices.extend([word_index] * len(new_ids))

    for number, word in enumerate(words):
        for symbol in unicodedata.normalize("NFD", word.ipa):
            add(symbol, word.word_index)
        if word.boundary:
            mark = (
                word.boundary
                if word.boundary in symbols
                else BOUNDARY_FALLBACKS.get(word.boundary, ",")
            )
            add(mark, NO_WORD)
        if number < len(words) - 1:
            same = words[number + 1].word_index == word.word_index and not word.boundary
            add(SPACE, word.word_index if same else NO_WORD)
    return [*ids, *symbols[END]], [*word_indices, *[NO_WORD] * len(symbols[END])]
