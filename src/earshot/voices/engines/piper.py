"""piper: any voice of the Piper project (VITS), on onnxruntime, with the model's own word times.

A voice is two files in the folder of installed voices: `piper/NAME.onnx` and `NAME.onnx.json`.
The facts about both (inputs, symbols, defaults) are those of piper-tts 1.8.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from earshot.errors import BrokenVoice, SynthesisFailed, UnknownVoice, VoiceNotInstalled
from earshot.model import Speech, Utterance
from earshot.voices.durations import NO_WORD, timed
from earshot.voices.hardware import device
from earshot.voices.onnx.session import EDITION, Session, missing
from earshot.voices.paths import digest, voices_folder
from earshot.voices.phonemizer import Spelling, Spelt
from earshot.voices.protocol import Speaker

PAD, BEGIN, END, SPACE = "_", "^", "$", " "
MARKS = {"…": ".", "—": ",", "–": ","}
"""Boundaries that few voices have a symbol for, and what stands in."""
BATCH, FULL = 32, 0.8
"""Sentences that a GPU is given at once, and how much of a batch is to be no padding."""
LARGEST_CONFIG = 1_000_000
"""Bytes. The real ones have about 7,000, with 900 speakers 25,000."""
Tokens = tuple[list[int], list[int]]
"""Ids for the model, and of each the number of its word."""
MULTI = "/"
"""Between a voice and one of its speakers: `piper:en_US-libritts-high/p3922`."""


class Piper:
    name = "piper"
    quality = 4.0
    """Not measured by us on the real weights: neural voices are taken to stand at about 4."""

    def speakers(self) -> Sequence[Speaker]:
        return [each for file in sorted(_folder().glob("*.onnx")) for each in _listed(file)]

    def open(self, speaker: str, language: str, pace: float) -> PiperVoice:
        name, _, member = speaker.partition(MULTI)
        file = _folder() / f"{name}.onnx"
        if not name or Path(name).name != name or not file.is_file():
            raise UnknownVoice(voice=f"piper:{speaker}")
        if cure := missing():
            raise VoiceNotInstalled(voice=f"piper:{speaker}", cure=cure)
        config = config_of(file)
        if member and member not in config.speakers:
            raise UnknownVoice(voice=f"piper:{speaker}")
        return PiperVoice(speaker, file, config, pace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What `.onnx.json` says."""

    rate: int
    language: str
    """BCP 47."""
    espeak: str
    symbols: dict[str, tuple[int, ...]]
    speakers: dict[str, int]
    """Empty for a voice of one speaker."""
    default_speaker: int
    scales: tuple[float, float, float]
    """noise_scale, length_scale, noise_w."""


def config_of(file: Path) -> Config:
    """The configuration beside a model. Raises BrokenVoice."""
    beside = file.with_name(f"{file.name}.json")
    try:
        if beside.stat().st_size > LARGEST_CONFIG:
            raise ValueError("it is too large")
        return _config(json.loads(beside.read_text("utf-8")), file.stem)
    except KeyError as error:
        reason = f"it says nothing of {error}"
        raise BrokenVoice(voice=f"piper:{file.stem}", file=beside, reason=reason) from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise BrokenVoice(voice=f"piper:{file.stem}", file=beside, reason=error) from error


class PiperVoice:
    longest = 500
    soundless = False

    def __init__(self, speaker: str, file: Path, config: Config, pace: float) -> None:
        self.name = f"piper:{speaker}"
        self.rate = config.rate
        self._file, self._config, self._pace = file, config, pace
        member = speaker.partition(MULTI)[2]
        self._sid = config.speakers[member] if member else config.default_speaker
        self._spelling = Spelling(config.espeak)
        self._session: Session | None = None
        self.batch = BATCH if device() == "cuda" else 1
        parts = (digest(file, file.with_name(f"{file.name}.json")), self._spelling.fingerprint)
        self.fingerprint = f"piper {EDITION} {' '.join(parts)} {self._sid} {pace:g}"

    def synthesize(self, utterance: Utterance) -> Speech:
        ids, owners = _tokens(self._spelling.spelt(utterance.words), self._config.symbols)
        if all(owner == NO_WORD for owner in owners):
            reason = "it has no sound for any of it"
            raise SynthesisFailed(voice=self.name, text=utterance.spoken, reason=reason)
        session = self._loaded()
        sound, frames = session.run(self._feeds([ids], session), utterance.spoken)
        whole = (np.clip(sound.ravel(), -1, 1), self.rate)
        return timed(self.name, whole, frames.ravel(), utterance.words, owners)

    def synthesize_all(self, utterances: Sequence[Utterance]) -> list[Speech]:
        """Each of them, said in batches of like length. Raises SynthesisFailed."""
        spelt = [self._spelling.spelt(each.words) for each in utterances]
        tokens = [_tokens(each, self._config.symbols) for each in spelt]
        made: dict[int, Speech] = {}
        for numbers in batches([len(ids) for ids, _ in tokens], self.batch):
            batch = [utterances[number] for number in numbers]
            made |= zip(numbers, self._batch(batch, [tokens[n] for n in numbers]), strict=True)
        return [made[number] for number in range(len(utterances))]

    def _batch(self, batch: Sequence[Utterance], tokens: Sequence[Tokens]) -> list[Speech]:
        session = self._loaded()
        feeds = self._feeds([ids for ids, _ in tokens], session)
        places = [session.place(self._feeds([ids], session)) for ids, _ in tokens]
        sound, frames = session.run(feeds, batch[0].spoken, places)
        rows, lasting = sound.reshape(len(batch), -1), frames.reshape(len(batch), -1)
        hop = rows.shape[1] / max(1.0, float(lasting.sum(axis=1).max()))
        said = []
        for utterance, (ids, owners), row, lasts in zip(batch, tokens, rows, lasting, strict=True):
            own = lasts[: len(ids)]
            whole = np.clip(row[: round(hop * float(own.sum()))], -1, 1)
            said.append(timed(self.name, (whole, self.rate), own, utterance.words, owners))
        return said

    def load(self) -> None:
        """What it speaks with. Raises BrokenVoice."""
        self._spelling.load()
        self._loaded()

    def _loaded(self) -> Session:
        """Raises BrokenVoice."""
        if not self._session:
            self._session = session = _session(self.name, self._file)
            if not session.durations:
                reason = "its model tells no durations"
                raise BrokenVoice(voice=self.name, file=self._file, reason=reason)
            self.batch = self.batch if session.gpu and session.batched else 1
        return self._session

    def close(self) -> None:
        self._spelling.close()
        self._session = None

    def _feeds(self, rows: Sequence[list[int]], session: Session) -> dict[str, Any]:
        noise, length, noise_w = self._config.scales
        most = max(map(len, rows))
        feeds: dict[str, Any] = {
            "input": np.array([[*ids, *[0] * (most - len(ids))] for ids in rows]),
            "input_lengths": np.array([len(ids) for ids in rows]),
            "scales": np.array([noise, length / self._pace, noise_w]),
            "sid": np.array([self._sid] * len(rows)),
        }
        if unknown := set(session.inputs) - set(feeds):
            reason = f"it wants inputs that no Piper voice has: {', '.join(sorted(unknown))}"
            raise BrokenVoice(voice=self.name, file=self._file, reason=reason)
        return {name: feeds[name] for name in session.inputs}


def _session(voice: str, file: Path) -> Session:
    """With the noise of a batch where the model is as Piper's are, else as it is. Raises
    BrokenVoice."""
    try:
        return Session(voice, file, rows=True)
    except BrokenVoice:
        return Session(voice, file)


def batches(lengths: Sequence[int], most: int) -> list[list[int]]:
    """The numbers of the rows of each batch: rows of like length together, at most `most`, and at
    least `FULL` of a batch are no padding."""
    made: list[list[int]] = []
    for number in sorted(range(len(lengths)), key=lambda each: lengths[each]):
        last = made[-1] if made else []
        tokens = sum(lengths[each] for each in last) + lengths[number]
        if last and len(last) < most and tokens >= FULL * (len(last) + 1) * lengths[number]:
            last.append(number)
        else:
            made.append([number])
    return made


def _folder() -> Path:
    return voices_folder() / "piper"


def _listed(file: Path) -> list[Speaker]:
    """The speakers of a voice; a broken one is listed with what to do about it."""
    try:
        config = config_of(file)
    except BrokenVoice as error:
        return [Speaker(name=file.stem, languages=(_tag(file.stem),), missing=str(error))]
    names = [file.stem, *(f"{file.stem}{MULTI}{each}" for each in config.speakers)]
    return [Speaker(name=n, languages=(config.language,), missing=missing()) for n in names]


def _config(facts: dict[str, Any], name: str) -> Config:
    inference = facts.get("inference", {})
    if facts.get("phoneme_type", "espeak") != "espeak":
        raise ValueError(f"it is fed {facts['phoneme_type']}, and Earshot has eSpeak phonemes")
    scales = [float(inference.get(key, default)) for key, default in SCALES]
    many = int(facts.get("num_speakers", 1)) > 1
    rate = int(facts["audio"]["sample_rate"])
    symbols = {key: tuple(map(int, ids)) for key, ids in facts["phoneme_id_map"].items()}
    for needed in (PAD, BEGIN, END):
        if needed not in symbols:
            raise KeyError(f"phoneme_id_map: {needed}")
    if not 8_000 <= rate <= 48_000 or not all(0 <= scale <= 10 for scale in scales):
        raise ValueError("its numbers are out of all range")
    language = facts.get("language", {}).get("code") or name
    return Config(
        rate=rate,
        language=_tag(language),
        espeak=str(facts["espeak"]["voice"]),
        symbols=symbols,
        speakers={str(k): int(v) for k, v in facts.get("speaker_id_map", {}).items()}
        if many
        else {},
        default_speaker=int(facts.get("default_speaker_id", 0)),
        scales=(scales[0], scales[1], scales[2]),
    )


SCALES = (("noise_scale", 0.667), ("length_scale", 1.0), ("noise_w", 0.8))
"""Their names under `inference`, and Piper's own values where they are left out."""


def _tag(code: str) -> str:
    """ "en_US-lessac-medium" and "en_US" are en-US."""
    return code.split("-")[0].replace("_", "-") if "_" in code else code


def _tokens(spelt: Sequence[Spelt], symbols: dict[str, tuple[int, ...]]) -> Tokens:
    """Ids for the model and the word of each. Padding after a phoneme belongs to its word; a
    symbol that the voice does not have is left out, as Piper does."""
    ids, owners = [*symbols[BEGIN], *symbols[PAD]], [NO_WORD] * (len(symbols[BEGIN]) + 1)

    def add(symbol: str, owner: int) -> None:
        if symbol in symbols:
            more = [*symbols[symbol], *symbols[PAD]]
            ids.extend(more)
            owners.extend([owner] * len(more))

    for number, word in enumerate(spelt):
        for symbol in unicodedata.normalize("NFD", word.ipa):
            add(symbol, word.owner)
        if word.boundary:
            mark = word.boundary if word.boundary in symbols else MARKS.get(word.boundary, ",")
            add(mark, NO_WORD)
        if number < len(spelt) - 1:
            same = spelt[number + 1].owner == word.owner and not word.boundary
            add(SPACE, word.owner if same else NO_WORD)
    return [*ids, *symbols[END]], [*owners, *[NO_WORD] * len(symbols[END])]
